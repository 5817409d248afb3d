//! What a measure says of itself, and the frame that all of them share: needs first, then the value in its band.

use crate::speech::Speech;
use crate::thresholds::Thresholds;
use crate::types::{
    Band, Evidence, EvidenceLevel, KindCount, MeasureId, Measurement, Series, Unit, ValueRange, WordTimes,
};

/// Everything about a measure that does not depend on a recording.
#[derive(Debug, Clone, Copy)]
pub struct MeasureSpec {
    /// Stable; names the measure in JSON and history.
    pub id: &'static str,
    /// For people: "pace".
    pub title: &'static str,
    pub unit: Unit,
    pub definition: &'static str,
    pub formula: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
    pub level: EvidenceLevel,
    /// Measures of one matter; advice speaks of each matter once.
    pub topic: &'static str,
    /// Whether the one-screen report has a line for it; every other form has them all.
    pub on_screen: bool,
    /// What must be there; else the value is undefined.
    pub needs: &'static [Need],
    pub band: BandFrom,
    /// Why no advice follows from this measure; `None` when `data/advice` has texts for it.
    pub no_advice_because: Option<&'static str>,
}

/// Where the target band of a measure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandFrom {
    /// `[bands.ID]` of `data/thresholds.toml`.
    Thresholds,
    /// The question that was asked (`data/questions.toml`).
    Question,
    /// There is none, and this is why.
    Nowhere(&'static str),
}

/// A condition on the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Transcript,
    /// Some time for the words, be it of whole subtitles.
    WordTimes,
    /// A time for each word.
    EachWordTimed,
    Punctuation,
    /// Punctuation, or pauses placed between words.
    SentenceEnds,
    /// Lexicons for the language.
    Lexicons,
    /// Somebody audibly speaks.
    Sound,
    /// `words_for_rates_min`
    EnoughWords,
    /// `answer_for_rates_min_s`
    EnoughSpeech,
}

impl Need {
    /// For the documentation.
    pub fn describe(self) -> &'static str {
        match self {
            Need::Transcript => "a transcript",
            Need::WordTimes => "a transcript with times",
            Need::EachWordTimed => "a time for each word",
            Need::Punctuation => "punctuation",
            Need::SentenceEnds => "punctuation, or a time for each word",
            Need::Lexicons => "word lists for the language",
            Need::Sound => "usable sound",
            Need::EnoughWords => "enough words",
            Need::EnoughSpeech => "enough speech",
        }
    }

    /// Why `speech` does not meet the need, in plain words.
    fn unmet(self, speech: &Speech) -> Option<String> {
        let thresholds = Thresholds::built_in();
        let because = |missing: bool, reason: &str| missing.then(|| reason.to_owned());
        match self {
            Need::Transcript => because(!speech.has_transcript, "there is no transcript"),
            Need::WordTimes => because(speech.words_span().is_none(), "the transcript has no times"),
            Need::EachWordTimed => {
                because(speech.word_times != WordTimes::PerWord, "the transcript does not time each word")
            }
            Need::Punctuation => because(!speech.is_punctuated, "the transcript has too little punctuation"),
            Need::SentenceEnds => because(
                !speech.is_punctuated && speech.word_times != WordTimes::PerWord,
                "the transcript has too little punctuation",
            ),
            Need::Lexicons => because(!speech.has_lexicons, "saywell has no word lists for this language"),
            Need::Sound => {
                let silent = "nobody speaks in the recording";
                let unusable = "the sound is not good enough";
                because(speech.answer_span().is_none(), silent).or(because(!speech.sound_usable, unusable))
            }
            Need::EnoughWords => {
                let min = thresholds.cutoff("words_for_rates_min");
                ((speech.tokens.len() as f64) < min).then(|| format!("there are fewer than {min} words"))
            }
            Need::EnoughSpeech => {
                let min_s = thresholds.cutoff("answer_for_rates_min_s");
                let answer_s = speech.answer_span().or(speech.words_span()).map_or(0.0, |span| span.duration_s());
                (answer_s < min_s).then(|| format!("the answer is shorter than {min_s} seconds"))
            }
        }
    }
}

/// A value with its proof.
pub(super) struct Found {
    pub value: f64,
    pub evidence: Vec<Evidence>,
    /// What was looked for and not found.
    pub missing: Vec<String>,
    /// How many of which kind.
    pub kinds: Vec<KindCount>,
    /// The course of the value over time.
    pub series: Option<Series>,
    /// Where not all that counts is certain.
    pub range: Option<ValueRange>,
}

impl Found {
    pub fn new(value: f64, evidence: Vec<Evidence>) -> Found {
        Found { value, evidence, missing: Vec::new(), kinds: Vec::new(), series: None, range: None }
    }

    /// With the range between what surely counts and all that may, when they differ.
    pub fn between(self, low: f64, high: f64) -> Found {
        Found { range: (low < high).then_some(ValueRange { low, high }), ..self }
    }
}

impl From<f64> for Found {
    fn from(value: f64) -> Found {
        Found::new(value, Vec::new())
    }
}

impl From<Vec<Evidence>> for Found {
    /// A count: as many as there is evidence for.
    fn from(evidence: Vec<Evidence>) -> Found {
        Found::new(evidence.len() as f64, evidence)
    }
}

impl MeasureSpec {
    /// The measurement of `speech`: undefined when a need is unmet or `find` gives `None`, else in its band.
    pub(super) fn measured(&'static self, speech: &Speech, find: impl FnOnce() -> Option<Found>) -> Measurement {
        self.measured_in(speech, self.placed(), find)
    }

    /// Puts a value into the band of the thresholds.
    pub(super) fn placed(&'static self) -> impl FnOnce(f64) -> Option<Band> {
        |value| Thresholds::built_in().band(self.id).map(|band| band.place(value))
    }

    /// As [`Self::measured`], with a band from elsewhere.
    pub(super) fn measured_in(
        &'static self,
        speech: &Speech,
        band: impl FnOnce(f64) -> Option<Band>,
        find: impl FnOnce() -> Option<Found>,
    ) -> Measurement {
        self.measured_unless(None, speech, band, find)
    }

    /// As [`Self::measured`], undefined for the reason `missing` when there is one.
    pub(super) fn measured_unless(
        &'static self,
        missing: Option<&str>,
        speech: &Speech,
        band: impl FnOnce(f64) -> Option<Band>,
        find: impl FnOnce() -> Option<Found>,
    ) -> Measurement {
        let unmet = self.needs.iter().find_map(|need| need.unmet(speech)).or(missing.map(str::to_owned));
        let found = if unmet.is_none() { find().filter(|found| found.value.is_finite()) } else { None };
        let undefined_because = match (&found, unmet) {
            (Some(_), _) => None,
            (None, Some(reason)) => Some(reason),
            (None, None) => Some("there is too little speech".to_owned()),
        };
        let value = found.as_ref().map(|found| found.value);
        let mut found = found.unwrap_or_else(|| Found::new(f64::NAN, Vec::new()));
        found.evidence.iter_mut().for_each(without_empty_quote);
        Measurement {
            id: MeasureId::new(self.id),
            unit: self.unit,
            value,
            range: found.range,
            // By the value that is shown: "4.0" beside "4–6" is not slow.
            band: value.and_then(|value| band(self.unit.rounded(value))),
            evidence: found.evidence,
            series: found.series,
            kinds: found.kinds,
            missing: found.missing,
            undefined_because,
        }
    }
}

/// Marks alone are nothing to quote.
fn without_empty_quote(evidence: &mut Evidence) {
    evidence.quote = evidence.quote.take().filter(|quote| quote.chars().any(char::is_alphanumeric));
}

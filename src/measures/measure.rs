//! What a measure says of itself, and the frame that all of them share: needs first, then the value in its band.

use crate::language_code;
use crate::question::Question;
use crate::speech::Speech;
use crate::thresholds::{Thresholds, cutoffs};
use crate::types::{Band, Evidence, EvidenceLevel, KindCount, MeasureId, Measurement, Series, Unit, WordTimes};

/// One thing that is measured. Pure: the same speech gives the same measurement.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
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
    /// Its value in a speech that meets the needs.
    pub(super) find: fn(&Speech, &Question) -> Finding,
}

/// What a measure finds, or why its value is undefined though its needs are met.
pub(super) type Finding = Result<Found, &'static str>;

pub(super) const TOO_LITTLE_SPEECH: &str = "there is too little speech";

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
            Need::Lexicons => {
                let is_unknown = speech.language == language_code::UNDETERMINED;
                because(is_unknown, "the language is not known")
                    .or(because(!speech.has_lexicons, "saywell has no word lists for this language"))
            }
            Need::Sound => {
                let silent = "nobody speaks in the recording";
                let unusable = "the sound is not good enough";
                because(speech.answer_span().is_none(), silent).or(because(!speech.sound_usable, unusable))
            }
            Need::EnoughWords => {
                let min = cutoffs().enough.words_for_rates_min;
                ((speech.tokens.len() as f64) < min).then(|| format!("there are fewer than {min} words"))
            }
            Need::EnoughSpeech => {
                let min_s = cutoffs().enough.answer_for_rates_min_s;
                let answer_s = speech.answer_s().or(speech.words_s()).unwrap_or(0.0);
                (answer_s < min_s).then(|| format!("the answer is shorter than {min_s} seconds"))
            }
        }
    }
}

/// A value with its proof.
pub(super) struct Found {
    value: f64,
    evidence: Vec<Evidence>,
    /// What was looked for and not found.
    missing: Vec<String>,
    /// How many of which kind.
    kinds: Vec<KindCount>,
    /// The course of the value over time.
    series: Option<Series>,
    /// Whether the value can be compared with the target.
    has_target: bool,
}

impl Found {
    pub fn new(value: f64, evidence: Vec<Evidence>) -> Found {
        Found { value, evidence, missing: Vec::new(), kinds: Vec::new(), series: None, has_target: true }
    }

    /// With what was looked for and not found.
    pub fn without(self, missing: Vec<String>) -> Found {
        Found { missing, ..self }
    }

    /// With how many there are of each kind.
    pub fn of_kinds(self, kinds: Vec<KindCount>) -> Found {
        Found { kinds, ..self }
    }

    /// With its course over time.
    pub fn over_time(self, series: Series) -> Found {
        Found { series: Some(series), ..self }
    }

    /// A value that is no match for the target's: it was measured another way.
    pub fn without_target(self) -> Found {
        Found { has_target: false, ..self }
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

impl Measure {
    /// The measurement of `speech`: undefined when a need is unmet or there is nothing to find, else in its band.
    pub fn measure(&self, speech: &Speech, question: &Question) -> Measurement {
        let unmet = self.needs.iter().find_map(|need| need.unmet(speech)).map_or(Ok(()), Err);
        let found = unmet.and_then(|()| (self.find)(speech, question).map_err(str::to_owned));
        let nothing = |undefined_because: Option<String>| Measurement {
            id: MeasureId::new(self.id),
            unit: self.unit,
            value: None,
            range: None,
            band: None,
            evidence: Vec::new(),
            series: None,
            kinds: Vec::new(),
            missing: Vec::new(),
            undefined_because,
        };
        match found {
            Err(reason) => nothing(Some(reason)),
            Ok(found) if !found.value.is_finite() => nothing(Some(TOO_LITTLE_SPEECH.to_owned())),
            Ok(found) => Measurement {
                value: Some(found.value),
                range: None,
                // By the value that is shown: "4.0" beside "4–6" is not slow.
                band: self.band(self.unit.rounded(found.value), question).filter(|_| found.has_target),
                evidence: found.evidence.into_iter().map(without_empty_quote).collect(),
                series: found.series,
                kinds: found.kinds,
                missing: found.missing,
                ..nothing(None)
            },
        }
    }

    /// The target band with the place of `value` in it.
    fn band(&self, value: f64, question: &Question) -> Option<Band> {
        match self.band {
            BandFrom::Thresholds => Thresholds::built_in().band(self.id).map(|band| band.place(value)),
            BandFrom::Question => question.band(value),
            BandFrom::Nowhere(_) => None,
        }
    }
}

/// Marks alone are nothing to quote.
fn without_empty_quote(evidence: Evidence) -> Evidence {
    let quote = evidence.quote.filter(|quote| quote.chars().any(char::is_alphanumeric));
    Evidence { quote, ..evidence }
}

#[cfg(test)]
mod tests {
    use crate::measures::example::*;
    use crate::measures::measure_all;
    use crate::question::Question;
    use crate::speech::{Parts, Speech};
    use crate::types::WordTimes;

    /// What none of these answers has: a question, points, a fact, a course.
    const GIVEN: [&str; 6] = [
        "onset_latency_s",
        "time_to_point_s",
        "first_fact_s",
        "shape_coverage_pct",
        "points_covered_pct",
        "pace_variation_pct",
    ];

    fn undefined(speech: &Speech) -> Vec<(String, String)> {
        let all = measure_all(speech, &Question::none()).into_iter();
        let undefined = all.filter(|m| m.value.is_none() && !GIVEN.contains(&m.id.0.as_ref()));
        undefined.map(|m| (m.id.0.to_string(), m.undefined_because.unwrap())).collect()
    }

    fn reasons<'a>(undefined: &'a [(String, String)], because: &str) -> Vec<&'a str> {
        undefined.iter().filter(|(_, reason)| reason == because).map(|(id, _)| id.as_str()).collect()
    }

    #[test]
    fn what_cannot_be_measured_is_undefined_and_says_why() {
        assert_eq!(undefined(&speech(HESITANT)), []);

        let short = undefined(&speech("Just |0.5 five short words here."));
        assert_eq!(
            reasons(&short, "there are fewer than 10 words"),
            [
                "speech_rate_wpm",
                "filler_rate_per_min",
                "filler_rate_per_100_words",
                "run_on_count",
                "hedge_rate_per_100_words",
                "overhead_pct",
                "repeated_content_pct",
                "trailing_close_count",
                "rambling_score",
                "final_rise_count",
                "trailing_off_count"
            ]
        );

        let (_, speech_spans, silent_pauses) = answer(HESITANT);
        let sound_only = Speech::assemble(
            Parts {
                duration_s: 10.0,
                speech_spans,
                silent_pauses,
                voice: voice(10.0),
                sound_usable: true,
                ..Parts::default()
            },
            None,
        );
        assert_eq!(reasons(&undefined(&sound_only), "there is no transcript").len(), 20);
        assert!(near(value(&sound_only, "articulation_rate_syll_per_s"), 30.0 / 6.8), "by the nuclei");
        assert!(near(value(&sound_only, "speech_rate_syll_per_s"), 30.0 / 8.9));
        assert!(near(value(&sound_only, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));

        let untimed = speech_with(HESITANT, |transcript, _| {
            transcript.word_times = WordTimes::None;
            transcript.words.iter_mut().for_each(|word| word.span = None);
        });
        let left_out = undefined(&untimed);
        assert_eq!(reasons(&left_out, "the transcript has no times"), ["speech_rate_wpm", "filler_cluster_count"]);
        assert_eq!(
            reasons(&left_out, "the transcript does not time each word"),
            ["mid_clause_pause_count", "long_pause_count", "final_rise_count", "trailing_off_count"]
        );

        let german = speech_with(HESITANT, |transcript, _| transcript.language = "de".into());
        assert_eq!(reasons(&undefined(&german), "saywell has no word lists for this language").len(), 16);

        let broken = speech_with(HESITANT, |_, parts| parts.sound_usable = false);
        assert_eq!(reasons(&undefined(&broken), "nobody speaks in the recording"), [""; 0]);
        assert_eq!(reasons(&undefined(&broken), "the sound is not good enough").len(), 11);
        assert!(near(value(&broken, "duration_s"), 8.9), "from the first to the last word");

        let nothing = Speech::assemble(Parts { duration_s: 3.0, sound_usable: true, ..Parts::default() }, None);
        assert_eq!(undefined(&nothing).len(), 28);
    }
}

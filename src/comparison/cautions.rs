//! What differs between takes other than the speaking, and which numbers that touches.

use super::rules::Rules;
use crate::measures::{MEASURES, Measure, Need};
use crate::types::{Analysis, Caution, MeasureId, NoticeKind, Provenance, WordTimes};

/// Whether the numbers of two runs were made in the same way: language, model, word lists, thresholds.
pub fn same_making(a: &Provenance, b: &Provenance) -> bool {
    a.language == b.language
        && a.transcript_source == b.transcript_source
        && a.model_sha256 == b.model_sha256
        && a.lexicon_sha256 == b.lexicon_sha256
        && a.threshold_sha256 == b.threshold_sha256
}

/// Why the two cannot be compared at all: both have words, in different languages.
pub fn refusal(a: &Analysis, b: &Analysis) -> Option<String> {
    let (from, to) = (&a.provenance.language, &b.provenance.language);
    (has_words(a) && has_words(b) && from != to).then(|| {
        format!("one is in \"{from}\", the other in \"{to}\", and languages differ in pace, pauses and fillers")
    })
}

/// Everything to be said before the numbers, the weightiest first.
pub fn between(a: &Analysis, b: &Analysis) -> Vec<Caution> {
    let mut cautions = Vec::new();
    let mut say = |differs: bool, text: String, touches: fn(&Measure) -> bool| {
        if differs {
            let touched = MEASURES.iter().filter(|measure| touches(measure));
            cautions.push(Caution { text, measures: touched.map(|measure| MeasureId::new(measure.id)).collect() });
        }
    };
    let (from, to) = (&a.provenance, &b.provenance);
    let both_words = has_words(a) && has_words(b);
    say(
        has_words(a) != has_words(b),
        "One of the two has no words: only the sound is compared.".to_owned(),
        needs_words,
    );
    say(
        a.question.id != b.question.id,
        format!("They answer different questions ({}, {}): length and content differ anyway.", asked(a), asked(b)),
        depends_on_question,
    );
    let source = |p: &Provenance| p.transcript_source.clone().unwrap_or_else(|| "none".to_owned());
    say(
        both_words && (from.model_sha256 != to.model_sha256 || from.transcript_source != to.transcript_source),
        format!(
            "Their words come from {} and {}, which do not write down the same: what is counted in words may differ.",
            source(from),
            source(to)
        ),
        needs_words,
    );
    say(
        both_words && from.lexicon_sha256 != to.lexicon_sha256,
        "Their word lists differ: fillers, hedges and what else the lists decide may differ.".to_owned(),
        |measure| measure.needs.contains(&Need::Lexicons),
    );
    say(
        from.threshold_sha256 != to.threshold_sha256,
        "They were measured with different thresholds; `saywell reanalyze` measures both alike.".to_owned(),
        |_| true,
    );
    say(
        both_words && a.transcript.word_times != b.transcript.word_times,
        "Only one transcript times each word: pauses between words cannot be placed alike.".to_owned(),
        |measure| measure.needs.contains(&Need::EachWordTimed) || measure.needs.contains(&Need::WordTimes),
    );
    say(
        both_words && a.transcript.verbatim != b.transcript.verbatim,
        "Only one transcript was written verbatim: the other leaves most hesitations and repetitions out.".to_owned(),
        |measure| measure.needs.contains(&Need::Lexicons),
    );
    sound(a, b, &mut say);
    cautions
}

/// What the two microphones did differently.
fn sound(a: &Analysis, b: &Analysis, say: &mut impl FnMut(bool, String, fn(&Measure) -> bool)) {
    let rules = Rules::built_in();
    if let Some((from, to)) = a.recording.loudness_lufs.zip(b.recording.loudness_lufs) {
        let db = f64::from((from - to).abs());
        say(
            db >= rules.level_difference_db,
            format!("One was recorded {db:.0} dB louder: pauses, loudness and pitch may differ by that alone."),
            needs_sound,
        );
    }
    let (from, to) = (a.recording.sample_rate, b.recording.sample_rate);
    say(
        // From the rate on that the analysis works at, more adds nothing.
        from.min(16_000) != to.min(16_000),
        format!("They were recorded at {from} and {to} Hz: the lower one has lost the upper voice."),
        needs_sound,
    );
    let clipped = |one: &Analysis| f64::from(one.recording.clipped_pct) > rules.clipped_pct_max;
    say(
        clipped(a) != clipped(b),
        "One of the two is clipped, which distorts loudness and pitch.".to_owned(),
        |measure| measure.needs.contains(&Need::Sound) && matches!(measure.topic, "loudness" | "pitch"),
    );
    let faint = |one: &Analysis| {
        one.notices.iter().any(|notice| matches!(notice.kind, NoticeKind::TooQuiet | NoticeKind::NearlySilent))
    };
    say(faint(a) != faint(b), "One of the two is very quiet, so less of it is heard.".to_owned(), needs_sound);
}

fn has_words(analysis: &Analysis) -> bool {
    !(analysis.transcript.words.is_empty() && analysis.transcript.word_times == WordTimes::None)
}

fn asked(analysis: &Analysis) -> &str {
    analysis.question.id.as_deref().unwrap_or("none")
}

fn needs_words(measure: &Measure) -> bool {
    measure.needs.contains(&Need::Transcript)
}

fn needs_sound(measure: &Measure) -> bool {
    measure.needs.contains(&Need::Sound)
}

fn depends_on_question(measure: &Measure) -> bool {
    matches!(measure.topic, "length" | "start" | "shape" | "points" | "rambling")
}

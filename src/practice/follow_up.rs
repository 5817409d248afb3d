//! What to ask next: the first follow-up that the answer calls for.

use super::deck::{Condition, FollowUp};
use super::rules::Rules;
use super::words::{Ownership, Words};
use crate::language::Lexicons;
use crate::types::{Analysis, Band, ClosingKind, Position};

/// What is known of the language of the answer.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    pub words: &'a Words,
    /// `None`: there are no word lists, and what needs them is not told.
    pub lexicons: Option<&'a Lexicons>,
}

/// The first of `follow_ups` whose condition holds; they come in the order in which they are worth asking.
///
/// What cannot be told from the answer, for want of words or of word lists, calls for nothing: an interviewer who asks for
/// what was just said loses more than one who asks something else.
pub fn choose<'a>(follow_ups: &'a [FollowUp], analysis: &Analysis, tongue: Tongue<'_>) -> Option<&'a FollowUp> {
    follow_ups.iter().find(|follow_up| holds(&follow_up.when, analysis, tongue))
}

/// Whether `condition` holds of the answer.
pub fn holds(condition: &Condition, analysis: &Analysis, tongue: Tongue<'_>) -> bool {
    let rules = Rules::built_in();
    let enough = analysis.value("word_count").is_some_and(|count| count >= rules.words_for_missing_min);
    let position = |id: &str| analysis.measurement(id).and_then(|m| Some(m.band.as_ref()?.position));
    let above = |id: &str| position(id).is_some_and(|position| position >= Position::Above);
    match condition {
        Condition::Missing(part) => {
            let is_missing = |found: &crate::types::ShapePart| found.part == *part && found.quote.is_none();
            enough && analysis.value("shape_coverage_pct").is_some() && analysis.content.shape.iter().any(is_missing)
        }
        Condition::NoNumber => enough && tongue.lexicons.is_some_and(|lexicons| !has_number(analysis, lexicons)),
        Condition::OverLength => outside(analysis, |length, band| Some(length - band.high?)),
        Condition::UnderLength => outside(analysis, |length, band| Some(band.low? - length)),
        Condition::Hedged => above("hedge_rate_per_100_words"),
        Condition::WeNotI => enough && is_the_teams(analysis, &tongue.words.ownership),
        Condition::LateFact => above("first_fact_s"),
        Condition::Repeated => above("repeated_content_pct"),
        Condition::WeakEnd => {
            analysis.content.closing.as_ref().is_some_and(|close| close.kind == ClosingKind::Trailing)
        }
        Condition::PointMissed => enough && analysis.content.points.iter().any(|point| !point.covered),
        Condition::Always => true,
    }
}

/// Whether the length lies so far outside its band that an interviewer would notice.
fn outside(analysis: &Analysis, past: impl Fn(f64, &Band) -> Option<f64>) -> bool {
    let length = analysis.measurement("duration_s").and_then(|m| past(m.value?, m.band.as_ref()?));
    length.is_some_and(|past_s| past_s >= Rules::built_in().outside_length_min_s)
}

/// The words as they are compared: small letters, nothing around them.
fn plain(analysis: &Analysis) -> impl Iterator<Item = String> {
    let spoken = |word: &crate::types::Word| {
        word.text.trim_matches(|letter: char| !letter.is_alphanumeric()).replace('’', "'").to_lowercase()
    };
    analysis.transcript.words.iter().map(spoken).filter(|word| !word.is_empty())
}

fn has_number(analysis: &Analysis, lexicons: &Lexicons) -> bool {
    lexicons.has_number(analysis.transcript.words.iter().map(|word| word.text.as_str()))
}

/// Whether the words for the team outnumber those for the speaker by far.
fn is_the_teams(analysis: &Analysis, ownership: &Ownership) -> bool {
    let rules = Rules::built_in();
    let (mut we, mut i) = (0.0, 0.0);
    for word in plain(analysis) {
        if ownership.is_team(&word) {
            we += 1.0;
        } else if ownership.is_speaker(&word) {
            i += 1.0;
        }
    }
    we >= rules.we_min && we >= rules.we_per_i_min * i
}

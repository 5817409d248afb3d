//! Shared by the measures of silent pauses: the evidence for each.

use crate::speech::{SilentPause, Speech};
use crate::types::{EventClass, Evidence};

/// Time of each pause that `wanted` takes, and the words on both sides of it.
pub(super) fn evidence(speech: &Speech, wanted: impl Fn(&SilentPause) -> bool) -> Vec<Evidence> {
    let quote = |pause: &SilentPause| pause.before_word.and_then(|word| speech.quote_across(word));
    let pauses = speech.silent_pauses.iter().filter(|pause| wanted(pause));
    pauses.map(|pause| Evidence { span: Some(pause.span), quote: quote(pause) }).collect()
}

pub(super) fn is_mid_clause(pause: &SilentPause) -> bool {
    pause.class == Some(EventClass::MidClause)
}

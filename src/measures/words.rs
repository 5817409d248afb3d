//! Shared by the measures of words: the evidence for stretches of the transcript.

use std::ops::Range;

use crate::speech::{DisfluencyKind, Speech};
use crate::types::{Evidence, Seconds};

/// Words quoted on each side.
const CONTEXT: usize = 2;

/// The words with a few around them, and their time.
pub(super) fn in_context(speech: &Speech, words: &Range<usize>) -> Evidence {
    Evidence { span: speech.span_of(words), quote: Some(speech.quote_with(words, CONTEXT)) }
}

/// Each disfluency of one kind with the words around it.
pub(super) fn disfluencies(speech: &Speech, kind: DisfluencyKind) -> Vec<Evidence> {
    speech.disfluencies(kind).map(|found| in_context(speech, &found.words)).collect()
}

/// A sentence by its first words, and its time.
pub(super) fn sentence(speech: &Speech, words: &Range<usize>) -> Evidence {
    Evidence { span: speech.span_of(words), quote: Some(speech.quote_start(words)) }
}

/// Seconds from the start of the answer to the first of these words.
pub(super) fn seconds_into(speech: &Speech, words: &Range<usize>) -> Option<Seconds> {
    Some((speech.span_of(words)?.start_s - speech.answer_span()?.start_s).max(0.0))
}

//! What proves a value: stretches of the transcript with their time.

use std::ops::Range;

use crate::speech::{Sentence, Speech};
use crate::types::{Evidence, Seconds, Span};

/// Words quoted on each side.
const CONTEXT: usize = 2;

/// The words with a few around them, and their time.
pub(super) fn in_context(speech: &Speech, words: &Range<usize>) -> Evidence {
    Evidence { span: speech.span_of(words), quote: Some(speech.quote_with(words, CONTEXT)) }
}

/// Each phrase of one category of the word lists, with the words around it.
pub(super) fn hits(speech: &Speech, category: &str) -> Vec<Evidence> {
    speech.hits(category).map(|hit| in_context(speech, &hit.words)).collect()
}

/// A sentence by its first words, and its time.
pub(super) fn sentence(speech: &Speech, words: &Range<usize>) -> Evidence {
    Evidence { span: speech.span_of(words), quote: Some(speech.quote_start(words)) }
}

/// The last words of a sentence, at most `most`, and their time.
pub(super) fn sentence_end(speech: &Speech, sentence: &Sentence, most: usize) -> Evidence {
    let last = sentence.words.end.saturating_sub(most).max(sentence.words.start)..sentence.words.end;
    Evidence { span: speech.span_of(&last), quote: Some(speech.quote(last)) }
}

/// A stretch of the sound with the words it begins with.
pub(super) fn starting(speech: &Speech, span: Span) -> Evidence {
    Evidence { span: Some(span), quote: speech.quote_at(span.start_s) }
}

/// Seconds from the start of the answer to the first of these words, without what others say.
pub(super) fn seconds_into(speech: &Speech, words: &Range<usize>) -> Option<Seconds> {
    let start_s = speech.answer_span()?.start_s;
    Some(speech.own_s(&Span::new(start_s, speech.span_of(words)?.start_s.max(start_s))))
}

//! What was written down of a chunk, and whether the same would be written again.

use super::Chunk;
use crate::thresholds::cutoffs;
use crate::types::{NearlyWritten, Seconds, Word};

/// The words of one chunk, and what was asked about its speech on the way: the words depend on its samples and on these
/// answers, on nothing else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written {
    pub words: Vec<Word>,
    pub hesitations: Hesitations,
    /// Those that were nearly written.
    pub nearly: Vec<NearlyWritten>,
    rest_checks: Vec<RestCheck>,
}

/// What became of the hesitations in a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hesitations {
    /// Nobody asked, or this language and model have no prompt for them.
    #[default]
    NotAsked,
    /// In all of it.
    Written,
    /// Asked for, but some of it could only be written without them.
    LeftOut,
}

/// One answer to whether the rest of the chunk holds speech enough to be written.
#[derive(Debug, Clone, Copy, PartialEq)]
struct RestCheck {
    has_speech: bool,
    /// Where the rest began after what was written then; `None` at the last check.
    next_s: Option<Seconds>,
}

impl Written {
    /// Writes `chunk` window by window: `window` gives the words of what is left. A model may say "end" before the chunk
    /// is over; what is left is then written as a window of its own.
    ///
    /// # Errors
    /// What `window` fails with.
    pub fn by<E>(chunk: &Chunk<'_>, mut window: impl FnMut(&Chunk<'_>) -> Result<Vec<Word>, E>) -> Result<Self, E> {
        let least_s = cutoffs().transcription.unwritten_speech_min_s;
        let mut written = Self::default();
        let mut rest = *chunk;
        loop {
            let has_speech = rest.speech_s() >= least_s;
            let heard = if has_speech { window(&rest)? } else { Vec::new() };
            let end_s = heard.last().and_then(|word| word.span).map(|span| span.end_s);
            written.words.extend(heard);
            let next_s = end_s.filter(|end_s| *end_s >= rest.start_s + least_s);
            written.rest_checks.push(RestCheck { has_speech, next_s });
            let Some(next_s) = next_s else { return Ok(written) };
            rest = rest.after(next_s);
        }
    }

    /// Whether writing `chunk`, which has the same samples in the same place, would go the same way: its speech may have
    /// been heard a little differently.
    pub fn would_be_the_same_for(&self, chunk: &Chunk<'_>) -> bool {
        let least_s = cutoffs().transcription.unwritten_speech_min_s;
        let mut rest = *chunk;
        self.rest_checks.iter().all(|check| {
            let same = (rest.speech_s() >= least_s) == check.has_speech;
            rest = check.next_s.map_or(rest, |next_s| rest.after(next_s));
            same
        })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::types::Span;

    fn chunk<'a>(samples: &'a [f32], speech: &'a [Span]) -> Chunk<'a> {
        Chunk { start_s: 0.0, samples, speech }
    }

    #[test]
    fn what_is_left_is_written_again_and_remembered_by_the_answers_on_the_way() {
        let samples = vec![0.0; 160_000];
        let word = |end_s| vec![Word { text: "so".into(), span: Some(Span::new(0.0, end_s)), probability: None }];
        let speech = [Span::new(0.0, 9.0)];
        let mut ends = [4.0, 8.7].into_iter();
        let written =
            Written::by(&chunk(&samples, &speech), |_| Ok::<_, Infallible>(word(ends.next().unwrap()))).unwrap();
        assert_eq!(written.words.len(), 2);
        assert!(written.would_be_the_same_for(&chunk(&samples, &speech)));
        // 0.3 s were left; 0.4 s go the same way, 0.6 s would have been written.
        assert!(written.would_be_the_same_for(&chunk(&samples, &[Span::new(0.1, 9.1)])));
        assert!(!written.would_be_the_same_for(&chunk(&samples, &[Span::new(0.0, 9.3)])));
        assert!(!written.would_be_the_same_for(&chunk(&samples, &[])));
    }
}

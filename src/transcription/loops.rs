//! Whisper sometimes repeats a word or a phrase until its window is full. People do not.

use std::ops::Range;

use crate::thresholds::cutoffs;
use crate::types::Word;

/// Longest phrase that is looked for, in words.
const LONGEST_PHRASE: usize = 12;

/// The words to leave out because they only repeat the ones before: `None` when nothing loops.
///
/// One word in a row counts from `loop_word_repeats` times on, a phrase from `loop_phrase_repeats`; "no, no, no" and
/// "we had, we had" stay, they are somebody's.
fn find(words: &[Word]) -> Option<Range<usize>> {
    let plain: Vec<String> = words.iter().map(Word::plain).collect();
    for start in 0..plain.len() {
        for length in 1..=LONGEST_PHRASE.min((plain.len() - start) / 2) {
            let phrase = &plain[start..start + length];
            let times = plain[start..].chunks_exact(length).take_while(|next| *next == phrase).count();
            let limit = if length == 1 {
                cutoffs().transcription.loop_word_repeats
            } else {
                cutoffs().transcription.loop_phrase_repeats
            };
            if times as f64 >= limit {
                return Some(start + length..start + length * times);
            }
        }
    }
    None
}

/// Whether a loop is in `words`.
pub fn contains_loop(words: &[Word]) -> bool {
    find(words).is_some()
}

/// Keeps the first round of each loop.
pub fn collapse(words: &mut Vec<Word>) {
    while let Some(repeats) = find(words) {
        words.drain(repeats);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collapsed(text: &str) -> String {
        let mut words: Vec<Word> =
            text.split_whitespace().map(|text| Word { text: text.to_owned(), span: None, probability: None }).collect();
        collapse(&mut words);
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn loops_shrink_to_one_round() {
        assert_eq!(collapsed("so a a a a a a a a end"), "so a end");
        assert_eq!(collapsed("I know. I know. I know. I know. I know."), "I know.");
        assert_eq!(collapsed(""), "");
    }

    #[test]
    fn what_people_repeat_stays() {
        for spoken in ["no no no we did not", "we had, we had a plan", "very very slow, very very slow"] {
            assert_eq!(collapsed(spoken), spoken);
        }
    }
}

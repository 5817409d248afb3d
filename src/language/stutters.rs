//! Stutters that are written with hyphens, as one word: "I-I-I", "w-w-we", "th-the".

use crate::language::content::ContentWords;
use crate::language::grammar::Grammar;
use crate::language::lexicon::Lexicon;
use crate::types::{Span, Word};

/// Longest beginning that people stutter, letters.
const LONGEST_BEGINNING: usize = 3;

/// Parts every stuttered word of `words` into what was begun and the word; times are shared by length.
pub(super) fn part(words: &mut Vec<Word>, grammar: &Grammar, content: &ContentWords, lexicon: &Lexicon) {
    if !words.iter().any(|word| word.text.contains('-')) {
        return;
    }
    let mut parted = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        match cut(&word.text, grammar, content, lexicon) {
            Some(at) => {
                let (begun, said) = word.text.split_at(at);
                let share = at as f64 / word.text.len() as f64;
                let middle_s = word.span.map(|span| span.start_s + share * span.duration_s());
                let [first, second] = [(true, begun), (false, said)].map(|(is_first, text)| Word {
                    text: text.to_owned(),
                    span: word.span.zip(middle_s).map(|(span, middle_s)| match is_first {
                        true => Span::new(span.start_s, middle_s),
                        false => Span::new(middle_s, span.end_s),
                    }),
                    probability: word.probability,
                });
                parted.extend([first, second]);
            }
            None => parted.push(word),
        }
    }
    *words = parted;
}

/// Byte behind the last hyphen of a stuttered word.
///
/// A beginning that is a word or prefix of its own makes a compound ("re-read", "so-so", "t-test"), so two parts alone
/// are a stutter only when the word says little by itself or the beginning cannot stand alone.
fn cut(text: &str, grammar: &Grammar, content: &ContentWords, lexicon: &Lexicon) -> Option<usize> {
    let first = text.find(char::is_alphanumeric)?;
    let core = text[first..].trim_end_matches(|c: char| !c.is_alphanumeric());
    let lower = core.to_lowercase();
    let parts: Vec<&str> = lower.split('-').collect();
    let (said, begun) = parts.split_last().filter(|(_, begun)| !begun.is_empty())?;
    let is_beginning = |part: &&str| {
        !part.is_empty()
            && said.starts_with(*part)
            && (part == said || part.chars().count() <= LONGEST_BEGINNING)
            && part.chars().all(char::is_alphabetic)
    };
    if !begun.iter().all(is_beginning) {
        return None;
    }
    let whole = begun.iter().all(|part| part == said);
    let says_little = content.is_stop_word(said) || lexicon.may_hesitate(said);
    let is_stutter = match (whole, begun.len()) {
        (true, _) if grammar.is_doubled(said) => false,
        (true, 1) => says_little,
        (false, 1) => {
            let one_letter = begun[0].chars().count() == 1;
            says_little
                || !one_letter
                    && !grammar.is_prefix(begun[0])
                    && !content.is_stop_word(begun[0])
                    && has_no_vowel(begun[0])
        }
        _ => true,
    };
    is_stutter.then(|| first + core.rfind('-').map_or(0, |at| at + 1)).filter(|at| *at > 0)
}

/// "th", "st": no word and no prefix.
fn has_no_vowel(part: &str) -> bool {
    !part.contains(['a', 'e', 'i', 'o', 'u', 'y', 'á', 'é', 'í', 'ó', 'ú'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicons_for;

    fn parted(text: &str) -> String {
        let word = |text: &str| Word { text: text.to_owned(), span: Some(Span::new(0.0, 1.0)), probability: None };
        let mut words: Vec<Word> = text.split_whitespace().map(word).collect();
        lexicons_for("en").unwrap().part_stutters(&mut words);
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn stutters_are_parted() {
        assert_eq!(parted("I-I-I think"), "I-I- I think");
        assert_eq!(
            parted("“W-w-we left, b-but th-the team a-a-actually st-stayed."),
            "“W-w- we left, b- but th- the team a-a- actually st- stayed."
        );
        assert_eq!(parted("um-um, the-the p-p-project"), "um- um, the- the p-p- project");
    }

    #[test]
    fn compounds_stay() {
        for text in [
            "re-read",
            "co-coordinator",
            "so-so",
            "bye-bye",
            "t-test",
            "D-Day",
            "S-shaped",
            "win-win",
            "well-known",
            "no-no",
            "ha-ha-ha",
            "x-x",
            "3-3",
            "-",
            "a-",
        ] {
            assert_eq!(parted(text), text);
        }
    }
}

//! Sentences side by side: what was said in both, what was cut, added, reworded, word by word.

use ::similar::{Algorithm, DiffTag, capture_diff_slices};

use super::super::moment::Moment;
use super::super::words::Words;
use crate::report::terminal::text::printable;
use crate::types::{Evidence, SaidKind, SaidPair, SaidSentence};

pub struct PairView {
    /// Name of its colour and sign.
    pub kind: &'static str,
    pub sign: char,
    pub word: &'static str,
    pub moved: bool,
    pub sides: [Option<SentenceView>; 2],
}

/// What the two sides are called all over the page.
pub const SIDES: [&str; 2] = ["A", "B"];

pub struct SentenceView {
    /// [`SIDES`].
    pub name: &'static str,
    pub moment: Option<Moment>,
    /// Runs of words; true: not in the other take.
    pub pieces: Vec<(bool, String)>,
}

/// In the order of B, what was cut where it stood. `plays` says which of the takes can be heard.
pub fn views(said: &[SaidPair], plays: [bool; 2], words: &'static Words) -> Vec<PairView> {
    said.iter().map(|pair| view(pair, plays, words)).collect()
}

fn view(pair: &SaidPair, plays: [bool; 2], words: &'static Words) -> PairView {
    let (kind, sign, word) = match pair.kind {
        SaidKind::Kept => ("kept", '=', words.say("kept")),
        SaidKind::Reworded => ("reworded", '~', words.say("reworded")),
        SaidKind::Cut => ("cut-out", '−', words.say("cut")),
        SaidKind::Added => ("added", '+', words.say("added")),
    };
    let text = |sentence: &Option<SaidSentence>| sentence.as_ref().map(|s| printable(&s.text)).unwrap_or_default();
    let pieces = match pair.kind {
        SaidKind::Cut | SaidKind::Added => [text(&pair.a), text(&pair.b)].map(|text| vec![(false, text)]),
        SaidKind::Kept | SaidKind::Reworded => differences(&text(&pair.a), &text(&pair.b)),
    };
    let mut pieces = pieces.into_iter();
    let sides = [0, 1].map(|at| {
        let pieces = pieces.next().unwrap_or_default();
        let sentence = [&pair.a, &pair.b][at].as_ref()?;
        let evidence = Evidence { span: sentence.span, quote: None };
        let moment = Moment::of(&evidence, plays[at], words).map(|moment| moment.in_take(SIDES[at]));
        Some(SentenceView { name: SIDES[at], moment, pieces })
    });
    PairView { kind, sign, word, moved: pair.moved, sides }
}

/// Both texts as runs of words, those marked that the other text has not. Case and punctuation do not count.
fn differences(a: &str, b: &str) -> [Vec<(bool, String)>; 2] {
    let (a, b) = (tokens(a), tokens(b));
    let norm = |words: &[&str]| words.iter().map(|word| plain(word)).collect::<Vec<_>>();
    let mut sides = [Vec::new(), Vec::new()];
    for op in capture_diff_slices(Algorithm::Patience, &norm(&a), &norm(&b)) {
        let differs = op.tag() != DiffTag::Equal;
        for (side, text) in sides.iter_mut().zip([&a[op.old_range()], &b[op.new_range()]]) {
            if !text.is_empty() {
                side.push((differs, text.join(" ")));
            }
        }
    }
    sides
}

fn tokens(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn plain(word: &str) -> String {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if plain.is_empty() { word.to_owned() } else { plain }
}

/// "3 kept, 2 reworded, 1 cut, 1 added"; empty without sentences.
pub fn counts(said: &[SaidPair], words: &Words) -> String {
    if said.is_empty() {
        return String::new();
    }
    let count = |kind: SaidKind| said.iter().filter(|pair| pair.kind == kind).count();
    let mut parts = vec![
        words.with("count_kept", count(SaidKind::Kept)),
        words.with("count_reworded", count(SaidKind::Reworded)),
        words.with("count_cut", count(SaidKind::Cut)),
        words.with("count_added", count(SaidKind::Added)),
    ];
    let moved = said.iter().filter(|pair| pair.moved).count();
    if moved > 0 {
        parts.push(words.with("count_moved", moved));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_the_other_has_not_are_marked() {
        let [a, b] = differences("Well, I led the team of four.", "I led a small team of four");
        let marked = |side: &[(bool, String)]| {
            side.iter().filter(|(differs, _)| *differs).map(|(_, text)| text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(marked(&a), ["Well,", "the"]);
        assert_eq!(marked(&b), ["a small"]);
        let whole = |side: &[(bool, String)]| side.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(whole(&a), "Well, I led the team of four.");
        assert_eq!(whole(&b), "I led a small team of four");
    }

    #[test]
    fn signs_alone_are_words_too() {
        assert_eq!(differences("— yes", "– yes")[0], [(true, "—".to_owned()), (false, "yes".to_owned())]);
    }
}

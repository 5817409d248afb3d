//! What the program says, in another language than English: whole sentences, known by their English form.
//!
//! Errors, notices and comparisons are written where they arise, in English. On their way out they are looked up in
//! `data/wording/LANG.toml` and `LANG/`; `{}` stands for what differs from case to case. A sentence that is not there stays English,
//! and a test looks for such in Spanish reports.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::language;

/// What stands for a part of its own.
const HOLE: &str = "{}";
/// What lists are joined with.
const COMMA: &str = ", ";
const DOT: &str = " · ";

/// The sentences and words of one language.
pub struct Wording {
    exact: BTreeMap<String, String>,
    /// The literal parts of a sentence with holes, and how it reads; the most definite first.
    forms: Vec<(Vec<String>, String)>,
    /// What stands between the whole and the parts of a number.
    decimal_mark: String,
}

impl Wording {
    fn new(sentences: BTreeMap<String, String>, words: &BTreeMap<String, String>, decimal_mark: &str) -> Wording {
        let (forms, mut exact): (BTreeMap<_, _>, BTreeMap<_, _>) =
            sentences.into_iter().partition(|(english, _)| english.contains(HOLE));
        exact.extend(words.iter().map(|(english, word)| (english.clone(), word.clone())));
        let mut forms: Vec<(Vec<String>, String)> = forms
            .into_iter()
            .map(|(english, other)| (english.split(HOLE).map(str::to_owned).collect(), other))
            .collect();
        let letters = |form: &(Vec<String>, String)| form.0.iter().map(String::len).sum::<usize>();
        forms.sort_by_key(|form| std::cmp::Reverse(letters(form)));
        Wording { exact, forms, decimal_mark: decimal_mark.to_owned() }
    }

    /// `text` as this language has it; else as it is.
    pub fn say(&self, text: &str) -> String {
        self.known(text).unwrap_or_else(|| text.to_owned())
    }

    fn known(&self, text: &str) -> Option<String> {
        if let Some(other) = self.exact.get(text) {
            return Some(other.clone());
        }
        if let Some(number) = self.number(text) {
            return Some(number);
        }
        self.forms
            .iter()
            .find_map(|(parts, other)| {
                let holes = holes(text, parts)?;
                let mut pieces = other.split(HOLE);
                let mut said = pieces.next().unwrap_or_default().to_owned();
                for (hole, piece) in holes.into_iter().zip(pieces) {
                    said.push_str(&self.part(hole));
                    said.push_str(piece);
                }
                Some(said)
            })
            .or_else(|| self.list(text))
    }

    /// A list of nothing but what is known.
    fn list(&self, text: &str) -> Option<String> {
        let parts: Vec<&str> = text.split(COMMA).filter(|_| text.contains(COMMA)).collect();
        let said: Option<Vec<String>> = parts.into_iter().map(|part| self.known(part)).collect();
        said.filter(|said| !said.is_empty()).map(|said| said.join(COMMA))
    }

    /// Whether `text` is known, be it the same in both languages.
    pub fn knows(&self, text: &str) -> bool {
        self.known(text).is_some()
    }

    /// A word, a number, a sentence, or a list of them.
    fn part(&self, text: &str) -> String {
        // A list is no sentence, even where its first and last words look like one.
        if let Some((first, rest)) = text.split_once(DOT) {
            return format!("{}{DOT}{}", self.part(first), self.part(rest));
        }
        match (self.known(text), text.split_once(COMMA)) {
            (Some(known), _) => known,
            (None, Some((first, rest))) => format!("{}{COMMA}{}", self.say(first), self.part(rest)),
            (None, None) => text.to_owned(),
        }
    }

    /// A number with what stands around it, such as "3.2", "8.5%" or "2 semitones": only its mark and its unit differ.
    fn number(&self, text: &str) -> Option<String> {
        let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let Some((whole, parts)) = text.split_once('.') else {
            let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let whole = &text[..text.len() - unit.len()];
            return self.exact.get(unit).filter(|_| is_number(whole)).map(|unit| format!("{whole}{unit}"));
        };
        let sign = whole.trim_start_matches(['-', '−', '+', '±', '≤', '≥', ' ']);
        let digits: String = parts.chars().take_while(char::is_ascii_digit).collect();
        let unit = &parts[digits.len()..];
        let fits = is_number(sign) && !digits.is_empty() && !unit.contains(['.', '(', '·']);
        let unit = self.exact.get(unit).map_or(unit, String::as_str);
        fits.then(|| format!("{whole}{}{digits}{unit}", self.decimal_mark))
    }
}

/// What stands in the holes of `text` between `parts`; `None` when it is another sentence.
fn holes<'a>(text: &'a str, parts: &[String]) -> Option<Vec<&'a str>> {
    let (first, rest) = parts.split_first()?;
    let (last, middle) = rest.split_last()?;
    let mut text = text.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
    let mut holes = Vec::new();
    for part in middle {
        let (hole, after) = text.split_once(part.as_str())?;
        holes.push(hole);
        text = after;
    }
    holes.push(text);
    holes.iter().all(|hole| !hole.is_empty()).then_some(holes)
}

/// The wording of `language`; `None` for English and for languages that have none.
pub fn wording(language: &str) -> Option<&'static Wording> {
    static ALL: LazyLock<BTreeMap<&str, Wording>> = LazyLock::new(|| {
        // `LANG.toml`, and what is large enough for a file of its own in `LANG/`.
        let mut sentences: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
        for (path, text) in language::data_files("wording/") {
            let language = path.trim_start_matches("wording/").split(['/', '.']).next().unwrap_or_default();
            let more: BTreeMap<String, String> =
                toml::from_str(text).expect("the sentences in the program are checked by a test");
            sentences.entry(language).or_default().extend(more);
        }
        let worded = sentences.into_iter().map(|(language, sentences)| {
            let texts = crate::coaching::texts_for(language);
            (language, Wording::new(sentences, &texts.words, &texts.decimal_mark))
        });
        worded.collect()
    });
    ALL.get(language)
}

/// `text` in `language`, as it is where there is no wording for it.
pub fn say(language: &str, text: &str) -> String {
    wording(language).map_or_else(|| text.to_owned(), |wording| wording.say(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spanish() -> Wording {
        let text = "\"{}: no such file\" = \"{}: no existe\"\n\"Better: {}.\" = \"Mejor: {}.\"\n\"from {} to {}\" = \"de {} a {}\"";
        let words = [("pace", "ritmo"), ("fillers", "muletillas"), (" semitones", " semitonos")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()));
        Wording::new(toml::from_str(text).unwrap(), &words.into_iter().collect(), ",")
    }

    #[test]
    fn sentences_are_known_by_their_form_and_their_parts_are_said_too() {
        let spanish = spanish();
        assert_eq!(spanish.say("a b.wav: no such file"), "a b.wav: no existe");
        assert_eq!(spanish.say("Better: pace, fillers."), "Mejor: ritmo, muletillas.");
        assert_eq!(spanish.say("from 1.5 to 3.25"), "de 1,5 a 3,25");
        assert_eq!(spanish.say("from 2.5 semitones to 3 semitones"), "de 2,5 semitonos a 3 semitonos");
        assert_eq!(spanish.say("Something else."), "Something else.");
        assert_eq!(spanish.say("saywell 1.2.3"), "saywell 1.2.3", "a version is no number");
    }

    #[test]
    fn every_sentence_has_as_many_holes_as_in_english() {
        for (path, text) in language::data_files("wording/") {
            let sentences: BTreeMap<String, String> = toml::from_str(text).unwrap();
            for (english, other) in sentences {
                let count = |text: &str| text.matches(HOLE).count();
                assert_eq!(count(&english), count(&other), "{path}: {english}");
            }
        }
    }
}

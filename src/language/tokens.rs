//! Written words to comparable tokens: case, apostrophes and marks taken off and remembered.

/// The punctuation that follows a word, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    None,
    /// `, ; : … —`: a clause may end here.
    Clause,
    /// `. !`
    Sentence,
    /// `?`
    Question,
}

/// One spoken word, ready to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower case, `’` as `'`, no marks around it, three or more equal letters in a row cut to two ("ummm" is "umm").
    pub norm: String,
    /// Index of the word it came from.
    pub word: usize,
    pub mark: Mark,
    /// Opened by `¿`, `¡` or a bracket: something begins here.
    pub opens: bool,
    /// Broken off: "Mon-".
    pub cut_off: bool,
    /// Left hanging for a compound behind it: "pre- and post-sale".
    pub completed: bool,
    /// Written with a capital.
    pub capital: bool,
    /// All in capitals, or with one inside a sentence ahead of another, where the text is not: "UM" and the "Um" of "Um
    /// Kulthum" are names.
    pub is_name: bool,
    /// Followed by an ellipsis.
    pub trails_off: bool,
}

/// Tokens of `words`, in order. Words without a letter or digit ("…", an emoji) give no token; their marks go to the
/// token before them. A full stop after one of `abbreviations`, or after "U.S.", ends nothing.
pub fn tokenize<'a>(words: impl IntoIterator<Item = &'a str>, abbreviations: &[String]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (word, text) in words.into_iter().enumerate() {
        let (Some(first), Some(last)) =
            (text.find(char::is_alphanumeric), text.rfind(char::is_alphanumeric).map(|at| at + width_at(text, at)))
        else {
            if let Some(before) = tokens.last_mut() {
                before.mark = before.mark.max(mark_of(text));
                before.trails_off |= is_ellipsis(text);
            }
            continue;
        };
        let norm = normalize(&text[first..last]);
        let tail = &text[last..];
        let mut mark = mark_of(tail);
        if mark == Mark::Sentence && tail.starts_with('.') && is_abbreviation(&norm, abbreviations) {
            mark = Mark::None;
        }
        let opens = text[..first].contains(['¿', '¡', '(', '[']);
        let cut_off = tail.starts_with('-') && !tail.starts_with("--");
        let trails_off = is_ellipsis(tail);
        let capital = text[first..].starts_with(char::is_uppercase);
        let is_name = in_capitals(&text[first..last]);
        tokens.push(Token { norm, word, mark, opens, cut_off, completed: false, capital, is_name, trails_off });
    }
    let in_capitals = tokens.iter().filter(|token| token.is_name).count();
    let longer = tokens.iter().filter(|token| token.norm.chars().nth(1).is_some()).count();
    if 2 * in_capitals > longer {
        tokens.iter_mut().for_each(|token| token.is_name = false);
    }
    let with_capital = tokens.iter().filter(|token| token.capital).count();
    if 2 * with_capital < tokens.len() {
        for at in 1..tokens.len().saturating_sub(1) {
            let next = &tokens[at + 1];
            // "I" has its capital everywhere.
            let is_i = next.norm == "i" || next.norm.starts_with("i'");
            let is_pair = tokens[at].capital && next.capital && !is_i;
            let is_inside = tokens[at - 1].mark == Mark::None && tokens[at].mark == Mark::None;
            tokens[at].is_name |= is_pair && is_inside;
        }
    }
    tokens
}

/// Two letters or more, all of them capitals.
fn in_capitals(core: &str) -> bool {
    core.chars().filter(|c| c.is_uppercase()).nth(1).is_some() && !core.contains(char::is_lowercase)
}

/// A phrase of a lexicon as tokens' `norm`s.
pub fn normalize_phrase(phrase: &str) -> Vec<String> {
    tokenize(phrase.split_whitespace(), &[]).into_iter().map(|token| token.norm).collect()
}

fn width_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

fn normalize(core: &str) -> String {
    let mut norm = String::with_capacity(core.len());
    let (mut last, mut run) = (None, 0);
    for c in core.chars().flat_map(char::to_lowercase) {
        let c = if matches!(c, '’' | '‘' | 'ʼ' | '`') { '\'' } else { c };
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        if run <= 2 || !c.is_alphabetic() {
            norm.push(c);
        }
    }
    norm
}

fn mark_of(tail: &str) -> Mark {
    if tail.contains(['?', '？']) {
        Mark::Question
    } else if is_ellipsis(tail) {
        Mark::Clause
    } else if tail.contains(['.', '!', '。', '！']) {
        Mark::Sentence
    } else if tail.contains([',', ';', ':', '—', '–', '、', '，']) || tail.contains("--") {
        Mark::Clause
    } else {
        Mark::None
    }
}

fn is_ellipsis(tail: &str) -> bool {
    tail.contains("..") || tail.contains('…')
}

/// Listed, or letters with a full stop inside ("u.s", "e.g").
fn is_abbreviation(norm: &str, abbreviations: &[String]) -> bool {
    let dotted =
        norm.contains('.') && norm.split('.').all(|part| part.len() == 1 && !part.starts_with(char::is_numeric));
    dotted || abbreviations.iter().any(|known| known == norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        tokenize(text.split_whitespace(), &["mr".to_owned()])
    }

    fn norms(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.norm).collect()
    }

    #[test]
    fn case_apostrophes_and_marks_are_taken_off() {
        assert_eq!(norms("“I’ve” DONE, it's 3.5% (really) ¿no?"), ["i've", "done", "it's", "3.5", "really", "no"]);
        assert_eq!(norms("Ummmm sooo 1000 bookkeeper"), ["umm", "soo", "1000", "bookkeeper"]);
    }

    #[test]
    fn marks_say_what_ends() {
        let marks = |text| tokens(text).iter().map(|t| t.mark).collect::<Vec<_>>();
        use Mark::*;
        assert_eq!(
            marks("Mr. Fox, no. Why? in the U.S. wait... so — yes!"),
            [None, Clause, Sentence, Question, None, None, None, Clause, Clause, Sentence]
        );
        assert_eq!(marks("he said \"no.\" Then"), [None, None, Sentence, None]);
    }

    #[test]
    fn a_hyphen_at_the_end_is_a_word_broken_off() {
        let found = tokens("on Mon- on Tuesday well-known end--");
        assert_eq!(found.iter().map(|t| t.cut_off).collect::<Vec<_>>(), [false, true, false, false, false, false]);
    }

    #[test]
    fn capitals_in_a_text_without_are_names() {
        let names = |text| tokens(text).iter().map(|t| t.is_name).collect::<Vec<_>>();
        assert_eq!(names("I studied at UM for years"), [false, false, false, true, false, false]);
        assert_eq!(names("UM SO I LEFT"), [false; 4]);
        assert_eq!(names("we met Um Kulthum there"), [false, false, true, false, false]);
        for text in ["and so Um I left it", "it was late, Um Then we left it", "So it was. Um Kulthum sang there"] {
            assert!(names(text).iter().all(|is_name| !is_name), "{text}");
        }
    }

    #[test]
    fn words_without_letters_give_no_token_but_keep_the_index() {
        let found = tokens("🙂 hello 🎉 ... world");
        assert_eq!(found.iter().map(|t| t.word).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(found[0].mark, Mark::Clause);
    }
}

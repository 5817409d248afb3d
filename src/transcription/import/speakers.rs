//! Who says what: names in front of the text become speakers, and one of them is the user.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::TranscriptProblem;
use crate::types::{Seconds, Span};

use super::cues::{Segment, Times};
use super::markup::{entries, plain};

/// What transcripts call people they have no name for.
static ROLES: LazyLock<Vec<&str>> = LazyLock::new(|| entries(include_str!("../../data/speaker_labels.txt")));

/// Longest name in front of a text, words and characters.
const MOST_WORDS: usize = 5;
const MOST_CHARS: usize = 50;

/// A name in front of a text.
#[derive(Debug, PartialEq)]
pub struct Label<'a> {
    pub name: String,
    pub rest: &'a str,
}

/// The words of the one that was chosen.
#[derive(Debug, Default, PartialEq)]
pub struct Chosen {
    pub segments: Vec<Segment>,
    /// `None` when the transcript tells no speakers apart.
    pub name: Option<String>,
    /// The others with their words, in order of appearance.
    pub others: Vec<(String, usize)>,
    /// Words of the chosen one.
    pub words: usize,
    /// When the others speak, in order and apart.
    pub others_spans: Vec<Span>,
}

/// "Maria Lopez: So", "[SPEAKER_00]: So", "(speaker 1) So", ">> Ana: So", "**Ana:** So": the name and the rest.
pub fn leading_label(text: &str) -> Option<Label<'_>> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '>' | '-' | '–' | '#'));
    let unmarked = |rest: &'_ str| -> usize { rest.len() - rest.trim_start_matches(['*', '_', ' ', '\t']).len() };
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inside) = text.strip_prefix(open) {
            let end = inside.char_indices().take(MOST_CHARS).find(|(_, c)| *c == close)?.0;
            let (name, rest) = (&inside[..end], &inside[end + 1..]);
            let behind_colon = rest.strip_prefix([':', '：']);
            if !(is_role(name) || behind_colon.is_some() && is_name(name)) {
                return None;
            }
            let rest = behind_colon.unwrap_or(rest);
            return Some(Label { name: name.trim().to_owned(), rest: &rest[unmarked(rest)..] });
        }
    }
    let (at, colon) = text.char_indices().take(MOST_CHARS).find(|(_, c)| matches!(c, ':' | '：'))?;
    let (name, rest) = (&text[..at], &text[at + colon.len_utf8()..]);
    let name = name.trim_end_matches(['*', '_', ' ']);
    let parts_words = colon == '：' || rest.is_empty() || rest.starts_with([' ', '\t', '*', '_', '\n', '\u{A0}']);
    (parts_words && (is_name(name) || is_role(name)))
        .then(|| Label { name: plain(name).trim().to_owned(), rest: &rest[unmarked(rest)..] })
}

/// "maria: so": a name as chats write it, and as talk writes much else.
fn small_label(text: &str) -> Option<Label<'_>> {
    let (name, rest) = text.trim().split_once(": ")?;
    let is_word = |word: &str| word.chars().all(char::is_alphanumeric);
    let is_short = name.split(' ').count() <= 2 && name.len() <= MOST_CHARS && name.split(' ').all(is_word);
    (is_short && name.starts_with(char::is_lowercase)).then(|| Label { name: name.to_owned(), rest: rest.trim() })
}

fn any_label(text: &str) -> Option<Label<'_>> {
    leading_label(text).or_else(|| small_label(text))
}

/// "Speaker 2", "SPEAKER_00", "Interviewer": nobody says that of themselves.
pub fn is_role(name: &str) -> bool {
    let lower = name.trim().to_lowercase();
    let without_number =
        lower.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | ' ' | '-' | '#' | '?'));
    let without_letter = || {
        let (role, letter) = lower.rsplit_once([' ', '_'])?;
        (letter.chars().count() == 1).then_some(role)
    };
    ROLES.contains(&without_number) || without_letter().is_some_and(|role| ROLES.contains(&role))
}

/// May be a name: a few words with a capital each, without marks of a sentence.
pub fn is_name(name: &str) -> bool {
    let name = name.trim();
    let words = || name.split_whitespace();
    (1..=MOST_WORDS).contains(&words().count())
        && name.starts_with(|c: char| c.is_alphanumeric())
        && !name.contains([',', ';', '!', '?', '"', '“', '…', '/', '='])
        && words().all(|word| {
            let first = word.chars().find(|c| c.is_alphanumeric());
            // "Ana de la Cruz", and scripts that have no capitals.
            first.is_none_or(|c| !c.is_lowercase())
                || ["de", "del", "la", "da", "do", "dos", "van", "von", "der", "bin", "el", "al"].contains(&word)
        })
}

/// Given and family name, letters only, which is no heading such as "Note" or "Step 1".
fn is_full_name(name: &str) -> bool {
    name.split_whitespace().count() > 1 && !name.contains(|c: char| c.is_ascii_digit())
}

/// Takes names in front of the texts for speakers, when they are: somebody's part in a role, a full name, or a name that
/// comes again, from the first line on. "Note: it was late." in a text without such stays what it is.
///
/// A segment without a name belongs to the speaker before it.
pub fn take_labels(segments: &mut Vec<Segment>) {
    if segments.iter().all(|segment| segment.speaker.is_none()) {
        let lines: Vec<&str> = segments.iter().filter_map(line_of).flat_map(str::lines).collect();
        if let Some(names) = names_in(&lines) {
            let labelled = segments.drain(..).flat_map(|segment| cut(segment, &names));
            // What stands before the first name is a title.
            *segments = labelled.skip_while(|segment| segment.speaker.is_none()).collect();
        }
    }
    let mut speaker = segments.iter().find_map(|segment| segment.speaker.clone());
    for segment in segments.iter_mut() {
        match &segment.speaker {
            Some(own) => speaker = Some(own.clone()),
            None => segment.speaker.clone_from(&speaker),
        }
    }
}

/// The text of a segment that is not told word by word.
fn line_of(segment: &Segment) -> Option<&str> {
    segment.pieces.first().filter(|piece| !piece.is_word).map(|piece| piece.text.as_str())
}

/// The names in front of `lines`, in small letters; `None` when they are none.
fn names_in(lines: &[&str]) -> Option<HashSet<String>> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    if let Some(names) = names_of_all(&lines) {
        return Some(names);
    }
    let labels: Vec<Option<String>> =
        lines.iter().map(|line| leading_label(line).map(|label| label.name.to_lowercase())).collect();
    let first_at =
        labels.iter().position(Option::is_some).filter(|&at| lines[..at].iter().all(|line| is_title(line)))?;
    let first = labels[first_at].as_ref()?;
    let mut counts: HashMap<&String, usize> = HashMap::new();
    labels.iter().flatten().for_each(|name| *counts.entry(name).or_default() += 1);
    let mostly = 2 * labels.iter().flatten().count() >= lines.len();
    let is_sure = |name: &str, count: usize| is_role(name) || count > 1 || (mostly && is_full_name(name));
    let sure: HashMap<&String, usize> =
        counts.iter().filter(|(name, count)| is_sure(name, **count)).map(|(name, count)| (*name, *count)).collect();
    let several_come_again = sure.values().filter(|count| **count > 1).count() > 1;
    let is_dialogue =
        sure.contains_key(first) && (mostly || several_come_again || sure.keys().any(|name| is_role(name)));
    let names = if mostly { counts } else { sure };
    is_dialogue.then(|| names.into_keys().cloned().collect())
}

/// The names where every line has one, in whatever letters: two of them come again, or one of two is a role.
fn names_of_all(lines: &[&str]) -> Option<HashSet<String>> {
    let names: Option<Vec<String>> = lines.iter().map(|line| Some(any_label(line)?.name.to_lowercase())).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    names?.into_iter().for_each(|name| *counts.entry(name).or_default() += 1);
    let come_again = counts.values().filter(|count| **count > 1).count();
    let has_role = counts.len() > 1 && counts.keys().any(|name| is_role(name));
    (come_again > 1 || has_role).then(|| counts.into_keys().collect())
}

/// A few words without a mark at their end.
fn is_title(line: &str) -> bool {
    const LONGEST: usize = 8;
    line.split_whitespace().count() <= LONGEST && !line.ends_with(['.', '!', '?', ',', ';', ':'])
}

/// `segment` without the names of `names` in front of its lines, in as many as there are speakers in it.
fn cut(segment: Segment, names: &HashSet<String>) -> Vec<Segment> {
    let known = |line: &'_ str| {
        any_label(line)
            .filter(|label| names.contains(&label.name.to_lowercase()))
            .map(|label| (label.name, label.rest.to_owned()))
    };
    let Some(line) = line_of(&segment) else { return vec![segment] };
    let mut turns: Vec<(Option<String>, String)> = Vec::new();
    for line in line.lines() {
        match (known(line), turns.last_mut()) {
            (Some((name, rest)), _) => turns.push((Some(name), rest)),
            (None, Some((_, text))) => {
                text.push('\n');
                text.push_str(line);
            }
            (None, None) => turns.push((None, line.to_owned())),
        }
    }
    if turns.len() < 2 {
        let mut segment = segment;
        if let (Some((Some(name), text)), Some(piece)) = (turns.pop(), segment.pieces.first_mut()) {
            segment.speaker = Some(name);
            piece.text = text;
        }
        return vec![segment];
    }
    let all = turns.iter().map(|(_, text)| text.len()).sum::<usize>().max(1) as f64;
    let mut so_far = 0;
    let at = |length: usize| {
        let (start_s, end_s) = segment.times.start_s.zip(segment.times.end_s)?;
        Some(start_s + (end_s - start_s) * length as f64 / all)
    };
    turns
        .into_iter()
        .map(|(speaker, text)| {
            let start_s = if so_far == 0 { segment.times.start_s } else { at(so_far) };
            so_far += text.len();
            let times = Times { start_s, end_s: at(so_far).or(segment.times.end_s) };
            Segment { speaker, ..Segment::of_text(text, times) }
        })
        .collect()
}

/// The segments of the speaker that was `asked` for, by name or number, else of the one who speaks most.
///
/// # Errors
/// [`TranscriptProblem::NoSuchSpeaker`] and [`TranscriptProblem::NoSpeakers`].
pub fn choose(segments: Vec<Segment>, asked: Option<&str>) -> Result<Chosen, TranscriptProblem> {
    let mut names: Vec<(String, usize)> = Vec::new();
    let mut index_of: HashMap<&str, usize> = HashMap::new();
    for segment in &segments {
        let Some(name) = &segment.speaker else { continue };
        let words: usize = segment.pieces.iter().map(|piece| plain(&piece.text).split_whitespace().count()).sum();
        let index = *index_of.entry(name).or_insert(names.len());
        match names.get_mut(index) {
            Some((_, count)) => *count += words,
            None => names.push((name.clone(), words)),
        }
    }
    names.retain(|(_, words)| *words > 0);
    let index = match asked {
        Some(asked) => Some(find(&names, asked)?),
        // Of equals the first.
        None => (0..names.len()).rev().max_by_key(|&index| names[index].1),
    };
    let Some(index) = index else { return Ok(Chosen { segments, ..Chosen::default() }) };
    let (name, words) = names.remove(index);
    let (mine, theirs): (Vec<Segment>, Vec<Segment>) =
        segments.into_iter().partition(|segment| segment.speaker.as_ref().is_none_or(|speaker| *speaker == name));
    Ok(Chosen { others_spans: spans(&theirs), segments: mine, name: Some(name), others: names, words })
}

/// Which of `names` is meant: that name, else a part of one that no other has, else the number in the list.
fn find(names: &[(String, usize)], asked: &str) -> Result<usize, TranscriptProblem> {
    if names.is_empty() {
        return Err(TranscriptProblem::NoSpeakers);
    }
    let wanted = asked.trim().to_lowercase();
    let same = |(name, _): &(String, usize)| {
        let name = name.to_lowercase();
        name == wanted || wanted.strip_prefix("speaker ") == Some(name.as_str())
    };
    let parts: Vec<usize> = (0..names.len()).filter(|&i| names[i].0.to_lowercase().contains(&wanted)).collect();
    let number = || wanted.parse::<usize>().ok()?.checked_sub(1).filter(|&index| index < names.len());
    let part = || match parts.as_slice() {
        [only] if !wanted.is_empty() => Some(*only),
        _ => None,
    };
    names
        .iter()
        .position(same)
        .or_else(number)
        .or_else(part)
        .ok_or_else(|| TranscriptProblem::NoSuchSpeaker { asked: asked.to_owned(), known: listed(names) })
}

/// More names than this make a line nobody reads.
const MOST_LISTED: usize = 8;

/// "Ana (23 words), Ben (4 words)".
pub fn listed(names: &[(String, usize)]) -> String {
    let one = |(name, words): &(String, usize)| {
        let number = if name.bytes().all(|b| b.is_ascii_digit()) { "speaker " } else { "" };
        let name: String = number.chars().chain(name.chars().filter(|c| !c.is_control()).take(MOST_CHARS)).collect();
        format!("{name} ({words} {})", if *words == 1 { "word" } else { "words" })
    };
    let more = names.len().saturating_sub(MOST_LISTED);
    let more = (more > 0).then(|| format!("{more} more"));
    names.iter().take(MOST_LISTED).map(one).chain(more).collect::<Vec<_>>().join(", ")
}

/// When these are spoken, joined where they touch.
fn spans(segments: &[Segment]) -> Vec<Span> {
    let time = |segment: &Segment| -> Option<Span> {
        let pieces = || segment.pieces.iter().map(|piece| piece.times);
        let start_s = segment.times.start_s.or_else(|| pieces().find_map(|times| times.start_s))?;
        let ends = pieces().rev().find_map(|times| times.end_s.or(times.start_s));
        let end_s: Seconds = segment.times.end_s.or(ends)?;
        (end_s > start_s).then(|| Span::new(start_s, end_s))
    };
    let mut joined: Vec<Span> = Vec::new();
    for span in segments.iter().filter_map(time) {
        match joined.last_mut() {
            Some(last) if span.start_s <= last.end_s => last.end_s = last.end_s.max(span.end_s),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speakers(text: &str) -> Vec<(Option<String>, String)> {
        let mut segments: Vec<Segment> = text.lines().map(|line| Segment::of_text(line, Times::default())).collect();
        take_labels(&mut segments);
        segments.into_iter().map(|s| (s.speaker, s.pieces[0].text.clone())).collect()
    }

    #[test]
    fn names_in_front_are_speakers() {
        for (text, expected) in [
            ("Maria Lopez: So, I led it.", [("Maria Lopez", "So, I led it.")].as_slice()),
            (
                "Speaker 1: So.\nIt was.\nSPEAKER_01: No.",
                &[("Speaker 1", "So."), ("Speaker 1", "It was."), ("SPEAKER_01", "No.")],
            ),
            ("[SPEAKER_00]: So.", &[("SPEAKER_00", "So.")]),
            ("(speaker 0) So.\n(speaker ?) No.", &[("speaker 0", "So."), ("speaker ?", "No.")]),
            ("**Ana:** So.\n**Ben:** No.\n**Ana:** Yes.", &[("Ana", "So."), ("Ben", "No."), ("Ana", "Yes.")]),
            ("Q: Why?\nA: It was: late.", &[("Q", "Why?"), ("A", "It was: late.")]),
            (">> Ana: So.\n>> Ana: Yes.", &[("Ana", "So."), ("Ana", "Yes.")]),
            ("interviewer: so\nana: it was", &[("interviewer", "so"), ("ana", "it was")]),
            ("ana: so\nben: no\nana: yes\nben: oh", &[("ana", "so"), ("ben", "no"), ("ana", "yes"), ("ben", "oh")]),
            (
                "田中：はい。\n山田：いいえ。\n田中：はい。",
                &[("田中", "はい。"), ("山田", "いいえ。"), ("田中", "はい。")],
            ),
        ] {
            let found = speakers(text);
            let found: Vec<(&str, &str)> =
                found.iter().map(|(s, t)| (s.as_deref().unwrap_or("–"), t.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_title_is_no_turn() {
        let found = speakers("Interview with Ana\n\nAna: So.\nBen: No.\nAna: Yes.");
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], (Some("Ana".to_owned()), "So.".to_owned()));
    }

    #[test]
    fn colons_in_talk_name_nobody() {
        for text in [
            "The goal: ship it.\nThe goal: keep it.",
            "Note: it was late.\nThen we left.",
            "Situation: a bank.\nTask: a queue.\nAction: I wrote it.",
            "first: a bank.\nthen: a queue.\nthen: we left.",
            "I said: no.",
            "We met at 10:30.\nIt was late.",
            "http://example.org is down.",
        ] {
            assert!(speakers(text).iter().all(|(speaker, _)| speaker.is_none()), "{text}");
        }
    }

    #[test]
    fn who_speaks_most_is_the_user_unless_another_is_asked_for() {
        let segments = || {
            let mut segments: Vec<Segment> =
                [("Q: So, why?", 0.0), ("Ana Sol: It was late and dark.", 2.0), ("Q: And?", 4.0)]
                    .map(|(text, at)| Segment::of_text(text, Times::new(at, at + 1.5)))
                    .into();
            take_labels(&mut segments);
            segments
        };
        let chosen = choose(segments(), None).unwrap();
        assert_eq!(
            (chosen.name.as_deref(), chosen.words, chosen.others.as_slice()),
            (Some("Ana Sol"), 5, [("Q".to_owned(), 3)].as_slice())
        );
        assert_eq!(chosen.others_spans, [Span::new(0.0, 1.5), Span::new(4.0, 5.5)]);
        for (asked, name) in [("q", "Q"), ("1", "Q"), ("2", "Ana Sol"), ("sol", "Ana Sol")] {
            assert_eq!(choose(segments(), Some(asked)).unwrap().name.as_deref(), Some(name));
        }
        let problem = choose(segments(), Some("Ben")).unwrap_err().to_string();
        assert!(problem.contains("Q (3 words), Ana Sol (5 words)"), "{problem}");
        assert_eq!(
            choose(vec![Segment::of_text("So", Times::default())], Some("1")),
            Err(TranscriptProblem::NoSpeakers)
        );
    }
}

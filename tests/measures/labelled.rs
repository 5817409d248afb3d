//! Reads `tests/answers`: the marks of README.md taken out of the words, and what saywell finds in the same words.

use std::collections::BTreeMap;
use std::ops::Range;

use saywell::language::disfluencies::DisfluencyKind;
use saywell::language::lexicons_for;
use saywell::language::sentences::SentencePauses;

use crate::common::repository;

/// Silences that `/` and `//` stand for, seconds.
const PAUSES: [(&str, f64); 2] = [("/", 0.4), ("//", 0.8)];

/// One thing that is labelled: its mark, and when a found stretch is the labelled one.
pub struct Kind {
    pub mark: &'static str,
    pub name: &'static str,
    pub same: fn(&Range<usize>, &Range<usize>) -> bool,
}

pub const KINDS: [Kind; 4] = [
    Kind { mark: "f", name: "fillers", same: exactly },
    Kind { mark: "h", name: "hedges", same: exactly },
    Kind { mark: "r", name: "repetitions", same: exactly },
    Kind { mark: "x", name: "restarts", same: mostly },
];

fn exactly(label: &Range<usize>, found: &Range<usize>) -> bool {
    label == found
}

/// More than half of the words of both are shared.
fn mostly(label: &Range<usize>, found: &Range<usize>) -> bool {
    let shared = label.end.min(found.end).saturating_sub(label.start.max(found.start));
    let all = label.end.max(found.end) - label.start.min(found.start);
    2 * shared > all
}

pub struct Answer {
    pub language: String,
    pub name: String,
    pub held: bool,
    pub words: Vec<String>,
    pub pause_before_s: Vec<f64>,
    /// By mark, word ranges in order; those of one mark that touch are one.
    pub labels: BTreeMap<&'static str, Vec<Range<usize>>>,
}

const MARKS: [&str; 7] = ["f", "o", "h", "m", "t", "r", "x"];

/// All answers, by language and name.
pub fn answers() -> Vec<Answer> {
    let mut all = Vec::new();
    for language in ["en", "es"] {
        let folder = repository(&format!("tests/answers/{language}"));
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            all.push(read(language, &name, &std::fs::read_to_string(&path).unwrap()));
        }
    }
    all
}

fn read(language: &str, name: &str, text: &str) -> Answer {
    let mut answer = Answer {
        language: language.to_owned(),
        name: name.to_owned(),
        held: name.ends_with("-held"),
        words: Vec::new(),
        pause_before_s: Vec::new(),
        labels: MARKS.iter().map(|mark| (*mark, Vec::new())).collect(),
    };
    let (mut open, mut pause_s) = (Vec::new(), 0.0);
    let spaced = text.replace('[', " [").replace(':', ": ");
    for piece in spaced.split_whitespace() {
        if let Some((_, silence_s)) = PAUSES.iter().find(|(mark, _)| piece.trim_end_matches(']') == *mark) {
            pause_s = *silence_s;
        } else if let Some(mark) = piece.strip_prefix('[') {
            let mark = MARKS.iter().find(|known| mark == format!("{known}:"));
            open.push((*mark.unwrap_or_else(|| panic!("{name}: mark {piece}")), answer.words.len()));
            continue;
        } else {
            // Punctuation behind a mark belongs to its last word.
            answer.words.push(piece.replace(']', ""));
            answer.pause_before_s.push(std::mem::take(&mut pause_s));
        }
        for _ in piece.matches(']') {
            let (mark, start) = open.pop().unwrap_or_else(|| panic!("{name}: ] too many at {piece}"));
            let ranges = answer.labels.get_mut(mark).unwrap();
            ranges.push(start..answer.words.len());
        }
    }
    assert!(open.is_empty(), "{name}: a mark stays open");
    for mark in ["f", "h"] {
        let ranges = answer.labels.get_mut(mark).unwrap();
        *ranges = joined(std::mem::take(ranges));
    }
    answer.labels.values_mut().for_each(|ranges| ranges.sort_by_key(|range| range.start));
    answer
}

/// Ranges that touch become one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// What saywell finds, by the name of the kind. Openers, minimisers and tags are labelled apart and left out here.
pub fn predicted(answer: &Answer) -> BTreeMap<&'static str, Vec<Range<usize>>> {
    let lexicons = lexicons_for(&answer.language).unwrap();
    let words = answer.words.iter().map(String::as_str);
    let text = lexicons.read(words, |word| answer.pause_before_s[word], SentencePauses::built_in());
    let hits = |category: &str, classes: &[&str]| {
        let ranges = text.hits.iter().filter(|hit| hit.category == category && classes.contains(&hit.class.as_str()));
        joined(ranges.map(|hit| hit.words.clone()).collect())
    };
    let disfluencies = |kind: DisfluencyKind| {
        text.disfluencies.iter().filter(|d| d.kind == kind).map(|d| d.words.clone()).collect::<Vec<_>>()
    };
    BTreeMap::from([
        ("fillers", hits("filler", &["filled_pause", "filler_word"])),
        ("hedges", hits("hedge", &["hedge", "disclaimer"])),
        ("repetitions", disfluencies(DisfluencyKind::Repetition)),
        ("restarts", disfluencies(DisfluencyKind::Restart)),
    ])
}

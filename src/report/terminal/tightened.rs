//! The transcript with what could go struck out, between `[-` and `-]` for those without colour.

use std::io::{self, Write};

use anstyle::Style;

use super::text::{Paragraph, printable};
use super::{BOLD, DIM, MARGIN};
use crate::coaching::Texts;
use crate::format;
use crate::types::{Analysis, Unit};

const STRUCK: Style = Style::new().strikethrough().dimmed();

pub fn write(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (tightened, words) = (&analysis.tightened, &analysis.transcript.words);
    if words.is_empty() {
        return Ok(());
    }
    let shorter = |s: f64| format!(", {} {}", format::value(s, Unit::Seconds), texts.word("shorter"));
    let saved = tightened.seconds_saved.map(shorter).unwrap_or_default();
    let count = format!("{} → {} {}", tightened.words, tightened.words - tightened.words_saved, texts.word("words"));
    writeln!(out, "{:MARGIN$}{BOLD}{}{BOLD:#}  {DIM}{count}{saved}{DIM:#}", "", texts.word("Without what could go"))?;
    let mut runs: Vec<(String, Style)> = Vec::new();
    let mut at = 0;
    let text = |range: std::ops::Range<usize>| {
        printable(&words[range].iter().map(|word| word.text.trim()).collect::<Vec<_>>().join(" "))
    };
    for cut in tightened.cuts.iter().filter(|cut| cut.word_count > 0) {
        let end = cut.first_word + cut.word_count;
        runs.push((text(at..cut.first_word), Style::new()));
        runs.push((format!("[-{}-]", text(cut.first_word..end)), STRUCK));
        at = end;
    }
    runs.push((text(at..words.len()), Style::new()));
    let runs: Vec<(&str, Style)> = runs.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    Paragraph::new(width, MARGIN).write_runs(&runs, out)
}

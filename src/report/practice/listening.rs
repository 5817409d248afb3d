//! "Did you hear them?": the listener's keys and the fillers that were found, side by side.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::format;
use crate::practice::listening::ListeningResult;
use crate::practice::words::Words;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{BOLD, DIM, GOOD, MARGIN, WARN, WIDEST};
use crate::types::Seconds;

/// A filler as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct HeardFiller {
    pub start_s: Seconds,
    /// It with the words around it.
    pub quote: String,
}

/// `fillers` are those that `heard` was matched with.
///
/// # Errors
/// When `out` cannot be written to.
pub fn listening(
    heard: &ListeningResult,
    fillers: &[HeardFiller],
    words: &Words,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = width.min(WIDEST);
    writeln!(out, "\n{:MARGIN$}{BOLD}{}{BOLD:#}", "", words.say("listen_title"))?;
    let missed = heard.missed().count();
    let slots = [
        ("heard", heard.hits().to_string()),
        ("found", fillers.len().to_string()),
        ("missed", missed.to_string()),
        ("elsewhere", heard.elsewhere.len().to_string()),
    ];
    let sum = words.fill("listen_sum", &slots.each_ref().map(|(slot, value)| (*slot, value.as_str())));
    Paragraph::new(width, MARGIN).write(&sum, out)?;
    writeln!(out)?;
    let mut rows: Vec<(Seconds, &str, anstyle::Style, &str)> = Vec::new();
    for (filler, press) in fillers.iter().zip(&heard.fillers) {
        let (word, style) = match press {
            Some(_) => (words.say("heard"), GOOD),
            None => (words.say("missed"), WARN),
        };
        rows.push((filler.start_s, word, style, &filler.quote));
    }
    rows.extend(heard.elsewhere.iter().map(|at| (*at, words.say("yours"), DIM, "")));
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let column = ["heard", "missed", "yours"].map(|name| words.say(name).width()).into_iter().max().unwrap_or(0) + 2;
    for (at, word, style, quote) in rows {
        let lead = format!("{word}{:1$}", "", column - word.width());
        let quote = if quote.is_empty() { String::new() } else { format!("\"{}\"", printable(quote)) };
        let text = format!("{} {quote}", format::clock(at));
        Paragraph::new(width, MARGIN).lead(&lead, style).write(&text, out)?;
    }
    writeln!(out)?;
    if missed > 0 {
        Paragraph::new(width, MARGIN).write(words.say("listen_next"), out)?;
    }
    Ok(())
}

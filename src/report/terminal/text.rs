//! Words on a terminal: wrapping with a hanging indent, nothing that could move the cursor.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::BOLD;
pub use crate::printable::printable;

/// Columns of text beside the widest lead.
const LEAST: usize = 10;

/// The word, or as many pieces as a word needs that no line can hold.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while rest.width() > room {
        let mut used = 0;
        let end = rest.char_indices().find(|(_, c)| {
            used += c.width().unwrap_or(0);
            used > room
        });
        let Some((end, _)) = end.filter(|(end, _)| *end > 0) else { break };
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// A wrapped paragraph: `lead` stands before the first line, the other lines hang under the text.
pub struct Paragraph<'a> {
    width: usize,
    margin: usize,
    lead: (&'a str, Style),
    title: &'a str,
    style: Style,
}

impl<'a> Paragraph<'a> {
    pub fn new(width: usize, margin: usize) -> Self {
        Self { width, margin, lead: ("", Style::new()), title: "", style: Style::new() }
    }

    pub fn lead(mut self, lead: &'a str, style: Style) -> Self {
        self.lead = (lead, style);
        self
    }

    /// Bold words before the text, on the same line.
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = title;
        self
    }

    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    pub fn write(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        self.write_runs(&[(self.title, BOLD), (text, self.style)], out)
    }

    /// Texts one after the other, each in its style.
    pub fn write_runs(&self, runs: &[(&str, Style)], out: &mut dyn Write) -> io::Result<()> {
        let indent = self.margin + self.lead.0.width();
        let room = self.width.saturating_sub(indent).max(LEAST);
        let words = runs.iter().flat_map(|(text, style)| {
            text.split_whitespace().flat_map(move |word| pieces(word, room)).map(|piece| (piece, *style))
        });

        let mut lines: Vec<Vec<(&str, Style)>> = vec![Vec::new()];
        let mut used = 0;
        for (word, style) in words {
            let gap = usize::from(used > 0);
            if used > 0 && used + gap + word.width() > room {
                lines.push(Vec::new());
                used = 0;
            }
            used += usize::from(used > 0) + word.width();
            lines.last_mut().expect("starts with one line").push((word, style));
        }
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => {
                    let (lead, style) = self.lead;
                    write!(out, "{:1$}{style}{lead}{style:#}", "", self.margin)?;
                }
                _ => write!(out, "{:indent$}", "")?,
            }
            for (run, words) in line.chunk_by(|a, b| a.1 == b.1).enumerate() {
                let gap = if run > 0 { " " } else { "" };
                let style = words[0].1;
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                write!(out, "{gap}{style}{}{style:#}", words.join(" "))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_under_the_lead_and_stay_in_the_width() {
        let mut out = Vec::new();
        let text = "one two three four five six seven eight nine ten eleven twelve";
        Paragraph::new(30, 2).lead("1  ", Style::new()).write(text, &mut out).unwrap();
        let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
        assert_eq!(text, "  1  one two three four five\n     six seven eight nine ten\n     eleven twelve\n");
    }

    #[test]
    fn a_word_that_no_line_holds_is_cut_and_others_are_not() {
        let mut out = Vec::new();
        Paragraph::new(24, 2).write("see a/very/long/path/to/a/recording.wav then stop", &mut out).unwrap();
        let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
        assert_eq!(text, "  see\n  a/very/long/path/to/a/\n  recording.wav then\n  stop\n");
    }

    #[test]
    fn control_and_direction_characters_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\n"), "a[31mbc");
    }
}

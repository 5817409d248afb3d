//! The five lines after an answer, under what has to be known before them.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::practice::five_lines::{Line, LineKind};
use crate::practice::words::Words;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{ACCENT, BOLD, GOOD, MARGIN, WARN, WIDEST};
use crate::types::Notice;

const KINDS: [LineKind; 5] = [LineKind::Length, LineKind::Change, LineKind::Moment, LineKind::Worked, LineKind::Next];

/// # Errors
/// When `out` cannot be written to.
pub fn lines(lines: &[Line], notices: &[Notice], words: &Words, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let width = width.min(WIDEST);
    writeln!(out)?;
    for notice in notices {
        Paragraph::new(width, MARGIN).lead("! ", WARN).write(&printable(&notice.text), out)?;
    }
    let labels = KINDS.map(|kind| words.say(kind.label()).width());
    let column = labels.into_iter().max().unwrap_or(0) + 2;
    for line in lines {
        let label = words.say(line.kind.label());
        let label = format!("{label}{:1$}", "", column - label.width());
        let style = match line.kind {
            LineKind::Length | LineKind::Moment => BOLD,
            LineKind::Change => WARN,
            LineKind::Worked => GOOD,
            LineKind::Next => ACCENT,
        };
        let title = line.title.as_deref().map(printable).unwrap_or_default();
        Paragraph::new(width, MARGIN).lead(&label, style).title(&title).write(&printable(&line.text), out)?;
    }
    Ok(())
}

//! What became of the sentences of the first take.

use std::io::{self, Write};

use super::Scope;
use crate::format;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{ACCENT, BOLD, DIM, GOOD, MARGIN, WARN};
use crate::types::{SaidKind, SaidPair, SaidSentence};

/// Sentences of each kind on one screen.
const MOST: usize = 2;
/// Characters of a sentence on one screen.
const LONGEST: usize = 64;

pub fn write(said: &[SaidPair], scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    let count = |kind: SaidKind| said.iter().filter(|pair| pair.kind == kind).count();
    let moved = said.iter().filter(|pair| pair.moved).count();
    let moved = if moved > 0 { format!(", {moved} in another place") } else { String::new() };
    let text = format!(
        "{} kept, {} reworded, {} cut, {} added{moved}",
        count(SaidKind::Kept),
        count(SaidKind::Reworded),
        count(SaidKind::Cut),
        count(SaidKind::Added)
    );
    Paragraph::new(scope.width, MARGIN).title(&scope.say("Sentences ")).write(&scope.say(&text), out)?;
    let mut left = [MOST; 4];
    for pair in said {
        let room = &mut left[pair.kind as usize];
        if !scope.all && (pair.kind == SaidKind::Kept || *room == 0) {
            continue;
        }
        *room = room.saturating_sub(1);
        line(pair, scope, out)?;
    }
    writeln!(out)
}

fn line(pair: &SaidPair, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let quote = |sentence: &Option<SaidSentence>| {
        sentence.as_ref().map(|sentence| shortened(&sentence.text, scope)).unwrap_or_default()
    };
    let at = |sentence: &Option<SaidSentence>| {
        let span = sentence.as_ref().and_then(|sentence| sentence.span);
        span.map(|span| format::clock(span.start_s)).unwrap_or_default()
    };
    let both = || format!("{} → {}", at(&pair.a), at(&pair.b));
    let (mark, style, place, text) = match pair.kind {
        SaidKind::Kept => ("= ", DIM, both(), quote(&pair.b)),
        SaidKind::Reworded => ("~ ", ACCENT, both(), format!("{} → {}", quote(&pair.a), quote(&pair.b))),
        SaidKind::Cut => ("- ", WARN, at(&pair.a), quote(&pair.a)),
        SaidKind::Added => ("+ ", GOOD, at(&pair.b), quote(&pair.b)),
    };
    let place = format!("{place} ");
    let moved = if pair.moved { " (moved)" } else { "" };
    let runs = [(place.as_str(), DIM), (text.as_str(), anstyle::Style::new()), (moved, DIM)];
    Paragraph::new(scope.width, MARGIN).lead(mark, style.effects(BOLD.get_effects())).write_runs(&runs, out)
}

fn shortened(text: &str, scope: &Scope) -> String {
    let text = printable(text);
    if scope.all || text.chars().count() <= LONGEST {
        return format!("\"{text}\"");
    }
    let start: String = text.chars().take(LONGEST).collect();
    let whole_words = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("\"{whole_words} …\"")
}

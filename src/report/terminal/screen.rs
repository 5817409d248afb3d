//! One screen: the verdict, where things happened, the one most useful change, what went well, the numbers that matter
//! most, this take against the last, and what to do next. What does not fit is one command away.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::text::{Paragraph, printable};
use super::{ACCENT, DIM, GOOD, MARGIN, heading, numbers, strip, verdict};
use crate::coaching::Texts;
use crate::format::pad;
use crate::measures::MEASURES;
use crate::report::ReportOptions;
use crate::types::{Advice, AdviceKind, Analysis, Measurement, Position};

/// Rows of a usual terminal, without the one that the prompt takes.
const ROWS: usize = 23;
/// Rows of a menu, with the line that names the run.
const MENU: usize = 1;
/// Numbers on the screen: as many as there is room for, but not fewer than these.
const MOST_NUMBERS: usize = 5;
const FEWEST_NUMBERS: usize = 3;
/// These come first, in this order, whatever they say.
const ALWAYS: [&str; 3] = ["duration_s", "speech_rate_wpm", "filler_rate_per_min"];

/// Lines that belong together.
type Block = Vec<String>;

pub fn write(
    analysis: &Analysis,
    texts: &Texts,
    width: usize,
    options: &ReportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let chosen = chosen(analysis);
    let top = lines(&|out| {
        heading(analysis, texts, &options.labels, width, out)?;
        verdict(analysis, width, out)
    })?;
    let timeline = lines(&|out| strip::write(analysis, texts, width, out))?;
    let advice = lines(&|out| {
        change(analysis, texts, width, out)?;
        worked(analysis, texts, width, out)
    })?;
    let table = lines(&|out| numbers::rows(analysis, &chosen, texts, width, out))?;
    let bottom = lines(&|out| below(analysis, texts, width, options, out))?;

    let mut blocks = [top, timeline, advice, table, bottom];
    let rows = if options.has_menu { ROWS - MENU } else { ROWS };
    let mut gaps = true;
    let height = |blocks: &[Block; 5], gaps: bool| {
        let spaces = blocks.iter().filter(|block| !block.is_empty()).count().saturating_sub(1);
        blocks.iter().map(Vec::len).sum::<usize>() + if gaps { spaces } else { 0 }
    };
    // The numbers give way first, then the air.
    let mut shown = chosen.len();
    while height(&blocks, gaps) > rows && shown > FEWEST_NUMBERS {
        shown -= 1;
        blocks[3] = lines(&|out| numbers::rows(analysis, &chosen[..shown], texts, width, out))?;
    }
    if height(&blocks, gaps) > rows {
        gaps = false;
    }
    let mut is_first = true;
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        if gaps && !is_first {
            writeln!(out)?;
        }
        is_first = false;
        block.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

/// What `write` writes, line by line.
fn lines(write: &dyn Fn(&mut Vec<u8>) -> io::Result<()>) -> io::Result<Block> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().map(str::to_owned).collect())
}

/// What stands before the change and what went well, on as many columns as the longer of both takes.
fn lead(word: &str, texts: &Texts) -> String {
    let width = ["Change", "Worked"].map(|word| texts.word(word).width()).into_iter().max().unwrap_or(0);
    format!("{}  ", pad(texts.word(word), width))
}

/// The change that is worth most, and what to try.
fn change(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(change) = of_kind(analysis, AdviceKind::Change).next() else { return Ok(()) };
    let mut body = printable(&change.observed);
    if let Some(next) = &change.next_take {
        body.push(' ');
        body.push_str(next);
    }
    let lead = lead("Change", texts);
    Paragraph::new(width, MARGIN).lead(&lead, ACCENT).title(&change.title).write(&body, out)
}

/// What went well, as much as one line holds.
fn worked(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let lead = lead("Worked", texts);
    let room = width.saturating_sub(MARGIN + lead.chars().count());
    let mut line = String::new();
    for praise in of_kind(analysis, AdviceKind::Worked) {
        let said = printable(&praise.observed);
        if line.is_empty() || line.chars().count() + 1 + said.chars().count() <= room {
            line = [line, said].join(" ");
        }
    }
    if line.is_empty() { Ok(()) } else { Paragraph::new(width, MARGIN).lead(&lead, GOOD).write(&line, out) }
}

/// Goals, the last take, and where the rest is.
fn below(
    analysis: &Analysis,
    texts: &Texts,
    width: usize,
    options: &ReportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    for line in [&options.below.goals, &options.below.against].into_iter().flatten() {
        Paragraph::new(width, MARGIN).write(&printable(line), out)?;
    }
    let more = of_kind(analysis, AdviceKind::Change).count().saturating_sub(1);
    let mut ways = Vec::new();
    if let Some(command) = &options.below.full {
        let what = match more {
            0 => texts.word("all numbers").to_owned(),
            1 => texts.word("1 more change").to_owned(),
            more => texts.word("# more changes").replace('#', &more.to_string()),
        };
        ways.push(format!("{what}: {command}"));
    }
    ways.extend(options.below.page.as_ref().map(|command| format!("{}: {command}", texts.word("with sound"))));
    if ways.is_empty() {
        return Ok(());
    }
    let lead = format!("{}  ", texts.word("More"));
    Paragraph::new(width, MARGIN).lead(&lead, DIM).style(DIM).write(&printable(&ways.join(" · ")), out)
}

fn of_kind(analysis: &Analysis, kind: AdviceKind) -> impl Iterator<Item = &Advice> {
    analysis.advice.iter().filter(move |advice| advice.kind == kind)
}

/// The measures that are shown, the most telling first: the three that everybody asks for, what the advice is about, what
/// lies outside its band.
fn chosen(analysis: &Analysis) -> Vec<&'static str> {
    let on_screen = || MEASURES.iter().filter(|measure| measure.on_screen).map(|measure| measure.id);
    let is_outside = |m: &Measurement| m.band.as_ref().is_some_and(|band| band.position != Position::Within);
    let advised = of_kind(analysis, AdviceKind::Change).map(|advice| advice.measure.0.as_ref());
    let advised = advised.filter_map(|id| MEASURES.iter().map(|m| m.id).find(|known| *known == id));
    let outside = on_screen().filter(|id| analysis.measurement(id).is_some_and(is_outside));
    let mut chosen: Vec<&'static str> = Vec::new();
    for id in ALWAYS.into_iter().chain(advised).chain(outside).chain(on_screen()) {
        if !chosen.contains(&id) && analysis.value(id).is_some() && chosen.len() < MOST_NUMBERS {
            chosen.push(id);
        }
    }
    chosen
}

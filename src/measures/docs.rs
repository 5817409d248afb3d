//! `docs/measures.md` and `saywell explain`, out of the same data that the program runs on.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::format;
use crate::measures::{BandFrom, MEASURES, Measure};
use crate::question::profiles;
use crate::thresholds::{BandSpec, Thresholds};
use crate::types::{EvidenceLevel, Unit};

/// Columns of the names of facts.
const LABEL: usize = 9;
/// Columns of a page for the terminal.
const NARROWEST: usize = 40;
const WIDEST: usize = 100;

const HEAD: &str = "\
# Measures

Generated from the program's own list and data; do not edit. A value is *undefined*, never 0, when what it needs is
missing.

Evidence levels: **A** published and read in its source; **B** published, known second-hand; **C** convention among
practitioners, no controlled evidence; **D** saywell's own rule of thumb.
";

/// The whole page, in Markdown.
pub fn markdown() -> String {
    let mut page = String::from(HEAD);
    for measure in MEASURES.iter() {
        page.push_str(&section(measure));
    }
    page.push_str("\n# Target lengths\n\n| question | asked as | target | flagged | source | level |\n|---|---|---|---|---|---|\n");
    let clock = |seconds| format::value(seconds, Unit::Seconds);
    for (id, p) in profiles() {
        let (low, high) = (clock(p.low_s), clock(p.high_s));
        let (flag_low, flag_high) = (clock(p.flag_low_s), clock(p.flag_high_s));
        let _ = writeln!(
            page,
            "| `{id}` | {} | {low}–{high} | under {flag_low}, over {flag_high} | {} | {} |",
            p.title,
            p.source,
            level(p.level)
        );
    }
    page.push_str("\n# Cut-offs\n\n| id | value | unit | source | level |\n|---|---|---|---|---|\n");
    for (id, cutoff) in &Thresholds::built_in().cutoffs {
        let _ = writeln!(
            page,
            "| `{id}` | {} | {} | {} | {} |",
            cutoff.value,
            cutoff.unit,
            cutoff.source,
            level(cutoff.level)
        );
    }
    page
}

/// One measure as a Markdown section.
pub fn section(spec: &Measure) -> String {
    let facts: String = facts(spec).iter().map(|(name, fact)| format!("- {name}: {fact}\n")).collect();
    format!("\n## {} (`{}`)\n\n{}\n\n{facts}", spec.title, spec.id, spec.definition)
}

/// One measure as `explain` prints it, at most `width` columns wide; `say` puts its sentences into the reader's language.
pub fn plain(spec: &Measure, width: usize, say: &dyn Fn(&str) -> String) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let definition = wrapped(&say(spec.definition), "  ", "  ", width);
    let mut page = format!("\n  {} ({})\n\n{definition}\n", say(spec.title), spec.id);
    for (name, fact) in facts(spec) {
        page.push_str(&wrapped(&say(&fact), &format!("  {:LABEL$}", say(name)), &" ".repeat(LABEL + 2), width));
    }
    page.push('\n');
    page
}

/// What is to be said about a measure besides its definition.
pub fn facts(spec: &Measure) -> Vec<(&'static str, String)> {
    let needs: Vec<&str> = spec.needs.iter().map(|need| need.describe()).collect();
    let needs = if needs.is_empty() { "speech".to_owned() } else { needs.join(", ") };
    let target = match (spec.band, Thresholds::built_in().band(spec.id)) {
        (BandFrom::Thresholds, Some(band)) => {
            format!("{} Source: {}. Level {}.", edges(band), band.source, meaning(band.level))
        }
        (BandFrom::Question, _) => "that of the question (docs/measures.md lists them).".to_owned(),
        (BandFrom::Nowhere(reason), _) => format!("none: {reason}."),
        (BandFrom::Thresholds, None) => "none.".to_owned(),
    };
    let mut facts = vec![
        ("Formula", spec.formula.to_owned()),
        ("Needs", needs),
        ("Source", format!("{}. Level {}.", spec.source, meaning(spec.level))),
        ("Target", target),
    ];
    facts.extend(spec.no_advice_because.map(|reason| ("Advice", format!("none: {reason}."))));
    facts
}

/// `text` in lines of at most `width` columns, the first after `lead`, the others after `indent`.
fn wrapped(text: &str, lead: &str, indent: &str, width: usize) -> String {
    let mut lines = lead.to_owned();
    let (mut column, mut is_first) = (lead.width(), true);
    for word in text.split_whitespace() {
        if !is_first && column + 1 + word.width() > width {
            lines.push('\n');
            lines.push_str(indent);
            column = indent.width();
        } else if !is_first {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += word.width();
        is_first = false;
    }
    lines.push('\n');
    lines
}

fn edges(band: &BandSpec) -> String {
    let target = match (band.low, band.high) {
        (Some(low), Some(high)) => format!("{low}–{high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "open".to_owned(),
    };
    let under = band.flag_low.map(|low| format!("under {low}"));
    let over = band.flag_high.map(|high| format!("over {high}"));
    let flagged: Vec<String> = under.into_iter().chain(over).collect();
    if flagged.is_empty() { format!("{target}.") } else { format!("{target}; flagged {}.", flagged.join(", ")) }
}

/// The letter with what it stands for.
fn meaning(level: EvidenceLevel) -> &'static str {
    match level {
        EvidenceLevel::A => "A (published, read in its source)",
        EvidenceLevel::B => "B (published, known second-hand)",
        EvidenceLevel::C => "C (convention, without controlled evidence)",
        EvidenceLevel::D => "D (a rule of thumb)",
    }
}

fn level(level: EvidenceLevel) -> &'static str {
    match level {
        EvidenceLevel::A => "A",
        EvidenceLevel::B => "B",
        EvidenceLevel::C => "C",
        EvidenceLevel::D => "D",
    }
}

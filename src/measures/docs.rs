//! `docs/measures.md` out of the same data that the program runs on.

use std::fmt::Write;

use crate::coaching::format_value;
use crate::coaching::profiles::profiles;
use crate::measures::{BandFrom, MEASURES, MeasureSpec};
use crate::thresholds::{BandSpec, Thresholds};
use crate::types::{EvidenceLevel, Unit};

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
    for measure in MEASURES {
        page.push_str(&section(measure.spec()));
    }
    page.push_str("\n# Target lengths\n\n| question | asked as | target | flagged | source | level |\n|---|---|---|---|---|---|\n");
    let clock = |seconds| format_value(seconds, Unit::Seconds);
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

/// One measure as a Markdown section; `explain` prints the same facts.
pub fn section(spec: &MeasureSpec) -> String {
    let needs: Vec<&str> = spec.needs.iter().map(|need| need.describe()).collect();
    let needs = if needs.is_empty() { "speech".to_owned() } else { needs.join(", ") };
    let (band, band_source) = match (spec.band, Thresholds::built_in().band(spec.id)) {
        (BandFrom::Thresholds, Some(band)) => {
            (edges(band), format!(" Source: {}. Level {}.", band.source, level(band.level)))
        }
        (BandFrom::Question, _) => ("that of the question (below).".to_owned(), String::new()),
        (BandFrom::Nowhere(reason), _) => (format!("none: {reason}."), String::new()),
        (BandFrom::Thresholds, None) => ("none.".to_owned(), String::new()),
    };
    let advice = spec.no_advice_because.map(|reason| format!("- Advice: none: {reason}.\n")).unwrap_or_default();
    format!(
        "\n## {} (`{}`)\n\n{}\n\n- Formula: {}\n- Needs: {needs}\n- Source: {}. Level {}.\n- Target: {band}{band_source}\n{advice}",
        spec.title,
        spec.id,
        spec.definition,
        spec.formula,
        spec.source,
        level(spec.level)
    )
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

fn level(level: EvidenceLevel) -> &'static str {
    match level {
        EvidenceLevel::A => "A",
        EvidenceLevel::B => "B",
        EvidenceLevel::C => "C",
        EvidenceLevel::D => "D",
    }
}

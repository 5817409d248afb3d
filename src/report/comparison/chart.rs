//! A series with an axis, in characters: dots for takes, dashed lines for the target and the goal.

use unicode_width::UnicodeWidthStr;

use super::sparkline::in_columns;
use crate::format;
use crate::types::Unit;

/// Rows of the plot.
const ROWS: usize = 9;
/// Columns from one take to the next, where there is room.
const WIDEST_STEP: usize = 6;

/// A horizontal line with its name, drawn behind the dots.
pub struct Level<'a> {
    pub value: f64,
    pub name: &'a str,
}

/// The lines of the plot, at most `width` columns wide; empty when nothing was measured. The last line counts the takes.
pub fn chart(values: &[Option<f64>], levels: &[Level<'_>], unit: Unit, width: usize) -> Vec<String> {
    let known = || values.iter().flatten().copied().chain(levels.iter().map(|level| level.value));
    if values.iter().flatten().next().is_none() {
        return Vec::new();
    }
    let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    // All alike: a line in the middle.
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, high + 1.0) };
    let row = |value: f64| ((high - value) / (high - low) * (ROWS - 1) as f64).round() as usize;

    let mut labels: Vec<Option<String>> = vec![None; ROWS];
    for at in [0, (ROWS - 1) / 2, ROWS - 1] {
        let value = high - at as f64 * (high - low) / (ROWS - 1) as f64;
        labels[at] = Some(format::value(value.max(low), unit));
    }
    for level in levels {
        labels[row(level.value)] = Some(format::value(level.value, unit));
    }
    let gutter = labels.iter().flatten().map(|label| label.width()).max().unwrap_or(0);
    let names = levels.iter().map(|level| level.name.width() + 1).max().unwrap_or(0);
    let room = width.saturating_sub(gutter + 3 + names).max(10);
    let shown = in_columns(values, room);
    let step = if shown.len() > 1 { ((room - 1) / (shown.len() - 1)).clamp(1, WIDEST_STEP) } else { 1 };
    let columns = (shown.len() - 1) * step + 1;

    let mut grid = vec![vec![' '; columns.max(10)]; ROWS];
    for level in levels {
        grid[row(level.value)].fill('╌');
    }
    for (at, value) in shown.iter().enumerate() {
        if let Some(value) = value {
            grid[row(*value)][at * step] = '●';
        }
    }
    let mut lines: Vec<String> = (0..ROWS)
        .map(|at| {
            let label = labels[at].clone().unwrap_or_default();
            let tick = if labels[at].is_some() { '┤' } else { '│' };
            let named: Vec<&str> = levels.iter().filter(|level| row(level.value) == at).map(|l| l.name).collect();
            let line: String = grid[at].iter().collect();
            format!("{label:>gutter$} {tick}{line} {}", named.join(", ")).trim_end().to_owned()
        })
        .collect();
    lines.push(format!("{:gutter$} └{}", "", "─".repeat(columns.max(10))));
    lines.push(format!("{:gutter$}  {}", "", takes(values.len(), columns)));
    lines
}

/// `1 … 14` under the first and the last dot.
fn takes(count: usize, columns: usize) -> String {
    let last = count.to_string();
    let gap = columns.saturating_sub(1 + last.len());
    if count > 1 && gap > 0 { format!("1{:gap$}{last}", "") } else { format!("1 to {last}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_stand_at_their_height_and_the_target_is_named() {
        let values: Vec<Option<f64>> = [8.0, 6.0, 6.5, 4.0, 3.0, 1.0].map(Some).to_vec();
        let lines = chart(&values, &[Level { value: 2.0, name: "target" }], Unit::PerMinute, 60);
        insta::assert_snapshot!(lines.join("\n"), @r"
          8 ┤●
            │
            │      ●     ●
            │
        4.5 ┤
            │                  ●
            │                        ●
          2 ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ target
          1 ┤                              ●
            └───────────────────────────────
             1                             6
        ");
    }

    #[test]
    fn nothing_measured_is_no_plot_and_one_value_is_one_dot() {
        assert!(chart(&[None], &[], Unit::Count, 60).is_empty());
        assert_eq!(chart(&[Some(3.0)], &[], Unit::Count, 60).iter().filter(|line| line.contains('●')).count(), 1);
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let values: Vec<Option<f64>> = (0..500).map(|at| Some(f64::from(at % 37))).collect();
        for width in [40, 80, 100] {
            let levels = [Level { value: 30.0, name: "target" }, Level { value: 5.0, name: "goal" }];
            let lines = chart(&values, &levels, Unit::Seconds, width);
            assert!(lines.iter().all(|line| line.width() <= width), "{width}");
        }
    }
}

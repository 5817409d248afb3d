//! A series in one line: `▇▆▄▅▂▁`.

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One column per value, the lowest low and the highest high; with more values than `columns`, each column is the middle
/// one of its share. A gap where nothing was measured; all in the middle where all values are alike.
pub fn sparkline(values: &[Option<f64>], columns: usize) -> String {
    let shown = in_columns(values, columns);
    let known = shown.iter().flatten();
    let low = known.clone().copied().fold(f64::INFINITY, f64::min);
    let high = known.copied().fold(f64::NEG_INFINITY, f64::max);
    shown
        .iter()
        .map(|value| match value {
            None => ' ',
            Some(_) if high <= low => LEVELS[3],
            Some(value) => LEVELS[((value - low) / (high - low) * 7.0).round() as usize],
        })
        .collect()
}

/// `values` in at most `columns` columns: the median of those that share one.
pub fn in_columns(values: &[Option<f64>], columns: usize) -> Vec<Option<f64>> {
    if values.len() <= columns {
        return values.to_vec();
    }
    (0..columns)
        .map(|column| {
            let share = column * values.len() / columns..(column + 1) * values.len() / columns;
            let mut known: Vec<f64> = values[share].iter().flatten().copied().collect();
            known.sort_by(f64::total_cmp);
            known.get(known.len() / 2).copied()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_is_low_and_gaps_stay_gaps() {
        assert_eq!(sparkline(&[Some(0.0), Some(7.0), None, Some(3.0)], 20), "▁█ ▄");
        assert_eq!(sparkline(&[Some(2.0), Some(2.0)], 20), "▄▄");
        assert_eq!(sparkline(&[], 20), "");
        assert_eq!(sparkline(&[None, None], 20), "  ");
        let many: Vec<Option<f64>> = (0..1000).map(|value| Some(f64::from(value))).collect();
        assert_eq!(sparkline(&many, 8), "▁▂▃▄▅▆▇█");
    }
}

//! A band and a value in thirteen columns: `   ├───●──┤   `.

use crate::types::Band;

/// Columns of a gauge.
pub const WIDTH: usize = 13;
/// Columns on each side for values outside the band.
const SIDE: usize = 3;

/// Draws `value` against `band`. An open edge has no bar.
pub fn draw(value: f64, band: &Band) -> String {
    let (low, high) = match (band.low, band.high) {
        (Some(low), Some(high)) => (low, high),
        (None, Some(high)) => (0.0, high),
        (Some(low), None) => (low, low * 2.0),
        (None, None) => return String::new(),
    };
    let inner = (WIDTH - 2 * SIDE - 1) as f64;
    let share = if high > low { (value - low) / (high - low) } else { f64::from(value > high) * 2.0 };
    let place = (SIDE as f64 + share * inner).round().clamp(0.0, (WIDTH - 1) as f64) as usize;
    // On the bar itself one could not see on which side the value lies.
    let place = match place {
        at if at <= SIDE && value < low => at.min(SIDE - 1),
        at if at >= WIDTH - SIDE - 1 && value > high => at.max(WIDTH - SIDE),
        at if at == SIDE && band.low.is_some() && value > low => SIDE + 1,
        at if at == WIDTH - SIDE - 1 && band.high.is_some() && value < high => at - 1,
        at => at,
    };
    (0..WIDTH)
        .map(|i| match i {
            _ if i == place => '●',
            SIDE if band.low.is_some() => '├',
            i if i == WIDTH - SIDE - 1 && band.high.is_some() => '┤',
            i if (SIDE..WIDTH - SIDE).contains(&i) => '─',
            _ => ' ',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Position;

    fn band(low: Option<f64>, high: Option<f64>) -> Band {
        Band { low, high, flag_low: None, flag_high: None, position: Position::Within, label: String::new() }
    }

    #[test]
    fn the_dot_is_on_its_side_of_the_edges() {
        let closed = band(Some(130.0), Some(175.0));
        assert_eq!(draw(152.5, &closed), "   ├──●──┤   ");
        assert_eq!(draw(131.0, &closed), "   ├●────┤   ");
        assert_eq!(draw(129.9, &closed), "  ●├─────┤   ");
        assert_eq!(draw(300.0, &closed), "   ├─────┤  ●");
        assert_eq!(draw(0.0, &band(None, Some(2.0))), "   ●─────┤   ");
        assert_eq!(draw(2.1, &band(None, Some(2.0))), "   ──────┤●  ");
        assert_eq!(draw(0.0, &band(None, Some(0.0))), "   ●─────┤   ");
    }
}

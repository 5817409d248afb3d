//! A value against its band as a bullet chart (Few 2006): places in percent of the width.

use crate::types::{Band, Measurement, Position};

/// Room around what must be seen, as a share of its width.
const MARGIN: f64 = 0.08;

pub struct Bullet {
    /// The band.
    pub band_x: f64,
    pub band_width: f64,
    pub has_low: bool,
    pub has_high: bool,
    /// The value, and where not all is certain the range.
    pub value_x: f64,
    pub range: Option<(f64, f64)>,
    pub is_within: bool,
}

impl Bullet {
    /// `None` without a value or a band.
    pub fn of(measurement: &Measurement) -> Option<Bullet> {
        let (band, value) = (measurement.band.as_ref()?, measurement.unit.rounded(measurement.value?));
        let (start, end) = shown(band, value, measurement.range.map(|range| range.high));
        let x = |value: f64| (100.0 * (value - start) / (end - start)).clamp(0.0, 100.0);
        let (low, high) = (band.low.map_or(0.0, x), band.high.map_or(100.0, x));
        Some(Bullet {
            band_x: low,
            band_width: high - low,
            has_low: band.low.is_some(),
            has_high: band.high.is_some(),
            value_x: x(value),
            range: measurement.range.map(|range| (x(range.low), x(range.high) - x(range.low))),
            is_within: band.position == Position::Within,
        })
    }
}

/// From where to where the axis goes: the band, its flags and the value with some room.
fn shown(band: &Band, value: f64, top: Option<f64>) -> (f64, f64) {
    let edges = [band.low, band.high, band.flag_low, band.flag_high, Some(value), top];
    let known = || edges.into_iter().flatten();
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    // An open lower edge starts at nothing.
    let low = if band.low.is_none() { low.min(0.0) } else { low };
    let margin = MARGIN * (high - low).max(f64::from(f32::EPSILON)).max(if high > low { 0.0 } else { 1.0 });
    (if low == 0.0 { -margin / 2.0 } else { low - margin }, high + margin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{MeasureId, Unit};

    fn bullet(value: f64, low: Option<f64>, high: Option<f64>) -> Bullet {
        let band =
            Band { low, high, flag_low: None, flag_high: None, position: Position::Within, label: String::new() };
        Bullet::of(&Measurement {
            id: MeasureId::new("x"),
            value: Some(value),
            unit: Unit::Percent,
            range: None,
            band: Some(band),
            evidence: Vec::new(),
            series: None,
            kinds: Vec::new(),
            missing: Vec::new(),
            undefined_because: None,
        })
        .unwrap()
    }

    #[test]
    fn the_value_lies_on_its_side_of_the_band() {
        for (value, low, high) in [
            (150.0, Some(130.0), Some(175.0)),
            (90.0, Some(130.0), Some(175.0)),
            (300.0, Some(130.0), Some(175.0)),
            (0.0, None, Some(0.0)),
            (3.0, None, Some(0.0)),
            (70.0, Some(65.0), None),
        ] {
            let b = bullet(value, low, high);
            let end = b.band_x + b.band_width;
            assert!((0.0..=100.0).contains(&b.value_x) && b.band_width >= 0.0 && end <= 100.0 + 1e-9);
            assert_eq!(low.is_some_and(|low| value < low), b.value_x < b.band_x && b.has_low, "{value}");
            assert_eq!(high.is_some_and(|high| value > high), b.value_x > end && b.has_high, "{value}");
        }
    }
}

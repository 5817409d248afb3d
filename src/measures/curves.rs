//! Pitch and level as they go over time, around the speaker's own: what the measures of the voice look at, to be drawn.

use crate::acoustics::frames::{percentile, power_dbfs};
use crate::acoustics::pitch::{PitchTrack, semitones};
use crate::types::{Seconds, Series, Span};

/// `f0_hz` in the speaker's own range, a value every `hop_s`, in semitones around the median, which is the second value,
/// in Hz.
pub fn pitch(f0_hz: &Series, hop_s: Seconds) -> Option<(Series, f32)> {
    let track = |f0_hz: Vec<Option<f32>>| PitchTrack { f0_hz, voiced_probability: Vec::new() };
    let own = track(track(f0_hz.values.clone()).in_own_range());
    let median_hz = own.median_hz()?;
    let step = (hop_s / f0_hz.hop_s).round().max(1.0) as usize;
    let values = own.f0_hz.iter().step_by(step).map(|hz| hz.map(|hz| semitones(hz, median_hz))).collect();
    Some((Series { start_s: f0_hz.start_s, hop_s: f0_hz.hop_s * step as f64, values }, median_hz))
}

/// Level in dB around the median of windows of `window_s`, one every `hop_s` until `end_s`; undefined in the `silent`
/// spans, which are in order.
pub fn level(rms_dbfs: &Series, silent: &[Span], end_s: Seconds, window_s: Seconds, hop_s: Seconds) -> Option<Series> {
    let at = |time_s: Seconds| {
        let frame = |time_s: Seconds| ((time_s - rms_dbfs.start_s).max(0.0) / rms_dbfs.hop_s).round() as usize;
        let frames = rms_dbfs.values.get(frame(time_s - window_s / 2.0)..frame(time_s + window_s / 2.0))?;
        let power: f32 = frames.iter().map(|db| db.map_or(0.0, |db| 10f32.powf(db / 10.0))).sum();
        let begun = silent.partition_point(|pause| pause.start_s <= time_s);
        let is_silent = silent[..begun].last().is_some_and(|pause| pause.contains(time_s));
        (!frames.is_empty() && !is_silent).then(|| power_dbfs(power / frames.len() as f32))
    };
    let count = (end_s / hop_s) as usize;
    let values: Vec<Option<f32>> = (0..count).map(|i| at(i as f64 * hop_s)).collect();
    let median = percentile(&mut values.iter().flatten().copied().collect::<Vec<_>>(), 0.5)?;
    Some(Series { start_s: 0.0, hop_s, values: values.into_iter().map(|db| db.map(|db| db - median)).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pitch_goes_around_its_median_and_level_is_silent_in_pauses() {
        let series = |values: Vec<Option<f32>>| Series { start_s: 0.0, hop_s: 0.01, values };
        let f0_hz = [vec![Some(100.0); 30], vec![None; 10], vec![Some(112.246); 20]].concat();
        let (curve, median_hz) = pitch(&series(f0_hz), 0.1).unwrap();
        assert_eq!((median_hz, curve.values.len()), (100.0, 6));
        assert!((curve.values[5].unwrap() - 2.0).abs() < 0.01 && curve.values[3].is_none(), "{:?}", curve.values);

        let rms_dbfs = series([vec![Some(-30.0); 200], vec![Some(-20.0); 90]].concat());
        let curve = level(&rms_dbfs, &[Span::new(0.5, 0.9)], 3.0, 0.4, 0.1).unwrap();
        assert_eq!((curve.values[4], curve.values[6]), (Some(0.0), None));
        assert!((curve.values[24].unwrap() - 10.0).abs() < 0.01, "{:?}", curve.values);
    }
}

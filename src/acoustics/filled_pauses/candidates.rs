//! Where a filled pause may be: stretches of sound without a word, or of steady sound.

use std::ops::Range;

use crate::acoustics::filled_pauses::features::Frames;
use crate::acoustics::frames::HOP_S;
use crate::thresholds::cutoffs;

/// Stretches of sound that no word covers, cut where the level dips between two syllables.
pub fn uncovered(frames: &Frames<'_>, covered: &[bool]) -> Vec<Range<usize>> {
    let open = |i: usize| frames.sounding[i] && !covered[i];
    cut(runs(frames.len(), open), frames, cutoffs().filled_pauses.filled_pause_gated_min_s)
}

/// Stretches in which the spectrum hardly moves, a held vowel or hum; a short bump, as from "u" to "m", does not end
/// one.
pub fn steady(frames: &Frames<'_>) -> Vec<Range<usize>> {
    let flux_max = cutoffs().filled_pauses.filled_pause_flux_max_db as f32;
    let voicing_min = cutoffs().filled_pauses.filled_pause_voicing_min as f32;
    let bridge = (cutoffs().filled_pauses.filled_pause_bridge_s / HOP_S) as usize;
    let is_steady = |i: usize| frames.sounding[i] && frames.flux[i] < flux_max && frames.voicing[i] > voicing_min;
    let mut joined: Vec<Range<usize>> = Vec::new();
    for run in runs(frames.len(), is_steady) {
        match joined.last_mut() {
            Some(last) if run.start - last.end <= bridge && frames.sounding[last.end..run.start].iter().all(|s| *s) => {
                last.end = run.end;
            }
            _ => joined.push(run),
        }
    }
    cut(joined, frames, cutoffs().filled_pauses.filled_pause_free_min_s)
}

/// Maximal runs of frames for which `holds`.
fn runs(frames: usize, holds: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for i in 0..=frames {
        let on = i < frames && holds(i);
        match (start, on) {
            (None, true) => start = Some(i),
            (Some(from), false) => {
                found.push(from..i);
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Cuts `runs` at each valley of the level that lies deep under the peaks on both sides, and keeps what is long enough.
fn cut(runs: Vec<Range<usize>>, frames: &Frames<'_>, min_s: f64) -> Vec<Range<usize>> {
    let dip_db = cutoffs().filled_pauses.filled_pause_dip_db as f32;
    let mut parts = Vec::new();
    for run in runs {
        let mut start = run.start;
        let (mut peak, mut valley) = (f32::NEG_INFINITY, (f32::INFINITY, run.start));
        for (i, &level) in (run.start..).zip(&frames.level[run.clone()]) {
            if peak - valley.0 >= dip_db && level - valley.0 >= dip_db {
                parts.push(start..valley.1);
                start = valley.1 + 1;
                (peak, valley) = (level, (level, i));
            } else if level > peak {
                (peak, valley) = (level, (level, i));
            } else if level < valley.0 {
                valley = (level, i);
            }
        }
        parts.push(start..run.end);
    }
    parts.retain(|part| part.len() as f64 * HOP_S >= min_s - HOP_S / 2.0);
    parts
}

//! Both takes on one time axis: their sound, and under it a lane for each kind of mark, A above B.

use super::super::timeline::{MarkRow, Timeline};
use super::super::words::Words;
use crate::report::marks::MARKS;
use crate::types::Analysis;

/// A label of the clock that begins later would be cut, percent.
const LAST_LABEL: f64 = 96.0;

pub struct Axis {
    pub ticks: Vec<(f64, String)>,
    /// Units of the paths.
    pub width: f64,
    /// A and B.
    pub takes: Vec<Timeline>,
    pub lanes: Vec<PairLane>,
}

/// One kind of mark in both takes; absent where it does not occur.
pub struct PairLane {
    pub kind: &'static str,
    pub glyph: char,
    pub label: String,
    pub counts: [usize; 2],
    pub rows: [Option<MarkRow>; 2],
}

impl Axis {
    pub fn of(a: &Analysis, b: &Analysis, words: &'static Words) -> Axis {
        let axis_s = a.recording.duration_s.max(b.recording.duration_s);
        let mut takes = [a, b].map(|analysis| Timeline::of(analysis, words, axis_s));
        let mut glyphs: Vec<char> = MARKS.iter().map(|mark| mark.glyph).collect();
        let mut seen = Vec::new();
        glyphs.retain(|glyph| {
            !seen.contains(glyph) && {
                seen.push(*glyph);
                true
            }
        });
        let lanes = glyphs.into_iter().filter_map(|glyph| {
            let rows = takes.each_mut().map(|take| {
                let at = take.rows.iter().position(|row| row.glyph == glyph)?;
                Some(take.rows.remove(at))
            });
            let known = rows.iter().flatten().next()?;
            Some(PairLane {
                kind: known.kind,
                glyph,
                label: known.label.clone(),
                counts: rows.each_ref().map(|row| row.as_ref().map_or(0, |row| row.spots.len())),
                rows,
            })
        });
        let lanes = lanes.collect();
        let mut ticks = std::mem::take(&mut takes[0].ticks);
        ticks.retain(|(x, _)| *x < LAST_LABEL);
        Axis { ticks, width: takes[0].width, takes: takes.into(), lanes }
    }
}

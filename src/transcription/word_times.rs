//! Word times as Whisper's attention gives them, repaired by what the sound shows.
//!
//! Attention knows which word comes when, to some tens of milliseconds, but after a pause it lets a word begin before
//! the pause, and it writes words where nobody speaks. The sound knows exactly where speech begins and ends.

use crate::acoustics::frames::{HOP_S, frame_at};
use crate::thresholds::Thresholds;
use crate::types::{Seconds, Span, Word};

/// Puts every word of `words` (in order, all with times) onto the speech it belongs to, and drops those that no
/// speech supports. `speech` are the spans of [`crate::acoustics::voice_activity`], `level` is the RMS per hop.
pub fn repair(words: &mut Vec<Word>, speech: &[Span], level: &[f32], thresholds: &Thresholds) {
    let reach_s = thresholds.cutoff("word_edge_reach_s");
    let least_s = thresholds.cutoff("word_min_s");
    let supported_s = thresholds.cutoff("word_voiced_min_s");

    words.retain_mut(|word| {
        let Some(span) = word.span else { return true };
        match place(span, speech, reach_s, supported_s) {
            Some(placed) => {
                word.span = Some(placed);
                true
            }
            None => false,
        }
    });
    share_edges(words, level, thresholds.cutoff("word_snap_s"), least_s);
}

/// The part of `span` in which somebody speaks: its last stretch of speech, for a word that swallowed a pause lies
/// after it. A little speech before the pause is the end of the word before. An edge of speech within `reach_s` of an
/// edge of the word is the word's edge.
fn place(span: Span, speech: &[Span], reach_s: Seconds, supported_s: Seconds) -> Option<Span> {
    let wide = Span::new(span.start_s - reach_s, span.end_s + reach_s);
    let held: Vec<&Span> = speech.iter().filter(|s| s.overlap_s(&wide) > 0.0).collect();
    let home = held
        .iter()
        .rev()
        .find(|s| s.overlap_s(&span) >= supported_s)
        .or_else(|| held.iter().max_by(|a, b| a.overlap_s(&wide).total_cmp(&b.overlap_s(&wide))))?;
    let start_s = if span.start_s < home.start_s || span.start_s - home.start_s < reach_s && held.len() > 1 {
        home.start_s
    } else {
        span.start_s.min(home.end_s)
    };
    let end_s = span.end_s.min(home.end_s);
    (end_s > start_s).then(|| Span::new(start_s, end_s)).or_else(|| {
        let length = supported_s.min(home.duration_s());
        let start_s = span.start_s.clamp(home.start_s, home.end_s - length);
        Some(Span::new(start_s, start_s + length))
    })
}

/// Neighbours that touch meet at the quietest moment nearby; none overlaps the next, none is shorter than `least_s`
/// where there is room.
fn share_edges(words: &mut [Word], level: &[f32], snap_s: Seconds, least_s: Seconds) {
    for i in 1..words.len() {
        let (before, after) = words.split_at_mut(i);
        let (Some(left), Some(right)) = (&mut before[i - 1].span, &mut after[0].span) else { continue };
        if right.start_s - left.end_s > snap_s {
            continue;
        }
        let edge_s = if right.start_s <= left.start_s {
            left.start_s + least_s
        } else {
            quietest_near((left.end_s + right.start_s) / 2.0, level, snap_s)
        };
        let edge_s = edge_s.max(left.start_s + least_s).min((right.end_s - least_s).max(left.start_s));
        left.end_s = edge_s.max(left.start_s);
        right.start_s = edge_s.max(left.start_s);
        right.end_s = right.end_s.max(right.start_s);
    }
}

/// The quietest hop within `snap_s` of `time_s`, nearer ones first when the level is about the same.
fn quietest_near(time_s: Seconds, level: &[f32], snap_s: Seconds) -> Seconds {
    let (from, to) = (frame_at(time_s - snap_s), (frame_at(time_s + snap_s) + 1).min(level.len()));
    let centre = |i: usize| (i as f64 + 0.5) * HOP_S;
    let cost = |i: usize| level[i] as f64 + 6.0 * ((centre(i) - time_s) / snap_s).abs();
    (from..to).min_by(|a, b| cost(*a).total_cmp(&cost(*b))).map_or(time_s, centre)
}

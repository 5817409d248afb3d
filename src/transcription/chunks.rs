//! Cutting a recording into pieces that Whisper handles well: at silences, never longer than its window.

use crate::acoustics::frames::{centre_s, frame_at};
use crate::thresholds::cutoffs;
use crate::types::{ANALYSIS_RATE, Seconds, Span};

/// One piece of the recording, 16 kHz mono.
#[derive(Debug, Clone, Copy)]
pub struct Chunk<'a> {
    /// Where `samples` begin in the recording.
    pub start_s: Seconds,
    pub samples: &'a [f32],
    /// Where somebody speaks, in the whole recording.
    pub speech: &'a [Span],
}

impl Chunk<'_> {
    /// What is left of the chunk after `time_s`.
    pub fn after(&self, time_s: Seconds) -> Self {
        let passed = ((time_s - self.start_s).max(0.0) * ANALYSIS_RATE as f64) as usize;
        let passed = passed.min(self.samples.len());
        Self { start_s: self.start_s + passed as f64 / ANALYSIS_RATE as f64, samples: &self.samples[passed..], ..*self }
    }

    /// Seconds of speech in the chunk.
    pub fn speech_s(&self) -> Seconds {
        let span = Span::new(self.start_s, self.start_s + self.duration_s());
        self.speech.iter().map(|speech| speech.overlap_s(&span)).sum()
    }

    pub fn duration_s(&self) -> Seconds {
        self.samples.len() as f64 / ANALYSIS_RATE as f64
    }
}

/// The spans to transcribe: all of `speech`, nothing but speech and the silences inside it, each at most
/// `longest_s` long.
///
/// A chunk ends at its first pause once it is well filled, else in the longest silence of what would fill it well, so that
/// no word is cut; speech without any silence is cut at its quietest moment. `level` is the RMS per hop
/// ([`crate::acoustics::frames`]). The plan up to a cut depends on nothing after the window, so it can be made while
/// somebody still speaks, and a pause settles it at once.
pub fn plan(speech: &[Span], level: &[f32], duration_s: Seconds, longest_s: Seconds) -> Vec<Span> {
    let margin = cutoffs().transcription.chunk_margin_s;
    let widest_gap = cutoffs().transcription.chunk_gap_max_s;
    let grid = cutoffs().transcription.chunk_grid_s;
    let on_grid = |time_s: Seconds| (time_s / grid).round() * grid;
    let room = longest_s - 2.0 * margin - grid;
    let well_filled = cutoffs().transcription.chunk_fill_min * room;
    let pause = cutoffs().transcription.chunk_pause_s;

    let mut chunks = Vec::new();
    let mut rest = speech.to_vec();
    rest.reverse();
    while let Some(first) = rest.pop() {
        let mut taken = vec![first];
        while let Some(next) = rest.last() {
            let last_end = taken[taken.len() - 1].end_s;
            let gap = next.start_s - last_end;
            let is_pause = gap >= pause && last_end - first.start_s >= well_filled;
            if is_pause || gap > widest_gap || next.start_s - first.start_s > room {
                break;
            }
            taken.push(*next);
            rest.pop();
        }
        if taken[taken.len() - 1].end_s - first.start_s > room {
            let latest = first.start_s + room;
            let earliest = first.start_s + well_filled;
            let gap = taken
                .windows(2)
                .enumerate()
                .filter(|(_, pair)| pair[0].end_s >= earliest && pair[0].end_s <= latest)
                .max_by(|(_, a), (_, b)| f64::total_cmp(&(a[1].start_s - a[0].end_s), &(b[1].start_s - b[0].end_s)));
            match gap {
                Some((before, _)) => rest.extend(taken.drain(before + 1..).rev()),
                None => {
                    let cut = quietest(level, earliest, latest);
                    let split = taken.iter().position(|span| span.end_s > cut).unwrap_or(taken.len() - 1);
                    rest.extend(taken.drain(split + 1..).rev());
                    let whole = taken[split];
                    rest.push(Span::new(cut.max(whole.start_s), whole.end_s));
                    if cut > whole.start_s {
                        taken[split].end_s = cut;
                    } else {
                        taken.pop();
                    }
                }
            }
        }
        let (start_s, end_s) = (first.start_s, taken[taken.len() - 1].end_s);
        let previous_end = chunks.last().map_or(0.0, |chunk: &Span| chunk.end_s);
        let next_start = rest.last().map_or(duration_s, |next| next.start_s);
        let until = on_grid((end_s + margin).min((end_s + next_start) / 2.0));
        chunks.push(Span::new(
            on_grid(start_s - margin).max(previous_end).min(start_s),
            until.min(next_start).max(end_s).min(duration_s),
        ));
    }
    chunks
}

/// The quietest moment between two times.
fn quietest(level: &[f32], from_s: Seconds, to_s: Seconds) -> Seconds {
    let (from, to) = (frame_at(from_s), frame_at(to_s).min(level.len()));
    (from..to).min_by(|a, b| level[*a].total_cmp(&level[*b])).map_or(to_s, centre_s)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::acoustics::frames::HOP_S;

    const LONGEST_S: Seconds = 28.0;

    fn plan_of(speech: &[Span], duration_s: f64) -> Vec<Span> {
        let level = vec![-20.0; (duration_s / HOP_S) as usize];
        plan(speech, &level, duration_s, LONGEST_S)
    }

    #[test]
    fn a_short_answer_is_one_chunk_around_its_speech() {
        let chunks = plan_of(&[Span::new(2.0, 5.0), Span::new(5.5, 9.0)], 12.0);
        assert_eq!(chunks.len(), 1);
        assert!(chunks[0].start_s < 2.0 && chunks[0].end_s > 9.0 && chunks[0].end_s < 10.0);
        assert!(plan_of(&[], 12.0).is_empty());
    }

    #[test]
    fn the_cut_lies_in_the_longest_late_silence() {
        let speech = [Span::new(0.5, 18.0), Span::new(18.8, 24.0), Span::new(24.2, 40.0)];
        let chunks = plan_of(&speech, 41.0);
        assert_eq!(chunks.len(), 2);
        assert!((18.0..=18.8).contains(&chunks[0].end_s) && (18.0..=18.8).contains(&chunks[1].start_s), "{chunks:?}");
    }

    #[test]
    fn a_pause_ends_a_well_filled_chunk_whatever_follows() {
        let spoken = [Span::new(0.5, 9.0), Span::new(9.9, 18.0), Span::new(18.8, 19.5)];
        let chunks = plan_of(&spoken, 20.0);
        assert_eq!(chunks.len(), 2);
        assert!((chunks[0].end_s - 18.3).abs() < 1e-6 && (chunks[1].start_s - 18.5).abs() < 1e-6, "{chunks:?}");
        // When more is said, the plan of these seconds is the same.
        let longer: Vec<Span> = spoken.into_iter().chain([Span::new(20.0, 48.0)]).collect();
        assert_eq!(plan_of(&longer, 50.0)[0], chunks[0]);
    }

    #[test]
    fn an_edge_heard_a_frame_elsewhere_makes_no_other_chunk() {
        let plan_with = |end_s: f64| plan_of(&[Span::new(0.52, 18.02), Span::new(19.0, end_s)], 30.0);
        let [before, after] = [0.0, HOP_S].map(|shift| plan_with(25.31 + shift));
        assert_eq!(before, after);
    }

    #[test]
    fn breathless_speech_is_cut_at_its_quietest_moment() {
        let mut level = vec![-20.0; 6000];
        level[2150] = -50.0;
        let chunks = plan(&[Span::new(0.0, 60.0)], &level, 60.0, LONGEST_S);
        assert!((chunks[0].end_s - 21.505).abs() < 0.02, "{chunks:?}");
        assert_eq!(chunks.len(), 3);
    }

    proptest! {
        #[test]
        fn chunks_are_short_ordered_and_cover_all_speech(
            lengths in prop::collection::vec((0.05f64..40.0, 0.1f64..9.0), 0..40)
        ) {
            let mut speech = Vec::new();
            let mut t = 0.0;
            for (spoken, gap) in lengths {
                speech.push(Span::new(t, t + spoken));
                t += spoken + gap;
            }
            let chunks = plan_of(&speech, t);
            for chunk in &chunks {
                prop_assert!(chunk.duration_s() > 0.0 && chunk.duration_s() <= LONGEST_S + 1e-6, "{:?}", chunk);
            }
            for pair in chunks.windows(2) {
                prop_assert!(pair[0].end_s <= pair[1].start_s + 1e-9);
            }
            let spoken: f64 = speech.iter().map(Span::duration_s).sum();
            let covered: f64 = speech.iter().flat_map(|s| chunks.iter().map(|c| c.overlap_s(s))).sum();
            prop_assert!((spoken - covered).abs() < 1e-6, "{} of {} s", covered, spoken);
        }
    }
}

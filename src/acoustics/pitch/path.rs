//! The likeliest way through the candidates of all frames (Viterbi).

use crate::acoustics::pitch::candidates::Candidate;
use crate::thresholds::cutoffs;

/// What speaks against a candidate or a step, in units of strength.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// Each octave further down.
    octave: f32,
    /// A jump by an octave between two frames; smaller ones in proportion.
    octave_jump: f32,
    /// Voice to no voice, or back.
    voicing_change: f32,
    f0_max_hz: f32,
}

impl Costs {
    pub fn new() -> Self {
        Self {
            octave: cutoffs().pitch.pitch_octave_cost as f32,
            octave_jump: cutoffs().pitch.pitch_octave_jump_cost as f32,
            voicing_change: cutoffs().pitch.pitch_voicing_change_cost as f32,
            f0_max_hz: cutoffs().pitch.f0_max_hz as f32,
        }
    }
}

/// Candidates of all frames in one list: frame `i` has `all[ends[i - 1]..ends[i]]`.
#[derive(Debug, Default)]
pub struct Lattice {
    pub all: Vec<Candidate>,
    pub ends: Vec<usize>,
    /// Strength of "no voice" in each frame.
    pub unvoiced: Vec<f32>,
}

/// One state of a frame with the best path that ends in it.
#[derive(Clone, Copy)]
struct State {
    octave: f32,
    is_voiced: bool,
    score: f32,
}

impl Lattice {
    pub fn frame(&self, index: usize) -> &[Candidate] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[index]]
    }
}

/// For each frame its F0 in Hz on the likeliest path, `None` where the path is unvoiced.
pub fn likeliest(lattice: &Lattice, costs: Costs) -> Vec<Option<f32>> {
    let frames = lattice.ends.len();
    // State 0 is "no voice"; the others are the frame's candidates.
    let mut back: Vec<u8> = Vec::with_capacity(lattice.all.len() + frames);
    let mut starts = Vec::with_capacity(frames);
    let (mut before, mut here): (Vec<State>, Vec<State>) = (Vec::new(), Vec::new());
    for index in 0..frames {
        starts.push(back.len());
        here.clear();
        let unvoiced = State { octave: 0.0, is_voiced: false, score: lattice.unvoiced[index] };
        let states = lattice.frame(index).iter().map(|c| {
            let down = (costs.f0_max_hz / c.f0_hz).log2();
            State { octave: -down, is_voiced: true, score: c.strength - costs.octave * down }
        });
        for state in std::iter::once(unvoiced).chain(states) {
            let (mut best, mut from) = (f32::NEG_INFINITY, 0);
            for (at, earlier) in before.iter().enumerate() {
                let step = match (earlier.is_voiced, state.is_voiced) {
                    (false, false) => 0.0,
                    (true, true) => costs.octave_jump * (state.octave - earlier.octave).abs(),
                    _ => costs.voicing_change,
                };
                if earlier.score - step > best {
                    (best, from) = (earlier.score - step, at);
                }
            }
            back.push(from as u8);
            here.push(State { score: state.score + if index == 0 { 0.0 } else { best }, ..state });
        }
        std::mem::swap(&mut before, &mut here);
    }

    let mut path = vec![None; frames];
    let best = before.iter().enumerate().max_by(|a, b| a.1.score.total_cmp(&b.1.score));
    let mut state = best.map_or(0, |(state, _)| state);
    for index in (0..frames).rev() {
        path[index] = state.checked_sub(1).map(|candidate| lattice.frame(index)[candidate].f0_hz);
        state = usize::from(back[starts[index] + state]);
    }
    path
}

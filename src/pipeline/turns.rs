//! What is left of the sound when others speak in it too.

use crate::acoustics::frames::frame_at;
use crate::types::{Seconds, Span};

/// Less of a stretch than this is its edge, by which the times of a transcript are off.
const SHORTEST_S: Seconds = 0.2;

/// `speech` without what lies in the turns of `others`; both in order and apart.
pub(super) fn own(speech: &[Span], others: &[Span]) -> Vec<Span> {
    let mut own = Vec::with_capacity(speech.len());
    for span in speech {
        let mut start_s = span.start_s;
        for turn in others.iter().filter(|turn| turn.overlap_s(span) > 0.0) {
            if turn.start_s - start_s >= SHORTEST_S {
                own.push(Span::new(start_s, turn.start_s));
            }
            start_s = turn.end_s.max(start_s);
        }
        if start_s == span.start_s || span.end_s - start_s >= SHORTEST_S {
            own.push(Span::new(start_s, span.end_s));
        }
    }
    own.retain(|span| span.end_s > span.start_s);
    own
}

/// Whether somebody else speaks for most of `span`.
pub(super) fn is_anothers(span: &Span, others: &[Span]) -> bool {
    let theirs_s: Seconds = others.iter().map(|turn| turn.overlap_s(span)).sum();
    theirs_s > span.duration_s() / 2.0
}

/// A silence within the turn of one speaker; one that holds the turn of another is no pause.
pub(super) fn is_pause(span: &Span, others: &[Span]) -> bool {
    others.iter().all(|turn| turn.overlap_s(span) <= 0.0)
}

/// Takes the pitch of others out of a track on the grid of [`crate::acoustics::frames`].
pub(super) fn silence_others(f0_hz: &mut [Option<f32>], others: &[Span]) {
    for turn in others {
        let end = frame_at(turn.end_s).min(f0_hz.len());
        f0_hz[frame_at(turn.start_s).min(end)..end].fill(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turns_of_others_are_cut_out_of_speech() {
        let spans = |all: &[(f64, f64)]| all.iter().map(|(from, to)| Span::new(*from, *to)).collect::<Vec<_>>();
        let others = spans(&[(0.0, 3.0), (9.0, 11.0)]);
        assert_eq!(
            own(&spans(&[(0.2, 8.0), (8.5, 12.0), (12.5, 13.0)]), &others),
            spans(&[(3.0, 8.0), (8.5, 9.0), (11.0, 12.0), (12.5, 13.0)])
        );
        assert_eq!(own(&spans(&[(0.2, 3.1), (8.9, 11.1)]), &others), []);
        assert_eq!(own(&spans(&[(4.0, 4.1)]), &others), spans(&[(4.0, 4.1)]), "a short word is no edge");
        assert!(is_anothers(&Span::new(2.0, 3.5), &others) && !is_anothers(&Span::new(2.9, 3.5), &others));
        assert!(!is_pause(&Span::new(8.0, 11.5), &others) && is_pause(&Span::new(4.0, 5.0), &others));
    }
}

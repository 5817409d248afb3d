//! A chunk that owns its sound, so that another thread can write it down and the result can be found again.

use sha2::{Digest, Sha256};

use super::Chunk;
use crate::types::{ANALYSIS_RATE, Seconds, Span};

/// Tells pieces of sound apart: sha256 of the samples and of where they begin.
pub type Fingerprint = [u8; 32];

/// One planned chunk of a recording with its samples (16 kHz mono).
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    pub span: Span,
    samples: Vec<f32>,
    /// Where somebody speaks, inside the piece.
    speech: Vec<Span>,
}

impl Piece {
    /// Copies what `span` covers out of `recording`, times `gain`; `speech` is that of the whole recording.
    pub fn cut(recording: &[f32], gain: f32, speech: &[Span], span: Span) -> Self {
        let sample = |time_s: Seconds| ((time_s * f64::from(ANALYSIS_RATE)) as usize).min(recording.len());
        let samples = recording[sample(span.start_s)..sample(span.end_s)].iter().map(|sample| sample * gain);
        let mut piece = Self { span, samples: samples.collect(), speech: Vec::new() };
        let (start_s, end_s) = (span.start_s, span.start_s + piece.chunk().duration_s());
        let inside = speech.iter().map(|s| Span::new(s.start_s.max(start_s), s.end_s.min(end_s)));
        piece.speech = inside.filter(|s| s.end_s > s.start_s).collect();
        piece
    }

    pub fn chunk(&self) -> Chunk<'_> {
        Chunk { start_s: self.span.start_s, samples: &self.samples, speech: &self.speech }
    }

    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Sha256::new();
        hasher.update(self.span.start_s.to_le_bytes());
        let mut bytes = Vec::with_capacity(4 * 4096);
        for block in self.samples.chunks(4096) {
            bytes.clear();
            bytes.extend(block.iter().flat_map(|sample| sample.to_le_bytes()));
            hasher.update(&bytes);
        }
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_told_by_its_sound_and_its_place() {
        let recording: Vec<f32> = (0..64_000).map(|i| (i as f32 * 0.01).sin()).collect();
        let speech = [Span::new(0.5, 1.5), Span::new(2.0, 3.9)];
        let cut = |gain, from, to| Piece::cut(&recording, gain, &speech, Span::new(from, to));
        let piece = cut(1.0, 1.0, 3.0);
        assert_eq!(piece.samples, recording[16_000..48_000]);
        assert_eq!(piece.speech, [Span::new(1.0, 1.5), Span::new(2.0, 3.0)]);
        assert_eq!(piece.fingerprint(), cut(1.0, 1.0, 3.0).fingerprint());
        for other in [cut(2.0, 1.0, 3.0), cut(1.0, 1.01, 3.0), cut(1.0, 1.0, 3.01)] {
            assert_ne!(piece.fingerprint(), other.fingerprint());
        }
    }
}

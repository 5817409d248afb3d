//! What every parser hands on: stretches of text with the times the file gave them, not yet trusted.

use crate::error::TranscriptProblem;
use crate::types::Seconds;

/// A file's content in its own order.
#[derive(Debug, Default, PartialEq)]
pub struct Parsed {
    /// Name of the form for the report, e.g. "WhisperX JSON".
    pub format: &'static str,
    /// As the file says it: a code or an English name.
    pub language: Option<String>,
    pub segments: Vec<Segment>,
}

/// What was shown or decoded together: a subtitle, a Whisper segment, a line of text.
#[derive(Debug, Default, PartialEq)]
pub struct Segment {
    pub times: Times,
    pub pieces: Vec<Piece>,
}

/// The smallest stretch with its own times.
#[derive(Debug, Default, PartialEq)]
pub struct Piece {
    pub text: String,
    pub times: Times,
    pub probability: Option<f32>,
    /// The file calls it a word, so it is not cut further.
    pub is_word: bool,
    /// Where to find it in the file, e.g. "line 12".
    pub place: String,
}

/// Start and end as written; either may be missing.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Times {
    pub start_s: Option<Seconds>,
    pub end_s: Option<Seconds>,
}

impl Times {
    pub fn new(start_s: Seconds, end_s: Seconds) -> Self {
        Self { start_s: Some(start_s), end_s: Some(end_s) }
    }

    /// Both present ones are finite, from 0 on, and in order.
    fn check(&self, place: &str, tolerance_s: Seconds) -> Result<(), TranscriptProblem> {
        let bad = |reason: String| Err(TranscriptProblem::BadTime { place: place.to_owned(), reason });
        for (name, time_s) in [("start", self.start_s), ("end", self.end_s)] {
            match time_s {
                Some(t) if !t.is_finite() => return bad(format!("its {name} is not a number")),
                Some(t) if t < 0.0 => return bad(format!("its {name} is negative ({t:.2} s)")),
                _ => (),
            }
        }
        match (self.start_s, self.end_s) {
            (Some(start_s), Some(end_s)) if end_s < start_s - tolerance_s => {
                bad(format!("it ends at {end_s:.2} s, before its start at {start_s:.2} s"))
            }
            _ => Ok(()),
        }
    }
}

impl Parsed {
    /// Every time is usable and no piece starts more than `tolerance_s` before an earlier one.
    pub fn check_times(&self, tolerance_s: Seconds) -> Result<(), TranscriptProblem> {
        let mut latest_start_s: Seconds = 0.0;
        for segment in &self.segments {
            let place = segment.pieces.first().map_or("", |p| &p.place);
            segment.times.check(place, tolerance_s)?;
            for piece in &segment.pieces {
                piece.times.check(&piece.place, tolerance_s)?;
                let Some(start_s) = piece.times.start_s else { continue };
                if start_s < latest_start_s - tolerance_s {
                    return Err(TranscriptProblem::OutOfOrder {
                        place: piece.place.clone(),
                        text: excerpt(&piece.text),
                        start_s,
                        earlier_s: latest_start_s,
                    });
                }
                latest_start_s = latest_start_s.max(start_s);
            }
        }
        Ok(())
    }
}

/// The first words of `text`, fit for a one-line message.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 30;
    let clean: String = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(char::is_control, "");
    if clean.chars().count() <= LONGEST {
        return clean;
    }
    clean.chars().take(LONGEST).chain(['…']).collect()
}

//! Which of several audio tracks is the recording.
//!
//! A screen recorder writes the computer's sound and the microphone's as two tracks, a film one for each language. The
//! track that the file marks as the usual one is taken, unless another has far more speech; the user may name one.

use super::ReadOptions;
use super::decode::{self, Wanted};
use super::input::Input;
use super::sink::Decoded;
use crate::acoustics::voice_activity;
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::limits::limits;
use crate::thresholds::cutoffs;
use crate::types::Seconds;

/// A track that was not taken, counted from 1, and how long somebody speaks in it; unknown when the user chose, or when it
/// cannot be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OtherTrack {
    pub number: usize,
    pub speech_s: Option<Seconds>,
}

/// Decodes the track that is the recording; the others beside it.
pub(super) fn decode(
    input: &Input,
    options: &ReadOptions,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(f32),
) -> Result<(Decoded, Vec<OtherTrack>)> {
    let wanted = Wanted::of(options);
    let usual = decode::decode(input, wanted, interrupt, progress)?;
    let taken = usual.tracks.taken;
    let others: Vec<usize> = usual.tracks.all.iter().copied().filter(|number| *number != taken).collect();
    if options.track.is_some() || others.is_empty() {
        let unheard = |number| OtherTrack { number, speech_s: None };
        return Ok((usual, others.into_iter().map(unheard).collect()));
    }
    let mut heard = vec![OtherTrack { number: taken, speech_s: Some(speech_s(&usual)) }];
    let mut best = usual;
    for number in others.into_iter().take(limits().tracks as usize - 1) {
        // A track that is damaged, or in a codec that cannot be read, is none to choose.
        let track = match decode::decode(input, Wanted { track: Some(number), ..wanted }, interrupt, progress) {
            Ok(track) => track,
            Err(error @ crate::error::Error::Interrupted) => return Err(error),
            Err(_) => {
                heard.push(OtherTrack { number, speech_s: None });
                continue;
            }
        };
        let usual_s = heard[0].speech_s.unwrap_or(0.0);
        let best_s = heard.iter().find(|other| other.number == best.tracks.taken).and_then(|other| other.speech_s);
        let this_s = speech_s(&track);
        heard.push(OtherTrack { number, speech_s: Some(this_s) });
        let share = cutoffs().sound.track_speech_share;
        if usual_s < share * this_s && this_s > best_s.unwrap_or(0.0) {
            best = track;
        }
    }
    heard.retain(|other| other.number != best.tracks.taken);
    Ok((best, heard))
}

fn speech_s(decoded: &Decoded) -> Seconds {
    voice_activity::spoken_s(&decoded.samples)
}

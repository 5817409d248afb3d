//! Everything that is heard in a recording before any words.

use crate::acoustics::filled_pauses::Sound;
use crate::acoustics::loudness::{self, Loudness};
use crate::acoustics::pitch::{self, PitchTrack};
use crate::acoustics::spectrum::{self, Spectrum};
use crate::acoustics::{frames, syllables, voice_activity};
use crate::types::{Seconds, Span};

/// Tracks on the 10 ms grid, and where somebody speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Hearing {
    /// Where the sound may be speech, in time order, apart from each other; empty when nobody speaks. Known while a
    /// recording is still on, so that the transcriber's plan rests on it.
    pub activity: Vec<Span>,
    /// The same without clicks.
    pub speech: Vec<Span>,
    /// RMS, dBFS.
    pub level: Vec<f32>,
    pub pitch: PitchTrack,
    pub spectrum: Spectrum,
    pub loudness: Loudness,
}

impl Hearing {
    /// Listens to `samples` (16 kHz mono).
    pub fn of(samples: &[f32]) -> Self {
        let spectrum = spectrum::analyze(samples);
        let level = frames::rms_dbfs(samples);
        let pitch = pitch::track(samples);
        let activity = voice_activity::speech_spans(samples);
        let activity = voice_activity::only_of_a_voice(activity, &spectrum);
        Self {
            speech: voice_activity::without_clicks(&activity, &pitch.f0_hz),
            activity,
            level,
            pitch,
            loudness: loudness::measure(samples),
            spectrum,
        }
    }

    /// What the detector of filled pauses looks at.
    pub fn sound(&self) -> Sound<'_> {
        Sound { level: &self.level, pitch: &self.pitch, spectrum: &self.spectrum, speech: &self.speech }
    }

    /// Syllable nuclei inside speech, in order.
    pub fn nuclei(&self) -> Vec<Seconds> {
        let mut nuclei = syllables::nuclei(&self.spectrum, &self.pitch);
        nuclei.retain(|time_s| {
            let next = self.speech.partition_point(|span| span.end_s <= *time_s);
            self.speech.get(next).is_some_and(|span| span.contains(*time_s))
        });
        nuclei
    }
}

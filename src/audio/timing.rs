//! Which decoded frames are heard, and how long the container says the sound is.

use std::io::{Read, Seek};
use std::ops::Range;

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::formats::well_known::{
    FORMAT_ID_ADTS, FORMAT_ID_CAF, FORMAT_ID_ISOMP4, FORMAT_ID_MKV, FORMAT_ID_MP1, FORMAT_ID_MP2, FORMAT_ID_MP3,
    FORMAT_ID_OGG,
};
use symphonia::core::formats::{FormatReader, Track, TrackType};
use symphonia::core::meta::RawValue;
use symphonia::core::units::{Duration, TimeBase};

use super::{codecs, mp4};
use crate::thresholds::cutoffs;
use crate::types::{Seconds, Span};

/// Packets that overlap by less are those of a clock that runs a little fast, seconds.
const BACK_S: Seconds = 1.0;

/// Stretches of decoded time that are heard, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Audible(Vec<Span>);

impl Audible {
    /// Everything from `start_s` on.
    pub fn from(start_s: Seconds) -> Self {
        Self(vec![Span::new(start_s, f64::INFINITY)])
    }

    /// What `track` presents: its MP4 edit list, else the encoder delay that its codec or container names.
    pub fn of<R: Read + Seek>(
        format: &mut dyn FormatReader,
        track: &Track,
        params: &AudioCodecParameters,
        file: &mut R,
    ) -> Self {
        let rate = params.sample_rate.unwrap_or(0);
        if format.format_info().format == FORMAT_ID_ISOMP4 {
            let itunes = || mp4::from_itunes_tag(&itunes_gapless(format)?, rate);
            if let Some(spans) = mp4::heard(file, track.id).or_else(itunes) {
                return Self(spans);
            }
        }
        let delay_s = match codecs::opus_delay_s(params) {
            Some(delay_s) => delay_s,
            None if format.format_info().format == FORMAT_ID_CAF => {
                f64::from(track.delay.unwrap_or(0)) / f64::from(rate.max(1))
            }
            // The other demuxers say packet by packet what to trim.
            None => 0.0,
        };
        Self::from(delay_s)
    }

    /// The parts heard of `frames` frames that were decoded after `position` others, as ranges within them.
    pub fn within(&self, position: u64, frames: usize, rate: u32) -> impl Iterator<Item = Range<usize>> {
        let at = move |time_s: Seconds| {
            let frame = (time_s * f64::from(rate)).round() - position as f64;
            frame.clamp(0.0, frames as f64) as usize
        };
        self.0.iter().map(move |span| at(span.start_s)..at(span.end_s)).filter(|range| !range.is_empty())
    }

    /// How much of the first `total_s` seconds is heard.
    fn share_of(&self, total_s: Seconds) -> Seconds {
        self.0.iter().map(|span| span.overlap_s(&Span::new(0.0, total_s))).sum()
    }
}

/// Holds the times of packets against the sound decoded so far, from the first packet on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clock {
    /// What the container calls the start of the sound, seconds.
    zero_s: Option<Seconds>,
}

impl Clock {
    /// The silence before a packet of time `time_s` when `decoded_s` of sound came before it.
    ///
    /// A container that goes back in time was joined or began anew; there the next packet follows the last.
    pub fn gap(&mut self, time_s: Seconds, decoded_s: Seconds) -> Seconds {
        let late_s = time_s - decoded_s - *self.zero_s.get_or_insert(time_s - decoded_s);
        if late_s < -BACK_S || late_s > cutoffs().sound.gap_max_s {
            self.zero_s = Some(time_s - decoded_s);
        }
        if (cutoffs().sound.gap_min_s..=cutoffs().sound.gap_max_s).contains(&late_s) { late_s } else { 0.0 }
    }
}

/// The length that the container gives, and whether it is a promise: an estimate from the bit rate is none, nor is the
/// length of a film whose sound may be shorter.
pub(super) fn length(format: &dyn FormatReader, track: &Track, heard: &Audible) -> Option<(Seconds, bool)> {
    let kind = format.format_info().format;
    let media = format.media_info();
    let (time_base, duration) = match kind {
        FORMAT_ID_MKV => (media.time_base, media.duration),
        _ => (track.time_base, track.duration.or_else(|| track.num_frames.map(Duration::new))),
    };
    let total_s = seconds(time_base?, duration?);
    let promise = match kind {
        FORMAT_ID_MP1 | FORMAT_ID_MP2 | FORMAT_ID_MP3 => track.delay.is_some(),
        FORMAT_ID_ADTS | FORMAT_ID_OGG => false,
        FORMAT_ID_MKV => format.tracks().iter().all(|t| t.track_type() == Some(TrackType::Audio)),
        _ => true,
    };
    let length_s = heard.share_of(total_s);
    (length_s > 0.0).then_some((length_s, promise))
}

pub(super) fn seconds(time_base: TimeBase, duration: Duration) -> Seconds {
    duration.get() as f64 * f64::from(time_base.numer.get()) / f64::from(time_base.denom.get())
}

fn itunes_gapless(format: &mut dyn FormatReader) -> Option<String> {
    let mut metadata = format.metadata();
    let tags = &metadata.skip_to_latest()?.media.tags;
    tags.iter().find(|tag| tag.raw.key.ends_with("iTunSMPB")).and_then(|tag| match &tag.raw.value {
        RawValue::String(text) => Some(text.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_that_come_late_leave_a_gap_and_a_new_beginning_none() {
        let mut clock = Clock::default();
        assert_eq!(clock.gap(5.0, 0.0), 0.0, "where it starts does not matter");
        assert_eq!(clock.gap(5.05, 0.02), 0.0, "jitter");
        assert!((clock.gap(9.0, 0.1) - 3.9).abs() < 1e-9);
        assert_eq!(clock.gap(9.1, 4.1), 0.0, "once it is filled");
        assert_eq!(clock.gap(0.0, 4.2), 0.0, "from the start again");
        assert!((clock.gap(2.0, 4.3) - 1.9).abs() < 1e-9);
        assert_eq!(clock.gap(1e9, 6.3), 0.0, "nonsense");
        assert_eq!(clock.gap(1e9 + 0.1, 6.4), 0.0);
    }

    #[test]
    fn only_what_is_heard_of_a_block_is_kept() {
        let heard = Audible(vec![Span::new(0.1, 0.3), Span::new(0.5, f64::INFINITY)]);
        let within = |position, frames| {
            heard.within(position, frames, 1000).map(|range| (range.start, range.end)).collect::<Vec<_>>()
        };
        assert_eq!(within(0, 50), []);
        assert_eq!(within(50, 100), [(50, 100)]);
        assert_eq!(within(0, 1000), [(100, 300), (500, 1000)]);
        assert_eq!(within(250, 300), [(0, 50), (250, 300)]);
        assert_eq!(within(600, 10), [(0, 10)]);
        assert!((heard.share_of(0.6) - 0.3).abs() < 1e-12);
    }
}

//! How good the sound is: level, loudness envelope, and the plain sentences a reader must know before the numbers.

use super::Recording;
use super::tracks::OtherTrack;
use crate::format::clock;
use crate::thresholds::cutoffs;
use crate::types::{ANALYSIS_RATE, Notice, NoticeKind, Seconds, Series, Span};

/// Frame of the envelope, seconds: a syllable's length, so that speech and the gaps between words show.
const ENVELOPE_HOP_S: f64 = 0.1;

/// Decibels relative to full scale (1.0) of an amplitude; `None` for silence.
pub(super) fn dbfs(amplitude: f64) -> Option<f32> {
    (amplitude > 0.0).then(|| (20.0 * amplitude.log10()) as f32)
}

/// Root mean square, 0 for no samples.
pub(super) fn rms(samples: &[f32]) -> f64 {
    let sum: f64 = samples.iter().map(|&s| f64::from(s) * f64::from(s)).sum();
    (sum / samples.len().max(1) as f64).sqrt()
}

/// RMS of 100 ms frames in dBFS, rounded to 0.1 dB; each value stands for the middle of its frame.
pub(super) fn envelope(samples: &[f32]) -> Series {
    let frame = (ENVELOPE_HOP_S * f64::from(ANALYSIS_RATE)) as usize;
    let rounded = |db: f32| (db * 10.0).round() / 10.0;
    Series {
        start_s: ENVELOPE_HOP_S / 2.0,
        hop_s: ENVELOPE_HOP_S,
        values: samples.chunks(frame).map(|frame| dbfs(rms(frame)).map(rounded)).collect(),
    }
}

/// Level of the louder part of the recording, dBFS: a high percentile of the envelope. An answer with long pauses is
/// not a quiet one, so the mean over the whole file would mislead.
fn speech_level_dbfs(recording: &Recording) -> Option<f32> {
    let mut levels: Vec<f32> =
        recording.info.envelope_dbfs.values.iter().map(|v| v.unwrap_or(f32::NEG_INFINITY)).collect();
    levels.sort_by(f32::total_cmp);
    let rank = (cutoffs().sound.speech_level_percentile / 100.0 * levels.len() as f64) as usize;
    levels.get(rank.min(levels.len().checked_sub(1)?)).copied()
}

/// What the reader must know about the sound: one sentence each, with the number and the remedy.
pub fn notices(recording: &Recording) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut notice = |kind, text: String| notices.push(Notice { kind, text });
    let info = &recording.info;

    if let Some(promised_s) = recording.promised_s {
        notice(
            NoticeKind::Incomplete,
            format!(
                "Cut off: the file promises {promised_s:.1} s and holds {:.1} s; the report is about the part that is there.",
                info.duration_s
            ),
        );
    }
    if let Some(text) = breaks(&recording.breaks) {
        notice(NoticeKind::Damaged, text);
    }
    if let Some(text) = gaps(&recording.gaps) {
        notice(NoticeKind::Gaps, text);
    }
    if let Some(text) = info.track.and_then(|taken| other_tracks(taken, &recording.others)) {
        notice(NoticeKind::OtherTracks, text);
    }
    if info.duration_s < cutoffs().sound.too_short_s {
        notice(
            NoticeKind::TooShort,
            // Rounded down, or 0.999 s would read as the 1.00 s it falls short of.
            format!(
                "Only {:.2} s long, too short to measure; record the whole answer.",
                (info.duration_s * 100.0).floor() / 100.0
            ),
        );
    }
    let level = speech_level_dbfs(recording).unwrap_or(f32::NEG_INFINITY);
    if f64::from(level) < cutoffs().sound.nearly_silent_dbfs {
        let heard = match info.peak_dbfs {
            Some(_) if level.is_finite() => format!("the louder parts reach only {level:.0} dB of full scale"),
            Some(peak) => format!("there is hardly a sound in it, the highest peak is {peak:.0} dB of full scale"),
            None => "every sample is zero".to_owned(),
        };
        notice(
            NoticeKind::NearlySilent,
            format!("Nearly silent: {heard}; check that the right microphone was recorded and not muted."),
        );
    } else if f64::from(level) < cutoffs().sound.too_quiet_dbfs {
        notice(
            NoticeKind::TooQuiet,
            format!(
                "Very quiet: the louder parts reach only {level:.0} dB of full scale; sit closer to the microphone or raise its level."
            ),
        );
    }
    if f64::from(info.clipped_pct) > cutoffs().sound.clipping_pct {
        notice(
            NoticeKind::Clipping,
            format!(
                "Clipped: {} of the samples are at full scale, which distorts loudness and timbre; lower the microphone level or sit farther away.",
                percent(info.clipped_pct)
            ),
        );
    }
    notices
}

/// Where the file is damaged, and how much that takes.
fn breaks(breaks: &[Span]) -> Option<String> {
    let first = clock(breaks.first()?.start_s);
    let places = match breaks.len() {
        1 => format!("at {first}"),
        n => format!("in {n} places, first at {first}"),
    };
    let lost_s: Seconds = breaks.iter().map(Span::duration_s).sum();
    let lost = if lost_s >= 0.05 { format!("{lost_s:.1} s are lost") } else { "a moment is lost".to_owned() };
    Some(format!("Damaged {places}: {lost}, and the report is about the rest; copy or export the file again."))
}

/// How long the file holds no sound, when that is long enough for a pause.
fn gaps(gaps: &[Span]) -> Option<String> {
    let least_s = cutoffs().pauses.silent_pause_min_s;
    let long: Vec<&Span> = gaps.iter().filter(|gap| gap.duration_s() >= least_s).collect();
    let all_s: Seconds = long.iter().map(|gap| gap.duration_s()).sum();
    let first = clock(long.first()?.start_s);
    let places = match long.len() {
        1 => format!("for {all_s:.1} s at {first}"),
        n => format!("for {all_s:.1} s in {n} places, first at {first}"),
    };
    Some(format!(
        "The file holds no sound {places}: counted as silence, as players play it; if words are missing there, the line lost them."
    ))
}

/// Which track was read, and what the others hold.
fn other_tracks(taken: usize, others: &[OtherTrack]) -> Option<String> {
    let one = others.first()?;
    let names: Vec<String> = others
        .iter()
        .map(|other| match other.speech_s {
            Some(0.0) => format!("{} (no speech)", other.number),
            Some(speech_s) => format!("{} ({speech_s:.0} s of speech)", other.number),
            None => other.number.to_string(),
        })
        .collect();
    let tracks = if others.len() == 1 { "track" } else { "tracks" };
    Some(format!(
        "Audio track {taken} of {} was read, not {tracks} {}; `--track {}` reads another.",
        others.len() + 1,
        names.join(", "),
        one.number
    ))
}

/// "0.15 %", "1.1 %", "23 %": two digits.
fn percent(value: f32) -> String {
    match value {
        ..1.0 => format!("{value:.2} %"),
        1.0..10.0 => format!("{value:.1} %"),
        _ => format!("{value:.0} %"),
    }
}

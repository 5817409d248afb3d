//! Every recording at hand, decoded here and by ffmpeg: `cargo test --test audio against_ffmpeg -- --ignored --nocapture`.
//!
//! ffmpeg's samples go through the same mixer and resampler, so what differs is what the decoders make of the file:
//! its length, its place in time, its samples.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::signal::{best_shift, fixture, open_with};
use saywell::audio::ReadOptions;
use saywell::types::ANALYSIS_RATE;

/// Largest difference in length and place that passes, seconds.
const SAME_S: f64 = 0.02;

/// Files that differ for a reason, by a part of their name.
const REASONS: &[(&str, &str)] = &[
    ("joinedMono", "chained Opus: ffmpeg plays the second stream's 80 ms of pre-skip"),
    ("cut_off_titles", "ffmpeg plays the half frame at the end"),
    ("variable-block", "cut off in the middle of a frame: refused without --partial"),
    ("flac453s", "a constant, which has no place in time"),
    ("p001.aac", "ffmpeg leaves out the first frame of the stream"),
    ("mp3_audio.m4a", "ends where the edit list says, ffmpeg ends with the packet"),
    ("ted_60.m4a", "ends where the edit list says, ffmpeg ends with the packet"),
];

/// Codecs and containers that are refused with the ffmpeg command that converts them.
const REFUSED: &[&str] = &["stereo.sph", "gsm_6_10", "lossless.wma", "big_buck_bunny", "8_Channel_ID", "ac3.mkv"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).map(|all| all.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    files.sort();
    files
}

/// ffmpeg's decode of the first audio track at its own rate, as a float WAV; `None` when it finds nothing.
fn ffmpeg(file: &Path, out: &Path, codec: &str) -> Option<()> {
    let mut run = Command::new("ffmpeg");
    run.args(["-y", "-v", "quiet"]);
    // Its own decoder of low-rate Opus resamples differently and lags by 0.06 ms; the reference decoder does not.
    if codec == "opus" {
        run.args(["-c:a", "libopus"]);
    }
    run.arg("-i").arg(file).args(["-map", "0:a:0", "-c:a", "pcm_f32le", "-bitexact"]).arg(out);
    let run = run.output().ok()?;
    (run.status.success() && out.metadata().ok()?.len() > 100).then_some(())
}

#[test]
#[ignore = "needs ffmpeg; takes half a minute"]
fn decodes_as_ffmpeg_does() {
    if Command::new("ffmpeg").arg("-version").output().is_err() {
        println!("skipped: no ffmpeg");
        return;
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.exists() {
        println!("skipped: no corpus, the fixtures only");
    }
    let folder = tempfile::tempdir().unwrap();
    let theirs_path = folder.path().join("theirs.wav");
    let mut failures = Vec::new();
    println!(
        "{:54} {:>8} {:>8} {:>9} {:>9} {:>9}  codec",
        "file", "ours s", "ffmpeg s", "shift ms", "max diff", "rms dB"
    );
    for path in [fixture(""), corpus.join("formats"), corpus.join("speech")].iter().flat_map(|folder| files(folder)) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ours = open_with(&path, &ReadOptions { partial: true, ..Default::default() });
        let codec = ours.as_ref().map_or("", |ours| ours.info.codec.as_str());
        let theirs =
            ffmpeg(&path, &theirs_path, codec).and_then(|()| open_with(&theirs_path, &ReadOptions::default()).ok());
        let reason = REASONS.iter().find(|(part, _)| name.contains(part)).map(|r| r.1);
        match (ours, theirs) {
            (Ok(ours), Some(theirs)) => {
                let reach = i64::from(ANALYSIS_RATE) / 20;
                let n = (ANALYSIS_RATE as usize / 2).min(theirs.samples.len());
                // The loudest half second shows a shift best.
                let level = |at: usize| theirs.samples[at..at + n].iter().map(|s| s.abs()).sum::<f32>();
                let starts = (0..=theirs.samples.len() - n).step_by(ANALYSIS_RATE as usize / 2);
                let at = starts.max_by(|a, b| level(*a).total_cmp(&level(*b))).unwrap_or(0);
                let window = &theirs.samples[at..at + n];
                let padded: Vec<f32> =
                    vec![0.0; reach as usize].into_iter().chain(ours.samples.iter().copied()).collect();
                let (shift, _) = best_shift(&padded[at.min(padded.len())..], window, 2 * reach);
                let shift = shift - reach;
                let pairs = || {
                    let both = (0..theirs.samples.len()).filter_map(|i| {
                        let ours = ours.samples.get(usize::try_from(i as i64 + shift).ok()?)?;
                        Some((f64::from(*ours), f64::from(theirs.samples[i])))
                    });
                    both.map(|(a, b)| (a - b).abs())
                };
                let worst = pairs().fold(0.0, f64::max);
                let rms = (pairs().map(|d| d * d).sum::<f64>() / pairs().count().max(1) as f64).sqrt();
                let silent = theirs.info.peak_dbfs.is_none_or(|peak| peak < -80.0);
                let (ours_s, theirs_s) = (ours.info.duration_s, theirs.info.duration_s);
                let shift_ms = if silent { 0.0 } else { shift as f64 / f64::from(ANALYSIS_RATE) * 1000.0 };
                println!(
                    "{name:54.54} {ours_s:8.3} {theirs_s:8.3} {shift_ms:9.2} {worst:9.6} {:9.1}  {} {}",
                    20.0 * rms.max(1e-10).log10(),
                    ours.info.codec,
                    reason.unwrap_or_default()
                );
                let same = (ours_s - theirs_s).abs() <= SAME_S && shift_ms.abs() < 1.0;
                if !same && reason.is_none() {
                    failures.push(name);
                }
            }
            (Err(error), Some(_)) => {
                println!("{name:54.54} {error}");
                if reason.is_none() && !REFUSED.iter().any(|part| name.contains(part)) {
                    failures.push(name);
                }
            }
            (Ok(ours), None) => println!("{name:54.54} {:8.3}        -", ours.info.duration_s),
            (Err(error), None) => println!("{name:54.54} {error}"),
        }
    }
    assert!(failures.is_empty(), "differ from ffmpeg without a reason: {failures:?}");
}

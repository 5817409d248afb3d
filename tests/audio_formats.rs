//! Every container and codec that phones, browsers, messengers and recorders write, played in time.
//!
//! Compressed fixtures are our own (tests/fixtures/audio), WAV variants are written here byte by byte.

mod audio_signal;

use std::io::Write;
use std::path::Path;

use audio_signal::*;
use saywell::audio::{ANALYSIS_RATE, Recording};

/// Fixture, sample rate, codec, least correlation with the original. Padding that a container cannot mark makes some
/// a codec frame longer than the original.
const FIXTURES: &[(&str, u32, &str, f64)] = &[
    ("lame.mp3", 44_100, "mp3", 0.99),
    ("native.flac", 22_050, "flac", 0.9999),
    ("flac.ogg", 22_050, "flac", 0.9999),
    ("aac.m4a", 44_100, "aac", 0.99),
    ("moov-first.m4a", 44_100, "aac", 0.99),
    ("alac.m4a", 22_050, "alac", 0.9999),
    ("vorbis.ogg", 44_100, "vorbis", 0.99),
    ("opus.ogg", 48_000, "opus", 0.98),
    ("opus.webm", 48_000, "opus", 0.98),
    ("opus.mp4", 48_000, "opus", 0.98),
    ("vorbis.webm", 44_100, "vorbis", 0.99),
    ("film.mp4", 44_100, "aac", 0.99),
    ("film.mov", 44_100, "aac", 0.99),
    ("ima.wav", 22_050, "adpcm_ima_wav", 0.99),
    ("ms.wav", 22_050, "adpcm_ms", 0.99),
    ("a-law.wav", 8000, "pcm_alaw", 0.999),
    ("mu-law.wav", 8000, "pcm_mulaw", 0.999),
    ("pcm.aiff", 8000, "pcm_s16be", 0.9999),
    ("pcm.caf", 8000, "pcm_s16le", 0.9999),
];

/// The three clicks lie within 1 ms of where they were put, and the chirp has its waveform.
fn assert_in_time(name: &str, recording: &Recording, least: f64) {
    let truth = sampled(ANALYSIS_RATE);
    let at = |time_s: f64| (time_s * f64::from(ANALYSIS_RATE)) as usize;
    let within = |from_s: f64, to_s: f64| &truth[at(from_s)..at(to_s)];
    for click_s in CLICKS_S {
        let (from_s, to_s) = (click_s - 0.004, click_s + 0.004);
        let (shift, _) = best_shift(&recording.samples[at(from_s)..], within(from_s, to_s), 160);
        assert!(shift.abs() <= 16, "{name}: the click at {click_s} s is off by {} ms", shift as f64 / 16.0);
    }
    let (shift, correlation) =
        best_shift(&recording.samples[at(CHIRP_S.start)..], within(CHIRP_S.start, CHIRP_S.end), 160);
    assert!(shift.abs() <= 8, "{name}: the chirp is off by {} ms", shift as f64 / 16.0);
    assert!(correlation >= least, "{name}: the chirp correlates {correlation}");
}

#[test]
fn every_format_plays_in_time() {
    for &(name, rate, codec, least) in FIXTURES {
        let recording = open(&fixture(name)).unwrap();
        let info = &recording.info;
        assert_eq!((info.sample_rate, info.channels, info.codec.as_str()), (rate, 1, codec), "{name}");
        let longer_s = info.duration_s - LENGTH_S;
        assert!((-0.001..0.08).contains(&longer_s), "{name}: {} s", info.duration_s);
        assert_eq!(recording.samples.len(), (info.duration_s * f64::from(ANALYSIS_RATE)).round() as usize);
        assert_in_time(name, &recording, least);
        assert_eq!(recording.promised_s, None, "{name}");
    }
}

/// Streams that do not say how much delay the encoder put in front play as any player plays them.
#[test]
fn streams_without_a_delay_tag_play_whole() {
    // Delay in samples: 1105 of MP3 (encoder and decoder), 1024 of AAC; half a sample at 16 kHz costs correlation.
    let streams =
        [("no-tag.mp3", 1105), ("adts.aac", 1024), ("fragmented.m4a", 1024), ("aac.mkv", 1024), ("film.mkv", 1024)];
    for (name, delay) in streams {
        let recording = open(&fixture(name)).unwrap();
        assert!((0.0..0.05).contains(&(recording.info.duration_s - LENGTH_S)), "{name}: {}", recording.info.duration_s);
        let (shift, correlation) = best_shift(&recording.samples, &sampled(ANALYSIS_RATE), 500);
        let delay = f64::from(delay) / 44_100.0 * f64::from(ANALYSIS_RATE);
        assert!((shift as f64 - delay).abs() <= 1.0 && correlation > 0.9, "{name}: {shift} {correlation}");
    }
}

/// Bytes of a WAV file: `extra` follows the sixteen bytes of the format chunk.
fn wav(tag: u16, channels: u16, rate: u32, bits: u16, extra: &[u8], data: &[u8]) -> Vec<u8> {
    let frame = channels * bits.div_ceil(8);
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((data.len() as u32 + 28 + extra.len() as u32 + 8).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend((16 + extra.len() as u32).to_le_bytes());
    bytes.extend(tag.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * u32::from(frame)).to_le_bytes());
    bytes.extend(frame.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(extra);
    bytes.extend(b"data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes
}

/// The fields of an extensible format: size, valid bits, channel mask, and the GUID of `tag`.
fn extensible(valid_bits: u16, tag: u16) -> Vec<u8> {
    let mut extra = 22_u16.to_le_bytes().to_vec();
    extra.extend(valid_bits.to_le_bytes());
    extra.extend(0_u32.to_le_bytes());
    extra.extend(tag.to_le_bytes());
    extra.extend(*b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
    extra
}

fn encoded(rate: u32, channels: u16, sample: impl Fn(f32) -> Vec<u8>) -> Vec<u8> {
    sampled(rate).iter().flat_map(|&s| sample(s).repeat(channels.into())).collect()
}

fn read_bytes(bytes: &[u8]) -> saywell::error::Result<Recording> {
    let mut file = tempfile::Builder::new().suffix(".wav").tempfile().unwrap();
    file.write_all(bytes).unwrap();
    open(file.path())
}

#[test]
fn every_wav_plays_in_time() {
    const PCM: u16 = 1;
    const FLOAT: u16 = 3;
    const EXTENSIBLE: u16 = 0xfffe;
    type Code = fn(f32) -> Vec<u8>;
    let u8_: Code = |s| vec![(s * 127.0 + 128.0).round() as u8];
    let s16: Code = |s| ((s * 32_767.0) as i16).to_le_bytes().to_vec();
    let s24: Code = |s| ((s * 8_388_607.0) as i32).to_le_bytes()[..3].to_vec();
    let s32: Code = |s| ((f64::from(s) * 2_147_483_647.0) as i32).to_le_bytes().to_vec();
    let f32_: Code = |s| s.to_le_bytes().to_vec();
    let f64_: Code = |s| f64::from(s).to_le_bytes().to_vec();
    let codings: [(&str, u16, u16, Vec<u8>, Code); 12] = [
        ("u8", PCM, 8, vec![], u8_),
        ("s16", PCM, 16, vec![], s16),
        ("s16 with an empty extension", PCM, 16, vec![0, 0], s16),
        ("s24", PCM, 24, vec![], s24),
        ("s32", PCM, 32, vec![], s32),
        ("20 bits in 24", PCM, 20, vec![], s24),
        ("f32", FLOAT, 32, vec![], f32_),
        ("f64", FLOAT, 64, vec![0, 0], f64_),
        ("extensible s16", EXTENSIBLE, 16, extensible(16, PCM), s16),
        ("extensible s24", EXTENSIBLE, 24, extensible(20, PCM), s24),
        ("extensible s32", EXTENSIBLE, 32, extensible(24, PCM), s32),
        ("extensible f32", EXTENSIBLE, 32, extensible(32, FLOAT), f32_),
    ];
    for (name, tag, bits, extra, code) in &codings {
        for (rate, channels) in [(44_100, 1), (48_000, 2), (8000, 1), (16_000, 3), (96_000, 8), (11_025, 24)] {
            let data = encoded(rate, channels, code);
            let recording = read_bytes(&wav(*tag, channels, rate, *bits, extra, &data)).unwrap();
            let case = format!("{name}, {rate} Hz, {channels} channels");
            assert_eq!((recording.info.sample_rate, recording.info.channels), (rate, channels), "{case}");
            assert!(recording.samples.len().abs_diff(24_000) <= 1, "{case}");
            assert_in_time(&case, &recording, 0.999);
            let peak = recording.info.peak_dbfs.unwrap();
            // At low rates the top of a click can lie between two samples.
            assert!((peak - 20.0 * 0.8_f32.log10()).abs() < 0.6, "{case}: peak {peak}");
        }
    }
}

#[test]
fn sixteen_kilohertz_mono_passes_untouched() {
    let data = encoded(ANALYSIS_RATE, 1, |s| s.to_le_bytes().to_vec());
    assert_eq!(read_bytes(&wav(3, 1, ANALYSIS_RATE, 32, &[], &data)).unwrap().samples, sampled(ANALYSIS_RATE));
}

#[test]
fn a_header_from_a_pipe_is_no_lie() {
    let data = encoded(8000, 1, |s| ((s * 32_767.0) as i16).to_le_bytes().to_vec());
    let whole = wav(1, 1, 8000, 16, &[], &data);
    for size in [0_u32, u32::MAX, 0x7fff_ffff, 0x8000_0024] {
        let mut bytes = whole.clone();
        bytes[4..8].copy_from_slice(&size.to_le_bytes());
        bytes[40..44].copy_from_slice(&size.to_le_bytes());
        let recording = read_bytes(&bytes).unwrap();
        assert_eq!((recording.samples.len(), recording.promised_s), (24_000, None), "{size:#x}");
    }
}

#[test]
fn one_silent_channel_does_not_make_it_quiet_and_opposite_ones_do_not_cancel() {
    let signal = sampled(ANALYSIS_RATE);
    let folder = tempfile::tempdir().unwrap();
    let level = |right: Vec<f32>| {
        let path = folder.path().join("a.wav");
        write_wav(&path, ANALYSIS_RATE, &[signal.clone(), right]);
        let recording = open(&path).unwrap();
        assert_in_time("stereo", &recording, 0.999);
        recording.info.rms_dbfs.unwrap()
    };
    let same = level(signal.clone());
    assert!((level(vec![0.0; signal.len()]) - same).abs() < 0.1);
    let opposite = level(signal.iter().map(|s| -0.9 * s).collect());
    assert!((opposite - same).abs() < 0.1, "{opposite} {same}");
}

#[test]
fn progress_grows_to_the_end() {
    let mut shares = Vec::new();
    let source = saywell::audio::AudioSource::File(fixture("aac.m4a"));
    saywell::audio::read(&source, &Default::default(), &Default::default(), &mut |share| shares.push(share)).unwrap();
    assert!(shares.len() > 10 && shares.is_sorted() && shares.iter().all(|s| (0.0..=1.0).contains(s)));
    assert!(shares.last().unwrap() > &0.95);
}

/// Writes the signal for tests/fixtures/audio/make.sh.
#[test]
#[ignore = "only when the fixtures are made anew"]
fn write_the_signal() {
    let folder = std::env::var("SIGNAL_FOLDER").unwrap();
    for rate in [8000, 22_050, 44_100, 48_000] {
        write_wav(&Path::new(&folder).join(format!("{rate}.wav")), rate, &[sampled(rate)]);
    }
}

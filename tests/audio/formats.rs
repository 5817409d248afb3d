//! Every container and codec that phones, browsers, messengers and recorders write, played in time.
//!
//! Compressed fixtures are our own (tests/fixtures/audio), WAV variants are written here byte by byte.

use std::io::Write;
use std::path::Path;

use crate::signal::*;
use saywell::audio::{ReadOptions, Recording};
use saywell::types::ANALYSIS_RATE;

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
    // The mean of one and nine tenths.
    let wanted = same + 20.0 * 0.95_f32.log10();
    assert!((opposite - wanted).abs() < 0.1, "{opposite} {wanted}");
}

#[test]
fn a_part_of_opposite_channels_does_not_cancel_there() {
    let signal = sampled(ANALYSIS_RATE);
    let (twice, mut right) = (signal.repeat(2), signal.repeat(2));
    right[24_000..].iter_mut().for_each(|sample| *sample = -*sample);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    write_wav(&path, ANALYSIS_RATE, &[twice, right]);
    let samples = open(&path).unwrap().samples;
    let (shift, correlation) = best_shift(&samples[24_000 + 4_800..], &signal[4_800..14_400], 160);
    assert!(shift == 0 && correlation > 0.99, "{shift} {correlation}");
}

#[test]
fn what_lies_off_zero_is_brought_back_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    for (seconds, rate) in [(1, 16_000), (4, 44_100)] {
        let signal = sampled(rate).repeat(seconds);
        write_wav(&path, rate, &[signal.iter().map(|sample| 0.2 * sample - 0.48).collect()]);
        let recording = open(&path).unwrap();
        assert_in_time("off zero", &recording, 0.99);
        let peak = recording.info.peak_dbfs.unwrap();
        assert!((peak - 20.0 * 0.16_f32.log10()).abs() < 1.0, "{peak}");
        assert!(recording.info.rms_dbfs.unwrap() < -25.0, "{:?}", recording.info.rms_dbfs);
    }
}

#[test]
fn a_long_wav_ends_where_its_own_chunk_says() {
    let data = encoded(8000, 1, |s| ((s * 32_767.0) as i16).to_le_bytes().to_vec());
    let mut bytes = wav(1, 1, 8000, 16, &[], &data);
    bytes[..4].copy_from_slice(b"RF64");
    bytes[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut ds64 = b"ds64\x1c\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    ds64.extend((data.len() as u64).to_le_bytes());
    ds64.extend([0; 12]);
    bytes.splice(12..12, ds64);
    bytes.extend([&b"bext\0\x10\0\0"[..], &[0x55; 4096]].concat());
    let recording = read_bytes(&bytes).unwrap();
    assert_eq!((recording.samples.len(), recording.promised_s), (24_000, None));
    assert_in_time("RF64", &recording, 0.999);
    let cut = read_bytes(&bytes[..bytes.len() / 2]).unwrap_err().to_string();
    assert!(cut.contains("promises 1.5 s"), "{cut}");
}

/// Where the sound of a click lies nearest to `at_s`, seconds off.
fn click_off_s(recording: &Recording, at_s: f64) -> f64 {
    let rate = f64::from(ANALYSIS_RATE);
    let click =
        &sampled(ANALYSIS_RATE)[((CLICKS_S[0] - 0.004) * rate) as usize..((CLICKS_S[0] + 0.004) * rate) as usize];
    let from = ((at_s - 0.004) * rate) as usize;
    best_shift(&recording.samples[from..], click, 640).0 as f64 / rate
}

#[test]
fn times_of_packets_are_kept_where_they_leave_a_gap() {
    // Ogg has times at the ends of pages only, so the gap may stand a packet or two beside.
    for (name, off_s) in [("gap.webm", 0.003), ("gap.mp4", 0.003), ("gap.ogg", 0.045)] {
        let recording = open(&fixture(name)).unwrap();
        assert!((recording.info.duration_s - 3.5).abs() < 0.05, "{name}: {}", recording.info.duration_s);
        for at_s in [CLICKS_S[0], CLICKS_S[1] + 2.0, CLICKS_S[2] + 2.0] {
            let off = click_off_s(&recording, at_s);
            assert!(off.abs() <= off_s, "{name}: the click at {at_s} s is off by {off} s");
        }
        let [gap] = &recording.gaps[..] else { panic!("{name}: {:?}", recording.gaps) };
        assert!((gap.duration_s() - 2.0).abs() < 0.05 && recording.breaks.is_empty(), "{name}: {gap:?}");
    }
}

#[test]
fn joined_files_play_to_their_end() {
    let of = |name: &str| std::fs::read(fixture(name)).unwrap();
    // A tag with a picture whose bytes look like frames.
    let tag = [&b"ID3\x04\0\0\0\0\x10\0"[..], &[0xff, 0xfb, 0x90, 0x64].repeat(512)].concat();
    let (mp3, plain, webm) = (of("lame.mp3"), of("no-tag.mp3"), of("clusters.webm"));
    let joined: [(&str, Vec<Vec<u8>>); 5] = [
        ("a.mp3", vec![mp3.clone(), mp3.clone(), mp3.clone()]),
        ("a.mp3", vec![mp3.clone(), tag, mp3.clone(), mp3.clone()]),
        ("a.mp3", vec![mp3.clone(), plain.clone(), plain]),
        ("a.webm", vec![webm.clone(), webm.clone(), webm]),
        ("a.webm", vec![of("opus.webm"), of("opus.webm"), of("opus.webm")]),
    ];
    for (name, files) in joined {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, files.concat()).unwrap();
        let recording = open(&path).unwrap();
        assert!((recording.info.duration_s - 4.5).abs() < 0.25, "{name}: {}", recording.info.duration_s);
        for (i, click_s) in [(0.0, CLICKS_S[0]), (2.0, CLICKS_S[2])] {
            let off = click_off_s(&recording, i * recording.info.duration_s / 3.0 + click_s);
            assert!(off.abs() <= 0.04, "{name}: the click of part {i} is off by {off} s");
        }
    }
}

#[test]
fn a_live_webm_goes_on_behind_damage() {
    let whole = std::fs::read(fixture("clusters.webm")).unwrap();
    // From the middle of one cluster into the next, and a stretch overwritten.
    let clusters: Vec<usize> = (0..whole.len() - 4).filter(|i| whole[*i..].starts_with(b"\x1f\x43\xb6\x75")).collect();
    let mut lost = whole.clone();
    lost.drain(clusters[2] + 100..clusters[3] + 200);
    let mut overwritten = whole;
    overwritten[clusters[2] + 60..clusters[2] + 300].fill(0xff);
    for (bytes, is_noticed) in [(lost, true), (overwritten, false)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.webm");
        std::fs::write(&path, bytes).unwrap();
        let recording = open(&path).unwrap();
        assert!((recording.info.duration_s - 1.5).abs() < 0.03, "{}", recording.info.duration_s);
        assert!(click_off_s(&recording, CLICKS_S[2]).abs() < 0.003);
        // What the reader itself passes over is a gap in the packets' times.
        let found = if is_noticed { &recording.breaks } else { &recording.gaps };
        let [damage] = &found[..] else { panic!("{:?} {:?}", recording.breaks, recording.gaps) };
        assert!((0.3..0.7).contains(&damage.start_s) && damage.duration_s() < 0.6, "{damage:?}");
        let notices = saywell::audio::notices(&recording);
        assert_eq!(notices.iter().any(|n| n.text.starts_with("Damaged at 0:00: 0.")), is_noticed, "{notices:?}");
    }
}

#[test]
fn the_track_that_speaks_is_read_unless_another_is_named() {
    for name in ["two-tracks.mp4", "two-tracks.mkv"] {
        let read = |track| open_with(&fixture(name), &ReadOptions { track, ..Default::default() });
        let recording = read(None).unwrap();
        assert_eq!(recording.info.track, Some(2), "{name}");
        assert!(recording.info.rms_dbfs.unwrap() > -40.0);
        assert_eq!(recording.others, [saywell::audio::OtherTrack { number: 1, speech_s: Some(0.0) }]);
        assert_eq!(read(Some(2)).unwrap().samples, recording.samples);
        let silent = read(Some(1)).unwrap();
        assert!(silent.info.rms_dbfs.is_none_or(|level| level < -80.0) && silent.info.track == Some(1), "{name}");
        let error = read(Some(3)).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("has 2 audio tracks, not one numbered 3; give --track 1 to 2"), "{error}");
    }
    assert_eq!(open(&fixture("film.mp4")).unwrap().info.track, None);
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

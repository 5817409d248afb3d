//! Every way a file can fail to be a recording: one line that names the file and the remedy, never a panic or a hang.

use std::fs;
use std::path::{Path, PathBuf};

use crate::signal::*;
use proptest::prelude::*;
use saywell::audio::AudioError;
use saywell::audio::{AudioSource, ReadOptions, notices, read};
use saywell::error::Error;
use saywell::interrupt::Interrupt;
use saywell::types::NoticeKind;

fn file(bytes: &[u8], name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The message for a file with these bytes; it is one line and begins with the file's name.
fn message(bytes: &[u8], name: &str) -> String {
    let (_folder, path) = file(bytes, name);
    message_of(&path)
}

fn message_of(path: &Path) -> String {
    let error = open(path).unwrap_err();
    assert_eq!(error.exit_code(), 1);
    let text = error.to_string();
    assert!(text.starts_with(&format!("{}: ", path.display())), "{text}");
    assert!(!text.contains('\n') && text.contains("; "), "{text}");
    text
}

/// One second of 16-bit noise-free WAV with a header of our choice.
fn wav(channels: u16, rate: u32, declared: u32, bytes: usize) -> Vec<u8> {
    let mut header = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
    header.extend(channels.to_le_bytes());
    header.extend(rate.to_le_bytes());
    header.extend((rate.saturating_mul(2 * u32::from(channels))).to_le_bytes());
    header.extend((2 * channels).to_le_bytes());
    header.extend(b"\x10\0data");
    header.extend(declared.to_le_bytes());
    header.extend((0..bytes).map(|i| (i % 7) as u8));
    header
}

fn cut(name: &str, share: f64) -> Vec<u8> {
    let whole = fs::read(fixture(name)).unwrap();
    whole[..(whole.len() as f64 * share) as usize].to_vec()
}

#[test]
fn what_is_no_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    assert!(message_of(&folder.path().join("gone.wav")).contains("no such file"));
    assert!(message_of(folder.path()).contains("is a folder"));
    assert!(message(b"", "empty.wav").contains("is empty"));
    #[cfg(unix)]
    assert!(message_of(Path::new("/dev/null")).contains("device"));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_says_why() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = file(&wav(1, 8000, 2000, 2000), "secret.wav");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::File::open(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    assert!(message_of(&path).contains("permission denied"));
}

#[test]
fn what_is_no_audio_says_what_it_is() {
    assert!(message("Dear all,\nthis is no sound: 日本\n".as_bytes(), "letter.wav").contains("is text"));
    assert!(message(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a.wav").contains("git lfs pull"));
    assert!(message(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3", "a.mp3").contains("PDF"));
    assert!(message(b"#!AMR\n\x3c\x91\x17\x16\xbe", "a.amr").contains("ffmpeg -i"));
    assert!(message(&[7; 5000], "a.raw").contains("no known kind"));
    assert!(message_of(&fixture("silent-film.mp4")).contains("no audio track"));
    let stream = message_of(&fixture("stream.ts"));
    assert!(stream.contains("MPEG transport stream") && stream.contains("ffmpeg -i"), "{stream}");
    let surround = message_of(&fixture("surround.m4a"));
    assert!(surround.contains("6 channels") && surround.contains("ffmpeg -i"), "{surround}");
    let speex = [&b"OggS\0\x02"[..], &[0; 20], &[1, 80], b"Speex   1.2", &[0; 69]].concat();
    assert!(message(&speex, "a.spx").contains("coded as Speex"));
    let unsupported = message_of(&fixture("ac3.mkv"));
    assert!(unsupported.contains("AC-3") && unsupported.contains("ffmpeg -i"), "{unsupported}");
}

#[test]
fn impossible_headers_are_named() {
    assert!(message(&wav(0, 8000, 2000, 2000), "a.wav").contains("0 channels"));
    assert!(message(&wav(1, 0, 2000, 2000), "a.wav").contains("0 Hz"));
    // Rates that would turn a small file into a huge one, or a filter into all of memory.
    assert!(message(&wav(1, 1, 2000, 2000), "a.wav").contains("1 Hz"));
    assert!(message(&wav(1, u32::MAX, 2000, 2000), "a.wav").contains("4294967295 Hz"));
    assert!(message(&wav(1, 8000, 0, 0), "a.wav").contains("holds no sound"));
    assert!(message(&wav(1, 8000, 0, 0)[..30], "a.wav").contains("is damaged"));
}

#[test]
fn a_file_that_was_cut_off_is_refused_and_read_on_demand() {
    // Ten seconds promised, four there; then ten hours promised, one second there.
    for (declared_s, held_s) in [(10, 4), (36_000, 1)] {
        let (_folder, path) = file(&wav(1, 8000, declared_s * 16_000, held_s * 16_000), "a.wav");
        let text = message_of(&path);
        let wanted = format!("promises {declared_s}.0 s, holds {held_s}.0 s");
        assert!(text.contains(&wanted) && text.contains("--partial"), "{text}");
        let recording = open_with(&path, &ReadOptions { partial: true, ..Default::default() }).unwrap();
        assert_eq!(recording.duration_s(), held_s as f64);
        let notices = notices(&recording);
        let notice = notices.iter().find(|n| n.kind == NoticeKind::Incomplete).unwrap();
        assert!(notice.text.contains(&format!("promises {declared_s}.0 s and holds {held_s}.0 s")), "{}", notice.text);
    }
    assert!(message(&wav(1, 8000, 160_000, 0), "a.wav").contains("promises 10.0 s, holds 0.0 s"));
    // A few milliseconds short is no reason to refuse.
    let (_folder, path) = file(&wav(1, 8000, 16_000, 15_900), "a.wav");
    assert_eq!(open(&path).unwrap().promised_s, None);
}

#[test]
fn cut_off_recordings_of_every_format_are_noticed_or_played_as_far_as_they_go() {
    for name in ["lame.mp3", "native.flac", "moov-first.m4a", "pcm.aiff", "opus.webm"] {
        let text = message(&cut(name, 0.6), name);
        assert!(text.contains("is cut off: promises 1.5 s"), "{name}: {text}");
    }
    // The index comes last in these.
    assert!(message(&cut("aac.m4a", 0.6), "a.m4a").contains("never finished"));
    assert!(message(&cut("pcm.caf", 0.6), "a.caf").contains("is damaged"));
    // These promise nothing.
    for name in ["no-tag.mp3", "adts.aac", "film.mkv"] {
        let (_folder, path) = file(&cut(name, 0.6), name);
        let held_s = open(&path).unwrap().duration_s();
        assert!((0.4..1.3).contains(&held_s), "{name}: {held_s} s");
    }
}

#[test]
fn damage_in_the_middle_becomes_silence_and_time_goes_on() {
    for name in ["lame.mp3", "adts.aac", "aac.m4a", "film.mkv", "opus.webm", "native.flac"] {
        let mut bytes = fs::read(fixture(name)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 40].fill(0x55);
        let (_folder, path) = file(&bytes, name);
        let recording = open_with(&path, &ReadOptions { partial: true, ..Default::default() }).unwrap();
        let lost_s = open(&fixture(name)).unwrap().duration_s() - recording.duration_s();
        assert!((-0.01..0.25).contains(&lost_s), "{name}: {lost_s} s went missing");
    }
}

#[test]
fn a_decoder_that_panics_is_a_damaged_file() {
    assert!(message_of(&fixture("decoder-panics.m4a")).contains("is damaged"));
}

#[test]
fn more_sound_than_is_taken_is_refused_in_time() {
    let limited = |name: &str, seconds: f64| {
        let options = ReadOptions { max_hours: Some(seconds / 3600.0), ..Default::default() };
        open_with(&fixture(name), &options)
    };
    // With and without a length in the header, and with a gap that makes it long.
    for name in ["native.flac", "adts.aac", "gap.ogg", "gap.webm", "two-tracks.mkv"] {
        let error = limited(name, 1.0).unwrap_err();
        assert!(matches!(error, Error::Audio(AudioError::TooLong { .. })), "{name}: {error}");
        assert!(error.to_string().contains("--max-hours"), "{error}");
        assert!(limited(name, 10.0).is_ok(), "{name}");
    }
}

/// Ogg Opus whose packets are empty, or hold a code for silence alone.
fn opus_of(packet: &[u8], packets: usize) -> Vec<u8> {
    use ogg::writing::{PacketWriteEndInfo::*, PacketWriter};
    let mut writer = PacketWriter::new(Vec::new());
    let head = [&b"OpusHead\x01\x01\0\0"[..], &48_000_u32.to_le_bytes(), &[0; 3]].concat();
    writer.write_packet(head, 1, EndPage, 0).unwrap();
    writer.write_packet([&b"OpusTags"[..], &[0; 8]].concat(), 1, EndPage, 0).unwrap();
    for i in 0..packets {
        let end = if i + 1 == packets { EndStream } else { NormalPacket };
        writer.write_packet(packet.to_vec(), 1, end, 960 * (i as u64 + 1)).unwrap();
    }
    writer.into_inner()
}

#[test]
fn packets_without_a_byte_are_no_sound_and_codes_for_silence_end_at_the_limit() {
    assert!(message(&opus_of(b"", 200_000), "a.opus").contains("holds no sound"));
    // 60 ms each, so 3.3 hours would fit into 400 kB.
    let (_folder, path) = file(&opus_of(b"\x03\x06", 3000), "a.opus");
    let error = open_with(&path, &ReadOptions { max_hours: Some(0.02), ..Default::default() }).unwrap_err();
    assert!(matches!(error, Error::Audio(AudioError::TooLong { .. })), "{error}");
}

#[test]
fn an_interrupt_ends_the_reading() {
    let interrupt = Interrupt::default();
    interrupt.raise();
    let source = AudioSource::File(fixture("aac.m4a"));
    let result = read(&source, &ReadOptions::default(), &interrupt, &mut |_| {});
    assert!(matches!(result, Err(Error::Interrupted)));
}

/// A pipe cannot seek, and an MP4 with its index at the end needs it.
#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_like_a_file_and_an_interrupt_ends_the_wait() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, fs::read(fixture("aac.m4a")).unwrap()).unwrap()
    });
    let piped = open(&pipe).unwrap();
    writer.join().unwrap();
    assert_eq!(piped.samples, open(&fixture("aac.m4a")).unwrap().samples);

    // Nobody writes now.
    let interrupt = Interrupt::default();
    let raised = interrupt.clone();
    std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        raised.raise();
    });
    let result = read(&AudioSource::File(pipe), &ReadOptions::default(), &interrupt, &mut |_| {});
    assert!(matches!(result, Err(Error::Interrupted)));
}

#[test]
fn sound_that_cannot_be_trusted_is_said_plainly() {
    let said = |samples: Vec<f32>| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        write_wav(&path, 16_000, &[samples]);
        let notices = notices(&open(&path).unwrap());
        notices.into_iter().map(|n| (n.kind, n.text)).collect::<Vec<_>>()
    };
    let tone = |level: f32, n: usize| (0..n).map(|i| level * (i as f32 * 0.3).sin()).collect::<Vec<f32>>();
    let kinds = |samples| said(samples).into_iter().map(|n| n.0).collect::<Vec<_>>();

    assert_eq!(kinds(tone(0.3, 32_000)), []);
    assert_eq!(kinds(tone(0.004, 32_000)), [NoticeKind::TooQuiet]);
    assert_eq!(kinds(tone(0.0006, 32_000)), [NoticeKind::NearlySilent]);
    assert_eq!(kinds(vec![0.0; 32_000]), [NoticeKind::NearlySilent]);
    assert_eq!(kinds(tone(0.3, 15_990)), [NoticeKind::TooShort]);
    // Mostly pauses, but where there is speech it is loud enough.
    let sparse = [vec![0.0; 288_000], tone(0.1, 32_000)].concat();
    assert_eq!(kinds(sparse), []);
    let clipped = tone(1.05, 32_000).into_iter().map(|s| s.clamp(-1.0, 1.0)).collect();
    let [(kind, text)] = &said(clipped)[..] else { panic!("one notice") };
    assert_eq!(*kind, NoticeKind::Clipping);
    assert!(text.contains("20 %") || text.contains("19 %"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Flipped bytes and cut tails of every format give a recording or a message.
    #[test]
    fn damaged_files_never_panic(
        which in 0_usize..12, damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in 0.2..1.0_f64,
    ) {
        let names = ["lame.mp3", "native.flac", "flac.ogg", "aac.m4a", "fragmented.m4a", "alac.m4a", "vorbis.ogg",
            "opus.ogg", "opus.webm", "film.mkv", "ima.wav", "pcm.caf"];
        let mut bytes = fs::read(fixture(names[which])).unwrap();
        bytes.truncate((bytes.len() as f64 * keep.max(0.3)) as usize);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let (_folder, path) = file(&bytes, names[which]);
        if let Err(error) = open_with(&path, &ReadOptions { partial: true, ..Default::default() }) {
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
}

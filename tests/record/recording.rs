//! `saywell record` through the real sound system: what is played on the desk is what is in the file, whatever happens.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::common::{noise, repository};
use crate::desk::Desk;
use serde_json::Value;

const DEMO: [&str; 2] = ["--model", "models/demo.bin"];

/// `seconds` of 48 kHz stereo noise that never repeats, -6 dBFS.
pub fn noise_wav(desk: &Desk, seconds: usize) -> (PathBuf, Vec<i16>) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let path = desk.path("noise.wav");
    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
    let mut left = Vec::new();
    for sample in noise().take(seconds * 48_000) {
        let sample = (sample * 16_384.0) as i16;
        left.push(sample);
        wav.write_sample(sample).unwrap();
        wav.write_sample(sample / 2).unwrap();
    }
    wav.finalize().unwrap();
    (path, left)
}

/// Samples of the first channel, and how many channels there are.
pub fn left_channel(path: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(path).unwrap();
    let channels = usize::from(reader.spec().channels);
    assert_eq!((reader.spec().bits_per_sample, reader.spec().sample_rate), (16, 48_000));
    reader.samples().step_by(channels).map(Result::unwrap).collect()
}

fn seconds(path: &Path) -> f64 {
    let reader = hound::WavReader::open(path).unwrap();
    f64::from(reader.duration()) / f64::from(reader.spec().sample_rate)
}

/// Correlation of two stretches of equal length, -1 to 1.
fn correlation(a: &[i16], b: &[i16]) -> f64 {
    let dot = |x: &[i16], y: &[i16]| x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt().max(1.0)
}

/// Where in `played` the stretch `heard` comes from.
fn place(heard: &[i16], played: &[i16]) -> usize {
    let matches = |at: &usize| correlation(&heard[..16], &played[*at..*at + 16]) > 0.9;
    let candidates = (0..played.len() - heard.len()).filter(matches);
    let of = |at: usize| correlation(heard, &played[at..at + heard.len()]);
    candidates.max_by(|a, b| of(*a).total_cmp(&of(*b))).expect("what was played is heard")
}

/// Offset of the recording in what was played, at each half second; the correlation there.
fn follow(recorded: &[i16], played: &[i16]) -> Vec<(usize, f64)> {
    (24_000..recorded.len() - 2_048)
        .step_by(24_000)
        .map(|at| {
            let heard = &recorded[at..at + 2_048];
            let found = place(heard, played);
            (found - at.min(found), correlation(heard, &played[found..found + 2_048]))
        })
        .collect()
}

/// No gap and no drift: the same offset everywhere.
fn assert_whole(recorded: &[i16], played: &[i16]) {
    let places = follow(recorded, played);
    let (offset, _) = places[0];
    for (index, (at, correlation)) in places.iter().enumerate() {
        let s = (index + 1) as f64 / 2.0;
        assert_eq!(*at, offset, "moved by {} samples at {s} s", *at as i64 - offset as i64);
        assert!(*correlation > 0.999, "{correlation} at {s} s");
    }
    eprintln!("{} places, each at the same offset; correlation >= 0.999", places.len());
}

#[test]
fn what_is_played_is_recorded_without_gap_or_drift() {
    let desk = Desk::new();
    let (wav, played) = noise_wav(&desk, 16);
    let _playing = desk.play(&wav);
    std::thread::sleep(Duration::from_secs(1));
    let run = desk.run(&["record", "--max", "8s", "--no-analyze", "--question", "project"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(!run.err.contains("did not arrive"), "{}", run.err);
    let path = PathBuf::from(run.out.trim_end());
    assert!(path.to_str().unwrap().ends_with("_project.wav"), "{}", run.out);
    let recorded = left_channel(&path);
    assert!((recorded.len() as f64 / 48_000.0 - 8.0).abs() < 0.3, "{} samples", recorded.len());
    assert_whole(&recorded, &played);
}

#[test]
fn nothing_is_lost_while_every_core_is_busy() {
    let desk = Desk::new();
    let (wav, played) = noise_wav(&desk, 16);
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let mut busy: Vec<Child> =
        (0..cores).map(|_| Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap()).collect();
    let _playing = desk.play(&wav);
    std::thread::sleep(Duration::from_secs(1));
    let run = desk.run(&["record", "--max", "5s", "--no-analyze"]);
    busy.iter_mut().for_each(|child| child.kill().unwrap());
    busy.iter_mut().for_each(|child| drop(child.wait()));
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(!run.err.contains("did not arrive"), "{}", run.err);
    assert_whole(&left_channel(Path::new(run.out.trim_end())), &played);
}

#[test]
fn the_report_is_that_of_the_file_word_for_word() {
    let desk = Desk::new();
    let playing = desk.play(&repository("samples/self-intro-take2.wav"));
    let run = desk.run(&["record", "--max", "9s", "-q", "self-intro", "--format", "json", DEMO[0], DEMO[1]]);
    drop(playing);
    assert_eq!(run.status, 0, "{}", run.err);
    let [path] = <[PathBuf; 1]>::try_from(desk.recordings()).unwrap();
    let path = path.to_str().unwrap();
    assert!(run.err.contains(path), "{}", run.err);
    let again = desk.run(&["analyze", path, "-q", "self-intro", "--format", "json", DEMO[0], DEMO[1]]);
    assert_eq!(run.out, again.out);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let words = report["transcript"]["words"].as_array().unwrap();
    assert!(words.len() > 10, "{words:?}");
}

#[test]
fn silence_after_the_first_words_ends_it() {
    let desk = Desk::new();
    let (wav, _) = noise_wav(&desk, 2);
    let began = Instant::now();
    let recording = desk.start(&["record", "--stop-after-silence", "2s", "--max", "60s", "--no-analyze"]);
    desk.wait_for_recording();
    std::thread::sleep(Duration::from_millis(2_500));
    // Silence before the first word is time to think.
    let _playing = desk.play(&wav);
    let run = desk.finish(recording);
    assert_eq!(run.status, 0, "{}", run.err);
    let length_s = seconds(Path::new(run.out.trim_end()));
    assert!((5.5..10.0).contains(&length_s), "{length_s}");
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_signal_keeps_the_recording_and_says_where() {
    for signal in ["INT", "TERM", "HUP"] {
        let desk = Desk::new();
        let recording = desk.start(&["record", DEMO[0], DEMO[1]]);
        let path = desk.wait_for_recording();
        std::thread::sleep(Duration::from_millis(1_200));
        send(signal, &recording);
        let run = desk.finish(recording);
        assert_eq!((run.status, run.out.as_str()), (130, ""), "{signal}: {}", run.err);
        assert!(run.err.contains(path.to_str().unwrap()), "{signal}: {}", run.err);
        assert!(seconds(&path) > 0.9, "{signal}: {} s", seconds(&path));
        assert_eq!(markers(&desk), 0, "a recording that was kept is not cut off");
    }
}

fn send(signal: &str, to: &Child) {
    assert!(Command::new("kill").args([&format!("-{signal}"), &to.id().to_string()]).status().unwrap().success());
}

fn markers(desk: &Desk) -> usize {
    let entries = std::fs::read_dir(desk.path("data/saywell/recordings")).unwrap();
    entries.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|e| e == "part")).count()
}

/// Kills a recording in the middle; what any player plays of it, and what the next start makes whole, in seconds short
/// of the time it had.
fn kill(desk: &Desk, after: Duration) -> (f64, f64) {
    let recording = desk.start(&["record", "--no-analyze"]);
    let path = desk.wait_for_recording();
    let begun = Instant::now();
    std::thread::sleep(after);
    send("KILL", &recording);
    let had_s = begun.elapsed().as_secs_f64();
    desk.finish(recording);
    let played_s = seconds(&path);

    let next = desk.run(&["record", "--max", "0.2s", "--no-analyze"]);
    assert_eq!(next.status, 0, "{}", next.err);
    assert!(next.err.contains(path.to_str().unwrap()) && next.err.contains("was cut off"), "{}", next.err);
    assert_eq!(markers(desk), 0);
    let whole_s = seconds(&path);
    let again = desk.run(&["analyze", path.to_str().unwrap(), "--no-transcript"]);
    assert_eq!(again.status, 0, "it is a recording like any other: {}", again.err);
    desk.recordings().iter().for_each(|path| std::fs::remove_file(path).unwrap());
    (had_s - played_s, had_s - whole_s)
}

fn assert_killed(times: u64) {
    let desk = Desk::new();
    let mut worst = (f64::MIN, f64::MIN);
    for time in 0..times {
        // Spread over the second in which headers are written and synced.
        let after = Duration::from_millis(1_000 + time * 7_919 % 2_003);
        let (unplayed_s, missing_s) = kill(&desk, after);
        assert!(unplayed_s < 1.0 && missing_s < 1.0, "{unplayed_s:.2} s, {missing_s:.2} s after {after:?}");
        worst = (worst.0.max(unplayed_s), worst.1.max(missing_s));
    }
    eprintln!("killed {times} times: at most {:.2} s did not play, {:.2} s after recovery", worst.0, worst.1);
}

#[test]
fn what_was_killed_plays_all_but_the_last_second() {
    assert_killed(3);
}

#[test]
#[ignore = "two minutes"]
fn what_was_killed_twenty_times_plays_all_but_the_last_second() {
    assert_killed(20);
}

#[test]
fn a_full_disk_keeps_what_was_written() {
    let desk = Desk::new();
    let disk = desk.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=512k", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: only root can mount a small disk");
        return;
    }
    let (wav, played) = noise_wav(&desk, 12);
    let _playing = desk.play(&wav);
    let file = disk.join("a.wav");
    let run = desk.run(&["record", "--into", file.to_str().unwrap(), "--no-analyze", "--max", "20s"]);
    let kept = left_channel(&file);
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    assert_eq!(run.status, 1, "{}", run.err);
    let said = run.err.lines().last().unwrap_or_default();
    assert!(said.contains("a.wav: cannot go on (no space left on device)"), "{said}");
    let length_s = kept.len() as f64 / 48_000.0;
    assert!((2.5..2.8).contains(&length_s), "512 KiB hold 2.7 s, not {length_s}");
    assert_whole(&kept, &played);
}

#[test]
fn an_unplugged_microphone_keeps_what_was_recorded() {
    let mut desk = Desk::new();
    let recording = desk.start(&["record", "--no-transcript", "--format", "json"]);
    let path = desk.wait_for_recording();
    std::thread::sleep(Duration::from_millis(1_500));
    desk.unplug();
    let run = desk.finish(recording);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("the microphone stopped after 0:0"), "{}", run.err);
    assert!(run.err.lines().last().unwrap().contains(path.to_str().unwrap()), "{}", run.err);
    assert!(seconds(&path) > 1.2, "{}", seconds(&path));
    let report: Value = serde_json::from_str(&run.out).expect("the report is there all the same");
    assert!(report["recording"]["duration_s"].as_f64().unwrap() > 1.2);
}

#[test]
fn audio_goes_when_asked_and_only_after_the_report() {
    let desk = Desk::new();
    let run = desk.run(&["record", "--max", "1.5s", "--no-keep-audio", "--no-transcript"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(desk.recordings(), Vec::<PathBuf>::new());
    // A report that cannot be written keeps it.
    let args = ["record", "--max", "1.5s", "--no-keep-audio", "--no-transcript", "-o", "/dev/full"];
    let run = desk.run(&args);
    assert_eq!(run.status, 1, "{}", run.err);
    let [path] = <[PathBuf; 1]>::try_from(desk.recordings()).unwrap();
    assert!(run.err.contains(&format!("saywell analyze {}", path.display())), "{}", run.err);
}

#[test]
fn only_the_owner_can_hear_it() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let run = desk.run(&["record", "--max", "0.5s", "--no-analyze"]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let path = Path::new(run.out.trim_end());
    assert_eq!((mode(path), mode(path.parent().unwrap())), (0o600, 0o700));
}

/// saywell at a terminal of its own, a key pressed after each wait; its status and everything it wrote there.
fn at_a_terminal(desk: &Desk, args: &[&str], keys: &[(u64, &str)]) -> (i32, String) {
    crate::common::terminal::at_a_terminal(&desk.saywell(args), keys)
}

const USUAL_PAGE: &str = "\x1b[?1049l";
const CURSOR: &str = "\x1b[?25h";

#[test]
fn keys_pause_restart_finish_and_discard_and_the_terminal_is_given_back() {
    let desk = Desk::new();
    let record = ["record", "--no-analyze", "--countdown", "0"];
    // Paused most of the time, twice begun: the first take goes after a yes alone.
    let keys = [(2_500, "r"), (700, "n"), (700, "r"), (700, "y"), (1_500, " "), (4_000, " "), (1_000, "\r")];
    let (status, shown) = at_a_terminal(&desk, &record, &keys);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("throw this take away and begin again?"), "{shown}");
    let [path] = <[PathBuf; 1]>::try_from(desk.recordings()).expect("the first take is discarded");
    assert!((1.0..5.0).contains(&seconds(&path)), "{}", seconds(&path));
    let page = shown.rfind(USUAL_PAGE).expect("the usual page is back");
    assert!(shown.rfind(CURSOR).is_some() && shown[page..].contains(path.to_str().unwrap()), "{shown}");
    std::fs::remove_file(path).unwrap();

    let (status, shown) = at_a_terminal(&desk, &record, &[(2_500, "q"), (700, "n"), (700, "q"), (700, "y")]);
    assert_eq!((status, desk.recordings()), (0, Vec::new()), "{shown}");
    assert!(shown.contains("discard this take?") && shown.contains("nothing was kept"), "{shown}");

    let (status, shown) = at_a_terminal(&desk, &record, &[(3_000, "\x03")]);
    assert_eq!(status, 130, "{shown}");
    let page = shown.rfind(USUAL_PAGE).expect("the usual page is back");
    assert!(shown[page..].contains("is kept in") && desk.recordings().len() == 1, "{shown}");
}

/// The measurement `id` of a JSON report, and where its evidence begins.
fn measured(report: &str, id: &str) -> (Option<f64>, Option<f64>) {
    let report: Value = serde_json::from_str(report).unwrap();
    let all = report["measurements"].as_array().unwrap();
    let one = all.iter().find(|measurement| measurement["id"] == id).unwrap();
    (one["value"].as_f64(), one["evidence"][0]["start_s"].as_f64())
}

#[test]
fn the_time_to_begin_counts_from_the_start_where_the_question_stood_on_the_screen() {
    let desk = Desk::new();
    let report = desk.path("report.json");
    let args = ["record", "--countdown", "0", "-q", "self-intro", "--no-transcript", "--format", "json", "--output"];
    let args = [&args[..], &[report.to_str().unwrap()]].concat();
    let (status, shown) = std::thread::scope(|scope| {
        let recording = scope.spawn(|| at_a_terminal(&desk, &args, &[(8_000, "\r")]));
        desk.wait_for_recording();
        std::thread::sleep(Duration::from_secs(1));
        let _playing = desk.play(&repository("samples/self-intro-take2.wav"));
        recording.join().unwrap()
    });
    assert_eq!(status, 0, "{shown}");
    let report = std::fs::read_to_string(report).unwrap();
    let (begun_s, _) = measured(&report, "onset_latency_s");
    assert_eq!(begun_s, measured(&report, "duration_s").1);
    assert!(begun_s.is_some_and(|begun_s| (1.0..4.0).contains(&begun_s)), "{begun_s:?}");

    let again = desk.run(&["reanalyze", "last"]);
    assert!(again.out.ends_with("unchanged\n"), "{}{}", again.out, again.err);
    let file = desk.recordings().pop().unwrap();
    let asked_nobody = ["analyze", file.to_str().unwrap(), "-q", "self-intro", "--no-transcript", "--format", "json"];
    assert_eq!(measured(&desk.run(&asked_nobody).out, "onset_latency_s").0, None);
}

#[test]
fn a_person_is_asked_about_a_take_that_was_cut_off() {
    let desk = Desk::new();
    let recording = desk.start(&["record", "--no-transcript"]);
    desk.wait_for_recording();
    std::thread::sleep(Duration::from_millis(1_500));
    send("KILL", &recording);
    desk.finish(recording);
    let (status, shown) = at_a_terminal(&desk, &["record", "--no-transcript"], &[(2_000, "y\r"), (6_000, "q")]);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("was cut off. Report on it now? [Y/n]") && shown.contains("No speech was found"), "{shown}");
    assert_eq!((markers(&desk), desk.recordings().len()), (0, 1));
}

#[test]
fn after_the_report_one_key_shows_everything_goes_again_or_leaves() {
    let desk = Desk::new();
    let args = ["record", "--no-transcript", "--countdown", "0"];
    let _playing = desk.play(&repository("samples/self-intro-take2.wav"));
    let keys = [(11_000, "\r"), (6_000, "f"), (2_000, "p"), (6_000, "a"), (4_000, "\r"), (6_000, "q")];
    let (status, shown) = at_a_terminal(&desk, &args, &keys);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("[a]gain") && shown.contains("[q]uit"), "{shown}");
    // The short report has five numbers at most, everything has this one too.
    assert!(shown.contains("speaking time"), "{shown}");
    assert_eq!(desk.recordings().len(), 2, "{shown}");
}

/// `text` without what differs from run to run.
fn steady(text: &str, desk: &Desk) -> String {
    text.replace(desk.path("").to_str().unwrap(), "HOME/")
}

#[test]
fn what_cannot_work_is_refused_before_anybody_speaks() {
    let desk = Desk::new();
    std::fs::write(desk.path("mine.wav"), "mine").unwrap();
    let mine = desk.path("mine.wav").to_str().unwrap().to_owned();
    let nowhere = desk.path("nowhere/a.wav").to_str().unwrap().to_owned();
    let cases: [(i32, &[&str]); 9] = [
        (1, &["record", "--into", &mine, "--no-analyze"]),
        (1, &["record", "--into", &nowhere, "--no-analyze"]),
        (2, &["record", "--into", "answer.mp3"]),
        (2, &["record", "--device", "defualt"]),
        (2, &["record", "--device", "zzz", "--no-analyze"]),
        (2, &["record", "--question", "selfintro"]),
        (2, &["record", "--transcript", "words.srt", "--no-analyze"]),
        (2, &["record", "--max", "soon"]),
        (2, &["record", "--no-keep-audio", "--no-analyze"]),
    ];
    let mut said = String::new();
    for (status, args) in cases {
        let run = desk.run(&[args, &DEMO[..if args.contains(&"--no-analyze") { 0 } else { 2 }]].concat());
        assert_eq!((run.status, run.out.as_str()), (status, ""), "{args:?}: {}", run.err);
        said += &format!("$ saywell {}\n{}\n", args.join(" "), run.err);
    }
    assert_eq!(std::fs::read(&mine).unwrap(), b"mine");
    assert_eq!(desk.recordings(), Vec::<PathBuf>::new());
    insta::assert_snapshot!(steady(&said, &desk));
}

#[test]
fn without_a_microphone_it_says_what_to_look_at() {
    let mut desk = Desk::new();
    // Without ALSA's own files nothing but this is configured.
    let alsa = "pcm.default { type hw card 7 }\n";
    std::fs::write(desk.path("asound.conf"), alsa).unwrap();
    let refused = |desk: &Desk| {
        [&["devices"][..], &["record", "--no-analyze"]].iter().fold(String::new(), |said, args| {
            let run = desk.run(args);
            assert_eq!((run.status, run.out.as_str()), (1, ""), "{args:?}: {}", run.err);
            format!("{said}$ saywell {}\n{}\n", args.join(" "), run.err)
        })
    };
    let mut said = refused(&desk);
    said += "with ALSA's default going to a sound server that does not run:\n";
    std::fs::write(desk.path("asound.conf"), "pcm.default { type pulse }\n").unwrap();
    desk.unplug();
    said += &refused(&desk);
    insta::assert_snapshot!(steady(&said, &desk));
}

#[test]
fn devices_are_listed_for_people_and_programs() {
    let desk = Desk::new();
    let people = desk.run(&["devices"]);
    assert_eq!(people.status, 0, "{}", people.err);
    assert!(people.out.contains("* Default Audio Device"), "{}", people.out);
    assert!(people.err.is_empty(), "{}", people.err);
    let devices: Value = serde_json::from_str(&desk.run(&["devices", "--format", "json"]).out).unwrap();
    assert_eq!((devices[0]["id"].as_str(), devices[0]["default"].as_bool()), (Some("default"), Some(true)));
    assert_eq!((devices[0]["sample_rate"].as_u64(), devices[0]["channels"].as_u64()), (Some(48_000), Some(2)));
}

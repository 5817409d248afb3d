//! The main road as a user walks it: `saywell analyze`.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::{analysis, noise, repository, run, run_in, saywell, true_words, write_wav};
use insta::assert_snapshot;
use serde_json::Value;

const DEMO: [&str; 2] = ["--model", "models/demo.bin"];
const INTRO: &str = "samples/self-intro.wav";

#[test]
fn the_report_fits_one_screen() {
    // The true words, not the model's: those differ by a word from one processor to the next.
    let home = tempfile::tempdir().unwrap();
    let words = home.path().join("self-intro.json");
    std::fs::write(&words, true_words("self-intro")).unwrap();
    for words in [["--transcript", words.to_str().unwrap()], DEMO] {
        let run = run(&["analyze", INTRO, "--question", "self-intro", words[0], words[1], "--width", "80"]);
        assert_eq!(run.status, 0, "{}", run.err);
        assert!(run.err.is_empty(), "nothing but the report when piped: {}", run.err);
        for line in run.out.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        // A terminal of 24 rows, one of them the prompt's.
        assert!(run.out.lines().count() <= 23, "{} lines", run.out.lines().count());
        if words == DEMO {
            assert!(run.out.contains("The demo model wrote these words."), "{}", run.out);
        } else {
            assert_snapshot!(run.out);
        }
    }
}

#[test]
fn the_screen_at_other_widths_and_everything() {
    let home = tempfile::tempdir().unwrap();
    let words = home.path().join("self-intro.json");
    std::fs::write(&words, true_words("self-intro")).unwrap();
    let mut all = String::new();
    for more in [&["--width", "40"][..], &["--width", "60"], &["--width", "120"], &["--width", "80", "--full"]] {
        let args = ["analyze", INTRO, "--question", "self-intro", "--transcript", words.to_str().unwrap()];
        let run = run(&[&args[..], more].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        let width = more[1].parse().unwrap();
        assert!(run.out.lines().all(|line| line.chars().count() <= width), "{}", run.out);
        all += &format!("$ saywell analyze {}\n{}\n", more.join(" "), run.out);
    }
    assert_snapshot!(all);
}

#[test]
fn a_narrow_and_a_wide_page_hold_the_same_report() {
    let words = |width: &str| {
        let run = run(&["analyze", INTRO, "--no-transcript", "--full", "--width", width]);
        assert!(run.out.lines().all(|line| line.chars().count() <= width.parse().unwrap()), "{}", run.out);
        run.out.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(words("60"), words("100"));
}

#[test]
fn json_holds_what_the_design_promises() {
    let report = analysis(&[INTRO, "--question", "self-intro", DEMO[0], DEMO[1]]);
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["recording"]["path"], INTRO);
    assert_eq!(report["recording"]["sample_rate"], 16000);
    assert_eq!(report["transcript"]["language"], "en");
    let duration_s = report["recording"]["duration_s"].as_f64().unwrap();
    let mut before_s = 0.0;
    for word in report["transcript"]["words"].as_array().unwrap() {
        let (start_s, end_s) = (word["start_s"].as_f64().unwrap(), word["end_s"].as_f64().unwrap());
        assert!(before_s <= start_s && start_s < end_s && end_s <= duration_s, "{word}");
        assert!((0.0..=1.0).contains(&word["probability"].as_f64().unwrap()), "{word}");
        before_s = start_s;
    }
    let mut before_s = 0.0;
    for event in report["timeline"].as_array().unwrap() {
        assert!(["word", "silent_pause", "filled_pause"].contains(&event["kind"].as_str().unwrap()), "{event}");
        assert!(event["start_s"].as_f64().unwrap() >= before_s, "time order: {event}");
        before_s = event["start_s"].as_f64().unwrap();
    }
    for measurement in report["measurements"].as_array().unwrap() {
        for field in ["id", "value", "unit", "band", "evidence"] {
            assert!(measurement.get(field).is_some(), "{field} in {measurement}");
        }
    }
    for advice in report["advice"].as_array().unwrap() {
        if advice["kind"] == "change" {
            assert!(advice["evidence"][0]["start_s"].is_number(), "a time: {advice}");
            assert!(advice["evidence"][0]["quote"].is_string(), "a quote: {advice}");
        }
    }
    for field in ["saywell_version", "model_sha256", "lexicon_sha256", "threshold_sha256", "language"] {
        assert!(report["provenance"][field].is_string(), "{field}");
    }
    let notices: Vec<&str> =
        report["notices"].as_array().unwrap().iter().map(|n| n["kind"].as_str().unwrap()).collect();
    assert_eq!(notices, ["demo_model"], "the demo model says what it is");
}

#[test]
fn the_same_file_gives_the_same_report_byte_for_byte() {
    let one = || run(&["analyze", "samples/self-intro-take2.wav", DEMO[0], DEMO[1], "--format", "json"]).out;
    assert_eq!(one(), one());
}

#[test]
fn several_files_make_an_array_and_one_bad_file_costs_only_itself() {
    let run = run(&["analyze", INTRO, "samples/nowhere.wav", "samples/project.wav", "--no-transcript", "-f", "json"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("samples/nowhere.wav: no such file"), "{}", run.err);
    let reports: Value = serde_json::from_str(&run.out).unwrap();
    let paths: Vec<&Value> = reports.as_array().unwrap().iter().map(|r| &r["recording"]["path"]).collect();
    assert_eq!(paths, [INTRO, "samples/project.wav"]);
}

#[test]
fn standard_input_gives_the_report_of_the_file() {
    let home = tempfile::tempdir().unwrap();
    let mut child = saywell(home.path())
        .args(["analyze", "-", "--no-transcript", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(repository(INTRO)).unwrap()).unwrap();
    let mut piped: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(piped["recording"]["path"], "-");
    piped["recording"]["path"] = INTRO.into();
    assert_eq!(piped, analysis(&[INTRO, "--no-transcript"]));
}

#[test]
fn a_machine_without_a_model_says_what_to_type_and_reports_on_the_sound() {
    let run = run(&["analyze", INTRO]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("saywell models download base.en-q8_0"), "{}", run.err);
    assert!(run.out.contains("The sound alone") && run.out.contains("speaking time"), "{}", run.out);
    assert!(run.out.contains("there is no transcript"), "{}", run.out);
    assert!(run.out.lines().count() <= 23, "{}", run.out);
}

#[test]
fn the_demo_model_is_used_only_when_it_is_named() {
    let home = tempfile::tempdir().unwrap();
    let models = home.path().join("data/saywell/models");
    std::fs::create_dir_all(&models).unwrap();
    std::fs::copy(repository("models/demo.bin"), models.join("ggml-demo.bin")).unwrap();
    let unnamed = run_in(home.path(), &["analyze", INTRO]);
    assert!(unnamed.err.contains("no Whisper model is installed"), "{}", unnamed.err);
    let named = run_in(home.path(), &["analyze", INTRO, "--model", "demo"]);
    assert!(named.out.contains("The demo model wrote these words"), "{}", named.out);
}

#[test]
fn settings_come_from_flags_before_environment_before_file() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(home.path().join("config/saywell")).unwrap();
    std::fs::write(home.path().join("config/saywell/config.toml"), "question = 'factual'\n").unwrap();
    let title = |args: &[&str], environment: Option<&str>| {
        let mut command = saywell(home.path());
        command.args(["analyze", INTRO, "--no-transcript", "--format", "json"]).args(args);
        if let Some(question) = environment {
            command.env("SAYWELL_QUESTION", question);
        }
        let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        report["question"]["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(title(&[], None), "factual");
    assert_eq!(title(&[], Some("closing")), "closing");
    assert_eq!(title(&["--question", "project"], Some("closing")), "project");
}

#[test]
fn a_target_sets_the_band() {
    let report = analysis(&[INTRO, "--no-transcript", "--target", "0:40"]);
    let length = &report["measurements"][0];
    assert_eq!((length["id"].as_str(), length["band"]["high"].as_f64()), (Some("duration_s"), Some(40.0)));
    assert_eq!(length["band"]["position"], "well_above");
    assert!(report["verdict"].as_str().unwrap().contains("0:40"), "{}", report["verdict"]);
}

#[test]
fn an_imported_transcript_without_times_leaves_out_what_needs_them_by_name() {
    let home = tempfile::tempdir().unwrap();
    let text = home.path().join("answer.txt");
    std::fs::write(
        &text,
        "Hello, my name is Daniel and, um, I am a developer. I studied in Boston. Then I joined a bank.",
    )
    .unwrap();
    let run = run(&["analyze", INTRO, "--transcript", text.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("The transcript has no times"), "{}", run.out);
    assert!(run.out.contains("Left out") && run.out.contains("pauses inside clauses"), "{}", run.out);
    assert!(run.out.contains("fillers a minute"), "counted all the same: {}", run.out);
}

#[test]
fn an_imported_transcript_with_times_gives_the_full_report() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("answer.json");
    let written = true_words("self-intro");
    std::fs::write(&file, &written).unwrap();
    let points = home.path().join("points.txt");
    std::fs::write(&points, "payment system\n").unwrap();
    let asked = ["--question", "self-intro", "--points", points.to_str().unwrap()];
    let report = analysis(&[&[INTRO, "--transcript", file.to_str().unwrap()], &asked[..]].concat());
    let words = serde_json::from_str::<Value>(&written).unwrap()["segments"][0]["words"].as_array().unwrap().len();
    assert_eq!(report["transcript"]["words"].as_array().unwrap().len(), words);
    let measurements = report["measurements"].as_array().unwrap();
    let undefined: Vec<&Value> = measurements.iter().filter(|m| m["value"].is_null()).map(|m| &m["id"]).collect();
    assert_eq!(undefined, ["onset_latency_s"], "nobody asked while this was recorded");
}

#[test]
fn the_state_of_the_sound_is_said_and_misleading_numbers_are_withheld() {
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let intro: Vec<f32> = hound::WavReader::open(repository(INTRO))
        .unwrap()
        .samples::<i16>()
        .take(160_000)
        .map(|s| f32::from(s.unwrap()) / 32768.0)
        .collect();
    let cases: [(&str, Vec<f32>, &str, bool); 5] = [
        ("clipped.wav", intro.iter().map(|x| x * 30.0).collect(), "clipping", true),
        ("quiet.wav", intro.iter().map(|x| x * 0.03).collect(), "too_quiet", true),
        ("silent.wav", vec![0.0; 80_000], "nearly_silent", false),
        ("short.wav", intro[8000..20_000].to_vec(), "too_short", false),
        ("noise.wav", noise().take(160_000).map(|x| x * 0.1).collect(), "no_speech", false),
    ];
    for (name, samples, kind, measured) in cases {
        write_wav(&home.path().join(name), 16_000, samples);
        let report = analysis(&[&file(name), "--no-transcript"]);
        let kinds: Vec<&str> =
            report["notices"].as_array().unwrap().iter().map(|n| n["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&kind), "{name}: {kinds:?}");
        let value = |id: &str| {
            report["measurements"].as_array().unwrap().iter().find(|m| m["id"] == id).unwrap()["value"].clone()
        };
        assert_eq!(value("phonation_ratio_pct").is_number(), measured, "{name}");
        assert_eq!(value("silent_pause_count").is_number(), measured, "{name}");
    }
}

#[test]
fn output_goes_to_a_file_that_is_whole_or_not_there() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("report.txt");
    let to_file = ["analyze", INTRO, "--no-transcript", "--color", "always", "-o", target.to_str().unwrap()];
    let done = run(&to_file);
    assert_eq!((done.status, done.out.as_str()), (0, ""), "{}", done.err);
    let report = std::fs::read_to_string(&target).unwrap();
    assert!(report.contains("speaking time") && !report.contains('\u{1b}'), "{report}");

    let failed = run(&["analyze", "samples/README.md", "-o", target.to_str().unwrap()]);
    assert_eq!(failed.status, 1);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), report, "the report of before is still there");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn a_link_keeps_its_file_and_a_pipe_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt;

    let home = tempfile::tempdir().unwrap();
    let (file, link) = (home.path().join("report.txt"), home.path().join("link.txt"));
    std::fs::write(&file, "before").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let done = run(&["analyze", INTRO, "--no-transcript", "-o", link.to_str().unwrap()]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(std::fs::read_to_string(&file).unwrap().contains("speaking time"));
    assert!(link.symlink_metadata().unwrap().is_symlink());

    let pipe = home.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let done = run(&["analyze", INTRO, "--no-transcript", "-o", pipe.to_str().unwrap()]);
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(reader.join().unwrap().contains("speaking time"));
    assert!(pipe.metadata().unwrap().file_type().is_fifo());
}

#[test]
fn colour_is_for_terminals() {
    let plain = run(&["analyze", INTRO, "--no-transcript"]);
    assert!(!plain.out.contains('\u{1b}'));
    let home = tempfile::tempdir().unwrap();
    let mut command = saywell(home.path());
    command.env_remove("NO_COLOR").args(["analyze", INTRO, "--no-transcript", "--color", "always"]);
    let coloured = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain.out);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = tempfile::tempdir().unwrap();
    let mut child = saywell(home.path())
        .args(["analyze", INTRO, "--no-transcript"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_within_a_second_and_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("report.json");
    let mut child = saywell(home.path())
        .args(["analyze", INTRO, "samples/project.wav", INTRO, "samples/project.wav", DEMO[0], DEMO[1], "-f", "json"])
        .args(["-o", target.to_str().unwrap()])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(child.try_wait().unwrap().is_none(), "it is still at work");
    let asked = Instant::now();
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let status = child.wait().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert_eq!(status.code(), Some(130));
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "nothing is left behind");
}

/// OpenMP's library reads its environment before `main`: what stands there is what Whisper's threads do.
#[cfg(target_os = "linux")]
#[test]
fn whispers_threads_do_not_wait_long_for_each_other() {
    let home = tempfile::tempdir().unwrap();
    for (chosen, expected) in [(None, "GOMP_SPINCOUNT=1000"), (Some("7"), "GOMP_SPINCOUNT=7")] {
        let mut command = saywell(home.path());
        command.args(["analyze", "-", "--no-transcript"]).stdin(Stdio::piped()).stdout(Stdio::null());
        command.env_remove("GOMP_SPINCOUNT").env_remove("OMP_WAIT_POLICY");
        command.envs(chosen.map(|spins| ("GOMP_SPINCOUNT", spins)));
        let mut program = command.spawn().unwrap();
        let path = format!("/proc/{}/environ", program.id());
        let is_told = || String::from_utf8_lossy(&std::fs::read(&path).unwrap()).split('\0').any(|it| it == expected);
        let begun = Instant::now();
        while !is_told() && begun.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(10));
        }
        // What was chosen stays chosen.
        std::thread::sleep(Duration::from_millis(200));
        let told = is_told();
        program.kill().unwrap();
        program.wait().unwrap();
        assert!(told, "{expected}");
    }
}

/// What transcribes starts itself anew once; a pipe gives what it has once, too.
#[cfg(unix)]
#[test]
fn settings_may_come_through_a_pipe() {
    let home = tempfile::tempdir().unwrap();
    let pipe = home.path().join("settings");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::write(pipe, "question = \"self-intro\"\n").unwrap()
    });
    let args = ["analyze", INTRO, "--no-transcript", "--format", "json", "--config", pipe.to_str().unwrap()];
    let run = run_in(home.path(), &args);
    writer.join().unwrap();
    assert_eq!(run.status, 0, "{}", run.err);
    let analysis: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(analysis["question"]["id"], "self-intro");
}

//! The program where its users look for it: settings, completions, manual pages, models from a file, questions and goals.

use std::fs;
use std::path::Path;

use crate::common::terminal::at_a_terminal;
use crate::common::{Run, repository, run_in, saywell};

/// Runs `args` in `home`, which has to go well.
fn done(home: &Path, args: &[&str]) -> Run {
    let run = run_in(home, args);
    assert_eq!(run.status, 0, "{args:?}: {}", run.err);
    run
}

#[test]
fn the_name_alone_says_how_to_start() {
    let home = tempfile::tempdir().unwrap();
    let start = done(home.path(), &[]);
    assert!(start.out.contains("saywell practice") && start.out.lines().count() <= 24, "{}", start.out);
    assert!(start.out.lines().all(|line| line.len() <= 80), "{}", start.out);
    let spanish = done(home.path(), &["--ui-lang", "es"]).out;
    assert!(spanish.contains("te pregunta") && spanish.lines().all(|line| line.chars().count() <= 80), "{spanish}");
}

#[test]
fn shells_complete_and_manuals_describe_every_command() {
    let home = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = done(home.path(), &["completions", shell]).out;
        assert!(script.contains("practice") && script.contains("stop-after-silence"), "{shell}");
    }
    let page = done(home.path(), &["man"]).out;
    assert!(page.contains(".TH saywell 1") && page.contains("record"), "{page}");
    let folder = home.path().join("man");
    done(home.path(), &["man", "--into", folder.to_str().unwrap()]);
    let names: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    for name in ["saywell.1", "saywell-record.1", "saywell-models-add.1", "saywell-config-set.1"] {
        assert!(names.iter().any(|found| found == name), "{name} in {names:?}");
    }
    let record = fs::read_to_string(folder.join("saywell-record.1")).unwrap();
    assert!(record.contains("stop\\-after\\-silence"), "{record}");
    assert_eq!(run_in(home.path(), &["completions", "csh"]).status, 2);
}

#[test]
fn settings_are_shown_with_their_source_and_changed_in_their_file() {
    let home = tempfile::tempdir().unwrap();
    let path = done(home.path(), &["config", "path"]).out.trim().to_owned();
    assert!(done(home.path(), &["config"]).out.contains("no settings file yet"));
    done(home.path(), &["config", "set", "question", "self-intro"]);
    done(home.path(), &["config", "set", "keep_audio", "false"]);
    let file = fs::read_to_string(&path).unwrap();
    assert!(file.ends_with("question = \"self-intro\"\nkeep_audio = false\n"), "{file}");
    let mut with_environment = saywell(home.path());
    with_environment.args(["config", "show"]).env("SAYWELL_MODEL", "tiny");
    let shown = String::from_utf8(with_environment.output().unwrap().stdout).unwrap();
    let row = |key: &str| shown.lines().find(|line| line.trim_start().starts_with(key)).unwrap_or_default().to_owned();
    for (key, value, from) in [
        ("question", "self-intro", "settings file"),
        ("model ", "tiny", "environment"),
        ("verbatim", "true", "built in"),
    ] {
        assert!(row(key).contains(value) && row(key).ends_with(from), "{key}:\n{shown}");
    }
    for (args, why) in [
        (["config", "set", "modle", "base"], "did you mean model"),
        (["config", "set", "threads", "many"], "threads cannot be many"),
        (["config", "set", "ui_language", "de"], "en, es"),
    ] {
        let refused = run_in(home.path(), &args);
        assert_eq!(refused.status, 2, "{}", refused.err);
        assert!(refused.err.contains(why), "{}", refused.err);
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), file, "nothing was changed");
    done(home.path(), &["config", "unset", "question"]);
    assert!(!fs::read_to_string(&path).unwrap().contains("question"));
}

#[test]
fn a_broken_settings_file_is_found_opened_and_mended_with_the_program() {
    let home = tempfile::tempdir().unwrap();
    let path = done(home.path(), &["config", "path"]).out.trim().to_owned();
    done(home.path(), &["config", "set", "threads", "2"]);
    // What the editor of this user does.
    let editor = |line: &str| {
        let script = home.path().join("editor.sh");
        fs::write(&script, format!("echo '{line}' > \"$1\"\n")).unwrap();
        format!("sh {}", script.display())
    };
    let edit = |line: &str| saywell(home.path()).args(["config", "edit"]).env("VISUAL", editor(line)).output().unwrap();
    let broken = edit("modle = 1");
    let said = String::from_utf8(broken.stderr).unwrap();
    assert_eq!(broken.status.code(), Some(2), "{said}");
    assert!(said.contains("line 1") && said.contains("modle"), "{said}");
    assert_eq!(run_in(home.path(), &["history"]).status, 2, "the settings cannot be read");
    assert_eq!(done(home.path(), &["config", "path"]).out.trim(), path);
    assert!(done(home.path(), &["completions", "bash"]).out.contains("saywell"));
    assert!(edit("threads = 1").status.success());
    done(home.path(), &["config", "show"]);
    let missing = saywell(home.path()).args(["config", "edit"]).env("VISUAL", "no-such-editor").output().unwrap();
    let said = String::from_utf8(missing.stderr).unwrap();
    assert!(missing.status.code() == Some(1) && said.contains("no-such-editor") && said.contains(&path), "{said}");
}

#[test]
fn a_model_file_from_elsewhere_is_taken() {
    let home = tempfile::tempdir().unwrap();
    let demo = repository("models/demo.bin");
    let added = done(home.path(), &["models", "add", demo.to_str().unwrap()]);
    assert!(added.out.contains("demo: "), "{}", added.out);
    assert!(done(home.path(), &["models", "list"]).out.contains("✓ demo"));
    let again = run_in(home.path(), &["models", "add", demo.to_str().unwrap()]);
    assert!(again.status == 1 && again.err.contains("saywell models remove demo"), "{}", again.err);
    let wrong = run_in(home.path(), &["models", "add", repository("README.md").to_str().unwrap()]);
    assert!(wrong.status == 1 && wrong.err.contains("not a model"), "{}", wrong.err);
}

#[test]
fn a_question_in_one_s_own_words_is_welcome_and_a_mistyped_one_refused() {
    let home = tempfile::tempdir().unwrap();
    let asked = "Why do you want to leave?";
    let analyze = ["analyze", "samples/self-intro.wav", "--no-transcript", "--save", "--question", asked];
    let report = done(home.path(), &[&analyze[..], &["--format", "json"]].concat()).out;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["question"]["title"], asked);
    let length = report["measurements"].as_array().unwrap().iter().find(|measured| measured["id"] == "duration_s");
    assert_eq!(length.unwrap()["band"]["high"], 120.0);
    for args in [["history", "--question", asked], ["trend", "--question", "  Why do you want  to leave?"]] {
        let shown = done(home.path(), &args).out;
        assert!(!shown.contains("leave out a filter"), "{shown}");
    }
    for args in [["history", "-q", "behavioral"], ["trend", "-q", "behavioral"]] {
        let refused = run_in(home.path(), &args);
        assert!(refused.status == 2 && refused.err.contains("did you mean behavioural"), "{}", refused.err);
    }
}

#[test]
fn goals_count_what_was_reached_and_take_ranges() {
    let home = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        done(home.path(), &["analyze", "samples/self-intro.wav", "--no-transcript", "--save"]);
    }
    done(home.path(), &["goal", "set", "length", "1:00-1:30"]);
    done(home.path(), &["goal", "set", "pace", "130-160"]);
    let history = done(home.path(), &["history"]).out;
    assert!(history.contains("length between 1:00 and 1:30, reached in 2 of 2 takes"), "{history}");
    assert!(history.contains("pace between 130 and 160, not measured yet"), "{history}");
    let report = done(home.path(), &["show", "last"]).out;
    assert!(report.contains("length between 1:00 and 1:30: 1:08, reached"), "{report}");
    for (args, why) in [
        (["goal", "set", "pace", "160-130"], "from the smaller to the larger"),
        (["goal", "set", "pace", "150"], "130-160"),
    ] {
        let refused = run_in(home.path(), &args);
        assert!(refused.status == 2 && refused.err.contains(why), "{}", refused.err);
    }
}

#[test]
fn a_question_mark_is_no_answer() {
    let home = tempfile::tempdir().unwrap();
    done(home.path(), &["analyze", "samples/self-intro.wav", "--no-transcript", "--save"]);
    let (status, shown) = at_a_terminal(saywell(home.path()).args(["delete", "1"]), &[(2_000, "?\r"), (1_500, "n\r")]);
    assert!(shown.contains("Please answer y for yes or n for no."), "{status}: {shown}");
    assert!(!done(home.path(), &["history"]).out.contains("no runs are saved"));
}

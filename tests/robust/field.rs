//! What the field brings: inputs that went wrong once, each with what the program must say of it now.
//!
//! A case is a file `tests/field/KIND/NAME.toml`:
//!
//! ```toml
//! source = "the public report it is modelled on"
//! command = "saywell analyze talk.opus --transcript a.txt --lang en"
//! expected = "in words"
//!
//! [files]                      # written beside the sound; \xE9 is a byte
//! "a.txt" = "So, um, I led it."
//!
//! [expect]                     # checked; see `Expect`
//! words = 5
//! measures.filler_count = 1
//! ```
//!
//! Sounds lie in `tests/field/sound/`; `demo.bin` is the demo model. A command may also be `bash run.sh`, where `$SAYWELL` is the program; then
//! only its status and output are looked at. `FIELD=part-of-a-name` runs the cases of that name alone.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[expect(dead_code, reason = "for readers")]
    source: String,
    command: String,
    expected: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    expect: Expect,
}

/// What must hold of a run; what is left out is not looked at.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expect {
    status: i32,
    /// Parts of the standard error.
    stderr: Vec<String>,
    /// Parts of the standard output, and what it must not hold.
    stdout: Vec<String>,
    stdout_lacks: Vec<String>,
    /// Number of words in the transcript.
    words: Option<usize>,
    /// The whole transcript, and parts of it.
    text: Option<String>,
    text_has: Vec<String>,
    text_lacks: Vec<String>,
    language: Option<String>,
    word_times: Option<String>,
    /// Values of measures: a number, or the least and the most.
    measures: BTreeMap<String, Bound>,
    /// Parts of notices, and what none may hold.
    notices: Vec<String>,
    notices_lack: Vec<String>,
    /// Values by JSON pointer.
    json: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Bound {
    Value(f64),
    Range { least: Option<f64>, most: Option<f64> },
    Absent(bool),
}

/// The bytes of `text`, in which `\xE9` is one.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        match rest.get(at + 2..at + 4).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[at + 4..];
            }
            None => {
                bytes.extend_from_slice(b"\\x");
                rest = &rest[at + 2..];
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// Runs a case in a folder of its own: status, standard output, standard error.
fn run(case: &Case) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in &case.files {
        std::fs::write(folder.path().join(name), bytes(text)).expect("the folder is ours");
    }
    let model = crate::common::repository("models/demo.bin").display().to_string();
    let words: Vec<&str> =
        case.command.split_whitespace().map(|word| if word == "demo.bin" { &model } else { word }).collect();
    for sound in
        std::fs::read_dir(crate::common::repository("tests/field/sound")).expect("the folder is there").flatten()
    {
        if case.command.contains(&*sound.file_name().to_string_lossy()) || case.files.contains_key("run.sh") {
            std::fs::copy(sound.path(), folder.path().join(sound.file_name())).expect("the folder is ours");
        }
    }
    let saywell = crate::common::saywell(folder.path());
    let mut command = if words[0] == "bash" {
        let mut bash = Command::new("bash");
        bash.args(&words[1..]).env("SAYWELL", saywell.get_program()).env("HOME", folder.path());
        bash.env("MODEL", &model);
        bash
    } else {
        let mut saywell = saywell;
        saywell.args(&words[1..]).args(["--format", "json"]);
        saywell
    };
    let output = command.current_dir(folder.path()).output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// What does not hold, one line each.
fn wrong(case: &Case) -> Vec<String> {
    let (status, out, err) = run(case);
    let expect = &case.expect;
    let mut wrong = Vec::new();
    let mut check = |holds: bool, what: &dyn Fn() -> String| {
        if !holds {
            wrong.push(what());
        }
    };
    check(status == expect.status, &|| format!("status {status}: {err}"));
    for part in &expect.stderr {
        check(err.contains(part), &|| format!("stderr lacks {part:?}: {err}"));
    }
    for part in &expect.stdout {
        check(out.contains(part), &|| format!("stdout lacks {part:?}: {out}"));
    }
    for part in &expect.stdout_lacks {
        check(!out.contains(part), &|| format!("stdout holds {part:?}: {out}"));
    }
    let Ok(analysis) = serde_json::from_str::<Value>(&out) else { return wrong };
    let strings = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|item| Some(item[key].as_str()?.to_owned())).collect()
    };
    let words = strings(&analysis["transcript"]["words"], "text");
    let text = words.join(" ");
    check(expect.words.is_none_or(|count| words.len() == count), &|| format!("{} words: {text}", words.len()));
    check(expect.text.as_ref().is_none_or(|expected| *expected == text), &|| format!("text: {text}"));
    for part in &expect.text_has {
        check(text.contains(part), &|| format!("text lacks {part:?}: {text}"));
    }
    for part in &expect.text_lacks {
        check(!text.contains(part), &|| format!("text holds {part:?}: {text}"));
    }
    for (key, expected) in [("language", &expect.language), ("word_times", &expect.word_times)] {
        let found = analysis["transcript"][key].as_str();
        check(expected.is_none() || expected.as_deref() == found, &|| format!("{key} {found:?}"));
    }
    for (id, bound) in &expect.measures {
        let measurement =
            analysis["measurements"].as_array().and_then(|all| all.iter().find(|m| m["id"] == id.as_str()));
        let value = measurement.and_then(|measurement| measurement["value"].as_f64());
        let holds = match bound {
            Bound::Value(expected) => value.is_some_and(|value| (value - expected).abs() < 1e-9),
            Bound::Range { least, most } => value
                .is_some_and(|value| least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most)),
            Bound::Absent(present) => value.is_some() == *present,
        };
        check(holds, &|| format!("{id} is {value:?}: {text}"));
    }
    let notices = strings(&analysis["notices"], "text");
    for part in &expect.notices {
        check(notices.iter().any(|notice| notice.contains(part)), &|| format!("no notice of {part:?}: {notices:?}"));
    }
    for part in &expect.notices_lack {
        check(!notices.iter().any(|notice| notice.contains(part)), &|| format!("a notice of {part:?}: {notices:?}"));
    }
    for (pointer, expected) in &expect.json {
        let found = analysis.pointer(pointer);
        check(found == Some(expected), &|| format!("{pointer} is {found:?}"));
    }
    wrong
}

/// Every case with its kind and name.
fn cases() -> Vec<(String, String, Case)> {
    let mut cases = Vec::new();
    let only = std::env::var("FIELD").unwrap_or_default();
    let entries = |folder: &Path| -> Vec<_> {
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect()
    };
    let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for kind in entries(&crate::common::repository("tests/field")) {
        for file in entries(&kind).into_iter().filter(|file| file.extension().is_some_and(|e| e == "toml")) {
            let text = std::fs::read_to_string(&file).expect("it is there");
            let case = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            if name(&file).contains(&only) || name(&kind).contains(&only) {
                cases.push((name(&kind), name(&file), case));
            }
        }
    }
    cases.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    cases
}

#[test]
fn every_case_gives_what_is_expected() {
    let cases = cases();
    let (next, failed) = (Mutex::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let index = {
                        let mut next = next.lock().expect("no thread panicked");
                        *next += 1;
                        *next - 1
                    };
                    let Some((_, _, case)) = cases.get(index) else { break };
                    let wrong = wrong(case);
                    if !wrong.is_empty() {
                        failed.lock().expect("no thread panicked").insert(index, wrong);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("no thread panicked");
    let mut report = String::new();
    for (index, wrong) in &failed {
        let (kind, name, case) = &cases[*index];
        let lines = wrong.join("\n  ");
        writeln!(report, "{kind}/{name}: expected {}\n  {lines}", case.expected).expect("a string takes all");
    }
    let mut by_kind: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (index, (kind, ..)) in cases.iter().enumerate() {
        let count = by_kind.entry(kind).or_default();
        *count = (count.0 + usize::from(!failed.contains_key(&index)), count.1 + 1);
    }
    let mut table = "| kind | right | of |\n|---|---|---|\n".to_owned();
    for (kind, (right, all)) in by_kind {
        writeln!(table, "| {kind} | {right} | {all} |").expect("a string takes all");
    }
    writeln!(table, "| all | {} | {} |", cases.len() - failed.len(), cases.len()).expect("a string takes all");
    println!("{table}");
    assert!(failed.is_empty(), "{} of {} cases go wrong\n{report}", failed.len(), cases.len());
    assert!(!cases.is_empty());
    if std::env::var_os("FIELD").is_none() {
        written_down(&table);
    }
}

/// The page of figures says what the table says.
fn written_down(table: &str) {
    const BEGIN: &str = "<!-- figures of tests/robust/field.rs -->\n";
    const END: &str = "<!-- end of the field's figures -->\n";
    let path = crate::common::repository("docs/accuracy.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let (before, rest) = page.split_once(BEGIN).expect("the place of the figures");
    let (written, after) = rest.split_once(END).expect("their end");
    if std::env::var_os("SAYWELL_UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).expect("the page can be written");
    } else {
        assert_eq!(written, table, "run SAYWELL_UPDATE_DOCS=1 with the test of tests/field");
    }
}

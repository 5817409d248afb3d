//! `saywell practice`, `plan` and `questions` as their users meet them; and what an answer calls for.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::time::Duration;

use crate::common::takes::{Take, take};
use crate::common::terminal::{at_a_terminal, start_at_a_terminal};
use crate::common::{repository, run_in, saywell};
use crate::desk::Desk;
use crate::recording::{left_channel, noise_wav};
use saywell::language::Library;
use saywell::practice::five_lines::five_lines;
use saywell::practice::follow_up::{Tongue, choose, holds};
use saywell::practice::words::Words;
use saywell::practice::{Condition, Decks, FollowUp};
use saywell::report::practice as report;
use saywell::types::{Analysis, Position, Word};
use serde_json::Value;

const DEMO: [&str; 2] = ["--model", "models/demo.bin"];

fn tongue(language: &str) -> Tongue<'static> {
    Tongue { words: Words::of(language), lexicons: Library::built_in().get(language) }
}

/// `analysis` with other words.
fn saying(text: &str, language: &str) -> Analysis {
    let mut analysis = take(Take::One).clone();
    let word = |text: &str| Word { text: text.to_owned(), span: None, probability: None };
    analysis.transcript.words = text.split_whitespace().map(word).collect();
    analysis.transcript.language = language.to_owned();
    analysis
}

#[test]
fn a_follow_up_is_asked_when_the_answer_calls_for_it_and_not_otherwise() {
    let first = take(Take::One);
    let said = |condition: &Condition, analysis: &Analysis| holds(condition, analysis, tongue("en"));
    let part = |name: &str| Condition::Missing(name.to_owned());
    let found: Vec<&str> =
        first.content.shape.iter().filter(|part| part.quote.is_some()).map(|part| part.part.as_str()).collect();
    assert_eq!(found, ["present", "past", "future"], "the sample has all parts");
    assert!(!said(&part("future"), first) && !said(&part("result"), first), "an intro is not asked for a result");
    let mut without = first.clone();
    without.content.shape[2].quote = None;
    assert!(said(&part("future"), &without));

    let mut long = first.clone();
    let length = long.measurements.iter_mut().find(|m| m.id.0 == "duration_s").unwrap();
    length.value = Some(95.0);
    assert!(!said(&Condition::OverLength, &long), "five seconds nobody notices");
    let length = long.measurements.iter_mut().find(|m| m.id.0 == "duration_s").unwrap();
    length.value = Some(100.0);
    assert!(said(&Condition::OverLength, &long) && !said(&Condition::UnderLength, &long));

    let hedged = long.measurements.iter_mut().find(|m| m.id.0 == "hedge_rate_per_100_words").unwrap();
    assert_eq!(hedged.band.as_ref().unwrap().position, Position::Within);
    hedged.band.as_mut().unwrap().position = Position::Above;
    assert!(!said(&Condition::Hedged, first) && said(&Condition::Hedged, &long));
    assert!(said(&Condition::Always, first));
    assert!(!said(&Condition::WeakEnd, first) && !said(&Condition::PointMissed, first));
}

#[test]
fn numbers_and_whose_work_it_was_are_heard_in_both_languages() {
    let en = |text: &str, condition: &Condition| holds(condition, &saying(text, "en"), tongue("en"));
    let es = |text: &str, condition: &Condition| holds(condition, &saying(text, "es"), tongue("es"));
    let team = "We built it, then we tested our service and we shipped it to our users.";
    let own = "We had a problem, so I wrote a tool, I tested it, and my team used it. We shipped it.";
    assert!(en(team, &Condition::WeNotI) && !en(own, &Condition::WeNotI));
    assert!(en(team, &Condition::NoNumber) && !en("It took forty days.", &Condition::NoNumber));
    assert!(!en("It took 40 days.", &Condition::NoNumber) && en("It was the one thing.", &Condition::NoNumber));
    let team = "Empezamos con un prototipo, lo probamos, hicimos cambios y entregamos nuestro servicio.";
    let own = "Empezamos mal, pero yo propuse otra cosa: escribí una herramienta, la probé y mi equipo la usó. Acabamos bien.";
    assert!(es(team, &Condition::WeNotI) && !es(own, &Condition::WeNotI));
    assert!(es(team, &Condition::NoNumber) && !es("Tardó cuarenta días.", &Condition::NoNumber));
    // Without word lists nothing is claimed.
    let nothing = Tongue { words: Words::of("en"), lexicons: None };
    assert!(!holds(&Condition::NoNumber, &saying("Es dauerte.", "de"), nothing));
}

#[test]
fn the_first_follow_up_that_is_called_for_is_chosen() {
    let ask = |when: Condition, ask: &str| FollowUp { when, ask: ask.to_owned() };
    let follow_ups = [
        ask(Condition::OverLength, "Shorter?"),
        ask(Condition::Missing("future".to_owned()), "And then?"),
        ask(Condition::Always, "Why?"),
    ];
    let asked = |analysis: &Analysis| choose(&follow_ups, analysis, tongue("en")).unwrap().ask.clone();
    assert_eq!(asked(take(Take::One)), "Why?");
    let mut without = take(Take::One).clone();
    without.content.shape[2].quote = None;
    assert_eq!(asked(&without), "And then?");
    assert!(choose(&follow_ups[..2], take(Take::One), tongue("en")).is_none());
}

/// The five lines about both sample takes.
fn told(language: &str, width: usize) -> String {
    let words = Words::of(language);
    let decks = Decks::built_in();
    let question = decks.question(language, "intro-yourself").unwrap();
    [Take::One, Take::Two].into_iter().fold(String::new(), |all, which| {
        let analysis = take(which);
        let next = choose(&question.follow_ups, analysis, tongue(language));
        let lines = five_lines(analysis, next, words, saywell::coaching::texts_for(language));
        assert!((3..=5).contains(&lines.len()));
        let mut out = anstream::StripStream::new(Vec::new());
        let card = report::Card { place: Some((1, 5)), topic: &question.topic_title, text: &question.text, take: 2 };
        report::card(&card, words, width, &mut out).unwrap();
        report::lines(&lines, &analysis.notices, words, width, &mut out).unwrap();
        all + &String::from_utf8(out.into_inner()).unwrap()
    })
}

#[test]
fn five_lines_at_every_width() {
    insta::assert_snapshot!("five_lines_60", told("en", 60));
    insta::assert_snapshot!("five_lines_80", told("en", 80));
    insta::assert_snapshot!("five_lines_120", told("en", 120));
    insta::assert_snapshot!("five_lines_spanish", told("es", 80));
}

#[test]
fn what_was_heard_and_what_was_missed_stand_side_by_side() {
    let fillers: Vec<_> = take(Take::One)
        .measurement("filler_count")
        .unwrap()
        .evidence
        .iter()
        .filter_map(|found| Some((found.span?, found.quote.clone()?)))
        .collect();
    assert!(fillers.len() > 4);
    let spans: Vec<_> = fillers.iter().map(|(span, _)| *span).collect();
    let presses = [spans[0].end_s + 0.4, spans[2].end_s + 0.6, 50.0];
    let heard = saywell::practice::listening::matched(&presses, &spans);
    let shown: Vec<_> = fillers
        .iter()
        .map(|(span, quote)| report::HeardFiller { start_s: span.start_s, quote: quote.clone() })
        .collect();
    for (language, width) in [("en", 60), ("en", 80), ("es", 120)] {
        let mut out = anstream::StripStream::new(Vec::new());
        report::listening(&heard, &shown, Words::of(language), width, &mut out).unwrap();
        insta::assert_snapshot!(format!("listening_{language}_{width}"), String::from_utf8(out.into_inner()).unwrap());
    }
}

/// A folder of recorded answers in `home`.
fn answers(home: &Path, samples: &[&str]) -> String {
    let folder = home.join("answers");
    std::fs::create_dir_all(&folder).unwrap();
    for (at, sample) in samples.iter().enumerate() {
        std::fs::copy(repository(&format!("samples/{sample}.wav")), folder.join(format!("{at}.wav"))).unwrap();
    }
    std::fs::write(folder.join("notes.txt"), "no recording").unwrap();
    folder.to_str().unwrap().to_owned()
}

/// The saved runs that `args` select, newest first.
fn history(home: &Path, args: &[&str]) -> Vec<Value> {
    let run = run_in(home, &[&["history", "--format", "json"], args].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn recorded_answers_are_practised_without_a_terminal() {
    let home = tempfile::tempdir().unwrap();
    let from = answers(home.path(), &["self-intro", "project"]);
    let args =
        ["practice", "--from", &from, "-q", "intro-yourself", "-q", "project-walkthrough", "-q", "failure-biggest"];
    let run = run_in(home.path(), &[&args[..], &DEMO].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    // A word or two differs between processors.
    insta::with_settings!({filters => [(r"14[67] words", "[146 or 147] words"), (r"15[78] words", "[157 or 158] words")]}, {
        insta::assert_snapshot!(run.out);
    });
    let runs = history(home.path(), &["--session", "last"]);
    let questions: Vec<&str> = runs.iter().map(|run| run["question"].as_str().unwrap()).collect();
    assert_eq!(questions, ["project-walkthrough", "intro-yourself"]);
    assert!(runs.iter().all(|run| run["tags"][0].as_str().unwrap().starts_with("session-")));
    // The folder was used up before the third question.
    let resumed = run_in(home.path(), &[&["practice", "--resume", "--from", &from], &DEMO[..]].concat());
    assert!(resumed.out.contains("Question 3 of 3"), "{}{}", resumed.out, resumed.err);
    assert_eq!(history(home.path(), &["--session", "last"]).len(), 3, "it is the same session");
    assert!(
        run_in(home.path(), &["practice", "--resume", "--from", &from]).err.contains("no practice session was left")
    );
    // An answer is a run like any other.
    let again = run_in(home.path(), &["reanalyze", "last"]);
    assert!(again.out.ends_with("unchanged\n"), "{}{}", again.out, again.err);
    let listed = run_in(home.path(), &["questions", "self-introduction"]);
    assert!(listed.out.contains("takes: 1"), "{}", listed.out);
    let plan = run_in(home.path(), &["plan"]);
    assert!(plan.out.contains("(over 3 takes)") && !plan.out.contains("Tell me about yourself."), "{}", plan.out);
}

#[test]
fn questions_of_no_deck_are_practised_too() {
    const OWN: &str = "Why do you want to leave?";
    let home = tempfile::tempdir().unwrap();
    let from = answers(home.path(), &["self-intro", "self-intro-take2", "project"]);
    let args = [
        "practice",
        "--from",
        &from,
        "-q",
        OWN,
        "-q",
        "self-intro",
        "-q",
        "walk me through the last project you finished",
    ];
    let run = run_in(home.path(), &[&args[..], &DEMO].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    let seen = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(seen.contains("Your own question") && seen.contains(OWN), "{}", run.out);
    assert!(seen.contains("Length 1:08 against 1:00 to 2:00"), "its own target: {}", run.out);
    let runs = history(home.path(), &["--session", "last"]);
    let questions: Vec<&str> = runs.iter().map(|run| run["question"].as_str().unwrap()).collect();
    assert_eq!(questions, ["project-walkthrough", "self-intro", OWN], "one in the words of a deck is that of the deck");
    let compared = run_in(home.path(), &["history", "--question", OWN]);
    assert!(compared.out.contains("Why do you"), "{}{}", compared.out, compared.err);

    let left = run_in(home.path(), &[&["practice", "--from", &from, "-q", OWN, "-q", "selfintro"], &DEMO[..]].concat());
    assert_eq!((left.status, left.out.as_str()), (2, ""));
    assert!(left.err.contains("selfintro") && left.err.contains("self-intro"), "{}", left.err);
}

/// Takes escapes and carriage returns off what a terminal was sent.
fn plain(shown: &str) -> String {
    anstream::adapter::strip_str(shown).to_string().replace('\r', "")
}

#[test]
fn keys_take_again_follow_up_and_quit_and_the_session_can_go_on() {
    let home = tempfile::tempdir().unwrap();
    let from = answers(home.path(), &["self-intro", "self-intro-take2", "project"]);
    let args =
        ["practice", "--from", &from, "--silent", "--prepare", "0", "-q", "intro-yourself", "-q", "motivation-why-us"];
    let mut practice = saywell(home.path());
    practice.args(args).args(DEMO);
    // The first key declines to listen; the others come when their question is surely there.
    let mut session = Session::start(&practice);
    session.wait_for("press space at each?");
    session.press("x");
    session.wait_for("[q]uit");
    session.press("z");
    session.press("a");
    session.wait_for("take 2");
    session.wait_for("Since your last take");
    session.wait_for("[q]uit");
    session.press("f");
    session.wait_for("Follow-up");
    session.wait_for("[q]uit");
    session.press("q");
    let (status, shown) = session.finish();
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("Takes: 3, questions: 1"), "{shown}");
    let runs = history(home.path(), &["--session", "last"]);
    let questions: Vec<&str> = runs.iter().map(|run| run["question"].as_str().unwrap()).collect();
    assert!(questions[0].starts_with("intro-yourself+"), "{questions:?}");
    assert_eq!(questions[1..], ["intro-yourself", "intro-yourself"]);

    let mut resumed = saywell(home.path());
    resumed.args(["practice", "--resume", "--from", &from, "--silent", "--prepare", "0"]).args(DEMO);
    let mut session = Session::start(&resumed);
    session.wait_for("Question 1 of 2");
    session.wait_for("press space at each?");
    session.press("n");
    session.wait_for("[q]uit");
    session.press("q");
    assert_eq!(session.finish().0, 0);
}

/// A practice session at a terminal, followed while it goes on.
struct Session {
    script: std::process::Child,
    shown: std::sync::Arc<std::sync::Mutex<String>>,
    /// Up to here what was shown was waited for.
    seen: usize,
    reader: std::thread::JoinHandle<()>,
}

impl Session {
    fn start(saywell: &std::process::Command) -> Session {
        use std::io::Read;
        let mut script = start_at_a_terminal(saywell);
        let mut out = script.stdout.take().unwrap();
        let shown = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
        let written = shown.clone();
        let reader = std::thread::spawn(move || {
            let mut waiting = Vec::new();
            let mut block = [0; 4096];
            while let Ok(read) = out.read(&mut block) {
                if read == 0 {
                    break;
                }
                waiting.extend_from_slice(&block[..read]);
                let whole = waiting.iter().rposition(|byte| byte.is_ascii()).map_or(0, |at| at + 1);
                let text: Vec<u8> = waiting.drain(..whole).collect();
                written.lock().unwrap().push_str(&String::from_utf8_lossy(&text));
            }
        });
        Session { script, shown, seen: 0, reader }
    }

    /// Waits until `text` is shown after what was waited for before.
    fn wait_for(&mut self, text: &str) {
        let patience = std::time::Instant::now() + Duration::from_secs(180);
        loop {
            let shown = plain(&self.shown.lock().unwrap());
            if let Some(at) = shown.get(self.seen..).and_then(|new| new.find(text)) {
                self.seen += at + text.len();
                return;
            }
            assert!(std::time::Instant::now() < patience, "waited in vain for \"{text}\" in\n{shown}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn press(&mut self, key: &str) {
        use std::io::Write;
        // Raw mode begins a moment after the prompt is written.
        std::thread::sleep(Duration::from_millis(300));
        self.script.stdin.as_mut().unwrap().write_all(key.as_bytes()).unwrap();
    }

    fn finish(mut self) -> (i32, String) {
        let status = self.script.wait().unwrap();
        self.reader.join().unwrap();
        let shown = plain(&self.shown.lock().unwrap());
        (status.code().unwrap(), shown)
    }
}

#[test]
fn notes_taken_while_preparing_are_points_of_the_answer() {
    let home = tempfile::tempdir().unwrap();
    let from = answers(home.path(), &["self-intro"]);
    let mut practice = saywell(home.path());
    practice.args(["practice", "--from", &from, "--silent", "-q", "intro-yourself", "--prepare", "60"]).args(DEMO);
    let mut session = Session::start(&practice);
    session.wait_for("They listen for");
    session.wait_for("Your notes");
    session.press("payment backends\r");
    session.press("deep sea diving\r");
    session.press("\r");
    session.wait_for("press space at each?");
    session.press("n");
    session.wait_for("[q]uit");
    session.press("n");
    let (status, shown) = session.finish();
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("Takes: 1, questions: 1"), "{shown}");
    let report = run_in(home.path(), &["show", "last", "--format", "json"]);
    let report: Value = serde_json::from_str(&report.out).unwrap();
    let points = report["content"]["points"].as_array().unwrap();
    let made: Vec<(&str, bool)> =
        points.iter().map(|p| (p["point"].as_str().unwrap(), p["covered"].as_bool().unwrap())).collect();
    assert_eq!(made, [("payment backends", true), ("deep sea diving", false)]);
}

#[test]
fn a_whole_session_in_spanish_through_the_microphone() {
    let desk = Desk::new();
    let mut practice = desk.saywell(&["practice", "--lang", "es", "--no-transcript", "--silent", "--prepare", "20s"]);
    practice.args(["-q", "conflict-colleague", "-q", "clarify-slow"]);
    let mut session = Session::start(&practice);
    session.wait_for("Cuéntame un conflicto");
    session.wait_for("Lo que quieren oír");
    session.press("\r");
    session.wait_for("cualquier tecla empieza ya");
    session.press(" ");
    session.wait_for("grabando");
    let playing = desk.play(&repository("samples/self-intro-take2.wav"));
    std::thread::sleep(Duration::from_secs(6));
    session.press("\r");
    drop(playing);
    session.wait_for("Duración");
    session.wait_for("[q] salir");
    session.press("n");
    session.wait_for("Pregunta 2 de 2");
    session.wait_for("La aplicación va lenta");
    session.wait_for("Tus notas");
    session.press("\x1b");
    session.wait_for("descartada");
    session.press("n");
    session.wait_for("Tomas: 1, preguntas: 1");
    let (status, shown) = session.finish();
    assert_eq!(status, 0, "{shown}");
    let [path] = <[std::path::PathBuf; 1]>::try_from(desk.recordings()).unwrap();
    assert!(path.to_str().unwrap().ends_with("_conflict-colleague.wav"), "{path:?}");
    let onset = desk.run(&["show", "last", "--format", "json"]);
    let report: Value = serde_json::from_str(&onset.out).unwrap();
    assert_eq!(report["question"]["asked"], true, "the question stood on the screen");
}

/// The microphone is opened when the question is over, however long it takes. The one who speaks it here is a stand-in that
/// everybody has, and as loud as can be.
#[test]
fn the_spoken_question_is_not_in_the_answer() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let (noise, _) = noise_wav(&desk, 3);
    let (programs, voice, said) = (desk.path("programs"), desk.path("programs/espeak-ng"), desk.path("said"));
    std::fs::create_dir(&programs).unwrap();
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && exit\npaplay -d desk {} && echo \"$@\" > {}\n",
        noise.display(),
        said.display()
    );
    std::fs::write(&voice, script).unwrap();
    std::fs::set_permissions(&voice, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut practice = desk.saywell(&["practice", "--no-transcript", "--prepare", "0", "-q", "failure-biggest"]);
    let path = std::env::join_paths(
        std::iter::once(programs).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let mut session = Session::start(practice.env("PATH", path));
    session.wait_for("any key starts now");
    assert!(std::fs::read_to_string(&said).unwrap().contains("-v en --"), "it was spoken to its end");
    session.press(" ");
    session.wait_for("recording");
    std::thread::sleep(Duration::from_millis(2_500));
    session.press("\r");
    session.wait_for("[q]uit");
    session.press("q");
    let (status, shown) = session.finish();
    assert_eq!(status, 0, "{shown}");
    let [answer] = <[std::path::PathBuf; 1]>::try_from(desk.recordings()).unwrap();
    let samples = left_channel(&answer);
    assert!(samples.len() > 48_000 && samples.iter().all(|sample| *sample == 0), "nothing of the question");
}

/// The program that `script` runs.
fn child_of(script: &std::process::Child) -> u32 {
    let id = script.id();
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
    let shell: u32 = children.split_whitespace().next().unwrap().parse().unwrap();
    // A shell may stand between.
    let below = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap_or_default();
    below.split_whitespace().next().map_or(shell, |child| child.parse().unwrap())
}

#[test]
fn a_window_that_is_closed_ends_the_recording_and_lets_go_of_the_microphone() {
    let desk = Desk::new();
    let mut session = Session::start(&desk.saywell(&["record", "--no-analyze", "--countdown", "0"]));
    let path = desk.wait_for_recording();
    std::thread::sleep(Duration::from_millis(2_000));
    let program = child_of(&session.script);
    // The terminal goes with the one who made it.
    session.script.kill().unwrap();
    session.script.wait().unwrap();
    let runs = || std::path::Path::new(&format!("/proc/{program}")).exists();
    let patience = std::time::Instant::now() + Duration::from_secs(30);
    while runs() {
        assert!(std::time::Instant::now() < patience, "it still records");
        std::thread::sleep(Duration::from_millis(100));
    }
    let length_s = hound::WavReader::open(&path).map(|wav| f64::from(wav.duration()) / 48_000.0).unwrap();
    assert!(length_s > 1.0, "{length_s}");
}

#[test]
fn a_kill_in_the_middle_costs_the_last_second_and_the_session_goes_on() {
    let desk = Desk::new();
    let args =
        ["practice", "--no-transcript", "--silent", "--prepare", "0", "-q", "failure-biggest", "-q", "lead-decision"];
    let mut session = Session::start(&desk.saywell(&args));
    session.wait_for("any key starts now");
    session.press(" ");
    let path = desk.wait_for_recording();
    std::thread::sleep(Duration::from_millis(3_000));
    let program = child_of(&session.script);
    assert!(std::process::Command::new("kill").args(["-KILL", &program.to_string()]).status().unwrap().success());
    session.script.kill().unwrap();
    session.script.wait().unwrap();
    session.reader.join().unwrap();
    let length_s = hound::WavReader::open(&path).map(|wav| f64::from(wav.duration()) / 48_000.0).unwrap();
    assert!(length_s > 1.5, "{length_s}");

    let mut resumed =
        Session::start(&desk.saywell(&["practice", "--resume", "--no-transcript", "--silent", "--prepare", "0"]));
    resumed.wait_for("is whole again");
    resumed.wait_for("Question 1 of 2");
    resumed.wait_for("any key starts now");
    resumed.press("\x03");
    let (status, shown) = resumed.finish();
    assert_eq!(status, 130, "{shown}");
}

/// `text` without what differs from run to run.
fn steady(text: &str, home: &Path) -> String {
    text.replace(home.to_str().unwrap(), "HOME")
}

#[test]
fn what_cannot_work_is_refused_before_the_first_question() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let from = answers(home.path(), &["self-intro"]);
    std::fs::create_dir(at("empty")).unwrap();
    let deck = "title = 'Mine'\n[[question]]\nid = 'why'\ntext = 'Why?'\nprofile = 'factual'\n";
    std::fs::write(at("key.toml"), format!("{deck}colour = 'red'\n")).unwrap();
    std::fs::write(at("kind.toml"), deck.replace("factual", "mood")).unwrap();
    std::fs::write(at("condition.toml"), format!("{deck}follow_ups = [{{ when = 'bored', ask = 'Why?' }}]\n")).unwrap();
    let (key, kind, condition, empty) = (at("key.toml"), at("kind.toml"), at("condition.toml"), at("empty"));
    let cases: [(i32, &[&str]); 11] = [
        (2, &["practice"]),
        (2, &["practice", "--from", &from, "--deck", "conflicts"]),
        (2, &["practice", "--from", &from, "-q", "conflict-coleague"]),
        (1, &["practice", "--from", &from, "--deck", &key]),
        (1, &["practice", "--from", &from, "--deck", &kind]),
        (1, &["practice", "--from", &from, "--deck", &condition]),
        (2, &["practice", "--from", &from, "--lang", "de"]),
        (1, &["practice", "--from", &empty]),
        (1, &["practice", "--resume", "--from", &from]),
        (1, &["history", "--session", "last"]),
        (2, &["questions", "show", "conflict"]),
    ];
    let mut said = String::new();
    for (status, args) in cases {
        let run = run_in(home.path(), args);
        assert_eq!((run.status, run.out.as_str()), (status, ""), "{args:?}: {}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{args:?}: {}", run.err);
        said += &format!("$ saywell {}\n{}\n", args.join(" "), run.err);
    }
    insta::assert_snapshot!(steady(&said, home.path()));
}

#[test]
fn without_a_microphone_it_says_that_recorded_answers_can_be_practised() {
    let mut desk = Desk::new();
    desk.unplug();
    let (status, shown) = at_a_terminal(&desk.saywell(&["practice", "--no-transcript", "--silent"]), &[]);
    assert_eq!(status, 1, "{shown}");
    assert!(shown.contains("pactl info") && shown.contains("--from FOLDER"), "{shown}");
    assert!(!shown.contains("Question 1"), "before the first question: {shown}");
}

#[test]
fn questions_are_listed_shown_and_added() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let run = run_in(home.path(), args);
        assert_eq!(run.status, 0, "{args:?}: {}", run.err);
        run.out
    };
    insta::assert_snapshot!("questions_of_a_topic", run(&["questions", "conflict", "--lang", "es"]));
    insta::assert_snapshot!("one_question", run(&["questions", "show", "notice-start"]));
    insta::assert_snapshot!("the_first_plan", run(&["plan"]));
    let all: Vec<Value> = serde_json::from_str(&run(&["questions", "--format", "json"])).unwrap();
    assert!(all.len() >= 80 && all.iter().all(|question| question["takes"] == 0));

    run(&["questions", "add", "Why \"Rust\"?", "--id", "why-rust", "--kind", "factual"]);
    run(&["questions", "add", "Why here?", "--id", "why-here", "--kind", "factual"]);
    let own = run(&["questions", "own"]);
    assert!(own.contains("Why \"Rust\"?") && own.contains("Why here?"), "{own}");
    let taken = run_in(home.path(), &["questions", "add", "Again?", "--id", "why-rust"]);
    assert!(taken.status == 1 && taken.err.contains("the id why-rust is taken"), "{}", taken.err);
    let wrong = run_in(home.path(), &["questions", "add", "Again?", "--id", "other", "--kind", "mood"]);
    assert!(wrong.status == 1 && wrong.err.contains("no kind of question is called"), "{}", wrong.err);
    assert_eq!(run(&["questions", "own"]), own, "nothing was written");
}

#[test]
fn the_screens_without_a_session_fit_every_width() {
    let home = tempfile::tempdir().unwrap();
    for (width, language) in [(60, "en"), (80, "es"), (120, "en")] {
        let mut all = String::new();
        for args in [&["plan"][..], &["questions", "conflict"], &["questions", "show", "notice-start"], &["prepare"]] {
            let width = width.to_string();
            let output =
                saywell(home.path()).args(args).args(["--lang", language]).env("SAYWELL_WIDTH", width).output();
            all += &format!("$ saywell {}\n{}", args.join(" "), String::from_utf8(output.unwrap().stdout).unwrap());
        }
        let longest = all.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(width), "{longest:?} columns\n{all}");
        insta::assert_snapshot!(format!("screens_{language}_{width}"), all);
    }
}

/// A page for the interview without the words of the answers, in which processors differ: they stand in lines of their own
/// behind "(run 1, 1:10)".
fn without_answers(page: &str) -> String {
    let mut is_answer = false;
    let others = page.lines().filter(|line| {
        is_answer &= line.starts_with("  ") && !line.starts_with("  ·");
        let is_shown = !is_answer;
        is_answer |= line.strip_suffix(')').is_some_and(|line| line.ends_with(|end: char| end.is_ascii_digit()));
        is_shown
    });
    others.collect::<Vec<_>>().join("\n")
}

#[test]
fn one_page_before_the_interview() {
    let home = tempfile::tempdir().unwrap();
    insta::assert_snapshot!("prepare_without_takes", run_in(home.path(), &["prepare", "--lang", "es"]).out);
    let from = answers(home.path(), &["self-intro", "self-intro-take2"]);
    let args = ["practice", "--from", &from, "-q", "intro-yourself", "-q", "intro-cv"];
    assert_eq!(run_in(home.path(), &[&args[..], &DEMO].concat()).status, 0);
    insta::assert_snapshot!("prepare", without_answers(&run_in(home.path(), &["prepare"]).out));
    let file = home.path().join("page.md");
    let written = run_in(home.path(), &["prepare", "--format", "markdown", "-o", file.to_str().unwrap()]);
    assert_eq!((written.status, written.out.as_str()), (0, ""), "{}", written.err);
    let markdown = std::fs::read_to_string(file).unwrap();
    for said in
        ["\n  Hello, my name is Daniel", "engineer for seven years", "database in Rust", "a memory leak", "having me."]
    {
        assert!(markdown.contains(said), "{said}\n{markdown}");
    }
    insta::assert_snapshot!("prepare_markdown", without_answers(&markdown));
    let page = home.path().join("page.html");
    let written = run_in(home.path(), &["prepare", "--lang", "en", "--html", page.to_str().unwrap()]);
    assert_eq!((written.status, written.out.as_str()), (0, ""), "{}", written.err);
    let page = std::fs::read_to_string(page).unwrap();
    for part in ["<h1>Before the interview</h1>", "<h2>Habits to watch</h2>", "run 1, ", "default-src &#39;none&#39;"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn a_microphone_is_tested_before_it_matters() {
    let desk = Desk::new();
    let silent = desk.run(&["devices", "--test"]);
    assert_eq!(silent.status, 0, "{}", silent.err);
    assert!(silent.out.contains("no sound at all") && silent.out.contains("! Nearly silent"), "{}", silent.out);
    let playing = desk.play(&repository("samples/self-intro-take2.wav"));
    std::thread::sleep(Duration::from_secs(1));
    let heard = desk.run(&["devices", "--test"]);
    drop(playing);
    assert!(heard.out.contains("Good enough") && heard.out.contains("clipping  0.00 %"), "{}", heard.out);
    assert_eq!(desk.recordings().len(), 0, "nothing is kept");
}

#[test]
fn the_moment_is_played_and_the_fillers_are_listened_for() {
    let desk = Desk::new();
    let from = answers(&desk.path(""), &["self-intro"]);
    let mut practice =
        desk.saywell(&["practice", "--from", &from, "--silent", "--prepare", "0", "-q", "intro-yourself"]);
    practice.args(DEMO);
    let mut session = Session::start(&practice);
    session.wait_for("press space at each?");
    session.press("y");
    session.wait_for("space: a filler");
    // The first filler lies at 0:06; the sound is over for us when enough was heard.
    std::thread::sleep(Duration::from_millis(7_000));
    session.press(" ");
    std::thread::sleep(Duration::from_millis(2_000));
    session.press("\r");
    session.wait_for("Did you hear them?");
    session.wait_for("heard by you");
    session.wait_for("[p]lay the moment");
    session.press("p");
    session.wait_for("playing from");
    session.wait_for("[q]uit");
    session.press("q");
    let (status, shown) = session.finish();
    assert_eq!(status, 0, "{shown}");
    assert!(!shown.contains("nothing can be played"), "{shown}");
}

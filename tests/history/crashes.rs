//! What the history survives: kill -9, random damage, a full disk. `SAYWELL_CRASHES=100` makes more of each.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::takes::{Take, take};
use jiff::Timestamp;
use saywell::error::Error;
use saywell::history::{Asked, AudioFile, FILE_NAME, Filter, NewRun, RunId, Store, checkup, restore};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// How often each crash is made.
fn times() -> usize {
    std::env::var("SAYWELL_CRASHES").ok().and_then(|number| number.parse().ok()).unwrap_or(5)
}

fn new_run(number: i64) -> NewRun<'static> {
    NewRun {
        analysis: take(if number % 2 == 0 { Take::Two } else { Take::One }),
        saved_at: Timestamp::from_second(1_764_000_000 + number).unwrap(),
        name: format!("take {number}"),
        asked: Asked::default(),
        audio: None,
        tags: vec!["crash".to_owned()],
        note: None,
    }
}

fn save(store: &mut Store, numbers: std::ops::Range<i64>) {
    for number in numbers {
        store.save(new_run(number)).unwrap();
    }
}

fn sound(folder: &Path) -> Result<usize, String> {
    checkup::check(&folder.join(FILE_NAME), &mut |_, _| {})
}

/// Runs the ignored test `name` of this program as a process of its own.
fn child(name: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([&format!("crashes::{name}"), "--exact", "--ignored"])
        .env("SAYWELL_CRASH_FOLDER", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn crash_folder() -> std::path::PathBuf {
    std::env::var_os("SAYWELL_CRASH_FOLDER").expect("started by another test").into()
}

#[test]
#[ignore = "the process that is killed"]
fn saves_without_end() {
    let folder = crash_folder();
    let mut store = Store::open(&folder).unwrap();
    for number in 0.. {
        let id = store.save(new_run(number)).unwrap();
        std::fs::write(folder.join("acknowledged"), id.to_string()).unwrap();
    }
}

#[test]
fn a_process_killed_while_saving_loses_no_run_and_leaves_no_half_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = crate::common::noise();
    let (mut acknowledged, mut runs) = (0, 0);
    for round in 0..times() {
        let mut child = child("saves_without_end", folder.path());
        // The child analyses two samples first; from the first save on it is killed at any moment.
        let before = std::fs::metadata(folder.path().join("acknowledged")).and_then(|file| file.modified()).ok();
        while std::fs::metadata(folder.path().join("acknowledged")).and_then(|file| file.modified()).ok() == before {
            assert!(child.try_wait().unwrap().is_none(), "the child ended by itself");
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros((random.next().unwrap().abs() * 150_000.0) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let last: usize =
            std::fs::read_to_string(folder.path().join("acknowledged")).unwrap().parse().unwrap_or(acknowledged);
        acknowledged = last.max(acknowledged);
        let found = sound(folder.path()).unwrap_or_else(|problem| panic!("round {round}: {problem}"));
        assert!(
            found >= acknowledged && found >= runs,
            "round {round}: {found} runs, {acknowledged} were acknowledged"
        );
        runs = found;
    }
    eprintln!("{} kills while saving: {runs} runs, none lost, none half", times());
}

#[test]
#[ignore = "the process that is killed"]
fn migrates_once() {
    let folder = crash_folder();
    std::fs::write(folder.join("started"), "").unwrap();
    drop(Store::open(&folder).unwrap());
    std::fs::write(folder.join("migrated"), "").unwrap();
}

#[test]
fn a_process_killed_while_migrating_leaves_the_old_shape_or_the_new() {
    let original = tempfile::tempdir().unwrap();
    first_version(original.path(), 300);
    let mut random = crate::common::noise();
    let whole = tempfile::tempdir().unwrap();
    std::fs::copy(original.path().join(FILE_NAME), whole.path().join(FILE_NAME)).unwrap();
    let began = Instant::now();
    drop(Store::open(whole.path()).unwrap());
    let longest = began.elapsed().mul_f32(1.3);
    let mut killed_in_time = 0;
    for round in 0..times() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(original.path().join(FILE_NAME), folder.path().join(FILE_NAME)).unwrap();
        let mut child = child("migrates_once", folder.path());
        while !folder.path().join("started").exists() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(longest.mul_f32(random.next().unwrap().abs()));
        child.kill().unwrap();
        child.wait().unwrap();
        killed_in_time += usize::from(!folder.path().join("migrated").exists());
        assert_eq!(sound(folder.path()), Ok(300), "round {round}");
        let store = Store::open(folder.path()).unwrap();
        assert_eq!(store.list(&Filter::default()).unwrap().len(), 300);
        assert!(store.analysis(RunId(300), None).is_ok());
        // The copy made before, when it is there, is whole.
        for copy in store.backups().all() {
            assert_eq!(checkup::check(&copy, &mut |_, _| {}), Ok(300), "round {round}");
        }
    }
    eprintln!("{} kills while migrating, {killed_in_time} of them before its end: nothing lost", times());
}

/// A history as the first version of its shape made it.
fn first_version(folder: &Path, runs: i64) {
    let mut store = Store::open(folder).unwrap();
    save(&mut store, 0..runs);
    drop(store);
    let db = rusqlite::Connection::open(folder.join(FILE_NAME)).unwrap();
    let indexes: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    indexes.iter().for_each(|name| db.execute_batch(&format!("DROP INDEX {name}")).unwrap());
    for column in ["runs DROP COLUMN place", "runs DROP COLUMN audio_path_bytes", "tags DROP COLUMN run_place"] {
        db.execute_batch(&format!("ALTER TABLE {column}")).unwrap();
    }
    db.pragma_update(None, "user_version", 1).unwrap();
}

#[test]
fn a_copy_is_made_before_a_migration() {
    let folder = tempfile::tempdir().unwrap();
    first_version(folder.path(), 3);
    let store = Store::open(folder.path()).unwrap();
    let copies = store.backups().all();
    assert_eq!(copies.len(), 1);
    assert!(copies[0].ends_with("backups/before-version-2.db"), "{copies:?}");
    let db = rusqlite::Connection::open(&copies[0]).unwrap();
    assert_eq!(db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[test]
fn the_last_backup_of_each_of_three_days_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    for hour in 0..24 * 5 {
        if hour % 24 == 0 {
            store.save(new_run(hour)).unwrap();
        }
        let midnight = 1_763_942_400;
        let now = Timestamp::from_second(midnight + hour * 3600).unwrap();
        assert!(store.back_up_when_due(now).unwrap().is_some_and(|copy| copy.exists()));
    }
    let counts: Vec<usize> =
        store.backups().all().iter().map(|copy| checkup::check(copy, &mut |_, _| {}).unwrap()).collect();
    assert_eq!(counts, [5, 4, 3]);
}

/// How many runs there are where commands are killed.
const SAVED: i64 = 6;

/// A home with so many runs, each with its recording; all but the last two are in a backup.
fn home_with_runs() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let data = data(home.path());
    let mut store = Store::open(&data).unwrap();
    std::fs::create_dir_all(data.join("recordings")).unwrap();
    for number in 0..SAVED {
        let path = data.join(format!("recordings/take {number}.wav"));
        let sound = format!("the sound of take {number}");
        std::fs::write(&path, &sound).unwrap();
        let audio = Some(AudioFile { path, sha256: sha256(sound.as_bytes()) });
        store.save(NewRun { audio, ..new_run(number) }).unwrap();
        if number == SAVED - 3 {
            store.back_up_when_due(Timestamp::now()).unwrap();
        }
    }
    home
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn data(home: &Path) -> PathBuf {
    home.join("data/saywell")
}

/// `saywell ARGS`, which finds its files in `home`.
fn saywell_in(home: &Path, args: &[&str]) -> Command {
    let mut saywell = crate::common::saywell(home);
    saywell.current_dir(home).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    saywell
}

/// Kills `saywell ARGS` at any moment in a home that `prepare` makes, again and again; `holds` looks at what is left.
fn killed(what: &str, args: &[&str], prepare: impl Fn() -> TempDir, holds: impl Fn(&Path)) {
    let whole = prepare();
    let began = Instant::now();
    assert!(saywell_in(whole.path(), args).status().unwrap().success(), "{args:?}");
    let longest = began.elapsed().mul_f32(1.1);
    holds(whole.path());
    let (mut random, mut killed_in_time) = (crate::common::noise(), 0);
    for _ in 0..times() {
        let home = prepare();
        let mut child = saywell_in(home.path(), args).spawn().unwrap();
        std::thread::sleep(longest.mul_f32(random.next().unwrap().abs()));
        child.kill().unwrap();
        killed_in_time += usize::from(!child.wait().unwrap().success());
        holds(home.path());
    }
    eprintln!("{} kills while {what}, {killed_in_time} of them before its end: nothing lost", times());
}

/// The numbers of the runs in `home`, whose history is sound, each with its recording as it was saved.
fn whole_runs(home: &Path) -> Vec<i64> {
    let store = Store::open(&data(home)).unwrap();
    let runs = store.list(&Filter::default()).unwrap();
    assert_eq!(sound(&data(home)), Ok(runs.len()));
    for audio in runs.iter().filter_map(|run| run.audio.as_ref()) {
        let now = std::fs::read(&audio.path).map(|bytes| sha256(&bytes));
        assert_eq!(now.ok().as_ref(), Some(&audio.sha256), "{:?}", audio.path);
    }
    let mut numbers: Vec<i64> = runs.iter().map(|run| run.id.0).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn an_import_that_is_killed_brings_all_or_nothing() {
    let original = home_with_runs();
    let archive = original.path().join("runs.tgz");
    assert!(saywell_in(original.path(), &["export", "--audio", "-o", "runs.tgz"]).status().unwrap().success());
    let prepare = || {
        let home = tempfile::tempdir().unwrap();
        std::fs::copy(&archive, home.path().join("runs.tgz")).unwrap();
        drop(Store::open(&data(home.path())).unwrap());
        home
    };
    let all: Vec<i64> = (1..=SAVED).collect();
    killed("importing", &["import", "runs.tgz"], prepare, |home| {
        let found = whole_runs(home);
        assert!(found.is_empty() || found == all, "{found:?}");
        // A second time brings what is missing, and leaves no recording twice.
        assert!(saywell_in(home, &["import", "runs.tgz"]).status().unwrap().success());
        assert_eq!(whole_runs(home), all);
        assert_eq!(data(home).join("recordings").read_dir().unwrap().count() as i64, SAVED);
    });
}

#[test]
fn a_deletion_that_is_killed_takes_all_or_nothing_and_nothing_else() {
    let all: Vec<i64> = (1..=SAVED).collect();
    let delete = ["delete", "2", "3", "--yes", "--everywhere"];
    killed("deleting", &delete, home_with_runs, |home| {
        let left = whole_runs(home);
        assert!(left == all || left == [1, 4, 5, 6], "{left:?}");
        // A second time ends it, wherever the first was: what is gone here may still be in a backup.
        let _ = saywell_in(home, &delete).status().unwrap();
        assert_eq!(whole_runs(home), [1, 4, 5, 6]);
        for copy in data(home).join("backups").read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if copy.extension().is_some_and(|extension| extension == "db") {
                assert!(checkup::check(&copy, &mut |_, _| {}).is_ok(), "{copy:?}");
            }
        }
    });
}

#[test]
fn a_doctor_that_is_killed_loses_nothing() {
    let prepare = || {
        let home = home_with_runs();
        let file = data(home.path()).join(FILE_NAME);
        let mut bytes = std::fs::read(&file).unwrap();
        // The head of the file: no run is readable without it but for the rescue.
        bytes[..64].fill(0xAA);
        std::fs::write(&file, bytes).unwrap();
        home
    };
    let whole = prepare();
    assert!(saywell_in(whole.path(), &["doctor", "--yes"]).status().unwrap().success());
    let saved = whole_runs(whole.path());
    assert!(saved.len() as i64 >= SAVED - 2, "{saved:?}");
    killed("doctoring", &["doctor", "--yes"], prepare, |home| {
        assert!(saywell_in(home, &["doctor", "--yes"]).status().unwrap().success());
        assert_eq!(whole_runs(home), saved);
    });
}

#[test]
fn random_bytes_over_any_page_are_noticed_and_what_can_be_read_is_kept() {
    const RUNS: i64 = 8;
    let original = tempfile::tempdir().unwrap();
    let mut store = Store::open(original.path()).unwrap();
    save(&mut store, 0..RUNS - 2);
    store.back_up_when_due(Timestamp::now()).unwrap();
    save(&mut store, RUNS - 2..RUNS);
    // Closed, so that all is in one file.
    drop(store);
    let good = std::fs::read(original.path().join(FILE_NAME)).unwrap();
    let mut random = crate::common::noise();
    let (mut rescued, mut lost) = (0, 0);
    for page in 0..good.len() / 4096 {
        let folder = tempfile::tempdir().unwrap();
        let mut bad = good.clone();
        bad[page * 4096..(page + 1) * 4096].fill_with(|| (random.next().unwrap() * 128.0) as i8 as u8);
        std::fs::write(folder.path().join(FILE_NAME), &bad).unwrap();
        assert!(sound(folder.path()).is_err(), "page {page} of {}", good.len() / 4096);

        let backup = original.path().join("backups").read_dir().unwrap().next().unwrap().unwrap().path();
        let done = restore::restore(folder.path(), Some(&backup), Timestamp::now()).unwrap();
        assert_eq!(done.from_backup, RUNS as usize - 2, "page {page}");
        assert_eq!(sound(folder.path()), Ok(done.from_backup + done.rescued), "page {page}");
        assert_eq!(std::fs::read(&done.aside).unwrap(), bad, "the damaged file is kept");
        rescued += done.rescued;
        lost += 2 - done.rescued;
    }
    eprintln!("each page spoiled in turn: {rescued} runs that no backup had were rescued, {lost} not");
    assert!(rescued > lost, "{rescued} rescued, {lost} lost");
}

#[test]
fn a_full_disk_leaves_the_history_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
        .arg(folder.path())
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    }
    let outcome = std::panic::catch_unwind(|| fill(folder.path()));
    Command::new("umount").arg(folder.path()).status().unwrap();
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

fn fill(folder: &Path) {
    let filler = folder.join("filler");
    std::fs::write(&filler, vec![0; 300_000]).unwrap();
    let mut store = Store::open(folder).unwrap();
    let mut saved = 0;
    let error = loop {
        match store.save(new_run(saved as i64)) {
            Ok(_) => saved += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::Unwritable { .. }), "{error}");
    assert!(error.to_string().contains("free some space"), "{error}");
    assert!(saved > 3, "{saved}");
    drop(store);
    assert_eq!(sound(folder), Ok(saved));
    std::fs::remove_file(filler).unwrap();
    let mut store = Store::open(folder).unwrap();
    store.save(new_run(1)).unwrap();
    assert_eq!(store.count().unwrap(), saved + 1);
}

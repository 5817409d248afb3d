//! Finding, choosing, checking and removing installed models.

use super::super::header::tests::small_model;
use super::*;
use crate::transcription::models::ModelError;

const ENGLISH: i32 = 51864;
const MANY: i32 = 51865;

fn demo() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/models/demo.bin").into()
}

/// A store with sound models of these file names.
fn store_with(models: &[(&str, i32)]) -> (tempfile::TempDir, ModelStore) {
    let folder = tempfile::tempdir().unwrap();
    for (name, vocab) in models {
        fs::write(folder.path().join(name), small_model(*vocab)).unwrap();
    }
    let store = ModelStore::new(folder.path());
    (folder, store)
}

fn message(result: Result<Model>) -> String {
    let message = result.unwrap_err().to_string();
    assert!(!message.contains('\n'), "{message}");
    message
}

#[test]
fn nothing_installed_says_what_to_type() {
    let store = ModelStore::new("/nonexistent/models");
    assert!(store.installed().unwrap().is_empty());
    let english = message(store.resolve(None, Some("en")));
    assert!(english.contains("`saywell models download base.en-q8_0` (78 MiB, once)"), "{english}");
    assert!(message(store.resolve(None, None)).contains("download small-q8_0"));
}

#[test]
fn english_models_serve_english_only() {
    let (_folder, store) = store_with(&[("ggml-one.en.bin", ENGLISH)]);
    assert_eq!(store.resolve(None, Some("en")).unwrap().name, "one.en");
    assert_eq!(store.resolve(None, None).unwrap().name, "one.en", "nobody said which language: taken for English");
    let spanish = message(store.resolve(None, Some("es")));
    assert!(spanish.contains("knows es") && spanish.contains("one.en"), "{spanish}");
    let named = store.resolve(Some("one.en"), Some("es"));
    assert_eq!(named.as_ref().unwrap_err().exit_code(), 2);
    assert!(message(named).contains("only English, not es"));
    assert_eq!(store.resolve(Some("one.en"), None).unwrap().name, "one.en");

    let (_folder, store) = store_with(&[("ggml-one.en.bin", ENGLISH), ("ggml-all.bin", MANY)]);
    for language in [None, Some("es")] {
        assert_eq!(store.resolve(None, language).unwrap().name, "all");
    }
}

#[test]
fn better_models_rank_higher() {
    let rank = |name: &str| catalogue().entry(name).unwrap().rank;
    let ascending =
        ["tiny-q5_1", "tiny.en", "base-q5_1", "base", "base.en-q5_1", "small.en-q8_0", "medium", "large-v3"];
    assert!(ascending.is_sorted_by_key(|name| rank(name)));
}

#[test]
fn the_demo_model_is_used_only_when_named() {
    let (folder, store) = store_with(&[]);
    fs::copy(demo(), folder.path().join("demo.bin")).unwrap();
    assert!(matches!(store.resolve(None, Some("en")), Err(Error::Model(ModelError::NoneInstalled { .. }))));
    assert!(store.resolve(Some("demo"), Some("en")).unwrap().is_demo());
    let by_path = store.resolve(demo().to_str(), Some("en")).unwrap();
    assert!(by_path.is_demo() && by_path.name == "demo" && by_path.entry.is_none());
    // Called by another name it is still the demo.
    fs::rename(folder.path().join("demo.bin"), folder.path().join("ggml-base.en.bin")).unwrap();
    assert!(matches!(store.resolve(None, Some("en")), Err(Error::Model(ModelError::NoneInstalled { .. }))));
}

#[test]
fn names_that_do_not_resolve_say_why() {
    let (folder, store) = store_with(&[]);
    assert!(message(store.resolve(Some("small.en"), None)).contains("`saywell models download small.en`"));
    let slip = store.resolve(Some("bsae.en"), None);
    assert_eq!(slip.as_ref().unwrap_err().exit_code(), 2);
    assert!(message(slip).contains("did you mean base.en"));
    assert!(message(store.resolve(Some("wav2vec"), None)).contains("`saywell models list`"));
    assert!(matches!(store.resolve(Some("no/such/file.bin"), None), Err(Error::NotFound(_))));
    assert!(matches!(store.resolve(Some("file.bin"), None), Err(Error::NotFound(_))));
    assert!(matches!(store.resolve(folder.path().to_str(), None), Err(Error::Model(ModelError::Format { .. }))));
}

#[test]
fn a_damaged_model_is_reported_only_when_nothing_else_serves() {
    let (folder, store) = store_with(&[]);
    fs::write(folder.path().join("ggml-base.en.bin"), &small_model(ENGLISH)[..5000]).unwrap();
    fs::write(folder.path().join("ggml-base.en-q5_1.bin.part"), b"unfinished").unwrap();
    assert!(message(store.resolve(None, Some("en"))).contains("download base.en"));
    fs::write(folder.path().join("ggml-own.bin"), small_model(ENGLISH)).unwrap();
    assert_eq!(store.resolve(None, Some("en")).unwrap().name, "own");
    let names: Vec<_> = store.installed().unwrap().into_iter().map(|i| (i.name, i.model.is_ok())).collect();
    assert_eq!(names, [("base.en".to_owned(), false), ("own".to_owned(), true)]);
}

#[test]
fn verify_compares_with_the_catalogue() {
    let (folder, store) = store_with(&[("ggml-own.bin", MANY), ("ggml-tiny.bin", MANY)]);
    let verify = |name: &str| store.verify(name, &Interrupt::default(), &mut |_, _| {});
    assert!(matches!(verify("own"), Ok(VerifyOutcome::Unlisted { sha256 }) if sha256.len() == 64));
    assert!(matches!(verify("tiny"), Ok(VerifyOutcome::WrongSize { expected: 77_691_713, .. })));
    assert!(matches!(verify("base"), Err(Error::Model(ModelError::NotInstalled { .. }))));
    assert!(matches!(verify("../own"), Err(Error::Model(ModelError::Unknown { .. }))));
    // The right size with other content (a file with a hole, so it takes no room).
    let file = fs::File::create(folder.path().join("ggml-tiny-q5_1.bin")).unwrap();
    file.set_len(32_152_673).unwrap();
    assert!(matches!(verify("tiny-q5_1"), Ok(VerifyOutcome::WrongChecksum { .. })));
    let stop = Interrupt::default();
    stop.raise();
    assert!(matches!(store.verify("own", &stop, &mut |_, _| {}), Err(Error::Interrupted)));
}

#[test]
fn remove_takes_the_model_and_its_unfinished_download() {
    let (folder, store) = store_with(&[("ggml-base.bin", MANY), ("kept.bin", MANY)]);
    fs::write(store.part("base"), [0; 10]).unwrap();
    assert_eq!(store.remove("base").unwrap(), small_model(MANY).len() as u64 + 10);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(matches!(store.remove("base"), Err(Error::Model(ModelError::NotInstalled { .. }))));
    assert!(matches!(store.remove("../kept"), Err(Error::Model(ModelError::Unknown { .. }))));
    store.remove("kept").unwrap();
}

#[test]
fn a_file_that_is_here_already_is_checked_named_and_copied_or_linked() {
    let (elsewhere, _) = store_with(&[("ggml-mine.bin", MANY), ("broken.bin", MANY)]);
    let file = elsewhere.path().join("ggml-mine.bin");
    let (folder, store) = store_with(&[]);
    let add = |file: &Path, name: Option<&str>, linked: bool| {
        store.add(file, name, linked, &Interrupt::default(), &mut |_, _| {})
    };
    assert_eq!(add(&file, None, false).unwrap().name, "mine");
    assert_eq!(fs::read(folder.path().join("ggml-mine.bin")).unwrap(), small_model(MANY));
    assert!(matches!(add(&file, None, false), Err(Error::Model(ModelError::Exists { name, .. })) if name == "mine"));
    add(&file, Some("pointed"), true).unwrap();
    assert!(fs::symlink_metadata(folder.path().join("ggml-pointed.bin")).unwrap().is_symlink());
    // A name of the catalogue means its bytes, and no name leads out of the folder.
    assert!(matches!(add(&file, Some("tiny"), false), Err(Error::Model(ModelError::Damaged { .. }))));
    for name in ["", "../mine", ".mine", "a b"] {
        assert!(matches!(add(&file, Some(name), false), Err(Error::Model(ModelError::Name { .. }))), "{name}");
    }
    fs::write(&file, "not a model").unwrap();
    assert!(matches!(add(&file, Some("other"), false), Err(Error::Model(ModelError::Format { .. }))));
    assert_eq!(store.remove("mine").unwrap(), small_model(MANY).len() as u64);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the link alone is left");
}

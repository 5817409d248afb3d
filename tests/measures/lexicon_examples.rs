//! Every lexicon entry is run against its own examples, and against sentences labelled by hand.

use saywell::language::sentences::SentencePauses;
use saywell::language::{LexiconHit, Library, UserFile, languages, lexicons_for};

const PAUSES: SentencePauses = SentencePauses { anywhere_s: 0.5, before_link_s: 0.35 };

fn hits(language: &str, text: &str) -> Vec<LexiconHit> {
    lexicons_for(language).unwrap().read(text.split_whitespace(), |_| 0.0, PAUSES).hits
}

fn fillers(language: &str, text: &str) -> Vec<String> {
    let fillers = hits(language, text).into_iter().filter(|hit| hit.category == "filler");
    fillers.map(|hit| hit.phrase.to_lowercase()).collect()
}

#[test]
fn every_entry_matches_its_examples_and_misses_its_counterexamples() {
    let mut failures = Vec::new();
    for language in languages() {
        for entry in lexicons_for(language).unwrap().entries() {
            let name = format!("{language} {} {:?}", entry.category, entry.phrases);
            if entry.examples.matches.is_empty() || entry.examples.misses.is_empty() {
                failures.push(format!("{name}: needs an example of each kind"));
            }
            let failed = lexicons_for(language).unwrap().failed_examples(entry);
            failures.extend(failed.into_iter().map(|failed| format!("{name}: {failed}")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn words_with_a_plain_sense_are_no_fillers() {
    let text = "I really like Rust so I chose it. The right way is well tested. So yeah, it works like a queue.";
    assert_eq!(fillers("en", text), ["so yeah"]);
    for plain in [
        "I like Rust.",
        "It works like a queue.",
        "We did it so that it scales.",
        "The right way.",
        "As well as the tests.",
        "We actually measured it.",
        "It was actually measured.",
        "Well, the result was good.",
        "So I talked to my team about the problem.",
        "Do you know what I mean by that?",
    ] {
        assert_eq!(fillers("en", plain).into_iter().filter(|f| f != "you know what i mean").count(), 0, "{plain}");
    }
}

#[test]
fn fillers_are_found_by_their_place() {
    assert_eq!(fillers("en", "It was, like, really slow."), ["like"]);
    assert_eq!(
        fillers("en", "So, the biggest challenge was, you know, a memory leak. Then I, uh, rewrote the, um, database."),
        ["you know", "uh", "um"]
    );
    assert_eq!(fillers("en", "UM, I MEAN, IT WAS, LIKE, REALLY SLOW, YOU KNOW."), ["um", "i mean", "like", "you know"]);
    assert_eq!(fillers("en", "it was um like uh really slow"), ["um", "like", "uh"]);
    assert_eq!(fillers("en", "you know what I mean, it was, you know, done"), ["you know what i mean", "you know"]);
    assert_eq!(
        fillers("es", "Eh, bueno, o sea, el equipo era, digamos, pequeño y, nada, este tipo de cosas, ¿no?"),
        ["eh", "bueno", "o sea", "digamos", "nada"]
    );
}

#[test]
fn a_pause_breaks_like_a_comma() {
    let lexicons = lexicons_for("en").unwrap();
    let words = ["it", "was", "like", "really", "slow"];
    let found = |pauses_s: [f64; 5]| lexicons.read(words, |word| pauses_s[word], PAUSES).hits.len();
    assert_eq!(found([0.0, 0.0, 0.3, 0.3, 0.0]), 1);
    assert_eq!(found([0.0, 0.0, 0.7, 0.6, 0.0]), 1);
}

#[test]
fn languages_are_found_by_code_and_others_have_none() {
    assert_eq!(languages().collect::<Vec<_>>(), ["en", "es"]);
    assert_eq!(lexicons_for("en-US").unwrap().name, "English");
    assert_eq!(lexicons_for("ES").unwrap().name, "Spanish");
    assert!(lexicons_for("de").is_none() && lexicons_for("").is_none());
    let library = Library::built_in();
    assert!(library.text("en").contains("you know") && library.text("de").is_empty());
}

#[test]
fn a_broken_lexicon_says_which_entry() {
    use saywell::language::Lexicons;
    let language = "name='X'\nabbreviations=[]\nclause_openers=[]\n[syllables]\nvowels='a'";
    let entry = |more: &str| {
        format!(
            "category='filler'\n[[entry]]\nphrases=['a b']\nclass='c'\n{more}\nexamples={{match=['a b'],miss=['b']}}"
        )
    };
    let read = |text: &str| Lexicons::parse("x", &[("x/language.toml", language), ("x/f.toml", text)]);
    assert!(read(&entry("")).is_ok());
    for (bad, says) in [("requires=['nowhere']", "nowhere"), ("followed_by=['@no']", "@no"), ("colour=1", "colour")] {
        let error = read(&entry(bad)).unwrap_err().to_string();
        assert!(error.starts_with("x/f.toml: ") && error.contains(says) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn every_category_is_there_in_every_language() {
    use saywell::language::lexicon::CATEGORIES;
    for language in languages() {
        for category in CATEGORIES {
            let entries = lexicons_for(language).unwrap().entries().filter(|entry| entry.category == category);
            assert!(entries.count() > 0, "{language}: no {category}");
        }
    }
}

#[test]
fn tentative_words_are_found_in_their_tentative_sense_only() {
    let hedges = |language: &str, text: &str| {
        let hits = hits(language, text).into_iter().filter(|hit| hit.category == "hedge");
        hits.map(|hit| format!("{}: {}", hit.class, hit.phrase)).collect::<Vec<_>>()
    };
    assert_eq!(
        hedges("en", "I guess it was kind of slow, right? I'm no expert. It was just a script."),
        ["hedge: I guess", "hedge: kind of", "tag: right", "disclaimer: I'm no expert", "minimiser: just a"]
    );
    assert_eq!(hedges("en", "What kind of team? A bit of sugar. The right way. I had just left."), [""; 0]);
    assert_eq!(
        hedges("es", "Creo que era un poco lento, ¿no? Un poco de código."),
        ["hedge: creo que", "hedge: un poco", "tag: no"]
    );
}

fn own(language: &str, path: &str, text: &str) -> UserFile {
    UserFile { language: language.into(), path: path.into(), text: text.into() }
}

#[test]
fn a_user_s_file_adds_and_removes_entries_and_languages() {
    let mine = own("en", "en/mine.toml", "category='filler'\nremove=['basically']\n[[entry]]\nphrases=['per se']\n");
    let library = Library::with(&[mine]).unwrap();
    let found = |text: &str| {
        let text = library.get("en").unwrap().read(text.split_whitespace(), |_| 0.0, PAUSES);
        text.hits.into_iter().filter(|hit| hit.category == "filler").map(|hit| hit.phrase).collect::<Vec<_>>()
    };
    assert_eq!(found("It was, um, basically not slow per se."), ["um", "per se"]);
    assert_eq!(fillers("en", "It was, um, basically not slow per se."), ["um", "basically"], "the program's own stay");
    assert_ne!(library.text("en"), Library::built_in().text("en"), "the provenance shows the difference");

    let french = [
        own(
            "fr",
            "fr/language.toml",
            "name='French'\nabbreviations=[]\nclause_openers=['et']\nstemmer='French'\n[syllables]\nvowels='aeiouy'",
        ),
        own("fr", "fr/fillers.toml", "category='filler'\n[[entry]]\nphrases=['euh']\nclass='filled_pause'\n"),
    ];
    let text = Library::with(&french).unwrap().get("fr").unwrap().read("le, euh, projet".split(' '), |_| 0.0, PAUSES);
    assert_eq!(text.hits.len(), 1);
}

#[test]
fn a_user_s_file_that_cannot_be_used_is_refused_by_name_and_reason() {
    for (text, says) in [
        ("category='fillers'", "category \"fillers\" is none of filler, hedge"),
        ("category='filler'\nremove=['basicaly']", "no filler to remove is called \"basicaly\""),
        ("category='filler'\n[[entry]]\nphrases=['...']", "phrases with letters"),
        ("category='filler'\n[[entry]]\nphrase=['x']", "unknown field `phrase`"),
        ("not toml", "expected"),
        (
            "category='filler'\n[[entry]]\nphrases=['right']\nexamples={match=['all right'],miss=['the right way']}",
            "found in",
        ),
    ] {
        let error = Library::with(&[own("en", "en/mine.toml", text)]).unwrap_err().to_string();
        assert!(error.starts_with("en/mine.toml: ") && error.contains(says) && !error.contains('\n'), "{error}");
    }
    let alone = own("fr", "fr/fillers.toml", "category='filler'\n[[entry]]\nphrases=['euh']");
    assert!(Library::with(&[alone]).unwrap_err().to_string().contains("there is no language.toml"));
}

//! Every lexicon entry is run against its own examples, and against sentences labelled by hand.

use saywell::language::{LexiconHit, data_text, languages, lexicons_for};

const SENTENCE_PAUSE_S: f64 = 0.5;

fn hits(language: &str, text: &str) -> Vec<LexiconHit> {
    lexicons_for(language).unwrap().read(text.split_whitespace(), |_| 0.0, SENTENCE_PAUSE_S).hits
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
            let found = |text: &str| {
                let mut hits = hits(language, text).into_iter();
                hits.any(|hit| {
                    hit.category == entry.category && hit.class == entry.class && entry.phrases.contains(&hit.phrase)
                })
            };
            failures.extend(
                entry.examples.matches.iter().filter(|t| !found(t)).map(|t| format!("{name}: missed in {t:?}")),
            );
            failures
                .extend(entry.examples.misses.iter().filter(|t| found(t)).map(|t| format!("{name}: found in {t:?}")));
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
    assert_eq!(
        fillers("en", "you know what I mean, it was sort of, you know, done"),
        ["you know what i mean", "you know"]
    );
    assert_eq!(
        fillers("es", "Eh, bueno, o sea, el equipo era, digamos, pequeño y, nada, este tipo de cosas, ¿no?"),
        ["eh", "o sea", "digamos", "nada"]
    );
}

#[test]
fn a_pause_breaks_like_a_comma() {
    let lexicons = lexicons_for("en").unwrap();
    let words = ["it", "was", "like", "really", "slow"];
    let found = |pauses_s: [f64; 5]| lexicons.read(words, |word| pauses_s[word], SENTENCE_PAUSE_S).hits.len();
    assert_eq!(found([0.0, 0.0, 0.3, 0.3, 0.0]), 1);
    assert_eq!(found([0.0, 0.0, 0.7, 0.6, 0.0]), 1);
}

#[test]
fn languages_are_found_by_code_and_others_have_none() {
    assert_eq!(languages().collect::<Vec<_>>(), ["en", "es"]);
    assert_eq!(lexicons_for("en-US").unwrap().name, "English");
    assert_eq!(lexicons_for("ES").unwrap().name, "Spanish");
    assert!(lexicons_for("de").is_none() && lexicons_for("").is_none());
    assert!(data_text("en").contains("you know") && data_text("de").is_empty());
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

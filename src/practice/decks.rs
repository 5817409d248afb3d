//! The decks there are: those in the program, and the user's own.

use std::collections::BTreeMap;

use super::deck::{Deck, DeckQuestion};
use crate::error::Result;
use crate::language::{UserFile, data_files};
use crate::practice::DeckError;
use crate::question::{FOLLOW_UP_MARK, Profile, Questions, Wording};
use crate::similar;

/// The kind of question that a follow-up is: a short answer without parts.
const FOLLOW_UP_KIND: &str = "factual";

/// The language whose wording is the first of a question that is asked in several.
const FIRST: &str = "en";

/// All decks, in the order in which an interview goes through them.
#[derive(Debug, Clone)]
pub struct Decks {
    decks: Vec<Deck>,
}

/// The built-in decks from the first minutes of an interview to the last.
const USUAL_ORDER: [&str; 7] = ["opening", "project", "people", "pressure", "explaining", "unknown", "closing"];

impl Decks {
    /// The decks in the program.
    pub fn built_in() -> Decks {
        let kinds = Questions::built_in();
        let mut decks: Vec<Deck> = data_files("decks/")
            .map(|(path, text)| {
                let (language, name) = path
                    .strip_prefix("decks/")
                    .and_then(|path| path.strip_suffix(".toml")?.split_once('/'))
                    .expect("decks lie in a folder for each language");
                Deck::parse(name, language, path, text, &kinds).expect("the decks in the program are checked by a test")
            })
            .collect();
        decks.sort_by_key(|deck| USUAL_ORDER.iter().position(|name| *name == deck.name).unwrap_or(USUAL_ORDER.len()));
        Decks { decks }
    }

    /// The same with the user's decks; one of a name that is there takes its place.
    ///
    /// # Errors
    /// [`DeckError::File`].
    pub fn with(mut self, files: &[UserFile], kinds: &Questions) -> Result<Decks> {
        for UserFile { language, path, text } in files {
            let name = std::path::Path::new(path).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
            let deck = Deck::parse(&name, language, path, text, kinds)?;
            match self.decks.iter_mut().find(|known| known.name == deck.name && known.language == deck.language) {
                Some(known) => *known = deck,
                None => self.decks.push(deck),
            }
        }
        Ok(self)
    }

    /// The same with one deck more.
    pub fn and(mut self, deck: Deck) -> Decks {
        self.decks.push(deck);
        self
    }

    /// Decks for interviews in `language`.
    pub fn of<'a, 'l>(&'a self, language: &'l str) -> impl Iterator<Item = &'a Deck> + use<'a, 'l> {
        self.decks.iter().filter(move |deck| deck.language == language)
    }

    /// Languages that have questions, in alphabetical order.
    pub fn languages(&self) -> Vec<&str> {
        let mut languages: Vec<&str> = self.decks.iter().map(|deck| deck.language.as_str()).collect();
        languages.sort_unstable();
        languages.dedup();
        languages
    }

    /// The questions in `language` of the deck or the topic called `asked`, or all of them, in their order.
    ///
    /// # Errors
    /// [`DeckError::Unknown`] lists the names that exist, [`DeckError::Language`] the languages.
    pub fn choose(&self, language: &str, asked: Option<&str>) -> Result<Vec<&DeckQuestion>> {
        let all: Vec<&DeckQuestion> = self.of(language).flat_map(|deck| &deck.questions).collect();
        if all.is_empty() {
            let known = self.languages().into_iter().map(str::to_owned).collect();
            return Err(DeckError::Language { asked: language.to_owned(), known }.into());
        }
        let Some(asked) = asked else { return Ok(all) };
        if let Some(deck) = self.of(language).find(|deck| deck.name == asked) {
            return Ok(deck.questions.iter().collect());
        }
        let of_topic: Vec<&DeckQuestion> = all.iter().copied().filter(|question| question.topic == asked).collect();
        if !of_topic.is_empty() {
            return Ok(of_topic);
        }
        let mut known: Vec<String> = self.of(language).map(|deck| deck.name.clone()).collect();
        let topics = all.iter().map(|question| &question.topic);
        topics.for_each(|topic| {
            if !known.contains(topic) {
                known.push(topic.clone());
            }
        });
        let hint = similar::hint(asked, known.iter().map(String::as_str));
        Err(DeckError::Unknown { asked: asked.to_owned(), hint, known }.into())
    }

    /// The question called `id` in `language`.
    pub fn question(&self, language: &str, id: &str) -> Option<&DeckQuestion> {
        self.of(language).flat_map(|deck| &deck.questions).find(|question| question.id == id)
    }

    /// Every question and every follow-up as what an answer is compared with, so that `--question ID` knows them all.
    pub fn singles(&self, kinds: &Questions) -> BTreeMap<String, Profile> {
        let mut singles: BTreeMap<String, Profile> = BTreeMap::new();
        let mut put = |language: &str, id: String, profile: Profile| match singles.get_mut(&id) {
            Some(first) => {
                let Profile { title, topic, points, .. } = profile;
                first.wordings.insert(language.to_owned(), Wording { title, topic, points });
            }
            None => drop(singles.insert(id, profile)),
        };
        let in_first = self.of(FIRST);
        for deck in in_first.chain(self.decks.iter().filter(|deck| deck.language != FIRST)) {
            for question in &deck.questions {
                put(&deck.language, question.id.clone(), question.profile(&deck.language, kinds));
                for follow_up in &question.follow_ups {
                    let mut profile = kinds.kind(FOLLOW_UP_KIND).expect("a built-in kind").clone();
                    profile.title.clone_from(&follow_up.ask);
                    profile.wordings.clear();
                    put(&deck.language, question.follow_up_id(follow_up), profile);
                }
            }
        }
        singles
    }
}

/// The id of the question that the run of a question or of a follow-up belongs to.
pub fn question_of(id: &str) -> &str {
    id.split(FOLLOW_UP_MARK).next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::deck::Condition;
    use super::*;
    use crate::language::Library;

    /// What an interview goes through.
    const TOPICS: [&str; 18] = [
        "ambiguity",
        "clarification",
        "closing-questions",
        "conflict",
        "deadline",
        "disagreement",
        "explain-to-colleague",
        "explain-to-outsider",
        "failure",
        "hardest-challenge",
        "last-project",
        "leadership",
        "motivation",
        "not-knowing",
        "salary-and-notice",
        "self-introduction",
        "trade-offs",
        "weaknesses",
    ];

    #[test]
    fn every_language_has_enough_questions_of_every_topic() {
        let decks = Decks::built_in();
        assert_eq!(decks.languages(), ["en", "es"]);
        for language in decks.languages() {
            let all = decks.choose(language, None).unwrap();
            assert!(all.len() >= 80, "{language}: {}", all.len());
            let topics: BTreeSet<&str> = all.iter().map(|question| question.topic.as_str()).collect();
            assert_eq!(topics.into_iter().collect::<Vec<_>>(), TOPICS, "{language}");
            for topic in TOPICS {
                assert!(decks.choose(language, Some(topic)).unwrap().len() >= 5, "{language}: {topic}");
            }
        }
    }

    #[test]
    fn every_question_is_whole() {
        let library = Library::built_in();
        let parts = library.parts();
        let decks = Decks::built_in();
        for deck in &decks.decks {
            assert!(!deck.about.is_empty() && !deck.title.is_empty(), "{}", deck.name);
            for question in &deck.questions {
                let id = format!("{} {}", deck.language, question.id);
                assert!((5.0..=300.0).contains(&question.low_s) && question.high_s >= question.low_s + 15.0, "{id}");
                assert!((2..=3).contains(&question.listens_for.len()), "{id}: listens for");
                assert!(question.text.ends_with(['?', '.']) && question.text.len() < 130, "{id}: {}", question.text);
                assert!(!question.sources.is_empty(), "{id}: no source");
                let always: Vec<_> = question.follow_ups.iter().filter(|f| f.when == Condition::Always).collect();
                assert_eq!(always.len(), 1, "{id}: something can always be asked");
                assert_eq!(question.follow_ups.last(), always.first().copied(), "{id}: after everything else");
                assert!(question.follow_ups.len() >= 3, "{id}: {} follow-ups", question.follow_ups.len());
                for follow_up in &question.follow_ups {
                    assert!(follow_up.ask.ends_with(['?', '.']), "{id}: {}", follow_up.ask);
                    if let Condition::Missing(part) = &follow_up.when {
                        assert!(parts.contains(&part.as_str()), "{id}: {part}");
                    }
                    if follow_up.when == Condition::PointMissed {
                        assert!(!question.points.is_empty(), "{id}: no point can be missed");
                    }
                }
                let lexicons = library.get(&deck.language).unwrap();
                assert!(question.points.iter().all(|point| !lexicons.stems(point).is_empty()), "{id}: points");
            }
        }
    }

    #[test]
    fn both_languages_ask_the_same_and_differ_only_in_words() {
        let decks = Decks::built_in();
        let (en, es) = (decks.choose("en", None).unwrap(), decks.choose("es", None).unwrap());
        let ids = |all: &[&DeckQuestion]| all.iter().map(|question| question.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&en), ids(&es));
        for (en, es) in en.iter().zip(&es) {
            let id = &en.id;
            assert_eq!((&en.topic, &en.profile), (&es.topic, &es.profile), "{id}");
            assert_eq!((en.low_s, en.high_s), (es.low_s, es.high_s), "{id}");
            assert_eq!(en.points.len(), es.points.len(), "{id}");
            let when = |question: &DeckQuestion| -> Vec<Condition> {
                question.follow_ups.iter().map(|follow_up| follow_up.when.clone()).collect()
            };
            assert_eq!(when(en), when(es), "{id}");
            assert_eq!(
                en.sources.iter().map(|source| source.level).collect::<Vec<_>>(),
                es.sources.iter().map(|source| source.level).collect::<Vec<_>>(),
                "{id}"
            );
            assert!(en.text != es.text && en.topic_title != es.topic_title, "{id}");
        }
    }

    #[test]
    fn no_two_questions_are_alike() {
        let decks = Decks::built_in();
        for language in ["en", "es"] {
            let all = decks.choose(language, None).unwrap();
            let ids: BTreeSet<&str> = all.iter().map(|question| question.id.as_str()).collect();
            assert_eq!(ids.len(), all.len(), "{language}: an id in two decks");
            let lexicons = Library::built_in().get(language).unwrap();
            let stems: Vec<BTreeSet<String>> =
                all.iter().map(|question| lexicons.stems(&question.text).into_iter().collect()).collect();
            for (at, a) in stems.iter().enumerate() {
                for (other, b) in stems.iter().enumerate().skip(at + 1) {
                    let shared = a.intersection(b).count() as f64 / a.union(b).count().max(1) as f64;
                    assert!(shared < 0.7, "{language}: \"{}\" and \"{}\"", all[at].text, all[other].text);
                }
            }
        }
    }

    #[test]
    fn every_question_and_follow_up_is_a_question_by_its_id() {
        let kinds = Questions::built_in();
        let decks = Decks::built_in();
        let questions = kinds.clone().with_single(decks.singles(&kinds));
        let question = questions.question("conflict-colleague").unwrap();
        assert_eq!(question.info().title.as_deref(), Some("Tell me about a conflict with a colleague."));
        assert_eq!((question.longest_s(), question.shape().len()), (Some(120.0), 4));
        let spanish = question.in_language("es", Library::built_in().get("es"));
        assert!(spanish.info().title.as_deref().unwrap().starts_with("Cuéntame un conflicto"));
        let notice = questions.question("notice-start").unwrap().in_language("es", Library::built_in().get("es"));
        assert_eq!(notice.points()[0].text, "el preaviso");
        let follow_up = questions.question("conflict-colleague+missing-result").unwrap();
        assert_eq!((follow_up.longest_s(), follow_up.shape().len()), (Some(60.0), 0));
        let error = questions.question("conflict-coleague").unwrap_err().to_string();
        assert!(error.contains("did you mean conflict-colleague"), "{error}");
        assert_eq!(question_of("conflict-colleague+missing-result"), "conflict-colleague");
    }

    #[test]
    fn a_deck_of_one_s_own_is_refused_with_its_line() {
        let kinds = Questions::built_in();
        let refusal = |text: &str| Deck::parse("own", "en", "own.toml", text, &kinds).unwrap_err().to_string();
        let good = "title = 'Mine'\n[[question]]\nid = 'why-rust'\ntext = 'Why Rust?'\nprofile = 'factual'\n";
        let deck = Deck::parse("own", "en", "own.toml", good, &kinds).unwrap();
        assert_eq!((deck.questions[0].low_s, deck.questions[0].topic.as_str()), (20.0, "own"));
        for (change, said) in [
            ("colour = 'red'\n", "line 6: unknown field `colour`"),
            ("follow_ups = [{ when = 'bored', ask = 'What?' }]\n", "line 6: unknown variant `bored`, expected one of"),
            ("follow_ups = [{ when = { missing = 'result' }, ask = 'What?' }]\n", "line 6: factual asks for no parts"),
            ("band_s = [60, 20]\n", "line 6: band_s must grow"),
            ("topic = 'life'\n", "line 6: [topics] has no \"life\""),
            ("sources = ['hearsay']\n", "line 6: [sources] has no \"hearsay\""),
            (
                "[[question]]\nid = 'why-rust'\ntext = 'Why?'\nprofile = 'factual'\n",
                "line 7: the id why-rust is used twice",
            ),
            (
                "[[question]]\nid = 'Why Rust'\ntext = 'Why?'\nprofile = 'factual'\n",
                "line 7: the id \"Why Rust\" may hold",
            ),
            (
                "[[question]]\nid = 'b'\ntext = 'Why?'\nprofile = 'mood'\n",
                "line 9: no kind of question is called \"mood\"",
            ),
            (
                "[[question]]\nid = 'factual'\ntext = 'Why?'\nprofile = 'factual'\n",
                "line 7: the id factual is that of a kind",
            ),
        ] {
            let error = refusal(&format!("{good}{change}"));
            assert!(error.contains(said) && error.starts_with("own.toml: line"), "{change}: {error}");
        }
        assert!(refusal("title = 'Mine'\n").contains("missing field `question`"));
    }

    proptest::proptest! {
        #[test]
        fn no_deck_makes_it_panic(text in "\\PC{0,400}") {
            let _ = Deck::parse("own", "en", "own.toml", &text, &Questions::built_in());
        }
    }
}

//! The decks there are: those in the program, and the user's own.

use std::collections::BTreeMap;

use super::deck::{Deck, DeckQuestion, FOLLOW_UP_MARK};
use crate::error::{Error, Result};
use crate::language::{UserFile, data_files};
use crate::question::{Profile, Questions, Wording};
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
    /// [`Error::Deck`].
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
    /// [`Error::UnknownDeck`] lists the names that exist, [`Error::NoQuestionsIn`] the languages.
    pub fn choose(&self, language: &str, asked: Option<&str>) -> Result<Vec<&DeckQuestion>> {
        let all: Vec<&DeckQuestion> = self.of(language).flat_map(|deck| &deck.questions).collect();
        if all.is_empty() {
            let known = self.languages().into_iter().map(str::to_owned).collect();
            return Err(Error::NoQuestionsIn { asked: language.to_owned(), known });
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
        Err(Error::UnknownDeck { asked: asked.to_owned(), hint, known })
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

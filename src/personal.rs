//! What users add of their own: beside their settings `lexicons/LANG/NAME.toml`, `decks/LANG/NAME.toml` and
//! `questions.toml`, and the points of one answer.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files;
use crate::language::{Library, UserFile};
use crate::practice::words::Words;
use crate::practice::{Deck, DeckQuestion, Decks};
use crate::question::{Questions, points};
use crate::thresholds::cutoffs;

/// A file of points to mention that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct PointsError {
    pub path: PathBuf,
    pub problem: String,
}

/// The built-in data with the user's files over it.
#[derive(Debug, Clone)]
pub struct Personal {
    pub library: Library,
    /// The kinds, and every single question of the decks.
    pub questions: Questions,
    pub decks: Decks,
}

impl Personal {
    /// Reads the files in `folder`; what is not there adds nothing.
    ///
    /// # Errors
    /// [`Error::Unreadable`], and [`crate::language::LexiconError`], [`crate::question::QuestionError::File`] and [`crate::practice::DeckError::File`] for a file that cannot be
    /// used.
    pub fn load(folder: Option<&Path>) -> Result<Personal> {
        let files = by_language(folder.map(|folder| folder.join("lexicons")))?;
        let library = if files.is_empty() { Library::built_in().clone() } else { Library::with(&files)? };
        let mut questions = Questions::built_in();
        if let Some(path) = folder.map(|folder| folder.join("questions.toml")).filter(|path| path.exists()) {
            let text = files::text(&path)?;
            questions = questions.with(&path.display().to_string(), &text, &library.parts())?;
        }
        let decks = Decks::built_in().with(&by_language(folder.map(|folder| folder.join("decks")))?, &questions)?;
        let singles = decks.singles(&questions);
        Ok(Personal { library, questions: questions.with_single(singles), decks })
    }

    /// The same with one deck more, for this call.
    pub fn with_deck(self, deck: Deck) -> Personal {
        let decks = self.decks.and(deck);
        let singles = decks.singles(&self.questions);
        Personal { library: self.library, questions: self.questions.with_single(singles), decks }
    }

    /// The same with those of `asked` that stand in no deck, for an interview in `language`.
    pub fn with_own_questions(self, asked: &[String], language: &str) -> Personal {
        let unknown = asked.iter().filter(|id| self.decks.question(language, id).is_none());
        let own = unknown.filter_map(|id| self.questions.question(id).ok());
        let title = Words::of(language).say("own_question");
        let questions = own.map(|own| DeckQuestion::alone(&own.in_language(language, None), title)).collect();
        let (name, title) = ("own".to_owned(), title.to_owned());
        let deck = Deck { name, language: language.to_owned(), about: title.clone(), title, questions };
        Personal { decks: self.decks.and(deck), ..self }
    }
}

/// The TOML files in the folders of `folder`, each named by a language.
fn by_language(folder: Option<PathBuf>) -> Result<Vec<UserFile>> {
    let mut found = Vec::new();
    for language in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        let name = language.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        for path in entries(Some(language))?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")) {
            let text = files::text(&path)?;
            found.push(UserFile { language: name.clone(), path: path.display().to_string(), text });
        }
    }
    Ok(found)
}

/// The points of a file, one a line.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], and [`PointsError`] for a folder, and a file that holds none, too many, or
/// no text.
pub fn points(path: &Path) -> Result<Vec<String>> {
    let wrong = |problem: String| PointsError { path: path.to_owned(), problem };
    if path.is_dir() {
        return Err(wrong("is a folder; name the file of points inside it".to_owned()).into());
    }
    let limit_kib = cutoffs().content.points_max_kib;
    let bytes = files::read_at_most(path, (1024.0 * limit_kib) as u64)?
        .ok_or_else(|| wrong(format!("is larger than {limit_kib} KiB; name the notes, one point a line")))?;
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    Ok(points::parse(&text.ok_or_else(|| wrong("is not text; save the points as UTF-8, one a line".to_owned()))?)
        .map_err(wrong)?)
}

/// What lies in `folder`, by name; nothing when it is not there.
fn entries(folder: Option<PathBuf>) -> Result<Vec<PathBuf>> {
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else { return Ok(Vec::new()) };
    let list = fs::read_dir(&folder).map_err(|e| Error::reading(&folder, &e))?;
    let mut paths: Vec<PathBuf> = list
        .map(|entry| entry.map(|entry| entry.path()).map_err(|e| Error::reading(&folder, &e)))
        .collect::<Result<_>>()?;
    paths.sort();
    Ok(paths)
}

//! The languages saywell knows: those in the program, and what the user's own files add to them or take away.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::error::Result;
use crate::language::LexiconError;
use crate::language::{DATA_FILES, Lexicons, data_files};
use crate::language_code;

/// A lexicon file of the user's, read but not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFile {
    /// Name of the folder that it lies in: "en".
    pub language: String,
    /// For messages; the one that ends in `language.toml` holds the spelling.
    pub path: String,
    pub text: String,
}

/// Lexicons by language code.
#[derive(Debug, Clone)]
pub struct Library {
    languages: BTreeMap<String, Lexicons>,
    /// The files of each language as one text.
    texts: BTreeMap<String, String>,
}

impl Library {
    /// The lexicons in the program.
    pub fn built_in() -> &'static Library {
        static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
            let mut library = Library { languages: BTreeMap::new(), texts: BTreeMap::new() };
            for code in languages() {
                library.put(code, &[]).expect("the lexicons in the program are checked by a test");
            }
            library
        });
        &BUILT_IN
    }

    /// The built-in lexicons with the user's files over them. A file has the form of a built-in one: its entries are
    /// added, `remove` lists phrases of the same category that shall not count, a folder with a `language.toml` makes a
    /// language of its own.
    ///
    /// # Errors
    /// [`LexiconError`] names the file that does not parse, asks for unknown things, removes what is not there, or has
    /// an entry that does not keep to its own examples.
    pub fn with(files: &[UserFile]) -> Result<Library> {
        let mut library = Library::built_in().clone();
        let mut codes: Vec<&str> = files.iter().map(|file| file.language.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            let own: Vec<&UserFile> = files.iter().filter(|file| file.language == code).collect();
            library.put(code, &own)?;
            let lexicons = &library.languages[code];
            for file in own {
                check_examples(lexicons, file)?;
            }
        }
        Ok(library)
    }

    /// Reads the built-in files of a language with `own` after them.
    fn put(&mut self, code: &str, own: &[&UserFile]) -> Result<()> {
        let spelled = own.iter().any(|file| is_spelling(&file.path));
        let folder = format!("lexicons/{code}/");
        let built_in = data_files(&folder).filter(|(path, _)| !(spelled && is_spelling(path)));
        let own = own.iter().map(|file| (file.path.as_str(), file.text.as_str()));
        let mut files: Vec<(&str, &str)> = Vec::new();
        for file in built_in {
            files.push(file);
        }
        files.extend(own);
        self.languages.insert(code.to_owned(), Lexicons::parse(code, &files)?);
        self.texts.insert(code.to_owned(), files.into_iter().map(|(_, text)| text).collect());
        Ok(())
    }

    /// The lexicons of a language ("en", "en-US"), `None` when there are none.
    pub fn get(&self, language: &str) -> Option<&Lexicons> {
        self.languages.get(&language_code::key(language))
    }

    /// The parts of answers that the cue lexicons of any language know, in alphabetical order.
    pub fn parts(&self) -> Vec<&str> {
        let cues = self.languages.values().flat_map(Lexicons::entries).filter(|entry| entry.category == "cue");
        let mut parts: Vec<&str> = cues.map(|entry| entry.class.as_str()).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// The lexicon files of a language as one text, for the hash in the provenance; empty when there are none.
    pub fn text(&self, language: &str) -> &str {
        self.texts.get(&language_code::key(language)).map_or("", String::as_str)
    }
}

/// The built-in lexicons of a language ("en", "en-US"), `None` when there are none.
pub fn lexicons_for(language: &str) -> Option<&'static Lexicons> {
    Library::built_in().get(language)
}

/// Codes of the languages that have built-in lexicons, in alphabetical order.
pub fn languages() -> impl Iterator<Item = &'static str> {
    DATA_FILES.iter().filter_map(|(path, _)| path.strip_prefix("lexicons/")?.strip_suffix("/language.toml"))
}

fn is_spelling(path: &str) -> bool {
    path.ends_with("language.toml")
}

fn check_examples(lexicons: &Lexicons, file: &UserFile) -> Result<()> {
    for entry in lexicons.entries().filter(|entry| entry.file == file.path) {
        if let Some(failed) = lexicons.failed_examples(entry).first() {
            return Err(LexiconError::new(&file.path, &format!("\"{}\": {failed}", entry.phrases[0])).into());
        }
    }
    Ok(())
}

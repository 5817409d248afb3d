//! What users add of their own, beside their settings: `lexicons/LANG/NAME.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::language::{Library, UserFile};

/// The built-in data with the user's files over it.
#[derive(Debug, Clone)]
pub struct Personal {
    pub library: Library,
}

impl Personal {
    /// Reads the files in `folder`; what is not there adds nothing.
    ///
    /// # Errors
    /// [`Error::Unreadable`], and [`Error::Lexicon`] for a file that cannot be used.
    pub fn load(folder: Option<&Path>) -> Result<Personal> {
        let mut files = Vec::new();
        for language in entries(folder.map(|folder| folder.join("lexicons")))?.into_iter().filter(|path| path.is_dir()) {
            let name = language.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            for path in entries(Some(language))?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")) {
                let text = fs::read_to_string(&path).map_err(|e| Error::reading(&path, &e))?;
                files.push(UserFile { language: name.clone(), path: path.display().to_string(), text });
            }
        }
        let library = if files.is_empty() { Library::built_in().clone() } else { Library::with(&files)? };
        Ok(Personal { library })
    }
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

//! The folder of installed models, and the choice among them.

use std::fs;
use std::path::{Path, PathBuf};

use super::catalogue::{Entry, catalogue, plain_name};
use super::header::Header;
use crate::checksum::sha256_file;
use crate::cpu;
use crate::error::{Error, Result};
use crate::format;
use crate::interrupt::Interrupt;
use crate::thresholds::cutoffs;
use crate::transcription::models::ModelError;
use crate::types::Seconds;

/// A checked model file, ready for whisper.cpp.
#[derive(Debug, Clone)]
pub struct Model {
    /// `base.en-q5_1`; for a file of one's own, its name without `ggml-` and `.bin`.
    pub name: String,
    pub path: PathBuf,
    pub header: Header,
    /// The catalogue's entry, when name and size agree with it.
    pub entry: Option<&'static Entry>,
}

impl Model {
    /// Checks the file at `path` ([`Header::read`]) and names it.
    pub fn open(path: &Path) -> Result<Self> {
        let header = Header::read(path)?;
        let bytes = fs::metadata(path).map_err(|e| Error::reading(path, &e))?.len();
        let name = name_of(path);
        let entry = catalogue().entry(&name).filter(|entry| entry.bytes == bytes);
        Ok(Self { name, path: path.to_owned(), header, entry })
    }

    /// Whether it is the demo model, which knows 315 words and is for the samples only.
    pub fn is_demo(&self) -> bool {
        self.header.is_demo()
    }

    /// The longest piece of a recording that the model writes down without skipping phrases.
    pub fn longest_chunk_s(&self) -> Seconds {
        if self.is_demo() { cutoffs().transcription.demo_chunk_max_s } else { cutoffs().transcription.chunk_max_s }
    }

    /// Whether it knows `language` (ISO 639-1). `None` is to be detected: a model of many languages does that, an
    /// English one takes it for English.
    pub fn knows(&self, language: Option<&str>) -> bool {
        self.header.is_multilingual() || language.is_none_or(|language| language == "en")
    }

    /// sha256 of the whole file, computed now: about a second for every 500 MB.
    pub fn sha256(&self, interrupt: &Interrupt) -> Result<String> {
        sha256_file(&self.path, interrupt, &mut |_| {})
    }

    /// The better for `language`, the higher: to detect a language, any model of many beats an English one.
    fn rank(&self, language: Option<&str>) -> (bool, u32) {
        let detects = language.is_none() && self.header.is_multilingual();
        (detects, self.entry.map_or(0, |entry| entry.rank))
    }
}

/// A file in the model folder, usable or not.
#[derive(Debug)]
pub struct Installed {
    pub name: String,
    pub path: PathBuf,
    pub bytes: u64,
    /// The model, or why it cannot be used.
    pub model: Result<Model>,
}

/// What checking an installed model showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// Size and sha256 are the catalogue's.
    Genuine,
    /// The catalogue does not know this name; the file is a sound model with this sha256.
    Unlisted {
        sha256: String,
    },
    WrongSize {
        bytes: u64,
        expected: u64,
    },
    WrongChecksum {
        sha256: String,
        expected: String,
    },
}

/// The folder where models live, each as `ggml-NAME.bin`.
#[derive(Debug, Clone)]
pub struct ModelStore {
    folder: PathBuf,
}

impl ModelStore {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the model of this name is or would be.
    pub fn path(&self, name: &str) -> PathBuf {
        let own = self.folder.join(format!("{name}.bin"));
        if own.is_file() { own } else { self.folder.join(format!("ggml-{name}.bin")) }
    }

    /// All model files in the folder, by name. A missing folder holds none.
    pub fn installed(&self) -> Result<Vec<Installed>> {
        let files = match fs::read_dir(&self.folder) {
            Ok(files) => files,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(Error::reading(&self.folder, &e)),
        };
        let mut found = Vec::new();
        for file in files {
            let path = file.map_err(|e| Error::reading(&self.folder, &e))?.path();
            if path.extension().is_some_and(|e| e == "bin") && path.is_file() {
                let bytes = fs::metadata(&path).map_err(|e| Error::reading(&path, &e))?.len();
                found.push(Installed { name: name_of(&path), bytes, model: Model::open(&path), path });
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// The model for a recording in `language` (ISO 639-1; `None`: to be detected).
    ///
    /// `request` is what the user named: an installed model, else a file. Without one it is the best installed model that
    /// knows the language; the demo model is never chosen that way.
    ///
    /// # Errors
    /// Each names what to type: [`ModelError::NoneInstalled`], [`ModelError::NoneForLanguage`], [`ModelError::NotInstalled`],
    /// [`ModelError::Unknown`], [`ModelError::OnlyEnglish`], [`ModelError::Processor`], and those of [`Header::read`].
    pub fn resolve(&self, request: Option<&str>, language: Option<&str>) -> Result<Model> {
        check_processor()?;
        match request {
            Some(request) => self.named(request, language),
            None => self.best(language),
        }
    }

    fn named(&self, request: &str, language: Option<&str>) -> Result<Model> {
        let model = Model::open(&self.locate(request)?)?;
        match language {
            Some(wanted) if !model.knows(language) => Err(ModelError::OnlyEnglish {
                name: model.name,
                language: wanted.into(),
                recommended: catalogue().recommended(language).name.clone(),
            }
            .into()),
            _ => Ok(model),
        }
    }

    /// The file that `request` names: an installed model comes first, so a stray file cannot take its place.
    fn locate(&self, request: &str) -> Result<PathBuf> {
        let file = Path::new(request);
        let is_path = file.components().count() > 1 || request.ends_with(".bin") || file.is_absolute();
        let installed = self.path(request);
        if !is_path && installed.is_file() {
            Ok(installed)
        } else if file.exists() {
            Ok(file.into())
        } else if catalogue().entry(request).is_some() {
            Err(ModelError::NotInstalled { name: request.into() }.into())
        } else if is_path {
            Err(Error::NotFound(file.into()))
        } else {
            Err(catalogue().unknown(request))
        }
    }

    fn best(&self, language: Option<&str>) -> Result<Model> {
        let mut installed = self.installed()?;
        installed.retain(|file| !file.model.as_ref().is_ok_and(Model::is_demo));
        let (mut usable, mut others, mut broken) = (Vec::new(), Vec::new(), None);
        for file in installed {
            match file.model {
                Ok(model) if model.knows(language) => usable.push(model),
                Ok(model) => others.push(model.name),
                Err(error) => broken = broken.or(Some(error)),
            }
        }
        if let Some(best) = usable.into_iter().max_by_key(|model| model.rank(language)) {
            return Ok(best);
        }
        Err(match (broken, language) {
            (Some(error), _) => error,
            (None, Some(language)) if !others.is_empty() => ModelError::NoneForLanguage {
                language: language.to_owned(),
                installed: others.join(", "),
                recommended: catalogue().recommended(Some(language)).name.clone(),
            }
            .into(),
            _ => self.none_installed(language),
        })
    }

    /// What to say when no model is here: which one to fetch for `language`, and how.
    pub fn none_installed(&self, language: Option<&str>) -> Error {
        let recommended = catalogue().recommended(language);
        ModelError::NoneInstalled {
            folder: self.folder.clone(),
            recommended: recommended.name.clone(),
            size: format::byte_size(recommended.bytes),
        }
        .into()
    }

    /// Puts the model file at `from` into the folder: a copy, or with `linked` a link to where it lies. It is called `name`,
    /// else as the catalogue calls these bytes, else like the file. `progress` hears bytes done and in all.
    ///
    /// # Errors
    /// Those of [`Header::read`]; [`ModelError::Name`], [`ModelError::Exists`], [`ModelError::Damaged`] for other bytes
    /// under a name of the catalogue, [`Error::Unwritable`], [`Error::Interrupted`].
    pub fn add(
        &self,
        from: &Path,
        name: Option<&str>,
        linked: bool,
        interrupt: &Interrupt,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Model> {
        Header::read(from)?;
        let bytes = fs::metadata(from).map_err(|e| Error::reading(from, &e))?.len();
        let sha256 = sha256_file(from, interrupt, &mut |done| progress(done, bytes))?;
        let known = catalogue().models.iter().find(|entry| entry.sha256 == sha256);
        let name = match (name, known) {
            (Some(name), _) => name.to_owned(),
            (None, Some(entry)) => entry.name.clone(),
            (None, None) => name_of(from),
        };
        let is_plain = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
            return Err(ModelError::Name { name }.into());
        }
        if let Some(entry) = catalogue().entry(&name).filter(|entry| entry.sha256 != sha256) {
            let reason = format!("sha256 {}… instead of {}… of {name}", &sha256[..8], &entry.sha256[..8]);
            let remedy = "fetch it again, or call it otherwise with --name".to_owned();
            return Err(ModelError::Damaged { path: from.to_owned(), reason, remedy }.into());
        }
        let path = self.path(&name);
        if path.exists() {
            return Err(ModelError::Exists { path, name }.into());
        }
        fs::create_dir_all(&self.folder).map_err(|e| Error::writing(&self.folder, &e))?;
        if linked {
            let from = from.canonicalize().map_err(|e| Error::reading(from, &e))?;
            link(&from, &path).map_err(|e| Error::writing(&path, &e))?;
        } else {
            let copy = tempfile::NamedTempFile::new_in(&self.folder).map_err(|e| Error::writing(&self.folder, &e))?;
            fs::copy(from, copy.path()).map_err(|e| Error::writing(&path, &e))?;
            copy.persist(&path).map_err(|e| Error::writing(&path, &e.error))?;
        }
        Model::open(&path)
    }

    /// Checks the installed model `name` against the catalogue: size, sha256. `progress` hears bytes done and in all.
    ///
    /// # Errors
    /// [`ModelError::NotInstalled`] or [`ModelError::Unknown`]; for models outside the catalogue those of
    /// [`Header::read`].
    pub fn verify(
        &self,
        name: &str,
        interrupt: &Interrupt,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<VerifyOutcome> {
        let path = self.existing(name)?;
        let bytes = fs::metadata(&path).map_err(|e| Error::reading(&path, &e))?.len();
        let entry = catalogue().entry(name);
        match entry {
            Some(entry) if entry.bytes != bytes => {
                return Ok(VerifyOutcome::WrongSize { bytes, expected: entry.bytes });
            }
            Some(_) => {}
            None => {
                Header::read(&path)?;
            }
        }
        let sha256 = sha256_file(&path, interrupt, &mut |done| progress(done, bytes))?;
        Ok(match entry {
            None => VerifyOutcome::Unlisted { sha256 },
            Some(entry) if entry.sha256 == sha256 => VerifyOutcome::Genuine,
            Some(entry) => VerifyOutcome::WrongChecksum { sha256, expected: entry.sha256.clone() },
        })
    }

    /// Deletes the installed model `name` and what an interrupted download of it left; returns the bytes freed.
    ///
    /// # Errors
    /// [`ModelError::NotInstalled`] or [`ModelError::Unknown`] when there is neither.
    pub fn remove(&self, name: &str) -> Result<u64> {
        let part = self.part(name);
        let files: Vec<PathBuf> =
            [self.existing(name).ok(), part.is_file().then_some(part)].into_iter().flatten().collect();
        if files.is_empty() {
            self.existing(name)?;
        }
        let mut freed = 0;
        for path in files {
            freed += fs::symlink_metadata(&path).map_or(0, |about| about.len());
            fs::remove_file(&path).map_err(|e| Error::writing(&path, &e))?;
        }
        Ok(freed)
    }

    /// Bytes an interrupted download of `name` has left for the next one.
    pub fn unfinished(&self, name: &str) -> Option<u64> {
        fs::metadata(self.part(name)).ok().map(|about| about.len())
    }

    /// The unfinished download of `name`.
    pub(super) fn part(&self, name: &str) -> PathBuf {
        self.folder.join(format!("ggml-{name}.bin.part"))
    }

    /// The file of the installed model `name`.
    pub fn existing(&self, name: &str) -> Result<PathBuf> {
        let path = self.path(name);
        // A name is one word of a file name, never a way out of the folder.
        if !name.contains(['/', '\\']) && path.is_file() {
            Ok(path)
        } else if catalogue().entry(name).is_some() {
            Err(ModelError::NotInstalled { name: name.into() }.into())
        } else {
            Err(catalogue().unknown(name))
        }
    }
}

/// Whether this processor runs what whisper.cpp was built to.
fn check_processor() -> Result<()> {
    let needs: Vec<&str> = env!("SAYWELL_CPU_NEEDS").split(',').collect();
    let lacks = |(name, here): &(&str, bool)| !here && needs.contains(name);
    let missing: Vec<&str> = cpu::features().into_iter().filter(lacks).map(|(name, _)| name).collect();
    if missing.is_empty() { Ok(()) } else { Err(ModelError::Processor { missing: missing.join(", ") }.into()) }
}

/// Makes `path` lead to `from`.
#[cfg(unix)]
fn link(from: &Path, path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, path)
}

/// Makes `path` lead to `from`; links of the other kind need an administrator here.
#[cfg(not(unix))]
fn link(from: &Path, path: &Path) -> std::io::Result<()> {
    fs::hard_link(from, path)
}

fn name_of(path: &Path) -> String {
    plain_name(&path.file_name().unwrap_or_default().to_string_lossy()).to_owned()
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;

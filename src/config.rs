//! Settings in layers: built-in < user file < environment < flags. An unknown key is an error, not a silent typo.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::files;

/// A setting that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    #[error("{}: line {line}: {reason}; correct or remove that line", path.display())]
    Line { path: PathBuf, line: usize, reason: String },
    #[error("{name}={value}: not a whole number; correct the environment variable or unset it")]
    Environment { name: &'static str, value: String },
    #[error("no home folder is known, so there is no place for models; set SAYWELL_MODEL_FOLDER")]
    NoHome,
}

impl ConfigError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            ConfigError::Line { .. } | ConfigError::Environment { .. } => 2,
            _ => 1,
        }
    }
}

/// Languages of the program's own words, the usual one first.
pub const UI_LANGUAGES: [&str; 2] = ["en", "es"];

/// One layer; what it leaves out, the layer below decides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Model name or path.
    pub model: Option<String>,
    /// Language of the answer: ISO 639-1, or "auto".
    pub language: Option<String>,
    /// Language of the program's own words.
    pub ui_language: Option<String>,
    /// Processor threads for Whisper.
    pub threads: Option<usize>,
    /// Whether hesitations are written.
    pub verbatim: Option<bool>,
    /// Question profile.
    pub question: Option<String>,
    /// Columns of the terminal report.
    pub width: Option<usize>,
    /// Where recordings, runs and downloaded models live.
    pub data_dir: Option<PathBuf>,
    /// Where downloaded models live, instead of in `data_dir`.
    pub model_folder: Option<PathBuf>,
    /// Address of a folder holding `ggml-NAME.bin` files.
    pub mirror: Option<String>,
    /// Microphone by name, part of a name or id.
    pub device: Option<String>,
    /// Whether a recording stays after its report.
    pub keep_audio: Option<bool>,
}

/// Everything decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    pub model: Option<String>,
    pub language: String,
    pub ui_language: String,
    pub threads: usize,
    pub verbatim: bool,
    pub question: Option<String>,
    pub width: Option<usize>,
    pub data_dir: PathBuf,
    pub model_folder: PathBuf,
    pub mirror: Option<String>,
    pub device: Option<String>,
    pub keep_audio: bool,
}

impl Layer {
    /// The user's file; a missing default file is an empty layer, a missing named one an error.
    ///
    /// # Errors
    /// Those of [`files::text`], and [`ConfigError::Line`].
    pub fn from_file(named: Option<&Path>) -> Result<Self> {
        let path = match (named, default_file()) {
            (Some(path), _) => path.to_owned(),
            (None, Some(path)) if path.exists() => path,
            _ => return Ok(Self::default()),
        };
        Self::parse(&path, &files::text(&path)?)
    }

    /// The `text` of the settings file at `path`.
    ///
    /// # Errors
    /// [`ConfigError::Line`].
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        Ok(toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            let reason = e.message().lines().next().unwrap_or_default().to_owned();
            ConfigError::Line { path: path.to_owned(), line, reason }
        })?)
    }

    /// What `lookup` (the environment) says.
    ///
    /// # Errors
    /// [`ConfigError::Environment`] when a number is none.
    pub fn from_environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let number = |name: &'static str| match lookup(name).filter(|v| !v.is_empty()) {
            None => Ok(None),
            Some(value) => value.parse().map(Some).map_err(|_| ConfigError::Environment { name, value }),
        };
        let text = |name: &str| lookup(name).filter(|value| !value.is_empty());
        Ok(Self {
            model: text("SAYWELL_MODEL"),
            language: text("SAYWELL_LANG"),
            ui_language: text("SAYWELL_UI_LANG"),
            threads: number("SAYWELL_THREADS")?,
            verbatim: None,
            question: text("SAYWELL_QUESTION"),
            width: number("SAYWELL_WIDTH")?,
            data_dir: text("SAYWELL_DATA_DIR").map(PathBuf::from),
            model_folder: text("SAYWELL_MODEL_FOLDER").map(PathBuf::from),
            mirror: text("SAYWELL_MODEL_MIRROR"),
            device: text("SAYWELL_DEVICE"),
            keep_audio: None,
        })
    }

    /// `self` where it speaks, `below` where it is silent.
    pub fn over(self, below: Self) -> Self {
        Self {
            model: self.model.or(below.model),
            language: self.language.or(below.language),
            ui_language: self.ui_language.or(below.ui_language),
            threads: self.threads.or(below.threads),
            verbatim: self.verbatim.or(below.verbatim),
            question: self.question.or(below.question),
            width: self.width.or(below.width),
            data_dir: self.data_dir.or(below.data_dir),
            model_folder: self.model_folder.or(below.model_folder),
            mirror: self.mirror.or(below.mirror),
            device: self.device.or(below.device),
            keep_audio: self.keep_audio.or(below.keep_audio),
        }
    }

    /// The language of the program's own words: the one that was asked for, else the system's, else English.
    pub fn ui_language(&self) -> String {
        spoken(&self.ui_language.clone().or_else(sys_locale::get_locale).unwrap_or_default())
    }

    /// Fills what no layer decided with the built-in choice.
    ///
    /// # Errors
    /// [`ConfigError::NoHome`] when the platform names no data folder.
    pub fn settle(self) -> Result<Settings> {
        let ui_language = self.ui_language();
        let data_dir = match self.data_dir {
            Some(folder) => folder,
            None => etcetera::choose_base_strategy().map_err(|_| ConfigError::NoHome)?.data_dir().join("saywell"),
        };
        Ok(Settings {
            model: self.model,
            language: self.language.unwrap_or_else(|| "auto".to_owned()),
            ui_language,
            threads: self.threads.unwrap_or_else(usual_threads).max(1),
            verbatim: self.verbatim.unwrap_or(true),
            question: self.question,
            width: self.width,
            model_folder: self.model_folder.unwrap_or_else(|| data_dir.join("models")),
            data_dir,
            mirror: self.mirror,
            device: self.device,
            keep_audio: self.keep_audio.unwrap_or(true),
        })
    }
}

/// The language of a locale ("es_MX.UTF-8") that the program has words in, else English.
fn spoken(locale: &str) -> String {
    let code = locale.split(['-', '_', '.']).next().unwrap_or_default().to_lowercase();
    UI_LANGUAGES.into_iter().find(|known| *known == code).unwrap_or(UI_LANGUAGES[0]).to_owned()
}

/// `config.toml` in the platform's configuration folder.
pub fn default_file() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("saywell/config.toml"))
}

/// The folder of the settings file: the user's own word lists and questions lie beside it.
pub fn folder(named: Option<&Path>) -> Option<PathBuf> {
    let file = named.map(Path::to_owned).or_else(default_file)?;
    Some(file.parent().unwrap_or(Path::new("")).to_owned())
}

/// All cores up to eight: past that whisper.cpp waits on memory.
fn usual_threads() -> usize {
    std::thread::available_parallelism().map_or(4, usize::from).min(8)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_higher_layer_wins_and_the_lower_fills_the_gaps() {
        let file: Layer = toml::from_str("model = 'base'\nlanguage = 'es'\nthreads = 3\nmodel_folder = '/m'").unwrap();
        let environment = Layer::from_environment(|name| match name {
            "SAYWELL_MODEL" => Some("small".into()),
            "SAYWELL_LANG" => Some(String::new()),
            _ => None,
        })
        .unwrap();
        let flags = Layer { threads: Some(1), ..Layer::default() };
        let settings = flags.over(environment).over(file).settle().unwrap();
        assert_eq!((settings.model.as_deref(), settings.language.as_str(), settings.threads), (Some("small"), "es", 1));
    }

    #[test]
    fn the_language_of_the_program_is_one_that_it_speaks() {
        for (locale, language) in [("es_MX.UTF-8", "es"), ("es", "es"), ("en-GB", "en"), ("de_DE", "en"), ("C", "en")] {
            assert_eq!(spoken(locale), language, "{locale}");
        }
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_file_and_line() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "model = 'base'\nmodle_folder = '/m'\n").unwrap();
        let error = Layer::from_file(Some(file.path())).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("modle_folder"), "{error}");
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        let error = Layer::from_environment(|name| (name == "SAYWELL_THREADS").then(|| "many".into())).unwrap_err();
        assert!(error.to_string().contains("SAYWELL_THREADS"), "{error}");
    }
}

//! What can be wrong with a model, or with fetching one.

use std::path::PathBuf;

/// A model that is not there, is not what it should be, or cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    #[error("{}: not a model saywell can use ({found}); use a whisper.cpp file such as ggml-base.en-q8_0.bin, see `saywell models list`", path.display())]
    Format { path: PathBuf, found: String },
    #[error("{}: the model file is damaged ({reason}); {remedy}", path.display())]
    Damaged { path: PathBuf, reason: String, remedy: String },
    #[error("{name}: no such model or file; {hint}`saywell models list` shows all names")]
    Unknown { name: String, hint: String },
    #[error("{name}: this model is not installed; type `saywell models download {name}`")]
    NotInstalled { name: String },
    #[error(
        "{name}: this model knows only English, not {language}; type `saywell models download {recommended}` and use that"
    )]
    OnlyEnglish { name: String, language: String, recommended: String },
    #[error(
        "this saywell was built for processors with {missing}, which this one lacks; build it here (`cargo install saywell`), or add --no-transcript for the sound alone"
    )]
    Processor { missing: String },
    #[error("{name}: no name for a model; give letters, digits, - _ and . with --name")]
    Name { name: String },
    #[error("{}: is there already; `saywell models remove {name}` makes room, or give another name with --name", path.display())]
    Exists { path: PathBuf, name: String },
    #[error("no Whisper model is installed in {}; type `saywell models download {recommended}` ({size}, once)", folder.display())]
    NoneInstalled { folder: PathBuf, recommended: String, size: String },
    #[error(
        "no installed model knows {language} ({installed}: English only); type `saywell models download {recommended}`"
    )]
    NoneForLanguage { language: String, installed: String, recommended: String },
    #[error("{address}: not a web address; give the http:// or https:// address of a folder of ggml-NAME.bin files")]
    MirrorAddress { address: String },
    #[error("{url}: the download failed ({reason}); {remedy}")]
    Download { url: String, reason: String, remedy: String },
    #[error(
        "{url}: what arrived is not {name} (its sha256 is wrong) and was deleted; try again, or another mirror with --from URL"
    )]
    DownloadCorrupt { url: String, name: String },
    #[error("{}: the disk is full after {done} of {total}; free {missing} and repeat the command, it goes on from there", path.display())]
    DiskFull { path: PathBuf, done: String, total: String, missing: String },
}

impl ModelError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            ModelError::Unknown { .. } | ModelError::OnlyEnglish { .. } | ModelError::MirrorAddress { .. } => 2,
            _ => 1,
        }
    }
}

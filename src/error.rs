//! The library's one error type. Every variant says what happened, to which file, and what to do about it.

use std::path::PathBuf;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something the user can act on. Messages are one line: fact, file, remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // -- files -------------------------------------------------------------------------------------------------
    #[error("{}: no such file; check the spelling, or list the folder to see what is there", .0.display())]
    NotFound(PathBuf),
    #[error("{}: is a folder; name the recording inside it", .0.display())]
    IsFolder(PathBuf),
    #[error("{}: cannot be read ({reason}); check who may read it with `ls -l`", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{}: cannot be written ({reason}); free some space or choose another place, nothing was left behind", path.display())]
    Unwritable { path: PathBuf, reason: String },

    // -- the user stopped ----------------------------------------------------------------------------------------
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// Exit status of the program when this error ends it.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Interrupted => 130,
            _ => 1,
        }
    }

    /// Reading `path` failed with `error`.
    pub fn reading(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        let path = path.into();
        match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound(path),
            std::io::ErrorKind::IsADirectory => Error::IsFolder(path),
            _ => Error::Unreadable { path, reason: plain(error) },
        }
    }

    /// Writing `path` failed with `error`.
    pub fn writing(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Error::Unwritable { path: path.into(), reason: plain(error) }
    }
}

/// The operating system's words without its error number.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

//! What can be wrong with a deck of questions.

/// A deck that cannot be used, or is not there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeckError {
    #[error("{file}: line {line}: {reason}; docs/practice.md shows how to write a deck")]
    File { file: String, line: usize, reason: String },
    #[error("{asked}: no such deck or topic; {hint}there are {}; or name a file that ends in .toml", known.join(", "))]
    Unknown { asked: String, hint: String, known: Vec<String> },
    #[error("questions are written in {}, not in \"{asked}\"; choose with --lang, or name a deck of your own with --deck FILE", known.join(" and "))]
    Language { asked: String, known: Vec<String> },
}

impl DeckError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            DeckError::Unknown { .. } | DeckError::Language { .. } => 2,
            _ => 1,
        }
    }
}

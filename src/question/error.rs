//! What can be wrong with a question.

/// A question that is not known, or a file of them that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    #[error("{asked}: no such question; {hint}choose one of {}, or of `saywell questions`", known.join(", "))]
    Unknown { asked: String, hint: String, known: Vec<String> },
    #[error("{file}: not usable questions ({reason}); docs/customising.md shows how to write them")]
    File { file: String, reason: String },
    #[error("a target of {0} seconds: not a length; give seconds or minutes above zero, such as 90s or 1m30s")]
    Target(f64),
}

impl QuestionError {
    /// A file that cannot be used; of `reason` the first line is told.
    pub(crate) fn file(file: &str, reason: &str) -> Self {
        QuestionError::File { file: file.to_owned(), reason: reason.lines().next().unwrap_or(reason).to_owned() }
    }

    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            QuestionError::Unknown { .. } | QuestionError::Target(_) => 2,
            _ => 1,
        }
    }
}

//! What can be wrong with what is compared.

/// Takes that cannot be compared, or a limit that is none.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComparisonError {
    #[error("{a} and {b} cannot be compared: {reason}")]
    NotComparable { a: String, b: String, reason: String },
    #[error("{asked}: not a limit ({reason}); write one such as 'filler_rate_per_min>5'")]
    Limit { asked: String, reason: String },
}

impl ComparisonError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            ComparisonError::Limit { .. } => 2,
            _ => 1,
        }
    }
}

//! How a run is named on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use super::run::RunId;

/// `12`, `last`, `last~2`, `best`, or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunRef {
    Id(RunId),
    /// So many takes before the newest: `last` is 0.
    Last(usize),
    /// Of the runs that answer the same question as the newest: most measures within their band, then the lower
    /// `rambling_score`, then the newer.
    Best,
    /// A recording, or the JSON of an analysis.
    File(PathBuf),
}

impl RunRef {
    /// Reads what was typed. Whether the run or the file is there shows later. A file called `12` is `./12`.
    ///
    /// # Errors
    /// A sentence for the command line when `last~` is not followed by a whole number.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("is empty; give a number from `saywell history`, last, last~2, best or a file".to_owned());
        }
        match text {
            "last" => return Ok(Self::Last(0)),
            "best" => return Ok(Self::Best),
            _ => {}
        }
        if let Some(back) = text.strip_prefix("last~") {
            let number = back.bytes().all(|byte| byte.is_ascii_digit()).then(|| back.parse().ok()).flatten();
            return number.map(Self::Last).ok_or_else(|| "give last~N with a whole number, such as last~1".to_owned());
        }
        let id = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        Ok(id.map_or_else(|| Self::File(PathBuf::from(text)), |id| Self::Id(RunId(id))))
    }
}

impl FromStr for RunRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

impl std::fmt::Display for RunRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Last(0) => f.write_str("last"),
            Self::Last(back) => write!(f, "last~{back}"),
            Self::Best => f.write_str("best"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_runs() {
        for (text, wanted) in [
            ("12", RunRef::Id(RunId(12))),
            ("last", RunRef::Last(0)),
            ("last~2", RunRef::Last(2)),
            ("best", RunRef::Best),
            ("./12", RunRef::File("./12".into())),
            ("take.wav", RunRef::File("take.wav".into())),
            ("99999999999999999999", RunRef::File("99999999999999999999".into())),
        ] {
            assert_eq!(RunRef::parse(text).unwrap(), wanted, "{text}");
        }
        for text in ["", "last~", "last~x", "last~-1", "last~1.5", "last~99999999999999999999"] {
            assert!(RunRef::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(text in "[a-z0-9~./ -]{1,20}") {
            if let Ok(named) = RunRef::parse(&text) {
                prop_assert_eq!(RunRef::parse(&named.to_string()), Ok(named));
            }
        }
    }
}

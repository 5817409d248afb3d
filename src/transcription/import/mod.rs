//! Words from elsewhere: `--transcript FILE` takes what the Whisper programs, subtitle tools and people write.
//!
//! The form is recognised from the content. Every parser hands on the same outline (`segments`), which is then checked
//! and turned into words in one place: remarks out and punctuation attached (`words`), gaps in the times filled and
//! overlaps clipped (`timing`).

mod encoding;
mod json;
mod language;
mod markup;
mod remarks;
mod segments;
mod subtitles;
mod text;
mod timing;
mod whisper_cpp;
mod words;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result, TranscriptProblem};
use crate::thresholds::Thresholds;
use crate::types::{Seconds, Word, WordTimes};

use segments::Parsed;

const BYTES_PER_MIB: f64 = 1_048_576.0;

/// A transcript read from a file.
///
/// Words are in the order of the file. With times, starts never go back and no word ends after the next one starts;
/// a span may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// ISO 639-1 (or -3) code, when the file names a language.
    pub language: Option<String>,
    pub word_times: WordTimes,
    /// At least one.
    pub words: Vec<Word>,
    /// Name of the form it was read as, e.g. "WhisperX JSON".
    pub format: &'static str,
}

/// Reads the transcript at `path`.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Unreadable`] for the file, [`Error::Transcript`] for its content: not text, of no
/// known form, empty, with impossible times, or with words out of order.
pub fn read(path: &Path) -> Result<Imported> {
    let bytes = load(path)?;
    from_bytes(&bytes).map_err(|problem| Error::Transcript { path: path.to_owned(), problem })
}

/// Refuses a transcript that goes on after the recording has ended, which is that of another one.
///
/// Subtitles linger and Whisper rounds up, so the end may lie a little behind `audio_duration_s`.
///
/// # Errors
/// [`Error::Transcript`] with [`TranscriptProblem::LongerThanAudio`].
pub fn check_against(imported: &Imported, path: &Path, audio_duration_s: Seconds) -> Result<()> {
    let tolerance_s = Thresholds::built_in().cutoff("transcript_overrun_tolerance_s");
    match imported.words.last().and_then(|word| word.span) {
        Some(span) if span.end_s > audio_duration_s + tolerance_s => Err(Error::Transcript {
            path: path.to_owned(),
            problem: TranscriptProblem::LongerThanAudio { words_end_s: span.end_s, audio_end_s: audio_duration_s },
        }),
        _ => Ok(()),
    }
}

fn load(path: &Path) -> Result<Vec<u8>> {
    let refuse = |problem| Err(Error::Transcript { path: path.to_owned(), problem });
    let file = File::open(path).map_err(|e| Error::reading(path, &e))?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return refuse(TranscriptProblem::Folder);
    }
    let limit_mib = Thresholds::built_in().cutoff("transcript_max_mib");
    let limit_bytes = (limit_mib * BYTES_PER_MIB) as u64;
    let mut bytes = Vec::new();
    // One byte more than allowed, so that a pipe without end is noticed too.
    file.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(|e| Error::reading(path, &e))?;
    if bytes.len() as u64 > limit_bytes {
        return refuse(TranscriptProblem::TooLarge { limit_mib });
    }
    Ok(bytes)
}

/// Reads a transcript from memory.
fn from_bytes(bytes: &[u8]) -> Result<Imported, TranscriptProblem> {
    let text = encoding::decode(bytes)?;
    let parsed = parse(&text)?;
    parsed.check_times(Thresholds::built_in().cutoff("transcript_order_tolerance_s"))?;
    let (words, word_times) = timing::timed(words::spoken(&parsed.segments));
    if words.is_empty() {
        return Err(TranscriptProblem::Empty);
    }
    let language = parsed.language.as_deref().and_then(language::code);
    Ok(Imported { language, word_times, words, format: parsed.format })
}

fn parse(text: &str) -> Result<Parsed, TranscriptProblem> {
    if text.trim().is_empty() {
        Err(TranscriptProblem::Empty)
    } else if looks_like_json(text) {
        json::parse(text)
    } else if subtitles::recognise(text) {
        subtitles::parse(text)
    } else {
        text::parse(text)
    }
}

/// An object, or a list of objects or lists; "[Music] So, …" is neither, and "{\rtf" and "{\an8}" are none.
fn looks_like_json(text: &str) -> bool {
    let mut start = text.chars().filter(|c| !c.is_whitespace());
    match (start.next(), start.next()) {
        (Some('{'), second) => second != Some('\\'),
        (Some('['), Some(second)) => "{[]".contains(second),
        _ => false,
    }
}

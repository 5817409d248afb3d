//! Words from elsewhere: `--transcript FILE` takes what the Whisper programs, subtitle tools and people write.
//!
//! The form is recognised from the content. Every parser hands on the same outline (`segments`), which is then checked
//! and turned into words in one place: remarks out and punctuation attached (`words`), gaps in the times filled and
//! overlaps clipped (`timing`).

mod encoding;
mod highlights;
mod json;
mod language;
mod markup;
mod remarks;
mod segments;
mod subtitles;
mod tables;
mod text;
mod timing;
mod tokens;
mod whisper_cpp;
mod words;

use std::path::Path;

use crate::error::{Error, Result, TranscriptProblem};
use crate::files;
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
    let limit_mib = Thresholds::built_in().cutoff("transcript_max_mib");
    match files::read_at_most(path, (limit_mib * BYTES_PER_MIB) as u64) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => refuse(TranscriptProblem::TooLarge { limit_mib }),
        Err(Error::IsFolder(_)) => refuse(TranscriptProblem::Folder),
        Err(error) => Err(error),
    }
}

/// Reads a transcript from memory.
fn from_bytes(bytes: &[u8]) -> Result<Imported, TranscriptProblem> {
    let text = encoding::decode(bytes)?;
    let parsed = parse(&text)?;
    parsed.check_times(Thresholds::built_in().cutoff("transcript_order_tolerance_s"))?;
    let spoken = words::spoken(&parsed.segments);
    refuse_more_than_any(spoken.len())?;
    let (words, word_times) = timing::timed(spoken);
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
        refuse_more_than_any(text.split_whitespace().count())?;
        tables::parse(text).unwrap_or_else(|| text::parse(text))
    }
}

/// Each word costs a hundred times its letters in the analysis.
fn refuse_more_than_any(words: usize) -> Result<(), TranscriptProblem> {
    let most = files::limit("transcript_max_words");
    if words as u64 > most { Err(TranscriptProblem::TooManyWords { most }) } else { Ok(()) }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIXTURES: [&[u8]; 8] = [
        include_bytes!("../../../tests/fixtures/transcripts/faster-whisper-tuples.json"),
        include_bytes!("../../../tests/fixtures/transcripts/openai-whisper.json"),
        include_bytes!("../../../tests/fixtures/transcripts/rolling.vtt"),
        include_bytes!("../../../tests/fixtures/transcripts/subtitles.srt"),
        include_bytes!("../../../tests/fixtures/transcripts/subtitles.vtt"),
        include_bytes!("../../../tests/fixtures/transcripts/whisper-cpp-full-split.json"),
        include_bytes!("../../../tests/fixtures/transcripts/whisperx.json"),
        include_bytes!("../../../tests/fixtures/transcripts/words.txt"),
    ];

    /// Whatever comes out is in order; whatever is refused is refused in one line.
    fn holds(bytes: &[u8]) {
        match from_bytes(bytes) {
            Ok(imported) => {
                assert!(!imported.words.is_empty());
                let mut before_s = 0.0;
                for word in imported.words {
                    assert!(word.text.contains(char::is_alphanumeric), "{word:?}");
                    let Some(span) = word.span else { continue };
                    assert!(before_s <= span.start_s && span.start_s <= span.end_s, "{word:?} after {before_s}");
                    before_s = span.end_s;
                }
            }
            Err(problem) => assert!(!problem.to_string().contains(['\n', '\r']), "{problem}"),
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            holds(&bytes);
        }

        #[test]
        fn no_text_panics(text in "(\\PC|[\n<>{}\\[\\]():,.\"*&-]|00:00:0[0-9][.,][0-9]{3}| --> |\n\n|<u>|</u>|NaN){0,60}") {
            holds(text.as_bytes());
            holds(format!("WEBVTT\n\n{text}").as_bytes());
        }

        #[test]
        fn no_damage_panics(
            which in 0..FIXTURES.len(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            length in any::<prop::sample::Index>(),
            cut in any::<bool>(),
        ) {
            let mut bytes = FIXTURES[which].to_vec();
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if cut {
                bytes.truncate(length.index(bytes.len()));
            }
            holds(&bytes);
        }

        #[test]
        fn no_times_break_the_order(times in prop::collection::vec((prop::option::of(-1.0..50.0), prop::option::of(-1.0..50.0)), 1..12), sorted in any::<bool>()) {
            let mut times: Vec<(Option<f64>, Option<f64>)> = times;
            if sorted {
                times.sort_by(|a, b| a.0.partial_cmp(&b.0).expect("finite"));
            }
            let words: Vec<_> = times.iter().map(|(start, end)| serde_json::json!({"word": "so", "start": start, "end": end})).collect();
            holds(serde_json::json!(words).to_string().as_bytes());
            let segments: Vec<_> = words.chunks(3).map(|words| {
                serde_json::json!({"text": "so", "start": words[0]["start"], "end": words[words.len() - 1]["end"], "words": words})
            }).collect();
            holds(serde_json::json!({"segments": segments}).to_string().as_bytes());
        }
    }

    #[test]
    fn hostile_sizes_take_no_time() {
        let started = std::time::Instant::now();
        let many = 200_000;
        for piece in ["[", "<", "{\\", "(a", "&", "*", "00:00:01.000 --> 00:00:01.000\na\n", "♪", "\"", "a ", "é"] {
            holds(piece.repeat(many).as_bytes());
        }
        holds(format!("[{}", "[".repeat(many)).as_bytes());
        let tokens = "{\"text\": \"a\"},".repeat(many / 4);
        holds(
            format!("{{\"transcription\": [{{\"text\": \"\", \"tokens\": [{tokens} {{\"text\": \"b\"}}]}}]}}")
                .as_bytes(),
        );
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}

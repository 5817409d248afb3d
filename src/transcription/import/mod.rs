//! Words from elsewhere: `--transcript FILE` takes what the Whisper programs, transcription services, subtitle tools and
//! people write.
//!
//! The form is recognised from the content; each has a reader that hands on the same outline (`cues`). What is wrong with
//! it is mended for all of them in one place: bytes (`encoding`), times (`bad_times`, `timing`), markup and remarks
//! (`markup`), names of speakers (`speakers`), words that nobody said (`invented`).

mod bad_times;
mod cues;
mod encoding;
mod error;
pub(super) mod invented;
mod json;
mod lines;
mod markup;
mod services;
mod speakers;
mod subtitles;
mod tables;
mod timing;
mod whisper_cpp;
mod words;

use std::ops::Range;
use std::path::Path;

use crate::error::{Error, Result};
use crate::files;
use crate::language;
use crate::language_code;
use crate::limits::limits;
use crate::thresholds::cutoffs;
use crate::types::{Notice, NoticeKind, Seconds, Span, Word, WordTimes};

use bad_times::BadTimes;
use cues::{Parsed, Segment};
pub use error::{TranscriptError, TranscriptProblem};
use invented::LeftOut;
pub use invented::Sound;
use speakers::Chosen;

const BYTES_PER_MIB: f64 = 1_048_576.0;

/// A transcript read from a file: the words of one speaker.
///
/// Words are in the order of the text. With times, starts never go back, no word ends after the next one starts, and all
/// lie within the sound; a span may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Whisper's code: as the file names it, or as its words show it; `None` when they are too few.
    pub language: Option<&'static str>,
    pub word_times: WordTimes,
    /// At least one.
    pub words: Vec<Word>,
    /// When others speak, in order and apart.
    pub others: Vec<Span>,
    /// Name of the form it was read as, e.g. "WhisperX JSON".
    pub format: &'static str,
    /// What the reader must know of it.
    pub notices: Vec<Notice>,
}

impl Sound<'_> {
    /// Any sound: nothing is held against it.
    pub const ANY: Sound<'static> = Sound { duration_s: Seconds::INFINITY, speech: &[] };
}

/// Reads the transcript at `path` of what is said in `sound`. Of several speakers the words are those of `speaker`, a name
/// or number, or of the one who says most.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Unreadable`] for the file, [`TranscriptError`] for its content: not text, of no
/// known form, empty, put together wrongly, without the speaker, or of another recording.
pub fn read(path: &Path, speaker: Option<&str>, sound: Sound) -> Result<Imported> {
    let bytes = load(path)?;
    Ok(from_bytes(&bytes, speaker, sound).map_err(|problem| TranscriptError { path: path.to_owned(), problem })?)
}

fn load(path: &Path) -> Result<Vec<u8>> {
    let refuse = |problem| Err(TranscriptError { path: path.to_owned(), problem }.into());
    let limit_mib = cutoffs().import.transcript_max_mib;
    match files::read_at_most(path, (limit_mib * BYTES_PER_MIB) as u64) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => refuse(TranscriptProblem::TooLarge { limit_mib }),
        Err(Error::IsFolder(_)) => refuse(TranscriptProblem::Folder),
        Err(error) => Err(error),
    }
}

/// Reads a transcript from memory.
fn from_bytes(bytes: &[u8], speaker: Option<&str>, sound: Sound) -> Result<Imported, TranscriptProblem> {
    let decoded = encoding::decode(bytes)?;
    let Parsed { format, language, mut segments } = parse(&decoded.text)?;
    cues::join_characters(&mut segments);
    speakers::take_labels(&mut segments);
    let mut bad = bad_times::mend_times(&mut segments)?;
    bad_times::end_within(&mut segments, sound.duration_s, &mut bad);
    let language = language.as_deref().and_then(language_code::code).or_else(|| detected(&segments));
    let mut chosen = speakers::choose(segments, speaker)?;

    let stretches = words::spoken(&chosen.segments);
    let segments = words::ranges(&stretches);
    let last_s = sound.speech.last().map_or(sound.duration_s, |span| span.end_s);
    let (mut words, word_times) = timing::timed(stretches, last_s);
    refuse_more_than_any(words.len())?;
    refuse_longer(&words, &segments, sound.duration_s)?;
    let left_out = invented::leave_out(&mut words, &segments, sound);
    if words.is_empty() {
        return Err(TranscriptProblem::Empty);
    }
    for span in words.iter_mut().filter_map(|word| word.span.as_mut()) {
        *span = Span::new(span.start_s.min(sound.duration_s), span.end_s.min(sound.duration_s));
    }
    chosen.others_spans.retain(|span| span.start_s < sound.duration_s);
    let mended = [repaired(&bad, decoded.remark), speakers_told(&chosen, word_times), left(&left_out)];
    Ok(Imported {
        language,
        word_times,
        words,
        others: chosen.others_spans,
        format,
        notices: mended.into_iter().flatten().collect(),
    })
}

/// The first reader that knows the form.
fn parse(text: &str) -> Result<Parsed, TranscriptProblem> {
    if text.trim().is_empty() {
        return Err(TranscriptProblem::Empty);
    }
    if json::recognise(text) {
        let value = json::value(text)?;
        return whisper_cpp::read(&value)
            .or_else(|| services::read(&value).map(Ok))
            .unwrap_or_else(|| json::read(&value));
    }
    refuse_more_than_any(text.split_whitespace().count() / TOKENS_PER_WORD)?;
    let subtitles = || subtitles::read(text).or_else(|| whisper_cpp::read_script(text)).map(Ok);
    subtitles().or_else(|| tables::read(text)).unwrap_or_else(|| lines::read(text))
}

/// The language that the words of all speakers are in.
fn detected(segments: &[Segment]) -> Option<&'static str> {
    /// Enough to be sure of any language.
    const MOST_PIECES: usize = 1000;
    let pieces = segments.iter().flat_map(|segment| &segment.pieces).take(MOST_PIECES);
    language::detect(&pieces.map(|piece| markup::plain(&piece.text)).collect::<Vec<_>>().join(" "))
}

/// Refuses a transcript that goes on after the recording has ended, which is that of another one. Subtitles linger, and
/// Whisper adds an ending of its own; those are no sign.
fn refuse_longer(words: &[Word], segments: &[Range<usize>], duration_s: Seconds) -> Result<(), TranscriptProblem> {
    let end_s = duration_s + cutoffs().import.transcript_overrun_tolerance_s;
    let behind = |segment: &Range<usize>| {
        let words = &words[segment.clone()];
        let count = words.iter().filter(|word| word.span.is_some_and(|span| span.start_s > end_s)).count();
        if count > 0 && invented::is_known(words.iter().map(|word| word.text.as_str())) { 0 } else { count }
    };
    let behind: usize = segments.iter().map(behind).sum();
    let most = cutoffs().import.transcript_overrun_share_max * words.len() as f64;
    match words.last().and_then(|word| word.span) {
        Some(span) if behind as f64 > most => {
            Err(TranscriptProblem::LongerThanAudio { words_end_s: span.end_s, audio_end_s: duration_s })
        }
        _ => Ok(()),
    }
}

fn repaired(bad: &BadTimes, remark: Option<&'static str>) -> Option<Notice> {
    let times = match bad.count {
        0 => None,
        1 => Some(format!("one impossible time, at \u{201C}{}\u{201D}, follows from the words around it", bad.first)),
        count => {
            let first = &bad.first;
            Some(format!(
                "{count} impossible times, the first at \u{201C}{first}\u{201D}, follow from the words around them"
            ))
        }
    };
    let mended: Vec<String> = times.into_iter().chain(remark.map(str::to_owned)).collect();
    let text = format!("Mended in the transcript: {}.", mended.join("; "));
    (!mended.is_empty()).then_some(Notice { kind: NoticeKind::TranscriptMended, text })
}

fn speakers_told(chosen: &Chosen, word_times: WordTimes) -> Option<Notice> {
    let name = chosen.name.clone().filter(|_| !chosen.others.is_empty())?;
    let mine = speakers::listed(&[(name, chosen.words)]);
    let others = speakers::listed(&chosen.others);
    let sound = match word_times {
        WordTimes::None => {
            "without times their voices cannot be told apart: length, pauses, rates and voice are everybody's"
        }
        _ => "their turns count for nothing in it",
    };
    let text = format!(
        "The transcript has {} speakers, and this report is about {mine}. The others are {others}; {sound}. \
         --speaker NAME chooses another.",
        chosen.others.len() + 1
    );
    Some(Notice { kind: NoticeKind::SeveralSpeakers, text })
}

fn left(out: &LeftOut) -> Option<Notice> {
    let words = if out.count == 1 { "one word".to_owned() } else { format!("{} words", out.count) };
    let text = match (out.is_doubtful, out.count) {
        (true, _) => {
            "Most words of the transcript stand where no speech was heard; check that it belongs to this recording."
                .to_owned()
        }
        (false, 0) => return None,
        (false, _) => format!(
            "Left out of the transcript: {words} that nobody says in the recording (\u{201C}{}\u{201D}).",
            out.first
        ),
    };
    Some(Notice { kind: NoticeKind::InventedWords, text })
}

/// Words and the times, numbers and marks around them, in the most talkative form: a cue for each word.
const TOKENS_PER_WORD: usize = 8;

/// Each word costs a hundred times its letters in the analysis.
fn refuse_more_than_any(words: usize) -> Result<(), TranscriptProblem> {
    let most = limits().files.transcript_words;
    if words as u64 > most { Err(TranscriptProblem::TooManyWords { most }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    /// A file of every form: the fixtures, and the texts of the field's cases.
    static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let inside = |folder: &Path| -> Vec<PathBuf> {
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
        };
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        let fixtures = inside(&tests.join("fixtures/transcripts")).into_iter().map(|path| std::fs::read(path).unwrap());
        let cases =
            inside(&tests.join("field")).into_iter().filter(|kind| kind.is_dir()).flat_map(|kind| inside(&kind));
        let texts = cases.filter(|path| path.extension().is_some_and(|e| e == "toml")).flat_map(|path| {
            let case: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            let files = case.get("files").and_then(toml::Value::as_table).cloned().unwrap_or_default();
            files.into_iter().filter_map(|(_, text)| Some(text.as_str()?.as_bytes().to_vec())).collect::<Vec<_>>()
        });
        let mut files: Vec<Vec<u8>> = fixtures.chain(texts).collect();
        files.sort();
        files
    });

    /// Whatever comes out is in order and inside the sound; whatever is refused is refused in one line.
    fn holds(bytes: &[u8]) {
        let speech = [Span::new(0.4, 3.0), Span::new(5.0, 11.0)];
        for sound in [Sound::ANY, Sound { duration_s: 12.0, speech: &speech }] {
            match from_bytes(bytes, None, sound) {
                Ok(imported) => {
                    assert!(!imported.words.is_empty());
                    let mut before_s = 0.0;
                    for word in imported.words {
                        assert!(word.text.contains(char::is_alphanumeric), "{word:?}");
                        let Some(span) = word.span else { continue };
                        assert!(before_s <= span.start_s && span.start_s <= span.end_s, "{word:?} after {before_s}");
                        assert!(span.end_s <= sound.duration_s, "{word:?}");
                        before_s = span.end_s;
                    }
                    for notice in imported.notices {
                        assert!(!notice.text.contains(char::is_control), "{notice:?}");
                    }
                }
                Err(problem) => assert!(!problem.to_string().contains(['\n', '\r']), "{problem}"),
            }
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
            which in any::<prop::sample::Index>(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            length in any::<prop::sample::Index>(),
            cut in any::<bool>(),
        ) {
            let mut bytes = FILES[which.index(FILES.len())].clone();
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
    fn every_file_of_the_field_holds() {
        assert!(FILES.len() > 100, "{}", FILES.len());
        FILES.iter().for_each(|file| holds(file));
    }

    #[test]
    fn hostile_sizes_take_no_time() {
        let many = 200_000;
        // A second for each MB, twice (two sounds), in a program that is hardly optimised.
        let in_time = |text: &str| {
            let started = std::time::Instant::now();
            holds(text.as_bytes());
            let (took_s, mb) = (started.elapsed().as_secs_f64(), text.len() as f64 / 1e6);
            assert!(took_s < 8.0 * mb.max(0.5), "{took_s:.1} s for {mb:.1} MB of {:?}", text.get(..40));
        };
        for piece in [
            "[",
            "<",
            "{\\",
            "(a",
            "&",
            "*",
            "00:00:01.000 --> 00:00:01.000\na\n",
            "♪",
            "\"",
            "a ",
            "é",
            "[00:01.00]",
            "Ana\n0:00\nso\n",
            "a a a a a a a b b b b b b b\n",
            "<v Ana>so",
            "a,b\n",
        ] {
            in_time(&piece.repeat(many));
        }
        in_time(&format!("[{}", "[".repeat(many)));
        let names: String = (0..many / 8).map(|i| format!("Ana{i} Sol: so\n")).collect();
        in_time(&names);
        let tokens = "{\"text\": \"a\"},".repeat(many / 4);
        in_time(&format!("{{\"transcription\": [{{\"text\": \"\", \"tokens\": [{tokens} {{\"text\": \"b\"}}]}}]}}"));
    }
}

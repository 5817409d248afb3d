//! The words of an answer: from a model, from a transcript made elsewhere, or none.

use super::{Progress, Request, Words};
use crate::acoustics::Hearing;
use crate::audio::Recording;
use crate::error::Result;
use crate::format::clock_range;
use crate::interrupt::Interrupt;
use crate::language_code;
use crate::speech::Speech;
use crate::thresholds::cutoffs;
use crate::transcription::{CachingTranscriber, Piece, chunks, import, word_times};
use crate::types::{Notice, NoticeKind, Span, Transcript, WordTimes};

/// The transcript, or `None` when the request wants none. `transcriber` has written some of it already.
///
/// # Errors
/// Those of [`import::read`] and [`CachingTranscriber::write`].
pub(super) fn write_down(
    request: &Request,
    recording: &Recording,
    hearing: &Hearing,
    transcriber: Option<CachingTranscriber>,
    notices: &mut Vec<Notice>,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<Transcript>> {
    let duration_s = recording.info.duration_s;
    match &request.words {
        Words::None { because } => {
            notices.push(Notice { kind: NoticeKind::NoTranscript, text: because.clone() });
            Ok(None)
        }
        Words::Kept(words) => {
            notices.extend(words.notices.iter().cloned());
            Ok(Some(words.transcript.clone()))
        }
        Words::Transcript { path, speaker } => {
            let sound = import::Sound { duration_s, speech: &hearing.speech };
            let imported = import::read(path, speaker.as_deref(), sound)?;
            notices.extend(imported.notices);
            if imported.word_times == WordTimes::None {
                notices.push(Notice {
                    kind: NoticeKind::NoWordTimes,
                    text: "The transcript has no times: where in the recording a word was said is unknown.".to_owned(),
                });
            }
            let language = match request.language.as_str() {
                language_code::AUTO => imported.language,
                named => Some(named),
            };
            if language.is_none() {
                notices.push(Notice {
                    kind: NoticeKind::LanguageUnknown,
                    text: "The transcript names no language and is too short to tell: what needs word lists, such as \
                           fillers, is left out; name it, as in --lang en."
                        .to_owned(),
                });
            }
            let language = language.unwrap_or(language_code::UNDETERMINED).to_owned();
            let (word_times, words, others) = (imported.word_times, imported.words, imported.others);
            Ok(Some(Transcript { language, word_times, words, others, ..Transcript::default() }))
        }
        Words::Model(model) => {
            if model.is_demo() {
                notices.push(Notice {
                    kind: NoticeKind::DemoModel,
                    text: "The demo model wrote these words. It knows 315 words of interview talk in four synthetic \
                           voices, for the samples only; for your own voice: saywell models download."
                        .to_owned(),
                });
            }
            let longest_s = model.longest_chunk_s();
            let plan = chunks::plan(&hearing.activity, &hearing.level, duration_s, longest_s);
            let all_s = plan.iter().map(Span::duration_s).sum();
            let mut transcriber =
                transcriber.unwrap_or_else(|| CachingTranscriber::new(model, &request.language, request.verbatim));
            let pieces = plan.iter().map(|span| Piece::cut(&recording.samples, 1.0, &hearing.activity, *span));
            let mut transcript = transcriber.write(pieces, request.threads, interrupt, &mut |done| {
                let done_s = plan[..done].iter().map(Span::duration_s).sum();
                progress(Progress::Transcribing { done_s, all_s });
            })?;
            // Where nobody spoke, no language was heard.
            if transcript.language == language_code::AUTO {
                language_code::UNDETERMINED.clone_into(&mut transcript.language);
            }
            word_times::repair(&mut transcript.words, &hearing.speech, &hearing.level);
            let is_counted = request.library.get(&transcript.language).is_some() && !transcript.words.is_empty();
            if is_counted && request.verbatim && !model.is_demo() && !transcript.verbatim {
                notices.push(Notice { kind: NoticeKind::NotVerbatim, text: not_verbatim(&transcript.smoothed) });
            }
            Ok(Some(transcript))
        }
    }
}

/// What the reader must know where hesitations may be missing; `smoothed` is where they were asked for and left out.
fn not_verbatim(smoothed: &[Span]) -> String {
    if smoothed.is_empty() {
        return "Whisper may have left hesitations out of these words; where it did, only those are counted that the sound \
                alone tells of beyond doubt."
            .to_owned();
    }
    let places: Vec<String> = smoothed.iter().map(clock_range).collect();
    format!(
        "Whisper had difficulty at {} and may have left hesitations out there; what the sound alone tells of them is a \
         place to check.",
        places.join(", ")
    )
}

/// What the reader must know of a text without punctuation: most fillers that are words are told by it.
pub(super) fn unpunctuated(speech: &Speech) -> Option<Notice> {
    let is_long = speech.tokens.len() as f64 >= cutoffs().enough.words_for_rates_min;
    if !speech.has_lexicons || speech.is_punctuated || !is_long {
        return None;
    }
    let where_seen = match speech.word_times {
        WordTimes::PerWord => "only where a pause in the sound sets them off",
        _ => "only where the words around them leave no doubt",
    };
    let text = format!(
        "The transcript has hardly any punctuation: words such as \u{201C}like\u{201D} are counted as fillers \
         {where_seen}, so there may be more."
    );
    Some(Notice { kind: NoticeKind::NoPunctuation, text })
}

//! The words of an answer: from a model, from a transcript made elsewhere, or none.

use super::{Progress, Request, Words};
use crate::acoustics::Hearing;
use crate::audio::Recording;
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::thresholds::Thresholds;
use crate::transcription::{Piece, Scribe, chunks, import, word_times};
use crate::types::{Notice, NoticeKind, Span, Transcript, WordTimes};

/// The transcript, or `None` when the request wants none. `scribe` has written some of it already.
///
/// # Errors
/// Those of [`import::read`] and [`Scribe::write`].
pub(super) fn write_down(
    request: &Request,
    recording: &Recording,
    hearing: &Hearing,
    scribe: Option<Scribe>,
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
        Words::Transcript(path) => {
            let imported = import::read(path)?;
            import::check_against(&imported, path, duration_s)?;
            if imported.word_times == WordTimes::None {
                notices.push(Notice {
                    kind: NoticeKind::NoWordTimes,
                    text: "The transcript has no times: where in the recording a word was said is unknown.".to_owned(),
                });
            }
            let spoken = match request.language.as_str() {
                "auto" => imported.language.unwrap_or_else(|| "en".to_owned()),
                named => named.to_owned(),
            };
            Ok(Some(Transcript {
                language: spoken,
                word_times: imported.word_times,
                verbatim: false,
                words: imported.words,
            }))
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
            let thresholds = Thresholds::built_in();
            let longest_s = model.longest_chunk_s(thresholds);
            let plan = chunks::plan(&hearing.activity, &hearing.level, duration_s, longest_s, thresholds);
            let all_s = plan.iter().map(Span::duration_s).sum();
            let mut scribe = scribe.unwrap_or_else(|| Scribe::new(model, &request.language, request.verbatim));
            let pieces = plan.iter().map(|span| Piece::cut(&recording.samples, 1.0, &hearing.activity, *span));
            let mut transcript = scribe.write(pieces, request.threads, interrupt, &mut |done| {
                let done_s = plan[..done].iter().map(Span::duration_s).sum();
                progress(Progress::Transcribing { done_s, all_s });
            })?;
            word_times::repair(&mut transcript.words, &hearing.speech, &hearing.level);
            if request.verbatim && !model.is_demo() && !transcript.verbatim && !transcript.words.is_empty() {
                notices.push(Notice {
                    kind: NoticeKind::NotVerbatim,
                    text: "Whisper may have left hesitations out of these words; where it did, only those are counted that \
                           the sound alone tells of beyond doubt."
                        .to_owned(),
                });
            }
            Ok(Some(transcript))
        }
    }
}

//! The one place that knows the order: sound, words, timeline, measures, advice.

use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::acoustics::{Hearing, frames, voice_activity};
use crate::audio::{self, AudioSource, ReadOptions, Recording};
use crate::coaching::{self, profiles::Question};
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::language::Library;
use crate::measures;
use crate::speech::{self, Parts, Speech, Voice};
use crate::thresholds::Thresholds;
use crate::transcription::models::Model;
use crate::transcription::{chunks, import, word_times, worker};
use crate::types::{
    Analysis, Content, EventKind, Notice, NoticeKind, Provenance, SCHEMA_VERSION, Seconds, Series, Span, TimelineEvent,
    Tracks, Transcript, WordTimes,
};

/// One recording to analyse.
pub struct Request {
    pub source: AudioSource,
    pub read: ReadOptions,
    pub question: Question,
    pub words: Words,
    /// ISO 639-1, or "auto".
    pub language: String,
    /// Word lists by language.
    pub library: Library,
    /// For Whisper.
    pub threads: usize,
    /// Whether the analysis holds the tracks behind the measures.
    pub tracks: bool,
}

/// Where the words come from.
pub enum Words {
    Model(Box<Model>),
    /// A transcript made elsewhere.
    Transcript(PathBuf),
    /// Those that an earlier analysis of the same recording holds.
    Kept(Box<KeptWords>),
    /// The sound alone, with the reason told to the reader.
    None {
        because: String,
    },
}

/// Words as an earlier analysis has them, their times repaired.
pub struct KeptWords {
    transcript: Transcript,
    /// What the reader must know of these words.
    notices: Vec<Notice>,
    source: Option<String>,
    model_sha256: Option<String>,
}

impl Words {
    /// The words of `analysis`, to measure them again.
    pub fn of(analysis: &Analysis) -> Words {
        let about = |kinds: &[NoticeKind]| -> Vec<Notice> {
            analysis.notices.iter().filter(|notice| kinds.contains(&notice.kind)).cloned().collect()
        };
        if analysis.provenance.transcript_source.is_none() {
            let because = about(&[NoticeKind::NoTranscript]).pop().map(|notice| notice.text);
            return Words::None { because: because.unwrap_or_default() };
        }
        Words::Kept(Box::new(KeptWords {
            transcript: analysis.transcript.clone(),
            notices: about(&[NoticeKind::DemoModel, NoticeKind::NoWordTimes]),
            source: analysis.provenance.transcript_source.clone(),
            model_sha256: analysis.provenance.model_sha256.clone(),
        }))
    }
}

/// How far the work has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// Share of the file decoded, 0–1.
    Reading(f32),
    Listening,
    /// Seconds of speech written down.
    Transcribing {
        done_s: Seconds,
        all_s: Seconds,
    },
}

/// Analyses one recording from file to advice.
///
/// # Errors
/// Everything that [`audio::read`], [`import::read`] and [`worker::transcribe`] refuse, and
/// [`crate::error::Error::Interrupted`].
pub fn analyze(request: &Request, interrupt: &Interrupt, progress: &mut dyn FnMut(Progress)) -> Result<Analysis> {
    let thresholds = Thresholds::built_in();
    let mut recording =
        audio::read(&request.source, &request.read, interrupt, &mut |share| progress(Progress::Reading(share)))?;
    progress(Progress::Listening);
    interrupt.check()?;
    let mut notices = audio::notices(&recording, thresholds);
    let (mut hearing, usable) = listen(&mut recording, &mut notices, thresholds);
    interrupt.check()?;

    let transcript = write_down(request, &mut recording, &hearing, &mut notices, interrupt, progress)?;
    let language = transcript.as_ref().map(|t| t.language.clone()).unwrap_or_default();
    let lexicons = request.library.get(&language);
    if let (Some(transcript), None) = (&transcript, lexicons) {
        notices.push(Notice {
            kind: NoticeKind::LanguageWithoutLexicon,
            text: format!(
                "saywell has no word lists for language \"{}\" yet: fillers are not counted, pace and pauses are.",
                transcript.language
            ),
        });
    }

    // Without words to go by too little of what is heard is right to be taken for speech.
    let timed = transcript.as_ref().filter(|transcript| transcript.word_times == WordTimes::PerWord);
    let filled_pauses = if usable { speech::hesitations(&hearing, timed, thresholds) } else { Vec::new() };
    let heard = filled_pauses.iter().map(|pause| pause.span).filter(|_| timed.is_some());
    let tracks = request.tracks.then(|| tracks(&hearing));
    let voice = Voice {
        f0_hz: hearing.pitch.in_own_range(thresholds),
        nuclei_s: hearing.nuclei(thresholds),
        loudness_lufs: hearing.loudness.in_speech(&hearing.speech).map(|(_, lufs)| lufs).collect(),
        level_dbfs: hearing.level,
    };
    let speech_spans = voice_activity::with_sounds(std::mem::take(&mut hearing.speech), heard);
    let silent_pauses = voice_activity::silent_pauses(&speech_spans, thresholds.cutoff("silent_pause_min_s"));
    let speech = Speech::assemble(
        Parts {
            duration_s: recording.info.duration_s,
            transcript: transcript.as_ref(),
            filled_pauses,
            voice,
            speech_spans,
            silent_pauses,
            sound_usable: usable,
        },
        lexicons,
    );
    let question = request.question.clone().in_language(&language, lexicons);
    let measurements = measures::measure_all(&speech, &question);
    // The report speaks the language of the answer.
    let advice = coaching::advise(&measurements, &question, &language);
    let verdict = coaching::verdict(&measurements, &question, &language);
    let content = Content {
        shape: coaching::shape::place(&speech, &question),
        points: coaching::points::place(&speech, &question),
        closing: lexicons.and_then(|_| speech.closing()),
        conciseness: coaching::conciseness::parts(&measurements, &language),
    };
    let provenance = provenance(request, &language, interrupt)?;
    Ok(Analysis {
        schema_version: SCHEMA_VERSION,
        recording: recording.info,
        question: question.info().clone(),
        notices,
        verdict,
        timeline: timeline(&speech),
        transcript: transcript.unwrap_or(Transcript { language, word_times: WordTimes::None, words: Vec::new() }),
        measurements,
        content,
        tightened: coaching::tighten::tighten(&speech),
        advice,
        tracks,
        provenance,
    })
}

/// Hears the recording and notes what stands in the way; the second value says whether it can be measured.
fn listen(recording: &mut Recording, notices: &mut Vec<Notice>, thresholds: &Thresholds) -> (Hearing, bool) {
    let silent = |n: &Notice| matches!(n.kind, NoticeKind::NearlySilent | NoticeKind::TooShort);
    let hearing = Hearing::of(&recording.samples, thresholds);
    recording.info.loudness_lufs = hearing.loudness.integrated_lufs.map(|lufs| lufs as f32);
    let usable = !notices.iter().any(silent);
    if usable && hearing.speech.is_empty() {
        notices.push(Notice {
            kind: NoticeKind::NoSpeech,
            text: "No speech was heard in this recording; check that the right file or microphone was used.".to_owned(),
        });
    }
    let usable = usable && !hearing.speech.is_empty();
    (hearing, usable)
}

fn tracks(hearing: &Hearing) -> Tracks {
    let series = |values| Series { start_s: frames::HOP_S / 2.0, hop_s: frames::HOP_S, values };
    let all = |values: &[f32]| values.iter().copied().map(Some).collect();
    Tracks {
        f0_hz: series(hearing.pitch.f0_hz.clone()),
        voiced_probability: series(all(&hearing.pitch.voiced_probability)),
        rms_dbfs: series(all(&hearing.level)),
    }
}

/// The transcript, or `None` when the request wants none. The recording gives up its samples here: nothing after
/// needs them.
fn write_down(
    request: &Request,
    recording: &mut Recording,
    hearing: &Hearing,
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
            Ok(Some(Transcript { language: spoken, word_times: imported.word_times, words: imported.words }))
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
            let plan = chunks::plan(&hearing.speech, &hearing.level, duration_s, longest_s, thresholds);
            let all_s = plan.iter().map(Span::duration_s).sum();
            let job = worker::Job {
                model: model.as_ref().clone(),
                language: request.language.clone(),
                threads: request.threads,
                samples: Arc::new(std::mem::take(&mut recording.samples)),
                speech: hearing.speech.clone(),
                chunks: plan,
            };
            let heard = worker::transcribe(job, interrupt, &mut |done_s| {
                progress(Progress::Transcribing { done_s, all_s });
            })?;
            let mut words = heard.words;
            word_times::repair(&mut words, &hearing.speech, &hearing.level, thresholds);
            Ok(Some(Transcript { language: heard.language, word_times: WordTimes::PerWord, words }))
        }
    }
}

/// Words, silent pauses and filled pauses in time order; at the same time the longer first.
fn timeline(speech: &Speech) -> Vec<TimelineEvent> {
    let words = speech.words.iter().filter_map(|word| {
        let text = Some(word.text.clone());
        Some(TimelineEvent { text, ..TimelineEvent::new(EventKind::Word, word.span?) })
    });
    let pauses = speech
        .silent_pauses
        .iter()
        .map(|pause| TimelineEvent { class: pause.class, ..TimelineEvent::new(EventKind::SilentPause, pause.span) });
    let filled = speech.filled_pauses.iter().map(|pause| TimelineEvent {
        text: pause.text.clone(),
        class: Some(pause.class),
        place: pause.place,
        probability: pause.probability,
        ..TimelineEvent::new(EventKind::FilledPause, pause.span)
    });
    let mut events: Vec<TimelineEvent> = words.chain(pauses).chain(filled).collect();
    events.sort_by(|a, b| a.span.start_s.total_cmp(&b.span.start_s).then(b.span.end_s.total_cmp(&a.span.end_s)));
    events
}

fn provenance(request: &Request, language: &str, interrupt: &Interrupt) -> Result<Provenance> {
    let (transcript_source, model_sha256) = match &request.words {
        Words::Model(model) if model.is_demo() => (Some("demo model".to_owned()), Some(model.sha256(interrupt)?)),
        Words::Model(model) => (Some(model.name.clone()), Some(model.sha256(interrupt)?)),
        Words::Transcript(path) => (path.file_name().map(|name| name.to_string_lossy().into_owned()), None),
        Words::Kept(words) => (words.source.clone(), words.model_sha256.clone()),
        Words::None { .. } => (None, None),
    };
    Ok(Provenance {
        saywell_version: env!("CARGO_PKG_VERSION").to_owned(),
        transcript_source,
        model_sha256,
        lexicon_sha256: sha256(request.library.text(language)),
        threshold_sha256: sha256(Thresholds::text()),
        language: language.to_owned(),
    })
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

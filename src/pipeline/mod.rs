//! The one place that knows the order: sound, words, timeline, measures, advice.

mod kept;
mod limits;
pub mod live;
mod live_transcription;
mod provenance;
mod request;
mod timeline;
mod turns;
mod words;

use crate::acoustics::{Hearing, voice_activity};
use crate::audio::{self, Recording};
use crate::coaching;
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::language_code;
use crate::measures;
use crate::question::{points, shape};
use crate::speech::{self, Parts, Speech, Voice};
use crate::thresholds::cutoffs;
use crate::transcription::CachingTranscriber;
use crate::types::{Analysis, Content, Notice, NoticeKind, SCHEMA_VERSION, Tracks, Transcript, WordTimes};

pub use kept::KeptWords;
pub use live::Live;
pub use request::{Progress, Request, Words};

/// What was done before the recording was finished.
#[derive(Default)]
struct Prepared {
    /// Has written some of the words already.
    transcriber: Option<CachingTranscriber>,
    model_sha256: Option<String>,
}

/// Analyses one recording from file to advice.
///
/// # Errors
/// Everything that [`audio::read`], [`crate::transcription::import::read`] and [`CachingTranscriber::write`] refuse, and
/// [`crate::error::Error::Interrupted`].
pub fn analyze(request: &Request, interrupt: &Interrupt, progress: &mut dyn FnMut(Progress)) -> Result<Analysis> {
    let recording =
        audio::read(&request.source, &request.read, interrupt, &mut |share| progress(Progress::Reading(share)))?;
    conclude(request, recording, Prepared::default(), interrupt, progress)
}

/// The tracks behind the measures of a recording, for an analysis that was kept without them.
pub fn tracks(recording: &Recording) -> Tracks {
    timeline::tracks(&Hearing::of(&recording.samples))
}

/// Analyses what was read: the same whether or not some of the work is done already.
fn conclude(
    request: &Request,
    mut recording: Recording,
    prepared: Prepared,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
) -> Result<Analysis> {
    progress(Progress::Listening);
    interrupt.check()?;
    let mut notices = audio::notices(&recording);
    let (mut hearing, usable) = listen(&mut recording, &mut notices);
    interrupt.check()?;

    let mut transcript =
        words::write_down(request, &recording, &hearing, prepared.transcriber, &mut notices, interrupt, progress)?;
    // Nothing after needs the samples.
    drop(std::mem::take(&mut recording.samples));
    let language = transcript.as_ref().map(|t| t.language.clone()).unwrap_or_default();
    let lexicons = request.library.get(&language);
    if let (Some(transcript), Some(lexicons)) = (&mut transcript, lexicons) {
        lexicons.part_stutters(&mut transcript.words);
    }
    if let (Some(transcript), None) = (&transcript, lexicons)
        && language_code::code(&transcript.language).is_some()
    {
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
    let mut filled_pauses = if usable { speech::hesitations(&hearing, timed) } else { Vec::new() };
    // What others say is neither speech nor pause of this speaker.
    let others = transcript.as_ref().map_or(&[][..], |transcript| &transcript.others);
    filled_pauses.retain(|pause| !turns::is_anothers(&pause.span, others));
    hearing.speech = turns::own(&hearing.speech, others);
    let heard = filled_pauses.iter().map(|pause| pause.span).filter(|_| timed.is_some());
    let tracks = request.tracks.then(|| timeline::tracks(&hearing));
    let mut f0_hz = hearing.pitch.in_own_range();
    turns::silence_others(&mut f0_hz, others);
    let voice = Voice {
        f0_hz,
        nuclei_s: hearing.nuclei(),
        loudness_lufs: hearing.loudness.in_speech(&hearing.speech).map(|(_, lufs)| lufs).collect(),
        level_dbfs: hearing.level,
    };
    let speech_spans = voice_activity::with_sounds(std::mem::take(&mut hearing.speech), heard);
    let mut silent_pauses = voice_activity::silent_pauses(&speech_spans, cutoffs().pauses.silent_pause_min_s);
    silent_pauses.retain(|pause| turns::is_pause(pause, others));
    let speech = Speech::assemble(
        Parts {
            duration_s: recording.info.duration_s,
            transcript: transcript.as_ref(),
            filled_pauses,
            voice,
            sound_usable: usable && !speech_spans.is_empty(),
            speech_spans,
            silent_pauses,
        },
        lexicons,
    );
    notices.extend(words::unpunctuated(&speech));
    let question = request.question.clone().in_language(&language, lexicons);
    let measurements = measures::measure_all(&speech, &question);
    let advice = coaching::advise(&measurements, &question, &request.ui_language);
    let verdict = coaching::verdict(&measurements, &question, &request.ui_language);
    let content = Content {
        shape: shape::place(&speech, &question),
        points: points::place(&speech, &question),
        closing: lexicons.and_then(|_| speech.closing()),
        conciseness: coaching::conciseness::parts(&measurements, &request.ui_language),
    };
    let provenance = provenance::provenance(request, &language, prepared.model_sha256, interrupt)?;
    Ok(Analysis {
        schema_version: SCHEMA_VERSION,
        recording: recording.info,
        question: question.info().clone(),
        notices,
        verdict,
        timeline: timeline::timeline(&speech),
        transcript: transcript.unwrap_or(Transcript { language, ..Transcript::default() }),
        measurements,
        content,
        tightened: coaching::tighten::tighten(&speech),
        advice,
        tracks,
        provenance,
    })
}

/// Hears the recording and notes what stands in the way; the second value says whether it can be measured.
fn listen(recording: &mut Recording, notices: &mut Vec<Notice>) -> (Hearing, bool) {
    let silent = |n: &Notice| matches!(n.kind, NoticeKind::NearlySilent | NoticeKind::TooShort);
    let hearing = Hearing::of(&recording.samples);
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

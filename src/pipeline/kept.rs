//! Words that an earlier analysis of the same recording holds, to be measured again.

use crate::types::{Analysis, Notice, NoticeKind, Transcript};

/// What is said about the words, whatever is measured of them.
const OF_WORDS: [NoticeKind; 6] = [
    NoticeKind::DemoModel,
    NoticeKind::NoWordTimes,
    NoticeKind::TranscriptMended,
    NoticeKind::SeveralSpeakers,
    NoticeKind::InventedWords,
    NoticeKind::LanguageUnknown,
];

/// Words as an earlier analysis has them, their times repaired.
#[derive(Clone)]
pub struct KeptWords {
    pub(super) transcript: Transcript,
    /// What the reader must know of these words.
    pub(super) notices: Vec<Notice>,
    pub(super) source: Option<String>,
    pub(super) model_sha256: Option<String>,
}

impl KeptWords {
    /// The words of `analysis`, or why it has none.
    pub(super) fn of(analysis: &Analysis) -> Result<KeptWords, String> {
        let about = |kinds: &[NoticeKind]| -> Vec<Notice> {
            analysis.notices.iter().filter(|notice| kinds.contains(&notice.kind)).cloned().collect()
        };
        if analysis.provenance.transcript_source.is_none() {
            let because = about(&[NoticeKind::NoTranscript]).pop().map(|notice| notice.text);
            return Err(because.unwrap_or_default());
        }
        Ok(KeptWords {
            transcript: analysis.transcript.clone(),
            notices: about(&OF_WORDS),
            source: analysis.provenance.transcript_source.clone(),
            model_sha256: analysis.provenance.model_sha256.clone(),
        })
    }
}

//! The events of an answer, and the tracks behind them, as the analysis holds them.

use crate::acoustics::{Hearing, frames};
use crate::speech::Speech;
use crate::types::{EventKind, Series, TimelineEvent, Tracks};

/// Words, silent pauses and filled pauses in time order; at the same time the longer first.
pub(super) fn timeline(speech: &Speech) -> Vec<TimelineEvent> {
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

/// Pitch, voicing and level on the 10 ms grid.
pub(super) fn tracks(hearing: &Hearing) -> Tracks {
    let series = |values| Series { start_s: frames::HOP_S / 2.0, hop_s: frames::HOP_S, values };
    let all = |values: &[f32]| values.iter().copied().map(Some).collect();
    Tracks {
        f0_hz: series(hearing.pitch.f0_hz.clone()),
        voiced_probability: series(all(&hearing.pitch.voiced_probability)),
        rms_dbfs: series(all(&hearing.level)),
    }
}

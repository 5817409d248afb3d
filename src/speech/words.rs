//! What the words of an answer are worth: those that carry nothing, and how the last ones close.

use crate::speech::{DisfluencyKind, Speech};
use crate::types::{Closing, ClosingKind, CutReason};

/// Cues of a last sentence that is worth remembering.
const STRONG_CUES: [&str; 3] = ["result", "lesson", "future"];

impl Speech {
    /// For each word why it carries nothing, `None` where it does: in a filler, a repetition, a restart, a loop marker or
    /// a weak ending.
    pub fn empty_words(&self) -> Vec<Option<CutReason>> {
        let mut reasons = vec![None; self.words.len()];
        for (category, reason) in
            [("ending", CutReason::WeakEnding), ("loop", CutReason::LoopMarker), ("filler", CutReason::Filler)]
        {
            self.hits(category).for_each(|hit| reasons[hit.words.clone()].fill(Some(reason)));
        }
        for (kind, reason) in
            [(DisfluencyKind::Restart, CutReason::Restart), (DisfluencyKind::Repetition, CutReason::Repetition)]
        {
            self.disfluencies(kind).for_each(|d| reasons[d.words.clone()].fill(Some(reason)));
        }
        reasons
    }

    /// How the answer ends; `None` without words.
    pub fn closing(&self) -> Option<Closing> {
        let last = &self.sentences.last()?.words;
        let inside = |words: &std::ops::Range<usize>| words.start >= last.start;
        let cue = |class: &str| STRONG_CUES.contains(&class);
        let kind = if self.hits("ending").any(|hit| inside(&hit.words)) {
            ClosingKind::Trailing
        } else if self.facts.last().is_some_and(|fact| last.contains(fact))
            || self.hits("cue").any(|hit| inside(&hit.words) && cue(&hit.class))
        {
            ClosingKind::Strong
        } else {
            ClosingKind::Plain
        };
        Some(Closing { kind, span: self.span_of(last), quote: self.quote_start(last) })
    }
}

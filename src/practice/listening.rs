//! "Did you hear them?": the keys that a listener pressed while the answer played, matched with the fillers that were found.
//!
//! Counting one's own fillers by ear, with a silent pause in their place, is what made them fewer in controlled studies
//! (Mancuso & Miltenberger 2016); `docs/practice.md` says how far that goes.

use super::rules::Rules;
use crate::types::{Seconds, Span};

/// What was heard, and what was not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListeningResult {
    /// One per filler, in their order: when the key for it was pressed.
    pub fillers: Vec<Option<Seconds>>,
    /// Presses where nothing was found.
    pub elsewhere: Vec<Seconds>,
}

impl ListeningResult {
    /// How many fillers were heard.
    pub fn hits(&self) -> usize {
        self.fillers.iter().flatten().count()
    }

    /// Indices of the fillers that were not.
    pub fn missed(&self) -> impl Iterator<Item = usize> {
        self.fillers.iter().enumerate().filter(|(_, press)| press.is_none()).map(|(index, _)| index)
    }
}

/// Matches `presses` with `fillers`, both in time order; every press answers one filler at most, and as many fillers are
/// answered as can be. A press counts for a filler from a moment before it begins, as one may see it coming, until a
/// reaction after its end.
pub fn matched(presses: &[Seconds], fillers: &[Span]) -> ListeningResult {
    let rules = Rules::built_in();
    let mut heard = ListeningResult { fillers: vec![None; fillers.len()], elsewhere: Vec::new() };
    for &press in presses {
        let answers =
            |filler: &Span| (filler.start_s - rules.press_early_s..=filler.end_s + rules.press_late_s).contains(&press);
        // The one that can wait least for another press.
        let open = (0..fillers.len()).filter(|&at| heard.fillers[at].is_none() && answers(&fillers[at]));
        match open.min_by(|a, b| fillers[*a].end_s.total_cmp(&fillers[*b].end_s)) {
            Some(filler) => heard.fillers[filler] = Some(press),
            None => heard.elsewhere.push(press),
        }
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILLERS: [Span; 4] = [Span::new(2.0, 2.4), Span::new(5.0, 5.3), Span::new(5.8, 6.0), Span::new(20.0, 20.5)];

    #[test]
    fn a_press_answers_the_filler_before_it_and_no_other() {
        let heard = matched(&[2.6, 5.5, 6.4, 12.0], &FILLERS);
        assert_eq!(heard.fillers, [Some(2.6), Some(5.5), Some(6.4), None]);
        assert_eq!((heard.elsewhere, heard.fillers.iter().flatten().count()), (vec![12.0], 3));
    }

    #[test]
    fn one_press_for_two_fillers_counts_once_and_two_presses_for_one_count_once() {
        let heard = matched(&[6.2], &FILLERS);
        assert_eq!((heard.hits(), heard.missed().collect::<Vec<_>>()), (1, vec![0, 2, 3]));
        let heard = matched(&[2.5, 2.7], &FILLERS[..1]);
        assert_eq!((heard.hits(), heard.elsewhere.len()), (1, 1));
    }

    #[test]
    fn nothing_pressed_and_nothing_found_is_nothing() {
        assert_eq!(matched(&[], &FILLERS).hits(), 0);
        assert_eq!(matched(&[1.0], &[]).elsewhere, [1.0]);
        assert_eq!(matched(&[], &[]), ListeningResult::default());
    }

    proptest::proptest! {
        #[test]
        fn every_press_is_counted_once(
            mut presses in proptest::collection::vec(0.0..60.0f64, 0..40),
            mut starts in proptest::collection::vec(0.0..60.0f64, 0..40),
        ) {
            presses.sort_by(f64::total_cmp);
            starts.sort_by(f64::total_cmp);
            let fillers: Vec<Span> = starts.iter().map(|start| Span::new(*start, start + 0.3)).collect();
            let heard = matched(&presses, &fillers);
            proptest::prop_assert_eq!(heard.hits() + heard.elsewhere.len(), presses.len());
            proptest::prop_assert_eq!(heard.hits() + heard.missed().count(), fillers.len());
        }
    }
}

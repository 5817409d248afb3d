//! Times made usable: one bad time is one bad time.
//!
//! A time that cannot be is taken away, so that it is filled in from its neighbours like one that was never written; a cue
//! whose place in time is free is moved there instead.

use super::TranscriptProblem;
use super::cues::{Segment, TimedText, Times, excerpt};
use crate::thresholds::cutoffs;
use crate::types::Seconds;

/// Times that were taken away or moved.
#[derive(Debug, Default, PartialEq)]
pub struct BadTimes {
    pub count: usize,
    /// The text at the first of them.
    pub first: String,
}

impl BadTimes {
    /// Counts `count` more, first seen at `text`.
    pub fn note(&mut self, count: usize, text: &str) {
        if self.count == 0 {
            text.clone_into(&mut self.first);
        }
        self.count += count;
    }
}

impl Times {
    /// Takes away what cannot be: no number, negative, an end before its start. Says whether anything was.
    ///
    /// Of a start and an end that exclude each other the end is believed when the next start, `next_s`, lies before
    /// this one.
    fn mend(&mut self, next_s: Option<Seconds>, tolerance_s: Seconds) -> bool {
        let mut is_bad = false;
        for time in [&mut self.start_s, &mut self.end_s] {
            if time.is_some_and(|t| !t.is_finite() || t < -tolerance_s) {
                (*time, is_bad) = (None, true);
            }
            *time = time.map(|t| t.max(0.0));
        }
        if let (Some(start_s), Some(end_s)) = (self.start_s, self.end_s)
            && end_s < start_s
        {
            if end_s >= start_s - tolerance_s {
                self.end_s = Some(start_s);
            } else {
                let start_is_late = next_s.is_some_and(|next_s| start_s > next_s && end_s <= next_s + tolerance_s);
                *(if start_is_late { &mut self.start_s } else { &mut self.end_s }) = None;
                is_bad = true;
            }
        }
        is_bad
    }
}

/// Ends behind the end of the sound are cut to it; the larger ones are counted as bad. A missing end lies there at the
/// latest, whatever comes behind it.
pub fn end_within(segments: &mut [Segment], duration_s: Seconds, bad: &mut BadTimes) {
    let tolerance_s = cutoffs().import.transcript_overrun_tolerance_s;
    let is_inside = |times: &Times| times.start_s.is_none_or(|start_s| start_s < duration_s);
    for index in 1..segments.len() {
        let times = segments[index - 1].times;
        let is_last = times.end_s.is_none() && is_inside(&times) && !is_inside(&segments[index].times);
        if is_last && times.start_s.is_some() {
            segments[index - 1].set_times(Times { end_s: Some(duration_s), ..times });
        }
    }
    for segment in segments {
        let is_over =
            |times: &Times| is_inside(times) && times.end_s.is_some_and(|end_s| end_s > duration_s + tolerance_s);
        if is_over(&segment.times) || segment.pieces.iter().any(|piece| is_over(&piece.times)) {
            bad.note(1, &segment.excerpt());
        }
        for times in std::iter::once(&mut segment.times).chain(segment.pieces.iter_mut().map(|piece| &mut piece.times))
        {
            if is_inside(times) {
                times.end_s = times.end_s.map(|end_s| end_s.min(duration_s));
            }
        }
    }
}

/// Makes the times of `segments` usable, and says which were not.
///
/// Afterwards every time is a number from 0 on, no end lies before its start, and no segment and no word starts before
/// one ahead of it by more than the tolerance.
///
/// # Errors
/// [`TranscriptProblem::OutOfOrder`] when so many are out of order that nothing tells where the text belongs.
pub fn mend_times(segments: &mut Vec<Segment>) -> Result<BadTimes, TranscriptProblem> {
    let tolerance_s = cutoffs().import.transcript_order_tolerance_s;
    let mut bad = BadTimes::default();
    let starts: Vec<Option<Seconds>> = segments.iter().map(|segment| segment.times.start_s).collect();
    for (index, segment) in segments.iter_mut().enumerate() {
        let next_s = starts.get(index + 1).copied().flatten().filter(|s| s.is_finite());
        let mut times = segment.times;
        if times.mend(next_s, tolerance_s) {
            bad.note(1, &segment.excerpt());
        }
        segment.set_times(times);
        mend_words(segment, tolerance_s, &mut bad);
    }
    mend_order(segments, tolerance_s, &mut bad)?;
    part_equal_starts(segments);
    mend_word_order(segments, tolerance_s, &mut bad)?;
    Ok(bad)
}

fn mend_words(segment: &mut Segment, tolerance_s: Seconds, bad: &mut BadTimes) {
    if !segment.pieces.iter().any(|piece| piece.is_word) && segment.pieces.len() < 2 {
        return;
    }
    let starts: Vec<Option<Seconds>> = segment.pieces.iter().map(|piece| piece.times.start_s).collect();
    for (index, piece) in segment.pieces.iter_mut().enumerate() {
        if piece.times.mend(starts.get(index + 1).copied().flatten(), tolerance_s) {
            bad.note(1, &excerpt([piece.text.as_str()]));
        }
    }
}

/// A segment out of order goes where its time is when nothing else is there; else its times are taken away, since the
/// order of the text is the surer one.
fn mend_order(segments: &mut Vec<Segment>, tolerance_s: Seconds, bad: &mut BadTimes) -> Result<(), TranscriptProblem> {
    let starts: Vec<Option<Seconds>> = segments.iter().map(|segment| segment.times.start_s).collect();
    let misplaced = out_of_order(&starts, tolerance_s);
    refuse_chaos(&misplaced, segments.len(), |index| (segments[index].excerpt(), starts[index]))?;
    let spans: Vec<Times> = segments.iter().map(|segment| segment.times).collect();
    let mut by_start: Vec<usize> = (0..spans.len()).filter(|&i| spans[i].start_s.is_some()).collect();
    by_start.sort_by(|&a, &b| spans[a].start_s.partial_cmp(&spans[b].start_s).unwrap_or(std::cmp::Ordering::Equal));
    let mut place_of = vec![0; spans.len()];
    by_start.iter().enumerate().for_each(|(place, &index)| place_of[index] = place);
    let mut moved = false;
    for index in misplaced {
        bad.note(1, &segments[index].excerpt());
        let neighbour = |place: Option<usize>| place.and_then(|place| by_start.get(place)).map(|&i| spans[i]);
        let before = neighbour(place_of[index].checked_sub(1)).and_then(|span| span.end_s.or(span.start_s));
        let after = neighbour(Some(place_of[index] + 1)).and_then(|span| span.start_s);
        let is_free = spans[index].start_s.zip(spans[index].end_s).is_some_and(|(start_s, end_s)| {
            before.is_none_or(|before| before <= start_s + tolerance_s)
                && after.is_none_or(|after| after >= end_s - tolerance_s)
        });
        if is_free {
            moved = true;
        } else {
            segments[index].set_times(Times::default());
        }
    }
    if moved {
        sort(segments);
    }
    Ok(())
}

/// Segments that start together share their time; when all start and end at once, there is none to share.
fn part_equal_starts(segments: &mut [Segment]) {
    let mut from = 0;
    while from < segments.len() {
        let start_s = segments[from].times.start_s;
        let is_same = |segment: &&Segment| {
            start_s.is_some() && segment.times.start_s == start_s && segment.speaker == segments[from].speaker
        };
        let count = segments[from..].iter().take_while(is_same).count().max(1);
        if count > 1 {
            let ends = segments[from..from + count].iter().filter_map(|segment| segment.times.end_s);
            let end_s = ends.fold(None, |latest: Option<Seconds>, end_s| Some(latest.map_or(end_s, |l| l.max(end_s))));
            let has_length = end_s != start_s || count < segments.len();
            for (at, segment) in segments[from..from + count].iter_mut().enumerate() {
                if segment.pieces.len() < 2 {
                    let times = Times {
                        start_s: start_s.filter(|_| at == 0 && has_length),
                        end_s: end_s.filter(|_| at + 1 == count && has_length),
                    };
                    segment.set_times(times);
                }
            }
        }
        from += count;
    }
}

/// By start; a segment without one stays behind the one ahead of it.
fn sort(segments: &mut Vec<Segment>) {
    let mut latest_s = 0.0;
    let mut keyed: Vec<(Seconds, Segment)> = segments
        .drain(..)
        .map(|segment| {
            latest_s = segment.times.start_s.unwrap_or(latest_s);
            (latest_s, segment)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    segments.extend(keyed.into_iter().map(|(_, segment)| segment));
}

/// Words keep the order of the text.
fn mend_word_order(
    segments: &mut [Segment],
    tolerance_s: Seconds,
    bad: &mut BadTimes,
) -> Result<(), TranscriptProblem> {
    let mut words: Vec<&mut TimedText> =
        segments.iter_mut().filter(|s| s.pieces.len() > 1).flat_map(|segment| &mut segment.pieces).collect();
    let starts: Vec<Option<Seconds>> = words.iter().map(|word| word.times.start_s).collect();
    let misplaced = out_of_order(&starts, tolerance_s);
    refuse_chaos(&misplaced, words.len(), |index| (excerpt([words[index].text.as_str()]), starts[index]))?;
    for index in misplaced {
        bad.note(1, &excerpt([words[index].text.as_str()]));
        words[index].times = Times::default();
    }
    Ok(())
}

/// The fewest of `starts` without which none lies before an earlier one by more than the tolerance.
fn out_of_order(starts: &[Option<Seconds>], tolerance_s: Seconds) -> Vec<usize> {
    // The longest rising subsequence: `tails[n]` is the index of the smallest start that n + 1 rising ones can end in.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; starts.len()];
    let at = |index: usize| starts[index].unwrap_or_default();
    for index in (0..starts.len()).filter(|&i| starts[i].is_some()) {
        let rank = tails.partition_point(|&tail| at(tail) <= at(index));
        before[index] = rank.checked_sub(1).map(|rank| tails[rank]);
        if rank == tails.len() { tails.push(index) } else { tails[rank] = index }
    }
    let mut in_order = vec![false; starts.len()];
    let mut next = tails.last().copied();
    while let Some(index) = next {
        in_order[index] = true;
        next = before[index];
    }
    // What is off by less than the tolerance is no mistake.
    let mut earliest_after = vec![f64::INFINITY; starts.len() + 1];
    for index in (0..starts.len()).rev() {
        let own = if in_order[index] { at(index) } else { f64::INFINITY };
        earliest_after[index] = earliest_after[index + 1].min(own);
    }
    let mut latest_s = f64::NEG_INFINITY;
    let mut misplaced = Vec::new();
    for index in (0..starts.len()).filter(|&i| starts[i].is_some()) {
        if in_order[index] {
            latest_s = at(index);
        } else if at(index) < latest_s - tolerance_s || at(index) > earliest_after[index] + tolerance_s {
            misplaced.push(index);
        }
    }
    misplaced
}

/// Some times out of order are slips; many are a file put together wrongly.
fn refuse_chaos(
    misplaced: &[usize],
    all: usize,
    text_and_start: impl Fn(usize) -> (String, Option<Seconds>),
) -> Result<(), TranscriptProblem> {
    let most =
        (cutoffs().import.transcript_misplaced_share_max * all as f64).max(cutoffs().import.transcript_misplaced_max);
    match misplaced.first() {
        Some(&first) if misplaced.len() as f64 > most => {
            let (text, start_s) = text_and_start(first);
            let start_s = start_s.unwrap_or_default();
            Err(TranscriptProblem::OutOfOrder { count: misplaced.len(), all, text, start_s })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, start and end.
    type Kept = (String, Option<f64>, Option<f64>);

    fn mended(times: &[(f64, f64)]) -> (Vec<Kept>, usize) {
        let mut segments: Vec<Segment> = times
            .iter()
            .enumerate()
            .map(|(i, &(start_s, end_s))| Segment::of_text(format!("w{i}"), Times::new(start_s, end_s)))
            .collect();
        let bad = mend_times(&mut segments).unwrap();
        let kept = |s: Segment| (s.pieces[0].text.clone(), s.times.start_s, s.times.end_s);
        (segments.into_iter().map(kept).collect(), bad.count)
    }

    #[test]
    fn a_bad_time_is_taken_away_and_the_others_stay() {
        let (kept, bad) = mended(&[(-0.02, 1.0), (1.0, -1.0), (2.0, 1.2), (3.0, f64::NAN), (4.0, 5.0)]);
        assert_eq!(bad, 3);
        assert_eq!((kept[0].1, kept[1].2, kept[2].2, kept[3].2), (Some(0.0), None, None, None));
        assert_eq!((kept[2].1, kept[4].1, kept[4].2), (Some(2.0), Some(4.0), Some(5.0)));
        let (kept, bad) = mended(&[(0.0, 1.0), (99.9, 2.0), (2.1, 3.0)]);
        assert_eq!((bad, kept[1].1, kept[1].2), (1, None, Some(2.0)), "the next start says which of the two is wrong");
    }

    #[test]
    fn a_cue_out_of_order_goes_to_its_free_place_or_loses_its_time() {
        let (kept, bad) = mended(&[(0.0, 1.0), (4.0, 5.0), (2.0, 3.0), (6.0, 7.0)]);
        assert_eq!(kept.iter().map(|k| k.0.as_str()).collect::<Vec<_>>(), ["w0", "w2", "w1", "w3"]);
        assert_eq!(bad, 1);
        let (kept, bad) = mended(&[(0.2, 2.3), (6.1, 8.0), (3.7, 9.8), (9.9, 12.0)]);
        assert_eq!(kept.iter().map(|k| k.0.as_str()).collect::<Vec<_>>(), ["w0", "w1", "w2", "w3"]);
        assert_eq!((bad, kept.iter().filter(|k| k.1.is_none()).count()), (1, 1));
        assert_eq!(mended(&[(1.0, 2.0), (0.9, 3.0)]).1, 0, "a rounding is no mistake");
    }

    #[test]
    fn cues_that_start_together_share_their_time() {
        let times = |kept: Vec<Kept>| kept.into_iter().map(|k| (k.1, k.2)).collect::<Vec<_>>();
        assert_eq!(
            times(mended(&[(0.0, 9.0), (0.0, 9.0), (9.0, 10.0)]).0),
            [(Some(0.0), None), (None, Some(9.0)), (Some(9.0), Some(10.0))]
        );
        assert_eq!(times(mended(&[(0.0, 0.0), (0.0, 0.0)]).0), [(None, None), (None, None)]);
    }

    #[test]
    fn a_file_put_together_wrongly_is_refused() {
        let mut segments: Vec<Segment> =
            (0..12).map(|i| Segment::of_text("so", Times::new(f64::from(60 - 5 * i), f64::from(62 - 5 * i)))).collect();
        assert!(matches!(mend_times(&mut segments), Err(TranscriptProblem::OutOfOrder { .. })));
    }
}

//! From stretches with some times to words that are in order and apart: gaps filled, overlaps clipped, time shared out.

use crate::types::{Seconds, Span, Word, WordTimes};

use super::words::Stretch;

/// The words with their spans, and how exact these are.
///
/// Starts never go back and no word ends after the next one starts. Spans may be empty. `end_s` is when the last words
/// end at the latest, where the file does not say.
pub fn timed(stretches: Vec<Stretch>, end_s: Seconds) -> (Vec<Word>, WordTimes) {
    let has_times = |s: &Stretch| [s.times, s.segment_times].iter().any(|t| t.start_s.is_some() || t.end_s.is_some());
    if !stretches.iter().any(has_times) {
        let words =
            stretches.into_iter().flat_map(|s| s.words.into_iter().map(move |text| word(text, None, s.probability)));
        return (words.collect(), WordTimes::None);
    }
    let own_times = stretches.iter().any(|s| s.times.start_s.is_some() || s.times.end_s.is_some());
    let single_words = stretches.iter().all(|s| s.is_word || s.words.len() == 1);
    let word_times = if own_times && single_words { WordTimes::PerWord } else { WordTimes::PerSegment };

    let spans = clip(fill(&stretches, end_s));
    let words = stretches.into_iter().zip(spans).flat_map(|(stretch, span)| {
        let shares = share(span, &stretch.words.iter().map(|w| weight(w)).collect::<Vec<_>>());
        let probability = stretch.probability;
        stretch.words.into_iter().zip(shares).map(move |(text, share)| word(text, Some(share), probability))
    });
    (words.collect(), word_times)
}

fn word(text: String, span: Option<Span>, probability: Option<f32>) -> Word {
    Word { text, span, probability }
}

/// Letters and digits, the best guess at how long a word takes when nothing else is known.
fn weight(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphanumeric()).count().max(1)
}

/// `span` cut in proportion to `weights`.
fn share(span: Span, weights: &[usize]) -> Vec<Span> {
    let total = weights.iter().sum::<usize>().max(1) as f64;
    let mut so_far = 0;
    let mut start_s = span.start_s;
    weights
        .iter()
        .map(|weight| {
            so_far += weight;
            let end_s = (span.start_s + span.duration_s() * so_far as f64 / total).clamp(start_s, span.end_s);
            let part = Span::new(start_s, end_s);
            start_s = end_s;
            part
        })
        .collect()
}

/// Words without times (WhisperX gives none to "2014") take the room between their neighbours.
fn fill(stretches: &[Stretch], end_s: Seconds) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::with_capacity(stretches.len());
    while spans.len() < stretches.len() {
        let rest = &stretches[spans.len()..];
        let run = &rest[..run_length(rest)];
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let next = rest.get(run.len());
        let before_s = spans.last().map(|span| span.end_s);
        let after_s = next.and_then(|n| n.times.start_s.or(n.segment_times.start_s));

        let left_s = first.times.start_s.unwrap_or_else(|| {
            let opens_segment = spans.len().checked_sub(1).is_none_or(|i| stretches[i].segment != first.segment);
            let segment_s = first.segment_times.start_s.filter(|_| opens_segment);
            let limit_s = last.times.end_s.or(after_s).unwrap_or(Seconds::INFINITY);
            let latest = [before_s, segment_s]
                .into_iter()
                .flatten()
                .fold(None, |a: Option<f64>, b| Some(a.map_or(b, |a| a.max(b))));
            latest.filter(|&s| s < limit_s).or(before_s).or(segment_s).or(last.times.end_s).or(after_s).unwrap_or(0.0)
        });
        let closes_segment = next.is_none_or(|n| n.segment != last.segment);
        let segment_end_s = last.segment_times.end_s.filter(|&s| closes_segment && s > left_s);
        let text_end_s = Some(end_s).filter(|end_s| next.is_none() && end_s.is_finite());
        let right_s = last.times.end_s.or(segment_end_s).or(after_s).or(text_end_s).unwrap_or(left_s).max(left_s);
        let weights: Vec<usize> = run.iter().map(|s| s.words.iter().map(|w| weight(w)).sum()).collect();
        spans.extend(share(Span::new(left_s, right_s), &weights));
    }
    spans
}

/// How many stretches from the first on share one stretch of known time: up to the next known start or end, or the
/// end of the segment.
fn run_length(rest: &[Stretch]) -> usize {
    let mut length = 1;
    while let (Some(last), Some(next)) = (rest.get(length - 1), rest.get(length)) {
        let segment_bound = last.segment != next.segment
            && (last.segment_times.end_s.is_some() || next.segment_times.start_s.is_some());
        if last.times.end_s.is_some() || next.times.start_s.is_some() || segment_bound {
            break;
        }
        length += 1;
    }
    length
}

/// Starts never before the start ahead, ends never after the next start: Whisper's words overlap by a few hundredths.
fn clip(mut spans: Vec<Span>) -> Vec<Span> {
    let mut latest_s: Seconds = 0.0;
    for span in &mut spans {
        latest_s = latest_s.max(span.start_s);
        *span = Span::new(latest_s, span.end_s.max(latest_s));
    }
    for i in 1..spans.len() {
        spans[i - 1].end_s = spans[i - 1].end_s.min(spans[i].start_s);
    }
    spans
}

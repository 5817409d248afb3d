//! What the answer would lose nothing by: fillers, repeats, restarts, empty markers, points made again.

use crate::speech::Speech;
use crate::types::{Cut, CutReason, Seconds, Span, Tightened, WordTimes};

/// The stretches that could be left out, in order, with the words and seconds that this would save.
///
/// Of the silences on both sides of a cut one stays. Without a time for each word there are no seconds.
pub fn tighten(speech: &Speech) -> Tightened {
    let reasons = reasons(speech);
    let timed = speech.word_times == WordTimes::PerWord;
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < reasons.len() {
        let Some(reason) = reasons[at] else {
            at += 1;
            continue;
        };
        let end = (at..reasons.len()).find(|&i| reasons[i].is_none()).unwrap_or(reasons.len());
        let span = if timed { span(speech, at, end) } else { None };
        cuts.push(Cut { reason, first_word: at, word_count: end - at, span, quote: speech.quote(at..end) });
        at = end;
    }
    if timed {
        cuts.extend(heard(speech, &cuts));
        cuts.sort_by_key(|cut| (cut.first_word, cut.word_count));
    }
    let gone = speech.tokens.iter().filter(|token| reasons[token.word].is_some()).count();
    let seconds = cuts.iter().filter_map(|cut| cut.span).map(|span| span.duration_s()).sum();
    Tightened { words_saved: gone, words: speech.tokens.len(), seconds_saved: timed.then_some(seconds), cuts }
}

/// For each word why it could go.
fn reasons(speech: &Speech) -> Vec<Option<CutReason>> {
    let mut reasons = speech.empty_words();
    for echo in &speech.echoes {
        let words = speech.sentences[echo.again].words.clone();
        reasons[words].iter_mut().for_each(|reason| *reason = Some(CutReason::SaidBefore));
    }
    reasons
}

/// The sound of these words: up to the next word when a silence before them stays, else up to their own end.
fn span(speech: &Speech, start: usize, end: usize) -> Option<Span> {
    let words = speech.span_of(&(start..end))?;
    let before_s = start.checked_sub(1).and_then(|i| speech.words[i].span).map(|span| span.end_s);
    // What another says is nothing to cut.
    let is_own =
        |after_s: &Seconds| speech.others.iter().all(|other| other.overlap_s(&Span::new(words.end_s, *after_s)) <= 0.0);
    let after_s = speech.words.get(end).and_then(|word| word.span).map(|span| span.start_s).filter(is_own);
    let silence_before = before_s.is_none() || pauses_before(speech, start);
    let end_s = after_s.filter(|_| silence_before).unwrap_or(words.end_s);
    let start_s = before_s.map_or(words.start_s, |before| words.start_s.max(before));
    let end_s = after_s.map_or(end_s, |after| end_s.min(after));
    (end_s > start_s).then(|| Span::new(start_s, end_s))
}

fn pauses_before(speech: &Speech, word: usize) -> bool {
    speech.silent_pauses.iter().any(|pause| pause.before_word == Some(word))
}

/// Filled pauses that nobody wrote down, outside the other cuts.
fn heard(speech: &Speech, cuts: &[Cut]) -> Vec<Cut> {
    let word_at =
        |time_s: Seconds| speech.words.partition_point(|word| word.span.is_some_and(|span| span.middle_s() < time_s));
    let apart = |span: &Span| cuts.iter().filter_map(|cut| cut.span).all(|cut| cut.overlap_s(span) <= 0.0);
    let heard = speech.heard_only().filter(|pause| apart(&pause.span));
    let cut = |span: Span| Cut {
        reason: CutReason::Filler,
        first_word: word_at(span.start_s),
        word_count: 0,
        span: Some(span),
        quote: String::new(),
    };
    heard.map(|pause| cut(pause.span)).collect()
}

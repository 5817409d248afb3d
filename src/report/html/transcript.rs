//! The words as they were said: paragraphs of pieces, each word with what it is marked with and whether it could go.

use super::settings::settings;
use super::timeline::kind;
use super::words::Words;
use crate::coaching::texts_for;
use crate::format;
use crate::report::marks::{self, MARKS};
use crate::report::terminal::text::printable;
use crate::types::{Analysis, EventClass, EventKind, Evidence, Seconds, Span, TimelineEvent, Unit, Word};

/// Marks that words carry; the others are between words or longer than a few.
const ON_WORDS: [char; 4] = ['u', 'l', 'h', 'r'];

pub enum Inline {
    Word(WordView),
    /// A filled pause that nobody wrote down: "maybe um".
    Heard {
        span: Span,
        label: String,
    },
    /// A silence inside a clause, seconds.
    Pause {
        label: String,
    },
}

pub struct WordView {
    /// Index into the transcript.
    pub index: usize,
    pub text: String,
    pub is_timed: bool,
    /// Name of the mark with its letter, on the first word of a phrase the letter too.
    pub kind: Option<&'static str>,
    pub glyph: Option<char>,
    pub label: String,
    pub is_cut: bool,
}

pub struct Paragraph {
    pub clock: Option<String>,
    pub pieces: Vec<Inline>,
}

pub fn paragraphs(analysis: &Analysis, words: &Words) -> Vec<Paragraph> {
    let texts = texts_for(words.language);
    let words = &analysis.transcript.words;
    let marked = marked(analysis);
    let mut cut = vec![false; words.len()];
    for stretch in &analysis.tightened.cuts {
        cut.iter_mut().skip(stretch.first_word).take(stretch.word_count).for_each(|word| *word = true);
    }
    let mut between = between_words(analysis).into_iter().peekable();
    let mut paragraphs = vec![Paragraph { clock: None, pieces: Vec::new() }];
    let mut count = 0;
    for (index, word) in words.iter().enumerate() {
        let start_s = word.span.map(|span| span.middle_s());
        while let Some(event) = between.next_if(|event| start_s.is_some_and(|s| event.span.middle_s() < s)) {
            let piece = match event.kind {
                EventKind::FilledPause => Inline::Heard { span: event.span, label: texts.word("maybe um").to_owned() },
                _ => Inline::Pause { label: texts.number(format!("{:.1}", event.span.duration_s())) + " s" },
            };
            paragraphs.last_mut().expect("starts with one").pieces.push(piece);
        }
        let (mark, is_first) = marked[index].map_or((None, false), |(mark, first)| (Some(mark), first));
        let paragraph = paragraphs.last_mut().expect("starts with one");
        if paragraph.pieces.is_empty() {
            paragraph.clock = word.span.map(|span| format::clock(span.start_s));
        }
        paragraph.pieces.push(Inline::Word(WordView {
            index,
            text: printable(word.text.trim()),
            is_timed: word.span.is_some(),
            kind: mark.map(|mark| kind(MARKS[mark].glyph)),
            glyph: mark.filter(|_| is_first).map(|mark| MARKS[mark].glyph),
            label: mark.filter(|_| is_first).map(|m| texts.word(MARKS[m].legend).to_owned()).unwrap_or_default(),
            is_cut: cut[index],
        }));
        count += 1;
        let ends = word.text.trim_end().ends_with(['.', '?', '!', '…']);
        if ends && count >= settings().paragraph_words as usize && index + 1 < words.len() {
            paragraphs.push(Paragraph { clock: None, pieces: Vec::new() });
            count = 0;
        }
    }
    paragraphs.retain(|paragraph| !paragraph.pieces.is_empty());
    paragraphs
}

/// For each word the mark it carries (an index into `MARKS`), and whether it is the first of its phrase.
fn marked(analysis: &Analysis) -> Vec<Option<(usize, bool)>> {
    let mut marked = vec![None; analysis.transcript.words.len()];
    let words = WordsInTime::of(&analysis.transcript.words);
    for (number, mark) in MARKS.iter().enumerate().filter(|(_, mark)| ON_WORDS.contains(&mark.glyph)) {
        for Evidence { span, .. } in marks::places(analysis, &mark.from) {
            let Some(span) = span else { continue };
            for (nth, index) in words.within(&span).into_iter().enumerate() {
                marked[index].get_or_insert((number, nth == 0));
            }
        }
    }
    marked
}

/// Words by their time, so that thousands of marks find theirs among thousands.
struct WordsInTime {
    /// Middle and index, by the middle.
    middles: Vec<(Seconds, usize)>,
    /// Span, index, and the latest end of this and all before, by the start.
    starts: Vec<(Span, usize, Seconds)>,
}

impl WordsInTime {
    fn of(words: &[Word]) -> Self {
        let timed = || words.iter().enumerate().filter_map(|(index, word)| Some((word.span?, index)));
        let mut middles: Vec<_> = timed().map(|(span, index)| (span.middle_s(), index)).collect();
        middles.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut starts: Vec<_> = timed().map(|(span, index)| (span, index, span.end_s)).collect();
        starts.sort_by(|a, b| a.0.start_s.total_cmp(&b.0.start_s));
        let mut latest = f64::NEG_INFINITY;
        for (span, _, reach) in &mut starts {
            latest = latest.max(span.end_s);
            *reach = latest;
        }
        Self { middles, starts }
    }

    /// Indices of the words whose middle lies in `span`, and of those in which its middle lies, in order.
    fn within(&self, span: &Span) -> Vec<usize> {
        let before = |time_s: Seconds| self.middles.partition_point(|(middle_s, _)| *middle_s < time_s);
        let (from, to) = (before(span.start_s), before(span.end_s));
        let mut found: Vec<usize> = self.middles[from..to.max(from)].iter().map(|(_, index)| *index).collect();
        let middle_s = span.middle_s();
        let begun = self.starts.partition_point(|(word, ..)| word.start_s <= middle_s);
        let around = self.starts[..begun].iter().rev().take_while(|(.., reach)| *reach > middle_s);
        found.extend(around.filter(|(word, ..)| word.contains(middle_s)).map(|(_, index, _)| *index));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What stands between the words: hesitations heard, and silences inside clauses, in time order.
fn between_words(analysis: &Analysis) -> Vec<&TimelineEvent> {
    let heard =
        [EventClass::Heard, EventClass::Possible].map(|class| marks::From::Event(EventKind::FilledPause, class));
    let places = heard.iter().flat_map(|from| marks::places(analysis, from));
    let mut shown: Vec<Seconds> = places.filter_map(|evidence| Some(evidence.span?.start_s)).collect();
    shown.sort_by(f64::total_cmp);
    let is_between = |event: &&TimelineEvent| match event.class {
        Some(EventClass::Heard | EventClass::Possible) => {
            shown.binary_search_by(|at| at.total_cmp(&event.span.start_s)).is_ok()
        }
        Some(EventClass::MidClause) => event.kind == EventKind::SilentPause,
        _ => false,
    };
    analysis.timeline.iter().filter(is_between).collect()
}

/// What the tightened answer saves: words before and after, seconds.
pub struct Saving {
    pub words: usize,
    pub left: usize,
    pub seconds: Option<String>,
}

/// `None` when nothing could go.
pub fn saving(analysis: &Analysis) -> Option<Saving> {
    let tightened = &analysis.tightened;
    (!tightened.cuts.is_empty()).then(|| Saving {
        words: tightened.words,
        left: tightened.words - tightened.words_saved,
        seconds: tightened.seconds_saved.map(|seconds| format::value(seconds, Unit::Seconds)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_find_the_words_that_a_look_at_each_finds(
            words in prop::collection::vec((0.0..20.0, 0.0..3.0), 0..30),
            start_s in 0.0..20.0,
            length_s in 0.0..5.0,
        ) {
            let words: Vec<Word> = words
                .into_iter()
                .map(|(start_s, length_s): (f64, f64)| Word {
                    text: "so".to_owned(),
                    span: Some(Span::new(start_s, start_s + length_s)),
                    probability: None,
                })
                .collect();
            let span = Span::new(start_s, start_s + length_s);
            let each: Vec<usize> = words
                .iter()
                .enumerate()
                .filter(|(_, word)| {
                    word.span.is_some_and(|word| span.contains(word.middle_s()) || word.contains(span.middle_s()))
                })
                .map(|(index, _)| index)
                .collect();
            prop_assert_eq!(WordsInTime::of(&words).within(&span), each);
        }
    }
}

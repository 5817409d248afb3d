//! The parts that a question asks for, placed on the timeline by the cues of the word lists.

use super::Question;
use crate::speech::Speech;
use crate::types::{Seconds, ShapePart};

/// One per part of the question's shape, in its order. A part starts with the first sentence that has one of its cues,
/// if possible not before the part that precedes it, and lasts until the next part starts.
pub fn place(speech: &Speech, question: &Question) -> Vec<ShapePart> {
    let mut cues: Vec<(&str, usize)> = Vec::new();
    for hit in speech.hits("cue") {
        cues.push((&hit.class, speech.sentences.partition_point(|s| s.words.end <= hit.words.start)));
    }
    let mut earliest = 0;
    let mut sentences: Vec<Option<usize>> = Vec::new();
    for part in question.shape() {
        let mut of_part = cues.iter().filter(|(class, _)| class == part).map(|(_, sentence)| *sentence);
        let found = of_part.clone().find(|sentence| *sentence >= earliest).or_else(|| of_part.next());
        earliest = found.unwrap_or(earliest);
        sentences.push(found.filter(|sentence| *sentence < speech.sentences.len()));
    }
    let starts: Vec<Option<Seconds>> =
        sentences.iter().map(|sentence| Some(speech.span_of(&speech.sentences[(*sentence)?].words)?.start_s)).collect();
    let end_s = speech.answer_span().or(speech.words_span()).map(|span| span.end_s);
    let part = |(i, part): (usize, &String)| {
        let next = starts.iter().flatten().copied().filter(|s| starts[i].is_some_and(|own| *s > own));
        let until = next.min_by(f64::total_cmp).or(end_s);
        ShapePart {
            part: part.clone(),
            span: starts[i].zip(until).map(|(start_s, end_s)| crate::types::Span::new(start_s, end_s.max(start_s))),
            quote: sentences[i].map(|sentence| speech.quote_start(&speech.sentences[sentence].words)),
        }
    };
    question.shape().iter().enumerate().map(part).collect()
}

use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::{Sentence, Speech};
use crate::thresholds::Thresholds;
use crate::types::{Evidence, EvidenceLevel, Measurement, Unit};

/// How many sentences go on and on.
pub struct RunOns;

static SPEC: MeasureSpec = MeasureSpec {
    id: "run_on_count",
    title: "run-on sentences",
    unit: Unit::Count,
    definition: "Sentences of at least 40 words with at least three links (and, so, but, because). A sentence ends at \
                 punctuation, at a pause of at least 0.5 s, and at one of 0.35 s before a link with a new subject; none \
                 ends after a word like \"the\".",
    formula: "number of sentences with words ≥ 40 and links ≥ 3",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "sentences",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::SentenceEnds, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for RunOns {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        let thresholds = Thresholds::built_in();
        let (min_words, min_links) = (thresholds.cutoff("run_on_words_min"), thresholds.cutoff("run_on_links_min"));
        let starts: Vec<usize> = speech.hits("link").map(|hit| hit.words.start).collect();
        let links = |sentence: &Sentence| {
            let before = |word: usize| starts.partition_point(|start| *start < word);
            before(sentence.words.end) - before(sentence.words.start)
        };
        SPEC.measured(speech, || {
            let run_ons = speech
                .sentences
                .iter()
                .filter(|sentence| sentence.word_count as f64 >= min_words && links(sentence) as f64 >= min_links);
            let evidence = |sentence: &Sentence| Evidence {
                span: speech.span_of(&sentence.words),
                quote: Some(speech.quote_start(&sentence.words)),
            };
            Some(run_ons.map(evidence).collect::<Vec<_>>().into())
        })
    }
}

use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How much of the answer was said before.
pub struct RepeatedContent;

static SPEC: MeasureSpec = MeasureSpec {
    id: "repeated_content_pct",
    title: "said twice",
    unit: Unit::Percent,
    definition: "Words in sentences of which at least half the content was said in one earlier sentence, of all words. \
                 Content words are compared by stem and weighed by how rare they are in the answer; the last sentence, \
                 which may sum up, is left out.",
    formula: "100 · words in sentences with overlap ≥ 0.5 ÷ words",
    source: "saywell's rule of thumb; embedding coherence fails to match human judgement (Hitczenko & al. 2021)",
    level: EvidenceLevel::D,
    topic: "repetition",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::SentenceEnds, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for RepeatedContent {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    /// The evidence names the earlier sentence before each that repeats it.
    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let echoes = &speech.echoes;
            let count: usize = echoes.iter().map(|echo| speech.sentences[echo.again].word_count).sum();
            let place = |sentence: usize| words::sentence(speech, &speech.sentences[sentence].words);
            let evidence = echoes.iter().flat_map(|echo| [place(echo.earlier), place(echo.again)]).collect();
            Some(Found::new(100.0 * count as f64 / speech.tokens.len() as f64, evidence))
        })
    }
}

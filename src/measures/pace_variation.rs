use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::coaching::profiles::Question;
use crate::speech::Speech;
use crate::speech::voice::mean_and_deviation;
use crate::thresholds::Thresholds;
use crate::types::{EvidenceLevel, Measurement, Series, Span, Unit};

/// Whether the pace holds over the answer.
pub struct PaceVariation;

static SPEC: MeasureSpec = MeasureSpec {
    id: "pace_variation_pct",
    title: "change of pace",
    unit: Unit::Percent,
    definition: "How much the pace changes in the course of the answer: the standard deviation of the words a minute in \
                 stretches of 10 s, each half over the one before, in percent of their mean. Pauses count in.",
    formula: "100 · standard deviation ÷ mean of the words a minute in stretches of 10 s",
    source: "saywell's rule of thumb; a mean alone calls a rush and a standstill steady",
    level: EvidenceLevel::D,
    topic: "pace",
    on_screen: false,
    needs: &[Need::Transcript, Need::EachWordTimed, Need::EnoughWords, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for PaceVariation {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    /// The evidence is the slowest stretch, then the fastest.
    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let series = course(speech)?;
            let paces: Vec<f64> = series.values.iter().flatten().map(|pace| f64::from(*pace)).collect();
            let (mean, deviation) = mean_and_deviation(&paces).filter(|(mean, _)| *mean > 0.0)?;
            let extreme = |wanted: &dyn Fn(f64, f64) -> bool| {
                let first = (0..paces.len()).reduce(|best, i| if wanted(paces[i], paces[best]) { i } else { best })?;
                let start_s = series.start_s + first as f64 * series.hop_s;
                let span = Span::new(start_s, start_s + Thresholds::built_in().cutoff("pace_window_s"));
                let inside = |i: &usize| speech.words[*i].span.is_some_and(|word| span.contains(word.middle_s()));
                let of_words = (0..speech.words.len()).find(inside)?..(0..speech.words.len()).rfind(inside)? + 1;
                Some(words::sentence(speech, &of_words))
            };
            let evidence = [extreme(&|a, b| a < b), extreme(&|a, b| a > b)].into_iter().flatten().collect();
            Some(Found { series: Some(series), ..Found::new(100.0 * deviation / mean, evidence) })
        })
    }
}

/// Words a minute over time, stretch by stretch from the first to the last word; `None` for too short an answer.
fn course(speech: &Speech) -> Option<Series> {
    let thresholds = Thresholds::built_in();
    let window_s = thresholds.cutoff("pace_window_s");
    let answer = speech.words_span()?;
    let rest_s = answer.duration_s() - window_s;
    // The last stretch ends with the last word.
    let steps = (rest_s / (window_s / 2.0)).round();
    if steps + 1.0 < thresholds.cutoff("pace_windows_min") {
        return None;
    }
    let hop_s = rest_s / steps;
    let mut middles: Vec<f64> =
        speech.tokens.iter().filter_map(|token| Some(speech.words[token.word].span?.middle_s())).collect();
    middles.sort_by(f64::total_cmp);
    let before = |time_s: f64| middles.partition_point(|middle| *middle < time_s);
    let pace = |step: usize| {
        let start_s = answer.start_s + step as f64 * hop_s;
        Some((60.0 * (before(start_s + window_s) - before(start_s)) as f64 / window_s) as f32)
    };
    Some(Series { start_s: answer.start_s, hop_s, values: (0..=steps as usize).map(pace).collect() })
}

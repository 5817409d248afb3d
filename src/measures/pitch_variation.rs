use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::acoustics::frames::{HOP_S, percentile};
use crate::question::Question;
use crate::speech::Speech;
use crate::speech::voice::mean_and_deviation;
use crate::thresholds::Thresholds;
use crate::types::{Evidence, EvidenceLevel, Measurement, Seconds, Span, Unit};

/// How much the pitch moves.
pub struct PitchVariation;

static SPEC: MeasureSpec = MeasureSpec {
    id: "pitch_variation_st",
    title: "pitch",
    unit: Unit::Semitones,
    definition: "How far the pitch strays from the speaker's own median: the standard deviation of F0 in semitones, \
                 octave errors removed. Evidence: stretches in which it hardly moves. Relative, so low and high voices \
                 compare; about this recording, not about the person.",
    formula: "standard deviation of 12 · log2(F0 ÷ median F0) over the voiced frames",
    source: "pitch variation as liveliness (Hincks 2005)",
    level: EvidenceLevel::B,
    topic: "pitch",
    on_screen: true,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for PitchVariation {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        let thresholds = Thresholds::built_in();
        SPEC.measured(speech, || {
            let answer = speech.answer_span()?;
            let voiced = speech.voice.voiced_in(&answer);
            if (voiced.len() as f64) * HOP_S < thresholds.cutoff("pitch_voiced_min_s") {
                return None;
            }
            let median_hz = percentile(&mut voiced.iter().map(|(_, hz)| *hz).collect::<Vec<_>>(), 0.5)?;
            let heights: Vec<(Seconds, f64)> =
                voiced.iter().map(|(at_s, hz)| (*at_s, 12.0 * f64::from(hz / median_hz).log2())).collect();
            let (_, value) = mean_and_deviation(&heights.iter().map(|(_, st)| *st).collect::<Vec<_>>())?;
            Some(Found::new(value, flat_stretches(speech, &heights, thresholds)))
        })
    }
}

/// Windows in which the pitch hardly moves, joined, with the words they begin with.
fn flat_stretches(speech: &Speech, heights: &[(Seconds, f64)], thresholds: &Thresholds) -> Vec<Evidence> {
    let window_s = thresholds.cutoff("flat_pitch_window_s");
    let voiced_share = thresholds.cutoff("flat_pitch_voiced_share_min");
    let flat_max = thresholds.cutoff("flat_pitch_max_st");
    let (Some(first), Some(last)) = (heights.first(), heights.last()) else { return Vec::new() };
    let mut flat: Vec<Span> = Vec::new();
    let mut start_s = first.0;
    while start_s + window_s <= last.0 + HOP_S {
        let from = heights.partition_point(|(at_s, _)| *at_s < start_s);
        let until = heights.partition_point(|(at_s, _)| *at_s < start_s + window_s);
        let inside: Vec<f64> = heights[from..until].iter().map(|(_, st)| *st).collect();
        let enough = inside.len() as f64 * HOP_S >= voiced_share * window_s;
        if enough && mean_and_deviation(&inside).is_some_and(|(_, deviation)| deviation < flat_max) {
            let window = Span::new(start_s, start_s + window_s);
            match flat.last_mut() {
                Some(before) if before.end_s >= window.start_s => before.end_s = window.end_s,
                _ => flat.push(window),
            }
        }
        start_s += 1.0;
    }
    flat.into_iter().map(|span| Evidence { span: Some(span), quote: speech.quote_at(span.start_s) }).collect()
}

use super::fillers::evidence;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::thresholds::Thresholds;
use crate::types::{Evidence, EvidenceLevel, Measurement, Span, Unit};

/// Where fillers come thick and fast.
pub struct FillerClusters;

static SPEC: MeasureSpec = MeasureSpec {
    id: "filler_cluster_count",
    title: "filler clusters",
    unit: Unit::Count,
    definition: "Places where at least 3 fillers fall within 10 s. A place that goes on counts once.",
    formula: "number of groups of fillers in which each three neighbours lie within 10 s",
    source: "clusters are noticed more than the total: saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "fillers",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::WordTimes],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for FillerClusters {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(clusters(speech).into()))
    }
}

fn clusters(speech: &Speech) -> Vec<Evidence> {
    let thresholds = Thresholds::built_in();
    let fewest = (thresholds.cutoff("filler_cluster_min") as usize).max(1);
    let within_s = thresholds.cutoff("filler_cluster_s");
    let spans: Vec<Span> = evidence(speech).iter().filter_map(|evidence| evidence.span).collect();
    let mut clusters: Vec<Span> = Vec::new();
    for group in spans.windows(fewest) {
        let (first, last) = (group[0], group[fewest - 1]);
        if last.start_s - first.start_s > within_s {
            continue;
        }
        match clusters.last_mut() {
            Some(before) if before.end_s >= first.start_s => before.end_s = before.end_s.max(last.end_s),
            _ => clusters.push(first.to(&last)),
        }
    }
    clusters.into_iter().map(|span| Evidence { span: Some(span), quote: speech.quote_at(span.start_s) }).collect()
}

//! The first line of the report: the length against its target, then what stands out.

use crate::coaching::facts::facts;
use crate::coaching::rules::{advise, rule_of};
use crate::coaching::template::{Fact, fill, fill_first};
use crate::coaching::texts::{Texts, texts_for};
use crate::question::Question;
use crate::types::{Advice, AdviceKind, Measurement};

/// Said already by the length.
const LENGTH: &str = "duration_s";

/// One or two short sentences, e.g. "1:34, four seconds over your 1:30. A steady pace; one sentence runs on."
pub fn verdict(measurements: &[Measurement], question: &Question, language: &str) -> String {
    said(measurements, &advise(measurements, question, language), texts_for(language))
}

/// The same of advice that is known; what else stands out is what the advice says.
pub(crate) fn said(measurements: &[Measurement], advice: &[Advice], texts: &Texts) -> String {
    let Some(length) = measurements.iter().find(|m| m.id.0 == "duration_s" && m.value.is_some()) else {
        return texts.verdict.silent.clone();
    };
    let about_length = |name: &str| facts(length, measurements, texts, name);
    let against_target = length
        .band
        .as_ref()
        .and_then(|band| texts.verdict.length.get(&band.position))
        .and_then(|templates| fill_first(templates, &about_length));
    let length = against_target.or_else(|| fill(&texts.verdict.untargeted, &about_length)).unwrap_or_default();

    let briefs = |kind: AdviceKind| -> Vec<&str> {
        let of_kind = advice.iter().filter(|advice| advice.kind == kind && advice.measure.0 != LENGTH);
        of_kind.filter_map(|advice| Some(rule_of(advice, measurements, texts)?.brief.as_str())).collect()
    };
    let impression = |name: &str| match name {
        "worked" => {
            let worked = briefs(AdviceKind::Worked);
            (!worked.is_empty()).then(|| Fact::text(worked.join(&format!(" {} ", texts.and))))
        }
        "change" => briefs(AdviceKind::Change).first().map(|brief| Fact::text(*brief)),
        "scant" => scant(measurements).then(|| Fact::text("")),
        _ => None,
    };
    [Some(length), fill_first(&texts.verdict.impression, &impression)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether neither words nor silences could be measured.
fn scant(measurements: &[Measurement]) -> bool {
    let known = |id: &str| measurements.iter().any(|m| m.id.0 == id && m.value.is_some());
    !known("speech_rate_wpm") && !known("phonation_ratio_pct")
}

//! The first line of the report: the length against its target, then what stands out.

use crate::coaching::rules::{facts, fire};
use crate::coaching::template::{Fact, fill, fill_first};
use crate::coaching::texts::texts_for;
use crate::question::Question;
use crate::types::{AdviceKind, Measurement};

/// Said already by the length.
const LENGTH_TOPIC: &str = "length";

/// One or two short sentences, e.g. "1:34, four seconds over your 1:30. A steady pace; one sentence runs on."
pub fn verdict(measurements: &[Measurement], question: &Question, language: &str) -> String {
    let texts = texts_for(language);
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

    let fired = fire(measurements, question, texts);
    let briefs = |kind: AdviceKind| -> Vec<&str> {
        let of_kind = fired.iter().filter(|f| f.rule.kind() == kind && f.topic != LENGTH_TOPIC);
        of_kind.map(|f| f.rule.brief.as_str()).collect()
    };
    let impression = |name: &str| match name {
        "worked" => {
            let worked = briefs(AdviceKind::Worked);
            (!worked.is_empty()).then(|| Fact::text(worked.join(&format!(" {} ", texts.and))))
        }
        "change" => briefs(AdviceKind::Change).first().map(|brief| Fact::text(*brief)),
        _ => None,
    };
    [Some(length), fill_first(&texts.verdict.impression, &impression)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

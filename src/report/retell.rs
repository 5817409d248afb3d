//! An analysis in the words of another language: what was measured stays, what is said of it is said anew.

use crate::coaching::{conciseness, retold, said, texts_for};
use crate::types::{Advice, Analysis};
use crate::wording::say;

/// `analysis` with its verdict, advice and sentences in `language`; advice whose rule is no longer known stays as it is.
pub fn in_language(analysis: &Analysis, language: &str) -> Analysis {
    let texts = texts_for(language);
    let measurements = &analysis.measurements;
    let told = |advice: &Advice| retold(advice, measurements, texts).unwrap_or_else(|| advice.clone());
    let advice: Vec<Advice> = analysis.advice.iter().map(told).collect();
    let mut told = analysis.clone();
    told.verdict = said(measurements, &advice, texts);
    told.content.conciseness = conciseness::parts(measurements, language);
    told.notices.iter_mut().for_each(|notice| notice.text = say(language, &notice.text));
    told.advice = advice;
    told
}

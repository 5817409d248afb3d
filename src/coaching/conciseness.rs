//! The five parts of conciseness, each in words; what they sum up to is a rule of thumb.

use crate::coaching::facts::facts;
use crate::coaching::template::fill;
use crate::coaching::texts::texts_for;
use crate::measures::rambling_parts;
use crate::types::{ConcisenessPart, Measurement};

/// The parts in the order of their weight, with their sentences in `language`.
pub fn parts(measurements: &[Measurement], language: &str) -> Vec<ConcisenessPart> {
    let texts = texts_for(language);
    let said = |id: &str| {
        let measurement = measurements.iter().find(|m| m.id.0 == id)?;
        let templates = texts.conciseness.get(id)?;
        let fact = |name: &str| facts(measurement, measurements, texts, name);
        measurement.value?;
        templates.iter().find_map(|template| fill(template, &fact))
    };
    let part = |part: crate::measures::Part| ConcisenessPart {
        said: said(&part.measure.0),
        measure: part.measure,
        weight: part.weight,
        points: part.points,
    };
    rambling_parts(measurements).into_iter().map(part).collect()
}

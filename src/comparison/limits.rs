//! `--fail-on 'filler_rate_per_min>5'`: a limit that ends the program with its own exit status.

use crate::comparison::ComparisonError;
use crate::error::Result;
use crate::format;
use crate::measures::{self, Measure};
use crate::types::Analysis;

/// How a value is compared with the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparator {
    const ALL: [(&'static str, Comparator); 4] = [
        ("<=", Comparator::LessOrEqual),
        (">=", Comparator::GreaterOrEqual),
        ("<", Comparator::Less),
        (">", Comparator::Greater),
    ];

    fn sign(self) -> &'static str {
        Self::ALL.iter().find(|(_, comparator)| *comparator == self).map_or("", |(sign, _)| sign)
    }
}

/// A condition under which a script is to fail.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub measure: &'static Measure,
    pub comparator: Comparator,
    /// In the measure's unit.
    pub value: f64,
}

/// What an analysis makes of a limit.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Kept,
    /// One plain line: the value and the limit.
    Crossed(String),
    /// The measure is undefined for this recording; one plain line with the reason.
    Undefined(String),
}

impl Limit {
    /// Reads `MEASURE<VALUE`, also with `<=`, `>` and `>=`; spaces do not matter.
    ///
    /// # Errors
    /// [`ComparisonError::Limit`] when it is no such condition, [`UnknownMeasure`](crate::measures::UnknownMeasure).
    pub fn parse(text: &str) -> Result<Limit> {
        let broken = |reason: &str| ComparisonError::Limit { asked: text.to_owned(), reason: reason.to_owned() };
        let at = text.find(['<', '>']).ok_or_else(|| broken("there is no <, <=, > or >= in it"))?;
        let (name, rest) = text.split_at(at);
        let (sign, comparator) =
            Comparator::ALL.into_iter().find(|(sign, _)| rest.starts_with(sign)).expect("it begins with < or >");
        let value: f64 = rest[sign.len()..].trim().parse().map_err(|_| broken("what follows the sign is no number"))?;
        if !value.is_finite() {
            return Err(broken("what follows the sign is no number").into());
        }
        Ok(Limit { measure: measures::named(name)?, comparator, value })
    }

    /// Whether `analysis` crosses the limit. The exact value counts, not the rounded one that is shown.
    pub fn check(&self, analysis: &Analysis) -> Verdict {
        let measurement = analysis.measurement(self.measure.id);
        let Some(value) = measurement.and_then(|measurement| measurement.value) else {
            let reason = measurement.and_then(|m| m.undefined_because.as_deref()).unwrap_or("it was not measured");
            return Verdict::Undefined(format!("{self} was not checked: {reason}"));
        };
        let crossed = match self.comparator {
            Comparator::Less => value < self.value,
            Comparator::LessOrEqual => value <= self.value,
            Comparator::Greater => value > self.value,
            Comparator::GreaterOrEqual => value >= self.value,
        };
        if !crossed {
            return Verdict::Kept;
        }
        let shown = format::value(value, self.measure.unit);
        Verdict::Crossed(format!("{self} was crossed: {} is {shown}", self.measure.title))
    }
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.measure.id, self.comparator.sign(), self.value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Error;
    use crate::measures::MEASURES;

    #[test]
    fn conditions_that_are_none_are_refused_with_a_reason() {
        for text in ["", "pace", "pace=3", "pace>", "pace>x", "pace><3", "pace=>3", "pace>nan", "pace>inf", ">3", "<"] {
            assert!(Limit::parse(text).is_err(), "{text}");
        }
        assert!(matches!(Limit::parse("pase>3"), Err(Error::Measure(_))));
        assert_eq!(Limit::parse(" fillers-per-minute >= 5.5 ").unwrap().to_string(), "filler_rate_per_min>=5.5");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            let _ = Limit::parse(&text);
        }

        #[test]
        fn what_is_printed_is_read_again(
            measure in 0..MEASURES.len(), sign in 0..4usize, value in -1e6f64..1e6, space in "[ ]{0,2}",
        ) {
            let id = MEASURES[measure].id;
            let (sign, comparator) = Comparator::ALL[sign];
            let limit = Limit::parse(&format!("{space}{id}{space}{sign}{space}{value}{space}")).unwrap();
            prop_assert_eq!((limit.measure.id, limit.comparator, limit.value), (id, comparator, value));
            prop_assert_eq!(Limit::parse(&limit.to_string()).unwrap().to_string(), limit.to_string());
        }
    }
}

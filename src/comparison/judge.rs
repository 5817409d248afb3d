//! Whether a measure changed: what a listener notices, and what chance does not make.
//!
//! The difference is divided by its error from the pooled spread. How large that gets by chance says Student's t, and from
//! five takes on a bootstrap of the same statistic with a fixed seed, which asks for no normal distribution; the more
//! cautious of both counts. All measures of a comparison are then looked at together, since of twenty true ones one
//! would be called changed by chance (Benjamini & Hochberg 1995).

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::rules::Rules;
use super::scale::{Observation, Scale, harmonic_mean_exposure};
use super::spread::{Sample, Spread, mean, moderated_prior};
use super::target::Target;
use crate::measures::Measure;
use crate::thresholds::{DifferenceSpec, Thresholds};
use crate::types::{Change, MeasureChange, MeasureId, SpreadFrom, ValueRange};

/// The same draws for the same takes.
const SEED: u64 = 1995;

/// One measure of both sides and of other takes of the same question, oldest first.
#[derive(Debug, Clone)]
pub struct Pair {
    pub measure: &'static Measure,
    pub a: Vec<Observation>,
    pub b: Vec<Observation>,
    pub past: Vec<Observation>,
    /// Edges of the target band.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Judges all measures of a comparison, in their order.
pub fn judge(pairs: &[Pair]) -> Vec<MeasureChange> {
    let (plain, root) = (borrowed(pairs, Scale::Plain), borrowed(pairs, Scale::Root));
    let lent = |pair: &Pair| if pair.scale() == Scale::Plain { plain } else { root };
    let mut changes: Vec<MeasureChange> = pairs.iter().map(|pair| pair.judge(lent(pair))).collect();
    for on_screen in [true, false] {
        benjamini_hochberg(changes.iter_mut().filter(|change| change.on_screen == on_screen).collect());
    }
    changes
}

/// What the spreads of all measures on `scale` lend each of them, in units of their yardsticks.
fn borrowed(pairs: &[Pair], scale: Scale) -> Option<Spread> {
    let relative = |pair: &Pair| {
        let spread = pair.sample().spread()?;
        Some(Spread { variance: spread.variance / pair.yardstick()?, ..spread })
    };
    let on_scale = pairs.iter().filter(|pair| pair.scale() == scale);
    moderated_prior(&on_scale.filter_map(relative).filter(|spread| spread.variance.is_finite()).collect::<Vec<_>>())
}

impl Pair {
    fn rule(&self) -> &'static DifferenceSpec {
        Thresholds::built_in().difference(self.measure.id)
    }

    fn scale(&self) -> Scale {
        Scale::of(self.rule().counts)
    }

    fn sample(&self) -> Sample {
        let on_scale = |side: &[Observation]| side.iter().map(|one| self.scale().place(one)).collect();
        Sample { a: on_scale(&self.a), b: on_scale(&self.b), past: on_scale(&self.past) }
    }

    /// Means of both sides, in the measure's unit.
    fn means(&self) -> (Option<f64>, Option<f64>) {
        let of = |side: &[Observation]| {
            (!side.is_empty()).then(|| mean(&side.iter().map(|one| one.value).collect::<Vec<_>>()))
        };
        (of(&self.a), of(&self.b))
    }

    fn noticeable(&self) -> Option<f64> {
        let (a, b) = self.means();
        Some(self.rule().noticeable(a?, b?)).filter(|least| *least > 0.0)
    }

    /// The variance in which spreads of different measures are alike: of what is noticeable, or of Poisson's law.
    fn yardstick(&self) -> Option<f64> {
        match self.scale() {
            Scale::Plain => self.noticeable().map(|least| least.powi(2)),
            Scale::Root => Some(0.25 / harmonic_mean_exposure(self.a.iter().chain(&self.b).chain(&self.past))),
        }
    }

    /// What is known of the spread besides the user's own takes (`own`) of this measure: what other measures lend, which
    /// never weighs more than those takes; of counts also the noise of counting.
    fn prior(&self, own: Option<Spread>, borrowed: Option<Spread>) -> Option<Spread> {
        let (rules, yardstick) = (Rules::built_in(), self.yardstick()?);
        let counting = (self.scale() == Scale::Root)
            .then_some(Spread { variance: rules.counting_dispersion, df: rules.counting_prior_takes });
        let relative = match own {
            Some(own) => borrowed.or(counting).map(|known| Spread { df: known.df.min(own.df), ..known }),
            None => counting,
        }?;
        Some(Spread { variance: relative.variance * yardstick, ..relative })
    }

    fn judge(&self, borrowed: Option<Spread>) -> MeasureChange {
        let (rule, sample, scale) = (self.rule(), self.sample(), self.scale());
        let (a, b) = self.means();
        let mut change = MeasureChange {
            id: MeasureId::new(self.measure.id),
            title: self.measure.title.to_owned(),
            unit: self.measure.unit,
            a,
            b,
            low: self.low,
            high: self.high,
            change: Change::Undefined,
            could_be_chance: false,
            noticeable: a.zip(b).map_or(0.0, |(a, b)| rule.noticeable(a, b)),
            noticeable_source: rule.source.clone(),
            noticeable_level: rule.level,
            spread: None,
            spread_from: None,
            interval: None,
            p_value: None,
            takes: sample.takes(),
            on_screen: self.measure.on_screen,
            cautions: Vec::new(),
        };
        let (Some(a), Some(b)) = (a, b) else { return change };
        let own = sample.spread();
        let prior = self.prior(own, borrowed);
        let spread = match (own, prior) {
            (Some(own), Some(prior)) => Some(own.pooled_with(prior)),
            (own, prior) => own.or(prior),
        };
        // Takes that are alike to the last digit give nothing to tell chance by.
        let spread = spread.filter(|spread| spread.variance > 0.0);
        if let Some(spread) = spread {
            let (at_a, at_b) = (mean(&sample.a), mean(&sample.b));
            let unit = scale.unit_at(at_a, at_b);
            let error = (spread.variance * (1.0 / sample.a.len() as f64 + 1.0 / sample.b.len() as f64)).sqrt();
            let (p_value, critical) = significance(at_b - at_a, error, spread, own, prior, &sample);
            change.spread = Some(spread.variance.sqrt() * unit);
            change.spread_from = Some(if own.is_some() { SpreadFrom::OwnTakes } else { SpreadFrom::Counting });
            change.interval =
                Some(ValueRange { low: b - a - critical * error * unit, high: b - a + critical * error * unit });
            change.p_value = Some(p_value);
        }
        change.change = self.word(a, b, &change);
        change
    }

    fn word(&self, a: f64, b: f64, change: &MeasureChange) -> Change {
        if !change.is_noticeable() {
            return Change::AboutTheSame;
        }
        match change.p_value {
            None => Change::TooFewTakes,
            Some(p) if p > Rules::built_in().false_word_rate => Change::AboutTheSame,
            Some(_) => {
                Target { measure: self.measure, low: self.low, high: self.high }.direction(a, b, change.noticeable)
            }
        }
    }
}

/// How often chance makes at least this `difference` (0–1), and how many `error`s chance makes in one of twenty cases.
fn significance(
    difference: f64,
    error: f64,
    spread: Spread,
    own: Option<Spread>,
    prior: Option<Spread>,
    sample: &Sample,
) -> (f64, f64) {
    let rules = Rules::built_in();
    let alpha = rules.false_word_rate;
    let t = (difference / error).abs();
    let student = StudentsT::new(0.0, 1.0, spread.df).expect("degrees of freedom are above 0");
    let (p, critical) = (2.0 * student.sf(t), student.inverse_cdf(1.0 - alpha / 2.0));
    let residuals = sample.residuals();
    // Five past takes make four differences.
    match own.filter(|_| residuals.len() as f64 >= rules.bootstrap_takes_min - 1.0) {
        Some(own) => {
            let draws = bootstrap(&residuals, own, prior, sample.a.len(), sample.b.len());
            let beyond = draws.len() - draws.partition_point(|draw| *draw < t);
            let at = ((1.0 - alpha) * (draws.len() + 1) as f64) as usize;
            let p_drawn = (1 + beyond) as f64 / (1 + draws.len()) as f64;
            // Few takes hold no rare values, so drawn from them alone chance would look smaller than it is.
            (p.max(p_drawn), critical.max(draws[at.clamp(1, draws.len()) - 1]))
        }
        None => (p, critical),
    }
}

/// What |t| is when nothing changed, in order: takes and spread are drawn anew from the residuals, their sign by chance.
fn bootstrap(residuals: &[f64], own: Spread, prior: Option<Spread>, takes_a: usize, takes_b: usize) -> Vec<f64> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let count = Rules::built_in().bootstrap_draws as usize;
    let power = residuals.iter().map(|residual| residual * residual).sum::<f64>() / residuals.len() as f64;
    let scale = if power > 0.0 { (own.variance / power).sqrt() } else { 0.0 };
    let share = 1.0 / takes_a as f64 + 1.0 / takes_b as f64;
    let known = own.df.round().max(1.0) as usize;
    let mut draws: Vec<f64> = (0..count)
        .filter_map(|_| {
            let mut draw = || {
                let residual = residuals[random.usize(..residuals.len())] * scale;
                if random.bool() { residual } else { -residual }
            };
            let a = (0..takes_a).map(|_| draw()).sum::<f64>() / takes_a as f64;
            let b = (0..takes_b).map(|_| draw()).sum::<f64>() / takes_b as f64;
            let variance = (0..known).map(|_| draw().powi(2)).sum::<f64>() / known as f64;
            let drawn = Spread { variance, ..own };
            let spread = prior.map_or(drawn, |prior| drawn.pooled_with(prior));
            let error = (spread.variance * share).sqrt();
            (error > 0.0).then(|| ((b - a) / error).abs())
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    draws
}

/// Marks the claims that do not survive among all judged measures: the largest p-values go first.
fn benjamini_hochberg(mut changes: Vec<&mut MeasureChange>) {
    changes.retain(|change| change.p_value.is_some());
    changes.sort_by(|a, b| a.p_value.partial_cmp(&b.p_value).expect("p-values are numbers"));
    let rate = Rules::built_in().false_discovery_rate;
    let judged = changes.len() as f64;
    let survives = |(rank, change): (usize, &&mut MeasureChange)| {
        change.p_value.is_some_and(|p| p <= rate * (rank + 1) as f64 / judged)
    };
    let firm = (0..changes.len()).rev().find(|rank| survives((*rank, &changes[*rank]))).map_or(0, |rank| rank + 1);
    for change in &mut changes[firm..] {
        change.could_be_chance = change.change.is_claim();
    }
}

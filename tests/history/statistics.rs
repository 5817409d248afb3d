//! How often "better" and "worse" are said: on takes that do not differ, and on takes that do.
//!
//! Takes are simulated from a fixed seed. For the figures of docs/comparing.md:
//! `SAYWELL_SIMULATIONS=1000 cargo test --release --test history statistics -- --nocapture`

use fastrand::Rng;
use jiff::Timestamp;
use saywell::comparison::goals::Goals;
use saywell::comparison::judge::{Pair, judge};
use saywell::comparison::scale::Observation;
use saywell::comparison::trend::{Followed, TrendTake, measures};
use saywell::measures::{MEASURES, Measure};
use saywell::thresholds::{Counts, Thresholds};
use saywell::types::MeasureChange;

/// Comparisons in each setting, unless the environment says more.
const COMPARISONS: usize = 100;

/// One case to simulate.
#[derive(Debug, Clone, Copy)]
struct Setting {
    /// On each side.
    takes: usize,
    past: usize,
    /// Between the sides, in spreads of single takes.
    shift: f64,
    /// Variance of counts over their mean; 1 is Poisson's law.
    dispersion: f64,
    skewed: bool,
}

const UNCHANGED: Setting = Setting { takes: 1, past: 0, shift: 0.0, dispersion: 1.0, skewed: false };

/// How unlike the spreads of different measures are, in units of what is noticeable of each: SD of the logarithm.
const UNLIKE: f64 = 0.4;

/// How often a measure was called changed, of all that were judged.
#[derive(Debug, Default, Clone, Copy)]
struct Rate {
    called: usize,
    of: usize,
}

impl Rate {
    fn add(&mut self, called: bool) {
        self.called += usize::from(called);
        self.of += 1;
    }

    fn join(&mut self, other: Rate) {
        self.called += other.called;
        self.of += other.of;
    }

    fn share(self) -> f64 {
        self.called as f64 / self.of.max(1) as f64
    }

    /// Two standard errors of the simulation.
    fn uncertainty(self) -> f64 {
        2.0 * (0.05 * 0.95 / self.of.max(1) as f64).sqrt()
    }
}

#[derive(Debug, Default)]
struct Rates {
    values: Rate,
    counts: Rate,
    /// Whole comparisons whose screen names a change without reserve.
    screens: Rate,
}

fn normal(random: &mut Rng) -> f64 {
    (-2.0 * (1.0 - random.f64()).ln()).sqrt() * (std::f64::consts::TAU * random.f64()).cos()
}

/// Mean 0, variance 1.
fn noise(random: &mut Rng, skewed: bool) -> f64 {
    if skewed { -(1.0 - random.f64()).ln() - 1.0 } else { normal(random) }
}

fn poisson(random: &mut Rng, mean: f64) -> f64 {
    let (limit, mut product, mut count) = ((-mean).exp(), random.f64(), 0.0);
    while product > limit {
        product *= random.f64();
        count += 1.0;
    }
    count
}

/// Variance `dispersion` times the mean: clusters of geometric size, as fillers come.
fn count(random: &mut Rng, mean: f64, dispersion: f64) -> f64 {
    let size = f64::midpoint(dispersion, 1.0);
    let clusters = poisson(random, mean / size);
    let mut sum = 0.0;
    for _ in 0..clusters as usize {
        sum += 1.0;
        while random.f64() > 1.0 / size {
            sum += 1.0;
        }
    }
    sum
}

fn pair(measure: &'static Measure, setting: &Setting, random: &mut Rng) -> Pair {
    let rule = Thresholds::built_in().difference(measure.id);
    let (minutes, words) = (1.5, 225.0);
    let exposure = match rule.counts {
        Some(Counts::Minute) => minutes,
        Some(Counts::HundredWords) => words / 100.0,
        _ => 1.0,
    };
    let level = if rule.counts.is_some() { 9.0 } else { 1000.0 };
    // Three times what is noticeable, so that hearing alone keeps no false word away and hides no true one.
    let spread = 3.0 * rule.noticeable(level, level) * (UNLIKE * normal(random)).exp();
    let mut take = |shift: f64| {
        let value = if rule.counts.is_some() {
            // The spread of a count is the same everywhere on the scale of its root.
            let mean = (level.sqrt() + shift * setting.dispersion.sqrt() / 2.0).powi(2);
            count(random, mean, setting.dispersion) / exposure
        } else {
            level + spread * (shift + noise(random, setting.skewed))
        };
        Observation::new(value, rule.counts, Some(60.0 * minutes), Some(words)).expect("a number")
    };
    let a = (0..setting.takes).map(|_| take(0.0)).collect();
    let b = (0..setting.takes).map(|_| take(setting.shift)).collect();
    let past = (0..setting.past).map(|_| take(0.0)).collect();
    Pair { measure, a, b, past, low: None, high: None }
}

/// Whole comparisons of all measures, which all shift together.
fn simulate(setting: Setting) -> Rates {
    let asked = std::env::var("SAYWELL_SIMULATIONS").ok().and_then(|count| count.parse().ok());
    let mut random = Rng::with_seed(6);
    let mut rates = Rates::default();
    for _ in 0..asked.unwrap_or(COMPARISONS) {
        let pairs: Vec<Pair> = MEASURES.iter().map(|measure| pair(measure, &setting, &mut random)).collect();
        let judged = judge(&pairs);
        for change in judged.iter().filter(|change| change.p_value.is_some()) {
            let is_count = Thresholds::built_in().difference(change.id.0.as_ref()).counts.is_some();
            let rate = if is_count { &mut rates.counts } else { &mut rates.values };
            rate.add(change.change.is_claim());
        }
        let firm = |change: &MeasureChange| change.on_screen && change.change.is_claim() && !change.could_be_chance;
        rates.screens.add(judged.iter().any(firm));
    }
    let Setting { takes, past, shift, dispersion, skewed } = setting;
    println!(
        "{takes} against {takes}, {past:2} others, shift {shift:4.1}, dispersion {dispersion}, skewed {skewed:5}: \
         values {:.3}, counts {:.3}, screens {:.3}",
        rates.values.share(),
        rates.counts.share(),
        rates.screens.share()
    );
    rates
}

#[test]
fn without_a_change_a_measure_is_called_changed_in_at_most_one_of_twenty_comparisons() {
    let mut all = Rates::default();
    for (takes, past) in [(1, 0), (1, 3), (1, 5), (1, 10), (1, 20), (5, 0), (5, 5)] {
        for dispersion in [1.0, 2.0] {
            let rates = simulate(Setting { takes, past, dispersion, ..UNCHANGED });
            for rate in [rates.values, rates.counts, rates.screens] {
                // So many settings: three standard errors for each, two for all together.
                assert!(rate.share() <= 0.05 + 1.5 * rate.uncertainty(), "{rate:?}");
            }
            all.values.join(rates.values);
            all.counts.join(rates.counts);
            all.screens.join(rates.screens);
        }
    }
    println!("all: {all:?}");
    for rate in [all.values, all.counts, all.screens] {
        assert!(rate.share() <= 0.05 + rate.uncertainty(), "{rate:?}");
    }
}

#[test]
fn a_change_of_two_spreads_is_named_in_four_of_five_comparisons_after_five_takes_each() {
    let (mut values, mut counts) = (Rate::default(), Rate::default());
    for shift in [2.0, -2.0] {
        for past in [0, 5] {
            let rates = simulate(Setting { takes: 5, past, shift, ..UNCHANGED });
            values.join(rates.values);
            counts.join(rates.counts);
        }
    }
    assert!(values.share() >= 0.8, "{values:?}");
    assert!(counts.share() >= 0.8, "{counts:?}");
}

/// Not a promise, but told in docs/comparing.md: values far from normal, counts in large clusters, two single takes.
#[test]
fn the_limits_of_it_are_known() {
    for (takes, past) in [(1, 5), (1, 20), (5, 0)] {
        let rates = simulate(Setting { takes, past, skewed: true, dispersion: 4.0, ..UNCHANGED });
        assert!(rates.values.share() < 0.15 && rates.counts.share() < 0.15, "{rates:?}");
    }
    let single = simulate(Setting { takes: 1, past: 20, shift: 2.0, ..UNCHANGED });
    assert!(single.values.share() < 0.5, "two takes alone cannot prove such a change: {single:?}");
}

/// All measures that are no counts, over `takes` that drift by `slope` and step by `step` in the middle, in spreads.
fn trends(takes: usize, step: f64, slope: f64) -> Rate {
    let mut random = Rng::with_seed(7);
    let thresholds = Thresholds::built_in();
    let specs = MEASURES.iter().copied().filter(|measure| thresholds.difference(measure.id).counts.is_none());
    let followed: Vec<Followed> = specs.map(|measure| Followed { measure, low: None, high: None }).collect();
    let mut rate = Rate::default();
    for _ in 0..COMPARISONS {
        let spreads: Vec<f64> = followed
            .iter()
            .map(|one| {
                3.0 * thresholds.difference(one.measure.id).noticeable(1000.0, 1000.0)
                    * (UNLIKE * normal(&mut random)).exp()
            })
            .collect();
        let series: Vec<TrendTake> = (0..takes)
            .map(|at| {
                let height = slope * at as f64 + if at >= takes / 2 { step } else { 0.0 };
                let value = |spread: &f64| 1000.0 + spread * (height + normal(&mut random));
                let values = followed.iter().zip(spreads.iter().map(value)).map(|(one, value)| (one.measure.id, value));
                TrendTake { run: at as i64, saved_at: Timestamp::UNIX_EPOCH, values: values.collect() }
            })
            .collect();
        for trend in measures(&followed, &series, &Goals::default()) {
            rate.add(trend.change.is_claim());
        }
    }
    println!("trend over {takes} takes, step {step}, slope {slope}: named {:.3}", rate.share());
    rate
}

#[test]
fn a_trend_is_named_by_chance_in_at_most_one_of_twenty_series() {
    let mut all = Rate::default();
    for takes in [5, 6, 8, 10, 20, 40] {
        let rate = trends(takes, 0.0, 0.0);
        assert!(rate.share() <= 0.05 + 1.5 * rate.uncertainty(), "{takes} takes: {rate:?}");
        all.join(rate);
    }
    assert!(all.share() <= 0.05 + all.uncertainty(), "{all:?}");
}

#[test]
fn steps_and_drifts_are_seen() {
    let step = trends(20, 2.0, 0.0);
    assert!(step.share() >= 0.8, "{step:?}");
    let drift = trends(20, 0.0, 0.15);
    assert!(drift.share() >= 0.8, "{drift:?}");
    trends(10, 2.0, 0.0);
}

//! How often "better" and "worse" are said: on takes that do not differ, and on takes that do.
//!
//! Takes are simulated from a fixed seed. `cargo test --test practice_statistics -- --nocapture` prints the rates;
//! docs/comparing.md quotes them.

use fastrand::Rng;
use saywell::measures::{MEASURES, MeasureSpec};
use saywell::practice::judge::{Pair, judge};
use saywell::practice::rules::{Counts, Rules};
use saywell::practice::scale::Observation;
use saywell::practice::theil_sen;

/// Takes on each side, earlier ones, and the shift between the sides in spreads.
#[derive(Debug, Clone, Copy)]
struct Setting {
    takes: usize,
    past: usize,
    shift: f64,
    /// Variance of counts over their mean; 1 is Poisson's law.
    dispersion: f64,
    /// How unlike the spreads of different measures are, in units of what is noticeable: SD of the logarithm.
    unlike: f64,
    skewed: bool,
}

const USUAL: Setting = Setting { takes: 5, past: 0, shift: 0.0, dispersion: 1.0, unlike: 0.4, skewed: false };

#[derive(Debug, Default)]
struct Rates {
    judged: f64,
    claims: f64,
    firm: f64,
    comparisons: f64,
    with_firm: f64,
}

impl Rates {
    fn claimed(&self) -> f64 {
        self.claims / self.judged
    }
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
    (0..clusters as usize)
        .map(|_| {
            let mut in_cluster = 1.0;
            while random.f64() > 1.0 / size {
                in_cluster += 1.0;
            }
            in_cluster
        })
        .sum()
}

fn pair(spec: &'static MeasureSpec, setting: &Setting, is_count: bool, random: &mut Rng) -> Pair {
    let rule = &Rules::built_in().measures[spec.id];
    let (minutes, words) = (1.5, 225.0);
    let exposure = match rule.counts {
        Some(Counts::Minute) => minutes,
        Some(Counts::HundredWords) => words / 100.0,
        _ => 1.0,
    };
    let level = if is_count { 9.0 } else { 100.0 };
    // A spread of three times what is noticeable: hearing alone keeps few false words away.
    let spread = 3.0 * rule.noticeable(level, level) * (setting.unlike * normal(random)).exp();
    let mut take = |shift: f64| {
        let value = if is_count {
            let shifted = (level + shift * (setting.dispersion * level).sqrt()).max(0.0);
            count(random, shifted, setting.dispersion) / exposure
        } else {
            level + spread * (shift + noise(random, setting.skewed))
        };
        Observation::new(value, rule.counts, Some(60.0 * minutes), Some(words)).expect("a number")
    };
    let a = (0..setting.takes).map(|_| take(0.0)).collect();
    let b = (0..setting.takes).map(|_| take(setting.shift)).collect();
    let past = (0..setting.past).map(|_| take(0.0)).collect();
    Pair { spec, a, b, past, low: None, high: None }
}

/// Whole comparisons of all measures that are counts, or of all others; `changed` of them shift.
fn simulate(setting: Setting, counts: bool, changed: usize, comparisons: usize) -> Rates {
    let mut random = Rng::with_seed(6);
    let rules = Rules::built_in();
    let specs: Vec<&'static MeasureSpec> = MEASURES
        .iter()
        .map(|measure| measure.spec())
        .filter(|spec| rules.measures[spec.id].counts.is_some() == counts)
        .collect();
    let mut rates = Rates::default();
    for _ in 0..comparisons {
        let shifted = |at: usize| if at < changed { setting } else { Setting { shift: 0.0, ..setting } };
        let pairs: Vec<Pair> =
            specs.iter().enumerate().map(|(at, spec)| pair(spec, &shifted(at), counts, &mut random)).collect();
        let judged = judge(&pairs);
        let claims = judged.iter().take(if changed == 0 { usize::MAX } else { changed });
        rates.comparisons += 1.0;
        rates.judged += claims.clone().filter(|change| change.p_value.is_some()).count() as f64;
        rates.claims += claims.clone().filter(|change| change.change.is_claim()).count() as f64;
        let firm = claims.filter(|change| change.change.is_claim() && !change.could_be_chance).count();
        rates.firm += firm as f64;
        rates.with_firm += f64::from(u8::from(firm > 0));
    }
    println!(
        "{setting:?} counts {counts} changed {changed}: called changed {:.3} of {:.0}, firm {:.3}; a comparison has {:.2} of {:.1}, firm ones in {:.3}",
        rates.claimed(),
        rates.judged,
        rates.firm / rates.judged,
        rates.claims / rates.comparisons,
        rates.judged / rates.comparisons,
        rates.with_firm / rates.comparisons
    );
    rates
}

#[test]
fn explore() {
    let which = std::env::var("EXPLORE").unwrap_or_default();
    for counts in [false, true] {
        for (takes, past) in [(1, 0), (1, 3), (1, 5), (1, 10), (1, 20), (5, 0), (5, 5)] {
            let setting = Setting { takes, past, ..USUAL };
            if which.contains('n') {
                for dispersion in if counts { vec![1.0, 2.0, 3.0] } else { vec![1.0] } {
                    simulate(Setting { dispersion, ..setting }, counts, 0, 300);
                }
                if !counts {
                    simulate(Setting { skewed: true, unlike: 1.0, ..setting }, counts, 0, 300);
                }
            }
            if which.contains('p') {
                for shift in [2.0, -2.0] {
                    simulate(Setting { shift, ..setting }, counts, 100, 100);
                }
            }
        }
    }
}

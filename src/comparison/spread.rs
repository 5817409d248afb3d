//! How much a speaker's takes differ when nothing changes.
//!
//! Takes on one side differ from their mean; earlier takes from the one before, so that slow progress does not count as
//! spread (the mean square successive difference, von Neumann & al. 1941). Both are pooled. A spread known from few takes
//! borrows from those of the speaker's other measures, by as much as these agree (moderated variance, Smyth 2004).

use statrs::function::gamma::digamma;

use super::rules::Rules;

/// A variance, and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Of single takes.
    pub variance: f64,
    /// Degrees of freedom.
    pub df: f64,
}

/// One measure's takes, all on one scale.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    pub a: Vec<f64>,
    pub b: Vec<f64>,
    /// Takes that belong to neither side, oldest first.
    pub past: Vec<f64>,
}

impl Sample {
    /// The pooled spread; `None` when there are too few takes to tell.
    pub fn spread(&self) -> Option<Spread> {
        let within = [&self.a, &self.b].map(|side| {
            let middle = mean(side);
            Spread { variance: sum_of_squares(side, middle), df: side.len() as f64 - 1.0 }
        });
        let n = self.past.len() as f64;
        let past = (n >= Rules::built_in().past_takes_min).then(|| {
            let squares: f64 = self.past.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
            // The degrees of freedom of overlapping differences between normal values.
            let df = 2.0 * (n - 1.0).powi(2) / (3.0 * n - 4.0);
            Spread { variance: df * squares / (2.0 * (n - 1.0)), df }
        });
        let sums = within.into_iter().filter(|sum| sum.df > 0.0).chain(past);
        let (sum, df) = sums.fold((0.0, 0.0), |all, one| (all.0 + one.variance, all.1 + one.df));
        (df > 0.0).then(|| Spread { variance: sum / df, df })
    }

    /// How far single takes lie from where they were to be expected, each with the spread's variance.
    pub fn residuals(&self) -> Vec<f64> {
        let mut all = Vec::new();
        for side in [&self.a, &self.b].into_iter().filter(|side| side.len() > 1) {
            let n = side.len() as f64;
            let middle = mean(side);
            all.extend(side.iter().map(|value| (value - middle) * (n / (n - 1.0)).sqrt()));
        }
        if self.past.len() as f64 >= Rules::built_in().past_takes_min {
            all.extend(self.past.windows(2).map(|pair| (pair[1] - pair[0]) / 2f64.sqrt()));
        }
        all
    }

    /// Takes that the spread is known from.
    pub fn takes(&self) -> usize {
        let sides = [&self.a, &self.b].into_iter().map(Vec::len).filter(|takes| *takes > 1).sum::<usize>();
        let past = if self.past.len() as f64 >= Rules::built_in().past_takes_min { self.past.len() } else { 0 };
        sides + past
    }
}

impl Spread {
    /// Both together, each weighing as much as it is known.
    pub fn pooled_with(self, other: Spread) -> Spread {
        let df = self.df + other.df;
        Spread { variance: (self.variance * self.df + other.variance * other.df) / df, df }
    }
}

/// What the spreads of several measures, each divided by what is noticeable of it, say of one more: the usual variance
/// and how many degrees of freedom that is worth (Smyth 2004, section 6.2). `None` with fewer than three of them.
pub fn moderated_prior(spreads: &[Spread]) -> Option<Spread> {
    let known: Vec<&Spread> = spreads.iter().filter(|spread| spread.variance > 0.0).collect();
    if known.len() < 3 {
        return None;
    }
    let n = known.len() as f64;
    let logs: Vec<f64> = known.iter().map(|s| s.variance.ln() - digamma(s.df / 2.0) + (s.df / 2.0).ln()).collect();
    let middle = mean(&logs);
    let excess =
        sum_of_squares(&logs, middle) / (n - 1.0) - known.iter().map(|s| trigamma(s.df / 2.0)).sum::<f64>() / n;
    let most = Rules::built_in().borrowed_takes_max;
    let df = if excess > 0.0 { (2.0 * inverse_trigamma(excess)).min(most) } else { most };
    Some(Spread { variance: (middle + digamma(df / 2.0) - (df / 2.0).ln()).exp(), df })
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sum_of_squares(values: &[f64], middle: f64) -> f64 {
    values.iter().map(|value| (value - middle).powi(2)).sum()
}

/// The derivative of [`digamma`] (Abramowitz & Stegun 6.4.6 and 6.4.12).
fn trigamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 6.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    sum + 1.0 / x
        + square / 2.0
        + square / x * (1.0 / 6.0 - square * (1.0 / 30.0 - square * (1.0 / 42.0 - square / 30.0)))
}

/// Bisection on a falling function; `y` above 0.
fn inverse_trigamma(y: f64) -> f64 {
    let (mut low, mut high) = (1e-6f64, 1e7f64);
    for _ in 0..100 {
        let middle = (low * high).sqrt();
        if trigamma(middle) > y { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_progress_is_not_spread() {
        let past: Vec<f64> = (0..20).map(|take| f64::from(take) * 10.0 + f64::from(take % 2)).collect();
        let spread = Sample { past, ..Sample::default() }.spread().unwrap();
        assert!(spread.variance < 60.0, "{spread:?}");
        assert_eq!(Sample { past: vec![1.0, 2.0], ..Sample::default() }.spread(), None);
    }

    #[test]
    fn trigamma_is_what_the_tables_say() {
        let pi2 = std::f64::consts::PI.powi(2);
        assert!((trigamma(1.0) - pi2 / 6.0).abs() < 1e-9);
        assert!((trigamma(0.5) - pi2 / 2.0).abs() < 1e-9);
        assert!((inverse_trigamma(trigamma(3.7)) - 3.7).abs() < 1e-6);
    }

    #[test]
    fn spreads_that_agree_lend_much_and_spreads_that_do_not_lend_little() {
        let agreeing = [1.0, 1.1, 0.9, 1.05, 0.95].map(|variance| Spread { variance, df: 8.0 });
        let lent = moderated_prior(&agreeing).unwrap();
        assert_eq!(lent.df, Rules::built_in().borrowed_takes_max);
        assert!((lent.variance - 1.0).abs() < 0.3, "{lent:?}");
        let apart = [0.001, 1.0, 100.0, 0.1, 10.0].map(|variance| Spread { variance, df: 8.0 });
        assert!(moderated_prior(&apart).unwrap().df < 1.0);
        assert_eq!(moderated_prior(&agreeing[..2]), None);
    }
}

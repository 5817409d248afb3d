//! `--fail-on`: limits for scripts.

use clap::Args;

use crate::cli::output;
use crate::comparison::limits::{Limit, Verdict};
use crate::error::Result;
use crate::types::Analysis;

#[derive(Debug, Args)]
pub struct LimitArgs {
    /// Exit with status 3 when a measure crosses a limit, such as 'filler_rate_per_min>5'; may be given several times
    #[arg(long = "fail-on", value_name = "LIMIT", help_heading = "Report")]
    limits: Vec<String>,
}

impl LimitArgs {
    /// The limits, read before anything is analysed.
    ///
    /// # Errors
    /// [`crate::comparison::ComparisonError::Limit`] and [`crate::measures::UnknownMeasure`].
    pub fn parse(&self) -> Result<Vec<Limit>> {
        self.limits.iter().map(|text| Limit::parse(text)).collect()
    }
}

/// Whether `analysis` crosses a limit; says on standard error which, and which could not be checked.
pub fn crosses(limits: &[Limit], analysis: &Analysis) -> bool {
    let path = &analysis.recording.path;
    let mut crossed = false;
    for limit in limits {
        match limit.check(analysis) {
            Verdict::Kept => {}
            Verdict::Crossed(line) => {
                crossed = true;
                output::fail(&format!("{path}: {line}"));
            }
            Verdict::Undefined(line) => output::warn(&format!("{path}: {line}")),
        }
    }
    crossed
}

//! Practice over time: takes side by side, trends, goals, limits. Pure: no I/O, no clock, no printing.
//!
//! Nothing is called better or worse unless a listener would notice it and it is more than the same speaker's takes
//! differ anyway. `docs/comparing.md` says how that is decided, and how often it is wrong.

pub mod advice_followed;
pub mod cautions;
pub mod compare;
mod error;
pub mod goals;
pub mod judge;
pub mod limits;
pub mod over_correction;
pub mod promise;
pub mod rules;
pub mod said;
pub mod scale;
pub mod since_last;
pub mod spread;
mod target;
pub mod theil_sen;
pub mod trend;
pub mod weeks;

pub use error::ComparisonError;

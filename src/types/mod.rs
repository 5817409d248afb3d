//! The nouns every room shares: plain data, serialisable, no I/O.
//!
//! Times are `f64` seconds from the start of the recording. `None` means "undefined" (too little speech, or an
//! imported transcript without times) and is never replaced by 0.

mod advice;
mod analysis;
mod comparison;
mod content;
mod flaws;
mod measurement;
mod time;
mod timeline;
mod transcript;
mod trend;

pub use advice::*;
pub use analysis::*;
pub use comparison::*;
pub use content::*;
pub use measurement::*;
pub use time::*;
pub use timeline::*;
pub use transcript::*;
pub use trend::*;

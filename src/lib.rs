pub mod error;
pub mod interrupt;
pub mod thresholds;
pub mod types;

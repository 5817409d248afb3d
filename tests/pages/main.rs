//! The pages as people get them. Waits for a browser.

mod analysis;
#[path = "../common/mod.rs"]
mod common;
mod comparison;

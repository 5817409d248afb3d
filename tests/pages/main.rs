//! The pages as people get them. Waits for a browser.

mod analysis;
mod browser;
#[path = "../common/mod.rs"]
mod common;
mod comparison;

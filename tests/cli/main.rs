//! The commands as people use them.

mod analyze;
mod bad_input;
#[path = "../common/mod.rs"]
mod common;
mod concise_take;
mod explain;
mod spanish;

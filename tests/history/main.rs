//! Runs that are kept, and what comparing them says.

mod commands;
#[path = "../common/mod.rs"]
mod common;
mod compare;
mod crashes;
mod statistics;
mod store;

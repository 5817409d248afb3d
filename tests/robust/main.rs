//! Inputs that are damaged, made to hurt, or went wrong once.

mod attack;
#[path = "../common/mod.rs"]
mod common;
mod field;
mod fuzz;

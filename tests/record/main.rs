//! Whatever goes on while somebody speaks. Waits for the clock of a sound server.

#[path = "../common/mod.rs"]
mod common;
mod desk;
mod growing;
mod live;
mod practice;
mod recording;

//! What the sound itself says: pure functions from 16 kHz mono samples to frames and spans.

pub mod filled_pauses;
pub mod frames;
mod hearing;
pub mod loudness;
pub mod pitch;
pub mod spectrum;
pub mod syllables;
pub mod voice_activity;
pub mod voice_network;

pub use hearing::Hearing;

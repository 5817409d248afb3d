//! What the sound itself says: pure functions from 16 kHz mono samples to frames and spans.

pub mod frames;
pub mod voice_activity;

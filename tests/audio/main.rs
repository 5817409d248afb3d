//! The sound: what is read of a file, and what is heard in it.

mod against_ffmpeg;
#[path = "../common/mod.rs"]
mod common;
mod errors;
mod formats;
mod heard;
mod non_speech;
mod signal;

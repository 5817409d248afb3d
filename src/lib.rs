//! Practise a spoken answer: how long it was, where the fillers, pauses and rambling are, and what to change, each with
//! the second and the quote that prove it. Nothing leaves the machine.
//!
//! The command line is a thin layer over [`pipeline::analyze`]:
//!
//! ```no_run
//! use saywell::audio::{AudioSource, ReadOptions};
//! use saywell::question::Question;
//! use saywell::interrupt::Interrupt;
//! use saywell::language::Library;
//! use saywell::pipeline::{Request, Words, analyze};
//! use saywell::transcription::models::Model;
//!
//! # fn main() -> saywell::error::Result<()> {
//! let request = Request {
//!     source: AudioSource::File("samples/self-intro.wav".into()),
//!     read: ReadOptions::default(),
//!     question: Question::from_profile("self-intro")?,
//!     words: Words::Model(Box::new(Model::open("models/demo.bin".as_ref())?)),
//!     language: "en".into(),
//!     ui_language: "en".into(),
//!     library: Library::built_in().clone(),
//!     threads: 2,
//!     verbatim: true,
//!     tracks: false,
//! };
//! let analysis = analyze(&request, &Interrupt::default(), &mut |_| {})?;
//! println!("{}", analysis.verdict);
//! println!("{:?} words a minute", analysis.value("speech_rate_wpm"));
//! # Ok(())
//! # }
//! ```
//!
//! Data flows one way: `types <- audio, acoustics, language <- transcription <- speech <- question <- measures <- coaching <-
//! report <- pipeline <- cli <- main`. `docs/architecture.md` draws it.

// C is called in `transcription::whisper` and `verbatim` alone, which say why each time.
#![deny(unsafe_code)]

pub mod acoustics;
pub mod audio;
mod checksum;
pub mod cli;
pub mod coaching;
pub mod comparison;
pub mod config;
mod cpu;
mod data;
pub mod error;
pub mod files;
mod format;
pub mod history;
pub mod interrupt;
pub mod language;
pub mod language_code;
pub mod limits;
pub mod measures;
pub mod personal;
pub mod pipeline;
pub mod practice;
pub mod printable;
pub mod question;
pub mod report;
pub mod similar;
pub mod speech;
pub mod thresholds;
pub mod transcription;
pub mod types;
pub mod wording;

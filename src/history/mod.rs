//! Runs that are kept: one SQLite database, `history.db` in the data folder.
//!
//! A run is saved once and may be analysed again; every analysis is kept as the JSON it was, compressed. Lists and trends
//! read the measurements beside it, never the JSON. Instants are given by the caller: nothing here reads the clock.

pub mod archive;
mod backups;
pub mod checkup;
mod edit;
mod error;
mod file;
mod frozen;
pub mod label;
pub mod migrations;
mod packing;
mod query;
mod reference;
pub mod restore;
mod run;
mod save;
mod store;

pub use backups::{Backups, Holder};
pub use error::HistoryError;
pub use file::analysis_in;
pub use reference::RunRef;
pub use run::{AnswerTo, Asked, AudioFile, Filter, NewRun, Run, RunId, RunInfo, RunValues};
pub use store::{FILE_NAME, Store};

/// How the tag begins that all takes of one practice session carry.
pub const SESSION_TAG: &str = "session-";

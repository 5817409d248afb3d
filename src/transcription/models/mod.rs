//! Whisper models: which exist (`catalogue`), which are here (`store`), whether a file is one (`header`), and how one
//! gets here (`download`, the only part of the program that opens a socket).

mod catalogue;
mod download;
mod error;
mod header;
mod http;
mod storage;
mod store;

pub use catalogue::{Catalogue, DownloadPolicy, Entry, Languages, catalogue};
pub use download::{DownloadProgress, download};
pub use error::ModelError;
pub use header::Header;
pub use store::{Installed, Model, ModelStore, VerifyOutcome};

//! The words: from a model that was fetched, or from elsewhere.

#[path = "../common/mod.rs"]
mod common;
mod demo_model;
mod import;
mod model_download;

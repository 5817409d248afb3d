//! From words to measures and advice, and the documents made of both.

mod advice;
#[path = "../common/mod.rs"]
mod common;
mod content;
mod docs;
mod labelled;
mod labelled_answers;
mod lexicon_examples;
mod properties;
mod spec;
mod syllable_counts;

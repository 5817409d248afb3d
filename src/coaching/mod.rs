//! From measurements to what to do next: rules for advice as data, the verdict, what could be cut.

pub mod conciseness;
mod facts;
mod retell;
mod rules;
mod template;
mod texts;
pub mod tighten;
mod verdict;

pub use retell::in_language;
pub use rules::advise;
pub use texts::{Texts, texts_for};
pub use verdict::verdict;

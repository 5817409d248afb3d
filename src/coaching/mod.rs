//! From measurements to what to do next: rules for advice as data, the verdict, what could be cut.

pub mod conciseness;
mod facts;
mod rules;
mod template;
mod texts;
pub mod tighten;
mod verdict;

pub use rules::advise;
pub(crate) use rules::retold;
pub use texts::{Texts, texts_for};
pub(crate) use verdict::said;
pub use verdict::verdict;

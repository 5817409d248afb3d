//! From measurements to what to do next: questions with their target lengths, and rules for advice as data.

pub mod conciseness;
mod facts;
pub mod points;
pub mod profiles;
mod question;
mod retell;
mod rules;
pub mod shape;
mod template;
mod texts;
pub mod tighten;
mod verdict;

pub use retell::in_language;
pub use rules::advise;
pub use template::{format_clock, format_value};
pub use texts::{Texts, texts_for};
pub use verdict::verdict;

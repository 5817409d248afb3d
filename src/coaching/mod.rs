//! From measurements to what to do next: questions with their target lengths, and rules for advice as data.

pub mod profiles;
mod rules;
mod template;
mod texts;
mod verdict;

pub use rules::advise;
pub use template::{format_clock, format_value};
pub use texts::{Texts, texts_for};
pub use verdict::verdict;

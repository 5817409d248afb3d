//! The interviewer: what it asks, in which order, what it says afterwards, and what it asks next. Pure: no I/O, no clock,
//! no printing. `docs/practice.md` tells where the questions and the exercises come from.

pub mod deck;
pub mod decks;
mod error;
pub mod five_lines;
pub mod follow_up;
pub mod listening;
pub mod order;
pub mod rules;
pub mod schedule;
pub mod weakest;
pub mod words;

pub use deck::{Condition, Deck, DeckQuestion, FollowUp};
pub use decks::Decks;
pub use error::DeckError;

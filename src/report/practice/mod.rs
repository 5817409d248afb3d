//! What practice shows on the terminal: the question, the five lines after an answer, what was heard, the plan.

mod lines;
mod listening;
mod plan;
mod prepare;
mod question;
mod questions;
mod since;

pub use lines::lines;
pub use listening::{HeardFiller, listening};
pub use plan::{Plan, Planned, plan};
pub use prepare::{BestTake, Form, LISTS, Sheet, prepare};
pub use question::{Card, card};
pub use questions::{Listed, list, show};
pub use since::since;

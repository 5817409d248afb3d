//! What the history knows of each question: how often, when, how it went, when it is due again.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::error::Result;
use crate::history::{Filter, Store};
use crate::personal::Personal;
use crate::practice::DeckQuestion;
use crate::practice::schedule::{self, RATED, Rating};
use crate::practice::words::Words;

/// The takes of one question.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// When each was, and how it went; oldest first.
    pub takes: Vec<(Timestamp, Rating)>,
    pub due: Option<Timestamp>,
}

/// By the id of the question; one that was never answered is not there. Takes in other languages are takes of other
/// questions.
///
/// # Errors
/// Those of the store.
pub fn of<'a>(
    store: Option<&Store>,
    questions: &[&'a DeckQuestion],
    personal: &Personal,
    language: &str,
) -> Result<HashMap<&'a str, Known>> {
    let mut known: HashMap<&str, Known> = HashMap::new();
    let Some(store) = store else { return Ok(known) };
    let by_id: HashMap<&str, &'a DeckQuestion> = questions.iter().map(|q| (q.id.as_str(), *q)).collect();
    // Newest first.
    for found in store.values(&RATED, &Filter::default())?.into_iter().rev() {
        let made_in = &found.run.provenance.language;
        let Some(question) = found.run.question.as_deref().and_then(|id| by_id.get(id)) else { continue };
        if !made_in.is_empty() && made_in != language {
            continue;
        }
        let values = RATED.iter().zip(found.values).filter_map(|(id, value)| Some((*id, value?))).collect();
        let rating = schedule::rating(&values, &personal.questions.question(&question.id)?);
        known.entry(&question.id).or_default().takes.push((found.run.saved_at, rating));
    }
    for takes in known.values_mut() {
        takes.due = schedule::due(&takes.takes);
    }
    Ok(known)
}

/// "new", "due", "due for 3 days", "in 2 days": days of 24 hours, the last one begun counts.
pub fn when(known: Option<&Known>, now: Timestamp, words: &Words) -> String {
    let Some(due) = known.and_then(|known| known.due) else { return words.say("new").to_owned() };
    let days = (due.as_second() - now.as_second()).div_euclid(24 * 60 * 60);
    match days {
        ..-2 => words.fill("due_since", &[("days", &(-days - 1).to_string())]),
        -2 => words.say("due_since_one").to_owned(),
        -1 => words.say("due").to_owned(),
        0 => words.say("due_soon").to_owned(),
        days => words.fill("due_later", &[("days", &(days + 1).to_string())]),
    }
}

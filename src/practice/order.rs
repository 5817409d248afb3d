//! Which questions come, and in which order.

use std::collections::HashMap;

use jiff::Timestamp;

use super::deck::DeckQuestion;

/// How a session chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What is due first, then what was never asked, one of each topic.
    Spaced,
    /// As the deck has them.
    Deck,
    /// By chance.
    Random,
}

/// `count` of `questions`. `due` says when each that was answered before is due again; `draw(n)` gives a number below n,
/// for [`Order::Random`].
pub fn choose<'a>(
    questions: &[&'a DeckQuestion],
    order: Order,
    due: &HashMap<&str, Timestamp>,
    now: Timestamp,
    count: usize,
    mut draw: impl FnMut(usize) -> usize,
) -> Vec<&'a DeckQuestion> {
    let mut chosen = match order {
        Order::Deck => questions.to_vec(),
        Order::Random => {
            let mut left = questions.to_vec();
            (0..left.len()).map(|_| left.remove(draw(left.len()))).collect()
        }
        Order::Spaced => spaced(questions, due, now),
    };
    chosen.truncate(count);
    chosen
}

/// The longest overdue first; then those never asked; then the others as they become due.
fn spaced<'a>(questions: &[&'a DeckQuestion], due: &HashMap<&str, Timestamp>, now: Timestamp) -> Vec<&'a DeckQuestion> {
    let (mut asked, new): (Vec<_>, Vec<_>) =
        questions.iter().copied().partition(|question| due.contains_key(question.id.as_str()));
    asked.sort_by_key(|question| due[question.id.as_str()]);
    let later = asked.partition_point(|question| due[question.id.as_str()] <= now);
    let later = asked.split_off(later);
    asked.into_iter().chain(one_of_each_topic(new)).chain(later).collect()
}

/// The first of every topic, then the second of every topic, and so on: an interview does not ask five times the same.
fn one_of_each_topic(questions: Vec<&DeckQuestion>) -> Vec<&DeckQuestion> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut rounds: Vec<(usize, &DeckQuestion)> = Vec::new();
    for question in questions {
        let round = seen.entry(&question.topic).or_default();
        rounds.push((*round, question));
        *round += 1;
    }
    rounds.sort_by_key(|(round, _)| *round);
    rounds.into_iter().map(|(_, question)| question).collect()
}

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

#[cfg(test)]
mod tests {
    use super::super::Decks;
    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + day * 86_400).unwrap()
    }

    fn ids(chosen: &[&DeckQuestion]) -> Vec<String> {
        chosen.iter().map(|question| question.id.clone()).collect()
    }

    #[test]
    fn what_is_due_comes_first_then_a_new_one_of_each_topic_and_then_what_can_wait() {
        let decks = Decks::built_in();
        let all = decks.choose("en", None).unwrap();
        let due =
            HashMap::from([("failure-biggest", at(3)), ("conflict-colleague", at(1)), ("intro-yourself", at(30))]);
        let chosen = choose(&all, Order::Spaced, &due, at(5), all.len(), |_| 0);
        assert_eq!(ids(&chosen[..2]), ["conflict-colleague", "failure-biggest"]);
        assert_eq!(chosen.last().unwrap().id, "intro-yourself");
        let mut topics: Vec<&str> = chosen[2..20].iter().map(|question| question.topic.as_str()).collect();
        topics.sort_unstable();
        topics.dedup();
        assert_eq!(topics.len(), 18, "one of each topic");
        assert_eq!(chosen.len(), all.len());
    }

    #[test]
    fn a_deck_keeps_its_order_and_chance_keeps_every_question() {
        let decks = Decks::built_in();
        let all = decks.choose("es", Some("closing")).unwrap();
        let none = HashMap::new();
        assert_eq!(ids(&choose(&all, Order::Deck, &none, at(0), 3, |_| 0)), ids(&all[..3]));
        let mut shuffled = ids(&choose(&all, Order::Random, &none, at(0), 99, |below| below - 1));
        assert_ne!(shuffled, ids(&all));
        shuffled.sort();
        let mut sorted = ids(&all);
        sorted.sort();
        assert_eq!(shuffled, sorted);
    }
}

//! Reading words: fillers, hedges, disfluencies, echoes and all measures, as the number of words grows, and beside the
//! plainest peer there is, splitting the same text and lower-casing it. Figures are ratios; the milliseconds are this
//! machine's.

mod timing;

use std::time::Duration;

use saywell::coaching::{advise, tighten};
use saywell::language::lexicons_for;
use saywell::measures::measure_all;
use saywell::question::Question;
use saywell::speech::{Parts, Speech};
use saywell::types::{Span, Transcript, Word, WordTimes};
use timing::{median, timed};

const ROUNDS: usize = 7;
const SENTENCES: [&str; 6] = [
    "So, I I built the, um, payment service and it was, like, really slow because of the queue you know. ",
    "We used, we chose Postgres for it, and in the end a search took three hundred milliseconds. ",
    "Maybe that was kind of lucky, right? ",
    "The team in Toronto measured every request, and nobody had to wait for more than a second. ",
    "My task was to move twelve tables without losing a row, so I wrote a tool that compared both. ",
    "What I learned is that a number beats a theory. ",
];

fn main() {
    // `cargo test` runs benches too, to see that they start.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let (small, large) = (transcript(10_000), transcript(100_000));
    let (mut ours, mut grown, mut peer) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(|| saywell(&small)));
        grown.push(timed(|| saywell(&large)));
        peer.push(timed(|| split_and_lower(&small)));
    }
    let (ours, grown, peer) = (median(ours), median(grown), median(peer));
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    println!("all measures and advice, median of {ROUNDS}");
    println!("  10,000 words                      {:8.1} ms", 1e3 * ours.as_secs_f64());
    println!("  100,000 words                     {:8.1} ms", 1e3 * grown.as_secs_f64());
    println!("  ten times the words take          {:8.1} times as long", ratio(grown, ours));
    println!("  against splitting and lower case  {:8.1} times as long", ratio(ours, peer));
}

/// About `count` words of talk in which every sentence has a word of its own, a third of a second each.
fn transcript(count: usize) -> Transcript {
    let talk = SENTENCES.iter().cycle().enumerate().flat_map(|(i, sentence)| {
        let topic = format!("topic{} ", i % 997);
        format!("{topic}{sentence}").split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    });
    let word = |(i, text): (usize, String)| {
        let start_s = i as f64 / 3.0;
        Word { text, span: Some(Span::new(start_s, start_s + 0.3)), probability: None }
    };
    let words = talk.take(count).enumerate().map(word).collect();
    Transcript { language: "en".to_owned(), word_times: WordTimes::PerWord, words, ..Transcript::default() }
}

fn saywell(transcript: &Transcript) {
    let end_s = transcript.words.len() as f64 / 3.0;
    let parts = Parts {
        duration_s: end_s,
        transcript: Some(transcript),
        speech_spans: vec![Span::new(0.0, end_s)],
        silent_pauses: (1..transcript.words.len() / 12)
            .map(|i| Span::new(4.0 * i as f64, 4.0 * i as f64 + 0.3))
            .collect(),
        sound_usable: true,
        ..Parts::default()
    };
    let speech = Speech::assemble(parts, lexicons_for("en"));
    let question = Question::from_profile("behavioural").expect("built in").in_language("en", lexicons_for("en"));
    let measurements = measure_all(&speech, &question);
    std::hint::black_box((advise(&measurements, &question, "en"), tighten::tighten(&speech)));
}

fn split_and_lower(transcript: &Transcript) {
    let line = transcript.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    std::hint::black_box(line.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>());
}

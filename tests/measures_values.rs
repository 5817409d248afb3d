//! The measures on small answers written by hand, with every number worked out on paper.

use saywell::coaching::profiles::Question;
use saywell::language::lexicons_for;
use saywell::measures::measure_all;
use saywell::speech::{FilledPause, Parts, Speech};
use saywell::types::{EventClass, Measurement, Position, Span, Transcript, Word, WordTimes};

/// Each word takes 0.4 s and the next follows at once; "|0.6" is a silent pause of 0.6 s.
fn answer(text: &str) -> (Transcript, Vec<Span>, Vec<Span>) {
    let (mut words, mut speech, mut pauses) = (Vec::new(), Vec::new(), Vec::new());
    let (mut now, mut begun) = (1.0, 1.0);
    for piece in text.split_whitespace() {
        if let Some(pause_s) = piece.strip_prefix('|') {
            let end = now + pause_s.parse::<f64>().unwrap();
            speech.push(Span::new(begun, now));
            pauses.push(Span::new(now, end));
            (now, begun) = (end, end);
        } else {
            let span = Some(Span::new(now, now + 0.4));
            words.push(Word { text: piece.to_owned(), span, probability: None });
            now += 0.4;
        }
    }
    speech.push(Span::new(begun, now));
    (Transcript { language: "en".into(), word_times: WordTimes::PerWord, words }, speech, pauses)
}

fn speech_with(text: &str, change: impl FnOnce(&mut Transcript, &mut Parts)) -> Speech {
    let (mut transcript, speech_spans, silent_pauses) = answer(text);
    let end_s = speech_spans.last().unwrap().end_s;
    let mut parts =
        Parts { duration_s: end_s + 1.0, speech_spans, silent_pauses, sound_usable: true, ..Parts::default() };
    change(&mut transcript, &mut parts);
    let lexicons = lexicons_for(&transcript.language);
    Speech::assemble(Parts { transcript: Some(&transcript), ..parts }, lexicons)
}

fn speech(text: &str) -> Speech {
    speech_with(text, |_, _| ())
}

fn get(speech: &Speech, id: &str) -> Measurement {
    let all = measure_all(speech, &Question::from_target(10.0).unwrap());
    all.into_iter().find(|m| m.id.0 == id).unwrap()
}

fn value(speech: &Speech, id: &str) -> f64 {
    get(speech, id).value.unwrap_or_else(|| panic!("{id} is undefined: {:?}", get(speech, id).undefined_because))
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// What no answer has by itself: a question, points, a fact.
const GIVEN: [&str; 4] = ["time_to_point_s", "first_fact_s", "shape_coverage_pct", "points_covered_pct"];

/// 17 words in 6.8 s, pauses of 1.2, 0.6 and 0.3 s.
const HESITANT: &str =
    "I was responsible for |1.2 the um payment system. |0.6 Then we |0.3 and so like, rewrote the database twice.";

#[test]
fn length_and_rates_follow_their_definitions() {
    let speech = speech(HESITANT);
    // From 1.0 to 9.9 s.
    assert_eq!(value(&speech, "word_count"), 17.0);
    assert!(near(value(&speech, "duration_s"), 8.9), "{}", value(&speech, "duration_s"));
    assert!(near(value(&speech, "speech_rate_wpm"), 60.0 * 17.0 / 8.9));
    assert!(near(value(&speech, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));
    // I was re-spon-si-ble for the um pay-ment sys-tem then we and so like re-wrote the da-ta-base twice
    assert_eq!(speech.syllables, Some(25));
    assert!(near(value(&speech, "articulation_rate_syll_per_s"), 25.0 / 6.8));
    assert_eq!(get(&speech, "duration_s").band.unwrap().position, Position::Within);
}

#[test]
fn pauses_are_classed_by_the_words_around_them() {
    let speech = speech(HESITANT);
    let classes: Vec<_> = speech.silent_pauses.iter().map(|p| p.class.unwrap()).collect();
    assert_eq!(classes, [EventClass::MidClause, EventClass::Boundary, EventClass::Boundary]);
    assert_eq!(value(&speech, "silent_pause_count"), 3.0);
    let mid_clause = get(&speech, "mid_clause_pause_count");
    assert_eq!(mid_clause.value, Some(1.0));
    assert_eq!(mid_clause.evidence[0].quote.as_deref(), Some("responsible for … the"));
    assert!(near(mid_clause.evidence[0].span.unwrap().start_s, 2.6));
    assert_eq!(value(&speech, "long_pause_count"), 1.0);
}

#[test]
fn a_comma_that_sets_off_a_filler_ends_no_clause() {
    let classes = |text: &str| speech(text).silent_pauses.iter().map(|p| p.class.unwrap()).collect::<Vec<_>>();
    use EventClass::{Boundary, MidClause};
    assert_eq!(classes("I worked for, |0.3 um, |0.3 the payment team."), [MidClause, MidClause]);
    assert_eq!(classes("It was done. |0.3 Um, |0.3 the next one was hard."), [Boundary, Boundary]);
    assert_eq!(classes("After that, |0.3 we left."), [Boundary]);
    assert_eq!(classes("We stayed |0.3 because it was fun."), [Boundary]);
}

#[test]
fn fillers_are_counted_with_time_and_quote() {
    let speech = speech(HESITANT);
    let fillers = get(&speech, "filler_count");
    let quotes: Vec<_> = fillers.evidence.iter().map(|e| e.quote.clone().unwrap()).collect();
    assert_eq!(quotes, ["for the um payment system", "and so like, rewrote the"]);
    assert!(near(value(&speech, "filler_rate_per_min"), 60.0 * 2.0 / 8.9));
    assert!(near(value(&speech, "filler_rate_per_100_words"), 100.0 * 2.0 / 17.0));
    assert_eq!(speech.filled_pauses.len(), 1, "only \"um\" is a sound");
}

#[test]
fn an_um_that_is_written_and_heard_counts_once() {
    let heard =
        |start_s: f64| FilledPause { span: Span::new(start_s, start_s + 0.3), text: None, class: EventClass::Heard };
    let speech = speech_with(HESITANT, |_, parts| parts.filled_pauses = vec![heard(4.25), heard(2.8)]);
    assert_eq!(value(&speech, "filler_count"), 3.0);
    let classes: Vec<_> = speech.filled_pauses.iter().map(|p| p.class).collect();
    assert_eq!(classes, [EventClass::Heard, EventClass::Transcribed]);
}

#[test]
fn only_long_sentences_with_many_links_run_on() {
    let clause = "we built the first part of it for them ";
    let chain = format!("So {}and {}but {}so {}because {}it was late.", clause, clause, clause, clause, clause);
    let run_on = get(&speech(&chain), "run_on_count");
    assert_eq!(run_on.value, Some(1.0));
    assert_eq!(run_on.evidence[0].quote.as_deref(), Some("So we built the first part of it …"));
    let cut = format!("{}. {} and {}. {}, but {}.", clause, clause, clause, clause, clause);
    assert_eq!(value(&speech(&cut), "run_on_count"), 0.0);
    let paused = chain.replace("but", "|0.6 but");
    assert_eq!(value(&speech(&paused), "run_on_count"), 0.0, "a pause of half a second ends a sentence");
    let long_without_links = format!("{}, ", clause).repeat(6) + "done.";
    assert_eq!(value(&speech(&long_without_links), "run_on_count"), 0.0);
}

fn undefined(speech: &Speech) -> Vec<(String, String)> {
    let all = measure_all(speech, &Question::none()).into_iter();
    let undefined = all.filter(|m| m.value.is_none() && !GIVEN.contains(&m.id.0.as_ref()));
    undefined.map(|m| (m.id.0.to_string(), m.undefined_because.unwrap())).collect()
}

fn reasons<'a>(undefined: &'a [(String, String)], because: &str) -> Vec<&'a str> {
    undefined.iter().filter(|(_, reason)| reason == because).map(|(id, _)| id.as_str()).collect()
}

#[test]
fn what_cannot_be_measured_is_undefined_and_says_why() {
    assert_eq!(undefined(&speech(HESITANT)), []);

    let short = undefined(&speech("Just |0.5 five short words here."));
    assert_eq!(
        reasons(&short, "there are fewer than 10 words"),
        [
            "speech_rate_wpm",
            "articulation_rate_syll_per_s",
            "filler_rate_per_min",
            "filler_rate_per_100_words",
            "run_on_count",
            "hedge_rate_per_100_words",
            "overhead_pct",
            "repeated_content_pct",
            "trailing_close_count",
            "rambling_score"
        ]
    );

    let (_, speech_spans, silent_pauses) = answer(HESITANT);
    let sound_only = Speech::assemble(
        Parts { duration_s: 10.0, speech_spans, silent_pauses, sound_usable: true, ..Parts::default() },
        None,
    );
    assert_eq!(reasons(&undefined(&sound_only), "there is no transcript").len(), 18);
    assert!(near(value(&sound_only, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));

    let untimed = speech_with(HESITANT, |transcript, _| {
        transcript.word_times = WordTimes::None;
        transcript.words.iter_mut().for_each(|word| word.span = None);
    });
    let left_out = undefined(&untimed);
    assert_eq!(reasons(&left_out, "the transcript has no times"), ["speech_rate_wpm"]);
    assert_eq!(
        reasons(&left_out, "the transcript does not time each word"),
        ["mid_clause_pause_count", "long_pause_count"]
    );

    let german = speech_with(HESITANT, |transcript, _| transcript.language = "de".into());
    assert_eq!(reasons(&undefined(&german), "saywell has no word lists for this language").len(), 16);

    let broken = speech_with(HESITANT, |_, parts| parts.sound_usable = false);
    assert_eq!(reasons(&undefined(&broken), "nobody speaks in the recording"), [""; 0]);
    assert_eq!(reasons(&undefined(&broken), "the sound is not good enough").len(), 5);
    assert!(near(value(&broken, "duration_s"), 8.9), "from the first to the last word");

    let nothing = Speech::assemble(Parts { duration_s: 3.0, sound_usable: true, ..Parts::default() }, None);
    assert_eq!(undefined(&nothing).len(), 21);
}

#[test]
fn silence_before_and_after_the_answer_is_no_pause() {
    let speech = speech_with(HESITANT, |_, parts| {
        parts.silent_pauses.extend([Span::new(0.0, 1.0), Span::new(9.9, 10.9)]);
    });
    assert_eq!(value(&speech, "silent_pause_count"), 3.0);
    assert!(near(value(&speech, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));
}

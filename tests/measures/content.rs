//! Disfluencies, conciseness, content and the concise take on small answers whose results are known.

use saywell::coaching::{advise, conciseness, tighten, verdict};
use saywell::language::lexicons_for;
use saywell::measures::measure_all;
use saywell::question::{Question, points, shape};
use saywell::speech::{DisfluencyKind, Parts, Speech};
use saywell::types::{
    ClosingKind, CutReason, EventClass, Measurement, NearlyWritten, Span, Transcript, Word, WordTimes,
};

/// Each word takes 0.4 s and the next follows at once; "|0.6" is a silent pause of 0.6 s.
fn speech_in(language: &str, text: &str) -> Speech {
    let (mut words, mut speech_spans, mut silent_pauses) = (Vec::new(), Vec::new(), Vec::new());
    let (mut now, mut begun) = (0.0, 0.0);
    for piece in text.split_whitespace() {
        if let Some(pause_s) = piece.strip_prefix('|') {
            let end = now + pause_s.parse::<f64>().unwrap();
            speech_spans.push(Span::new(begun, now));
            silent_pauses.push(Span::new(now, end));
            (now, begun) = (end, end);
        } else {
            words.push(Word { text: piece.to_owned(), span: Some(Span::new(now, now + 0.4)), probability: None });
            now += 0.4;
        }
    }
    speech_spans.push(Span::new(begun, now));
    let transcript =
        Transcript { language: language.into(), word_times: WordTimes::PerWord, words, ..Transcript::default() };
    let parts = Parts {
        duration_s: now,
        transcript: Some(&transcript),
        speech_spans,
        silent_pauses,
        sound_usable: true,
        ..Parts::default()
    };
    Speech::assemble(parts, lexicons_for(language))
}

fn speech(text: &str) -> Speech {
    speech_in("en", text)
}

#[test]
fn what_was_nearly_written_is_a_place_to_check_between_its_words() {
    let word = |text: &str, start_s: f64| Word {
        text: text.to_owned(),
        span: Some(Span::new(start_s, start_s + 0.4)),
        probability: None,
    };
    let nearly = |at_s: f64| NearlyWritten { at_s, probability: 0.2 };
    let transcript = Transcript {
        language: "en".into(),
        word_times: WordTimes::PerWord,
        verbatim: true,
        words: vec![word("We", 0.0), word("left,", 0.4), word("the", 1.6), word("um,", 2.0), word("queue.", 2.4)],
        nearly_written: vec![nearly(0.85), nearly(2.05), nearly(2.85)],
        ..Transcript::default()
    };
    let parts = Parts {
        duration_s: 4.0,
        transcript: Some(&transcript),
        speech_spans: vec![Span::new(0.0, 3.0)],
        sound_usable: true,
        ..Parts::default()
    };
    let speech = Speech::assemble(parts, lexicons_for("en"));
    let places: Vec<(EventClass, Span)> = speech.filled_pauses.iter().map(|it| (it.class, it.span)).collect();
    // The one beside the written "um" is that "um".
    let expected = [
        (EventClass::Possible, Span::new(0.8, 1.6)),
        (EventClass::Transcribed, Span::new(2.0, 2.4)),
        (EventClass::Possible, Span::new(2.8, 3.0)),
    ];
    assert_eq!(places, expected);
    assert_eq!(measured(&speech, &Question::none(), "filler_count").value, Some(1.0));
}

fn found(language: &str, text: &str, kind: DisfluencyKind) -> Vec<String> {
    let speech = speech_in(language, text);
    speech.disfluencies(kind).map(|d| speech.quote(d.words.clone())).collect()
}

fn measured(speech: &Speech, question: &Question, id: &str) -> Measurement {
    measure_all(speech, question).into_iter().find(|m| m.id.0 == id).unwrap()
}

#[test]
fn words_said_again_are_repetitions_and_emphasis_is_not() {
    let repeated = |text| found("en", text, DisfluencyKind::Repetition);
    assert_eq!(repeated("I I built it and we had we had two teams"), ["I", "we had"]);
    assert_eq!(repeated("in the, um, the queue"), ["the"]);
    assert_eq!(repeated("in the, mm, the queue"), ["the"]);
    assert_eq!(repeated("the the the queue"), ["the", "the"]);
    assert_eq!(repeated("it was |0.8 it was late"), ["it was"]);
    for plain in [
        "it was very very slow",
        "No no, we left. No, no.",
        "years and years",
        "Oh, oh, that was it",
        "it went on and on and on",
        "the fact that that happened",
        "we had had enough",
        "I liked it |0.8 it was fast",
        "call 5 5 5",
        "I liked it. It was fast.",
    ] {
        assert_eq!(repeated(plain), [""; 0], "{plain}");
    }
    assert_eq!(found("es", "yo yo creo que lo lo hicimos muy muy bien", DisfluencyKind::Repetition), ["yo", "lo"]);
}

#[test]
fn words_given_up_are_restarts_and_parallels_are_not() {
    let restarts = |text| found("en", text, DisfluencyKind::Restart);
    for (text, given_up) in [
        ("So we used, we chose Postgres for it", "we used"),
        ("we met on Mon- on Tuesday", "on Mon"),
        ("it had four, sorry, five tables", "four, sorry"),
        ("it had four, I mean, five tables", "four, I mean"),
        ("I pressed the save button, sorry, the publish button", "the save button, sorry"),
        ("the database will, the planner ignores it", "the database will"),
        ("it's not, it's about forty lines", "it's not"),
        ("I was, we were both surprised", "I was"),
        ("what we, the only thing to watch is memory", "what we"),
        ("I've written, we've written a book", "I've written"),
        ("we built a |0.7 we built the first one", "we built a"),
    ] {
        assert_eq!(restarts(text), [given_up], "{text}");
    }
    for plain in [
        "I came, I saw, I won",
        "it was fast, it was cheap, it was ours",
        "I like the people, the product, the place",
        "it's hard, it's really hard",
        "What I did was, I asked him",
        "If you can, do it",
        "we tested it, and we shipped it",
        "we found the bug and, you know, the customers were happy",
        "there was no error. There was no log.",
        "first we measured it, then we fixed it",
        "Hmm, let me think, it was the spring",
        "Hmm, I think it was the spring",
        "ah, we moved it, oh, and we left",
    ] {
        assert_eq!(restarts(plain), [""; 0], "{plain}");
    }
    let spanish = |text| found("es", text, DisfluencyKind::Restart);
    assert_eq!(spanish("tardamos un mes, perdón, tardamos dos meses"), ["tardamos un mes, perdón"]);
    assert_eq!(spanish("llamé a, llamamos a la jefa"), ["llamé a"]);
    assert_eq!(spanish("Hmm, déjame pensar, fue en mayo"), [""; 0]);
    assert_eq!(spanish("era rápido, era barato, era nuestro"), [""; 0]);
}

#[test]
fn a_sentence_that_stops_where_none_ends_is_unfinished() {
    let unfinished = |text| found("en", text, DisfluencyKind::Unfinished);
    assert_eq!(unfinished("We moved it to the. |0.8 Then the manager left."), ["the"]);
    assert_eq!(unfinished("We shipped it and then we"), ["we"]);
    assert_eq!(unfinished("It was for... |0.6 Anyway, it worked."), ["for"]);
    assert_eq!(unfinished("That is what I was looking for. Then we left."), [""; 0]);
}

const TWICE: &str = "We moved the payment service to a new database last spring. \
    The team learned a lot about testing. \
    So the payment service moved to the new database. \
    In the end the customers saved money.";

#[test]
fn a_point_made_again_is_found_with_both_places() {
    let speech = speech(TWICE);
    let found = &speech.echoes;
    assert_eq!(found.iter().map(|e| (e.earlier, e.again)).collect::<Vec<_>>(), [(0, 2)]);
    let repeated = measured(&speech, &Question::none(), "repeated_content_pct");
    assert!((repeated.value.unwrap() - 100.0 * 9.0 / 34.0).abs() < 1e-9, "{repeated:?}");
    let quotes: Vec<_> = repeated.evidence.iter().map(|e| e.quote.clone().unwrap()).collect();
    assert_eq!(quotes, ["We moved the payment service to a new …", "So the payment service moved to the new …"]);
    assert!((repeated.evidence[1].span.unwrap().start_s - 7.2).abs() < 1e-9);
}

#[test]
fn the_last_sentence_may_sum_up() {
    let summed_up =
        "We moved the payment service to a new database. It was fast. So the payment service has a new database.";
    assert!(speech(summed_up).echoes.is_empty());
    assert!(speech("It was fast. It was fast. We left.").echoes.is_empty(), "too short to tell");
}

#[test]
fn words_that_carry_nothing_are_counted_once() {
    let speech =
        speech("So yeah, um, I I built, you know, the queue and like I said we shipped it in May with two people.");
    // so yeah um I you know like I said: 9 of 22
    let overhead = measured(&speech, &Question::none(), "overhead_pct").value.unwrap();
    assert!((overhead - 100.0 * 9.0 / 22.0).abs() < 1e-9, "{overhead}");
}

#[test]
fn the_first_fact_and_the_first_sentence_on_the_topic_are_timed() {
    let text =
        "Well thank you for having me. I am happy to be here today. I built payment systems in Toronto for six years.";
    let question = Question::from_profile("self-intro").unwrap().in_language("en", lexicons_for("en"));
    let speech = speech(text);
    let fact = measured(&speech, &question, "first_fact_s");
    assert!((fact.value.unwrap() - 18.0 * 0.4).abs() < 1e-9, "{fact:?}");
    assert_eq!(fact.evidence[0].quote.as_deref(), Some("payment systems in Toronto for six years"));
    let point = measured(&speech, &question, "time_to_point_s");
    assert!((point.value.unwrap() - 13.0 * 0.4).abs() < 1e-9, "{point:?}");
    assert_eq!(point.evidence[0].quote.as_deref(), Some("I built payment systems in Toronto for six …"));
    let unasked = measured(&speech, &Question::none(), "time_to_point_s");
    assert_eq!(unasked.undefined_because.as_deref(), Some("neither a question with a topic nor points were given"));
    let own_name = speech_in("en", "Hello my name is Daniel and I'm Tom and I like it here very much.");
    assert_eq!(measured(&own_name, &question, "first_fact_s").value, None);
    let capitals = speech_in("en", "HELLO I WORK WITH MANY PEOPLE AND I LIKE IT VERY MUCH HERE");
    assert_eq!(measured(&capitals, &question, "first_fact_s").value, None, "capitals name nothing");
}

#[test]
fn an_answer_closes_strongly_plainly_or_trails_off() {
    let close = |text| speech(text).closing().unwrap().kind;
    assert_eq!(close("We built it. In the end it cost half."), ClosingKind::Strong);
    assert_eq!(close("We built it. The team was happy with that."), ClosingKind::Plain);
    assert_eq!(close("We built it. So yeah, that's it."), ClosingKind::Trailing);
    assert_eq!(close("It grew by 20 percent, so yeah."), ClosingKind::Trailing);
    assert_eq!(speech_in("es", "Lo hicimos. Y nada, eso es todo.").closing().unwrap().kind, ClosingKind::Trailing);
    assert!(speech("").closing().is_none());
}

#[test]
fn the_parts_of_an_answer_are_placed_in_order() {
    let text =
        "I'm a backend engineer. Before that I studied maths in Leeds. I joined a bank. I'm looking for a larger team.";
    let question = Question::from_profile("self-intro").unwrap();
    let parts = shape::place(&speech(text), &question);
    let starts: Vec<_> =
        parts.iter().map(|p| (p.part.as_str(), p.span.map(|s| (s.start_s * 10.0).round() / 10.0))).collect();
    assert_eq!(starts, [("present", Some(0.0)), ("past", Some(1.6)), ("future", Some(6.0))]);
    assert!((parts[0].span.unwrap().end_s - 1.6).abs() < 1e-9, "a part lasts until the next");
    let lacking = speech("I'm a backend engineer and I like it here. Before that I studied maths.");
    let coverage = measured(&lacking, &question, "shape_coverage_pct");
    assert_eq!((coverage.value.map(f64::round), coverage.missing), (Some(67.0), vec!["future".to_owned()]));
}

#[test]
fn points_are_found_by_their_stems_in_any_order() {
    let own = ["deployed payment systems", "mentoring juniors", "Kubernetes in production"].map(str::to_owned).to_vec();
    let question = Question::none().with_points(own).in_language("en", lexicons_for("en"));
    let speech =
        speech("I mentor two juniors there. Then I deployed a system for payments. It was a good year for us all.");
    let placed = points::place(&speech, &question);
    assert_eq!(placed.iter().map(|p| p.covered).collect::<Vec<_>>(), [true, true, false]);
    assert!(placed[1].span.unwrap().start_s < placed[0].span.unwrap().start_s);
    let covered = measured(&speech, &question, "points_covered_pct");
    assert_eq!(
        (covered.value.map(f64::round), covered.missing),
        (Some(67.0), vec!["Kubernetes in production".to_owned()])
    );
    assert_eq!(measured(&speech, &question, "time_to_point_s").value, Some(0.0));
}

#[test]
fn rambling_is_the_sum_of_its_parts() {
    let question = Question::from_target(10.0).unwrap();
    let speech = speech(TWICE);
    let all = measure_all(&speech, &question);
    let parts = conciseness::parts(&all, "en");
    assert_eq!(parts.iter().map(|p| p.weight).collect::<Vec<_>>(), [30.0, 25.0, 20.0, 15.0, 10.0]);
    // 34 words in 13.6 s: 3.6 s over 10, flagged at 13.33. 26.5 % said twice, flagged at 25. No topic.
    let points: Vec<_> = parts.iter().map(|p| p.points.map(f64::round)).collect();
    assert_eq!(points, [Some(30.0), Some(25.0), Some(0.0), Some(0.0), None]);
    let score = all.iter().find(|m| m.id.0 == "rambling_score").unwrap().value.unwrap();
    assert!((score - 100.0 * 55.0 / 90.0).abs() < 1e-9, "{score}");
    assert_eq!(parts[0].said.as_deref(), Some("0:14 against 0:07 to 0:10"));
    assert_eq!(parts[1].said.as_deref(), Some("9 of 34 words make a point again"));
}

#[test]
fn what_could_go_is_struck_out_and_one_silence_stays() {
    let speech =
        speech("We built |0.5 um, |0.5 the the queue and we used, we chose Rust for it. |0.6 So yeah, that's it.");
    let tight = tighten::tighten(&speech);
    let cuts: Vec<_> = tight.cuts.iter().map(|cut| (cut.reason, cut.quote.as_str())).collect();
    assert_eq!(
        cuts,
        [(CutReason::Filler, "um, the"), (CutReason::Restart, "we used"), (CutReason::Filler, "So yeah, that's it")]
    );
    assert_eq!((tight.words_saved, tight.words), (8, 18));
    let spans: Vec<_> = tight.cuts.iter().map(|cut| cut.span.unwrap()).collect();
    // "um" to the second "the": with the silence after "um", not that before it.
    assert!((spans[0].start_s - 1.3).abs() < 1e-9 && (spans[0].end_s - 2.6).abs() < 1e-9, "{spans:?}");
    let seconds: f64 = spans.iter().map(|span| span.duration_s()).sum();
    assert!((tight.seconds_saved.unwrap() - seconds).abs() < 1e-9);
    let said_before = tighten::tighten(&speech_in("en", TWICE));
    assert_eq!(said_before.cuts.iter().map(|c| c.reason).collect::<Vec<_>>(), [CutReason::SaidBefore]);
}

/// Nothing that people may feed it makes it stumble, or speak of what it cannot know.
#[test]
fn odd_transcripts_are_read_without_stumbling() {
    let long =
        "So I I built the, um, queue and we used, we chose Rust because it works like a queue you know ".repeat(4_800);
    let odd = [
        "",
        "Hello.",
        "um",
        "no punctuation at all just words that go on and on because nobody ever stopped to think and so it goes on",
        "I BUILT THE QUEUE AND IT WAS, LIKE, REALLY SLOW. SO YEAH, THAT'S IT.",
        "🙂 🎉 🙂",
        "🙂 I built it 🎉, um, 🙂 you know 🎉",
        "I work in Madrid y bueno o sea me gusta mucho and, um, das ist gut",
        "… … — , . ?",
        "the the the the the the the the the the the the",
        "¿¿no?? !! ((a)) \"b\"",
        long.as_str(),
    ];
    for text in odd {
        for language in ["en", "es"] {
            let speech = speech_in(language, text);
            let own = vec!["a queue in Rust".to_owned(), "…".to_owned()];
            let question = Question::from_profile("behavioural").unwrap().with_points(own);
            let question = question.in_language(language, lexicons_for(language));
            let all = measure_all(&speech, &question);
            let advice = advise(&all, &question, language);
            assert!(!verdict(&all, &question, language).is_empty());
            assert!(advice.iter().all(|a| !a.observed.contains(['{', '}'])));
            let tight = tighten::tighten(&speech);
            assert!(
                tight.words_saved <= tight.words
                    && tight.cuts.iter().all(|c| c.first_word + c.word_count <= speech.words.len())
            );
            assert_eq!(format!("{all:?}"), format!("{:?}", measure_all(&speech, &question)), "the same every time");
            if speech.tokens.len() < 10 {
                let rates = ["hedge_rate_per_100_words", "overhead_pct", "repeated_content_pct", "rambling_score"];
                assert!(rates.iter().all(|id| measured(&speech, &question, id).value.is_none()), "{text}");
            }
        }
    }
}

#[test]
fn capitals_and_missing_punctuation_cost_no_filler() {
    let fillers = |text: &str| measured(&speech(text), &Question::none(), "filler_count").value.unwrap();
    assert_eq!(fillers("UM, I MEAN, IT WAS, LIKE, REALLY SLOW, YOU KNOW."), 4.0);
    assert_eq!(fillers("it was |0.4 um |0.4 really slow |0.8 and |0.3 you know |0.3 we left"), 2.0);
}

//! The measures on small answers written by hand, with every number worked out on paper.

use saywell::language::lexicons_for;
use saywell::measures::measure_all;
use saywell::question::Question;
use saywell::speech::{FilledPause, Parts, Speech, Voice};
use saywell::types::{EventClass, FillerPlace, Measurement, Position, Span, Transcript, Word, WordTimes};

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

/// A voice that swings by 4 semitones around 120 Hz four times a second, at -20 dBFS and -23 or -27 LUFS.
fn voice(duration_s: f64) -> Voice {
    let frames = (duration_s * 100.0) as usize;
    let height = |i: usize| 4.0 * (std::f32::consts::TAU * i as f32 / 25.0).sin();
    Voice {
        f0_hz: (0..frames).map(|i| Some(120.0 * 2f32.powf(height(i) / 12.0))).collect(),
        level_dbfs: vec![-20.0; frames],
        loudness_lufs: (0..40).map(|i| if i % 2 == 0 { -23.0 } else { -27.0 }).collect(),
        nuclei_s: (0..30).map(|i| 1.1 + 0.25 * f64::from(i)).collect(),
    }
}

fn speech_with(text: &str, change: impl FnOnce(&mut Transcript, &mut Parts)) -> Speech {
    let (mut transcript, speech_spans, silent_pauses) = answer(text);
    let end_s = speech_spans.last().unwrap().end_s;
    let mut parts = Parts {
        duration_s: end_s + 1.0,
        speech_spans,
        silent_pauses,
        voice: voice(end_s + 1.0),
        sound_usable: true,
        ..Parts::default()
    };
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
const GIVEN: [&str; 5] =
    ["onset_latency_s", "time_to_point_s", "first_fact_s", "shape_coverage_pct", "points_covered_pct"];

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
fn the_time_to_begin_is_known_only_where_saywell_asked() {
    let speech = speech(HESITANT);
    let begun = |question: Question| {
        let all = measure_all(&speech, &question);
        all.into_iter().find(|m| m.id.0 == "onset_latency_s").unwrap()
    };
    let intro = || Question::from_profile("self-intro").unwrap();
    let asked = begun(intro().asked(true));
    assert_eq!((asked.value, asked.band), (Some(1.0), None));
    assert_eq!(asked.evidence[0].span, Some(Span::new(0.0, 1.0)));
    assert_eq!(asked.evidence[0].quote.as_deref(), Some("I was responsible for the um payment system …"));
    // A target alone is no question that could stand on a screen.
    for unasked in [intro(), Question::from_target(90.0).unwrap().asked(true)] {
        let unknown = begun(unasked);
        assert_eq!(
            (unknown.value, unknown.undefined_because.as_deref()),
            (None, Some("saywell did not ask the question"))
        );
    }
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
    let heard = |start_s: f64| FilledPause::heard(Span::new(start_s, start_s + 0.3), 0.5);
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
            "filler_rate_per_min",
            "filler_rate_per_100_words",
            "run_on_count",
            "hedge_rate_per_100_words",
            "overhead_pct",
            "repeated_content_pct",
            "trailing_close_count",
            "rambling_score",
            "final_rise_count",
            "trailing_off_count"
        ]
    );

    let (_, speech_spans, silent_pauses) = answer(HESITANT);
    let sound_only = Speech::assemble(
        Parts {
            duration_s: 10.0,
            speech_spans,
            silent_pauses,
            voice: voice(10.0),
            sound_usable: true,
            ..Parts::default()
        },
        None,
    );
    assert_eq!(reasons(&undefined(&sound_only), "there is no transcript").len(), 20);
    assert!(near(value(&sound_only, "articulation_rate_syll_per_s"), 30.0 / 6.8), "by the nuclei");
    assert!(near(value(&sound_only, "speech_rate_syll_per_s"), 30.0 / 8.9));
    assert!(near(value(&sound_only, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));

    let untimed = speech_with(HESITANT, |transcript, _| {
        transcript.word_times = WordTimes::None;
        transcript.words.iter_mut().for_each(|word| word.span = None);
    });
    let left_out = undefined(&untimed);
    assert_eq!(reasons(&left_out, "the transcript has no times"), ["speech_rate_wpm", "filler_cluster_count"]);
    assert_eq!(
        reasons(&left_out, "the transcript does not time each word"),
        ["mid_clause_pause_count", "long_pause_count", "final_rise_count", "trailing_off_count"]
    );

    let german = speech_with(HESITANT, |transcript, _| transcript.language = "de".into());
    assert_eq!(reasons(&undefined(&german), "saywell has no word lists for this language").len(), 16);

    let broken = speech_with(HESITANT, |_, parts| parts.sound_usable = false);
    assert_eq!(reasons(&undefined(&broken), "nobody speaks in the recording"), [""; 0]);
    assert_eq!(reasons(&undefined(&broken), "the sound is not good enough").len(), 11);
    assert!(near(value(&broken, "duration_s"), 8.9), "from the first to the last word");

    let nothing = Speech::assemble(Parts { duration_s: 3.0, sound_usable: true, ..Parts::default() }, None);
    assert_eq!(undefined(&nothing).len(), 28);
}

#[test]
fn silence_before_and_after_the_answer_is_no_pause() {
    let speech = speech_with(HESITANT, |_, parts| {
        parts.silent_pauses.extend([Span::new(0.0, 1.0), Span::new(9.9, 10.9)]);
    });
    assert_eq!(value(&speech, "silent_pause_count"), 3.0);
    assert!(near(value(&speech, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));
}

#[test]
fn a_heard_um_has_a_place_and_widens_the_range() {
    // Words of 0.4 s from 1.0 s on: "I" "led" … "team." ends at 3.4, the pause at 4.0.
    let text = "I led the small payment team. |0.6 Then we rebuilt the database and it was twice as fast.";
    let heard = |start_s: f64, probability: f32| FilledPause::heard(Span::new(start_s, start_s + 0.2), probability);
    let speech = speech_with(text, |_, parts| {
        parts.filled_pauses = vec![
            heard(2.1, 0.9),
            heard(3.7, 0.9),
            heard(6.35, 0.4),
            FilledPause::stretched(Span::new(5.0, 5.5), "rebuilt".to_owned()),
        ];
    });
    let places: Vec<_> = speech.filled_pauses.iter().map(|pause| pause.place.unwrap()).collect();
    use FillerPlace::{BeforeClause, MidClause, Opening};
    assert_eq!(places, [MidClause, Opening, MidClause, MidClause]);
    let count = get(&speech, "filler_count");
    assert_eq!(count.value, Some(3.0));
    let range = count.range.unwrap();
    assert_eq!((range.low, range.high), (2.0, 4.0), "sure ones; with the drawn-out word");
    assert_eq!(count.evidence[0].quote.as_deref(), Some("led the … small"));

    let before_and = speech_with(text, |_, parts| parts.filled_pauses = vec![heard(5.85, 0.9)]);
    assert_eq!(before_and.filled_pauses[0].place, Some(BeforeClause), "{:?}", before_and.filled_pauses);
    assert_eq!(get(&before_and, "filler_count").range, None, "nothing is unsure");
}

#[test]
fn three_fillers_within_ten_seconds_are_a_cluster() {
    let cluster = speech("So um we did uh the um first part of it and then the second one.");
    let found = get(&cluster, "filler_cluster_count");
    assert_eq!(found.value, Some(1.0));
    assert!(near(found.evidence[0].span.unwrap().start_s, 1.4));
    let apart = format!("So um we did uh the {} um part of it.", "very very long list of things |2.0 ".repeat(3));
    assert_eq!(value(&speech(&apart), "filler_cluster_count"), 0.0);
}

#[test]
fn runs_are_syllables_between_pauses() {
    assert!(near(value(&speech(HESITANT), "mean_length_of_run_syll"), 25.0 / 4.0));
    assert!(near(value(&speech(HESITANT), "speech_rate_syll_per_s"), 25.0 / 8.9));
}

#[test]
fn pitch_variation_is_in_semitones_around_the_median_and_flat_stretches_are_named() {
    let swinging = get(&speech(HESITANT), "pitch_variation_st");
    // The standard deviation of a sine of amplitude 4.
    assert!((swinging.value.unwrap() - 4.0 / 2f64.sqrt()).abs() < 0.05, "{swinging:?}");
    assert!(swinging.evidence.is_empty());
    let flat = speech_with(HESITANT, |_, parts| parts.voice.f0_hz.fill(Some(110.0)));
    let flat = get(&flat, "pitch_variation_st");
    assert!(flat.value.unwrap() < 1e-6 && flat.band.unwrap().position == Position::Below);
    assert!(near(flat.evidence[0].span.unwrap().start_s.round(), 1.0), "{:?}", flat.evidence);
    assert_eq!(flat.evidence[0].quote.as_deref(), Some("I was responsible for the um payment system …"));
}

#[test]
fn loudness_variation_is_the_deviation_of_its_windows() {
    assert!((value(&speech(HESITANT), "loudness_variation_db") - 2.0).abs() < 0.05);
}

#[test]
fn a_sentence_that_fades_and_slows_trails_off_and_a_rise_is_counted() {
    let text = "We rebuilt the whole payment system over the summer. |0.6 It was a lot of work for us.";
    let change = |fade_db: f32, rise: bool| {
        speech_with(text, |transcript, parts| {
            parts.voice.f0_hz.fill(Some(120.0));
            // The last three words of the first sentence, 3.4 to 4.6 s, the last of them drawn out by the pause.
            parts.voice.level_dbfs[340..460].fill(-20.0 - fade_db);
            transcript.words[8].span = Some(Span::new(4.2, 4.9));
            if rise {
                let tail = &mut parts.voice.f0_hz[460..490];
                tail.iter_mut().enumerate().for_each(|(i, f0)| *f0 = Some(120.0 * 2f32.powf(i as f32 / 60.0)));
            }
        })
    };
    let fading = get(&change(9.0, false), "trailing_off_count");
    assert_eq!(fading.value, Some(1.0));
    assert_eq!(fading.evidence[0].quote.as_deref(), Some("payment system over the summer"));
    assert_eq!(value(&change(4.0, false), "trailing_off_count"), 0.0);
    assert_eq!(value(&change(0.0, false), "final_rise_count"), 0.0);
    let rising = get(&change(0.0, true), "final_rise_count");
    assert_eq!(rising.value, Some(1.0));
    assert_eq!(rising.evidence[0].quote.as_deref(), Some("system over the summer"));
}

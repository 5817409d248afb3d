//! Whatever the words and events: no panic, counts that agree, and the same answer twice.

use crate::common::consistency::contradictions;
use proptest::prelude::*;
use saywell::coaching::{advise, verdict};
use saywell::language::lexicon::CATEGORIES;
use saywell::language::lexicons_for;
use saywell::language::sentences::SentencePauses;
use saywell::measures::measure_all;
use saywell::question::Question;
use saywell::speech::{FilledPause, Parts, Speech, Voice};
use saywell::types::{Span, Transcript, Word, WordTimes};

const PAUSES: SentencePauses = SentencePauses { anywhere_s: 0.5, before_link_s: 0.35 };

fn text() -> impl Strategy<Value = String> {
    let known = "um uh like, like so So, well, right? you know, I mean sort of and but because yeah. eh o sea este ¿no? — … 5 mm.";
    let known: Vec<String> = known.split(' ').map(str::to_owned).collect();
    prop_oneof![8 => prop::sample::select(known), 2 => "\\PC{0,12}", 1 => "[a-zA-Zéñ']{1,12}[,.?!-]{0,2}"]
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![
        9 => (0.0..60.0f64, 0.0..3.0f64).prop_map(|(start, length)| Span::new(start, start + length)),
        1 => (prop::num::f64::ANY, prop::num::f64::ANY).prop_map(|(start, end)| Span::new(start, end)),
    ]
}

fn word() -> impl Strategy<Value = Word> {
    (text(), prop::option::weighted(0.9, span())).prop_map(|(text, span)| Word { text, span, probability: None })
}

fn transcript() -> impl Strategy<Value = Transcript> {
    let times = prop::sample::select(vec![WordTimes::PerWord, WordTimes::PerSegment, WordTimes::None]);
    let language = prop::sample::select(vec!["en", "es", "de", ""]);
    (language, times, prop::collection::vec(word(), 0..80), any::<bool>()).prop_map(
        |(language, word_times, mut words, sort)| {
            if sort {
                let start = |word: &Word| word.span.map_or(0.0, |span| span.start_s);
                words.sort_by(|a, b| start(a).total_cmp(&start(b)));
            }
            Transcript { language: language.to_owned(), word_times, words, ..Transcript::default() }
        },
    )
}

prop_compose! {
    fn speech()(
        transcript in prop::option::weighted(0.9, transcript()),
        speech_spans in prop::collection::vec(span(), 0..12),
        silent_pauses in prop::collection::vec(span(), 0..12),
        heard in prop::collection::vec(span(), 0..6),
        sound_usable in any::<bool>(),
    ) -> Speech {
        let filled = |span| FilledPause::heard(span, 0.5);
        let lexicons = transcript.as_ref().and_then(|t| lexicons_for(&t.language));
        let parts = Parts {
            duration_s: 63.0,
            transcript: transcript.as_ref(),
            speech_spans,
            silent_pauses,
            filled_pauses: heard.into_iter().map(filled).collect(),
            voice: Voice::default(),
            sound_usable,
        };
        Speech::assemble(parts, lexicons)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nothing_panics_and_the_counts_agree(speech in speech(), target in prop::option::of(1.0..300.0f64)) {
        let question = match target {
            Some(seconds) if seconds < 100.0 => Question::from_profile("technical").unwrap(),
            Some(seconds) => Question::from_target(seconds).unwrap(),
            None => Question::none(),
        };
        let measurements = measure_all(&speech, &question);
        for m in &measurements {
            prop_assert_eq!(m.value.is_none(), m.undefined_because.is_some(), "{:?}", m);
            prop_assert!(m.value.is_none_or(f64::is_finite) && !(m.value.is_none() && m.band.is_some()));
        }
        let value = |id: &str| measurements.iter().find(|m| m.id.0 == id).unwrap().value;
        let spoken: usize = speech.sentences.iter().map(|s| s.word_count).sum();
        prop_assert_eq!(spoken, speech.tokens.len(), "each spoken word is in one sentence");
        prop_assert!(speech.lexicon_hits.iter().all(|hit| hit.words.end <= speech.words.len() && !hit.words.is_empty()));
        prop_assert!(value("long_pause_count") <= value("mid_clause_pause_count"));
        if let (Some(mid), Some(all)) = (value("mid_clause_pause_count"), value("silent_pause_count")) {
            prop_assert!(mid <= all);
        }
        if let (Some(rate), Some(count)) = (value("filler_rate_per_100_words"), value("filler_count")) {
            prop_assert!((rate * speech.tokens.len() as f64 / 100.0 - count).abs() < 1e-6);
        }
        let advice = advise(&measurements, &question, "en");
        prop_assert!(advice.len() <= 5);
        prop_assert!(!verdict(&measurements, &question, "en").is_empty());
        // Times that no recording has are told apart by no report.
        let is_possible = |span: Span| span.start_s.abs() < 1e6 && span.end_s.abs() < 1e6;
        let possible = speech.words.iter().filter_map(|word| word.span).chain(speech.speech_spans.clone()).all(is_possible);
        for language in ["en", "es"].into_iter().filter(|_| possible) {
            prop_assert_eq!(contradictions(&measurements, &question, language), Vec::<String>::new());
        }
        prop_assert_eq!(format!("{:?}", measure_all(&speech, &question)), format!("{measurements:?}"));
    }

    #[test]
    fn hits_of_one_lexicon_never_overlap(texts in prop::collection::vec(text(), 0..120)) {
        for language in ["en", "es"] {
            let hits = lexicons_for(language).unwrap().read(texts.iter().map(String::as_str), |_| 0.0, PAUSES).hits;
            for category in CATEGORIES {
                let of_category: Vec<_> = hits.iter().filter(|hit| hit.category == category).collect();
                prop_assert!(of_category.windows(2).all(|pair| pair[0].words.end <= pair[1].words.start));
            }
        }
    }
}

/// A talk of 100,000 words reads in linear time; `measure_all` on 10,000 takes a few milliseconds when optimised.
#[test]
fn a_very_long_transcript_is_read() {
    let sentence = "So, we built the, um, payment system and it was, like, really slow because of the queue you know. ";
    let text = sentence.repeat(100_000 / 18);
    let words = text.split_whitespace().enumerate().map(|(i, text)| {
        let start_s = 0.4 * i as f64;
        Word { text: text.to_owned(), span: Some(Span::new(start_s, start_s + 0.35)), probability: None }
    });
    let transcript = Transcript {
        language: "en".into(),
        word_times: WordTimes::PerWord,
        words: words.collect(),
        ..Transcript::default()
    };
    let end_s = 0.4 * transcript.words.len() as f64;
    let parts = Parts {
        duration_s: end_s,
        transcript: Some(&transcript),
        speech_spans: vec![Span::new(0.0, end_s)],
        silent_pauses: (1..10_000).map(|i| Span::new(3.9 * i as f64, 3.9 * i as f64 + 0.3)).collect(),
        filled_pauses: Vec::new(),
        voice: Voice::default(),
        sound_usable: true,
    };
    let speech = Speech::assemble(parts, lexicons_for("en"));
    let measurements = measure_all(&speech, &Question::none());
    let fillers = measurements.iter().find(|m| m.id.0 == "filler_count").unwrap().value.unwrap();
    assert!(fillers >= 3.0 * (100_000 / 18) as f64, "{fillers}");
}

//! Words and sound events into one [`Speech`]: reads the text, places each pause between words, and classes it.

use std::collections::HashMap;

use crate::language::sentences::SentencePauses;
use crate::language::tokens::{Mark, Token};
use crate::language::{self, Lexicons, Text};
use crate::speech::{FilledPause, SilentPause, Speech, Voice, echoes, places};
use crate::thresholds::cutoffs;
use crate::types::{EventClass, Seconds, Span, Transcript, Word, WordTimes};

/// What [`Speech::assemble`] puts together.
#[derive(Debug, Clone, Default)]
pub struct Parts<'a> {
    /// Length of the recording.
    pub duration_s: Seconds,
    pub transcript: Option<&'a Transcript>,
    /// From voice activity, in any order.
    pub speech_spans: Vec<Span>,
    /// From the sound, in any order; those before the first and after the last speech are left out.
    pub silent_pauses: Vec<Span>,
    /// Heard in the sound. Those that the transcript writes too are counted once, as transcribed.
    pub filled_pauses: Vec<FilledPause>,
    pub voice: Voice,
    /// False when the sound is too faint or too broken to be measured.
    pub sound_usable: bool,
}

impl Speech {
    /// Builds the timeline. `lexicons` are those of the transcript's language, when there are any.
    ///
    /// A silent pause is placed where its middle lies among the words' middles. It is a boundary when a clause ends
    /// there (punctuation before it, or a conjunction after it), else mid-clause, and it has no class when the words
    /// have no times of their own or the text no punctuation.
    pub fn assemble(parts: Parts<'_>, lexicons: Option<&Lexicons>) -> Speech {
        let words = parts.transcript.map(|t| t.words.clone()).unwrap_or_default();
        let word_times = parts.transcript.map_or(WordTimes::None, |t| t.word_times);
        let speech_spans = in_order(parts.speech_spans);
        let pauses = within(in_order(parts.silent_pauses), &speech_spans);
        let others = between(&speech_spans, parts.transcript.map_or(&[], |transcript| &transcript.others));

        let timed = word_times == WordTimes::PerWord;
        let places: Vec<Option<usize>> =
            if timed { word_after_each(&pauses, &words) } else { vec![None; pauses.len()] };
        let mut pause_before_s = vec![0.0f64; words.len()];
        // A sentence does not go on after another's turn.
        let turns = word_after_each(&others, &words);
        for (pause, place) in pauses.iter().zip(&places).chain(others.iter().zip(&turns)) {
            if let Some(longest) = place.and_then(|word| pause_before_s.get_mut(word)) {
                *longest = longest.max(pause.duration_s());
            }
        }
        let text = read(&words, &pause_before_s, lexicons);
        let is_punctuated = is_punctuated(&text.tokens);
        let classes = classes(&text, &places, words.len(), lexicons.filter(|_| is_punctuated));
        let silent_pauses = pauses
            .into_iter()
            .zip(places)
            .zip(classes)
            .map(|((span, before_word), class)| SilentPause { span, class, before_word })
            .collect();
        let syllables =
            lexicons.filter(|_| parts.transcript.is_some()).map(|lexicons| syllables(&text.tokens, lexicons));

        let mut speech = Speech {
            duration_s: parts.duration_s,
            language: parts.transcript.map(|t| t.language.clone()).unwrap_or_default(),
            words,
            word_times,
            tokens: text.tokens,
            sentences: text.sentences,
            lexicon_hits: text.hits,
            disfluencies: text.disfluencies,
            stems: text.stems,
            echoes: Vec::new(),
            facts: text.facts,
            syllables,
            has_transcript: parts.transcript.is_some(),
            has_lexicons: lexicons.is_some(),
            is_punctuated,
            speech_spans,
            silent_pauses,
            others,
            filled_pauses: Vec::new(),
            voice: parts.voice,
            sound_usable: parts.sound_usable,
        };
        speech.echoes = echoes::find(&speech);
        speech.filled_pauses = filled_pauses(&speech, parts.filled_pauses, parts.transcript);
        if let Some(lexicons) = lexicons.filter(|_| is_punctuated) {
            places::place(&mut speech, lexicons);
        }
        speech
    }
}

fn read(words: &[Word], pause_before_s: &[f64], lexicons: Option<&Lexicons>) -> Text {
    let texts = words.iter().map(|word| word.text.as_str());
    let pause = |word: usize| pause_before_s.get(word).copied().unwrap_or(0.0);
    let pauses = SentencePauses::built_in();
    match lexicons {
        Some(lexicons) => lexicons.read(texts, pause, pauses),
        None => language::read_plain(texts, pause, pauses),
    }
}

/// Syllables of all tokens; each different word is counted out once.
fn syllables(tokens: &[Token], lexicons: &Lexicons) -> usize {
    let mut known: HashMap<&str, usize> = HashMap::new();
    tokens.iter().map(|token| *known.entry(&token.norm).or_insert_with(|| lexicons.syllables(&token.norm))).sum()
}

/// Hesitations that the recogniser nearly wrote, between the words that it wrote instead: places to check.
fn nearly_written(transcript: &Transcript) -> impl Iterator<Item = FilledPause> {
    /// A place is at least as long as a short "uh", and at most as long as a long one.
    const LENGTH_S: (Seconds, Seconds) = (0.2, 1.0);
    let words: Vec<Span> = transcript.words.iter().filter_map(|word| word.span).collect();
    transcript.nearly_written.iter().map(move |nearly| {
        let next = words.partition_point(|word| word.middle_s() < nearly.at_s);
        let start_s = next.checked_sub(1).map_or(nearly.at_s, |before| words[before].end_s);
        let end_s = words.get(next).map_or(nearly.at_s, |word| word.start_s);
        let length_s = (end_s - start_s).clamp(LENGTH_S.0, LENGTH_S.1);
        FilledPause::possible(Span::new(start_s, start_s + length_s), nearly.probability)
    })
}

fn in_order(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.end_s > span.start_s);
    spans.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    spans
}

/// The pauses that lie between the first and the last speech.
fn within(pauses: Vec<Span>, speech: &[Span]) -> Vec<Span> {
    let (Some(first), Some(last)) = (speech.first(), speech.last()) else { return Vec::new() };
    pauses.into_iter().filter(|pause| pause.middle_s() > first.start_s && pause.middle_s() < last.end_s).collect()
}

/// The gaps in `speech` in which one of `others` speaks; where no speech was heard, what they say.
fn between(speech: &[Span], others: &[Span]) -> Vec<Span> {
    if speech.is_empty() {
        return others.to_vec();
    }
    let gaps = speech.windows(2).map(|pair| Span::new(pair[0].end_s, pair[1].start_s));
    gaps.filter(|gap| others.iter().any(|other| other.overlap_s(gap) > 0.0)).collect()
}

/// For each pause the index of the first word whose middle lies after the pause's middle.
fn word_after_each(pauses: &[Span], words: &[Word]) -> Vec<Option<usize>> {
    let mut next = 0;
    let mut place = |pause: &Span| {
        while words.get(next).is_some_and(|word| word.span.is_none_or(|span| span.middle_s() < pause.middle_s())) {
            next += 1;
        }
        Some(next)
    };
    pauses.iter().map(&mut place).collect()
}

/// Enough marks that a missing one means "the clause goes on".
fn is_punctuated(tokens: &[Token]) -> bool {
    let marks = tokens.iter().filter(|token| token.mark > Mark::None).count();
    marks as f64 * cutoffs().sentences.words_per_punctuation_mark >= tokens.len() as f64
}

fn classes(
    text: &Text,
    places: &[Option<usize>],
    word_count: usize,
    lexicons: Option<&Lexicons>,
) -> Vec<Option<EventClass>> {
    let Some(lexicons) = lexicons else { return vec![None; places.len()] };
    let is_filler = places::filler_tokens(&text.tokens, &text.hits, word_count);
    let class = |word: usize| {
        let at = text.tokens.partition_point(|token| token.word < word);
        let ends = lexicons.clause_ends_before(&text.tokens, &is_filler, at);
        if ends { EventClass::Boundary } else { EventClass::MidClause }
    };
    places.iter().map(|place| place.map(class)).collect()
}

/// The written ones, and those of `heard` that overlap none of them.
fn filled_pauses(speech: &Speech, heard: Vec<FilledPause>, transcript: Option<&Transcript>) -> Vec<FilledPause> {
    let written = speech.hits("filler").filter(|hit| hit.class == language::lexicon::FILLED_PAUSE).filter_map(|hit| {
        let span = speech.span_of(&hit.words)?;
        Some(FilledPause {
            span,
            text: Some(speech.quote(hit.words.clone())),
            class: EventClass::Transcribed,
            place: None,
            probability: None,
        })
    });
    let mut all: Vec<FilledPause> = written.collect();
    let written_count = all.len();
    for pause in heard {
        if all[..written_count].iter().all(|known| known.span.overlap_s(&pause.span) <= 0.0) {
            all.push(pause);
        }
    }
    // One that was nearly written next to one that is there is the same one.
    let margin_s = cutoffs().filled_pauses.filled_pause_word_margin_s;
    for pause in transcript.into_iter().flat_map(nearly_written) {
        let near = pause.span.widened(margin_s);
        if all.iter().all(|known| known.span.overlap_s(&near) <= 0.0) {
            all.push(pause);
        }
    }
    all.sort_by(|a, b| a.span.start_s.total_cmp(&b.span.start_s));
    all
}

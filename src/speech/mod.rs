//! One timeline: what was said, and what was heard between the words. Pure, no I/O.

mod assemble;
mod echoes;
mod hesitations;
mod places;
pub mod voice;
mod words;

use std::ops::Range;

pub use crate::language::LexiconHit;
pub use crate::language::disfluencies::{Disfluency, DisfluencyKind};
pub use crate::language::sentences::Sentence;
use crate::language::tokens::Token;
pub use crate::speech::assemble::Parts;
pub use crate::speech::echoes::Echo;
pub use crate::speech::hesitations::hesitations;
pub use crate::speech::voice::Voice;
use crate::types::{EventClass, FillerPlace, Seconds, Span, Word, WordTimes};

/// Words of a sentence that a quote holds.
const QUOTED: usize = 8;

/// A stretch without speech, between the first and the last speech.
#[derive(Debug, Clone, PartialEq)]
pub struct SilentPause {
    pub span: Span,
    /// [`EventClass::MidClause`] or [`EventClass::Boundary`]; `None` where the transcript cannot tell.
    pub class: Option<EventClass>,
    /// The pause lies before this word; absent when the words have no times of their own.
    pub before_word: Option<usize>,
}

/// An "um", written or heard.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledPause {
    pub span: Span,
    pub text: Option<String>,
    /// [`EventClass::Transcribed`], [`EventClass::Heard`], [`EventClass::Possible`] or [`EventClass::Stretched`].
    pub class: EventClass,
    /// Where the transcript can tell.
    pub place: Option<FillerPlace>,
    /// How sure one is that the sound alone tells of, 0–1.
    pub probability: Option<f32>,
}

impl FilledPause {
    /// One that only the sound tells of, beyond doubt.
    pub fn heard(span: Span, probability: f32) -> Self {
        Self { span, text: None, class: EventClass::Heard, place: None, probability: Some(probability) }
    }

    /// One that the sound may tell of.
    pub fn possible(span: Span, probability: f32) -> Self {
        Self { class: EventClass::Possible, ..Self::heard(span, probability) }
    }

    /// A drawn-out word.
    pub fn stretched(span: Span, word: String) -> Self {
        Self { span, text: Some(word), class: EventClass::Stretched, place: None, probability: None }
    }
}

/// Everything the measures look at. Built by [`Speech::assemble`].
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// Length of the recording.
    pub duration_s: Seconds,
    /// Of the transcript, ISO 639-1; empty without one.
    pub language: String,
    /// Empty without a transcript.
    pub words: Vec<Word>,
    pub word_times: WordTimes,
    /// The spoken ones among `words`: those with a letter or digit.
    pub tokens: Vec<Token>,
    pub sentences: Vec<Sentence>,
    pub lexicon_hits: Vec<LexiconHit>,
    /// Repetitions, restarts and unfinished sentences, in order.
    pub disfluencies: Vec<Disfluency>,
    /// One per token: its stem, for words with content.
    pub stems: Vec<Option<String>>,
    /// Sentences that repeat an earlier one, in order.
    pub echoes: Vec<Echo>,
    /// Words that are a number or a proper name, in order.
    pub facts: Vec<usize>,
    /// Of all spoken words; `None` without a transcript or without rules for its language.
    pub syllables: Option<usize>,
    /// Whether there is a transcript, if only an empty one.
    pub has_transcript: bool,
    /// Whether saywell has lexicons for the language.
    pub has_lexicons: bool,
    /// Whether the transcript marks enough clauses and sentences to tell one from the next.
    pub is_punctuated: bool,
    /// Where somebody speaks, in time order, from voice activity.
    pub speech_spans: Vec<Span>,
    /// In time order, none before the first or after the last speech.
    pub silent_pauses: Vec<SilentPause>,
    /// Where somebody else speaks between two turns of this speaker, with the silences around it; in order and apart. This
    /// time counts for nobody.
    pub others: Vec<Span>,
    /// In time order.
    pub filled_pauses: Vec<FilledPause>,
    pub voice: Voice,
    /// False when the sound is too faint or too broken to be measured.
    pub sound_usable: bool,
}

impl Speech {
    /// From the first to the last speech in the sound; from the first to the last word when the sound is unusable.
    pub fn answer_span(&self) -> Option<Span> {
        if !self.sound_usable {
            return self.words_span();
        }
        let span = self.speech_spans.first()?.to(self.speech_spans.last()?);
        (span.duration_s() > 0.0).then_some(span)
    }

    /// From the start of the first word to the end of the last.
    pub fn words_span(&self) -> Option<Span> {
        self.words.iter().filter_map(|word| word.span).reduce(|all, word| all.to(&word))
    }

    /// Seconds of `span` that are this speaker's.
    pub fn own_s(&self, span: &Span) -> Seconds {
        span.duration_s() - self.others.iter().map(|other| other.overlap_s(span)).sum::<Seconds>()
    }

    /// Length of the answer: of [`Self::answer_span`], without what others say.
    pub fn answer_s(&self) -> Option<Seconds> {
        self.answer_span().map(|span| self.own_s(&span))
    }

    /// From the start of the first word to the end of the last, without what others say.
    pub fn words_s(&self) -> Option<Seconds> {
        self.words_span().map(|span| self.own_s(&span))
    }

    /// The parts of the answer between what others say; one when nobody else speaks.
    pub fn turns(&self) -> Vec<Span> {
        let Some(answer) = self.answer_span() else { return Vec::new() };
        let mut start_s = answer.start_s;
        let mut turns = Vec::new();
        for other in self.others.iter().filter(|other| other.overlap_s(&answer) > 0.0) {
            turns.push(Span::new(start_s, other.start_s));
            start_s = other.end_s;
        }
        turns.push(Span::new(start_s, answer.end_s));
        turns
    }

    /// Seconds of the answer without its silent pauses; `None` without usable sound.
    pub fn speaking_s(&self) -> Option<Seconds> {
        let answer = self.answer_span().filter(|_| self.sound_usable)?;
        let silent_s: f64 = self.silent_pauses.iter().map(|pause| pause.span.overlap_s(&answer)).sum();
        Some((self.own_s(&answer) - silent_s).max(0.0))
    }

    /// Spoken syllables: counted in the transcript by the rules of its language, else as nuclei in the sound.
    pub fn syllable_count(&self) -> usize {
        self.syllables.unwrap_or(self.voice.nuclei_s.len())
    }

    /// The hits of one lexicon.
    pub fn hits(&self, category: &str) -> impl Iterator<Item = &LexiconHit> {
        self.lexicon_hits.iter().filter(move |hit| hit.category == category)
    }

    /// Filled pauses that were heard in the sound and that the transcript does not write; none when the transcript
    /// has no times to tell.
    pub fn heard_only(&self) -> impl Iterator<Item = &FilledPause> {
        let can_tell = !self.has_transcript || self.word_times != WordTimes::None;
        self.filled_pauses.iter().filter(move |pause| can_tell && pause.class == EventClass::Heard)
    }

    /// The spoken words among these, as a range of [`Self::tokens`].
    pub fn tokens_in(&self, words: &Range<usize>) -> Range<usize> {
        let at = |word: usize| self.tokens.partition_point(|token| token.word < word);
        at(words.start)..at(words.end)
    }

    /// The stems of the content words among these.
    pub fn stems_in(&self, words: &Range<usize>) -> impl Iterator<Item = &str> {
        self.stems[self.tokens_in(words)].iter().filter_map(Option::as_deref)
    }

    /// The sentence that holds this word.
    pub fn sentence_of(&self, word: usize) -> Option<&Sentence> {
        let at = self.sentences.partition_point(|sentence| sentence.words.end <= word);
        self.sentences.get(at).filter(|sentence| sentence.words.contains(&word))
    }

    /// The disfluencies of one kind.
    pub fn disfluencies(&self, kind: DisfluencyKind) -> impl Iterator<Item = &Disfluency> {
        self.disfluencies.iter().filter(move |disfluency| disfluency.kind == kind)
    }

    /// Time from the first to the last of these words, when they have times.
    pub fn span_of(&self, words: &Range<usize>) -> Option<Span> {
        self.words.get(words.clone())?.iter().filter_map(|word| word.span).reduce(|all, word| all.to(&word))
    }

    /// The words as one line, without the marks at its end.
    pub fn quote(&self, words: Range<usize>) -> String {
        let words = words.start.min(self.words.len())..words.end.min(self.words.len());
        let line = self.words[words].iter().map(|word| word.text.trim()).collect::<Vec<_>>().join(" ");
        line.trim_end_matches([',', '.', ';', ':', '-', '—', ' ']).to_owned()
    }

    /// These words with up to `context` more on each side.
    pub fn quote_with(&self, words: &Range<usize>, context: usize) -> String {
        self.quote(words.start.saturating_sub(context)..words.end + context)
    }

    /// The first of these words, as many as a quote can hold: "Then I joined a large bank and we …".
    pub fn quote_start(&self, words: &Range<usize>) -> String {
        let quote = self.quote(words.start..words.end.min(words.start + QUOTED));
        if words.len() > QUOTED { format!("{quote} …") } else { quote }
    }

    /// The words that begin at `time_s`; `None` without word times.
    pub fn quote_at(&self, time_s: Seconds) -> Option<String> {
        let is_behind = |word: &Word| word.span.is_some_and(|span| span.end_s > time_s);
        let first = self.words.iter().position(is_behind)?;
        Some(self.quote_start(&(first..self.words.len())))
    }

    /// The words on both sides of a gap: "responsible for … the"; `None` at the ends of the text.
    pub fn quote_across(&self, before_word: usize) -> Option<String> {
        let left = self.quote(before_word.saturating_sub(2)..before_word);
        let right = self.quote(before_word..before_word + 1);
        (!left.is_empty() && !right.is_empty()).then(|| format!("{left} … {right}"))
    }
}

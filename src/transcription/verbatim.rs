//! Asking Whisper for every word that was said: a prompt in which somebody hesitates, and the guards that notice when the
//! prompt itself is speaking. Words and numbers are in `data/verbatim.toml`.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use whisper_rs::{WhisperContext, WhisperSysContext, WhisperSysState, WhisperTokenData, WhisperTokenId};

use super::{Chunk, loops};
use crate::data;
use crate::thresholds::value;
use crate::types::{Seconds, Word, plain};

fn settings() -> &'static Settings {
    data::built_in!(Settings, "verbatim.toml")
}

/// A prompt never takes more tokens: whisper.cpp keeps half of the text context for it.
const PROMPT_TOKENS_MAX: usize = 128;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    limits: Limits,
    languages: BTreeMap<String, Language>,
}

/// The numbers of verbatim writing; units and sources stand in the file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    #[serde(deserialize_with = "value")]
    pub attempts_max: f64,
    #[serde(deserialize_with = "value")]
    pub prompt_words_max: f64,
    #[serde(deserialize_with = "value")]
    pub rest_min_s: Seconds,
    #[serde(deserialize_with = "value")]
    pub nearly_probability_min: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    prompt: String,
    fillers: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
}

/// The prompt of one language as one model reads it.
#[derive(Debug)]
pub struct Verbatim {
    /// Goes before each window.
    pub prompt: Vec<WhisperTokenId>,
    prompt_words: Vec<String>,
    filler_words: &'static [String],
    /// The fillers that are one token, with and without a space and a capital.
    filler_tokens: Vec<WhisperTokenId>,
    vocabulary: usize,
    pub limits: Limits,
}

impl Verbatim {
    /// `None` for a language that has no prompt.
    pub fn new(context: &WhisperContext, language: &str) -> Option<Self> {
        let spoken = settings().languages.get(language)?;
        let prompt = context.tokenize(&format!(" {}", spoken.prompt), PROMPT_TOKENS_MAX).ok()?;
        Some(Self {
            prompt,
            prompt_words: spoken.prompt.split_whitespace().map(plain).collect(),
            filler_words: &spoken.fillers,
            filler_tokens: tokens_of(context, &spoken.fillers),
            vocabulary: context.n_vocab() as usize,
            limits: settings().limits,
        })
    }

    pub fn is_filler(&self, token: WhisperTokenId) -> bool {
        self.filler_tokens.contains(&token)
    }

    /// Whether what a window left over is long enough for the prompt.
    pub fn suits(&self, rest: &Chunk<'_>) -> bool {
        rest.duration_s() >= self.limits.rest_min_s
    }

    /// Whether the words of the prompt in `words` stand in `clean` as well, which was written without it; fillers aside,
    /// which no clean text has.
    pub fn confirms(&self, words: &[Word], clean: &[Word]) -> bool {
        let kept = |words: &[Word]| -> Vec<String> {
            words.iter().map(Word::plain).filter(|word| !self.filler_words.contains(word)).collect()
        };
        let echo = self.echo(words).map(kept).unwrap_or_default();
        echo.is_empty() || kept(clean).windows(echo.len()).any(|run| run == echo)
    }

    /// What to make of `words`, which were written with the prompt in so many `attempts`.
    pub fn trust(&self, words: &[Word], attempts: usize) -> Trust {
        if attempts as f64 > self.limits.attempts_max || loops::contains_loop(words) {
            Trust::Broken
        } else if self.echo(words).is_some() {
            Trust::Echoing
        } else {
            Trust::Sound
        }
    }

    /// The longest run of the prompt's words that stands in `words`, when it is long enough to be suspicious.
    fn echo<'a>(&self, words: &'a [Word]) -> Option<&'a [Word]> {
        let plain: Vec<String> = words.iter().map(Word::plain).collect();
        let run_at = |start: usize| {
            let run = |from: usize| {
                self.prompt_words[from..]
                    .iter()
                    .zip(&plain[start..])
                    .take_while(|(prompt, word)| prompt == word)
                    .count()
            };
            (0..self.prompt_words.len()).map(run).max().unwrap_or(0)
        };
        let (start, length) = (0..plain.len()).map(|start| (start, run_at(start))).max_by_key(|(_, length)| *length)?;
        (length as f64 >= self.limits.prompt_words_max).then(|| &words[start..start + length])
    }
}

/// What a window that was written with the prompt is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    Sound,
    /// The prompt may be speaking.
    Echoing,
    /// It took too many attempts, or loops.
    Broken,
}

/// Each of `words` that `context` writes as one token, as it stands at a start and after a space.
fn tokens_of(context: &WhisperContext, words: &[String]) -> Vec<WhisperTokenId> {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let spellings = words.iter().flat_map(|word| [word.clone(), capital(word)]);
    let tokens = spellings
        .flat_map(|word| [format!(" {word}"), word])
        .filter_map(|text| context.tokenize(&text, PROMPT_TOKENS_MAX).ok())
        .filter_map(|tokens| <[WhisperTokenId; 1]>::try_from(tokens).ok());
    tokens.flatten().collect()
}

/// Listens to one call of `full`: how often it decodes its window, once for each temperature that it tries, and how likely
/// a filler is as each token.
#[derive(Debug)]
pub struct Listener<'a> {
    verbatim: &'a Verbatim,
    log: Mutex<DecodingLog>,
}

#[derive(Debug, Default)]
struct DecodingLog {
    attempts: usize,
    /// Of the last attempt, for each of its tokens.
    filler_probabilities: Vec<f32>,
}

impl<'a> Listener<'a> {
    pub fn new(verbatim: &'a Verbatim) -> Self {
        Self { verbatim, log: Mutex::default() }
    }

    pub fn attempts(&self) -> usize {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).attempts
    }

    /// How likely a filler was in the place of each token; 0 where it was too unlikely to matter.
    pub fn filler_probabilities(self) -> Vec<f32> {
        self.log.into_inner().unwrap_or_else(PoisonError::into_inner).filler_probabilities
    }

    pub fn pointer(&self) -> *mut c_void {
        std::ptr::from_ref(self).cast_mut().cast()
    }

    fn hear(&self, tokens_before: usize, logits: &[f32]) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens_before == 0 {
            log.attempts += 1;
            log.filler_probabilities.clear();
        }
        let least = self.verbatim.limits.nearly_probability_min as f32;
        log.filler_probabilities.push(share(logits, &self.verbatim.filler_tokens, least));
    }

    /// whisper.cpp's logits filter, which is called before each token is chosen; it changes nothing.
    ///
    /// # Safety
    /// `listener` is a pointer from [`Listener::pointer`] whose owner lives as long as the call of `full`, and `logits` are
    /// as many as the model's tokens.
    #[allow(unsafe_code, reason = "called by C with the pointers it was given")]
    pub unsafe extern "C" fn filter(
        _: *mut WhisperSysContext,
        _: *mut WhisperSysState,
        _: *const WhisperTokenData,
        tokens_before: std::ffi::c_int,
        logits: *mut f32,
        listener: *mut c_void,
    ) {
        // SAFETY: see above.
        let listener = unsafe { &*listener.cast::<Listener<'_>>() };
        // SAFETY: see above; nobody writes to them meanwhile.
        let logits = unsafe { std::slice::from_raw_parts(logits, listener.verbatim.vocabulary) };
        listener.hear(tokens_before.max(0) as usize, logits);
    }
}

/// The probability of `tokens` together among all that `logits` stand for (softmax); 0 when it is under `least`. It is never
/// more than their weight beside the likeliest, so mostly the fifty thousand others need not be added up.
fn share(logits: &[f32], tokens: &[WhisperTokenId], least: f32) -> f32 {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weight = |logit: &f32| (logit - most).exp();
    let theirs: f32 = tokens.iter().filter_map(|token| logits.get(usize::try_from(*token).ok()?)).map(weight).sum();
    if theirs > 0.0 && theirs >= least { theirs / logits.iter().map(weight).sum::<f32>() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Verbatim {
        let spoken = &settings().languages["en"];
        Verbatim {
            prompt: Vec::new(),
            prompt_words: spoken.prompt.split_whitespace().map(plain).collect(),
            filler_words: &spoken.fillers,
            filler_tokens: vec![1, 2],
            vocabulary: 4,
            limits: settings().limits,
        }
    }

    fn words(text: &str) -> Vec<Word> {
        let word = |text: &str| Word { text: text.to_owned(), span: None, probability: None };
        text.split_whitespace().map(word).collect()
    }

    #[test]
    fn every_language_has_a_short_prompt_that_hesitates() {
        for (code, language) in &settings().languages {
            let said: Vec<String> = language.prompt.split_whitespace().map(plain).collect();
            assert!(said.len() < 40, "{code}: long prompts loop");
            assert!(said.iter().filter(|word| language.fillers.contains(word)).count() >= 4, "{code}");
        }
        assert!(settings().limits.rest_min_s > 0.0);
    }

    #[test]
    fn a_window_that_took_too_many_attempts_or_loops_is_broken() {
        let verbatim = english();
        let said = words("I led the, um, payment team");
        assert_eq!(verbatim.trust(&said, 3), Trust::Sound);
        assert_eq!(verbatim.trust(&said, 4), Trust::Broken);
        assert_eq!(verbatim.trust(&words("we did, we did, we did, we did, we did"), 1), Trust::Broken);
    }

    #[test]
    fn the_prompts_own_words_need_the_clean_text_to_confirm_them() {
        let verbatim = english();
        assert_eq!(verbatim.trust(&words("Well, you know, we left."), 1), Trust::Sound, "three words are anybody's");
        let echo = words("Well, you know, it was, um, hard.");
        assert_eq!(verbatim.trust(&echo, 1), Trust::Echoing);
        assert!(verbatim.confirms(&echo, &words("Well, you know, it was hard.")));
        assert!(!verbatim.confirms(&echo, &words("It rained.")));
    }

    #[test]
    fn each_attempt_begins_anew_and_each_token_has_its_probability() {
        let verbatim = english();
        let listener = Listener::new(&verbatim);
        let (unlikely, even) = ([9.0, 0.0, 0.0, 9.0], [0.0; 4]);
        for (before, logits) in [(0, even), (1, even), (0, unlikely), (1, even), (2, [f32::NEG_INFINITY; 4])] {
            listener.hear(before, &logits);
        }
        assert_eq!(listener.attempts(), 2);
        let heard = listener.filler_probabilities();
        assert!(heard[0] < 1e-3 && (heard[1] - 0.5).abs() < 1e-6 && heard[2] == 0.0, "{heard:?}");
    }
}

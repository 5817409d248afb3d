//! Whisper through whisper.cpp: one call per chunk, no memory of the chunk before; where hesitations are wanted, with a
//! prompt that brings them out.
//!
//! What each setting is for, and which pitfalls of whisper.cpp 1.8 it avoids, is said beside it.

use std::ffi::c_void;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use whisper_rs::{
    DtwParameters, FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperError, WhisperState,
    WhisperSysContext, WhisperSysState,
};

use super::alignment::alignment;
use super::import::invented;
use super::models::Header;
use super::tokens::{self, nearly_written};
use super::verbatim::{Listener, Trust, Verbatim};
use super::written::Hesitations;
use super::{Chunk, Written, loops};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::thresholds::cutoffs;
use crate::transcription::TranscriptionError;
use crate::types::{ANALYSIS_RATE, NearlyWritten, Seconds, Word};

/// Whisper's encoder has 50 positions a second.
const POSITIONS_PER_S: f64 = 50.0;
/// Numbers in a register of the widest processors: products over a context that is no multiple of it take the slow road.
const POSITIONS_STEP: i32 = 16;
/// Alignment of one window needs at least eight positions; a shorter chunk is padded with silence.
const SHORTEST_CHUNK_S: Seconds = 1.0;
/// Width of the network that keeps one thread busy: narrower ones wait for each other more than they compute.
const WIDTH_PER_THREAD: usize = 128;
/// A loaded model, and how it is to write.
pub struct Whisper {
    path: PathBuf,
    context: WhisperContext,
    language: String,
    /// Whether hesitations are to be written, in languages that have a prompt for it.
    wants_verbatim: bool,
    /// The prompt of a language, `None` when it has none, once it was asked for.
    prompt: Option<(String, Option<Arc<Verbatim>>)>,
    useful_threads: usize,
    threads: i32,
    /// Stops the chunk at hand.
    interrupt: Interrupt,
}

impl Whisper {
    /// Loads the model file, whose `header` has been read and checked before.
    ///
    /// `verbatim` asks for hesitations and repetitions too; the demo model was not trained with a prompt and gets none.
    /// `language` is an ISO 639-1 code or "auto" (settled by [`Whisper::settle_language`]).
    ///
    /// # Errors
    /// [`TranscriptionError::ModelRefused`] when whisper.cpp does not take the file.
    pub fn load(path: &Path, header: &Header, language: &str, verbatim: bool) -> Result<Self> {
        // whisper.cpp logs to stderr by itself; the hooks send all of it to nowhere.
        whisper_rs::install_logging_hooks();
        let mut parameters = WhisperContextParameters::default();
        // Flash attention silently disables alignment.
        parameters.flash_attn(false);
        parameters.dtw_parameters(DtwParameters { mode: alignment(header), ..DtwParameters::default() });
        let refused =
            |error: WhisperError| TranscriptionError::ModelRefused { path: path.to_owned(), reason: error.to_string() };
        let context = WhisperContext::new_with_params(path, parameters).map_err(refused)?;
        Ok(Self {
            path: path.to_owned(),
            context,
            language: language.to_owned(),
            wants_verbatim: verbatim && !header.is_demo(),
            prompt: None,
            useful_threads: (header.n_text_state.max(1) as usize).div_ceil(WIDTH_PER_THREAD),
            threads: 1,
            interrupt: Interrupt::default(),
        })
    }

    /// How the next chunks are written: on up to `threads` threads, until `interrupt` is raised.
    pub fn prepare(&mut self, threads: usize, interrupt: &Interrupt) {
        self.threads = i32::try_from(threads.min(self.useful_threads)).unwrap_or(1);
        self.interrupt = interrupt.clone();
    }

    /// Forgets the language that was detected before.
    pub fn unsettle_language(&mut self) {
        "auto".clone_into(&mut self.language);
    }

    /// The language that is being written, after detecting it in `chunk` when it was "auto".
    ///
    /// It is settled once: detection per chunk would cost an encoder pass each and could change in the middle. The first
    /// seconds tell as well as all of them, for a third of the price.
    ///
    /// # Errors
    /// [`TranscriptionError::Failed`] when whisper.cpp fails.
    pub fn settle_language(&mut self, chunk: &Chunk<'_>) -> Result<&str> {
        if self.language == "auto" {
            self.language = if self.context.is_multilingual() {
                let threads = self.threads as usize;
                let mut state = self.context.create_state().map_err(|e| self.failed(&e))?;
                self.listen_to_the_beginning(&mut state, chunk)?;
                let (id, _) = state.lang_detect(0, threads).map_err(|e| self.failed(&e))?;
                whisper_rs::get_lang_str(id).unwrap_or("en").to_owned()
            } else {
                "en".to_owned()
            };
        }
        Ok(&self.language)
    }

    /// Gives `state` the first seconds of `chunk`, and an encoder's context of that length. Only a call of `full` sets the
    /// context; this one ends before it encodes.
    fn listen_to_the_beginning(&self, state: &mut WhisperState, chunk: &Chunk<'_>) -> Result<()> {
        let seconds = cutoffs().transcription.context_min_s;
        let beginning = &chunk.samples[..chunk.samples.len().min((seconds * ANALYSIS_RATE as f64) as usize)];
        let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
        params.set_n_threads(self.threads);
        params.set_print_progress(false);
        params.set_audio_ctx(((seconds * POSITIONS_PER_S).ceil() as i32).min(self.context.n_audio_ctx()));
        // SAFETY: the callback reads nothing.
        #[allow(unsafe_code, reason = "the callback is C's; it is a function without state")]
        unsafe {
            params.set_start_encoder_callback(Some(stay_away));
        }
        state.full(params, &padded(beginning)).map_err(|e| self.failed(&e)).map(|_| ())
    }

    /// What brings out hesitations in the language that is being written, when they are wanted.
    fn verbatim(&mut self) -> Option<Arc<Verbatim>> {
        if self.prompt.as_ref().is_none_or(|(language, _)| *language != self.language) {
            let wanted = self.wants_verbatim.then(|| Verbatim::new(&self.context, &self.language)).flatten();
            self.prompt = Some((self.language.clone(), wanted.map(Arc::new)));
        }
        self.prompt.as_ref().and_then(|(_, prompt)| prompt.clone())
    }

    /// ISO 639-1, or "auto" before the first chunk.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// One call of whisper.cpp with an encoder context of `audio_context` positions (0: the full 30 s).
    fn decode(
        &self,
        state: &mut WhisperState,
        chunk: &Chunk<'_>,
        audio_context: i32,
        verbatim: Option<&Verbatim>,
    ) -> Result<Decoded> {
        let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
        params.set_language(Some(&self.language));
        params.set_n_threads(self.threads);
        params.set_print_progress(false);
        params.set_print_realtime(false);
        params.set_print_special(false);
        params.set_print_timestamps(false);
        // Clears the history, then takes the prompt.
        params.set_no_context(true);
        params.set_suppress_nst(true);
        params.set_temperature(0.0);
        params.set_temperature_inc(0.2);
        params.set_entropy_thold(cutoffs().transcription.whisper_entropy_min as f32);
        params.set_logprob_thold(cutoffs().transcription.whisper_logprob_min as f32);
        params.set_audio_ctx(audio_context);
        // One window per chunk: without this a chunk that ends in silence is encoded a second time, and a window of
        // under 160 ms makes the alignment abort the process.
        params.set_single_segment(true);
        // A loop then ends as "complete" and is judged by its entropy, instead of failing with a window of any size.
        params.set_max_tokens(self.context.n_text_ctx() / 2 - 8);

        let stop = AbortFlag::new(&self.interrupt);
        // SAFETY: `stop` outlives the call of `full`, which is the only reader of the pointer. whisper-rs' own safe
        // setter reads its closure through the wrong type.
        #[allow(unsafe_code, reason = "the abort callback is C's; the pointer's life is argued above")]
        unsafe {
            params.set_abort_callback(Some(AbortFlag::asked));
            params.set_abort_callback_user_data(stop.pointer());
        }
        let listener = verbatim.map(Listener::new);
        if let (Some(verbatim), Some(listener)) = (verbatim, &listener) {
            params.set_tokens(&verbatim.prompt);
            // SAFETY: `listener` outlives the call of `full`, which is the only one to call the filter.
            #[allow(unsafe_code, reason = "the filter callback is C's; the pointer's life is argued above")]
            unsafe {
                params.set_filter_logits_callback(Some(Listener::filter));
                params.set_filter_logits_callback_user_data(listener.pointer());
            }
        }
        let done = state.full(params, &padded(chunk.samples));
        self.interrupt.check()?;
        done.map_err(|e| self.failed(&e))?;
        let attempts = listener.as_ref().map_or(0, Listener::attempts);
        let tokens = tokens::of(state, chunk.start_s, self.context.token_eot());
        let nearly = match (verbatim, listener) {
            (Some(verbatim), Some(listener)) => nearly_written(&tokens, verbatim, &listener.filler_probabilities()),
            _ => Vec::new(),
        };
        Ok(Decoded { words: tokens::words(tokens, &self.language), nearly, attempts })
    }

    /// The words of one window.
    ///
    /// The encoder pays for the context it is given, so the context is scaled to the window; when that makes the model
    /// loop, the window is done again in full context.
    fn window(&self, state: &mut WhisperState, chunk: &Chunk<'_>, verbatim: Option<&Verbatim>) -> Result<Window> {
        let full = self.context.n_audio_ctx();
        let scaled = scaled_context(chunk.duration_s(), full);
        let mut echoing = None;
        if let Some(verbatim) = verbatim {
            let decoded = self.decode(state, chunk, scaled, Some(verbatim))?;
            let whole = Window { words: decoded.words, nearly: decoded.nearly, smoothed: false };
            match verbatim.trust(&whole.words, decoded.attempts) {
                Trust::Sound => return Ok(whole),
                Trust::Echoing => echoing = Some(whole),
                Trust::Broken => {}
            }
        }
        let mut words = self.decode(state, chunk, scaled, None)?.words;
        if scaled + POSITIONS_STEP <= full && loops::contains_loop(&words) {
            words = self.decode(state, chunk, full, None)?.words;
        }
        match (verbatim, echoing) {
            // Somebody really said these words of the prompt.
            (Some(verbatim), Some(echoing)) if verbatim.confirms(&echoing.words, &words) => Ok(echoing),
            (verbatim, _) => Ok(Window { words, nearly: Vec::new(), smoothed: verbatim.is_some() }),
        }
    }

    /// Writes down one chunk. Word times are on the recording\'s clock and as the model gives them:
    /// [`super::word_times::repair`] comes after.
    ///
    /// # Errors
    /// [`TranscriptionError::Failed`], and [`Error::Interrupted`] when it was stopped.
    pub fn transcribe(&mut self, chunk: &Chunk<'_>) -> Result<Written> {
        let asked = self.language.clone();
        let written = self.write(chunk);
        if written.is_err() {
            // What was given up settles no language.
            self.language = asked;
        }
        written
    }

    fn write(&mut self, chunk: &Chunk<'_>) -> Result<Written> {
        self.settle_language(chunk)?;
        let verbatim = self.verbatim();
        // whisper.cpp carries its dice for uncertain words from call to call: with a state of its own a chunk reads the
        // same whatever was written before it.
        let mut state = self.context.create_state().map_err(|e| self.failed(&e))?;
        let (mut smoothed, mut nearly) = (false, Vec::new());
        let mut written = Written::by(chunk, |rest| -> Result<Vec<Word>> {
            let is_whole = rest.start_s <= chunk.start_s;
            let prompt = verbatim.as_deref().filter(|verbatim| is_whole || verbatim.suits(rest));
            let Window { words, nearly: nearly_here, smoothed: smoothed_here } =
                self.window(&mut state, rest, prompt)?;
            smoothed |= smoothed_here;
            nearly.extend(nearly_here);
            // Of a window that holds hardly any speech Whisper makes the end of a video.
            let is_bare = !is_whole || rest.speech_s() < cutoffs().transcription.ending_speech_min_s;
            let is_ending = is_bare && invented::is_known(words.iter().map(|word| word.text.as_str()));
            Ok(if is_ending { Vec::new() } else { words })
        })?;
        written.nearly = nearly;
        written.hesitations = match verbatim {
            None => Hesitations::NotAsked,
            Some(_) if smoothed => Hesitations::LeftOut,
            Some(_) => Hesitations::Written,
        };
        loops::collapse(&mut written.words);
        Ok(written)
    }

    fn failed(&self, error: &WhisperError) -> Error {
        TranscriptionError::Failed { model: self.path.clone(), reason: error.to_string() }.into()
    }
}

/// What one call of `full` gave.
struct Decoded {
    words: Vec<Word>,
    nearly: Vec<NearlyWritten>,
    /// How often the window was decoded; 0 when nobody listened.
    attempts: usize,
}

/// What is taken of a window.
struct Window {
    words: Vec<Word>,
    nearly: Vec<NearlyWritten>,
    /// Whether hesitations are missing in it though they are wanted.
    smoothed: bool,
}

/// Called by whisper.cpp before it encodes: ends the call.
#[allow(unsafe_code, reason = "called by C")]
unsafe extern "C" fn stay_away(_: *mut WhisperSysContext, _: *mut WhisperSysState, _: *mut c_void) -> bool {
    false
}

/// Positions of an encoder's context for a window of `duration_s`, at most `full`; a multiple of [`POSITIONS_STEP`] unless
/// that would be shorter than the window.
fn scaled_context(duration_s: Seconds, full: i32) -> i32 {
    let cutoffs = &cutoffs().transcription;
    let positions = |seconds: Seconds| (seconds * POSITIONS_PER_S).ceil() as i32;
    let wanted = positions((duration_s + cutoffs.context_margin_s).max(cutoffs.context_min_s));
    let stepped = (wanted + POSITIONS_STEP - 1).min(full) / POSITIONS_STEP * POSITIONS_STEP;
    stepped.max(positions(duration_s)).min(full)
}

/// `samples`, or a copy with silence behind when they are too short for one window.
fn padded(samples: &[f32]) -> std::borrow::Cow<'_, [f32]> {
    let least = (SHORTEST_CHUNK_S * ANALYSIS_RATE as f64) as usize;
    if samples.len() >= least {
        return samples.into();
    }
    let mut longer = samples.to_vec();
    longer.resize(least, 0.0);
    longer.into()
}

/// The interrupt flag as whisper.cpp's abort callback sees it.
struct AbortFlag(Arc<AtomicBool>);

impl AbortFlag {
    fn new(interrupt: &Interrupt) -> Self {
        Self(interrupt.flag())
    }

    fn pointer(&self) -> *mut c_void {
        Arc::as_ptr(&self.0).cast_mut().cast()
    }

    #[allow(unsafe_code, reason = "called by C with the pointer it was given")]
    unsafe extern "C" fn asked(flag: *mut c_void) -> bool {
        // SAFETY: `flag` is the pointer made in `pointer`, whose owner lives as long as the call.
        unsafe { &*flag.cast::<AtomicBool>() }.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_holds_its_window_in_whole_steps() {
        for (duration_s, positions) in [(1.0, 512), (12.3, 752), (26.0, 1440), (27.9, 1488), (29.7, 1488)] {
            assert_eq!(scaled_context(duration_s, 1500), positions, "{duration_s} s");
        }
        assert_eq!(
            (scaled_context(29.8, 1500), scaled_context(30.0, 1500), scaled_context(31.0, 1500)),
            (1490, 1500, 1500)
        );
    }
}

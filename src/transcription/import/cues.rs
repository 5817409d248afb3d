//! What every form hands on: stretches of text with the times the file wrote, not yet trusted.

use super::TranscriptProblem;
use super::encoding::{continues_character, is_stray};
use crate::types::Seconds;

/// A file's content in its own order.
#[derive(Debug, Default, PartialEq)]
pub struct Parsed {
    /// Name of the form for the report, e.g. "WhisperX JSON".
    pub format: &'static str,
    /// As the file says it: a code or an English name.
    pub language: Option<String>,
    pub segments: Vec<Segment>,
}

/// What was shown or decoded together: a subtitle, a Whisper segment, a line of text.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Segment {
    pub times: Times,
    /// Who says it, when the file tells speakers apart.
    pub speaker: Option<String>,
    pub pieces: Vec<TimedText>,
}

/// The smallest stretch with its own times.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct TimedText {
    pub text: String,
    pub times: Times,
    pub probability: Option<f32>,
    /// The file calls it a word, so it is not cut further.
    pub is_word: bool,
}

/// Start and end as written; either may be missing. A time that was written and is none is not a number.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Times {
    pub start_s: Option<Seconds>,
    pub end_s: Option<Seconds>,
}

impl Times {
    pub fn new(start_s: Seconds, end_s: Seconds) -> Self {
        Self { start_s: Some(start_s), end_s: Some(end_s) }
    }
}

impl Segment {
    /// A stretch of text with its times.
    pub fn of_text(text: impl Into<String>, times: Times) -> Self {
        Self { times, speaker: None, pieces: vec![TimedText { text: text.into(), times, ..TimedText::default() }] }
    }

    /// Its text as one line, for messages.
    pub fn excerpt(&self) -> String {
        excerpt(self.pieces.iter().map(|piece| piece.text.as_str()))
    }

    /// Gives it `times`, and with it what it holds when that is one stretch.
    pub fn set_times(&mut self, times: Times) {
        self.times = times;
        if let [piece] = self.pieces.as_mut_slice()
            && !piece.is_word
        {
            piece.times = times;
        }
    }
}

/// The pieces as segments, cut where the speaker changes.
pub fn by_speaker(words: impl IntoIterator<Item = (Option<String>, TimedText)>, times: Times) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for (speaker, piece) in words {
        match segments.last_mut().filter(|segment| speaker.is_none() || segment.speaker == speaker) {
            Some(segment) => segment.pieces.push(piece),
            None => segments.push(Segment { times: Times::default(), speaker, pieces: vec![piece] }),
        }
    }
    if let Some(first) = segments.first_mut() {
        first.times.start_s = times.start_s;
    }
    if let Some(last) = segments.last_mut() {
        last.times.end_s = times.end_s;
    }
    segments
}

/// What no form of transcript is, with the reason.
pub fn unparsable(reason: impl Into<String>) -> TranscriptProblem {
    TranscriptProblem::Unparsable { reason: reason.into() }
}

/// `[-][hours:]minutes:seconds[.,]thousandths` in seconds.
pub fn clock(text: &str) -> Option<Seconds> {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let parts: Vec<&str> = whole.split(':').collect();
    let all_digits = |part: &&str| (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().chain([&fraction]).all(all_digits) {
        return None;
    }
    let whole_s = parts.iter().try_fold(0.0, |sum, part| Some(sum * 60.0 + f64::from(part.parse::<u32>().ok()?)))?;
    let fraction_s = f64::from(fraction.parse::<u32>().ok()?) / 10_f64.powi(i32::try_from(fraction.len()).ok()?);
    Some(sign * (whole_s + fraction_s))
}

/// Gives a character that was cut between two pieces to the first of them.
pub fn join_characters(segments: &mut [Segment]) {
    let mut before: Option<&mut TimedText> = None;
    for piece in segments.iter_mut().flat_map(|segment| &mut segment.pieces) {
        if let Some(before) = before.filter(|before| before.text.ends_with(is_stray)) {
            let rest = piece.text.trim_start_matches(continues_character).len();
            let length = piece.text.len() - rest;
            before.text.extend(piece.text.drain(..length));
        }
        before = Some(piece);
    }
}

/// The first words of `texts`, fit for a one-line message.
pub fn excerpt<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    const LONGEST: usize = 40;
    let mut line = String::new();
    for word in texts.into_iter().flat_map(str::split_whitespace) {
        if line.len() > 4 * LONGEST {
            break;
        }
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    let clean = line.replace(char::is_control, "");
    if clean.chars().count() <= LONGEST {
        return clean;
    }
    clean.chars().take(LONGEST).chain(['…']).collect()
}

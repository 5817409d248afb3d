//! SRT and WebVTT, as subtitle programs, Whisper's writers and video sites produce them.
//!
//! Read tolerantly: BOM, CRLF, missing counters, blank lines inside a cue, hours left out, `,` or `.` before the
//! milliseconds. Word times inside a cue (`<00:00:01.000><c> word</c>`) are used; captions that roll, repeating the
//! line before, are read once; so are cues that only move a highlight (`highlights`).

use crate::error::TranscriptProblem;
use crate::thresholds::Thresholds;
use crate::types::Seconds;

use super::highlights;
use super::json::unparsable;
use super::markup::{plain, tag};
use super::segments::{Parsed, Piece, Segment, Times};

/// One subtitle: its time and its lines with their markup.
#[derive(Debug)]
pub struct Cue<'a> {
    pub start_s: Seconds,
    pub end_s: Seconds,
    pub lines: Vec<&'a str>,
    /// Line number of its times in the file.
    pub number: usize,
}

/// Whether `text` is WebVTT, or has a line that looks like a cue's times.
pub fn recognise(text: &str) -> bool {
    is_vtt(text) || text.lines().any(is_timing)
}

/// Reads SRT or WebVTT.
pub fn parse(text: &str) -> Result<Parsed, TranscriptProblem> {
    let (mut cues, language) = cues(text)?;
    let segments = highlights::words(&cues).unwrap_or_else(|| {
        drop_rolled_lines(&mut cues);
        cues.iter().map(segment).collect()
    });
    Ok(Parsed { format: if is_vtt(text) { "WebVTT" } else { "SRT" }, language, segments })
}

fn is_vtt(text: &str) -> bool {
    text.trim_start()
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// "00:00:01,000 --> …", also a broken or negative one.
fn is_timing(line: &str) -> bool {
    line.contains("-->") && line.trim_start().trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit())
}

fn cues(text: &str) -> Result<(Vec<Cue<'_>>, Option<String>), TranscriptProblem> {
    let vtt = is_vtt(text);
    let mut cues: Vec<Cue> = Vec::new();
    let mut language = None;
    let (mut after_blank, mut in_comment) = (true, false);
    // Line that may be the counter or name of the next cue: it opens a block, or is a number.
    let mut label: Option<usize> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() {
            (after_blank, in_comment, label) = (true, false, None);
            continue;
        }
        if is_timing(line) {
            if let (Some(label), Some(cue)) = (label, cues.last_mut())
                && label + 1 == number
            {
                cue.lines.pop();
            }
            let (start_s, end_s) = times(line, number)?;
            cues.push(Cue { start_s, end_s, lines: Vec::new(), number });
            (in_comment, label) = (false, None);
        } else if in_comment {
            continue;
        } else if vtt
            && after_blank
            && ["NOTE", "STYLE", "REGION"].contains(&line.split_whitespace().next().unwrap_or(""))
        {
            in_comment = true;
        } else if let Some(cue) = cues.last_mut() {
            cue.lines.push(line);
            let is_counter = line.trim().bytes().all(|b| b.is_ascii_digit());
            label = (after_blank || is_counter).then_some(number);
        } else if let Some(code) = line.strip_prefix("Language:") {
            language = Some(code.trim().to_owned());
        }
        after_blank = false;
    }
    Ok((cues, language))
}

/// Start and end out of "00:00:01.000 --> 00:00:02.500 align:start".
fn times(line: &str, number: usize) -> Result<(Seconds, Seconds), TranscriptProblem> {
    let bad = |what: &str| unparsable(format!("line {number}: the {what} is not of the form 00:00:01,000"));
    let (start, end) = line.split_once("-->").ok_or_else(|| bad("line"))?;
    let start_s = clock(start.trim()).ok_or_else(|| bad("start time"))?;
    let end_s = end.split_whitespace().next().and_then(clock).ok_or_else(|| bad("end time"))?;
    Ok((start_s, end_s))
}

/// `[-][hours:]minutes:seconds[.,]thousandths` in seconds.
fn clock(text: &str) -> Option<Seconds> {
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

/// No caption shows more lines than this at once.
const MOST_LINES_SHOWN: usize = 8;

/// Captions that roll show the line before once more above the new one. When most cues of several lines do so, lines
/// that the cue ahead already showed are taken out; in other files a line that repeats was said again.
fn drop_rolled_lines(cues: &mut [Cue]) {
    let shown: Vec<Vec<String>> = cues
        .iter()
        .map(|cue| cue.lines.iter().map(|l| plain(l).trim().to_owned()).filter(|l| !l.is_empty()).collect())
        .collect();
    let repeated: Vec<usize> = (0..shown.len())
        .map(|i| {
            let before = if i == 0 { &[][..] } else { &shown[i - 1] };
            let most = before.len().min(shown[i].len()).min(MOST_LINES_SHOWN);
            (1..=most).rev().find(|&n| before[before.len() - n..] == shown[i][..n]).unwrap_or(0)
        })
        .collect();
    let of_several_lines = shown.iter().skip(1).filter(|lines| lines.len() > 1).count();
    let rolling = (0..shown.len()).filter(|&i| repeated[i] > 0 && repeated[i] < shown[i].len()).count();
    let least = Thresholds::built_in().cutoff("transcript_rolling_share_min");
    if rolling == 0 || (rolling as f64) < least * of_several_lines as f64 {
        return;
    }
    for (cue, repeated) in cues.iter_mut().zip(repeated) {
        cue.lines.retain(|line| !plain(line).trim().is_empty());
        cue.lines.drain(..repeated);
    }
}

/// The cue's text, cut where a time stands inside it.
fn segment(cue: &Cue) -> Segment {
    let place = format!("line {}", cue.number);
    let times = Times::new(cue.start_s, cue.end_s);
    let text = cue.lines.join("\n");
    let mut stretches: Vec<(Seconds, &str)> = Vec::new();
    let (mut start_s, mut from, mut position) = (cue.start_s, 0, 0);
    while let Some(at) = text[position..].find('<').map(|at| at + position) {
        let length = tag(&text[at..]).unwrap_or(1);
        position = at + length;
        if let Some(inner_s) = text.get(at + 1..position - 1).and_then(clock) {
            stretches.push((start_s, &text[from..at]));
            (start_s, from) = (inner_s, position);
        }
    }
    stretches.push((start_s, &text[from..]));
    let ends: Vec<Seconds> = stretches.iter().skip(1).map(|s| s.0).chain([cue.end_s]).collect();
    let pieces = stretches
        .iter()
        .zip(ends)
        .map(|(&(start_s, text), end_s)| Piece {
            text: plain(text),
            times: Times::new(start_s, end_s),
            place: place.clone(),
            ..Piece::default()
        })
        .filter(|piece| !piece.text.trim().is_empty())
        .collect();
    Segment { times, pieces }
}

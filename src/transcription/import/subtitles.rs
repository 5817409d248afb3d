//! SRT, WebVTT and SBV, as subtitle programs, Whisper's writers and video sites produce them.
//!
//! Read tolerantly: missing counters, blank lines inside a cue, hours left out, `,` or `.` before the milliseconds, a
//! time that is none. Word times inside a cue (`<00:00:01.000><c> word</c>`) are used; captions that roll, repeating the
//! line before, are read once; so are cues that only move a highlight. A voice (`<v Anna>`) is the speaker.

use crate::thresholds::cutoffs;
use crate::types::Seconds;

use super::cues::{Parsed, Segment, TimedText, Times, clock};
use super::markup::{plain, tag};

/// One subtitle: its time and its lines with their markup.
#[derive(Debug)]
struct Cue<'a> {
    start_s: Seconds,
    end_s: Seconds,
    lines: Vec<&'a str>,
}

/// Reads SRT, WebVTT or SBV; `None` for text of another form.
pub fn read(text: &str) -> Option<Parsed> {
    let vtt = is_vtt(text);
    let (mut cues, language) = cues(text);
    if cues.is_empty() && !vtt {
        return None;
    }
    let format = match (vtt, text.lines().any(|line| line.contains("-->"))) {
        (true, _) => "WebVTT",
        (false, true) => "SRT",
        (false, false) => "SBV",
    };
    let segments = highlighted(&cues).unwrap_or_else(|| {
        drop_rolled_lines(&mut cues);
        cues.iter().flat_map(segments).collect()
    });
    Some(Parsed { format, language, segments })
}

fn is_vtt(text: &str) -> bool {
    text.trim_start()
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Start and end out of "00:00:01.000 --> 00:00:02.500 align:start" and "0:00:01.000,0:00:02.500".
///
/// One of the two must be a time and the other look like one, and nothing but settings may follow, so that an arrow in
/// speech is none. The one that is no time is not a number.
fn timing(line: &str) -> Option<(Seconds, Seconds)> {
    // Translators put spaces into times: "00: 00: 01, 000".
    let spaced = || line.contains(": ").then(|| line.replace(": ", ":").replace(", ", ","));
    exact_timing(line.trim()).or_else(|| exact_timing(spaced()?.trim()))
}

fn exact_timing(line: &str) -> Option<(Seconds, Seconds)> {
    let arrow = ["-->", "->", "–>", "→"].iter().find_map(|arrow| line.split_once(arrow));
    let (start, end) = match arrow {
        Some((start, end)) => (start.trim(), end.trim()),
        None => return sbv_timing(line),
    };
    let (end, settings) = end.split_once([' ', '\t']).unwrap_or((end, ""));
    if !settings.split_whitespace().all(|setting| setting.contains(':')) {
        return None;
    }
    let looks_timed =
        |text: &str| text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()) && text.contains(':');
    match (clock(start), clock(end)) {
        (Some(start_s), Some(end_s)) => Some((start_s, end_s)),
        (Some(start_s), None) if looks_timed(end) => Some((start_s, f64::NAN)),
        (None, Some(end_s)) if looks_timed(start) => Some((f64::NAN, end_s)),
        _ => None,
    }
}

fn sbv_timing(line: &str) -> Option<(Seconds, Seconds)> {
    let (start, end) = line.split_once(',')?;
    let with_fraction = |text: &str| text.contains('.').then(|| clock(text))?;
    Some((with_fraction(start)?, with_fraction(end)?))
}

fn cues(text: &str) -> (Vec<Cue<'_>>, Option<String>) {
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
        if in_comment {
            continue;
        }
        if let Some((start_s, end_s)) = timing(line) {
            if let (Some(label), Some(cue)) = (label, cues.last_mut())
                && label + 1 == number
            {
                cue.lines.pop();
            }
            cues.push(Cue { start_s, end_s, lines: Vec::new() });
            label = None;
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
    (cues, language)
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
    let least = cutoffs().import.transcript_rolling_share_min;
    if rolling == 0 || (rolling as f64) < least * of_several_lines as f64 {
        return;
    }
    for (cue, repeated) in cues.iter_mut().zip(repeated) {
        cue.lines.retain(|line| !plain(line).trim().is_empty());
        cue.lines.drain(..repeated);
    }
}

/// The cue's text, cut where a time or another voice stands inside it.
fn segments(cue: &Cue) -> Vec<Segment> {
    let text = cue.lines.join("\n");
    let times = Times::new(cue.start_s, cue.end_s);
    let voices = voices(&text);
    if voices.len() < 2 {
        let speaker = voices.into_iter().next().and_then(|(name, _)| name);
        return vec![Segment { times, speaker, pieces: timed_pieces(&text, times) }];
    }
    let lengths: Vec<usize> = voices.iter().map(|(_, part)| plain(part).trim().len()).collect();
    let all = lengths.iter().sum::<usize>().max(1) as f64;
    let mut so_far = 0;
    let mut at = |length: usize| {
        so_far += length;
        cue.start_s + (cue.end_s - cue.start_s) * so_far as f64 / all
    };
    let mut start_s = cue.start_s;
    voices
        .into_iter()
        .zip(lengths)
        .map(|((speaker, part), length)| {
            let times = Times::new(start_s, at(length));
            start_s = times.end_s.unwrap_or(start_s);
            Segment { times, speaker, pieces: timed_pieces(part, times) }
        })
        .collect()
}

/// The stretches of `text` by voice: "<v Anna>So, <v.loud Ben Smith>yes".
fn voices(text: &str) -> Vec<(Option<String>, &str)> {
    let mut found: Vec<(Option<String>, &str)> = Vec::new();
    let (mut name, mut from, mut position) = (None, 0, 0);
    while let Some(at) = text[position..].find("<v").map(|at| at + position) {
        let Some(length) = tag(&text[at..]) else {
            position = at + 2;
            continue;
        };
        position = at + length;
        let named = text[at + 2..position - 1].split_once([' ', '\t']).map_or("", |(_, name)| name);
        let ahead = &text[from..at];
        if !plain(ahead).trim().is_empty() {
            found.push((name.take(), ahead));
        }
        name = Some(plain(named).trim().to_owned()).filter(|name| !name.is_empty());
        from = position;
    }
    found.push((name, &text[from..]));
    found
}

/// `text`, cut where a time stands inside it: "<00:00:01.500><c> word</c>".
pub fn timed_pieces(text: &str, times: Times) -> Vec<TimedText> {
    let mut stretches: Vec<(Option<Seconds>, &str)> = Vec::new();
    let (mut start_s, mut from, mut position) = (times.start_s, 0, 0);
    while let Some(at) = text[position..].find('<').map(|at| at + position) {
        let length = tag(&text[at..]).unwrap_or(1);
        position = at + length;
        if let Some(inner_s) = text.get(at + 1..position - 1).and_then(clock) {
            stretches.push((start_s, &text[from..at]));
            (start_s, from) = (Some(inner_s), position);
        }
    }
    stretches.push((start_s, &text[from..]));
    let ends: Vec<Option<Seconds>> = stretches.iter().skip(1).map(|s| s.0).chain([times.end_s]).collect();
    stretches
        .iter()
        .zip(ends)
        .map(|(&(start_s, text), end_s)| TimedText {
            text: text.to_owned(),
            times: Times { start_s, end_s },
            ..TimedText::default()
        })
        .filter(|piece| !plain(&piece.text).trim().is_empty())
        .collect()
}

/// The cues of one text, and how far into it the highlight has come.
struct Group {
    text: String,
    position: Option<usize>,
    segment: Segment,
}

/// The words of subtitles that repeat one text and underline each word while it is spoken, as openai-whisper and
/// WhisperX write them with `--highlight_words True`: the underlined words are the transcript, with exact times. `None`
/// when these are ordinary subtitles.
fn highlighted(cues: &[Cue]) -> Option<Vec<Segment>> {
    let shown: Vec<(String, Option<(usize, String)>)> = cues
        .iter()
        .map(|cue| {
            let text = cue.lines.join(" ");
            (plain(&text).trim().to_owned(), underlined(&text))
        })
        .collect();
    let same_text_other_word =
        |pair: &[(String, Option<(usize, String)>)]| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1;
    if !shown.windows(2).any(same_text_other_word) {
        return None;
    }
    let mut groups: Vec<Group> = Vec::new();
    for (cue, (text, mark)) in cues.iter().zip(shown) {
        let goes_on = groups.last().is_some_and(|group| {
            group.text == text && mark.as_ref().is_none_or(|(at, _)| group.position.is_none_or(|before| *at > before))
        });
        if !goes_on {
            groups.push(Group { text, position: None, segment: Segment::default() });
        }
        let Some(group) = groups.last_mut() else { continue };
        let times = &mut group.segment.times;
        times.start_s = times.start_s.or(Some(cue.start_s));
        times.end_s = Some(cue.end_s);
        if let Some((at, word)) = mark {
            let times = Times::new(cue.start_s, cue.end_s);
            group.position = Some(at);
            group.segment.pieces.push(TimedText { text: word, times, is_word: true, probability: None });
        }
    }
    Some(groups.into_iter().map(Group::finish).collect())
}

impl Group {
    /// A text that nothing was underlined in is an ordinary subtitle.
    fn finish(self) -> Segment {
        if self.segment.pieces.is_empty() {
            return Segment::of_text(self.text, self.segment.times);
        }
        // "[SPEAKER_00]: " stands before the text and is underlined in none of its cues.
        let speaker = super::speakers::leading_label(&self.text).map(|label| label.name);
        Segment { speaker, ..self.segment }
    }
}

/// The one underlined stretch of `text` and where it stands.
fn underlined(text: &str) -> Option<(usize, String)> {
    let (before, rest) = text.split_once("<u>")?;
    let (word, after) = rest.split_once("</u>")?;
    (!after.contains("<u>")).then(|| (before.len(), plain(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timing_line_is_told_from_an_arrow_in_speech() {
        for line in [
            "00:00:01,000 --> 00:00:02,500",
            "00:01.000 --> 00:02.500 align:start position:0%",
            "-00:00:01,000 --> 00:00:02,500",
            "00: 00: 01, 000 -> 00: 00: 02, 500",
            "0:00:01.000,0:00:02.500",
            "00:00:01,000 --> 00:00:1x,500",
        ] {
            assert!(timing(line).is_some(), "{line}");
        }
        for line in
            ["2 --> 3 was hard", "A --> B", "9:30 --> 10:30 was my slot", "I came --> left", "1,000,000", "1:30, 2:30"]
        {
            assert!(timing(line).is_none(), "{line}");
        }
    }

    #[test]
    fn comments_last_until_a_blank_line() {
        let vtt = "WEBVTT\n\nNOTE moved\n00:00:01.000 --> 00:00:02.000\nno words\n\n00:03.000 --> 00:04.000\nSo\n";
        let parsed = read(vtt).unwrap();
        assert_eq!(parsed.segments.len(), 1);
        assert_eq!(parsed.segments[0].pieces[0].text, "So");
    }

    #[test]
    fn voices_are_speakers_also_two_in_one_cue() {
        let vtt = "WEBVTT\n\n00:00.000 --> 00:04.000\n<v.loud Ann Lee>So, <i>yes</i></v>\n<v Ben>So, no.</v>\n";
        let segments = read(vtt).unwrap().segments;
        let found: Vec<_> = segments.iter().map(|s| (s.speaker.as_deref(), s.times.end_s.unwrap())).collect();
        assert_eq!(found, [(Some("Ann Lee"), 2.0), (Some("Ben"), 4.0)]);
    }
}

//! Text by lines: with times and names in front (what the Whisper programs print, LRC, Otter, Rev, Google Recorder,
//! Teams, Zoom), or plain. Text that plainly is something else is refused.

use super::TranscriptProblem;
use crate::thresholds::cutoffs;
use crate::types::Seconds;

use super::cues::{Parsed, Segment, Times, clock, unparsable};
use super::invented::is_credit;
use super::speakers::{is_name, is_role, leading_label};
use super::subtitles::timed_pieces;

/// A time in front of a line or behind a name.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stamp {
    times: Times,
    /// In brackets or a range: nobody writes that for a time of day.
    is_sure: bool,
}

/// A line with what stands in it besides words.
#[derive(Debug, Default)]
struct Line<'a> {
    stamp: Option<Stamp>,
    name: Option<String>,
    text: &'a str,
}

/// Reads text with times in its lines, or plain text.
///
/// # Errors
/// [`TranscriptProblem::Unparsable`] for what is another kind of document.
pub fn read(text: &str) -> Result<Parsed, TranscriptProblem> {
    refuse_documents(text)?;
    let is_text = |line: &&str| !line.is_empty() && !is_log(line);
    let lines: Vec<Line> = text.lines().map(str::trim).filter(is_text).map(line).collect();
    Ok(timed(&lines).unwrap_or_else(|| plain(text)))
}

/// Plain text, a segment a line.
fn plain(text: &str) -> Parsed {
    let is_heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let said = text.lines().filter(|line| !is_credit(line) && !is_heading(line));
    let segments = said.map(|line| Segment::of_text(line, Times::default()));
    Parsed { format: "plain text", language: None, segments: segments.collect() }
}

fn refuse_documents(text: &str) -> Result<(), TranscriptProblem> {
    let start = text.trim_start().chars().take(16).collect::<String>().to_lowercase();
    let other = [
        ("{\\rtf", "a rich text document"),
        ("<?xml", "XML"),
        ("<tt", "TTML"),
        ("<transcript", "XML"),
        ("<!doctype", "a web page"),
        ("<html", "a web page"),
        ("[script info]", "ASS subtitles"),
        ("%pdf", "a PDF"),
        ("{0}{", "MicroDVD subtitles"),
        ("{1}{", "MicroDVD subtitles"),
        ("segment(", "what Python prints, not JSON"),
        ("[segment(", "what Python prints, not JSON"),
        ("---\n", "YAML"),
    ];
    let yaml = || Some(&("", "YAML")).filter(|_| is_yaml(text));
    match other.iter().find(|(mark, _)| start.starts_with(mark)).or_else(yaml) {
        Some((_, name)) => Err(unparsable(format!("it is {name}; save it as SRT, WebVTT or plain text"))),
        None => Ok(()),
    }
}

/// "segments:" above "- start: 0.2": keys in small letters with numbers for values, which nobody says.
fn is_yaml(text: &str) -> bool {
    let keys = ["start", "end", "begin", "from", "to", "offset", "duration", "id", "timestamp"];
    let is_timed = |line: &str| {
        let line = line.trim_start().trim_start_matches("- ");
        line.split_once(": ").is_some_and(|(key, value)| {
            keys.contains(&key) && value.trim().trim_matches(['"', '\'']).starts_with(|c: char| c.is_ascii_digit())
        })
    };
    text.lines().filter(|line| is_timed(line)).take(2).count() > 1
}

/// Takes a line apart: a time in front, or a name with a time behind it.
fn line(text: &str) -> Line<'_> {
    if let Some((stamp, rest)) = leading_stamp(text) {
        return Line { stamp: Some(stamp), name: None, text: rest };
    }
    named_stamp(text).unwrap_or(Line { text, ..Line::default() })
}

/// "[0.20s -> 2.30s] So", "[00:12.04]So", "(00:01) So", "0:03 So", "00:01 - 00:04".
fn leading_stamp(text: &str) -> Option<(Stamp, &str)> {
    const LONGEST: usize = 48;
    let separators = |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '|' | '•' | '·');
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inside) = text.strip_prefix(open) {
            let end = inside.char_indices().take(LONGEST).find(|(_, c)| *c == close)?.0;
            let times = range(&inside[..end])?;
            let mut rest = inside[end + 1..].trim_start_matches(separators);
            // Lyrics that come again have several times.
            while let Some((_, behind)) =
                rest.strip_prefix('[').and_then(|more| more.split_once(']')).filter(|(time, _)| clock(time).is_some())
            {
                rest = behind.trim_start_matches(separators);
            }
            return Some((Stamp { times, is_sure: true }, rest));
        }
    }
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',');
    let first = text.split(|c| !is_part(c)).next().unwrap_or_default().trim_end_matches([':', '.', ',']);
    let start_s = clock(first)?;
    let rest = &text[first.len()..];
    let arrow = rest.trim_start().trim_start_matches(['-', '–', '—', '>']).trim_start();
    let second = arrow.split(|c| !is_part(c)).next().unwrap_or_default();
    if let Some(end_s) = clock(second).filter(|_| arrow.len() < rest.trim_start().len()) {
        let rest = arrow[second.len()..].trim_start_matches(separators);
        return Some((Stamp { times: Times::new(start_s, end_s), is_sure: true }, rest));
    }
    let ends_word = rest.is_empty() || rest.starts_with(separators);
    let times = Times { start_s: Some(start_s), end_s: None };
    ends_word.then(|| (Stamp { times, is_sure: false }, rest.trim_start_matches(separators)))
}

/// "00:12.04", "0.20s -> 2.30s", "00:00.000 --> 00:02.300".
fn range(inside: &str) -> Option<Times> {
    let time = |text: &str| {
        let text = text.trim();
        let seconds = || {
            let figures = text.trim_end_matches('s').trim_end();
            let is_decimal = figures.contains('.') && figures.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            is_decimal.then(|| figures.parse().ok())?
        };
        clock(text).or_else(seconds)
    };
    let parts =
        ["-->", "->", "–>", "→", "–", "—", " - ", "-", " to "].iter().find_map(|arrow| inside.split_once(arrow));
    match parts {
        Some((start, end)) => Some(Times { start_s: Some(time(start)?), end_s: time(end) }),
        None => Some(Times { start_s: Some(time(inside)?), end_s: None }),
    }
}

/// "Maria Lopez  0:09", "Maria Lopez (00:01):", "Speaker 1 [00:01] So", "[Maria Lopez] 10:04:31".
fn named_stamp(text: &str) -> Option<Line<'_>> {
    let clean = |name: &str| {
        name.trim().trim_matches(|c: char| matches!(c, '[' | ']' | '*' | '_' | '|' | '-' | '•' | ':')).trim().to_owned()
    };
    let is_somebody = |name: &str| is_role(name) || is_name(name);
    if let Some(at) =
        text.char_indices().take(60).find(|(_, c)| matches!(c, '(' | '[')).map(|(at, _)| at).filter(|at| *at > 0)
    {
        let name = clean(&text[..at]);
        if let Some((stamp, rest)) = leading_stamp(&text[at..]).filter(|_| is_somebody(&name)) {
            return Some(Line { stamp: Some(stamp), name: Some(name), text: rest });
        }
    }
    let (ahead, time) = text.trim_end_matches(':').rsplit_once(char::is_whitespace)?;
    let start_s = clock(time)?;
    let name = clean(ahead);
    // Zoom writes the time of day, which is none in the recording.
    let is_time_of_day = ahead.trim().starts_with('[') && time.matches(':').count() == 2;
    let times = Times { start_s: Some(start_s).filter(|_| !is_time_of_day), end_s: None };
    is_somebody(&name).then_some(Line { stamp: Some(Stamp { times, is_sure: false }), name: Some(name), text: "" })
}

/// A title may stand before the first time.
const MOST_TITLE_LINES: usize = 3;

/// Lines with times; `None` when they are too few to be more than talk of time.
fn timed(lines: &[Line]) -> Option<Parsed> {
    let stamped = lines.iter().filter(|line| line.stamp.is_some()).count();
    let headers = lines.iter().filter(|line| line.stamp.is_some() && line.text.is_empty()).count();
    let first = lines.iter().position(|line| line.stamp.is_some())?;
    let sure = lines.iter().filter(|line| line.stamp.is_some_and(|stamp| stamp.is_sure)).count();
    let names = names_of_headers(lines);
    let is_named =
        |(line, name): (&Line, &HeaderName)| line.stamp.is_none() || line.name.is_some() || name.name.is_some();
    let named = lines.iter().zip(&names).all(is_named);
    let least = cutoffs().import.transcript_timed_line_share_max * lines.len() as f64;
    // One line proves nothing: "9:30 is when I start."
    let is_form = match stamped {
        1 => first == 0 && (sure == 1 || headers == 1) && (lines[0].name.is_some() || lines.len() <= 2),
        // Headers stand over as much text as the speaker has to say, which may be many lines.
        _ => {
            let opens = first <= MOST_TITLE_LINES || lines[first].name.is_some();
            stamped as f64 > least || opens && (headers == stamped || sure == stamped || named)
        }
    };
    if !is_form {
        return None;
    }
    let mut segments: Vec<Segment> = Vec::new();
    for (index, line) in lines.iter().enumerate().skip(first) {
        if is_credit(line.text) || names[index].is_own_line {
            continue;
        }
        let Some(stamp) = line.stamp else {
            match segments.last_mut().and_then(|segment| segment.pieces.last_mut()) {
                Some(piece) => {
                    piece.text.push('\n');
                    piece.text.push_str(line.text);
                }
                None => segments.push(Segment::of_text(line.text, Times::default())),
            }
            continue;
        };
        let mut text = line.text;
        let speaker = line.name.clone().or_else(|| names[index].name.clone());
        if speaker.is_some() && line.name.is_none() && names[index].is_in_text {
            text = "";
        }
        let pieces = if text.contains('<') { timed_pieces(text, stamp.times) } else { Vec::new() };
        let segment = Segment { speaker, ..Segment::of_text(text, stamp.times) };
        segments.push(if pieces.len() > 1 { Segment { pieces, ..segment } } else { segment });
    }
    close(&mut segments);
    let is_lyrics = |line: &Line| line.stamp.is_none_or(|stamp| stamp.is_sure && stamp.times.end_s.is_none());
    let has_names = segments.iter().any(|segment| segment.speaker.is_some());
    let format = if lines.iter().all(is_lyrics) && !has_names { "LRC" } else { "text with times" };
    Some(Parsed { format, language: language(lines), segments })
}

/// A segment without an end goes on until the next begins; one without text only ends the one before.
fn close(segments: &mut Vec<Segment>) {
    let mut next_s: Option<Seconds> = None;
    for segment in segments.iter_mut().rev() {
        if segment.times.start_s.is_some() {
            let end_s = segment.times.end_s.or(next_s);
            next_s = segment.times.start_s;
            segment.times.end_s = end_s;
            if let Some(piece) = segment.pieces.last_mut() {
                piece.times.end_s = piece.times.end_s.or(end_s);
            }
        }
    }
    segments.retain(|segment| segment.pieces.iter().any(|piece| !piece.text.trim().is_empty()));
}

/// Where a header's speaker stands when not before its time.
#[derive(Debug, Default, Clone)]
struct HeaderName {
    name: Option<String>,
    /// The line holds a name for the header beside it.
    is_own_line: bool,
    /// The name is what follows the time.
    is_in_text: bool,
}

/// Names on the line before or after every time that stands alone (Google Recorder), or behind the time with the text
/// below (Word): "00:01" under "Speaker 1", "00:00:01 Speaker 1".
fn names_of_headers(lines: &[Line]) -> Vec<HeaderName> {
    let mut names = vec![HeaderName::default(); lines.len()];
    let is_header = |i: usize| lines[i].stamp.is_some() && lines[i].name.is_none();
    let alone: Vec<usize> = (0..lines.len()).filter(|&i| is_header(i) && lines[i].text.is_empty()).collect();
    let is_somebody = |i: usize| {
        lines.get(i).is_some_and(|line| {
            line.stamp.is_none() && (is_role(line.text) || is_name(line.text) && !line.text.ends_with('.'))
        })
    };
    let all_have = |at: &dyn Fn(usize) -> Option<usize>| {
        let beside: Option<Vec<usize>> = alone.iter().map(|&i| at(i).filter(|&i| is_somebody(i))).collect();
        beside.filter(|beside| {
            let mut seen = std::collections::HashSet::new();
            beside.iter().any(|&i| is_role(lines[i].text) || !seen.insert(lines[i].text))
        })
    };
    let behind = |i: usize| Some(i + 1).filter(|&next| lines.get(next + 1).is_some_and(|line| line.stamp.is_none()));
    if let Some(beside) = all_have(&|i| i.checked_sub(1)).or_else(|| all_have(&behind)).filter(|_| !alone.is_empty()) {
        for (&header, &name) in alone.iter().zip(&beside) {
            names[header].name = Some(lines[name].text.to_owned());
            names[name].is_own_line = true;
        }
    }
    let with_text: Vec<usize> = (0..lines.len()).filter(|&i| is_header(i) && !lines[i].text.is_empty()).collect();
    let has_text_below = |i: usize| lines.get(i + 1).is_some_and(|line| line.stamp.is_none());
    let somebody = |i: usize| {
        let text = lines[i].text.trim_end_matches(':');
        is_role(text) || is_name(text)
    };
    if !with_text.is_empty() && with_text.iter().all(|&i| has_text_below(i) && somebody(i)) {
        for &header in &with_text {
            names[header].name = Some(lines[header].text.trim_end_matches(':').to_owned());
            names[header].is_in_text = true;
        }
    }
    names
}

/// "[by:whisper.cpp]", "[ti:A talk]".
fn is_lrc_tag(line: &str) -> bool {
    let tag = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    tag.and_then(|tag| tag.split_once(':'))
        .is_some_and(|(key, _)| !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase()))
}

/// What programs print about themselves between the segments: "whisper_print_timings: …", "[by:whisper.cpp]".
fn is_log(line: &str) -> bool {
    let names_function = || {
        let name = line.split([':', ' ']).next().unwrap_or_default();
        name.contains('_')
            && name.len() > 4
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    is_lrc_tag(line) || (line.contains(':') && names_function() && leading_label(line).is_none())
}

/// "Detected language 'es' with probability 0.98", "Detected language: Spanish".
fn language(lines: &[Line]) -> Option<String> {
    let said = lines.iter().find_map(|line| line.text.strip_prefix("Detected language"))?;
    let word = said.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())?;
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = (Option<String>, Option<f64>, Option<f64>, String);

    fn found(text: &str) -> Vec<Found> {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let parsed = read(text).unwrap();
        parsed
            .segments
            .into_iter()
            .map(|s| (s.speaker, s.times.start_s, s.times.end_s, flat(&s.pieces[0].text)))
            .collect()
    }

    #[test]
    fn every_program_has_its_way_of_writing_times() {
        let so = |start, end| {
            vec![(None, Some(0.0), Some(start), "So I".to_owned()), (None, Some(start), end, "led it.".to_owned())]
        };
        for (text, end) in [
            ("[0.00s -> 3.20s]  So I\n[3.20s -> 5.00s]  led it.\n", Some(5.0)),
            ("[00:00.000 --> 00:03.200]  So I\n[00:03.200 --> 00:05.000]  led it.\n", Some(5.0)),
            (
                "Detected language 'en' with probability 1.0\n[0.00s -> 3.20s] So I\n[3.20s -> 5.00s] led it.\n",
                Some(5.0),
            ),
            ("[by:whisper.cpp]\n[00:00.00]So I\n[00:03.20] led it.\n", None),
            ("[00:00.00]So I\n[00:03.20]led it.\n[00:05.00]\n", Some(5.0)),
            ("0:00.0 So I\n0:03.2 led it.\n", None),
            ("0:00\nSo I\n0:03.2\nled it.\n", None),
            ("00:00 - 00:03.2\nSo I\n00:03.2 - 00:05\nled it.\n", Some(5.0)),
        ] {
            assert_eq!(found(text), so(3.2, end), "{text}");
        }
    }

    #[test]
    fn headers_tell_who_and_when() {
        let expected = [("Maria Lopez", Some(0.0), "So I led it."), ("Ben", Some(9.0), "And then?")];
        for text in [
            "Maria Lopez  0:00  \nSo I led it.\n\nBen  0:09  \nAnd then?\n\nTranscribed by https://otter.ai\n",
            "Maria Lopez (00:00):\nSo I led it.\n\nBen (00:09):\nAnd then?\n",
            "Maria Lopez [00:00:00] So I led it.\nBen [00:00:09] And then?\n",
            "[00:00] Maria Lopez: So I led it.\n[00:09] Ben: And then?\n",
            "00:00:00 Maria Lopez\nSo I led it.\n00:00:09 Ben\nAnd then?\n",
            "00:00 | Maria Lopez\nSo I\nled it.\n00:09 | Ben\nAnd then?\n",
        ] {
            let mut segments = read(text).unwrap().segments;
            super::super::speakers::take_labels(&mut segments);
            let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let found: Vec<_> = segments
                .iter()
                .map(|s| (s.speaker.clone().unwrap_or_default(), s.times.start_s, flat(&s.pieces[0].text)))
                .collect();
            let expected: Vec<_> = expected.iter().map(|(n, t, w)| ((*n).to_owned(), *t, (*w).to_owned())).collect();
            assert_eq!(found, expected, "{text}");
        }
        let recorder = "A title\n\nSpeaker 1\n00:00\nSo I led it.\n\nSpeaker 2\n00:09\nAnd then?\n";
        let speakers: Vec<_> = found(recorder).into_iter().map(|f| (f.0.unwrap(), f.3)).collect();
        assert_eq!(
            speakers,
            [("Speaker 1".to_owned(), "So I led it.".to_owned()), ("Speaker 2".to_owned(), "And then?".to_owned())]
        );
        let zoom = found("[Maria Lopez] 13:04:05\nSo I led it.\n\n[Ben] 13:04:20\nAnd then?\n");
        assert_eq!(
            (zoom[0].0.as_deref(), zoom[0].1),
            (Some("Maria Lopez"), None),
            "a time of day is none in the recording"
        );
    }

    #[test]
    fn talk_of_times_is_talk() {
        for talk in [
            "From 2019 2020",
            "9:30 is when I start.",
            "Ratio 1.5 2.5",
            "9:30 is early.\nI start then.\nReally.",
            "We met at 10:30\nIt was late.",
        ] {
            assert!(read(talk).unwrap().segments.iter().all(|s| s.times == Times::default()), "{talk}");
        }
    }

    #[test]
    fn other_documents_are_refused_by_name() {
        for (text, name) in [
            ("{\\rtf1 So", "rich text"),
            ("<?xml version=\"1.0\"?><tt>", "XML"),
            ("[Script Info]\n", "ASS"),
            ("{0}{25}So", "MicroDVD"),
            ("Segment(id=1, text=' So')", "Python"),
        ] {
            let problem = read(text).unwrap_err().to_string();
            assert!(problem.contains(name), "{problem}");
        }
    }
}

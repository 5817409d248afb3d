//! Tables of segments or words: openai-whisper's TSV and whisper.cpp's CSV (start and end in milliseconds, text),
//! whisper-timestamped's CSV (text, start and end in seconds, no header), Audacity's labels (start, end, text), and
//! what spreadsheets make of them.

use super::TranscriptProblem;
use crate::types::Seconds;

use super::cues::{Parsed, Segment, Times, clock, unparsable};

const MS_PER_S: f64 = 1000.0;

const START: &[&str] = &["start", "begin", "from", "starttime", "starts", "t0", "in", "time", "timestamp", "offset"];
const END: &[&str] = &["end", "to", "stop", "endtime", "ends", "t1", "out"];
const DURATION: &[&str] = &["duration", "dur", "length"];
const TEXT: &[&str] = &[
    "text",
    "transcript",
    "transcription",
    "word",
    "words",
    "sentence",
    "caption",
    "content",
    "utterance",
    "subtitle",
];
const SPEAKER: &[&str] = &["speaker", "name", "speakername", "speakerlabel", "participant", "who"];

/// Where the fields of a row are.
struct Columns {
    start: Option<usize>,
    end: Option<usize>,
    duration: Option<usize>,
    text: usize,
    speaker: Option<usize>,
    /// What the header says: 1,000 for milliseconds.
    per_s: Option<f64>,
}

impl Columns {
    /// Whether the rows below hold times where the header says so; a sentence may be made of names of columns.
    fn fit(&self, rows: &[Vec<String>]) -> bool {
        let known = |name: &String| {
            [START, END, DURATION, TEXT, SPEAKER].concat().contains(&name.trim().to_lowercase().as_str())
        };
        let Some(start) = self.start.filter(|_| rows.len() > 1) else { return rows[0].iter().all(known) };
        let is_time = |row: &&Vec<String>| {
            row.get(start).is_some_and(|field| number(field).is_some() || clock(field.trim()).is_some())
        };
        2 * rows[1..].iter().filter(is_time).count() >= rows.len() - 1
    }
}

/// A number, with a comma as its point where spreadsheets write it so.
fn number(field: &str) -> Option<f64> {
    field.trim().replace(',', ".").parse().ok()
}

/// Reads a table; `None` when `text` is none.
pub fn read(text: &str) -> Option<Result<Parsed, TranscriptProblem>> {
    ['\t', ',', ';'].iter().find_map(|&delimiter| {
        let rows = rows(text, delimiter);
        let format = if delimiter == '\t' { "TSV" } else { "CSV" };
        let first = rows.first()?;
        if let Some(columns) = columns(first).filter(|columns| columns.fit(&rows)) {
            return Some(Ok(with_header(&columns, &rows, format)));
        }
        without_header(&rows, format).map(Ok).or_else(|| is_table(&rows).then(|| Err(unknown_table(first))))
    })
}

fn rows(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter as u8)
        // A quote in a TSV is a quote.
        .quoting(delimiter != '\t')
        .from_reader(text.as_bytes());
    let fields = |row: csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let rows = reader.records().map_while(Result::ok).map(fields);
    rows.filter(|row| row.iter().any(|field| !field.trim().is_empty())).collect()
}

/// The columns that a header names: a text, and a start or a speaker.
fn columns(header: &[String]) -> Option<Columns> {
    let names: Vec<String> = header
        .iter()
        .map(|name| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .collect();
    let units = ["ms", "milliseconds", "s", "sec", "seconds"];
    let bare = |name: &str| units.iter().find_map(|unit| name.strip_suffix(unit).map(str::to_owned));
    let find = |known: &[&str]| {
        let is_known = |name: &String| known.contains(&name.as_str());
        names
            .iter()
            .position(is_known)
            .or_else(|| names.iter().position(|name| bare(name).is_some_and(|n| is_known(&n))))
    };
    let (start, speaker, text) = (find(START), find(SPEAKER), find(TEXT)?);
    (header.len() > 1 && (start.is_some() || speaker.is_some())).then_some(())?;
    let unit = start.map(|start| &names[start]).filter(|name| !START.contains(&name.as_str()));
    let per_s = unit.map(|name| if name.ends_with("ms") || name.ends_with("milliseconds") { MS_PER_S } else { 1.0 });
    Some(Columns { start, end: find(END), duration: find(DURATION), text, speaker, per_s })
}

fn with_header(columns: &Columns, rows: &[Vec<String>], format: &'static str) -> Parsed {
    let per_s = columns.per_s.unwrap_or_else(|| per_second(columns, rows));
    let mut segments = Vec::with_capacity(rows.len());
    for row in &rows[1..] {
        let time = |column: Option<usize>| {
            let field = row.get(column?)?.trim();
            let in_unit = || number(field).map(|time| time / per_s);
            (!field.is_empty()).then(|| clock(field).or_else(in_unit).unwrap_or(f64::NAN))
        };
        let start_s = time(columns.start);
        let ends_after = || start_s.zip(time(columns.duration)).map(|(start_s, length_s)| start_s + length_s);
        let times = Times { start_s, end_s: time(columns.end).or_else(ends_after) };
        let speaker = columns.speaker.and_then(|column| row.get(column)).map(|name| name.trim().to_owned());
        // A comma without quotes cuts the last column in two.
        let is_last = columns.text + 1 == rows[0].len();
        let text = match row.get(columns.text..).filter(|rest| is_last && !rest.is_empty()) {
            Some(rest) => rest.join(", "),
            None => row.get(columns.text).cloned().unwrap_or_default(),
        };
        let speaker = speaker.filter(|name| !name.is_empty());
        segments.push(Segment { speaker, ..Segment::of_text(text, times) });
    }
    Parsed { format, language: None, segments }
}

/// Whisper's programs write whole numbers in milliseconds; seconds have a point, or are too small to be anything else.
fn per_second(columns: &Columns, rows: &[Vec<String>]) -> f64 {
    let is_whisper = rows[0].iter().map(String::as_str).eq(["start", "end", "text"]);
    let columns = [columns.start, columns.end].into_iter().flatten();
    let times: Vec<&str> = columns
        .flat_map(|column| rows[1..].iter().filter_map(move |row| row.get(column)))
        .map(|time| time.trim())
        .collect();
    let numbers: Vec<&str> = times.into_iter().filter(|time| number(time).is_some()).collect();
    let whole = numbers.iter().all(|time| !time.contains(['.', ',']));
    let large = numbers.iter().filter_map(|time| number(time)).any(|time| time >= MS_PER_S);
    if whole && (is_whisper || large) { MS_PER_S } else { 1.0 }
}

/// `None` unless every line is a row: text may hold commas and figures, so one that is not makes it no table.
fn without_header(rows: &[Vec<String>], format: &'static str) -> Option<Parsed> {
    let row = |fields: &Vec<String>| {
        let count = fields.len();
        if count < 3 {
            return None;
        }
        let behind = decimal(&fields[count - 2]).zip(decimal(&fields[count - 1]));
        let (times, text) = match (decimal(&fields[0]).zip(decimal(&fields[1])), behind) {
            (_, Some(times)) => (times, &fields[..count - 2]),
            (Some(times), None) => (times, &fields[2..]),
            (None, None) => return None,
        };
        Some(Segment::of_text(text.join(", "), Times::new(times.0, times.1)))
    };
    let segments: Vec<Segment> = rows.iter().map(row).collect::<Option<_>>()?;
    Some(Parsed { format, language: None, segments })
}

/// "0.38": programs write every time with its point, people write a list "1,2" without.
fn decimal(field: &str) -> Option<Seconds> {
    let field = field.trim();
    let plain = field.contains('.') && field.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'e'));
    plain.then(|| field.parse().ok())?
}

/// Several rows of as many fields, one of them a number in all but the first.
fn is_table(rows: &[Vec<String>]) -> bool {
    let width = rows[0].len();
    let is_number = |field: &String| field.trim().parse::<f64>().is_ok() || clock(field.trim()).is_some();
    rows.len() > 2
        && width > 1
        && rows.iter().all(|row| row.len() == width)
        && (0..width).any(|column| rows[1..].iter().all(|row| is_number(&row[column])))
}

fn unknown_table(header: &[String]) -> TranscriptProblem {
    let header = super::cues::excerpt([header.join(", ").as_str()]);
    unparsable(format!("a table that begins with \"{header}\"; name its columns start, end and text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, start, end and speaker.
    type Found = (String, Option<f64>, Option<f64>, Option<String>);

    fn found(text: &str) -> Vec<Found> {
        let parsed = read(text).expect("is a table").expect("is one it knows");
        let in_ms = |s: Option<f64>| s.map(|s| (s * 1000.0).round() / 1000.0);
        let row =
            |s: Segment| (s.pieces[0].text.trim().to_owned(), in_ms(s.times.start_s), in_ms(s.times.end_s), s.speaker);
        parsed.segments.into_iter().map(row).collect()
    }

    #[test]
    fn headers_name_the_columns_in_any_order() {
        let row =
            |text: &str, speaker: Option<&str>| (text.to_owned(), Some(0.2), Some(2.3), speaker.map(str::to_owned));
        assert_eq!(found("start,end,text\n200,2300,\" So, \"\"yes\"\".\"\n"), [row("So, \"yes\".", None)]);
        assert_eq!(found("start,end,speaker,text\n200,2300,0,\" So\"\n"), [row("So", Some("0"))]);
        assert_eq!(found("Speaker;Start (s);Text;End (s)\nAna;0,2;So;2,3\n"), [row("So", Some("Ana"))]);
        assert_eq!(found("start\tduration\ttext\n0:00.2\t2.1\tSo\n"), [row("So", None)]);
        assert_eq!(found("start_ms,end_ms,word\n200,2300,So\n"), [row("So", None)]);
        assert_eq!(found("start,end,text\n0.2,2.3,So, yes\n"), [row("So,  yes", None)]);
        assert_eq!(found("start,end,text\n1,2,So\n3,x,my\n")[0].1, Some(0.001));
    }

    #[test]
    fn rows_without_a_header_need_two_decimals() {
        assert_eq!(found("0.200000\t2.300000\tSo\n")[0].1, Some(0.2));
        assert_eq!(found("So,0.2,2.3\n")[0].2, Some(2.3));
    }

    #[test]
    fn prose_is_no_table_and_other_tables_are_refused_by_name() {
        for prose in ["one,2,3", "So, I said, no.\nThen, he said, yes.", "text, and then, start", "I said: to start"] {
            assert!(read(prose).is_none(), "{prose}");
        }
        for table in ["id,kind,note\n1,a,So\n2,b,my\n", " And\t0.9\n so\t0.8\n my\t0.7\n"] {
            let problem = read(table).expect("is a table").unwrap_err();
            assert!(problem.to_string().contains("name its columns start, end and text"), "{problem}");
        }
    }
}

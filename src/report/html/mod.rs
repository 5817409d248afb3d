//! One page with sound, complete in itself: nothing is fetched, nothing leaves it.
//!
//! `base.html`, `style.css`, `base.js` and `shell` are what every page has; the page of one answer adds its sections,
//! each with a view of its own here. Takes side by side ([`compare`]) and over time ([`trend`]) have pages of their own.

mod advice;
mod bullet;
pub mod compare;
mod curves;
mod data;
mod moment;
mod numbers;
mod prepare;
mod settings;
mod shell;
mod timeline;
mod transcript;
pub mod trend;
mod words;

use std::io::{self, Write};
use std::path::Path;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::terminal::text::printable;
use crate::report::retell::in_language;
use crate::types::{AdviceKind, Analysis};
use advice::AdviceView;
use numbers::Row;
pub use prepare::prepare;
pub use settings::settings;
use shell::Shell;
use timeline::Timeline;
use transcript::{Inline, Paragraph, Saving};
use words::Words;

/// The scripts of this page, in the order in which they need each other.
const SCRIPTS: [&str; 6] = [
    include_str!("sound.js"),
    include_str!("keyboard.js"),
    include_str!("player.js"),
    include_str!("timeline.js"),
    include_str!("transcript.js"),
    include_str!("keys.js"),
];

/// The sound of a page.
pub enum Sound {
    /// A complete Ogg Opus file.
    Embedded(Vec<u8>),
    /// Address of the recording, relative to the page.
    Linked(String),
    None,
}

/// The page of one answer. Pitch and level are drawn when the analysis holds its tracks.
pub struct HtmlPage<'a> {
    pub analysis: &'a Analysis,
    /// Language of the page; that of the answer stays in its words.
    pub language: &'a str,
    pub sound: Sound,
    /// What was written on a saved run: a name it was given, tags, a note.
    pub labels: &'a [String],
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportTemplate<'a> {
    shell: Shell,
    w: &'static Words,
    /// File, question, where the words come from.
    about: Vec<String>,
    analysis: &'a Analysis,
    changes: Vec<AdviceView>,
    worked: Vec<AdviceView>,
    timeline: Timeline,
    paragraphs: Vec<Paragraph>,
    saving: Option<Saving>,
    main_rows: Vec<Row>,
    other_rows: Vec<Row>,
    plays: bool,
    embedded: String,
    linked: Option<&'a str>,
    data: String,
}

impl HtmlPage<'_> {
    /// Writes the whole page.
    ///
    /// # Errors
    /// Whatever writing to `out` reports.
    pub fn render(&self, out: &mut dyn Write) -> io::Result<()> {
        let analysis = &in_language(self.analysis, self.language);
        let words = Words::of(self.language);
        let (media, linked, embedded, plays) = match &self.sound {
            Sound::Embedded(bytes) => ("blob:", None, BASE64.encode(bytes), true),
            Sound::Linked(address) => ("'self' file:", Some(address.as_str()), String::new(), true),
            Sound::None => ("'none'", None, String::new(), false),
        };
        let timeline = Timeline::of(analysis, words, analysis.recording.duration_s);
        let data = json_in_html(&data::Data::of(analysis, &timeline, words));
        let (main_rows, other_rows) = numbers::rows(analysis, plays, words);
        let page = ReportTemplate {
            shell: Shell::new(words, &[], &SCRIPTS, media),
            w: words,
            about: about(analysis, self.labels, words),
            analysis,
            changes: advice::views(analysis, AdviceKind::Change, plays, words),
            worked: advice::views(analysis, AdviceKind::Worked, plays, words),
            timeline,
            paragraphs: transcript::paragraphs(analysis, words),
            saving: transcript::saving(analysis),
            main_rows,
            other_rows,
            plays,
            embedded,
            linked,
            data,
        };
        page.write_into(out)
    }
}

/// What the page is about: the file, the question, where the words come from, what was written on the run.
fn about(analysis: &Analysis, labels: &[String], words: &Words) -> Vec<String> {
    let path = &analysis.recording.path;
    let name = match Path::new(path).file_name() {
        Some(name) if path != "-" => name.to_string_lossy().into_owned(),
        _ => words.say("standard_input").to_owned(),
    };
    let parts = [Some(name), analysis.question.title.clone(), analysis.provenance.transcript_source.clone()];
    parts.into_iter().flatten().chain(labels.iter().cloned()).map(|part| printable(&part)).collect()
}

/// JSON that no HTML parser takes for a tag, and no old script engine for a line end.
fn json_in_html(data: &impl serde::Serialize) -> String {
    let mut json = String::new();
    for c in serde_json::to_string(data).expect("numbers and text are JSON").chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => json.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    json
}

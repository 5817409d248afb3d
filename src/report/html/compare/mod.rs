//! Two takes, or two groups of them, side by side as one page: what really changed, both on one time axis, sentence by
//! sentence, measure by measure.

mod axis;
mod changes;
mod interval;
mod said;

use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;

use super::settings::settings;
use super::shell::Shell;
use super::words::Words;
use super::{Sound, json_in_html};
use crate::format;
use crate::report::terminal::text::printable;
use crate::types::{Analysis, Comparison, Seconds, TakeInfo};
use axis::Axis;
pub use changes::said as said_change;
use changes::{ChangeGroup, Headline, OutcomeView};
use said::{PairView, SIDES};

const STYLES: [&str; 1] = [include_str!("compare.css")];
const SCRIPTS: [&str; 4] = [
    include_str!("../sound.js"),
    include_str!("../keyboard.js"),
    include_str!("takes.js"),
    include_str!("differences.js"),
];

/// One take, to be seen and heard.
pub struct PageTake<'a> {
    pub analysis: &'a Analysis,
    pub sound: Sound,
}

/// The page of a comparison.
pub struct ComparePage<'a> {
    pub comparison: &'a Comparison,
    /// The language of the page.
    pub language: &'a str,
    /// Both takes; absent between groups, which have no single time axis.
    pub takes: Option<[PageTake<'a>; 2]>,
}

/// A side as the page names it.
struct SideView {
    /// [`SIDES`].
    name: &'static str,
    label: String,
    /// When it was saved.
    day: Option<String>,
    duration: String,
    plays: bool,
    linked: Option<String>,
    embedded: String,
}

#[derive(Template)]
#[template(path = "compare/page.html")]
struct CompareTemplate<'a> {
    shell: Shell,
    w: &'static Words,
    comparison: &'a Comparison,
    question: Option<String>,
    past: String,
    sides: Vec<SideView>,
    headlines: Vec<Headline>,
    axis: Option<Axis>,
    said: Vec<PairView>,
    counts: String,
    groups: Vec<ChangeGroup>,
    others: Vec<ChangeGroup>,
    advice: Vec<OutcomeView>,
    plays: bool,
    data: String,
}

/// What the script works on.
#[derive(Serialize)]
struct Data<'a> {
    axis_s: Seconds,
    /// Of each take, seconds.
    durations_s: Vec<Seconds>,
    lead_s: Seconds,
    tail_s: Seconds,
    step_s: Seconds,
    say: std::collections::BTreeMap<&'a str, &'a str>,
}

impl ComparePage<'_> {
    /// Writes the whole page.
    ///
    /// # Errors
    /// Whatever writing to `out` reports.
    pub fn render(&self, out: &mut dyn Write) -> io::Result<()> {
        let words = Words::of(self.language);
        let comparison = self.comparison;
        let takes = self.takes.as_ref().map_or(&[][..], |takes| &takes[..]);
        let plays = [0, 1].map(|at| takes.get(at).is_some_and(|take| !matches!(take.sound, Sound::None)));
        let sides = [&comparison.a, &comparison.b].into_iter().zip(SIDES).enumerate();
        let durations_s: Vec<Seconds> = takes.iter().map(|take| take.analysis.recording.duration_s).collect();
        let data = Data {
            axis_s: durations_s.iter().copied().fold(0.0, f64::max),
            durations_s,
            lead_s: settings().lead_s,
            tail_s: settings().tail_s,
            step_s: settings().step_s,
            say: words.for_script(),
        };
        let page = CompareTemplate {
            shell: Shell::new(words, &STYLES, &SCRIPTS, &media(takes)),
            w: words,
            comparison,
            question: comparison.b.last().and_then(|take| take.question.as_deref()).map(printable),
            past: match comparison.past_takes {
                0 => words.say("no_other_takes").to_owned(),
                1 => words.say("one_other_take").to_owned(),
                count => words.with("other_takes", count),
            },
            sides: sides.map(|(at, (infos, name))| side(name, infos, takes.get(at), words)).collect(),
            headlines: changes::headlines(comparison, self.language, words),
            axis: self.takes.as_ref().map(|[a, b]| Axis::of(a.analysis, b.analysis, words)),
            said: said::views(&comparison.said, plays, words),
            counts: said::counts(&comparison.said, words),
            groups: changes::groups(comparison, true, self.language, words),
            others: changes::groups(comparison, false, self.language, words),
            advice: changes::advice(comparison, words),
            plays: plays.contains(&true),
            data: json_in_html(&data),
        };
        page.write_into(out)
    }
}

fn side(name: &'static str, infos: &[TakeInfo], take: Option<&PageTake<'_>>, words: &Words) -> SideView {
    let (linked, embedded) = match take.map(|take| &take.sound) {
        Some(Sound::Linked(address)) => (Some(address.clone()), String::new()),
        Some(Sound::Embedded(bytes)) => (None, BASE64.encode(bytes)),
        Some(Sound::None) | None => (None, String::new()),
    };
    SideView {
        name,
        label: label(infos, words),
        day: infos.last().and_then(|take| take.saved_at).map(format::day),
        duration: take.map(|take| format::clock(take.analysis.recording.duration_s)).unwrap_or_default(),
        plays: linked.is_some() || !embedded.is_empty(),
        linked,
        embedded,
    }
}

/// One take, or several by the first and the last of them.
fn label(infos: &[TakeInfo], words: &Words) -> String {
    let one = |take: &TakeInfo| take.run.map_or_else(|| printable(&take.label), |run| words.with("run", run));
    match infos {
        [take] => one(take),
        [first, .., last] => format!("{} – {} ({})", one(first), one(last), words.with("takes", infos.len())),
        [] => String::new(),
    }
}

/// The places that the sound of `takes` comes from.
fn media(takes: &[PageTake<'_>]) -> String {
    let has = |wanted: fn(&Sound) -> bool| takes.iter().any(|take| wanted(&take.sound));
    let embedded = has(|sound| matches!(sound, Sound::Embedded(_))).then_some("blob:");
    let linked = has(|sound| matches!(sound, Sound::Linked(_))).then_some("'self' file:");
    let places: Vec<&str> = embedded.into_iter().chain(linked).collect();
    if places.is_empty() { "'none'".to_owned() } else { places.join(" ") }
}

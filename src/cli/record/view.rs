//! What is on the screen while a recording is on: a state in, lines out.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::audio::capture::{Level, Limits};
use crate::format;
use crate::types::Seconds;
use crate::wording;

pub(in crate::cli) const BOLD: Style = Style::new().bold();
pub(in crate::cli) const DIM: Style = Style::new().dimmed();
pub(in crate::cli) const GOOD: Style = AnsiColor::Green.on_default();
pub(in crate::cli) const WARN: Style = AnsiColor::Yellow.on_default();
const BAD: Style = AnsiColor::Red.on_default();
pub(in crate::cli) const MARGIN: usize = 2;
/// Lines longer than this are hard to read, whatever the window.
pub(in crate::cli) const WIDEST: usize = 100;
/// Cells of the level meter and of the time bar at most.
const WIDEST_BAR: usize = 60;
/// Columns before a bar.
pub(in crate::cli) const LABEL: usize = 8;

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Phase {
    /// Seconds until the take begins.
    Countdown(Seconds),
    /// The microphone was asked, and no sound has come yet.
    Waiting,
    Recording,
    Paused,
    /// Whether it may be lost was asked.
    Asking(Loss),
}

/// What would throw the take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    Discard,
    Again,
}

/// Everything that the screen shows.
#[derive(Debug, Clone)]
pub struct View<'a> {
    pub phase: Phase,
    pub microphone: &'a str,
    /// What was asked, as an interviewer asks it.
    pub question: Option<&'a str>,
    pub elapsed_s: Seconds,
    pub target_s: Option<Seconds>,
    pub max_s: Seconds,
    pub level: Level,
    /// What was written down so far; `None` when nobody writes down.
    pub words: Option<&'a str>,
    /// Whether much was said that is not among them yet.
    pub words_late: bool,
    /// What the user must know, e.g. that sound was lost.
    pub notes: &'a [String],
    /// In which the screen speaks.
    pub language: &'a str,
}

impl View<'_> {
    fn say(&self, text: &str) -> String {
        wording::say(self.language, text)
    }

    /// At most `height` lines of at most `width` columns.
    pub fn lines(&self, width: usize, height: usize) -> Vec<String> {
        let width = width.min(WIDEST).saturating_sub(2 * MARGIN).max(1);
        let mut top = vec![String::new(), self.state(width)];
        top.extend(self.question.into_iter().flat_map(|question| wrap(question, width)));
        top.push(String::new());
        top.push(self.time(width));
        top.extend(self.meter(width));
        top.extend(self.notes.iter().flat_map(|note| wrap(&self.say(note), width)).map(|line| paint(WARN, &line)));
        top.push(String::new());
        let mut bottom = vec![String::new()];
        bottom.extend(self.keys(width));
        let room = height.saturating_sub(top.len() + bottom.len());
        let words = self.spoken(width, room);
        let lines = top.into_iter().chain(words).chain(bottom).take(height);
        lines.map(|line| if line.is_empty() { line } else { format!("{:MARGIN$}{line}", "") }).collect()
    }

    fn state(&self, width: usize) -> String {
        match self.phase {
            Phase::Countdown(left_s) => {
                let text = format!("{} …", left_s.ceil());
                format!(
                    "{} {}",
                    paint(WARN.bold(), &text),
                    cut(&self.say("any key starts now"), width.saturating_sub(6))
                )
            }
            Phase::Waiting => self.with_microphone(&self.say("… waiting for the microphone"), WARN, width),
            Phase::Recording => self.with_microphone(&self.say("● recording"), BAD, width),
            Phase::Paused => self.with_microphone(&self.say("‖ paused"), WARN, width),
            Phase::Asking(loss) => {
                let question = self.say(match loss {
                    Loss::Discard => "‖ discard this take?",
                    Loss::Again => "‖ throw this take away and begin again?",
                });
                let answers = self.say("y/n");
                let question = cut(&question, width.saturating_sub(answers.width() + 1));
                format!("{} {answers}", paint(WARN.bold(), &question))
            }
        }
    }

    fn with_microphone(&self, state: &str, style: Style, width: usize) -> String {
        let name = cut(self.microphone, width.saturating_sub(state.width() + 3));
        let gap = width.min(LABEL + WIDEST_BAR).saturating_sub(state.width() + name.width());
        format!("{}{:gap$}{}", paint(style.bold(), state), "", paint(DIM, &name))
    }

    /// Time against the target, or against the longest recording when the end of that is near.
    fn time(&self, width: usize) -> String {
        let limits = Limits::built_in();
        let elapsed = format::clock(self.elapsed_s);
        let Some(target_s) = self.target_s else {
            let left_s = self.max_s - self.elapsed_s;
            let near = self.elapsed_s >= limits.near_end_share * self.max_s;
            let end = self.say(&format!("ends in {}", format::clock(left_s.ceil())));
            let end = if near { paint(WARN, &format!("  {end}")) } else { String::new() };
            return format!("{:<LABEL$}{}{end}", self.say("time"), paint(BOLD, &elapsed));
        };
        let share = self.elapsed_s / target_s;
        let style = match share {
            share if share > 1.0 => BAD,
            share if share >= limits.near_end_share => WARN,
            _ => GOOD,
        };
        let (clock, rest) = match share {
            share if share > 1.0 => (elapsed, format!("{} over", format::clock(self.elapsed_s - target_s))),
            _ => (elapsed, format!("of {}", format::clock(target_s))),
        };
        let rest = format!(" {}", self.say(&rest));
        let cells = bar_cells(width, 2 + clock.len() + rest.width());
        let filled = ((share.min(1.0) * cells as f64).round() as usize).min(cells);
        let bar = format!("{}{}", paint(style, &"━".repeat(filled)), paint(DIM, &"─".repeat(cells - filled)));
        format!("{:<LABEL$}{bar}  {}{}", self.say("time"), paint(style.bold(), &clock), paint(style, &rest))
    }

    /// The level meter and, under it, what is wrong with the level.
    fn meter(&self, width: usize) -> Vec<String> {
        let floor = Limits::built_in().meter_floor_dbfs;
        let number = self.level.peak_dbfs.map_or_else(|| "—".to_owned(), |db| format!("{db:.0} dB").replace('-', "−"));
        let cells = bar_cells(width, 2 + "−60 dB".width());
        let place = |db: Option<f32>| {
            let share = db.map_or(0.0, |db| 1.0 - f64::from(db) / floor).clamp(0.0, 1.0);
            (share * cells as f64).round() as usize
        };
        let (filled, peak) = (place(self.level.rms_dbfs), place(self.level.peak_dbfs));
        let style = if self.level.clipping { BAD } else { GOOD };
        let mut bar = paint(style, &"█".repeat(filled));
        if peak > filled {
            bar += &paint(DIM, &"░".repeat(peak - filled - 1));
            bar += &paint(style, "▌");
        }
        let rest = paint(DIM, &"·".repeat(cells - peak.max(filled)));
        let (style, hint) = if self.level.clipping {
            (BAD, "too loud: move back, or turn the microphone down")
        } else if self.level.nearly_silent {
            (BAD, "no sound: is the microphone muted, or the wrong one?")
        } else if self.level.too_quiet {
            (WARN, "very quiet: move closer, or turn the microphone up")
        } else {
            (DIM, "")
        };
        let mut lines = vec![format!("{:<LABEL$}{bar}{rest}  {}", self.say("level"), paint(DIM, &number))];
        let hint = wrap(&self.say(hint), width - LABEL.min(width - 1));
        lines.extend(hint.iter().map(|line| format!("{:LABEL$}{}", "", paint(style, line))));
        if lines.len() == 1 {
            // Its place stays, so that nothing moves when it comes.
            lines.push(String::new());
        }
        lines
    }

    /// The latest words, in `room` lines.
    fn spoken(&self, width: usize, room: usize) -> Vec<String> {
        let Some(words) = self.words else { return Vec::new() };
        if self.words_late && room > 1 {
            let late = self.say("the words come late, the machine is busy; the report will have them all");
            let mut lines = View { words_late: false, ..self.clone() }.spoken(width, room - 1);
            lines.push(paint(DIM, &cut(&late, width)));
            return lines;
        }
        if words.is_empty() {
            let waiting = matches!(self.phase, Phase::Recording);
            let line =
                if waiting { paint(DIM, &cut(&self.say("your words appear here"), width)) } else { String::new() };
            return vec![line].into_iter().take(room).collect();
        }
        let lines = wrap(words, width);
        let first = lines.len().saturating_sub(room);
        lines[first..].to_vec()
    }

    fn keys(&self, width: usize) -> Vec<String> {
        let pairs: &[(&str, &str)] = match self.phase {
            Phase::Countdown(_) => &[("enter", "start"), ("q", "leave")],
            Phase::Waiting => &[("q", "leave")],
            Phase::Asking(Loss::Discard) => &[("y", "discard"), ("n", "keep it")],
            Phase::Asking(Loss::Again) => &[("y", "begin again"), ("n", "keep it")],
            Phase::Paused => &[("space", "go on"), ("enter", "finish"), ("r", "again"), ("q", "discard")],
            Phase::Recording => &[("space", "pause"), ("enter", "finish"), ("r", "again"), ("q", "discard")],
        };
        let said: Vec<(String, String)> = pairs.iter().map(|(key, does)| (self.say(key), self.say(does))).collect();
        let said: Vec<(&str, &str)> = said.iter().map(|(key, does)| (key.as_str(), does.as_str())).collect();
        keys(&said, width)
    }
}

/// What the keys do, `(key, what it does)`, in as many lines as it takes.
pub(in crate::cli) fn keys(pairs: &[(&str, &str)], width: usize) -> Vec<String> {
    let mut lines = vec![(String::new(), 0)];
    for (key, does) in pairs {
        let columns = key.width() + 1 + does.width();
        let gap = if lines.last().is_some_and(|(_, used)| *used > 0) { 3 } else { 0 };
        if lines.last().is_some_and(|(_, used)| *used > 0 && used + gap + columns > width) {
            lines.push((String::new(), 0));
        }
        let (line, used) = lines.last_mut().expect("there is one");
        let gap = if *used > 0 { gap } else { 0 };
        *line += &format!("{:gap$}{} {}", "", paint(BOLD, key), paint(DIM, does));
        *used += gap + columns;
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

pub(in crate::cli) fn bar_cells(width: usize, beside: usize) -> usize {
    width.saturating_sub(LABEL + beside).clamp(1, WIDEST_BAR)
}

pub(in crate::cli) fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// `text` in lines of at most `width` columns; what is longer than a line alone is cut.
pub(in crate::cli) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(cut(word, width)),
        }
    }
    lines
}

pub(in crate::cli) fn cut(text: &str, width: usize) -> String {
    let mut kept = String::new();
    for letter in text.chars() {
        if kept.width() + letter.to_string().width() > width {
            break;
        }
        kept.push(letter);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOUD: Level = Level {
        rms_dbfs: Some(-22.4),
        peak_dbfs: Some(-9.6),
        clipping: false,
        too_quiet: false,
        nearly_silent: false,
        spoken: true,
        silence_s: 0.0,
    };

    fn view() -> View<'static> {
        View {
            phase: Phase::Recording,
            microphone: "USB Microphone",
            question: Some("Tell me about yourself."),
            elapsed_s: 42.3,
            target_s: Some(90.0),
            max_s: 3600.0,
            level: LOUD,
            words: Some(
                "Hello, my name is Ana. I am from Toronto. Um, I studied computer science there, and for six years I \
                 have built payment backends.",
            ),
            words_late: false,
            notes: &[],
            language: "en",
        }
    }

    /// Every moment of a recording, without colours.
    fn moments(width: usize, language: &str) -> String {
        let lost =
            ["0.40 s of sound did not arrive (once: the computer was too busy); silence stands in its place"
                .to_owned()];
        let views = [
            View { phase: Phase::Countdown(2.2), elapsed_s: 0.0, words: Some(""), ..view() },
            View { elapsed_s: 1.0, words: Some(""), level: Level::default(), ..view() },
            view(),
            View { elapsed_s: 80.0, level: Level { clipping: true, peak_dbfs: Some(0.0), ..LOUD }, ..view() },
            View { elapsed_s: 103.0, level: Level { too_quiet: true, rms_dbfs: Some(-52.0), ..LOUD }, ..view() },
            View { words_late: true, ..view() },
            View { phase: Phase::Waiting, elapsed_s: 0.0, words: None, ..view() },
            View { phase: Phase::Paused, question: None, target_s: None, words: None, ..view() },
            View {
                elapsed_s: 3541.0,
                target_s: None,
                level: Level { nearly_silent: true, ..Level::default() },
                ..view()
            },
            View { phase: Phase::Asking(Loss::Discard), notes: &lost, ..view() },
            View { phase: Phase::Asking(Loss::Again), ..view() },
        ];
        let views = views.map(|view| View { language, ..view });
        let rule = "-".repeat(width);
        views.iter().fold(String::new(), |mut all, view| {
            let lines = view.lines(width, 16);
            assert!(lines.len() <= 16);
            for line in lines {
                let line = anstream::adapter::strip_str(&line).to_string();
                assert!(line.width() <= width, "{} columns: {line}", line.width());
                all += line.trim_end();
                all += "\n";
            }
            all + &rule + "\n"
        })
    }

    #[test]
    fn it_looks_right_at_40_columns() {
        insta::assert_snapshot!(moments(40, "en"));
    }

    #[test]
    fn it_looks_right_at_80_columns() {
        insta::assert_snapshot!(moments(80, "en"));
    }

    #[test]
    fn it_looks_right_at_120_columns() {
        insta::assert_snapshot!(moments(120, "en"));
    }

    #[test]
    fn it_speaks_spanish() {
        insta::assert_snapshot!(moments(80, "es"));
    }

    #[test]
    fn colours_tell_how_near_the_end_is() {
        let time = |elapsed_s| View { elapsed_s, ..view() }.time(76);
        for (elapsed_s, style) in [(10.0, GOOD), (76.0, GOOD), (80.0, WARN), (90.5, BAD)] {
            assert!(time(elapsed_s).contains(&style.bold().to_string()), "{elapsed_s}");
        }
    }

    #[test]
    fn no_window_is_too_small() {
        for width in 0..50 {
            for height in 0..20 {
                assert!(view().lines(width, height).len() <= height);
            }
        }
    }
}

//! The time to prepare: the question, what is listened for, one's own notes, the clock.

use std::time::{Duration, Instant};

use anyhow::Result;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_width::UnicodeWidthStr;

use super::voice::Speaking;
use crate::cli::error::CommandError;
use crate::cli::record::screen::Screen;
use crate::cli::record::view::{BOLD, DIM, GOOD, LABEL, MARGIN, WARN, WIDEST, bar_cells, cut, keys, paint, wrap};
use crate::error::Error;
use crate::format;
use crate::interrupt::Interrupt;
use crate::practice::words::Words;
use crate::types::Seconds;

/// Between two looks at the clock and the keys.
const MOMENT: Duration = Duration::from_millis(100);
/// Cells that a clock is drawn in at least.
const BAR_MIN: usize = 8;
/// From here on the clock stands out.
const NEAR_END_S: Seconds = 10.0;

/// What the pane shows.
#[derive(Debug, Clone)]
pub struct Pane<'a> {
    pub heading: &'a str,
    pub question: &'a str,
    pub listens_for: &'a [String],
    pub must_say: &'a [String],
    /// Kept lines.
    pub notes: Vec<String>,
    /// The line that is being typed.
    pub typed: String,
    pub left_s: Seconds,
    pub prepare_s: Seconds,
    pub low_s: Seconds,
    pub high_s: Seconds,
}

/// How the preparation ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Prepared {
    /// With the notes that were taken.
    Ready(Vec<String>),
    Left,
}

/// Shows the pane until the time is over, or somebody starts or leaves. The question goes on being spoken meanwhile.
///
/// # Errors
/// [`Error::Interrupted`], and [`CommandError::Screen`] when the terminal does not take part.
pub fn prepare(
    mut pane: Pane<'_>,
    words: &Words,
    speaking: Option<Speaking>,
    interrupt: &Interrupt,
) -> Result<Prepared> {
    let failed = |e: std::io::Error| CommandError::Screen(e.to_string());
    let mut screen = Screen::open().map_err(failed)?;
    let mut speaking = speaking;
    let mut end = Instant::now() + Duration::from_secs_f64(pane.prepare_s);
    loop {
        interrupt.check()?;
        // Who still hears the question does not prepare yet.
        if speaking.as_mut().is_some_and(|speaking| !speaking.is_over()) {
            end = Instant::now() + Duration::from_secs_f64(pane.prepare_s);
        } else {
            speaking = None;
        }
        pane.left_s = end.saturating_duration_since(Instant::now()).as_secs_f64();
        if pane.left_s == 0.0 {
            return Ok(Prepared::Ready(pane.finished()));
        }
        let (columns, rows) = screen.size();
        screen.show(pane.lines(words, columns, rows)).map_err(failed)?;
        if let Some(pressed) = screen.typed(MOMENT).map_err(failed)?
            && let Some(prepared) = pane.press(pressed)?
        {
            return Ok(prepared);
        }
    }
}

impl Pane<'_> {
    fn press(&mut self, pressed: KeyEvent) -> Result<Option<Prepared>, Error> {
        let control = pressed.modifiers.contains(KeyModifiers::CONTROL);
        match pressed.code {
            KeyCode::Char('c') if control => return Err(Error::Interrupted),
            KeyCode::Char(letter) if !control => self.typed.push(letter),
            KeyCode::Backspace => match self.typed.pop() {
                Some(_) => {}
                None => self.typed = self.notes.pop().unwrap_or_default(),
            },
            KeyCode::Enter if self.typed.trim().is_empty() => return Ok(Some(Prepared::Ready(self.finished()))),
            KeyCode::Enter => self.notes.push(std::mem::take(&mut self.typed).trim().to_owned()),
            KeyCode::Esc => return Ok(Some(Prepared::Left)),
            _ => {}
        }
        Ok(None)
    }

    /// All notes, with what was being typed.
    fn finished(&mut self) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        let typed = self.typed.trim();
        if typed.chars().any(char::is_alphanumeric) {
            notes.push(typed.to_owned());
        }
        notes
    }

    /// At most `height` lines of at most `width` columns.
    pub fn lines(&self, words: &Words, width: usize, height: usize) -> Vec<String> {
        let width = width.min(WIDEST).saturating_sub(2 * MARGIN).max(1);
        let mut top = vec![String::new()];
        top.extend(wrap(self.heading, width).iter().map(|line| paint(DIM, line)));
        top.extend(wrap(self.question, width).iter().map(|line| paint(BOLD, line)));
        top.push(String::new());
        top.push(self.clock(words, width));
        let bottom: Vec<String> = std::iter::once(String::new())
            .chain(keys(
                &[
                    (words.say("pane_type"), words.say("pane_type_does")),
                    (words.say("pane_enter"), words.say("pane_enter_does")),
                    (words.say("pane_leave"), words.say("pane_leave_does")),
                ]
                .map(|(key, does)| (key, if key.width() + 1 + does.width() > width { "" } else { does })),
                width,
            ))
            .collect();
        let room = height.saturating_sub(top.len() + bottom.len());
        let notes = self.own(words, width, room);
        let hints = self.hints(words, width, room - notes.len());
        let lines = top.into_iter().chain(hints).chain(notes).chain(bottom).take(height);
        lines.map(|line| if line.is_empty() { line } else { format!("{:MARGIN$}{line}", "") }).collect()
    }

    fn clock(&self, words: &Words, width: usize) -> String {
        let target =
            words.fill("target", &[("low", &format::clock(self.low_s)), ("high", &format::clock(self.high_s))]);
        let left = format::clock(self.left_s.ceil());
        // A narrow window does without the target.
        let beside = left.len() + target.width() + 5;
        let target = if width >= LABEL + beside + BAR_MIN { target } else { String::new() };
        let cells = bar_cells(width, left.len() + target.width() + 5);
        let share = if self.prepare_s > 0.0 { (self.left_s / self.prepare_s).clamp(0.0, 1.0) } else { 0.0 };
        let filled = (share * cells as f64).round() as usize;
        let style = if self.left_s <= NEAR_END_S { WARN } else { GOOD };
        let bar = format!("{}{}", paint(style, &"━".repeat(filled)), paint(DIM, &"─".repeat(cells - filled)));
        let label = cut(words.say("prepare"), LABEL - 1);
        let clock = format!("{label:<LABEL$}{bar}  {}", paint(style.bold(), &left));
        if target.is_empty() { clock } else { format!("{clock}   {}", paint(DIM, &target)) }
    }

    /// What an interviewer listens for, in `room` lines; all of it or as much as fits.
    fn hints(&self, words: &Words, width: usize, room: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for (title, points) in [("listens_for", self.listens_for), ("must_say", self.must_say)] {
            if points.is_empty() {
                continue;
            }
            lines.push(String::new());
            lines.push(paint(DIM, &cut(words.say(title), width)));
            lines.extend(points.iter().flat_map(|point| hanging("· ", point, width)));
        }
        lines.truncate(room);
        lines
    }

    /// The newest notes, and the line that is being typed, in `room` lines.
    fn own(&self, words: &Words, width: usize, room: usize) -> Vec<String> {
        let mut lines = vec![String::new(), paint(DIM, &cut(words.say("notes"), width))];
        lines.extend(self.notes.iter().flat_map(|note| hanging("– ", note, width)));
        let cursor = format!("{}▏", self.typed);
        lines.extend(hanging("> ", &cursor, width));
        let first = lines.len().saturating_sub(room);
        lines.split_off(first)
    }
}

/// A paragraph whose other lines stand under its text.
fn hanging(lead: &str, text: &str, width: usize) -> Vec<String> {
    let lines = wrap(text, width.saturating_sub(2).max(1));
    let lead = |at: usize| if at == 0 { lead } else { "  " };
    lines.iter().enumerate().map(|(at, line)| format!("{}{line}", lead(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::Decks;

    fn shown(language: &str, width: usize, height: usize) -> String {
        let decks = Decks::built_in();
        let question = decks.question(language, "notice-start").unwrap();
        let pane = Pane {
            heading: "1/5",
            question: &question.text,
            listens_for: &question.listens_for,
            must_say: &question.points,
            notes: vec!["three months from the end of the quarter, sooner when the handover is done".to_owned()],
            typed: "holiday le".to_owned(),
            left_s: 17.6,
            prepare_s: 30.0,
            low_s: question.low_s,
            high_s: question.high_s,
        };
        let lines = pane.lines(Words::of(language), width, height);
        assert!(lines.len() <= height);
        lines.iter().fold(String::new(), |all, line| {
            let line = anstream::adapter::strip_str(line).to_string();
            assert!(line.width() <= width, "{} columns: {line}", line.width());
            all + line.trim_end() + "\n"
        })
    }

    #[test]
    fn it_looks_right_at_60_columns() {
        insta::assert_snapshot!(shown("en", 60, 24));
    }

    #[test]
    fn it_looks_right_at_80_columns_and_in_spanish() {
        insta::assert_snapshot!(format!("{}{}", shown("en", 80, 24), shown("es", 80, 24)));
    }

    #[test]
    fn it_looks_right_at_120_columns() {
        insta::assert_snapshot!(shown("en", 120, 40));
    }

    #[test]
    fn no_window_is_too_small() {
        for width in 24..50 {
            for height in 0..20 {
                shown("es", width, height);
            }
        }
    }

    #[test]
    fn notes_are_typed_kept_taken_back_and_finished() {
        let mut pane = Pane {
            heading: "",
            question: "",
            listens_for: &[],
            must_say: &[],
            notes: Vec::new(),
            typed: String::new(),
            left_s: 1.0,
            prepare_s: 1.0,
            low_s: 1.0,
            high_s: 2.0,
        };
        let press = |pane: &mut Pane, code| pane.press(KeyEvent::new(code, KeyModifiers::NONE)).unwrap();
        for letter in "Rust q".chars() {
            assert_eq!(press(&mut pane, KeyCode::Char(letter)), None);
        }
        press(&mut pane, KeyCode::Enter);
        assert_eq!((pane.notes.as_slice(), pane.typed.as_str()), (&["Rust q".to_owned()][..], ""));
        press(&mut pane, KeyCode::Backspace);
        press(&mut pane, KeyCode::Backspace);
        assert_eq!((pane.notes.len(), pane.typed.as_str()), (0, "Rust "));
        press(&mut pane, KeyCode::Enter);
        press(&mut pane, KeyCode::Char('5'));
        assert_eq!(pane.finished(), ["Rust", "5"]);
        assert_eq!(press(&mut pane, KeyCode::Esc), Some(Prepared::Left));
        let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert!(matches!(pane.press(control_c), Err(Error::Interrupted)));
    }
}

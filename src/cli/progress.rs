//! A progress bar on a terminal, with the time left once that can be told.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::{is_watched, said};
use crate::pipeline::Progress;
use crate::printable::printable;
use crate::types::Seconds;

/// Ticks per second of audio, so that the bar's whole numbers are fine enough.
const TICKS_PER_S: f64 = 100.0;
/// Before so much time and so much of the work are over, a guess would be off by hours.
const KNOWN_AFTER_S: Seconds = 2.0;
const KNOWN_SHARE: f64 = 0.1;

/// One bar for one recording; draws nothing when nobody watches.
pub struct Bar {
    bar: ProgressBar,
    stage: &'static str,
    /// When the words began to be written, and how much was there already.
    began: Option<(Instant, Seconds)>,
}

impl Bar {
    pub fn new(name: &str) -> Self {
        let bar = ProgressBar::new(1);
        if !is_watched() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.set_prefix(printable(name));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, stage: "", began: None }
    }

    pub fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Reading(share) => {
                self.enter("reading", "{percent} %");
                self.bar.set_length(1000);
                self.bar.set_position((f64::from(share) * 1000.0) as u64);
            }
            Progress::Listening => self.enter("listening", ""),
            Progress::Transcribing { done_s, all_s } => {
                self.enter("writing down", "{wide_bar} {percent} %  {msg}");
                let (began, first_s) = *self.began.get_or_insert_with(|| (Instant::now(), done_s));
                let left = left_s(began.elapsed().as_secs_f64(), done_s - first_s, all_s - done_s);
                self.bar.set_message(left.map(about).unwrap_or_default());
                self.bar.set_length((all_s * TICKS_PER_S) as u64);
                self.bar.set_position((done_s * TICKS_PER_S) as u64);
            }
        }
    }

    fn enter(&mut self, stage: &'static str, rest: &str) {
        if self.stage == stage {
            return;
        }
        self.stage = stage;
        self.bar.set_message("");
        if let Ok(style) = ProgressStyle::with_template(&format!("{{prefix}}  {{spinner}} {} {rest}", said(stage))) {
            self.bar.set_style(style.progress_chars("━╸ "));
        }
    }
}

/// The time that `to_do` of the work takes when `done` took `elapsed_s`; `None` before that says anything.
fn left_s(elapsed_s: Seconds, done: f64, to_do: f64) -> Option<Seconds> {
    let is_known = elapsed_s >= KNOWN_AFTER_S && done > KNOWN_SHARE * (done + to_do);
    is_known.then(|| elapsed_s * to_do / done)
}

/// No more exact than it is known: by five seconds, from a minute and a half on by minutes.
fn about(left_s: Seconds) -> String {
    if left_s < 90.0 {
        said(&format!("about {:.0} s left", 5.0 * (left_s / 5.0).ceil()))
    } else {
        said(&format!("about {:.0} min left", left_s / 60.0))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_told_when_it_is_known_and_as_well_as_it_is_known() {
        assert_eq!(left_s(0.4, 30.0, 30.0), None, "too early");
        assert_eq!(left_s(60.0, 1.0, 600.0), None, "too little of it");
        assert_eq!(left_s(10.0, 0.0, 60.0), None);
        assert_eq!(left_s(10.0, 20.0, 40.0), Some(20.0));
        for (left_s, text) in [(0.2, "about 5 s left"), (61.0, "about 65 s left"), (118.0, "about 2 min left")] {
            assert_eq!(about(left_s), text);
        }
    }
}

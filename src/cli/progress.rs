//! A progress bar with the time left, on a terminal only.

use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::output::is_watched;
use crate::pipeline::Progress;
use crate::printable::printable;

/// Ticks per second of audio, so that the bar's whole numbers are fine enough.
const TICKS_PER_S: f64 = 100.0;

/// One bar for one recording; draws nothing when nobody watches.
pub struct Bar {
    bar: ProgressBar,
    stage: &'static str,
}

impl Bar {
    pub fn new(name: &str) -> Self {
        let bar = ProgressBar::new(1);
        if !is_watched() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.set_prefix(printable(name));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, stage: "" }
    }

    pub fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Reading(share) => {
                self.enter("reading", "{prefix}  {spinner} {msg} {percent} %");
                self.bar.set_length(1000);
                self.bar.set_position((f64::from(share) * 1000.0) as u64);
            }
            Progress::Listening => self.enter("listening", "{prefix}  {spinner} {msg}"),
            Progress::Transcribing { done_s, all_s } => {
                self.enter("writing down", "{prefix}  {spinner} {msg} {wide_bar} {percent} %  {left}");
                self.bar.set_length((all_s * TICKS_PER_S) as u64);
                self.bar.set_position((done_s * TICKS_PER_S) as u64);
            }
        }
    }

    fn enter(&mut self, stage: &'static str, template: &str) {
        if self.stage == stage {
            return;
        }
        self.stage = stage;
        self.bar.reset_eta();
        self.bar.set_message(stage);
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.with_key("left", time_left).progress_chars("━╸ "));
        }
    }
}

/// Nothing before the first chunk is done: there is nothing to tell it from.
fn time_left(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    if state.pos() > 0 {
        let _ = write!(out, "{:#} left", HumanDuration(state.eta()));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

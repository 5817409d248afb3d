//! A place in the recording that can be heard: a button when the page has sound, else its time and words.

use askama::Template;

use super::words::Words;
use crate::format;
use crate::report::terminal::text::printable;
use crate::types::{Evidence, Seconds};

#[derive(Template)]
#[template(path = "moment.html")]
pub struct Moment {
    pub from_s: Seconds,
    pub to_s: Seconds,
    pub clock: String,
    pub quote: Option<String>,
    pub plays: bool,
    /// Which of several takes it lies in.
    pub take: Option<&'static str>,
    /// "Play", in the language of the page.
    play: &'static str,
}

impl Moment {
    /// `None` for evidence without a time.
    pub fn of(evidence: &Evidence, plays: bool, words: &'static Words) -> Option<Moment> {
        let span = evidence.span?;
        Some(Moment {
            from_s: span.start_s,
            to_s: span.end_s,
            clock: format::clock(span.start_s),
            quote: evidence.quote.as_deref().map(printable),
            plays,
            take: None,
            play: words.say("play"),
        })
    }

    /// The moment lies in the take called `take`.
    pub fn in_take(self, take: &'static str) -> Moment {
        Moment { take: Some(take), ..self }
    }
}

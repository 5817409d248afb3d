//! Flags that several commands share, and what of them decides settings.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::comparison::LimitArgs;
use crate::audio::ReadOptions;
use crate::config::Layer;
use crate::report::RENDERERS;

/// How recordings are read.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Analyse what is there of a file that was cut off
    #[arg(long, help_heading = "Recording")]
    pub partial: bool,

    /// Audio track, counted from 1, where a file has several; else the one that speaks
    #[arg(long, value_name = "N", help_heading = "Recording")]
    pub track: Option<NonZeroUsize>,

    /// Take recordings of up to so many hours
    #[arg(long, value_name = "N", value_parser = hours, help_heading = "Recording")]
    pub max_hours: Option<f64>,
}

impl ReadArgs {
    pub fn options(&self) -> ReadOptions {
        ReadOptions { partial: self.partial, track: self.track.map(NonZeroUsize::get), max_hours: self.max_hours }
    }

    /// Whether anything was asked for.
    pub fn is_given(&self) -> bool {
        self.options() != ReadOptions::default()
    }
}

fn hours(text: &str) -> Result<f64, String> {
    let hours = text.parse().ok().filter(|hours: &f64| hours.is_finite() && *hours > 0.0);
    hours.ok_or_else(|| "not a number of hours".to_owned())
}

/// What the answer is compared with.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// What was asked: self-intro, behavioural, project, technical, factual, closing, one of `saywell questions`, or any other in your own words; sets the target
    #[arg(short, long, value_name = "KIND|TEXT", help_heading = "Target")]
    pub question: Option<String>,

    /// Longest good length, such as 90s, 2m or 1:30
    #[arg(short, long, value_name = "TIME", value_parser = parse_seconds, help_heading = "Target")]
    pub target: Option<f64>,

    /// Points the answer should make, one a line: notes, lines of a CV, keywords of an advert
    #[arg(long, value_name = "FILE", help_heading = "Target")]
    pub points: Option<PathBuf>,
}

/// Where the words come from.
#[derive(Debug, Args)]
pub struct WordsArgs {
    /// Model by name or path
    #[arg(short, long, value_name = "NAME|PATH", conflicts_with_all = ["transcript", "no_transcript"], help_heading = "Words")]
    pub model: Option<String>,

    /// Language of the answer: en, es, …, or auto
    #[arg(short, long, value_name = "LANG", help_heading = "Words")]
    pub lang: Option<String>,

    /// Words written elsewhere: JSON of a Whisper program or service, SRT, VTT, a table, or plain text
    #[arg(long, value_name = "FILE", conflicts_with = "no_transcript", help_heading = "Words")]
    pub transcript: Option<PathBuf>,

    /// Which speaker of the transcript is meant, by name or number; else the one who says most
    #[arg(long, value_name = "NAME|N", requires = "transcript", help_heading = "Words")]
    pub speaker: Option<String>,

    /// No words: measure the sound alone
    #[arg(long, conflicts_with = "tight_audio", help_heading = "Words")]
    pub no_transcript: bool,

    /// Clean words, as Whisper writes them by itself: without most of the "um", repetitions and restarts
    #[arg(long, conflicts_with_all = ["transcript", "no_transcript"], help_heading = "Words")]
    pub no_verbatim: bool,

    /// Processor threads for Whisper
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), help_heading = "Words")]
    pub threads: Option<u16>,
}

/// How the report is shown, and what else is written.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Form of the report
    #[arg(short, long, value_name = "FORMAT", default_value = RENDERERS[0].spec().id, value_parser = format_ids(), help_heading = "Report")]
    pub format: String,

    /// Put the tracks of pitch, voicing and level into the JSON, for plotting
    #[arg(long, help_heading = "Report")]
    pub tracks: bool,

    /// Write the report to FILE instead of the terminal
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub limits: LimitArgs,

    /// Columns of the report, instead of the terminal's own
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=400), help_heading = "Report")]
    pub width: Option<u16>,

    /// Everything: all changes with their reasons, every number, instead of one screen
    #[arg(long, help_heading = "Report")]
    pub full: bool,

    /// Show the transcript with what could go struck out
    #[arg(long, help_heading = "Report")]
    pub tighten: bool,

    /// Write the answer without what could go, to listen to, as WAV
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub tight_audio: Option<PathBuf>,
}

impl TargetArgs {
    pub fn layer(&self) -> Layer {
        Layer { question: self.question.clone(), ..Layer::default() }
    }

    pub fn is_given(&self) -> bool {
        self.question.is_some() || self.target.is_some() || self.points.is_some()
    }
}

impl WordsArgs {
    pub fn layer(&self) -> Layer {
        Layer {
            model: self.model.clone(),
            language: self.lang.clone(),
            threads: self.threads.map(usize::from),
            verbatim: self.no_verbatim.then_some(false),
            ..Layer::default()
        }
    }

    pub fn is_given(&self) -> bool {
        self.layer() != Layer::default() || self.transcript.is_some() || self.no_transcript
    }
}

impl ReportArgs {
    /// Whether the report is the one for people.
    pub fn is_text(&self) -> bool {
        self.format == RENDERERS[0].spec().id
    }

    pub fn layer(&self) -> Layer {
        Layer { width: self.width.map(usize::from), ..Layer::default() }
    }
}

fn format_ids() -> PossibleValuesParser {
    PossibleValuesParser::new(RENDERERS.iter().map(|renderer| {
        let spec = renderer.spec();
        clap::builder::PossibleValue::new(spec.id).help(spec.title)
    }))
}

/// `90`, `90s`, `2m`, `1m30s`, `1:30` as seconds.
pub fn parse_seconds(text: &str) -> Result<f64, String> {
    let parse = || -> Option<f64> {
        if let Some((minutes, seconds)) = text.split_once(':') {
            return Some(minutes.parse::<u32>().ok()? as f64 * 60.0 + seconds.parse::<f64>().ok()?);
        }
        let (minutes, rest) =
            text.split_once('m').map_or((0.0, text), |(m, rest)| (m.parse().unwrap_or(f64::NAN), rest));
        let rest = rest.strip_suffix('s').unwrap_or(rest);
        let seconds = if rest.is_empty() { 0.0 } else { rest.parse::<f64>().ok()? };
        Some(minutes * 60.0 + seconds)
    };
    parse()
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
        .ok_or_else(|| "give a time such as 90s, 2m or 1:30".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, seconds) in
            [("90", 90.0), ("90s", 90.0), ("2m", 120.0), ("1m30s", 90.0), ("1:30", 90.0), ("0.5m", 30.0)]
        {
            assert_eq!(parse_seconds(text), Ok(seconds), "{text}");
        }
        for text in ["", "0", "-5", "abc", "1:xx", "nan", "inf", "m"] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
    }
}

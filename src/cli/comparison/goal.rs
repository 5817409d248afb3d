//! `saywell goal set | list | remove`: what the user set out to reach.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::cli::error::CommandError;
use crate::cli::flags::parse_seconds;
use crate::cli::output::{Output, said, whole_file};
use crate::cli::usage::UsageError;
use crate::comparison::goals::{FILE_NAME, GoalDirection, Goals, direction, text};
use crate::config::Settings;
use crate::error::Error;
use crate::files;
use crate::measures::{self, Measure};
use crate::types::Unit;

/// Goals, shown in reports and trends.
#[derive(Debug, Args)]
pub struct GoalArgs {
    #[command(subcommand)]
    command: GoalCommand,
}

#[derive(Debug, Subcommand)]
enum GoalCommand {
    /// Set the goal of a measure
    Set {
        /// A measure by id or title, such as pace or fillers-per-minute
        measure: String,
        /// The value to reach, in the measure's unit, or a range such as 130-160; lengths also as 90s or 1:30
        value: String,
        /// Reach it from below
        #[arg(long, conflicts_with = "at_most")]
        at_least: bool,
        /// Stay under it
        #[arg(long)]
        at_most: bool,
    },
    /// Show the goals
    List,
    /// Take a goal away
    Remove {
        /// A measure by id or title
        measure: String,
    },
}

/// Runs `saywell goal …`.
///
/// # Errors
/// [`CommandError::Goals`], [`crate::measures::UnknownMeasure`], [`UsageError::GoalDirection`], [`CommandError::NoSuchGoal`], and those of writing.
pub fn run(args: &GoalArgs, settings: &Settings) -> Result<()> {
    let mut goals = load(settings)?;
    let answer = match &args.command {
        GoalCommand::List => list(&goals),
        GoalCommand::Set { measure, value, at_least, at_most } => {
            let measure = measures::named(measure)?;
            let toward = match (at_least, at_most) {
                (true, _) => Some(GoalDirection::AtLeast),
                (_, true) => Some(GoalDirection::AtMost),
                _ => None,
            };
            let (at_least, at_most) = edges(value, measure, toward)?;
            goals.set(measure, at_least, at_most);
            keep(&goals, settings)?;
            list(&goals)
        }
        GoalCommand::Remove { measure } => {
            let measure = measures::named(measure)?;
            if !goals.remove(measure) {
                return Err(CommandError::NoSuchGoal { asked: measure.title.to_owned() }.into());
            }
            keep(&goals, settings)?;
            said(&format!("{}: no goal any more", measure.title)) + "\n"
        }
    };
    Output::open(None)?.write(|out| out.write_all(answer.as_bytes()))?;
    Ok(())
}

/// The goals in the data folder; none when there is no file.
///
/// # Errors
/// [`CommandError::Goals`] and [`Error::Unreadable`].
pub fn load(settings: &Settings) -> Result<Goals> {
    let path = path(settings);
    if !path.exists() {
        return Ok(Goals::default());
    }
    files::check_own(&path)?;
    let text = match files::text(&path) {
        Err(Error::NotText(path)) => {
            return Err(CommandError::Goals { path, reason: "it is not text".to_owned() }.into());
        }
        read => read?,
    };
    Ok(Goals::parse(&text).map_err(|reason| CommandError::Goals { path, reason })?)
}

fn keep(goals: &Goals, settings: &Settings) -> Result<(), Error> {
    files::private_folder(&settings.data_dir).map_err(|e| Error::writing(&settings.data_dir, &e))?;
    let path = path(settings);
    whole_file(&path, goals.to_toml().as_bytes())?;
    files::make_private(&path).map_err(|e| Error::writing(&path, &e))
}

fn path(settings: &Settings) -> PathBuf {
    settings.data_dir.join(FILE_NAME)
}

/// The edges of a goal: both of a range, else the one that lies `toward` there, or where the measure gets better.
fn edges(
    text: &str,
    measure: &Measure,
    toward: Option<GoalDirection>,
) -> Result<(Option<f64>, Option<f64>), UsageError> {
    if let Some((least, most)) = text.split_once(['-', '–']).filter(|(least, _)| !least.is_empty()) {
        let (least, most) = (number(least.trim(), measure)?, number(most.trim(), measure)?);
        return match toward {
            None if least <= most => Ok((Some(least), Some(most))),
            _ => Err(UsageError::GoalRange { asked: text.to_owned() }),
        };
    }
    let value = number(text, measure)?;
    let unclear = || UsageError::GoalDirection { asked: measure.title.to_owned() };
    match toward.or_else(|| direction(measure)).ok_or_else(unclear)? {
        GoalDirection::AtLeast => Ok((Some(value), None)),
        GoalDirection::AtMost => Ok((None, Some(value))),
    }
}

fn number(text: &str, measure: &Measure) -> Result<f64, UsageError> {
    let read = match measure.unit {
        Unit::Seconds => parse_seconds(text).ok(),
        _ => text.parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0),
    };
    read.ok_or_else(|| UsageError::GoalValue { asked: text.to_owned() })
}

fn list(goals: &Goals) -> String {
    if goals.is_empty() {
        return said("no goals yet; set one such as `saywell goal set fillers-per-minute 2`") + "\n";
    }
    let width = goals.iter().map(|(measure, _)| said(measure.title).chars().count()).max().unwrap_or(0);
    let line = |(measure, goal): (&'static Measure, &crate::types::Goal)| {
        format!("  {:width$}  {}{}\n", said(measure.title), said(&text(goal, measure.unit)), measure.unit.suffix())
    };
    goals.iter().map(line).collect()
}

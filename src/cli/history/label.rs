//! `saywell tag`, `saywell note`, `saywell rename`: what is written on a run.

use anyhow::Result;
use clap::Args;

use super::{backed_up, opened_to_write};
use crate::cli::output;
use crate::config::Settings;
use crate::error::Error;
use crate::history::{RunRef, label};

#[derive(Debug, Args)]
pub struct TagArgs {
    /// A number from `saywell history`, last, last~2, best, or a name
    #[arg(value_name = "RUN", value_parser = RunRef::parse)]
    run: RunRef,

    /// Tags to add, with or without a +
    #[arg(value_name = "TAG", required_unless_present = "remove")]
    tags: Vec<String>,

    /// Tag to take away; may be given several times
    #[arg(short, long, value_name = "TAG")]
    remove: Vec<String>,
}

#[derive(Debug, Args)]
pub struct NoteArgs {
    /// A number from `saywell history`, last, last~2, best, or a name
    #[arg(value_name = "RUN", value_parser = RunRef::parse)]
    run: RunRef,

    /// The note, which takes the place of the one before; "" takes it away
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
}

#[derive(Debug, Args)]
pub struct RenameArgs {
    /// A number from `saywell history`, last, last~2, best, or a name
    #[arg(value_name = "RUN", value_parser = RunRef::parse)]
    run: RunRef,

    /// The new name
    #[arg(value_name = "NAME", value_parser = name)]
    name: String,
}

fn name(text: &str) -> Result<String, String> {
    label::line(text).ok_or_else(|| "is empty; give a name".to_owned())
}

/// Adds and takes away tags, and prints those that are there then.
///
/// # Errors
/// Those of the store, and [`crate::history::HistoryError::Tag`].
pub fn tag(args: &TagArgs, settings: &Settings) -> Result<()> {
    let labels = |tags: &[String]| -> Result<Vec<String>, Error> { tags.iter().map(|tag| label::tag(tag)).collect() };
    let (add, remove) = (labels(&args.tags)?, labels(&args.remove)?);
    let mut store = opened_to_write(settings)?;
    let id = store.find(&args.run)?;
    store.tag(id, &add, &remove)?;
    let tags = store.info(id)?.tags;
    let tags = if tags.is_empty() { "no tags".to_owned() } else { format!("#{}", tags.join(" #")) };
    output::tell(&format!("run {id}: {tags}"))?;
    backed_up(&store);
    Ok(())
}

/// Replaces the note.
///
/// # Errors
/// Those of the store.
pub fn note(args: &NoteArgs, settings: &Settings) -> Result<()> {
    let mut store = opened_to_write(settings)?;
    let id = store.find(&args.run)?;
    let note = label::line(&args.text.join(" "));
    store.set_note(id, note.as_deref())?;
    output::tell(&format!("run {id}: {}", note.as_deref().unwrap_or("no note")))?;
    backed_up(&store);
    Ok(())
}

/// Gives a run another name.
///
/// # Errors
/// Those of the store.
pub fn rename(args: &RenameArgs, settings: &Settings) -> Result<()> {
    let mut store = opened_to_write(settings)?;
    let id = store.find(&args.run)?;
    store.rename(id, &args.name)?;
    output::tell(&format!("run {id}: {}", args.name))?;
    backed_up(&store);
    Ok(())
}

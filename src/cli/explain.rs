//! `saywell explain MEASURE`: what a number means, how it is made, and on what evidence.

use anyhow::Result;
use clap::Args;

use super::output::{self, Output};
use crate::measures::{self, MEASURES, docs};

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A measure by its id or its title in the report: pace, filler_count, …; none lists them all
    #[arg(value_name = "MEASURE")]
    pub measure: Option<String>,
}

/// Prints one measure, or the list of all.
pub fn run(args: &ExplainArgs) -> Result<()> {
    let page = match &args.measure {
        Some(asked) => docs::plain(measures::named(asked)?, output::terminal_width(), &output::said),
        None => list(),
    };
    Output::open(None)?.write(|out| out.write_all(page.as_bytes()))?;
    Ok(())
}

fn list() -> String {
    let specs = MEASURES.iter();
    let width = specs.clone().map(|spec| output::said(spec.title).chars().count()).max().unwrap_or(0);
    let lines: String = specs.map(|spec| format!("  {:width$}  {}\n", output::said(spec.title), spec.id)).collect();
    let hint = output::said("saywell explain MEASURE tells how one is made, by its title or its id.");
    format!("\n{lines}\n{hint}\n")
}

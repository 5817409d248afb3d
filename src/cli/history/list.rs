//! `saywell history`: the saved runs, newest first.

use std::io::{self, Write};

use anyhow::Result;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{since, table};
use crate::cli::comparison::goals;
use crate::cli::error::CommandError;
use crate::cli::output::{self, Output, said};
use crate::cli::question;
use crate::comparison::goals::reached;
use crate::config::Settings;
use crate::history::HistoryError;
use crate::history::{AnswerTo, Filter, RunValues, SESSION_TAG, Store, label};
use crate::measures::MEASURES;
use crate::personal::Personal;
use crate::printable::printable;

/// Rows of the table when nobody says how many.
const ROWS: usize = 20;

#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// Only answers to this question
    #[arg(short, long, value_name = "KIND|TEXT")]
    question: Option<String>,

    /// Only runs with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,

    /// Only runs of one practice session: last, or the tag that its runs carry
    #[arg(long, value_name = "last|TAG", conflicts_with = "tag")]
    session: Option<String>,

    /// Only runs saved since then: a day (2026-11-01), or how long ago (30d, 2w, 3mo)
    #[arg(short, long, value_name = "WHEN", value_parser = since::parse)]
    since: Option<Timestamp>,

    /// At most so many, the newest; 20 in the table, all in JSON and CSV
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,

    /// Form of the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// An array of runs with all their measurements
    Json,
    /// A row for each run, a column for each measure
    Csv,
}

/// Prints the list.
///
/// # Errors
/// Those of the store, [`crate::question::QuestionError::Unknown`], [`HistoryError::Tag`], and of standard output.
pub fn run(args: &HistoryArgs, settings: &Settings, personal: &Personal) -> Result<()> {
    let limit = args.limit.map(|limit| limit as usize);
    let store = Store::existing(&settings.data_dir)?;
    let session = match args.session.as_deref() {
        Some("last") => {
            let newest = store.as_ref().map(|store| store.newest_tag(SESSION_TAG)).transpose()?;
            Some(newest.flatten().ok_or(CommandError::NoSession)?)
        }
        named => named.map(str::to_owned),
    };
    let question =
        args.question.as_deref().map(|asked| question::of_takes(asked, store.as_ref(), personal)).transpose()?;
    let filter = Filter {
        question: question.map_or(AnswerTo::Any, AnswerTo::Question),
        tag: session.as_deref().or(args.tag.as_deref()).map(label::tag).transpose()?,
        since: args.since,
        limit: limit.or((args.format == Format::Text).then_some(ROWS)),
    };
    let goals = goals(settings)?;
    let measures: Vec<&str> = match args.format {
        Format::Text => table::MEASURES.into_iter().chain(goals.iter().map(|(spec, _)| spec.id)).collect(),
        _ => MEASURES.iter().map(|measure| measure.id).collect(),
    };
    let (rows, all) = match store {
        Some(store) => {
            let rows = store.values(&measures, &filter)?;
            let all = if rows.is_empty() { store.count()? } else { store.matching(&filter)? };
            (rows, all)
        }
        None => (Vec::new(), 0),
    };
    let width = settings.width.unwrap_or_else(output::terminal_width);
    Output::open(None)?.write(|out| match args.format {
        Format::Text if rows.is_empty() => writeln!(out, "{}", said(&nothing(all))),
        Format::Text => {
            table::write(&rows, all, &table::now(), width, out)?;
            goals.iter().enumerate().try_for_each(|(at, (spec, goal))| {
                let values = rows.iter().filter_map(|row| row.values[table::MEASURES.len() + at]);
                writeln!(out, "  {}", said(&format!("Goal: {}", reached(spec, goal, values))))
            })
        }
        Format::Json => json(&rows, &measures, out),
        Format::Csv => csv(&rows, &measures, out),
    })?;
    Ok(())
}

fn nothing(all: usize) -> String {
    match all {
        0 => HistoryError::NoRuns.to_string(),
        1 => "the one saved run does not match; leave out a filter to see it".to_owned(),
        all => format!("none of the {all} saved runs matches; leave out a filter to see more"),
    }
}

fn json(rows: &[RunValues], measures: &[&str], out: &mut dyn Write) -> io::Result<()> {
    let runs = rows.iter().map(|row| {
        let mut run = serde_json::to_value(&row.run).expect("plain data");
        let values = measures.iter().zip(&row.values).map(|(id, value)| ((*id).to_owned(), json!(value)));
        run["measurements"] = Value::Object(values.collect::<Map<_, _>>());
        run
    });
    serde_json::to_writer_pretty(&mut *out, &runs.collect::<Vec<_>>())?;
    writeln!(out)
}

/// Text that a spreadsheet takes for text: what begins like a formula is led by an apostrophe.
fn cell(text: String) -> String {
    let text = printable(&text);
    if text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text
    }
}

fn csv(rows: &[RunValues], measures: &[&str], out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let head = ["id", "uid", "saved_at", "name", "question", "tags", "note", "language", "model", "recording"];
    table.write_record(head.iter().chain(measures))?;
    for row in rows {
        let run = &row.run;
        let path = run.audio.as_ref().map(|audio| audio.path.display().to_string());
        let mut record: Vec<String> = [
            run.id.to_string(),
            run.uid.clone(),
            run.saved_at.to_string(),
            run.name.clone(),
            run.question.clone().unwrap_or_default(),
            run.tags.join(" "),
            run.note.clone().unwrap_or_default(),
            run.provenance.language.clone(),
            run.provenance.transcript_source.clone().unwrap_or_default(),
            path.unwrap_or_default(),
        ]
        .into_iter()
        .map(cell)
        .collect();
        record.extend(row.values.iter().map(|value| value.map_or(String::new(), |value| value.to_string())));
        table.write_record(record)?;
    }
    table.flush()
}

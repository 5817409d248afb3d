//! The commands. Only this room prints.

mod analyze;
mod ask;
mod commands;
mod comparison;
mod config;
mod delivery;
mod devices;
mod error;
mod explain;
mod flags;
mod history;
mod models;
mod output;
mod page;
mod patience;
mod practice;
mod progress;
mod question;
mod record;
mod report;
mod request;
mod shell;
mod tight_audio;
mod usage;
mod words;

use anyhow::Result;
use clap::{CommandFactory, Parser};

use crate::config::{self as settings, Layer};
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::personal::Personal;
use crate::printable;
use commands::{Cli, Command};
use error::CommandError;
use usage::UsageError;

/// Reads the command line and does what it says; exits with 2 on wrong usage.
///
/// # Errors
/// Whatever the command could not do; [`report`] gives the status.
pub fn run(interrupt: &Interrupt) -> Result<()> {
    let cli = Cli::try_parse().unwrap_or_else(|error| wrong_usage(&error));
    output::colour(cli.color);
    // Before anything is read: settings may come through a pipe, which gives them once.
    if cli.command.as_ref().is_some_and(Command::transcribes) {
        patience::shorten();
    }
    // Packages ask for these where there are no settings, and a broken settings file is found and mended with these.
    match &cli.command {
        Some(Command::Completions(args)) => return shell::completions(args, Cli::command()),
        Some(Command::Man(args)) => return shell::man(args, Cli::command()),
        Some(Command::Config(args)) if args.mends() => return config::mend(args, cli.config.as_deref()),
        _ => {}
    }
    let environment = Layer::from_environment(|name| std::env::var(name).ok())?;
    let flags = Layer { data_dir: cli.data_dir, ui_language: cli.ui_lang, ..Layer::default() };
    let file = Layer::from_file(cli.config.as_deref())?;
    let layers = [flags, environment, file];
    let below = layers.iter().cloned().reduce(Layer::over).unwrap_or_default();
    output::speak(&below.ui_language());
    let personal = || Personal::load(settings::folder(cli.config.as_deref()).as_deref());
    let Some(command) = cli.command else {
        output::Output::open(None)?.write(|out| out.write_all(commands::start().as_bytes()))?;
        return Ok(());
    };
    match command {
        Command::Analyze(mut args) => {
            let personal = personal()?;
            let settings = args.layer().over(below).settle()?;
            let name = args.files.first().and_then(|file| file.file_stem()).unwrap_or_default().to_string_lossy();
            args.page.place.settle(&settings, &format!("report-{name}"))?;
            analyze::run(&args, &settings, personal, interrupt)
        }
        Command::Report(args) => {
            let personal = personal()?;
            let settings = args.layer().over(below).settle()?;
            report::run(*args, &settings, personal, interrupt)
        }
        Command::History(args) => history::list(&args, &below.settle()?, &personal()?),
        Command::Show(mut args) => {
            let settings = args.layer().over(below).settle()?;
            args.settle(&settings)?;
            history::show(&args, &settings, interrupt)
        }
        Command::Tag(args) => history::tag(&args, &below.settle()?),
        Command::Note(args) => history::note(&args, &below.settle()?),
        Command::Rename(args) => history::rename(&args, &below.settle()?),
        Command::Delete(args) => history::delete(&args, &below.settle()?, interrupt),
        Command::Reanalyze(args) => {
            let personal = personal()?;
            history::reanalyze(&args, &args.layer().over(below).settle()?, &personal, interrupt)
        }
        Command::Compare(mut args) => {
            let personal = personal()?;
            let settings = args.layer().over(below).settle()?;
            args.page.place.settle(&settings, "compare")?;
            comparison::compare(&args, &settings, &personal, interrupt)
        }
        Command::Trend(mut args) => {
            let settings = below.settle()?;
            args.page.settle(&settings, "trend")?;
            comparison::trend(&args, &settings, &personal()?)
        }
        Command::Goal(args) => comparison::goal(&args, &below.settle()?),
        Command::Record(mut args) => {
            let personal = personal()?;
            let settings = args.layer().over(below).settle()?;
            args.page.place.settle(&settings, "report-recording")?;
            record::run(&args, &settings, personal, interrupt)
        }
        Command::Practice(args) => {
            let personal = personal()?;
            practice::run(&args, &args.layer().over(below).settle()?, personal, interrupt)
        }
        Command::Plan(args) => practice::plan(&args, &args.layer().over(below).settle()?, &personal()?),
        Command::Prepare(mut args) => {
            let settings = args.layer().over(below).settle()?;
            args.page.settle(&settings, "prepare")?;
            practice::prepare(&args, &settings, &personal()?)
        }
        Command::Questions(args) => {
            let folder = settings::folder(cli.config.as_deref());
            practice::questions(&args, &args.layer().over(below).settle()?, &personal()?, folder.as_deref())
        }
        Command::Devices(args) => devices::run(&args, interrupt),
        Command::Export(args) => history::export(&args, &below.settle()?, interrupt),
        Command::Import(args) => history::import(&args, &below.settle()?, interrupt),
        Command::Doctor(args) => history::doctor(&args, &below.settle()?, interrupt),
        Command::Explain(args) => explain::run(&args),
        Command::Config(_) => config::show(&layers, cli.config.as_deref()),
        // Done above, before any settings are read.
        Command::Completions(_) | Command::Man(_) => Ok(()),
        Command::Models(args) => models::run(&args, &below.settle()?, interrupt),
    }
}

/// clap repeats what was typed as it was typed, and a shell types file names.
fn wrong_usage(error: &clap::Error) -> ! {
    let is_hostile = |arg: std::ffi::OsString| arg.to_string_lossy().chars().any(printable::is_obeyed);
    if !std::env::args_os().any(is_hostile) {
        error.exit();
    }
    error.render().to_string().lines().for_each(output::remark);
    std::process::exit(error.exit_code())
}

/// Prints what went wrong, unless there is nobody left to read it, and returns the exit status.
pub fn report(error: &anyhow::Error) -> u8 {
    if output::is_broken_pipe(error) {
        return 0;
    }
    let code = match (error.downcast_ref::<Error>(), error.downcast_ref::<CommandError>()) {
        (Some(error), _) => error.exit_code(),
        (None, Some(error)) => error.exit_code(),
        (None, None) if error.is::<UsageError>() => 2,
        (None, None) => 1,
    };
    output::fail(&format!("{error:#}"));
    code
}

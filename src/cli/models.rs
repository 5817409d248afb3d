//! `saywell models`: list, download, verify, remove, path; and the one question a machine without a model is asked.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::ask::agreed;
use super::output::{self, Output, is_watched};
use crate::config::Settings;
use crate::error::Error;
use crate::format;
use crate::interrupt::Interrupt;
use crate::printable::printable;
use crate::transcription::models::ModelError;
use crate::transcription::models::{
    DownloadProgress, Entry, Installed, Model, ModelStore, VerifyOutcome, catalogue, download,
};

#[derive(Debug, Args)]
pub struct ModelsArgs {
    #[command(subcommand)]
    command: ModelsCommand,
}

#[derive(Debug, Subcommand)]
enum ModelsCommand {
    /// Show which models there are and which are installed
    List,
    /// Fetch a model; what an interrupted download left is used
    Download {
        /// Name from `saywell models list`, e.g. base.en-q8_0
        name: String,
        /// Address of another folder that holds ggml-NAME.bin files
        #[arg(long, value_name = "URL")]
        from: Option<String>,
    },
    /// Take a model file that is here already: from a stick, or from another program
    Add {
        /// A whisper.cpp model such as ggml-base.en-q8_0.bin
        file: PathBuf,
        /// Name it so; that of the catalogue or of the file when left out
        #[arg(long)]
        name: Option<String>,
        /// Leave the file where it is, and only point to it
        #[arg(long)]
        link: bool,
    },
    /// Check installed models against the catalogue's size and sha256
    Verify {
        /// One model; all when left out
        name: Option<String>,
    },
    /// Delete an installed model
    Remove { name: String },
    /// Print where the models, or one of them, are
    Path { name: Option<String> },
}

/// Runs `saywell models …`.
///
/// # Errors
/// Those of the model store and the download, and of writing to standard output.
pub fn run(args: &ModelsArgs, settings: &Settings, interrupt: &Interrupt) -> anyhow::Result<()> {
    let store = ModelStore::new(&settings.model_folder);
    let mut screen = Output::open(None)?;
    match &args.command {
        ModelsCommand::List => {
            let installed = store.installed()?;
            screen.write(|out| list(&store, &installed, out))?;
        }
        ModelsCommand::Download { name, from } => {
            let path = fetch(catalogue().named(name)?, from.as_deref(), settings, interrupt)?;
            screen.write(|out| writeln!(out, "{}", path.display()))?;
        }
        ModelsCommand::Add { file, name, link } => {
            let bar = checking(&file.display().to_string());
            let added = store.add(file, name.as_deref(), *link, interrupt, &mut |done, total| {
                bar.set_length(total);
                bar.set_position(done);
            });
            bar.finish_and_clear();
            let model = added?;
            screen
                .write(|out| writeln!(out, "{GOOD}✓{GOOD:#} {}: {}", printable(&model.name), model.path.display()))?;
        }
        ModelsCommand::Verify { name } => verify(&store, name.as_deref(), interrupt, &mut screen)?,
        ModelsCommand::Remove { name } => {
            let freed = store.remove(name)?;
            screen.write(|out| writeln!(out, "{name} removed, {} freed", format::byte_size(freed)))?;
        }
        ModelsCommand::Path { name } => {
            let path = name.as_deref().map_or_else(|| Ok(store.folder().to_owned()), |name| store.existing(name))?;
            screen.write(|out| writeln!(out, "{}", path.display()))?;
        }
    }
    Ok(())
}

/// Asks a person at a terminal, when no model is installed, whether to fetch the one recommended for `language` (ISO 639-1;
/// `None`: to be detected), and fetches it. `None` when the answer is no, or when nobody is there to ask.
///
/// # Errors
/// Those of the download; [`Error::Interrupted`].
pub fn offer_download(
    settings: &Settings,
    language: Option<&str>,
    interrupt: &Interrupt,
) -> anyhow::Result<Option<Model>> {
    if !(io::stdin().is_terminal() && is_watched()) {
        return Ok(None);
    }
    let entry = catalogue().recommended(language);
    let source = source(None, settings);
    let question = format!(
        "No Whisper model yet. Download {} ({}, {}) from {} now?",
        entry.name,
        format::byte_size(entry.bytes),
        entry.languages,
        host(&source),
    );
    if !agreed(&question, true, interrupt)? {
        return Ok(None);
    }
    Ok(Some(Model::open(&fetch(entry, None, settings, interrupt)?)?))
}

/// The address to fetch from: flag, then environment or settings, then the catalogue's.
fn source(from: Option<&str>, settings: &Settings) -> String {
    from.or(settings.mirror.as_deref()).map_or_else(|| catalogue().base_url(), str::to_owned)
}

/// `huggingface.co` out of an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    // Never show the name and password an address may carry.
    authority.rsplit('@').next().unwrap_or(authority)
}

fn fetch(entry: &Entry, from: Option<&str>, settings: &Settings, interrupt: &Interrupt) -> anyhow::Result<PathBuf> {
    let source = source(from, settings);
    let mut display = Display::new(&format!("{} ({})", entry.name, format::byte_size(entry.bytes)), host(&source));
    let store = ModelStore::new(&settings.model_folder);
    let policy = &catalogue().download;
    Ok(download(entry, &source, &store, policy, interrupt, &mut |progress| display.show(progress))?)
}

/// A bar on a terminal; elsewhere a line where something changes.
struct Display {
    bar: ProgressBar,
    announcement: Option<String>,
}

impl Display {
    /// `what` from `host` is announced with the first byte, so after any complaint about the address.
    fn new(what: &str, host: &str) -> Self {
        let bar = if is_watched() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        let columns = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(columns) {
            bar.set_style(style.progress_chars("━━─"));
        }
        Self { bar, announcement: Some(format!("downloading {what} from {host}")) }
    }

    fn show(&mut self, progress: DownloadProgress) {
        match progress {
            DownloadProgress::Receiving { done, total } => {
                if let Some(announcement) = self.announcement.take() {
                    self.say(&announcement);
                }
                self.advance("receiving", done, total);
            }
            DownloadProgress::Verifying { done, total } => self.advance("checking", done, total),
            DownloadProgress::Retrying { reason, wait } if wait.is_zero() => {
                self.say(&format!("{reason}; starting over"))
            }
            DownloadProgress::Retrying { reason, wait } => {
                self.say(&format!("{reason}; trying again in {} s", wait.as_secs_f64()));
            }
            DownloadProgress::Waiting => self.say("another saywell is downloading; waiting for it"),
        }
    }

    fn advance(&self, stage: &'static str, done: u64, total: u64) {
        if self.bar.message() != stage {
            // What an earlier run fetched says nothing about the speed of this one.
            self.bar.set_message(stage);
            self.bar.update(|bar| {
                bar.set_len(total);
                bar.set_pos(done);
            });
            self.bar.reset_eta();
        }
        self.bar.set_position(done);
    }

    fn say(&self, line: &str) {
        if self.bar.is_hidden() {
            output::remark(line);
        } else {
            self.bar.println(printable(line));
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const QUIET: Style = Style::new().dimmed();

/// The table of `saywell models list`, 80 columns wide.
fn list(store: &ModelStore, installed: &[Installed], out: &mut dyn Write) -> io::Result<()> {
    let head = ("model", "size", "languages", "time");
    writeln!(out, "{QUIET}  {:<19} {:>8}  {:<12}  {:>5}  good for{QUIET:#}", head.0, head.1, head.2, head.3)?;
    for entry in &catalogue().models {
        let here = installed.iter().find(|file| file.name == entry.name);
        let (mark, advice) = match here.map(|file| state(file, entry)) {
            Some(Ok(())) => (format!("{GOOD}✓{GOOD:#}"), entry.advice.clone()),
            Some(Err(why)) => (format!("{BAD}✗{BAD:#}"), why.to_owned()),
            None => match store.unfinished(&entry.name) {
                Some(bytes) => ("…".to_owned(), format!("{} of it here so far", format::byte_size(bytes))),
                None => (" ".to_owned(), entry.advice.clone()),
            },
        };
        let size = format::byte_size(entry.bytes);
        let time = entry.time.map(|time| format!("×{time}")).unwrap_or_default();
        writeln!(out, "{mark} {:<19} {size:>8}  {:<12}  {time:>5}  {advice}", entry.name, entry.languages)?;
    }
    for file in installed.iter().filter(|file| catalogue().entry(&file.name).is_none()) {
        let (mark, languages, advice) = match &file.model {
            Ok(model) if model.is_demo() => (format!("{GOOD}✓{GOOD:#}"), "English", "demo, for the samples only"),
            Ok(model) if model.header.is_multilingual() => (format!("{GOOD}✓{GOOD:#}"), "many", "your own"),
            Ok(_) => (format!("{GOOD}✓{GOOD:#}"), "English", "your own"),
            Err(_) => (format!("{BAD}✗{BAD:#}"), "", "cannot be used, see verify"),
        };
        let name = printable(&file.name);
        writeln!(out, "{mark} {name:<19} {:>8}  {languages:<12}  {:5}  {advice}", format::byte_size(file.bytes), "")?;
    }
    let (english, other) = (catalogue().recommended(Some("en")), catalogue().recommended(None));
    writeln!(out, "\n✓ installed, in {}", store.folder().display())?;
    writeln!(out, "time: what a report takes, against {}, where it was measured", catalogue().time_of)?;
    writeln!(out, "To start: saywell models download {} (English) or {} (any)", english.name, other.name)
}

/// Whether a file under a catalogue name is usable, as far as can be told without reading all of it.
fn state(file: &Installed, entry: &Entry) -> Result<(), &'static str> {
    match &file.model {
        Ok(model) if model.is_demo() => Err("the demo model, renamed"),
        Ok(_) if file.bytes == entry.bytes => Ok(()),
        _ => Err("damaged, download it again"),
    }
}

/// Checks `name`, or all; the first bad one decides the exit code, after all have been told.
fn verify(
    store: &ModelStore,
    name: Option<&str>,
    interrupt: &Interrupt,
    screen: &mut Output<'_>,
) -> anyhow::Result<()> {
    let names: Vec<String> = match name {
        Some(name) => vec![name.to_owned()],
        None => store.installed()?.into_iter().map(|file| file.name).collect(),
    };
    if names.is_empty() {
        screen.write(|out| writeln!(out, "no models in {}", store.folder().display()))?;
    }
    let mut first_bad = None;
    for name in names {
        let bar = checking(&name);
        let checked = store.verify(&name, interrupt, &mut |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        match checked.and_then(|outcome| verdict(&name, outcome, &store.path(&name))) {
            Ok(words) => screen.write(|out| writeln!(out, "{GOOD}✓{GOOD:#} {}: {words}", printable(&name)))?,
            Err(Error::Interrupted) => return Err(Error::Interrupted.into()),
            Err(error) => {
                // The last word belongs to main, so a lone bad model is told once.
                if let Some(earlier) = first_bad.replace(error) {
                    screen.write(|out| writeln!(out, "{BAD}✗{BAD:#} {}", printable(&earlier.to_string())))?;
                }
            }
        }
    }
    first_bad.map_or(Ok(()), |error| Err(error.into()))
}

/// How far the checking of a file is, for whoever watches.
fn checking(name: &str) -> ProgressBar {
    if is_watched() { ProgressBar::no_length().with_message(printable(name)) } else { ProgressBar::hidden() }
}

fn verdict(name: &str, outcome: VerifyOutcome, path: &Path) -> Result<String, Error> {
    let reason = match outcome {
        VerifyOutcome::Genuine => return Ok("genuine".into()),
        VerifyOutcome::Unlisted { sha256 } => return Ok(format!("sound, not in the catalogue, sha256 {sha256}")),
        VerifyOutcome::WrongSize { bytes, expected } => format!("{bytes} bytes instead of {expected}"),
        VerifyOutcome::WrongChecksum { sha256, expected } => {
            format!("sha256 {}… instead of {}…", &sha256[..8], &expected[..8])
        }
    };
    let remedy = format!("replace it with `saywell models download {name}`");
    Err(Error::from(ModelError::Damaged { path: path.into(), reason, remedy }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(folder: &Path) -> String {
        let mut out = anstream::StripStream::new(Vec::new());
        let store = ModelStore::new(folder);
        list(&store, &store.installed().unwrap(), &mut out).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn the_list_fits_80_columns_and_marks_what_is_here() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/models/demo.bin"), folder.path().join("demo.bin")).unwrap();
        std::fs::write(folder.path().join("ggml-tiny.bin"), b"x").unwrap();
        std::fs::write(folder.path().join("ggml-base.bin.part"), vec![0; 3 << 20]).unwrap();
        let table = table(folder.path());
        for line in table.lines().filter(|line| !line.contains(" in ")) {
            assert!(line.chars().count() <= 80, "{line}");
        }
        for part in ["✓ demo", "✗ tiny ", "… base ", "3 MiB of it here so far", "large-v3-turbo-q5_0"] {
            assert!(table.contains(part), "{part}\n{table}");
        }
    }

    #[test]
    fn hosts_without_secrets() {
        assert_eq!(host(&catalogue().base_url()), "huggingface.co");
        assert_eq!(host("https://me:secret@mirror.example:8443/models/"), "mirror.example:8443");
        assert_eq!(host("mirror"), "mirror");
    }
}

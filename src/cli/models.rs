//! `saywell models`: list, download, verify, remove, path; and the one question a machine without a model is asked.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::config::Settings;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::transcription::models::{
    DownloadProgress, Entry, Installed, ModelStore, VerifyOutcome, catalogue, download, readable_size,
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
        /// Name from `saywell models list`, e.g. base.en-q5_1
        name: String,
        /// Address of another folder that holds ggml-NAME.bin files
        #[arg(long, value_name = "URL")]
        from: Option<String>,
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
    let mut out = anstream::stdout().lock();
    match &args.command {
        ModelsCommand::List => list(&store, &mut out)?,
        ModelsCommand::Download { name, from } => {
            let entry = catalogue().named(name)?;
            let path = fetch(entry, from.as_deref(), settings, interrupt)?;
            writeln!(out, "{}", path.display())?;
        }
        ModelsCommand::Verify { name } => verify(&store, name.as_deref(), interrupt, &mut out)?,
        ModelsCommand::Remove { name } => {
            let freed = store.remove(name)?;
            writeln!(out, "{name} removed, {} freed", readable_size(freed))?;
        }
        ModelsCommand::Path { name: None } => writeln!(out, "{}", store.folder().display())?,
        ModelsCommand::Path { name: Some(name) } => writeln!(out, "{}", store.existing(name)?.display())?,
    }
    Ok(())
}

/// Asks a person at a terminal whether to fetch the model that `missing` (an error of [`ModelStore::resolve`]) lacks, and
/// fetches it. `None` when the answer is no, when nobody is there to ask, or when the error is of another kind: then
/// `missing` itself says what to type.
///
/// # Errors
/// Those of the download; [`Error::Interrupted`].
pub fn offer_download(missing: &Error, settings: &Settings, interrupt: &Interrupt) -> anyhow::Result<Option<PathBuf>> {
    let (name, why) = match missing {
        Error::NoModel { recommended, .. } => (recommended, "No Whisper model yet."),
        Error::NoModelForLanguage { recommended, .. } => (recommended, "No installed model knows the language."),
        Error::ModelNotInstalled { name } => (name, "Not installed yet."),
        _ => return Ok(None),
    };
    let Some(entry) = catalogue().entry(name).filter(|_| std::io::stdin().is_terminal() && on_terminal()) else {
        return Ok(None);
    };
    let about = format!("{}, {}", readable_size(entry.bytes), entry.languages);
    let source = source(None, settings);
    let question = format!("{why} Download {name} ({about}) from {} now? [Y/n] ", host(&source));
    if !agreed(&question, interrupt)? {
        return Ok(None);
    }
    fetch(entry, None, settings, interrupt).map(Some)
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

/// Progress and questions go to standard error, so that is what must be a terminal.
fn on_terminal() -> bool {
    std::io::stderr().is_terminal()
}

fn fetch(entry: &Entry, from: Option<&str>, settings: &Settings, interrupt: &Interrupt) -> anyhow::Result<PathBuf> {
    let source = source(from, settings);
    let mut display = Display::new(&format!("{} ({})", entry.name, readable_size(entry.bytes)), host(&source));
    let store = ModelStore::new(&settings.model_folder);
    let policy = &catalogue().download;
    Ok(download(entry, &source, &store, policy, interrupt, &mut |progress| display.show(progress))?)
}

/// A bar on a terminal; elsewhere a line where something changes.
struct Display {
    bar: Option<ProgressBar>,
}

impl Display {
    fn new(what: &str, host: &str) -> Self {
        if !on_terminal() {
            anstream::eprintln!("downloading {what} from {host}");
            return Self { bar: None };
        }
        let bar = ProgressBar::no_length();
        let columns = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(columns) {
            bar.set_style(style.progress_chars("━━─"));
        }
        Self { bar: Some(bar) }
    }

    fn show(&mut self, progress: DownloadProgress) {
        match (&self.bar, progress) {
            (Some(bar), DownloadProgress::Receiving { done, total }) => Self::advance(bar, "downloading", done, total),
            (Some(bar), DownloadProgress::Verifying { done, total }) => Self::advance(bar, "checking", done, total),
            (None, DownloadProgress::Receiving { .. } | DownloadProgress::Verifying { .. }) => {}
            (bar, DownloadProgress::Retrying { reason, wait }) => {
                Self::say(bar, &format!("{reason}; trying again in {} s", wait.as_secs_f64()));
            }
            (bar, DownloadProgress::Waiting) => {
                Self::say(bar, "another saywell is downloading; waiting for it");
            }
        }
    }

    fn advance(bar: &ProgressBar, what: &'static str, done: u64, total: u64) {
        if bar.message() != what {
            // What an earlier run fetched says nothing about the speed of this one.
            bar.set_message(what);
            bar.set_length(total);
            bar.set_position(done);
            bar.reset_eta();
        }
        bar.set_position(done);
    }

    fn say(bar: &Option<ProgressBar>, line: &str) {
        match bar {
            Some(bar) => bar.println(line),
            None => anstream::eprintln!("{line}"),
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Yes, unless the answer begins otherwise. Read on a thread, so that Ctrl-C is heard while the question stands.
fn agreed(question: &str, interrupt: &Interrupt) -> anyhow::Result<bool> {
    let mut err = anstream::stderr().lock();
    write!(err, "{question}")?;
    err.flush()?;
    let (send, answers) = channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line).unwrap_or(0);
        // End of input is a no.
        let _ = send.send((read > 0).then_some(line));
    });
    loop {
        interrupt.check()?;
        match answers.recv_timeout(Duration::from_millis(100)) {
            Ok(answer) => {
                let answer = answer.map(|line| line.trim().to_lowercase());
                return Ok(answer.is_some_and(|line| line.is_empty() || line.starts_with('y')));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(false),
        }
    }
}

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const QUIET: Style = Style::new().dimmed();

/// The table of `saywell models list`, 80 columns wide.
fn list(store: &ModelStore, out: &mut impl Write) -> anyhow::Result<()> {
    let installed = store.installed()?;
    writeln!(out, "{QUIET}  {:<20} {:>8}  {:<12}  {}{QUIET:#}", "model", "size", "languages", "good for")?;
    for entry in &catalogue().models {
        let here = installed.iter().find(|file| file.name == entry.name);
        let (mark, advice) = match here.map(|file| state(file, entry)) {
            Some(Ok(())) => (format!("{GOOD}✓{GOOD:#}"), entry.advice.clone()),
            Some(Err(why)) => (format!("{BAD}✗{BAD:#}"), why.to_owned()),
            None => match store.unfinished(&entry.name) {
                Some(bytes) => ("…".to_owned(), format!("{} of it here so far", readable_size(bytes))),
                None => (" ".to_owned(), entry.advice.clone()),
            },
        };
        let size = readable_size(entry.bytes);
        writeln!(out, "{mark} {:<20} {size:>8}  {:<12}  {advice}", entry.name, entry.languages)?;
    }
    for file in installed.iter().filter(|file| catalogue().entry(&file.name).is_none()) {
        let (mark, languages, advice) = match &file.model {
            Ok(model) if model.is_demo() => (format!("{GOOD}✓{GOOD:#}"), "English", "demo, for the samples only"),
            Ok(model) if model.header.is_multilingual() => (format!("{GOOD}✓{GOOD:#}"), "many", "your own"),
            Ok(_) => (format!("{GOOD}✓{GOOD:#}"), "English", "your own"),
            Err(_) => (format!("{BAD}✗{BAD:#}"), "", "cannot be used, see verify"),
        };
        writeln!(out, "{mark} {:<20} {:>8}  {languages:<12}  {advice}", file.name, readable_size(file.bytes))?;
    }
    let (english, other) = (catalogue().recommended(Some("en")), catalogue().recommended(None));
    writeln!(out, "\n✓ installed, in {}", store.folder().display())?;
    writeln!(out, "To start: saywell models download {} (English) or {} (any)", english.name, other.name)?;
    Ok(())
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
fn verify(store: &ModelStore, name: Option<&str>, interrupt: &Interrupt, out: &mut impl Write) -> anyhow::Result<()> {
    let names: Vec<String> = match name {
        Some(name) => vec![name.to_owned()],
        None => store.installed()?.into_iter().map(|file| file.name).collect(),
    };
    if names.is_empty() {
        writeln!(out, "no models in {}", store.folder().display())?;
    }
    let mut first_bad = None;
    for name in names {
        let bar =
            if on_terminal() { ProgressBar::no_length().with_message(name.clone()) } else { ProgressBar::hidden() };
        let checked = store.verify(&name, interrupt, &mut |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        match checked.and_then(|outcome| verdict(&name, outcome, &store.path(&name))) {
            Ok(words) => writeln!(out, "{GOOD}✓{GOOD:#} {name}: {words}")?,
            Err(Error::Interrupted) => return Err(Error::Interrupted.into()),
            Err(error) => {
                // The last word belongs to main, so a lone bad model is told once.
                if let Some(earlier) = first_bad.replace(error) {
                    writeln!(out, "{BAD}✗{BAD:#} {earlier}")?;
                }
            }
        }
    }
    first_bad.map_or(Ok(()), |error| Err(error.into()))
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
    Err(Error::ModelDamaged { path: path.into(), reason, remedy })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(folder: &Path) -> String {
        let mut out = anstream::StripStream::new(Vec::new());
        list(&ModelStore::new(folder), &mut out).unwrap();
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
        for part in ["✓ demo", "✗ tiny ", "… base ", "3.0 MiB of it here so far", "large-v3-turbo-q5_0"] {
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

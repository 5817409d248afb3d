//! Where reports go: the terminal, a pipe, or a file that is complete or not there.

use std::fs::{File, Permissions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anstream::{AutoStream, StripStream};
use anstyle::{AnsiColor, Style};
use clap::ColorChoice;
use tempfile::NamedTempFile;

use crate::cli::error::CommandError;
use crate::error::{Error, Result};
use crate::files;
use crate::printable::printable;
use crate::wording;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Columns when nobody says how many there are.
const USUAL_WIDTH: usize = 80;
/// Columns of a terminal that says nonsense.
const NARROWEST: usize = 20;

/// Settles for the whole program whether to colour.
pub fn colour(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Columns of the terminal that standard output is.
pub fn terminal_width() -> usize {
    match terminal_size::terminal_size_of(io::stdout()) {
        Some((terminal_size::Width(columns), _)) => usize::from(columns),
        None => USUAL_WIDTH,
    }
}

/// Whether a person reads standard output and can press keys.
pub fn is_personal() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal() && io::stdin().is_terminal()
}

/// Settles for the whole program which language it speaks.
pub fn speak(language: &str) {
    let _ = LANGUAGE.set(language.to_owned());
}

static LANGUAGE: OnceLock<String> = OnceLock::new();

/// `text` in the language of the program.
pub fn said(text: &str) -> String {
    wording::say(LANGUAGE.get().map_or("en", String::as_str), text)
}

/// On a terminal lines break between words; programs get one line.
fn on_standard_error(style: Style, text: &str) {
    let text = format!("saywell: {}", printable(&said(text)));
    let width = terminal_size::terminal_size_of(io::stderr()).map(|(columns, _)| usize::from(columns.0));
    let text = match width.filter(|width| *width > NARROWEST) {
        Some(width) => textwrap::fill(&text, between_words(width).subsequent_indent("  ")),
        None => text,
    };
    let (name, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let _ = writeln!(anstream::stderr(), "{style}{name}{style:#} {rest}");
}

/// Lines for a terminal of `width` columns. Names and commands stay whole, so that they can be copied.
fn between_words(width: usize) -> textwrap::Options<'static> {
    let options = textwrap::Options::new(width - 1).break_words(false);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    options.word_separator(textwrap::WordSeparator::AsciiSpace)
}

/// What is asked of whoever presses keys: indented, between words, and the cursor stays behind it.
///
/// # Errors
/// When the terminal is gone.
pub fn prompt(text: &str) -> io::Result<()> {
    let width =
        terminal_size::terminal_size_of(io::stderr()).map_or(USUAL_WIDTH, |(columns, _)| usize::from(columns.0));
    let options = between_words(width.max(NARROWEST)).initial_indent("  ").subsequent_indent("  ");
    let mut err = anstream::stderr();
    write!(err, "{} ", textwrap::fill(text, options))?;
    err.flush()
}

/// Whether somebody watches standard error, where progress is shown.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// A line on standard output, with nothing in it that a terminal obeys.
///
/// # Errors
/// Those of [`Output::write`].
pub fn tell(line: &str) -> anyhow::Result<()> {
    Output::open(None)?.write(|out| writeln!(out, "{}", printable(line)))
}

/// The same, led by a mark in its own style.
///
/// # Errors
/// Those of [`Output::write`].
pub fn tell_marked(style: Style, mark: &str, line: &str) -> anyhow::Result<()> {
    Output::open(None)?.write(|out| writeln!(out, "{style}{mark}{style:#} {}", printable(line)))
}

/// A line on standard error, for whoever watches. That it cannot be written there is no failure.
pub fn remark(line: &str) {
    let _ = writeln!(anstream::stderr(), "{}", printable(line));
}

/// What was done, on standard error.
pub fn note(line: &str) {
    on_standard_error(Style::new(), line);
}

/// What the user must know though nothing failed.
pub fn warn(line: &str) {
    on_standard_error(WARNING, line);
}

/// What went wrong.
pub fn fail(line: &str) {
    on_standard_error(ERROR, line);
}

/// One place for all reports of a call.
pub enum Output<'a> {
    Screen(AutoStream<io::Stdout>),
    File { path: &'a Path, draft: Destination },
}

impl<'a> Output<'a> {
    /// # Errors
    /// [`Error::Unwritable`] and [`Error::IsFolder`].
    pub fn open(path: Option<&'a Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::Screen(anstream::stdout())) };
        if path.is_dir() {
            return Err(Error::IsFolder(path.to_owned()));
        }
        Ok(Self::File { path, draft: Destination::of(path)? })
    }

    /// Runs `write` on the place.
    ///
    /// # Errors
    /// [`Error::Unwritable`]; a reader that has gone away is [`CommandError::NobodyReads`].
    pub fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        match self {
            Self::Screen(screen) => {
                let mut screen = io::BufWriter::new(screen);
                write(&mut screen).and_then(|()| screen.flush()).map_err(|e| match e.kind() {
                    io::ErrorKind::BrokenPipe => CommandError::NobodyReads.into(),
                    _ => Error::writing("standard output", &e).into(),
                })
            }
            Self::File { path, draft } => {
                let mut plain = io::BufWriter::new(StripStream::new(draft.file()));
                write(&mut plain).and_then(|()| plain.flush()).map_err(|e| Error::writing(*path, &e).into())
            }
        }
    }

    /// Gives a file its name; until then there is none.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn finish(self) -> Result<()> {
        let Self::File { path, draft } = self else { return Ok(()) };
        draft.keep(path)
    }
}

/// Whether both names lead to the same file; what is not there is no file.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}

/// Refuses a place where no file can come to be, for whoever would learn it only after minutes of work.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn check_place(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(Error::Unwritable { path: path.to_owned(), reason: "it is a folder".to_owned() });
    }
    // Opening a device or a pipe could already mean something to it.
    if path.exists() && !path.is_file() { Ok(()) } else { Destination::of(path).map(drop) }
}

/// Writes a file that is whole or not there.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn whole_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut draft = Destination::of(path)?;
    draft.file().write_all(bytes).map_err(|e| Error::writing(path, &e))?;
    draft.keep(path)
}

/// Writes a file that is whole or not there, piece by piece.
///
/// # Errors
/// [`Error::Unwritable`], and what `write` says.
pub fn in_pieces<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let mut draft = Destination::of(path)?;
    let mut pieces = io::BufWriter::new(draft.file());
    let value = write(&mut pieces)?;
    pieces.flush().map_err(|e| Error::writing(path, &e))?;
    drop(pieces);
    draft.keep(path)?;
    Ok(value)
}

/// What is being written, until all of it is there.
pub enum Destination {
    /// A temporary name beside the file, which takes the file's own name in the end.
    Hidden { file: NamedTempFile, name: PathBuf, shared: Option<Permissions> },
    /// A device or a pipe: it is written to, never replaced.
    Device(File),
}

impl Destination {
    fn of(path: &Path) -> Result<Self> {
        let failed = |e: io::Error| Error::writing(path, &e);
        if path.exists() && !path.is_file() {
            return files::open_device(path).map(Self::Device);
        }
        // The file behind a link is what is meant, not the link.
        let name = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(failed)?;
        let shared = std::fs::metadata(&name).ok().map(|file| file.permissions());
        Ok(Self::Hidden { file, name, shared })
    }

    fn file(&mut self) -> &mut File {
        match self {
            Self::Hidden { file, .. } => file.as_file_mut(),
            Self::Device(file) => file,
        }
    }

    fn keep(self, path: &Path) -> Result<()> {
        let Self::Hidden { file, name, shared } = self else { return Ok(()) };
        file.as_file().sync_all().map_err(|e| Error::writing(path, &e))?;
        // What was said is its owner's, who may have shared the file that was there.
        if let Some(shared) = shared {
            file.as_file().set_permissions(shared).map_err(|e| Error::writing(path, &e))?;
        }
        file.persist(name).map_err(|e| Error::writing(path, &e.error))?;
        Ok(())
    }
}

/// `saywell … | head` is no failure.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(CommandError::NobodyReads))
}

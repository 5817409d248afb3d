//! Files that others name: what must be a file is one, a wait for a pipe ends with Ctrl-C, nothing is read that is larger
//! than it may be. And files that saywell makes: for their owner alone, and gone when they were never finished.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::{NamedTempFile, TempDir};

use crate::error::{Error, Result};
use crate::format;
use crate::interrupt::Interrupt;
use crate::limits::limits;

/// How often a wait looks whether the user wants to stop.
const LOOK_UP: Duration = Duration::from_millis(50);

/// Opens a regular file to read it; never waits.
///
/// # Errors
/// [`Error::NotFound`], [`Error::IsFolder`], [`Error::NotAFile`] for pipes and devices, [`Error::Unreadable`].
pub fn open(path: &Path) -> Result<File> {
    let about = fs::metadata(path).map_err(|e| Error::reading(path, &e))?;
    if about.is_dir() {
        return Err(Error::IsFolder(path.to_owned()));
    }
    if !about.is_file() {
        return Err(Error::NotAFile(path.to_owned()));
    }
    File::open(path).map_err(|e| Error::reading(path, &e))
}

/// Refuses to open what is there and no regular file: for files that saywell makes itself.
///
/// # Errors
/// [`Error::NotAFile`].
pub fn check_own(path: &Path) -> Result<()> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => Err(Error::NotAFile(path.to_owned())),
        _ => Ok(()),
    }
}

/// What the file or pipe at `path` holds, at most `most` bytes; `None` when it holds more.
///
/// # Errors
/// [`Error::NotFound`], [`Error::IsFolder`], [`Error::Unreadable`]; [`Error::Interrupted`] while nothing comes.
pub fn read_at_most(path: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    let about = fs::metadata(path).map_err(|e| Error::reading(path, &e))?;
    if about.is_dir() {
        return Err(Error::IsFolder(path.to_owned()));
    }
    if about.is_file() && about.len() > most {
        return Ok(None);
    }
    let source = path.to_owned();
    let read = move || {
        let mut bytes = Vec::new();
        File::open(source)?.take(most + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = if about.is_file() { read() } else { waited(read)? };
    let bytes = bytes.map_err(|e| Error::reading(path, &e))?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= most))
}

/// The text of a small file: settings, goals, word lists, questions.
///
/// # Errors
/// Those of [`read_at_most`], [`Error::TooLarge`], [`Error::NotText`].
pub fn text(path: &Path) -> Result<String> {
    let most = limits().files.settings_bytes;
    let bytes = read_at_most(path, most)?
        .ok_or_else(|| Error::TooLarge { path: path.to_owned(), most: format::byte_size(most) })?;
    String::from_utf8(bytes).map_err(|_| Error::NotText(path.to_owned()))
}

/// Whether this is a pipe, which gives what it has once and then ends; a device may never end.
#[cfg(unix)]
pub fn is_pipe(about: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&about.file_type())
}

#[cfg(not(unix))]
pub fn is_pipe(_: &Metadata) -> bool {
    false
}

/// A path that can be read more than once: `path` itself, or for a pipe a private copy of what it gives, which lives as
/// long as the second value.
///
/// # Errors
/// Those of [`read_at_most`], [`Error::TooLarge`], [`Error::Unwritable`] for the copy.
pub fn standing(path: &Path) -> Result<(PathBuf, Option<NamedTempFile>)> {
    if !fs::metadata(path).is_ok_and(|about| is_pipe(&about)) {
        return Ok((path.to_owned(), None));
    }
    let failed = |e: io::Error| Error::writing(std::env::temp_dir(), &e);
    let copy = NamedTempFile::new().map_err(failed)?;
    let mut to = copy.reopen().map_err(failed)?;
    let (most, source) = (limits().files.pipe_bytes, path.to_owned());
    let copied = waited(move || io::copy(&mut File::open(source)?.take(most + 1), &mut to));
    if copied?.map_err(|e| Error::reading(path, &e))? > most {
        return Err(Error::TooLarge { path: path.to_owned(), most: format::byte_size(most) });
    }
    Ok((copy.path().to_owned(), Some(copy)))
}

/// Opens a device or a pipe to write into it; a pipe that nobody reads is waited for.
///
/// # Errors
/// [`Error::Unwritable`], [`Error::Interrupted`].
pub fn open_device(path: &Path) -> Result<File> {
    let device = path.to_owned();
    waited(move || File::options().write(true).open(device))?.map_err(|e| Error::writing(path, &e))
}

/// Does `work`, which may block for ever, on a thread of its own that is left alone when the user wants to stop.
fn waited<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<io::Result<T>> {
    let (send, done) = mpsc::sync_channel(1);
    thread::spawn(move || send.send(work()));
    loop {
        match done.recv_timeout(LOOK_UP) {
            Ok(value) => return Ok(value),
            Err(RecvTimeoutError::Timeout) => Interrupt::of_the_program().check()?,
            Err(RecvTimeoutError::Disconnected) => return Ok(Err(io::Error::other("it stopped unexpectedly"))),
        }
    }
}

/// Makes a folder, and those above it that are missing, for its owner alone; one that is there stays as it is.
///
/// # Errors
/// Those of the file system.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Options that make a file for its owner alone.
pub fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Only its owner may read and write the file, or enter the folder, at `path`.
///
/// # Errors
/// Those of the file system.
#[cfg(unix)]
pub fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub fn make_private(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Begins the names of folders for what is not finished.
const UNFINISHED: &str = ".unfinished-";
const LOCK: &str = "lock";
/// One without a lock, as a version before this made them, is nobody's after so long.
const ABANDONED: Duration = Duration::from_secs(3600);

/// A folder for what is being made, beside its final place: locked while somebody is at it, gone when it is dropped, and
/// after a crash swept away by the next start.
pub struct Unfinished {
    folder: TempDir,
    _lock: File,
}

impl Unfinished {
    /// # Errors
    /// Those of the file system.
    pub fn new_in(parent: &Path) -> io::Result<Self> {
        private_folder(parent)?;
        let folder = TempDir::with_prefix_in(UNFINISHED, parent)?;
        let lock = private_options().write(true).create(true).truncate(true).open(folder.path().join(LOCK))?;
        // Some network file systems have no locks; then age decides.
        let _ = lock.try_lock();
        Ok(Self { folder, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what nobody is at any more from `parent`, and returns what that was.
pub fn sweep(parent: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    let left = entries.flatten().filter(|entry| {
        entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && is_abandoned(&entry.path())
    });
    left.map(|entry| entry.path()).filter(|folder| fs::remove_dir_all(folder).is_ok()).collect()
}

fn is_abandoned(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        // Made this very moment, or by a version that knew no lock.
        Err(_) => fs::metadata(folder)
            .and_then(|about| about.modified())
            .is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > ABANDONED)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_must_be_a_file_is_one_and_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [&pipe, Path::new("/dev/zero"), Path::new("/dev/null")] {
            assert!(matches!(open(path), Err(Error::NotAFile(_))), "{path:?}");
        }
        assert!(matches!(open(folder.path()), Err(Error::IsFolder(_))));
        assert!(matches!(open(&folder.path().join("none")), Err(Error::NotFound(_))));
    }

    #[cfg(unix)]
    #[test]
    fn no_more_is_read_than_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"12345").unwrap();
        assert_eq!(read_at_most(&file, 5).unwrap().unwrap(), b"12345");
        assert_eq!(read_at_most(&file, 4).unwrap(), None);
        assert_eq!(read_at_most(Path::new("/dev/zero"), 4).unwrap(), None);
        assert_eq!(read_at_most(Path::new("/dev/null"), 4).unwrap().unwrap(), b"");
        assert!(matches!(text(Path::new("/dev/zero")), Err(Error::TooLarge { .. })));
        fs::write(&file, b"\xff\xfe").unwrap();
        assert!(matches!(text(&file), Err(Error::NotText(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_read_once_and_then_stands() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let writer = {
            let pipe = pipe.clone();
            thread::spawn(move || fs::write(pipe, "sound"))
        };
        let (copy, kept) = standing(&pipe).unwrap();
        writer.join().unwrap().unwrap();
        assert_eq!(fs::read(&copy).unwrap(), b"sound");
        drop(kept);
        assert!(!copy.exists());
        for path in [folder.path(), Path::new("/dev/zero")] {
            assert_eq!(standing(path).unwrap().0, path, "is never copied");
        }
    }

    #[test]
    fn what_nobody_is_at_is_swept_away() {
        let parent = tempfile::tempdir().unwrap();
        let at_work = Unfinished::new_in(parent.path()).unwrap();
        let left = Unfinished::new_in(parent.path()).unwrap();
        let gone = left.path().to_owned();
        // As after a crash: the folder is there, its lock is free.
        std::mem::forget(left.folder);
        drop(left._lock);
        assert_eq!(sweep(parent.path()), [gone]);
        assert!(at_work.path().exists());
        let path = at_work.path().to_owned();
        drop(at_work);
        assert!(!path.exists());
    }
}

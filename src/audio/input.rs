//! The bytes of a recording, seekable: a file as it is, a pipe copied to a temporary file first.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::AudioSource;
use super::source::Source;
use crate::audio::AudioError;
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::limits::limits;
use crate::{files, format};

/// How often a blocked read looks whether the user wants to stop.
const LOOK_UP: Duration = Duration::from_millis(50);

/// An opened recording.
#[derive(Debug, Clone)]
pub(super) struct Input {
    file: Arc<File>,
    /// As messages call it.
    pub name: PathBuf,
}

impl Input {
    /// Opens `source`; standard input and named pipes are read to their end.
    pub fn open(source: &AudioSource, interrupt: &Interrupt) -> Result<Self> {
        let (file, name) = match source {
            AudioSource::Stdin => {
                let name = PathBuf::from("standard input");
                if io::IsTerminal::is_terminal(&io::stdin()) {
                    return Err(AudioError::StdinIsTerminal.into());
                }
                (spool(&name, || Ok(io::stdin().lock()), interrupt)?, name)
            }
            AudioSource::File(path) => (open_file(path, interrupt)?, path.clone()),
        };
        if file.metadata().map_err(|e| Error::reading(&name, &e))?.len() == 0 {
            return Err(AudioError::EmptyFile(name).into());
        }
        Ok(Self { file: Arc::new(file), name })
    }

    /// Bytes in the file now.
    pub fn len(&self) -> Result<u64> {
        Ok(self.file.metadata().map_err(|e| Error::reading(&self.name, &e))?.len())
    }

    /// `head`, then all that the file holds from `start` on by the time it is read, as a stream.
    pub fn growing_part(&self, head: Vec<u8>, start: u64) -> Source {
        Source::growing(head, Arc::clone(&self.file), start)
    }

    /// All bytes from the start.
    pub fn reader(&self) -> Result<Source> {
        self.part(Vec::new(), 0, u64::MAX)
    }

    /// `head`, then at most `len` bytes from `start` on.
    pub fn part(&self, head: Vec<u8>, start: u64, len: u64) -> Result<Source> {
        Source::new(head, Arc::clone(&self.file), start, len).map_err(|e| Error::reading(&self.name, &e))
    }
}

fn open_file(path: &Path, interrupt: &Interrupt) -> Result<File> {
    let failed = |e: io::Error| Error::reading(path, &e);
    let metadata = path.metadata().map_err(failed)?;
    if metadata.is_dir() {
        Err(Error::IsFolder(path.into()))
    } else if metadata.is_file() {
        File::open(path).map_err(failed)
    } else if files::is_pipe(&metadata) {
        let pipe = path.to_owned();
        spool(path, move || File::open(pipe), interrupt)
    } else {
        Err(AudioError::NotARegularFile(path.into()).into())
    }
}

/// Copies a pipe into a temporary file that has no name and is gone when closed. Opening and reading a pipe block, so
/// a thread of its own does both, and an interrupt is answered at once.
fn spool<R: Read>(
    name: &Path,
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
    interrupt: &Interrupt,
) -> Result<File> {
    let folder = std::env::temp_dir();
    let copy = tempfile::tempfile().map_err(|e| Error::writing(&folder, &e))?;
    let (sender, receiver) = mpsc::channel();
    let (pipe, stop) = (name.to_owned(), interrupt.clone());
    std::thread::spawn(move || {
        let copied = open()
            .map_err(|e| Error::reading(&pipe, &e))
            .and_then(|reader| copy_all(reader, copy, &pipe, &folder, &stop));
        // The receiver is gone only after an interrupt, when nobody wants the result any more.
        let _ = sender.send(copied);
    });
    loop {
        match receiver.recv_timeout(LOOK_UP) {
            Ok(copied) => return copied,
            Err(RecvTimeoutError::Timeout) => interrupt.check()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::reading(name, &io::Error::other("reading it stopped unexpectedly")));
            }
        }
    }
}

fn copy_all(mut from: impl Read, mut to: File, pipe: &Path, folder: &Path, stop: &Interrupt) -> Result<File> {
    let mut buffer = vec![0; 1 << 16];
    let most = limits().files.pipe_bytes;
    let mut copied = 0;
    loop {
        stop.check()?;
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                copied += n as u64;
                if copied > most {
                    return Err(Error::TooLarge { path: pipe.to_owned(), most: format::byte_size(most) });
                }
                to.write_all(&buffer[..n]).map_err(|e| Error::writing(folder, &e))?;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Error::reading(pipe, &e)),
        }
    }
    Ok(to)
}

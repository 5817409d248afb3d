//! Fetching a model so that an interrupted or corrupt download is never used.
//!
//! Bytes go to `ggml-NAME.bin.part` beside the final name; a later attempt, in this run or another, asks the server for
//! the rest. Only when size and sha256 are the catalogue's does the file get its name, in one step. No `If-Range`: the
//! checksum of the whole is what decides, wherever its parts came from.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::catalogue::{DownloadPolicy, Entry};
use super::http::{self, Head, Message};
use super::store::ModelStore;
use crate::checksum::sha256_file;
use crate::error::{Error, Result};
use crate::files;
use crate::format;
use crate::interrupt::Interrupt;
use crate::transcription::models::ModelError;

/// How often a wait looks at the interrupt.
const LOOK: Duration = Duration::from_millis(100);

/// What a download is doing.
#[derive(Debug, Clone, PartialEq)]
pub enum DownloadProgress {
    /// Another saywell is downloading into this folder; this one goes on afterwards.
    Waiting,
    /// Bytes on disk and in all.
    Receiving { done: u64, total: u64 },
    /// The connection failed; the next attempt starts after the wait.
    Retrying { reason: String, wait: Duration },
    /// Bytes checked and in all.
    Verifying { done: u64, total: u64 },
}

/// How one request ended, other than well.
enum AttemptError {
    /// Another attempt may do better.
    Retry(String),
    Final(Error),
}

impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        AttemptError::Final(error)
    }
}

/// Fetches `entry` from the folder at `source` (a mirror's address, or [`super::Catalogue::base_url`]) into `store`, going
/// on where an earlier attempt stopped, and returns the path of the checked file. Does nothing when it is there already.
///
/// # Errors
/// [`ModelError::Download`] when the server does not give the file, [`ModelError::DownloadCorrupt`] when it gives another one,
/// [`ModelError::DiskFull`], [`Error::Unwritable`] and [`Error::Interrupted`]. After all but `DownloadCorrupt` what has
/// arrived stays for the next attempt.
pub fn download(
    entry: &Entry,
    source: &str,
    store: &ModelStore,
    policy: &DownloadPolicy,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(DownloadProgress),
) -> Result<PathBuf> {
    if !(source.starts_with("https://") || source.starts_with("http://")) {
        return Err(ModelError::MirrorAddress { address: source.into() }.into());
    }
    let url = format!("{}/{}", source.trim_end_matches('/'), entry.file_name());
    let target = store.folder().join(entry.file_name());
    files::private_folder(store.folder()).map_err(|e| Error::writing(store.folder(), &e))?;
    let _lock = lock(store.folder(), interrupt, progress)?;

    if target.metadata().is_ok_and(|about| about.len() == entry.bytes) && genuine(&target, entry, interrupt, progress)?
    {
        return Ok(target);
    }
    let mut job = Job { entry, url, policy, interrupt, progress, part: Part::open(&store.part(&entry.name), entry)? };
    if let Err(error) = job.complete() {
        job.part.delete_if_empty();
        return Err(error);
    }
    job.part.give_name(&target)?;
    Ok(target)
}

/// One download at a time per folder, so two never write to one file. The system frees the lock of a process that dies.
fn lock(folder: &Path, interrupt: &Interrupt, progress: &mut dyn FnMut(DownloadProgress)) -> Result<Option<File>> {
    let path = folder.join(".download.lock");
    files::check_own(&path)?;
    let file = files::private_options().write(true).create(true).truncate(true).open(&path);
    let file = file.map_err(|e| Error::writing(folder, &e))?;
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => {
                if !std::mem::replace(&mut told, true) {
                    progress(DownloadProgress::Waiting);
                }
                interrupt.check()?;
                thread::sleep(LOOK);
            }
            // Some network file systems have no locks; the checksum before the rename still holds.
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

fn genuine(
    path: &Path,
    entry: &Entry,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(DownloadProgress),
) -> Result<bool> {
    let total = entry.bytes;
    let sha256 = sha256_file(path, interrupt, &mut |done| progress(DownloadProgress::Verifying { done, total }))?;
    Ok(sha256 == entry.sha256)
}

struct Job<'a> {
    entry: &'a Entry,
    url: String,
    policy: &'a DownloadPolicy,
    interrupt: &'a Interrupt,
    progress: &'a mut dyn FnMut(DownloadProgress),
    part: Part,
}

impl Job<'_> {
    /// Leaves the whole, checked file in the part.
    fn complete(&mut self) -> Result<()> {
        let mut may_start_over = self.part.len > 0;
        loop {
            self.fill()?;
            self.part.sync()?;
            if genuine(&self.part.path, self.entry, self.interrupt, self.progress)? {
                return Ok(());
            }
            // What an earlier run left may be to blame: once more, from the first byte.
            if !std::mem::take(&mut may_start_over) {
                self.part.delete();
                return Err(ModelError::DownloadCorrupt { url: self.url.clone(), name: self.entry.name.clone() }.into());
            }
            self.part.clear()?;
            let reason = "what an earlier attempt left is damaged".to_owned();
            (self.progress)(DownloadProgress::Retrying { reason, wait: Duration::ZERO });
        }
    }

    /// Requests until every byte is there, with a growing wait after each failure.
    fn fill(&mut self) -> Result<()> {
        let mut failures = 0;
        while self.part.len < self.entry.bytes {
            let before = self.part.len;
            let reason = match self.request() {
                Ok(()) => continue,
                Err(AttemptError::Final(error)) => return Err(error),
                Err(AttemptError::Retry(reason)) => reason,
            };
            failures = if self.part.len > before { 1 } else { failures + 1 };
            if failures >= self.policy.attempts {
                return Err(self.stopped(reason));
            }
            let wait = self.policy.wait(failures);
            (self.progress)(DownloadProgress::Retrying { reason, wait });
            self.rest(wait)?;
        }
        Ok(())
    }

    /// One request for what is missing.
    fn request(&mut self) -> Result<(), AttemptError> {
        let answer = http::get(&self.url, self.part.len, self.policy);
        match self.next(&answer)? {
            Message::Head(head) => self.accept(&head)?,
            Message::Failed(failure) => return Err(self.failed(failure)),
            Message::Bytes(_) | Message::End => return Err(AttemptError::Retry("the connection broke off".into())),
        }
        self.report();
        loop {
            match self.next(&answer)? {
                Message::Bytes(bytes) if self.part.len + bytes.len() as u64 > self.entry.bytes => {
                    self.part.clear()?;
                    return Err(AttemptError::Final(self.refused("it sends more than the model has")));
                }
                Message::Bytes(bytes) => {
                    self.part.append(&bytes, self.entry.bytes)?;
                    self.report();
                }
                Message::End if self.part.len == self.entry.bytes => return Ok(()),
                Message::End | Message::Head(_) => return Err(AttemptError::Retry("the connection broke off".into())),
                Message::Failed(failure) => return Err(self.failed(failure)),
            }
        }
    }

    /// Whether the answer is the file, and from which byte on.
    fn accept(&mut self, head: &Head) -> Result<(), AttemptError> {
        let from = self.part.len;
        let total = match head.status {
            200 => head.length,
            206 => head.range.and_then(|(_, total)| total),
            // The server's file ends before ours does, or it dislikes the range: ask for the whole.
            416 if from > 0 => {
                self.part.clear()?;
                return Err(AttemptError::Retry("the server has nothing from there on".into()));
            }
            404 | 410 => return Err(AttemptError::Final(self.refused("there is no such file"))),
            status @ (408 | 425 | 429 | 500 | 502..=504) => {
                return Err(AttemptError::Retry(format!("the server is busy or broken, HTTP status {status}")));
            }
            status => return Err(AttemptError::Final(self.refused(&format!("HTTP status {status}")))),
        };
        if let Some(total) = total.filter(|total| *total != self.entry.bytes) {
            let kind = head.content_type.as_deref().unwrap_or("data");
            let sizes = format!("{total} bytes of {kind} instead of {} bytes", self.entry.bytes);
            return Err(AttemptError::Final(self.refused(&sizes)));
        }
        match (head.status, head.range) {
            (206, Some((start, _))) if start == from => Ok(()),
            (206, _) => {
                self.part.clear()?;
                Err(AttemptError::Retry("the server sent another part than asked for".into()))
            }
            // The whole file, wanted or not: a server without ranges.
            _ => Ok(self.part.clear()?),
        }
    }

    /// The next message, listening for Ctrl-C meanwhile.
    fn next(&self, answer: &Receiver<Message>) -> Result<Message> {
        loop {
            self.interrupt.check()?;
            match answer.recv_timeout(LOOK) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Message::End),
            }
        }
    }

    fn rest(&self, wait: Duration) -> Result<()> {
        let start = Instant::now();
        loop {
            self.interrupt.check()?;
            match wait.checked_sub(start.elapsed()) {
                Some(left) if !left.is_zero() => thread::sleep(left.min(LOOK)),
                _ => return Ok(()),
            }
        }
    }

    fn report(&mut self) {
        (self.progress)(DownloadProgress::Receiving { done: self.part.len, total: self.entry.bytes });
    }

    fn failed(&self, failure: http::Failure) -> AttemptError {
        if failure.transient {
            AttemptError::Retry(failure.reason)
        } else {
            AttemptError::Final(self.stopped(failure.reason))
        }
    }

    /// The connection did not hold.
    fn stopped(&self, reason: String) -> Error {
        let remedy = if self.part.len > 0 {
            let (done, total) = (format::byte_size(self.part.len), format::byte_size(self.entry.bytes));
            format!("{done} of {total} are kept, the same command goes on from there")
        } else {
            "check the network connection, or name a mirror with --from URL; without a network fetch that address \
             elsewhere, and bring the file with `saywell models add FILE`"
                .into()
        };
        ModelError::Download { url: self.url.clone(), reason, remedy }.into()
    }

    /// The server has something else, or nothing.
    fn refused(&self, reason: &str) -> Error {
        let remedy = "check the address given with --from or in the settings, or leave it out".into();
        ModelError::Download { url: self.url.clone(), reason: reason.into(), remedy }.into()
    }
}

/// The unfinished file.
struct Part {
    path: PathBuf,
    file: File,
    len: u64,
}

impl Part {
    fn open(path: &Path, entry: &Entry) -> Result<Self> {
        let writing = |e: io::Error| Error::writing(path, &e);
        files::check_own(path)?;
        let mut options = files::private_options();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(path).map_err(writing)?;
        let len = file.seek(SeekFrom::End(0)).map_err(writing)?;
        let mut part = Self { path: path.into(), file, len };
        if len > entry.bytes {
            part.clear()?;
        }
        Ok(part)
    }

    fn clear(&mut self) -> Result<()> {
        self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(|e| Error::writing(&self.path, &e))?;
        self.len = 0;
        Ok(())
    }

    fn append(&mut self, bytes: &[u8], total: u64) -> Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.file.write(rest) {
                Ok(written) => {
                    self.len += written as u64;
                    rest = &rest[written..];
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(self.not_written(&e, total)),
            }
        }
        Ok(())
    }

    fn sync(&self) -> Result<()> {
        self.file.sync_all().map_err(|e| self.not_written(&e, self.len))
    }

    fn not_written(&self, error: &io::Error, total: u64) -> Error {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ModelError::DiskFull {
                path: self.path.clone(),
                done: format::byte_size(self.len),
                total: format::byte_size(total),
                missing: format::byte_size(total.saturating_sub(self.len)),
            }
            .into(),
            _ => Error::writing(&self.path, error),
        }
    }

    /// Best effort: a leftover part is never used unchecked.
    fn delete(&self) {
        let _ = fs::remove_file(&self.path);
    }

    fn delete_if_empty(&self) {
        if self.len == 0 {
            self.delete();
        }
    }

    /// The one moment the model comes into being.
    fn give_name(self, target: &Path) -> Result<()> {
        drop(self.file);
        // One that an older version began lies open to everybody.
        let _ = files::make_private(&self.path);
        fs::rename(&self.path, target).map_err(|e| Error::writing(target, &e))?;
        // So that the new name survives a power cut; not every system can, and the data is safe anyway.
        if let Some(folder) = target.parent() {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}

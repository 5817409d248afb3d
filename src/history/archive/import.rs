//! Runs in from one file: all that are new, or none when the file is damaged.
//!
//! The file may be anybody's. It is read to its end before anything is written; a run owns the recording that came with it
//! and no other; names become harmless; what is larger than it may be is refused.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use tar::Archive;
use tempfile::{NamedTempFile, TempPath};
use uuid::Uuid;

use super::portable::{PackedRun, Portable};
use super::{FORMAT, HEADER_NAME, Header, extension};
use crate::checksum::{hexadecimal, sha256_file};
use crate::error::{Error, Result};
use crate::files::{self, Unfinished};
use crate::history::HistoryError;
use crate::history::run::AudioFile;
use crate::history::store::{self, Store};
use crate::history::{label, packing};
use crate::interrupt::Interrupt;
use crate::limits::limits;
use crate::printable::printable;

/// Folder of recordings in the data folder.
const RECORDINGS: &str = "recordings";
/// Characters of the name that a recording is given.
const LONGEST_STEM: usize = 80;
const PIECE: usize = 1 << 16;
/// What tools put behind the end of a tar file: zeros to the next round size.
const PADDING: u64 = 1 << 20;

/// What an import added.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    pub new: usize,
    /// Runs that were there already; they stay as they are.
    pub known: usize,
    pub recordings: usize,
}

impl Store {
    /// Adds the runs of the file at `path` that are not there yet. Recordings in it go to `recordings/` in the data folder.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unreadable`], [`HistoryError::Archive`], [`Error::Interrupted`], and those of
    /// [`Store::save`]; nothing is added then.
    pub fn import(&mut self, path: &Path, interrupt: &Interrupt) -> Result<Imported> {
        let wrong = |problem: &str| HistoryError::Archive { path: path.to_owned(), problem: problem.to_owned() };
        let file = files::open(path).map_err(|error| match error {
            Error::IsFolder(_) => wrong("is a folder").into(),
            Error::NotAFile(_) => wrong("is a device, a pipe or a socket, not a file").into(),
            other => other,
        })?;
        let desk = Unfinished::new_in(self.data_dir()).map_err(|e| Error::writing(self.data_dir(), &e))?;
        let spill = Spill::new_in(desk.path()).map_err(|e| Error::writing(desk.path(), &e))?;
        let mut reader = Reader { path, desk: desk.path(), interrupt, spill, runs: Vec::new() };
        reader.all(Archive::new(GzDecoder::new(BufReader::new(file))))?;
        let Reader { mut spill, runs, .. } = reader;
        self.add(runs, &mut spill)
    }

    /// Puts what was read into the database, in one transaction.
    fn add(&mut self, runs: Vec<Staged>, spill: &mut Spill) -> Result<Imported> {
        let folder = self.data_dir().join(RECORDINGS);
        let desk = self.data_dir().to_owned();
        let mut placed = Placed::default();
        let added = self.write_all(|db, database| {
            let failed = |e| store::problem(database, &e);
            let mut done = Imported::default();
            for staged in runs {
                let mut packed = PackedRun { run: staged.run, analyses: Vec::new() };
                if packed.is_known(db).map_err(failed)? {
                    done.known += 1;
                    continue;
                }
                for place in staged.analyses {
                    packed.analyses.push(spill.get(place).map_err(|e| Error::writing(&desk, &e))?);
                }
                let brought = match staged.recording {
                    Some((recording, sha256)) => {
                        let path = placed.once(&folder, recording, &packed.run, &sha256)?;
                        done.recordings += 1;
                        Some(AudioFile { path, sha256 })
                    }
                    None => None,
                };
                // Whatever path it names is not its to name.
                packed.run.audio = brought;
                let newest = packed.newest().map_err(|problem| HistoryError::Damaged {
                    path: database.to_owned(),
                    reason: problem,
                    remedy: "try again".to_owned(),
                })?;
                packed.insert(db, &newest, None).map_err(failed)?;
                done.new += 1;
            }
            Ok(done)
        });
        if added.is_err() {
            // Best effort: the error itself is what the user must hear.
            placed.new.iter().for_each(|recording| drop(std::fs::remove_file(recording)));
        }
        added
    }
}

/// Where recordings lie now.
#[derive(Default)]
struct Placed {
    by_sha256: HashMap<String, PathBuf>,
    /// Those that were not there before.
    new: Vec<PathBuf>,
}

impl Placed {
    /// Where the recording lies now; one that several runs share lies there once.
    fn once(&mut self, folder: &Path, recording: TempPath, run: &Portable, sha256: &str) -> Result<PathBuf> {
        if let Some(path) = self.by_sha256.get(sha256) {
            return Ok(path.clone());
        }
        let told = run.audio.as_ref().map(|audio| audio.path.clone()).unwrap_or_default();
        let (path, is_new) = place(recording, folder, &told, sha256)?;
        self.by_sha256.insert(sha256.to_owned(), path.clone());
        self.new.extend(is_new.then(|| path.clone()));
        Ok(path)
    }
}

/// Gives a recording a name like that of `told`, with a number when another has that. One that lies there already, such as
/// from an import that was killed, stays; the second value says whether it is new.
fn place(mut recording: TempPath, folder: &Path, told: &Path, sha256: &str) -> Result<(PathBuf, bool)> {
    files::private_folder(folder).map_err(|e| Error::writing(folder, &e))?;
    let found = |target: &Path| target.canonicalize().map_err(|e| Error::writing(target, &e));
    let usable = |c: char| if c.is_alphanumeric() || "-_+ ".contains(c) { c } else { '-' };
    let stem = told.file_stem().unwrap_or_default().to_string_lossy();
    let stem: String = stem.trim().chars().map(usable).take(LONGEST_STEM).collect();
    let stem = if stem.chars().any(char::is_alphanumeric) { stem.as_str() } else { "recording" };
    let extension = extension(told);
    for number in 1.. {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let target = folder.join(format!("{stem}{number}.{extension}"));
        match recording.persist_noclobber(&target) {
            Ok(()) => return Ok((found(&target)?, true)),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => {
                let there = sha256_file(&target, Interrupt::of_the_program(), &mut |_| {});
                if there.is_ok_and(|there| there == sha256) {
                    return Ok((found(&target)?, false));
                }
                recording = taken.path;
            }
            Err(error) => return Err(Error::writing(target, &error.error)),
        }
    }
    unreachable!("there are more numbers than files")
}

/// A run that was read and waits to be written.
struct Staged {
    /// Without a recording: it owns the one that came with it, or none.
    run: Portable,
    /// In the spill.
    analyses: Vec<Place>,
    /// The recording that came with it, and its sha256.
    recording: Option<(TempPath, String)>,
}

struct Reader<'a> {
    path: &'a Path,
    desk: &'a Path,
    interrupt: &'a Interrupt,
    spill: Spill,
    runs: Vec<Staged>,
}

impl Reader<'_> {
    fn wrong(&self, problem: impl Into<String>) -> Error {
        HistoryError::Archive { path: self.path.to_owned(), problem: printable(&problem.into()) }.into()
    }

    fn damaged(&self, error: &io::Error) -> Error {
        // Behind the first colon tar quotes what it found, up to a page of the file.
        let reason = error.to_string();
        let reason = reason.split(':').next().unwrap_or_default();
        self.wrong(format!("is damaged or no export ({reason})"))
    }

    fn all(&mut self, mut archive: Archive<impl Read>) -> Result<()> {
        let mut promised = None;
        // Raw: long names and other extensions are of any size, and no export has them.
        for entry in archive.entries().map_err(|e| self.damaged(&e))?.raw(true) {
            self.interrupt.check()?;
            let mut entry = entry.map_err(|e| self.damaged(&e))?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if !entry.header().entry_type().is_file() {
                return Err(self.stranger(&name));
            }
            if name == HEADER_NAME {
                promised = Some(self.header(&mut entry)?);
                continue;
            }
            if promised.is_none() {
                return Err(self.wrong("is no export of saywell"));
            }
            let part = name.rsplit('/').next().unwrap_or_default();
            if part == "run.json" {
                self.complete()?;
                let run = self.run(&mut entry)?;
                self.runs.push(Staged { run, analyses: Vec::new(), recording: None });
            } else if part.starts_with("analysis-") && !self.runs.is_empty() {
                self.analysis(&mut entry)?;
            } else if part.starts_with("recording.") && !self.runs.is_empty() {
                self.recording(&mut entry)?;
            } else {
                return Err(self.stranger(&name));
            }
        }
        self.complete()?;
        self.end(&mut archive.into_inner())?;
        match promised {
            None => Err(self.wrong("is no export of saywell")),
            Some(promised) if promised != self.runs.len() => Err(self.wrong("is cut off")),
            Some(_) => Ok(()),
        }
    }

    fn stranger(&self, name: &str) -> Error {
        let shown: String = name.chars().take(LONGEST_STEM).collect();
        self.wrong(format!("holds \"{}\", which no export has", shown.escape_debug()))
    }

    /// The checksum of the whole stands behind the last entry.
    fn end(&self, rest: &mut impl Read) -> Result<()> {
        let behind = io::copy(&mut rest.take(PADDING + 1), &mut io::sink()).map_err(|e| self.damaged(&e))?;
        if behind > PADDING { Err(self.wrong("goes on after its end")) } else { Ok(()) }
    }

    fn header(&self, entry: &mut impl Read) -> Result<usize> {
        let header: Header = serde_json::from_slice(&self.bytes(entry, limits().files.settings_bytes)?)
            .map_err(|e| self.wrong(format!("is no export ({e})")))?;
        if header.format > FORMAT {
            return Err(self.wrong(format!("was written by a newer saywell ({})", header.saywell_version)));
        }
        Ok(header.runs)
    }

    fn run(&self, entry: &mut impl Read) -> Result<Portable> {
        let json = self.bytes(entry, limits().files.settings_bytes)?;
        let mut run: Portable =
            serde_json::from_slice(&json).map_err(|e| self.wrong(format!("holds a run that is none ({e})")))?;
        if Uuid::parse_str(&run.uid).is_err() {
            return Err(self.wrong("holds a run without a usable uid"));
        }
        if run.tags.iter().any(|tag| label::tag(tag).ok().as_ref() != Some(tag)) {
            return Err(self.wrong("holds a tag that is none"));
        }
        if run.analyses.len() as u64 > limits().files.archive_analyses {
            return Err(self.wrong("holds a run with too many analyses"));
        }
        run.name = label::line(&run.name).unwrap_or_else(|| "imported".to_owned());
        run.note = run.note.as_deref().and_then(label::line);
        let earliest = jiff::Timestamp::MIN.as_millisecond();
        run.place = run.place.map(|place| place.clamp(earliest, jiff::Timestamp::MAX.as_millisecond()));
        Ok(run)
    }

    fn analysis(&mut self, entry: &mut impl Read) -> Result<()> {
        let json = self.bytes(entry, limits().files.analysis_bytes)?;
        let name = self.last().run.name.clone();
        packing::from_json(&json).map_err(|problem| self.wrong(format!("\"{name}\" {problem}")))?;
        let place = self.spill.put(&packing::pack(&json)).map_err(|e| Error::writing(self.desk, &e))?;
        let staged = self.last();
        staged.analyses.push(place);
        if staged.analyses.len() > staged.run.analyses.len() {
            return Err(self.wrong(format!("holds more analyses of \"{name}\" than it has")));
        }
        Ok(())
    }

    /// The run whose parts are being read.
    fn last(&mut self) -> &mut Staged {
        self.runs.last_mut().expect("a part follows its run")
    }

    /// At most `most` bytes.
    fn bytes(&self, entry: &mut impl Read, most: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|e| self.damaged(&e))?;
        if bytes.len() as u64 > most { Err(self.wrong("holds a run that is too large")) } else { Ok(bytes) }
    }

    /// The recording of the run at hand, under a temporary name, when it is the one that was saved.
    fn recording(&mut self, entry: &mut impl Read) -> Result<()> {
        let Some(audio) = self.last().run.audio.clone() else {
            return Err(self.wrong("holds a recording that no run knows"));
        };
        let failed = |e: &io::Error| Error::writing(self.desk, e);
        let mut draft = NamedTempFile::new_in(self.desk).map_err(|e| failed(&e))?;
        let mut hasher = Sha256::new();
        let (mut piece, mut length) = (vec![0; PIECE], 0);
        loop {
            self.interrupt.check()?;
            let read = entry.read(&mut piece).map_err(|e| self.damaged(&e))?;
            if read == 0 {
                break;
            }
            length += read as u64;
            if length > limits().files.archive_recording_bytes {
                return Err(self.wrong("holds a recording that is too large"));
            }
            hasher.update(&piece[..read]);
            draft.write_all(&piece[..read]).map_err(|e| failed(&e))?;
        }
        draft.as_file().sync_all().map_err(|e| failed(&e))?;
        let sha256 = hexadecimal(&hasher.finalize());
        let name = self.last().run.name.clone();
        if sha256 != audio.sha256 {
            return Err(self.wrong(format!("holds another recording than the one of \"{name}\"")));
        }
        self.last().recording = Some((draft.into_temp_path(), sha256));
        Ok(())
    }

    /// The run at hand has all its parts.
    fn complete(&mut self) -> Result<()> {
        let Some(staged) = self.runs.last() else { return Ok(()) };
        if staged.analyses.len() != staged.run.analyses.len() {
            return Err(self.wrong(format!("lacks analyses of \"{}\"", staged.run.name)));
        }
        if staged.analyses.is_empty() {
            return Err(self.wrong(format!("holds \"{}\" without an analysis", staged.run.name)));
        }
        Ok(())
    }
}

/// Start and length in the spill.
type Place = (u64, usize);

/// Packed analyses wait here for the database, so that a long history needs no memory.
struct Spill {
    file: File,
    length: u64,
}

impl Spill {
    fn new_in(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile_in(folder)?, length: 0 })
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<Place> {
        let place = (self.length, bytes.len());
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(place)
    }

    fn get(&mut self, (start, length): Place) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

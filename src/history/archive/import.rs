//! Runs in from one file: all that are new, or none when the file is damaged.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use rusqlite::Transaction;
use tar::Archive;
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::portable::{PackedRun, Portable};
use super::{FORMAT, HEADER_NAME, Header};
use crate::checksum::sha256_file;
use crate::error::{Error, Result};
use crate::history::packing;
use crate::history::store::{self, Store};
use crate::interrupt::Interrupt;

/// Folder of recordings in the data folder.
const RECORDINGS: &str = "recordings";
/// No JSON of a run is larger: an hour's analysis is 3 MiB.
const LARGEST_JSON: u64 = 64 << 20;

/// What an import added.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    pub new: usize,
    /// Runs that were there already; they stay as they are.
    pub known: usize,
    pub recordings: usize,
}

impl Store {
    /// Adds the runs of the file at `path` that are not there yet. Recordings in it go to `recordings/` in the data folder,
    /// unless they still lie where they were.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unreadable`], [`Error::Archive`], and those of [`Store::save`]; nothing is added then.
    pub fn import(&mut self, path: &Path) -> Result<Imported> {
        let file = fs::File::open(path).map_err(|e| Error::reading(path, &e))?;
        if path.is_dir() {
            return Err(Error::Archive { path: path.to_owned(), problem: "is a folder".to_owned() });
        }
        let folder = self.data_dir().join(RECORDINGS);
        let mut written = Vec::new();
        let imported = self.write_all(|db, database| {
            let mut import =
                Import { path, database, db, folder: &folder, written: &mut written, done: Imported::default() };
            import.all(Archive::new(GzDecoder::new(BufReader::new(file))))?;
            Ok(import.done)
        });
        if imported.is_err() {
            // Best effort: the error itself is what the user must hear.
            written.iter().for_each(|recording| drop(fs::remove_file(recording)));
        }
        imported
    }
}

struct Import<'a> {
    path: &'a Path,
    database: &'a Path,
    db: &'a Transaction<'a>,
    folder: &'a Path,
    written: &'a mut Vec<PathBuf>,
    done: Imported,
}

/// The run whose parts are being read.
struct Pending {
    packed: PackedRun,
    recording: Option<(NamedTempFile, String)>,
}

impl Import<'_> {
    fn wrong(&self, problem: impl Into<String>) -> Error {
        Error::Archive { path: self.path.to_owned(), problem: problem.into() }
    }

    fn damaged(&self, error: &io::Error) -> Error {
        self.wrong(format!("is damaged or no export ({error})"))
    }

    fn all(&mut self, mut archive: Archive<impl Read>) -> Result<()> {
        let mut promised = None;
        let mut pending: Option<Pending> = None;
        for entry in archive.entries().map_err(|e| self.damaged(&e))? {
            let mut entry = entry.map_err(|e| self.damaged(&e))?;
            let name = entry.path().map_err(|e| self.damaged(&e))?.to_string_lossy().into_owned();
            if name == HEADER_NAME {
                promised = Some(self.header(&mut entry)?);
                continue;
            }
            if promised.is_none() {
                return Err(self.wrong("is no export of saywell"));
            }
            let part = name.rsplit('/').next().unwrap_or_default();
            match &mut pending {
                _ if part == "run.json" => {
                    let run = self.run(&mut entry)?;
                    if let Some(complete) = pending.replace(Pending { packed: run, recording: None }) {
                        self.keep(complete)?;
                    }
                }
                Some(pending) if part.starts_with("analysis-") => {
                    pending.packed.analyses.push(packing::pack(&self.json(&mut entry)?));
                }
                Some(pending) if part.starts_with("recording.") => {
                    pending.recording = self.recording(&pending.packed.run, &mut entry)?;
                }
                _ => return Err(self.wrong(format!("holds \"{}\", which no export has", name.escape_debug()))),
            }
        }
        if let Some(complete) = pending {
            self.keep(complete)?;
        }
        // The checksum of the whole stands behind the last entry.
        io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|e| self.damaged(&e))?;
        match promised {
            None => Err(self.wrong("is no export of saywell")),
            Some(promised) if promised != self.done.new + self.done.known => Err(self.wrong("is cut off")),
            Some(_) => Ok(()),
        }
    }

    fn header(&self, entry: &mut impl Read) -> Result<usize> {
        let header: Header =
            serde_json::from_slice(&self.json(entry)?).map_err(|e| self.wrong(format!("is no export ({e})")))?;
        if header.format > FORMAT {
            return Err(self.wrong(format!("was written by a newer saywell ({})", header.saywell_version)));
        }
        Ok(header.runs)
    }

    fn run(&self, entry: &mut impl Read) -> Result<PackedRun> {
        let json = self.json(entry)?;
        let run: Portable =
            serde_json::from_slice(&json).map_err(|e| self.wrong(format!("holds a run that is none ({e})")))?;
        if Uuid::parse_str(&run.uid).is_err() {
            return Err(self.wrong("holds a run without a usable uid"));
        }
        Ok(PackedRun { run, analyses: Vec::new() })
    }

    fn json(&self, entry: &mut impl Read) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        entry.take(LARGEST_JSON + 1).read_to_end(&mut bytes).map_err(|e| self.damaged(&e))?;
        if bytes.len() as u64 > LARGEST_JSON { Err(self.wrong("holds a run that is too large")) } else { Ok(bytes) }
    }

    /// The recording under a temporary name; `None` when the one that was saved still lies where it was.
    fn recording(&self, run: &Portable, entry: &mut impl Read) -> Result<Option<(NamedTempFile, String)>> {
        let Some(audio) = &run.audio else { return Err(self.wrong("holds a recording that no run knows")) };
        let failed = |e: &io::Error| Error::writing(self.folder, e);
        store::private_folder(self.folder).map_err(|e| failed(&e))?;
        let mut draft = NamedTempFile::new_in(self.folder).map_err(|e| failed(&e))?;
        let mut piece = vec![0; 1 << 16];
        loop {
            match entry.read(&mut piece).map_err(|e| self.damaged(&e))? {
                0 => break,
                read => draft.write_all(&piece[..read]).map_err(|e| failed(&e))?,
            }
        }
        draft.as_file().sync_all().map_err(|e| failed(&e))?;
        if hash(draft.path())? != audio.sha256 {
            return Err(self.wrong(format!("holds another recording than the one of \"{}\"", run.name)));
        }
        let there = hash(&audio.path).is_ok_and(|found| found == audio.sha256);
        let name = audio.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((!there).then_some((draft, name)))
    }

    /// Puts a run with all its parts into the database.
    fn keep(&mut self, mut complete: Pending) -> Result<()> {
        let name = complete.packed.run.name.clone();
        if complete.packed.analyses.len() != complete.packed.run.analyses.len() {
            return Err(self.wrong(format!("lacks analyses of \"{name}\"")));
        }
        let newest = complete.packed.newest().map_err(|problem| self.wrong(format!("\"{name}\" {problem}")))?;
        if complete.packed.is_known(self.db).map_err(|e| store::problem(self.database, &e))? {
            self.done.known += 1;
            return Ok(());
        }
        if let (Some((draft, name)), Some(audio)) = (complete.recording.take(), &mut complete.packed.run.audio) {
            audio.path = self.place(draft, &name)?;
            self.done.recordings += 1;
        }
        complete.packed.insert(self.db, &newest).map_err(|e| store::problem(self.database, &e))?;
        self.done.new += 1;
        Ok(())
    }

    /// Gives a recording its name, or the name with a number when that is taken.
    fn place(&mut self, mut draft: NamedTempFile, name: &str) -> Result<PathBuf> {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "wav"));
        for number in 1.. {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            let target = self.folder.join(format!("{stem}{number}.{extension}"));
            match draft.persist_noclobber(&target) {
                Ok(_) => {
                    self.written.push(target.clone());
                    return target.canonicalize().map_err(|e| Error::writing(&target, &e));
                }
                Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => draft = taken.file,
                Err(error) => return Err(Error::writing(target, &error.error)),
            }
        }
        unreachable!("there are more numbers than files")
    }
}

fn hash(path: &Path) -> Result<String> {
    sha256_file(path, &Interrupt::default(), &mut |_| {})
}

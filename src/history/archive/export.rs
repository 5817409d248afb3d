//! Runs out into one file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header as TarHeader};

use super::portable::Portable;
use super::{FORMAT, HEADER_NAME, Header, extension, portable};
use crate::checksum::sha256_file;
use crate::error::{Error, Result};
use crate::files;
use crate::history::packing;
use crate::history::run::{AudioFile, RunId};
use crate::history::store::Store;
use crate::interrupt::Interrupt;

/// What an export holds.
#[derive(Debug, Default, PartialEq)]
pub struct Exported {
    pub runs: usize,
    pub recordings: usize,
    /// Recordings that were asked for and are not where they were, as they were.
    pub missing: Vec<PathBuf>,
}

impl Store {
    /// Writes runs `ids` to `out`, with their recordings when `with_audio`. The same runs give the same bytes. `path` is
    /// what `out` is called in errors.
    ///
    /// # Errors
    /// [`Error::Unwritable`], [`crate::history::HistoryError::Damaged`], [`Error::Interrupted`].
    pub fn export(
        &self,
        ids: &[RunId],
        with_audio: bool,
        path: &Path,
        out: &mut dyn Write,
        interrupt: &Interrupt,
    ) -> Result<Exported> {
        let failed = |e: io::Error| Error::writing(path, &e);
        let mut tar = Builder::new(GzEncoder::new(out, Compression::default()));
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let header = Header { format: FORMAT, saywell_version: version, runs: ids.len() };
        append(&mut tar, HEADER_NAME, 0, &json(&header)).map_err(failed)?;
        let mut exported = Exported::default();
        for id in ids {
            interrupt.check()?;
            let packed = portable(self, *id)?;
            let folder = format!("runs/{}", packed.run.uid);
            let time = packed.run.saved_at.as_second().max(0) as u64;
            // Where it lies is this machine's own business; what it is called is enough for the next one.
            let named = packed.run.audio.clone().map(|audio| AudioFile { path: name_of(&audio.path), ..audio });
            let run = Portable { audio: named, ..packed.run.clone() };
            append(&mut tar, &format!("{folder}/run.json"), time, &json(&run)).map_err(failed)?;
            for (number, analysis) in (1..).zip(&packed.analyses) {
                let json = packing::unpack(analysis).map_err(failed)?;
                append(&mut tar, &format!("{folder}/analysis-{number}.json"), time, &json).map_err(failed)?;
            }
            exported.runs += 1;
            if let (Some(audio), true) = (&packed.run.audio, with_audio) {
                // By its hash: a path alone may lead anywhere by now.
                match sha256_file(&audio.path, interrupt, &mut |_| {}) {
                    Ok(found) if found == audio.sha256 => {
                        let name = format!("{folder}/recording.{}", extension(&audio.path));
                        recording(&mut tar, &name, time, &mut files::open(&audio.path)?).map_err(failed)?;
                        exported.recordings += 1;
                    }
                    Err(Error::Interrupted) => return Err(Error::Interrupted),
                    _ => exported.missing.push(audio.path.clone()),
                }
            }
        }
        tar.into_inner().and_then(GzEncoder::finish).map_err(failed)?;
        Ok(exported)
    }
}

fn name_of(path: &Path) -> PathBuf {
    path.file_name().unwrap_or_default().into()
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec_pretty(value).expect("plain data")
}

fn append(tar: &mut Builder<impl Write>, name: &str, time: u64, bytes: &[u8]) -> io::Result<()> {
    tar.append_data(&mut header(bytes.len() as u64, time), name, bytes)
}

fn recording(tar: &mut Builder<impl Write>, name: &str, time: u64, file: &mut File) -> io::Result<()> {
    let size = file.metadata()?.len();
    // A file that still grows would break the archive.
    tar.append_data(&mut header(size, time), name, file.take(size))
}

fn header(size: u64, time: u64) -> TarHeader {
    let mut header = TarHeader::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    header.set_mtime(time);
    header.set_mode(0o600);
    header
}

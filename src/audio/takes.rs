//! The folder of recordings: how a take is named, and which takes were cut off.
//!
//! While a take is on, a marker lies in the folder, locked by the program that records. The system lets go of a lock
//! however the program ends, so a marker that can be locked belongs to a take that nobody finished.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use super::capture::{Format, GrowingWav};
use crate::audio::capture::CaptureError;
use crate::error::{Error, Result};
use crate::types::Seconds;

const MARKER: &str = "part";
/// So much of a question stands in the name of a file; some are whole sentences.
const NAME_LETTERS: usize = 40;

/// `recordings` in the data folder; for its owner alone.
#[derive(Debug, Clone)]
pub struct TakeFolder(PathBuf);

/// A take that is on.
#[derive(Debug)]
pub struct Marker {
    path: PathBuf,
    _lock: File,
}

/// What a marker says.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    recording: PathBuf,
    question: Option<String>,
}

/// A take that nobody finished.
#[derive(Debug)]
pub struct CutOff {
    /// Its file, whole again.
    pub path: PathBuf,
    /// What was asked.
    pub question: Option<String>,
    pub duration_s: Seconds,
    marker: Marker,
}

impl TakeFolder {
    /// Makes the folder when it is not there.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn open(data_dir: &Path) -> Result<Self> {
        let folder = data_dir.join("recordings");
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(|e| Error::writing(&folder, &e))?;
        Ok(Self(folder))
    }

    /// Begins the file of a take about `question`, named by the time `now`, or `named`, and its marker.
    ///
    /// # Errors
    /// [`CaptureError::RecordingExists`], [`Error::Unwritable`].
    pub fn begin(
        &self,
        named: Option<&Path>,
        question: Option<&str>,
        now: &ZonedDateTime,
        format: Format,
    ) -> Result<(GrowingWav, Marker)> {
        let wav = match named {
            Some(path) => GrowingWav::create(path, format)?,
            None => self.create(question, now, format)?,
        };
        let recording = std::path::absolute(wav.path()).unwrap_or_else(|_| wav.path().to_owned());
        let marker = self.mark(&Note { recording, question: question.map(str::to_owned) });
        if marker.is_err() {
            let _ = fs::remove_file(wav.path());
        }
        Ok((wav, marker?))
    }

    /// A file of a name that nothing has yet.
    fn create(&self, question: Option<&str>, now: &ZonedDateTime, format: Format) -> Result<GrowingWav> {
        let mut stem = now.strftime("%Y-%m-%d_%H-%M-%S").to_string();
        if let Some(question) = question {
            stem.push('_');
            stem.extend(
                question.chars().take(NAME_LETTERS).map(|letter| if letter.is_alphanumeric() { letter } else { '-' }),
            );
        }
        let names = std::iter::once(stem.clone()).chain((2..).map(|number| format!("{stem}-{number}")));
        for name in names {
            match GrowingWav::create(&self.0.join(format!("{name}.wav")), format) {
                Err(Error::Capture(CaptureError::RecordingExists(_))) => {}
                made => return made,
            }
        }
        unreachable!("the names do not end")
    }

    fn mark(&self, note: &Note) -> Result<Marker> {
        let name = note.recording.file_name().unwrap_or_default().to_string_lossy();
        let mut paths = (1..).map(|number| match number {
            1 => self.0.join(format!("{name}.{MARKER}")),
            _ => self.0.join(format!("{name}.{number}.{MARKER}")),
        });
        let (path, mut file) = loop {
            let path = paths.next().expect("the names do not end");
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => break (path, file),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(Error::writing(&path, &e)),
            }
        };
        // A folder on the network may know no locks; then a take that was cut off is only found a little too early.
        let _ = file.lock();
        let text = toml::to_string(note).expect("two strings");
        match file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(Marker { path, _lock: file }),
            Err(e) => {
                let _ = fs::remove_file(&path);
                Err(Error::writing(&path, &e))
            }
        }
    }

    /// The takes that nobody finished, their files made whole; the oldest first. What held no sound yet is tidied away.
    ///
    /// # Errors
    /// [`Error::Unreadable`].
    pub fn cut_off(&self) -> Result<Vec<CutOff>> {
        let entries = fs::read_dir(&self.0).map_err(|e| Error::reading(&self.0, &e))?;
        let mut markers: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == MARKER))
            .collect();
        markers.sort();
        Ok(markers.iter().filter_map(|path| unfinished(path)).collect())
    }
}

fn unfinished(path: &Path) -> Option<CutOff> {
    let lock = OpenOptions::new().read(true).write(true).open(path).ok()?;
    if let Err(TryLockError::WouldBlock) = lock.try_lock() {
        return None;
    }
    let note: Note = toml::from_str(&fs::read_to_string(path).ok()?).ok()?;
    let marker = Marker { path: path.to_owned(), _lock: lock };
    match GrowingWav::repair(&note.recording) {
        Ok(Some(wav)) if wav.frames() > 0 => Some(CutOff {
            duration_s: wav.format().seconds(wav.frames()),
            path: note.recording,
            question: note.question,
            marker,
        }),
        Ok(Some(_)) => {
            let _ = fs::remove_file(&note.recording);
            marker.remove();
            None
        }
        // Somebody moved the file, or put another in its place: theirs to know.
        Ok(None) | Err(Error::NotFound(_)) => {
            marker.remove();
            None
        }
        // A disk that is not there today may be tomorrow.
        Err(_) => None,
    }
}

impl CutOff {
    /// It was told to the user and is a recording like any other from now on.
    pub fn settle(self) {
        self.marker.remove();
    }
}

impl Marker {
    /// The take is over, whether kept or not.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONO: Format = Format { sample_rate: 8_000, channels: 1 };

    fn noon() -> ZonedDateTime {
        "2026-11-24T21:50:03[UTC]".parse().unwrap()
    }

    #[test]
    fn a_take_is_named_by_time_and_question_and_never_replaces_another() {
        let data = tempfile::tempdir().unwrap();
        let folder = TakeFolder::open(data.path()).unwrap();
        let name = |question| {
            let (wav, marker) = folder.begin(None, question, &noon(), MONO).unwrap();
            marker.remove();
            wav.path().strip_prefix(data.path()).unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(name(Some("self-intro")), "recordings/2026-11-24_21-50-03_self-intro.wav");
        assert_eq!(name(Some("self-intro")), "recordings/2026-11-24_21-50-03_self-intro-2.wav");
        assert_eq!(name(None), "recordings/2026-11-24_21-50-03.wav");
        assert_eq!(name(Some("../why us?")), "recordings/2026-11-24_21-50-03_---why-us-.wav");
    }

    #[test]
    fn only_a_take_that_nobody_holds_is_cut_off() {
        let data = tempfile::tempdir().unwrap();
        let folder = TakeFolder::open(data.path()).unwrap();
        let (mut wav, marker) = folder.begin(None, Some("project"), &noon(), MONO).unwrap();
        wav.append(&[1; 12_000]).unwrap();
        assert!(folder.cut_off().unwrap().is_empty(), "still on");
        drop((wav, marker));
        let [take] = <[CutOff; 1]>::try_from(folder.cut_off().unwrap()).unwrap();
        assert_eq!((take.question.as_deref(), take.duration_s), (Some("project"), 1.5));
        assert_eq!(hound::WavReader::open(&take.path).unwrap().len(), 12_000);
        take.settle();
        assert!(folder.cut_off().unwrap().is_empty(), "told once");
    }

    #[test]
    fn what_is_empty_gone_or_replaced_is_not_offered() {
        let data = tempfile::tempdir().unwrap();
        let folder = TakeFolder::open(data.path()).unwrap();
        let elsewhere = data.path().join("a.wav");
        drop(folder.begin(None, None, &noon(), MONO).unwrap());
        drop(folder.begin(Some(&elsewhere), None, &noon(), MONO).unwrap());
        fs::write(&elsewhere, "another file by now").unwrap();
        let gone = folder.begin(None, None, &noon(), MONO).unwrap().0.path().to_owned();
        fs::remove_file(gone).unwrap();
        assert!(folder.cut_off().unwrap().is_empty());
        assert_eq!(fs::read_dir(data.path().join("recordings")).unwrap().count(), 0);
        assert_eq!(fs::read(&elsewhere).unwrap(), b"another file by now");
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let data = tempfile::tempdir().unwrap();
        TakeFolder::open(&data.path().join("new")).unwrap();
        for folder in ["new", "new/recordings"] {
            assert_eq!(fs::metadata(data.path().join(folder)).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}

//! A WAV file that plays at any moment while it grows.
//!
//! 16-bit PCM. Sound is appended first and the sizes in the header are corrected after it, so whatever ends the program,
//! the header never promises more than there is.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::audio::capture::CaptureError;
use crate::error::{Error, Result};
use crate::types::Seconds;

const HEADER_BYTES: u64 = 44;
const SAMPLE_BYTES: u64 = 2;
/// The RIFF size counts everything after its own 8 bytes and has 32 bits.
const MOST_DATA_BYTES: u64 = u32::MAX as u64 - (HEADER_BYTES - 8);

/// Rate and channels of 16-bit sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Hz
    pub sample_rate: u32,
    pub channels: u16,
}

impl Format {
    fn frame_bytes(self) -> u64 {
        u64::from(self.channels) * SAMPLE_BYTES
    }

    /// How long `frames` take.
    pub fn seconds(self, frames: u64) -> Seconds {
        frames as f64 / f64::from(self.sample_rate)
    }

    /// How many frames `seconds` hold.
    pub fn frames(self, seconds: Seconds) -> u64 {
        (seconds * f64::from(self.sample_rate)) as u64
    }
}

/// The file being written.
#[derive(Debug)]
pub struct GrowingWav {
    file: File,
    path: PathBuf,
    format: Format,
    data_bytes: u64,
    /// What the header on disk says.
    promised_bytes: u64,
    most_bytes: u64,
}

impl GrowingWav {
    /// Creates a file for its owner alone; one that is there already is never touched.
    ///
    /// # Errors
    /// [`CaptureError::RecordingExists`], [`Error::Unwritable`].
    pub fn create(path: &Path, format: Format) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => CaptureError::RecordingExists(path.to_owned()).into(),
            _ => Error::writing(path, &e),
        })?;
        let mut wav =
            Self { file, path: path.to_owned(), format, data_bytes: 0, promised_bytes: 0, most_bytes: MOST_DATA_BYTES };
        if let Err(e) = wav.file.write_all(&header(format, 0)) {
            let _ = std::fs::remove_file(path);
            return Err(Error::writing(path, &e));
        }
        Ok(wav)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn format(&self) -> Format {
        self.format
    }

    /// Whole frames in the file.
    pub fn frames(&self) -> u64 {
        self.data_bytes / self.format.frame_bytes()
    }

    /// Appends interleaved samples, whole frames.
    ///
    /// # Errors
    /// [`CaptureError::RecordingFull`] at 4 GiB, [`CaptureError::RecordingStopped`] when the disk takes no more; either way what is in
    /// the file stays.
    pub fn append(&mut self, samples: &[i16]) -> Result<()> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        self.append_bytes(&bytes)
    }

    /// Appends `frames` of silence.
    ///
    /// # Errors
    /// As [`GrowingWav::append`].
    pub fn append_silence(&mut self, frames: u64) -> Result<()> {
        let second = vec![0; (u64::from(self.format.sample_rate) * self.format.frame_bytes()) as usize];
        let mut left = frames * self.format.frame_bytes();
        while left > 0 {
            let part = left.min(second.len() as u64);
            self.append_bytes(&second[..part as usize])?;
            left -= part;
        }
        Ok(())
    }

    fn append_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let frame = self.format.frame_bytes();
        let room = (self.most_bytes - self.data_bytes) / frame * frame;
        let fits = &bytes[..bytes.len().min(room as usize)];
        let mut written = 0;
        while written < fits.len() {
            match self.file.write(&fits[written..]) {
                Ok(0) => return Err(self.stopped(written, &io::ErrorKind::WriteZero.into())),
                Ok(count) => written += count,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(self.stopped(written, &e)),
            }
        }
        self.data_bytes += fits.len() as u64;
        if fits.len() < bytes.len() { Err(CaptureError::RecordingFull(self.path.clone()).into()) } else { Ok(()) }
    }

    fn stopped(&mut self, written: usize, error: &io::Error) -> Error {
        // A frame that is there by half does not count.
        let frame = self.format.frame_bytes();
        self.data_bytes += written as u64 / frame * frame;
        CaptureError::RecordingStopped { path: self.path.clone(), reason: crate::error::plain(error) }.into()
    }

    /// Makes the header say what is there.
    ///
    /// # Errors
    /// [`CaptureError::RecordingStopped`].
    pub fn update_header(&mut self) -> Result<()> {
        if self.promised_bytes == self.data_bytes {
            return Ok(());
        }
        let header = header(self.format, self.data_bytes as u32);
        self.at_start(|file| file.write_all(&header)).map_err(|e| self.stopped(0, &e))?;
        self.promised_bytes = self.data_bytes;
        Ok(())
    }

    fn at_start(&mut self, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        write(&mut self.file)?;
        self.file.seek(SeekFrom::Start(HEADER_BYTES + self.data_bytes)).map(|_| ())
    }

    /// Sees everything onto the disk itself, so that a power cut does not take it.
    ///
    /// # Errors
    /// [`CaptureError::RecordingStopped`].
    pub fn sync(&mut self) -> Result<()> {
        self.file.sync_data().map_err(|e| self.stopped(0, &e))
    }

    /// Ends the file: a valid header, nothing after the last whole frame, all of it on the disk.
    ///
    /// # Errors
    /// [`CaptureError::RecordingStopped`].
    pub fn finish(&mut self) -> Result<()> {
        self.update_header()?;
        self.file.set_len(HEADER_BYTES + self.data_bytes).map_err(|e| self.stopped(0, &e))?;
        self.sync()
    }

    /// Opens a file whose recording was cut off and takes in the sound its header does not know of yet. `None` when
    /// this is no file that [`GrowingWav::create`] began.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unreadable`], [`Error::Unwritable`].
    pub fn repair(path: &Path) -> Result<Option<GrowingWav>> {
        use std::io::Read;
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(|e| Error::reading(path, &e))?;
        let length = file.metadata().map_err(|e| Error::reading(path, &e))?.len();
        let mut found = [0; HEADER_BYTES as usize];
        if length < HEADER_BYTES {
            return Ok(None);
        }
        file.read_exact(&mut found).map_err(|e| Error::reading(path, &e))?;
        let number = |at: usize| u32::from_le_bytes([found[at], found[at + 1], found[at + 2], found[at + 3]]);
        let format = Format { sample_rate: number(24), channels: u16::from_le_bytes([found[22], found[23]]) };
        if format.channels == 0 || format.sample_rate == 0 || header(format, number(40)) != found {
            return Ok(None);
        }
        let data_bytes = (length - HEADER_BYTES).min(MOST_DATA_BYTES) / format.frame_bytes() * format.frame_bytes();
        let promised_bytes = u64::from(number(40));
        let mut wav =
            GrowingWav { file, path: path.to_owned(), format, data_bytes, promised_bytes, most_bytes: MOST_DATA_BYTES };
        wav.finish()?;
        Ok(Some(wav))
    }
}

fn header(format: Format, data_bytes: u32) -> [u8; HEADER_BYTES as usize] {
    let frame = format.frame_bytes() as u32;
    let mut header = [0; HEADER_BYTES as usize];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        header[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    put(b"RIFF");
    put(&data_bytes.wrapping_add((HEADER_BYTES - 8) as u32).to_le_bytes());
    put(b"WAVEfmt \x10\0\0\0\x01\0");
    put(&format.channels.to_le_bytes());
    put(&format.sample_rate.to_le_bytes());
    put(&format.sample_rate.wrapping_mul(frame).to_le_bytes());
    put(&(frame as u16).to_le_bytes());
    put(&(8 * SAMPLE_BYTES as u16).to_le_bytes());
    put(b"data");
    put(&data_bytes.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEREO: Format = Format { sample_rate: 8_000, channels: 2 };

    fn held(path: &Path) -> (hound::WavSpec, Vec<i16>) {
        let mut reader = hound::WavReader::open(path).unwrap();
        (reader.spec(), reader.samples().map(Result::unwrap).collect())
    }

    #[test]
    fn it_plays_at_every_moment_and_sound_is_what_was_appended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let mut wav = GrowingWav::create(&path, STEREO).unwrap();
        assert!(held(&path).1.is_empty());
        wav.append(&[1, -2, 3, i16::MIN]).unwrap();
        assert!(held(&path).1.is_empty(), "the header has not been told yet");
        wav.update_header().unwrap();
        assert_eq!(held(&path).1, [1, -2, 3, i16::MIN]);
        wav.append_silence(20_000).unwrap();
        wav.append(&[5, 6]).unwrap();
        wav.finish().unwrap();
        let (spec, samples) = held(&path);
        assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (2, 8_000, 16));
        assert_eq!((samples.len(), &samples[40_004..]), (40_006, &[5, 6][..]));
        assert_eq!(wav.frames(), 20_003);
    }

    #[test]
    fn a_file_of_that_name_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        std::fs::write(&path, "mine").unwrap();
        let error = GrowingWav::create(&path, STEREO).unwrap_err();
        assert!(matches!(error, Error::Capture(CaptureError::RecordingExists(_))), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        GrowingWav::create(&path, STEREO).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn at_the_largest_size_it_stops_on_a_whole_frame_and_plays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let mut wav = GrowingWav::create(&path, STEREO).unwrap();
        wav.most_bytes = 10;
        wav.append(&[1, 2]).unwrap();
        let error = wav.append(&[3, 4, 5, 6]).unwrap_err();
        assert!(matches!(error, Error::Capture(CaptureError::RecordingFull(_))), "{error}");
        wav.finish().unwrap();
        assert_eq!(held(&path).1, [1, 2, 3, 4]);
    }

    #[test]
    fn what_a_killed_program_left_is_taken_in_to_the_last_whole_frame() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let mut wav = GrowingWav::create(&path, STEREO).unwrap();
        wav.append(&[1, 2]).unwrap();
        wav.update_header().unwrap();
        wav.append(&[3, 4, 5]).unwrap();
        drop(wav);
        assert_eq!(held(&path).1, [1, 2]);
        assert_eq!(GrowingWav::repair(&path).unwrap().unwrap().frames(), 2);
        assert_eq!(held(&path).1, [1, 2, 3, 4]);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 44 + 8);

        std::fs::write(&path, [0; 60]).unwrap();
        assert!(GrowingWav::repair(&path).unwrap().is_none(), "not one of ours");
        assert_eq!(std::fs::read(&path).unwrap(), [0; 60]);
    }
}

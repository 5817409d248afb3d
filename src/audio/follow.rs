//! A WAV file read while it is still being written, through the decoder, mixer and resampler that read finished files.

use std::path::{Path, PathBuf};

use super::decode::{Decoding, Wanted, playable_part};
use super::input::Input;
use super::sink::Decoded;
use super::{AudioSource, ReadOptions, Recording, recording};
use crate::audio::AudioError;
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;

/// Bytes in the file before it is opened: half of them are more than the header and a packet of eight channels hold. From
/// then on packets are asked for only when they are there as a whole, for a decoder that meets the end takes it for the
/// end of the sound.
const FIRST: u64 = 1 << 16;

/// Follows a WAV file of PCM sound whose end moves. What it has when the file is finished is bit for bit what
/// [`super::read`] would give.
pub struct Follower {
    path: PathBuf,
    /// `None` until the file holds sound enough to begin.
    begun: Option<Begun>,
}

struct Begun {
    input: Input,
    decoding: Decoding,
    /// Where the sound begins in the file.
    start: u64,
    /// Bytes of sound decoded.
    taken: u64,
    /// Bytes of the last packet.
    packet: u64,
}

impl Follower {
    /// The file at `path` may be empty still, or not be there.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), begun: None }
    }

    /// What was heard so far, mono at 16 kHz, before [`Self::gain`].
    pub fn samples(&self) -> &[f32] {
        self.begun.as_ref().map_or(&[], |begun| begun.decoding.sink.samples())
    }

    /// The factor on all samples if the recording ended here: 1, or more when a channel is silent.
    pub fn gain(&self) -> f32 {
        self.begun.as_ref().map_or(1.0, |begun| begun.decoding.sink.gain())
    }

    /// Takes in what the file has got since the last call.
    ///
    /// # Errors
    /// Those of [`super::read`], except that a missing or short file only is not ready yet.
    pub fn advance(&mut self, interrupt: &Interrupt) -> Result<()> {
        if self.begun.is_none() {
            self.begun = begin(&self.path, interrupt)?;
        }
        let Some(begun) = &mut self.begun else { return Ok(()) };
        let there = begun.input.len()?.saturating_sub(begun.start);
        while there - begun.taken.min(there) >= begun.packet.max(1) {
            interrupt.check()?;
            if !begun.step()? {
                break;
            }
        }
        Ok(())
    }

    /// The recording, once nothing more will be written.
    ///
    /// # Errors
    /// Those of [`super::read`].
    pub fn finish(
        mut self,
        options: &ReadOptions,
        interrupt: &Interrupt,
        progress: &mut dyn FnMut(f32),
    ) -> Result<Recording> {
        self.advance(interrupt)?;
        if let Some(begun) = self.begun.take() {
            let name = begun.input.name.clone();
            if let Some(decoded) = begun.finish(interrupt)? {
                return recording::finish(self.path.display().to_string(), &name, decoded, Vec::new(), options);
            }
        }
        super::read(&AudioSource::File(self.path), options, interrupt, progress)
    }
}

impl Begun {
    /// Decodes one packet; false at the end.
    fn step(&mut self) -> Result<bool> {
        let Some(bytes) = self.decoding.step()? else { return Ok(false) };
        self.packet = bytes as u64;
        self.taken += self.packet;
        Ok(true)
    }

    /// All that the file holds, once it is finished; `None` when it is to be read anew, because its header counts other
    /// sound than was followed.
    fn finish(mut self, interrupt: &Interrupt) -> Result<Option<Decoded>> {
        while self.step()? {
            interrupt.check()?;
        }
        let (_, start, len) = playable_part(&self.input)?;
        let there = self.input.len()?.saturating_sub(start);
        let whole = start == self.start && self.taken == len.min(there) && len <= there;
        if whole { self.decoding.finish().map(Some) } else { Ok(None) }
    }
}

/// Opens the file when it is there and long enough.
fn begin(path: &Path, interrupt: &Interrupt) -> Result<Option<Begun>> {
    let input = match Input::open(&AudioSource::File(path.to_owned()), interrupt) {
        Ok(input) => input,
        Err(Error::NotFound(_) | Error::Audio(AudioError::EmptyFile(_))) => return Ok(None),
        Err(error) => return Err(error),
    };
    if input.len()? < FIRST {
        return Ok(None);
    }
    let (mut head, start, _) = playable_part(&input)?;
    // Only of WAV a plain header is made; other files are read when they are finished. Its size, the last four bytes, is
    // that of a moment.
    let Some(size) = head.last_chunk_mut::<4>() else { return Ok(None) };
    *size = u32::MAX.to_le_bytes();
    // The recorder has a bound of its own.
    let wanted = Wanted { track: None, most_s: f64::INFINITY };
    let decoding = Decoding::open(&input, input.growing_part(head, start), wanted)?;
    Ok(Some(Begun { input, decoding, start, taken: 0, packet: FIRST / 2 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of `frames` frames that grows while it is followed, read by the follower alone.
    fn followed(channels: u16, frames: u32, opposite: bool, behind: &[u8]) -> Option<usize> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("take.wav");
        let spec = hound::WavSpec {
            channels,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::create(&path, spec).unwrap();
        let mut follower = Follower::new(&path);
        let interrupt = Interrupt::default();
        for i in 0..frames {
            for channel in 0..channels {
                let sample = (f64::from(i) * 0.03).sin() * 9000.0;
                wav.write_sample(if opposite && channel > 0 { -sample as i16 } else { sample as i16 }).unwrap();
            }
            if i % 5000 == 0 {
                wav.flush().unwrap();
                follower.advance(&interrupt).unwrap();
            }
        }
        wav.finalize().unwrap();
        std::io::Write::write_all(&mut std::fs::OpenOptions::new().append(true).open(&path).unwrap(), behind).unwrap();
        follower.advance(&interrupt).unwrap();
        assert!(!follower.samples().is_empty());
        follower.begun.unwrap().finish(&interrupt).unwrap().map(|decoded| decoded.samples.len())
    }

    #[test]
    fn what_was_followed_is_not_read_again_unless_it_has_to_be() {
        assert_eq!(followed(1, 50_001, false, b""), Some(16_667));
        assert_eq!(followed(8, 50_001, false, b""), Some(16_667));
        assert_eq!(followed(2, 50_001, true, b""), Some(16_667));
        assert_eq!(followed(2, 50_001, false, b"LIST\x04\0\0\0INFO"), None);
    }
}

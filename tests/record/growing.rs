//! A WAV file written as a recorder writes it: sound first, then the sizes in the header.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

pub struct Growing {
    file: File,
    channels: u16,
    rate: u32,
    bytes: u32,
}

impl Growing {
    pub fn new(path: &Path, rate: u32, channels: u16) -> Self {
        let mut growing = Self { file: File::create(path).unwrap(), channels, rate, bytes: 0 };
        growing.header();
        growing
    }

    /// Appends interleaved samples; the header does not know of them yet.
    pub fn append(&mut self, samples: &[i16]) {
        self.append_bytes(&samples.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>());
    }

    pub fn append_bytes(&mut self, bytes: &[u8]) {
        self.file.write_all(bytes).unwrap();
        self.bytes += bytes.len() as u32;
    }

    /// Makes the header valid.
    pub fn header(&mut self) {
        let frame = self.channels * 2;
        let mut head = b"RIFF".to_vec();
        head.extend((36 + self.bytes).to_le_bytes());
        head.extend(b"WAVEfmt \x10\0\0\0\x01\0");
        head.extend(self.channels.to_le_bytes());
        head.extend(self.rate.to_le_bytes());
        head.extend((self.rate * u32::from(frame)).to_le_bytes());
        head.extend(frame.to_le_bytes());
        head.extend(16_u16.to_le_bytes());
        head.extend(b"data");
        head.extend(self.bytes.to_le_bytes());
        self.file.seek(SeekFrom::Start(0)).unwrap();
        self.file.write_all(&head).unwrap();
        self.file.seek(SeekFrom::End(0)).unwrap();
    }

    pub fn finish(mut self) {
        self.header();
    }
}

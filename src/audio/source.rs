//! A seekable stretch of bytes with a position of its own.
//!
//! The decoder, the reader of WAV headers and that of edit lists look at one open file; each has its own place in it,
//! which copies of a file handle would not have.

use std::fs::File;
use std::io::{self, IoSliceMut, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use symphonia::core::io::MediaSource;

/// Bytes of our own followed by a part of a file.
#[derive(Debug)]
pub(super) struct Source {
    head: Vec<u8>,
    file: Arc<File>,
    start: u64,
    /// Bytes taken from the file.
    len: u64,
    seekable: bool,
    position: u64,
}

impl Source {
    /// `head`, then what `file` holds from `start` on, at most `len` bytes.
    pub fn new(head: Vec<u8>, file: Arc<File>, start: u64, len: u64) -> io::Result<Self> {
        let len = len.min(file.metadata()?.len().saturating_sub(start));
        Ok(Self { head, file, start, len, seekable: true, position: 0 })
    }

    /// `head`, then what `file` holds from `start` on whenever it is read, said to come from a pipe.
    pub fn growing(head: Vec<u8>, file: Arc<File>, start: u64) -> Self {
        Self { head, file, start, len: u64::MAX - start, seekable: false, position: 0 }
    }

    /// The same bytes from their start, where they are all of a file and can be read twice.
    pub fn again(&self) -> Option<Self> {
        let whole = self.seekable && self.head.is_empty();
        whole.then(|| Self { head: Vec::new(), file: Arc::clone(&self.file), position: 0, ..*self })
    }

    /// The bytes in `range` of those of the file.
    pub fn within(&self, range: Range<u64>) -> Self {
        let (from, to) = (range.start.min(self.len), range.end.min(self.len));
        let file = Arc::clone(&self.file);
        Self { head: Vec::new(), file, start: self.start + from, len: to - from, position: 0, ..*self }
    }

    /// The same bytes, said to come from a pipe.
    pub fn into_stream(self) -> Self {
        Self { seekable: false, ..self }
    }

    fn total(&self) -> u64 {
        (self.head.len() as u64).saturating_add(self.len)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let in_head = self.head.get(self.position as usize..).unwrap_or_default();
        let read = if in_head.is_empty() {
            let left = self.total().saturating_sub(self.position).min(buffer.len() as u64) as usize;
            let at = self.start + (self.position - self.head.len() as u64);
            let mut file = &*self.file;
            file.seek(SeekFrom::Start(at))?;
            file.read(&mut buffer[..left])?
        } else {
            let n = in_head.len().min(buffer.len());
            buffer[..n].copy_from_slice(&in_head[..n]);
            n
        };
        self.position += read as u64;
        Ok(read)
    }

    fn read_vectored(&mut self, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        match buffers.iter_mut().find(|b| !b.is_empty()) {
            Some(buffer) => self.read(buffer),
            None => Ok(0),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.total().checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

impl MediaSource for Source {
    fn is_seekable(&self) -> bool {
        self.seekable
    }

    fn byte_len(&self) -> Option<u64> {
        self.seekable.then(|| self.total())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_spliced_source_reads_as_one() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let file = Arc::new(file);
        let mut spliced = Source::new(b"head".to_vec(), Arc::clone(&file), 3, 4).unwrap();
        let mut all = String::new();
        spliced.read_to_string(&mut all).unwrap();
        assert_eq!(all, "head3456");
        assert_eq!(spliced.seek(SeekFrom::End(-3)).unwrap(), 5);
        let mut rest = String::new();
        spliced.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "456");
        assert!(spliced.seek(SeekFrom::Current(-100)).is_err());
    }

    #[test]
    fn two_sources_of_one_file_do_not_disturb_each_other() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let file = Arc::new(file);
        let whole = || Source::new(Vec::new(), Arc::clone(&file), 0, u64::MAX).unwrap();
        let (mut one, mut two) = (whole(), whole());
        let (mut a, mut b) = ([0; 4], [0; 2]);
        one.read_exact(&mut a).unwrap();
        two.read_exact(&mut b).unwrap();
        one.read_exact(&mut a).unwrap();
        assert_eq!((&a, &b), (b"4567", b"01"));
    }
}

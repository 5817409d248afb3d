//! sha256 of a file, in pieces, so that it can be watched and stopped.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::files;
use crate::interrupt::Interrupt;

/// Bytes read at a time: large enough for full disk speed, small enough to answer Ctrl-C at once.
const PIECE: usize = 1 << 20;

/// sha256 of the file at `path` in lower-case hexadecimal; `progress` hears the bytes read so far.
pub fn sha256_file(path: &Path, interrupt: &Interrupt, progress: &mut dyn FnMut(u64)) -> Result<String> {
    let mut file = files::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut done = 0;
    loop {
        interrupt.check()?;
        let read = file.read(&mut piece).map_err(|e| Error::reading(path, &e))?;
        if read == 0 {
            break;
        }
        hasher.update(&piece[..read]);
        done += read as u64;
        progress(done);
    }
    let mut hex = String::with_capacity(64);
    for byte in hasher.finalize() {
        write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
    }
    Ok(hex)
}

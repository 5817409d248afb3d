//! sha256 in lower-case hexadecimal: of a file in pieces, so that it can be watched and stopped.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::files;
use crate::interrupt::Interrupt;

/// Bytes read at a time: large enough for full disk speed, small enough to answer Ctrl-C at once.
const PIECE: usize = 1 << 20;

/// sha256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// sha256 of the file at `path`; `progress` hears the bytes read so far.
///
/// # Errors
/// [`Error::Interrupted`], and those of reading the file.
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
    Ok(hexadecimal(&hasher.finalize()))
}

/// `digest` as people compare it.
pub fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Analyses as they are kept: compact JSON in gzip, whose checksum notices a flipped bit.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::types::Analysis;

/// The JSON that is kept of `analysis`: everything but the tracks.
pub fn json(analysis: &Analysis) -> Vec<u8> {
    let kept = Analysis { tracks: None, ..analysis.clone() };
    serde_json::to_vec(&kept).expect("an analysis is plain data")
}

pub fn pack(json: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(json).and_then(|()| encoder.finish()).expect("memory takes what is written")
}

/// The bytes that were packed.
///
/// # Errors
/// When `packed` is damaged.
pub fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut json = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut json)?;
    Ok(json)
}

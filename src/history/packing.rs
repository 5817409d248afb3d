//! Analyses as they are kept: compact JSON in gzip, whose checksum notices a flipped bit.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::limits::limits;
use crate::printable::printable;
use crate::types::{Analysis, SCHEMA_VERSION};

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
    let most = limits().files.analysis_bytes;
    let mut json = Vec::new();
    // Zeros shrink to a thousandth: what was packed is not trusted to be as small again.
    GzDecoder::new(packed).take(most + 1).read_to_end(&mut json)?;
    if json.len() as u64 > most { Err(io::Error::other("larger than any analysis")) } else { Ok(json) }
}

/// The analysis that was packed.
///
/// # Errors
/// What is wrong with it; reads on after its name.
pub fn analysis(packed: &[u8]) -> Result<Analysis, String> {
    let json = unpack(packed).map_err(|e| format!("is damaged ({e})"))?;
    from_json(&json)
}

/// The analysis that `json` is, which may be anybody's.
///
/// # Errors
/// What is wrong with it; reads on after its name.
pub fn from_json(json: &[u8]) -> Result<Analysis, String> {
    #[derive(serde::Deserialize)]
    struct Version {
        schema_version: u32,
    }
    // serde_json quotes what stands in the file, line ends and all.
    let why = |error: serde_json::Error| printable(&error.to_string());
    let Version { schema_version } =
        serde_json::from_slice(json).map_err(|e| format!("is no analysis ({})", why(e)))?;
    if schema_version > SCHEMA_VERSION {
        return Err("was written by a newer saywell".to_owned());
    }
    let mut analysis: Analysis =
        serde_json::from_slice(json).map_err(|e| format!("is no whole analysis ({})", why(e)))?;
    analysis.tame();
    match analysis.flaw(limits().files.analysis_hours * 3600.0) {
        Some(flaw) => Err(flaw.to_owned()),
        None => Ok(analysis),
    }
}

/// The analysis in `json` that this program has just written.
pub fn own(json: &[u8]) -> Analysis {
    serde_json::from_slice(json).expect("what was just written")
}

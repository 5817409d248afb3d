//! What no input may exceed, read from `data/limits.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::thresholds::Threshold;

static LIMITS: LazyLock<BTreeMap<String, Threshold>> =
    LazyLock::new(|| toml::from_str(include_str!("data/limits.toml")).expect("data/limits.toml is checked by a test"));

/// The value of the limit `id`.
pub fn limit(id: &str) -> f64 {
    LIMITS[id].value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_there_with_its_reason() {
        for (id, entry) in LIMITS.iter() {
            assert!(limit(id) > 0.0 && !entry.unit.is_empty() && !entry.source.is_empty(), "{id}");
        }
        for id in ["recording_h", "tracks", "matroska_head_mib"] {
            assert!(LIMITS.contains_key(id), "{id}");
        }
    }
}

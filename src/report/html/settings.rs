//! The numbers of the page (`data/page.toml`), none of which decides what is measured.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::thresholds::Threshold;

const BUILT_IN: &str = include_str!("../../data/page.toml");

/// The value of the setting `id`; a test asks for every one that code names.
pub fn setting(id: &'static str) -> f64 {
    static ALL: LazyLock<BTreeMap<String, Threshold>> =
        LazyLock::new(|| toml::from_str(BUILT_IN).expect("data/page.toml is checked by a test"));
    ALL.get(id).unwrap_or_else(|| panic!("data/page.toml lacks [{id}]")).value
}

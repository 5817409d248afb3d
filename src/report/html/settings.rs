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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_setting_is_asked_for_and_none_is_missing() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let page = fs::read_dir(source.join("report/html")).unwrap().map(|entry| entry.unwrap().path());
        let code = page.filter(|path| path.extension().is_some_and(|e| e == "rs")).chain([source.join("cli/page.rs")]);
        let call = concat!("setting", "(\"");
        let mut asked = BTreeSet::new();
        for path in code {
            let text = fs::read_to_string(path).unwrap();
            asked.extend(text.split(call).skip(1).map(|after| after.split('"').next().unwrap().to_owned()));
        }
        let known: BTreeMap<String, Threshold> = toml::from_str(BUILT_IN).unwrap();
        assert_eq!(asked, known.into_keys().collect());
    }
}

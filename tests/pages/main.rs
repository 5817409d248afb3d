//! The pages as people get them. Waits for a browser.

mod analysis;
mod browser;
#[path = "../common/mod.rs"]
mod common;
mod comparison;

use std::collections::BTreeSet;

/// The script asks for no words but those that the page brings it.
fn check_script_words(html: &str) {
    let words = |text: &str| text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    let asked: BTreeSet<String> = html.split("say.").skip(1).map(words).filter(|key| !key.is_empty()).collect();
    let data = html.split_once("id=\"data\">").and_then(|(_, rest)| rest.split_once("</script>")).unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let missing: Vec<&String> = asked.iter().filter(|key| data["say"].get(key.as_str()).is_none()).collect();
    assert!(missing.is_empty(), "without words: {missing:?}");
}

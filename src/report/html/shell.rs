//! What every page has: styles, scripts, and the policy that lets nothing in from outside.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::words::Words;

const STYLE: &str = include_str!("style.css");
const BASE_SCRIPT: &str = include_str!("base.js");

/// The frame of a page.
pub struct Shell {
    pub words: &'static Words,
    pub style: String,
    pub script: String,
    pub policy: String,
}

impl Shell {
    /// With `styles` and `scripts` after those that every page has; `media` are the places that sound may come from.
    pub fn new(words: &'static Words, styles: &[&str], scripts: &[&str], media: &str) -> Shell {
        let style = format!("{STYLE}{}", styles.concat());
        let script = format!("\"use strict\";\n{BASE_SCRIPT}{}", scripts.concat());
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; media-src {media}; img-src data:; base-uri 'none'; form-action 'none'",
            hash(&script),
            hash(&style)
        );
        Shell { words, style, script, policy }
    }
}

/// As a content security policy names what it allows.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(text.as_bytes())))
}

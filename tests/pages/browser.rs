//! Pages in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::repository;

/// Runs `script` of tests/browser on `pages`; it names what it checks. Needs Chromium and what `make browser` installs.
pub fn check(script: &str, pages: impl IntoIterator<Item = PathBuf>) {
    let packages = repository("target/browser");
    let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(Path::new);
    let browser = browser.into_iter().find(|path| path.exists()).expect("Chromium: run `make browser`");
    assert!(packages.join("node_modules/playwright-core").exists(), "no playwright-core: run `make browser`");
    let output = Command::new("node")
        .arg(repository("tests/browser").join(script))
        .args(pages)
        .env("SAYWELL_BROWSER", browser)
        .env("SAYWELL_BROWSER_PACKAGES", &packages)
        .output()
        .expect("node starts");
    let found = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{found}");
}

//! Lists the data folders that grow by adding a file, so that a new language needs no line of code.
//!
//! Writes `DATA_FILES: &[(path under src/data, text)]` for everything in `lexicons/`, `advice/`, `page/`, `wording/`,
//! `decks/` and `practice/`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let data = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("src/data");
    let mut files = Vec::new();
    for folder in ["lexicons", "advice", "page", "wording", "decks", "practice"] {
        println!("cargo::rerun-if-changed=src/data/{folder}");
        list(&data.join(folder), &mut files)?;
    }
    files.sort();
    let mut code = String::from("pub static DATA_FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(&data).unwrap().to_string_lossy().replace('\\', "/");
        // Not the path itself: a checkout that moves takes its target folder along.
        writeln!(code, "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/data/{name}\"))),")
            .unwrap();
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap()).join("data_files.rs"), code)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

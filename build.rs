//! Lists the data folders that grow by adding a file, so that a new language needs no line of code.
//!
//! Writes `DATA_FILES: &[(path under src/data, text)]` for everything in `lexicons/`, `advice/`, `page/`, `wording/`,
//! `decks/` and `practice/`. And writes down what whisper.cpp is built for.

#[path = "src/cpu.rs"]
mod cpu;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What whisper.cpp takes for granted of a 64-bit PC when it is told nothing of the machine (`GGML_NATIVE=OFF`).
const PORTABLE: [&str; 5] = ["avx", "avx2", "bmi2", "f16c", "fma"];

fn main() -> io::Result<()> {
    println!("cargo::rustc-env=SAYWELL_CPU_NEEDS={}", cpu_needs().join(","));
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

/// The features of the processor that the program cannot do without.
fn cpu_needs() -> Vec<&'static str> {
    println!("cargo::rerun-if-env-changed=GGML_NATIVE");
    let is_portable = env::var("GGML_NATIVE").is_ok_and(|value| matches!(value.as_str(), "OFF" | "0"));
    let is_pc = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "x86_64");
    let is_used = |name: &str, here: bool| if is_portable { PORTABLE.contains(&name) } else { here };
    let features = cpu::features().into_iter().filter(|_| is_pc);
    features.filter(|(name, here)| is_used(name, *here)).map(|(name, _)| name).collect()
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

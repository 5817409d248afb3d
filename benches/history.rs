//! What a long practice costs: the commands on 100,000 runs, each as a process of its own, with the database out of the
//! page cache (`cold`) and in it (`warm`). `SAYWELL_BENCH_RUNS` sets another number; the database stays in `target/`.

#[path = "../examples/many_runs.rs"]
#[allow(dead_code, reason = "its main is not ours")]
mod many_runs;
mod timing;

use std::path::Path;
use std::process::{Command, Stdio};

use saywell::history::FILE_NAME;
use timing::{median, timed};

const ROUNDS: usize = 5;

fn main() {
    // `cargo test` runs benches too, to see that they start.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let runs: i64 = std::env::var("SAYWELL_BENCH_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/history-{runs}"));
    let database = folder.join(FILE_NAME);
    if !database.exists() {
        many_runs::fill(&folder, runs).expect("a history");
    }
    let bytes = std::fs::metadata(&database).expect("a history").len();
    println!("{runs} runs, {:.1} kB a run", bytes as f64 / runs as f64 / 1000.0);
    for command in [
        &["history"][..],
        &["history", "--question", "project"],
        &["history", "--tag", "mock"],
        &["history", "--tag", "rare"],
        &["history", "--since", "30d"],
        &["show", "last"],
        &["show", "best"],
        &["show", "50000"],
        &["tag", "last", "+bench"],
    ] {
        let call = || {
            let status = Command::new(env!("CARGO_BIN_EXE_saywell"))
                .args(command)
                .arg("--data-dir")
                .arg(&folder)
                .stdout(Stdio::null())
                .status();
            assert!(status.is_ok_and(|status| status.success()), "{command:?}");
        };
        let cold = median(
            (0..ROUNDS)
                .map(|_| {
                    forget(&database);
                    timed(call)
                })
                .collect(),
        );
        let warm = median((0..ROUNDS).map(|_| timed(call)).collect());
        println!("{:32} cold {cold:>8.1?}  warm {warm:>8.1?}", command.join(" "));
    }
}

/// Takes the file out of the page cache (`posix_fadvise`, as GNU dd calls it).
fn forget(path: &Path) {
    let input = format!("if={}", path.display());
    let done = Command::new("dd").args([&input, "iflag=nocache", "count=0", "status=none"]).status();
    assert!(done.is_ok_and(|status| status.success()), "GNU dd is needed to measure cold");
}

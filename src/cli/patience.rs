//! How long Whisper's threads wait for each other before they sleep.
//!
//! While they wait they spin, some milliseconds by themselves. On a machine that is busy with a call and a browser, the
//! thread waited for is often not running, and the spinning takes the time that it needs: by two busy loops on two cores,
//! twelve seconds of speech took 8.0 s and 6.3 s of processor time, 5.1 and 4.0 s with a short wait. Without any wait idle
//! machines lose a quarter; with this one, next to nothing (base, medians of two).

/// How often a thread looks before it sleeps: about a twentieth of a millisecond.
#[cfg(target_os = "linux")]
const SPINS: &str = "1000";

/// Starts the program anew with a short wait, unless somebody chose one: OpenMP's library reads its environment when it is
/// loaded, before `main`, and has no other way to be told. Costs two milliseconds, so only what transcribes does it.
#[cfg(target_os = "linux")]
pub fn shorten() {
    use std::env::{args_os, current_exe, var_os};
    use std::os::unix::process::CommandExt as _;

    if ["GOMP_SPINCOUNT", "OMP_WAIT_POLICY"].iter().any(|name| var_os(name).is_some()) {
        return;
    }
    let mut args = args_os();
    if let (Some(name), Ok(program)) = (args.next(), current_exe()) {
        // Comes back only when it fails; then the wait is as long as before.
        let _ = std::process::Command::new(program).arg0(name).args(args).env("GOMP_SPINCOUNT", SPINS).exec();
    }
}

/// Elsewhere whisper.cpp has threads of its own, which cannot be told.
#[cfg(not(target_os = "linux"))]
pub fn shorten() {}

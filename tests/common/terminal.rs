//! A terminal of the test's own.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// `saywell` at a terminal of 80 columns, which `script` of util-linux makes.
pub fn start_at_a_terminal(saywell: &Command) -> Child {
    let words = std::iter::once(saywell.get_program()).chain(saywell.get_args()).map(|word| word.to_str().unwrap());
    let line = words.collect::<Vec<_>>().join(" ");
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("TERM", "xterm");
    for (name, value) in saywell.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script comes with util-linux")
}

/// The same, with a key pressed after each wait; its status and everything it wrote there.
pub fn at_a_terminal(saywell: &Command, keys: &[(u64, &str)]) -> (i32, String) {
    let mut script = start_at_a_terminal(saywell);
    for (wait_ms, key) in keys {
        std::thread::sleep(Duration::from_millis(*wait_ms));
        script.stdin.as_mut().unwrap().write_all(key.as_bytes()).unwrap();
    }
    let output = script.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

//! A machine that others use too.

use std::process::{Child, Command, Stdio};

/// Uses up one core until it is dropped.
pub struct Busy(Child);

impl Busy {
    pub fn start() -> Self {
        Self(Command::new("sh").args(["-c", "while :; do :; done"]).stdin(Stdio::null()).spawn().expect("a shell"))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

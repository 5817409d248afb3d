//! Ctrl-C as a value: long loops ask it whether to go on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use crate::error::{Error, Result};

/// Shared flag that is raised once, when the user wants to stop.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// The one that Ctrl-C and SIGTERM raise. It is the program's as the signals are: code that waits for a file deep down
    /// asks it without being handed it.
    pub fn of_the_program() -> &'static Interrupt {
        static PROGRAM: LazyLock<Interrupt> = LazyLock::new(Interrupt::default);
        &PROGRAM
    }

    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The flag itself, for C code that polls it.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    /// `Err(Error::Interrupted)` once raised; call it at least a few times a second.
    pub fn check(&self) -> Result<()> {
        if self.is_raised() { Err(Error::Interrupted) } else { Ok(()) }
    }
}

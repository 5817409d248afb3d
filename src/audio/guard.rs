//! The one place where a decoder may fail beyond its own errors.
//!
//! The decoders are other people's, and a hostile file may reach an assertion in them. That is a damaged file, said in one
//! line, and no message of Rust's on the screen.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Once;

use crate::audio::AudioError;
use crate::error::Result;

thread_local! {
    /// Whether this thread is inside a decoder.
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Runs `decode`, which reads the file `name`; its panic is [`AudioError::Damaged`].
pub(super) fn decoding<T>(name: &Path, decode: impl FnOnce() -> Result<T>) -> Result<T> {
    HOOK.call_once(|| {
        let said_otherwise = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !DECODING.get() {
                said_otherwise(info);
            }
        }));
    });
    let outside = DECODING.replace(true);
    // Whatever the decoder left half done is dropped with it.
    let done = panic::catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(outside);
    done.unwrap_or_else(|_| {
        Err(AudioError::Damaged { path: name.to_owned(), reason: "its decoder gave up on what it says".to_owned() }
            .into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_one_line_that_names_the_file() {
        let failed: Result<()> = decoding(Path::new("a.m4a"), || panic!("assertion failed: left == right"));
        let text = failed.unwrap_err().to_string();
        assert!(text.starts_with("a.m4a: is damaged") && !text.contains("assertion"), "{text}");
        assert_eq!(decoding(Path::new("a.m4a"), || Ok(7)).unwrap(), 7);
        assert!(!DECODING.get());
    }
}

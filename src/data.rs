//! The data compiled into the program (`src/data/`): read once, at the first use.

use serde::Deserialize;

/// The data file `$file`, read as a `$kind` at the first use: `built_in!(Limits, "recording.toml")` is a `&'static Limits`.
macro_rules! built_in {
    ($kind:ty, $file:literal) => {{
        static READ: std::sync::LazyLock<$kind> =
            std::sync::LazyLock::new(|| $crate::data::parse($file, $crate::data::text!($file)));
        &*READ
    }};
}

/// The text of the data file `$file`.
macro_rules! text {
    ($file:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/data/", $file))
    };
}

pub(crate) use {built_in, text};

/// Reads the `text` of the data file `name`.
///
/// # Panics
/// When it does not fit; the tests, and the first start of any program built with it, read every file.
pub(crate) fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("data/{name}: {error}"))
}

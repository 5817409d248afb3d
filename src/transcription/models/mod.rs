//! Whisper models: which exist (`catalogue`), which are here (`store`), whether a file is one (`header`), and how one
//! gets here (`download`, the only part of the program that opens a socket).

mod catalogue;
mod download;
mod error;
mod header;
mod http;
mod storage;
mod store;

pub use catalogue::{Catalogue, DownloadPolicy, Entry, Languages, catalogue};
pub use download::{DownloadProgress, download};
pub use error::ModelError;
pub use header::Header;
pub use store::{Installed, Model, ModelStore, VerifyOutcome};

/// `57 MiB`, `1.5 GiB`: a file size as the table and the messages write it.
pub fn readable_size(bytes: u64) -> String {
    let mebibytes = bytes as f64 / (1u64 << 20) as f64;
    match mebibytes {
        m if m >= 1024.0 => format!("{:.1} GiB", m / 1024.0),
        m if m >= 10.0 => format!("{m:.0} MiB"),
        m if m >= 0.1 => format!("{m:.1} MiB"),
        _ => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::readable_size;

    #[test]
    fn sizes_read_as_people_write_them() {
        assert_eq!(readable_size(59_721_011), "57 MiB");
        assert_eq!(readable_size(1_624_555_275), "1.5 GiB");
        assert_eq!(readable_size(7_307_447), "7.0 MiB");
        assert_eq!(readable_size(512), "512 bytes");
    }
}

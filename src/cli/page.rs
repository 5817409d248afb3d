//! `--html FILE`: the report as one page with sound.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::output;
use crate::audio::{self, AudioSource, ReadOptions, Recording};
use crate::cli::usage::UsageError;
use crate::config::Settings;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::pipeline;
use crate::report::ReportOptions;
use crate::report::html::{HtmlPage, Sound, settings};
use crate::types::Analysis;

/// All but what RFC 3986 leaves as it is in an address.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the page goes.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Page")]
pub struct PlaceArgs {
    /// Write the report as one page to look at, complete in itself
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,

    /// Open the page in the browser; without --html it lies in saywell's own folder
    #[arg(long)]
    pub open: bool,
}

/// The page, and what becomes of the sound.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Page")]
pub struct PageArgs {
    #[command(flatten)]
    pub place: PlaceArgs,

    /// Leave the recording where it is and let the page play it from there
    #[arg(long, requires = "PlaceArgs", conflicts_with = "no_audio")]
    pub link_audio: bool,

    /// No sound in the page: smaller, and for sharing the words alone
    #[arg(long, requires = "PlaceArgs")]
    pub no_audio: bool,
}

impl PlaceArgs {
    /// Finds a place in saywell's own folder for a page that is only to be opened; `name` tells it from others.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn settle(&mut self, settings: &Settings, name: &str) -> Result<(), Error> {
        if self.html.is_none() && self.open {
            let folder = settings.data_dir.join("pages");
            std::fs::create_dir_all(&folder).map_err(|e| Error::writing(&folder, &e))?;
            let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
            let name: String = name.chars().map(plain).collect();
            self.html = Some(folder.join(format!("{name}.html")));
        }
        Ok(())
    }

    /// Refuses what cannot work before anything is analysed.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn check(&self) -> Result<(), Error> {
        self.html.as_deref().map_or(Ok(()), output::check_place)
    }

    /// Writes the page that shows `what`, says on standard error where it is, and opens it where that was asked for.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn keep(&self, bytes: &[u8], what: &str) -> Result<()> {
        let Some(path) = &self.html else { return Ok(()) };
        output::whole_file(path, bytes)?;
        let kilobytes = bytes.len().div_ceil(1000);
        output::note(&format!("{} holds {what} as a page ({kilobytes} kB)", path.display()));
        if self.open
            && let Err(error) = open::that_detached(path)
        {
            output::warn(&format!("no browser could be started ({error}); open {} yourself", path.display()));
        }
        Ok(())
    }
}

impl PageArgs {
    /// Refuses what cannot work before anything is analysed.
    ///
    /// # Errors
    /// [`UsageError::OnePage`], [`UsageError::PageStdin`], [`UsageError::PageSame`], [`Error::IsFolder`].
    pub fn check(&self, files: &[PathBuf]) -> Result<()> {
        let Some(page) = &self.place.html else { return Ok(()) };
        let file = match files {
            [] => Path::new(""),
            [file] => file,
            _ => return Err(UsageError::OnePage.into()),
        };
        if file == Path::new("-") && !self.no_audio {
            return Err(UsageError::PageStdin.into());
        }
        self.place.check()?;
        if output::is_same_file(file, page) { Err(UsageError::PageSame(page.to_owned()).into()) } else { Ok(()) }
    }

    /// Writes the page of `analysis`, in the language and with the labels of `screen`, when one is wanted, and says on
    /// standard error where it is. Without the recording at `audio` it is a page without sound.
    ///
    /// # Errors
    /// Everything that reading the recording again and writing refuse.
    pub fn write(
        &self,
        audio: Option<&Path>,
        read: &ReadOptions,
        analysis: &mut Analysis,
        screen: &ReportOptions,
        interrupt: &Interrupt,
    ) -> Result<()> {
        let Some(path) = &self.place.html else { return Ok(()) };
        let mut sound = Sound::None;
        if let Some(file) = audio {
            let mut heard = None;
            // An analysis that was kept has lost its tracks.
            if analysis.tracks.is_none() {
                let recording = audio::read(&AudioSource::File(file.to_owned()), read, interrupt, &mut |_| {})?;
                analysis.tracks = Some(pipeline::tracks(&recording));
                heard = Some(recording);
            }
            sound = self.sound(path, file, heard, read, interrupt)?;
        }
        let mut bytes = Vec::new();
        HtmlPage { analysis, language: &screen.language, labels: &screen.labels, sound }.render(&mut bytes)?;
        self.place.keep(&bytes, "the report")
    }

    /// The sound of `file` in `page`, as it was asked for; `heard` is what the file holds, where it was read already.
    ///
    /// # Errors
    /// Everything that reading the recording refuses, and [`crate::audio::AudioError::Opus`].
    pub fn sound(
        &self,
        page: &Path,
        file: &Path,
        heard: Option<Recording>,
        read: &ReadOptions,
        interrupt: &Interrupt,
    ) -> Result<Sound> {
        if self.no_audio {
            return Ok(Sound::None);
        }
        if self.link_audio {
            return Ok(Sound::Linked(relative(page, file)?));
        }
        let recording = match heard {
            Some(recording) => recording,
            None => audio::read(&AudioSource::File(file.to_owned()), read, interrupt, &mut |_| {})?,
        };
        Ok(Sound::Embedded(audio::ogg_opus(&recording.samples, settings().opus_kbit_per_s)?))
    }
}

/// The address of `file` as seen from `page`.
fn relative(page: &Path, file: &Path) -> Result<String, Error> {
    let folder = page.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|e| Error::writing(page, &e))?;
    let file = file.canonicalize().map_err(|e| Error::reading(file, &e))?;
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file
        .components()
        .skip(shared)
        .map(|part| utf8_percent_encode(&part.as_os_str().to_string_lossy(), &RESERVED).to_string());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_addressed_from_the_page() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join("takes/a b")).unwrap();
        let file = home.path().join("takes/a b/on#e?.wav");
        std::fs::write(&file, "").unwrap();
        assert_eq!(relative(&home.path().join("takes/page.html"), &file).unwrap(), "a%20b/on%23e%3F.wav");
        std::fs::create_dir(home.path().join("pages")).unwrap();
        assert_eq!(relative(&home.path().join("pages/p.html"), &file).unwrap(), "../takes/a%20b/on%23e%3F.wav");
    }
}

//! What can be wrong with a recording.

use std::path::PathBuf;

use crate::printable::quoted;

/// A recording that cannot be read, or sound that cannot be played or packed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AudioError {
    #[error("{}: is empty, so nothing was recorded; record again, or copy the file again", .0.display())]
    EmptyFile(PathBuf),
    #[error("{}: is a device or socket, not a file; name a recording, or pipe one in as -", .0.display())]
    NotARegularFile(PathBuf),
    #[error("standard input is a terminal; pipe a recording in (`saywell analyze - < answer.wav`), or name a file")]
    StdinIsTerminal,
    #[error("{}: is {kind}, not a recording; name an audio or video file (wav, mp3, m4a, flac, ogg, opus, webm, mp4, mkv)", path.display())]
    NotAudio { path: PathBuf, kind: &'static str },
    #[error("{}: is a git-lfs pointer, not the recording itself; run `git lfs pull` and try again", .0.display())]
    LfsPointer(PathBuf),
    #[error("{}: is no known kind of recording; if a player opens it, convert it: `ffmpeg -i {} out.wav`", .0.display(), quoted(.0))]
    UnknownFormat(PathBuf),
    #[error("{}: {format} cannot be read; convert it: `ffmpeg -i {} out.wav`", path.display(), quoted(path))]
    UnsupportedFormat { path: PathBuf, format: &'static str },
    #[error("{}: its sound is coded as {codec}, which cannot be read; convert it: `ffmpeg -i {} out.wav`", path.display(), quoted(path))]
    UnsupportedCodec { path: PathBuf, codec: String },
    #[error("{}: has no audio track; name a recording with sound", .0.display())]
    NoAudioTrack(PathBuf),
    #[error("{}: has {}, not one numbered {asked}; {}", path.display(), audio_tracks(*.tracks), if *.tracks > 1 { format!("give --track 1 to {tracks}") } else { "leave out --track".to_owned() })]
    NoSuchTrack { path: PathBuf, asked: usize, tracks: usize },
    #[error("{}: holds more than {most_h} h of sound; cut it, or add --max-hours N when the memory for it is there (220 MB an hour)", path.display())]
    TooLong { path: PathBuf, most_h: f64 },
    #[error("{}: holds no sound, only a header; record again, or copy the file again", .0.display())]
    NoSound(PathBuf),
    #[error("{}: is damaged ({reason}); copy or export it again", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{}: was never finished, its index is missing; save it again in the program that recorded it", .0.display())]
    Unfinished(PathBuf),
    #[error("{}: is cut off: promises {promised_s:.1} s, holds {held_s:.1} s; copy it again, or add --partial to analyse what is there", path.display())]
    CutOff { path: PathBuf, promised_s: f64, held_s: f64 },
    #[error("nothing can be played ({reason}); {hint}")]
    NoPlayback { reason: String, hint: &'static str },
    #[error("the page's sound could not be made ({reason}); try again with --link-audio or --no-audio")]
    Opus { reason: String },
}

impl AudioError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            AudioError::StdinIsTerminal | AudioError::NoSuchTrack { .. } => 2,
            _ => 1,
        }
    }
}

/// "2 audio tracks".
fn audio_tracks(tracks: usize) -> String {
    if tracks == 1 { "one audio track".to_owned() } else { format!("{tracks} audio tracks") }
}

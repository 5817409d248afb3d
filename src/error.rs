//! The library's one error type. Every variant says what happened, to which file, and what to do about it.

use std::path::PathBuf;

use crate::printable::quoted;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something the user can act on. Messages are one line: fact, file, remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // -- files -------------------------------------------------------------------------------------------------
    #[error("{}: no such file; check the spelling, or list the folder to see what is there", .0.display())]
    NotFound(PathBuf),
    #[error("{}: is a folder; name the recording inside it", .0.display())]
    IsFolder(PathBuf),
    #[error("{}: cannot be read ({reason}); check who may read it with `ls -l`", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{}: cannot be written ({reason}); free some space or choose another place, nothing was left behind", path.display())]
    Unwritable { path: PathBuf, reason: String },

    #[error("{}: is a device, a pipe or a socket; name a regular file", .0.display())]
    NotAFile(PathBuf),
    #[error("{}: is larger than {most}, so it is not what it is named for; name the right file", path.display())]
    TooLarge { path: PathBuf, most: String },
    #[error("{}: is not text; name the right file, and save it as UTF-8", .0.display())]
    NotText(PathBuf),

    // -- sound in ------------------------------------------------------------------------------------------------
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

    // -- recording -----------------------------------------------------------------------------------------------
    #[error("no microphone was found{}; plug one in, and see `saywell devices`; if one is there, {hint}", .device.as_ref().map_or_else(String::new, |name| format!(" ({name} does not answer)")))]
    NoMicrophone { device: Option<String>, hint: &'static str },
    #[error("the sound system cannot be used ({reason}); {hint}")]
    NoSoundSystem { reason: String, hint: &'static str },
    #[error("{asked}: no such microphone; {hint}`saywell devices` lists them")]
    UnknownDevice { asked: String, hint: String },
    #[error("{asked}: could be {names}; name one of them in full, or by its id in `saywell devices`")]
    AmbiguousDevice { asked: String, names: String },
    #[error("{device}: the system does not let saywell use this microphone; {hint}")]
    MicrophoneForbidden { device: String, hint: &'static str },
    #[error("{0}: another program holds this microphone; close it, or choose one of `saywell devices`")]
    DeviceBusy(String),
    #[error("{device}: cannot be recorded from ({reason}); choose another of `saywell devices`")]
    DeviceFormat { device: String, reason: String },
    #[error("{device}: does not start ({reason}); try again, or choose another of `saywell devices`; {hint}")]
    DeviceFailed { device: String, reason: String, hint: &'static str },
    #[error("{device}: the microphone stopped after {after}: {reason}; what was recorded until then is in {}", path.display())]
    DeviceLost { device: String, after: String, reason: String, path: PathBuf },
    #[error("{}: is there already; give the recording another name", .0.display())]
    RecordingExists(PathBuf),
    #[error("{}: cannot go on ({reason}); what was recorded until then is kept, free some space before the next take", path.display())]
    RecordingStopped { path: PathBuf, reason: String },
    #[error("nothing was recorded; try again, and wait for the first second to pass")]
    NothingRecorded,
    #[error("interrupted; {length} is kept in {}, `saywell analyze` reports on it", path.display())]
    RecordingInterrupted { length: String, path: PathBuf },
    #[error(
        "a practice session needs a terminal with keys; name recorded answers with --from FOLDER, or record one with `saywell record`"
    )]
    NobodyToInterview,
    #[error("{}: holds no recording; name a folder of answers, which are taken in the order of their names", .0.display())]
    NoAnswers(PathBuf),
    #[error("no practice session is saved yet; `saywell practice` begins one")]
    NoSession,
    #[error("no practice session was left in the middle; `saywell practice` begins one")]
    NothingToResume,
    #[error("{}: is no session that this saywell can go on with ({reason}); remove it and begin anew", path.display())]
    PracticeFile { path: PathBuf, reason: String },
    #[error("nothing can be played ({reason}); {hint}")]
    NoPlayback { reason: String, hint: &'static str },
    #[error("this terminal cannot show the live view ({0}); record without one: `saywell record < /dev/null`")]
    Screen(String),
    #[error("{}: has reached 4 GiB, the most a WAV file can hold; what was recorded until then is kept", .0.display())]
    RecordingFull(PathBuf),

    // -- words from elsewhere ------------------------------------------------------------------------------------
    #[error("{}: {problem}", path.display())]
    Transcript { path: PathBuf, problem: TranscriptProblem },

    // -- settings ------------------------------------------------------------------------------------------------
    #[error("{}: line {line}: {reason}; correct or remove that line", path.display())]
    Config { path: PathBuf, line: usize, reason: String },
    #[error("{editor}: the editor did not do its work ({reason}); set EDITOR to another, or open {} yourself", path.display())]
    Editor { editor: String, reason: String, path: PathBuf },
    #[error("{name}={value}: not a whole number; correct the environment variable or unset it")]
    Environment { name: &'static str, value: String },
    #[error("no home folder is known, so there is no place for models; set SAYWELL_MODEL_FOLDER")]
    NoHome,
    #[error("unknown language \"{0}\"; give an ISO 639-1 code such as en or es, or auto")]
    UnknownLanguage(String),

    // -- transcription -----------------------------------------------------------------------------------------
    #[error("{}: whisper.cpp does not take this model ({reason}); run `saywell models verify`, or download it again", path.display())]
    ModelRefused { path: PathBuf, reason: String },
    #[error("{}: transcription failed ({reason}); try again, or use another model with `--model`", model.display())]
    Transcription { model: PathBuf, reason: String },
    #[error("the transcriber stopped without a word; try a smaller model, or `--no-transcript` for the sound alone")]
    TranscriberDied,

    // -- models ------------------------------------------------------------------------------------------------
    #[error("{}: not a model saywell can use ({found}); use a whisper.cpp file such as ggml-base.en-q5_1.bin, see `saywell models list`", path.display())]
    ModelFormat { path: PathBuf, found: String },
    #[error("{}: the model file is damaged ({reason}); {remedy}", path.display())]
    ModelDamaged { path: PathBuf, reason: String, remedy: String },
    #[error("{name}: no such model or file; {hint}`saywell models list` shows all names")]
    ModelUnknown { name: String, hint: String },
    #[error("{name}: this model is not installed; type `saywell models download {name}`")]
    ModelNotInstalled { name: String },
    #[error(
        "{name}: this model knows only English, not {language}; type `saywell models download {recommended}` and use that"
    )]
    ModelLanguage { name: String, language: String, recommended: String },
    #[error(
        "this saywell was built for processors with {missing}, which this one lacks; build it here (`cargo install saywell`), or add --no-transcript for the sound alone"
    )]
    Processor { missing: String },
    #[error("{name}: no name for a model; give letters, digits, - _ and . with --name")]
    ModelName { name: String },
    #[error("{}: is there already; `saywell models remove {name}` makes room, or give another name with --name", path.display())]
    ModelExists { path: PathBuf, name: String },
    #[error("no Whisper model is installed in {}; type `saywell models download {recommended}` ({size}, once)", folder.display())]
    NoModel { folder: PathBuf, recommended: String, size: String },
    #[error(
        "no installed model knows {language} ({installed}: English only); type `saywell models download {recommended}`"
    )]
    NoModelForLanguage { language: String, installed: String, recommended: String },
    #[error("{address}: not a web address; give the http:// or https:// address of a folder of ggml-NAME.bin files")]
    MirrorAddress { address: String },
    #[error("{url}: the download failed ({reason}); {remedy}")]
    Download { url: String, reason: String, remedy: String },
    #[error(
        "{url}: what arrived is not {name} (its sha256 is wrong) and was deleted; try again, or another mirror with --from URL"
    )]
    DownloadCorrupt { url: String, name: String },
    #[error("{}: the disk is full after {done} of {total}; free {missing} and repeat the command, it goes on from there", path.display())]
    DiskFull { path: PathBuf, done: String, total: String, missing: String },

    // -- lexicons and questions ----------------------------------------------------------------------------------
    #[error("{file}: not a usable lexicon ({reason}); docs/customising.md shows how to write one")]
    Lexicon { file: String, reason: String },
    #[error("{asked}: no such question; {hint}choose one of {}, or of `saywell questions`", known.join(", "))]
    UnknownQuestion { asked: String, hint: String, known: Vec<String> },
    #[error("{file}: line {line}: {reason}; docs/practice.md shows how to write a deck")]
    Deck { file: String, line: usize, reason: String },
    #[error("{asked}: no such deck or topic; {hint}there are {}; or name a file that ends in .toml", known.join(", "))]
    UnknownDeck { asked: String, hint: String, known: Vec<String> },
    #[error("questions are written in {}, not in \"{asked}\"; choose with --lang, or name a deck of your own with --deck FILE", known.join(" and "))]
    NoQuestionsIn { asked: String, known: Vec<String> },
    #[error("{file}: not usable questions ({reason}); docs/customising.md shows how to write them")]
    Questions { file: String, reason: String },
    #[error("{}: {problem}", path.display())]
    Points { path: PathBuf, problem: String },
    #[error("{asked}: no such measure; {hint}`saywell explain` lists them all")]
    UnknownMeasure { asked: String, hint: String },
    #[error("a target of {0} seconds: not a length; give seconds or minutes above zero, such as 90s or 1m30s")]
    Target(f64),

    // -- takes side by side, limits, goals -----------------------------------------------------------------------
    #[error("{a} and {b} cannot be compared: {reason}")]
    NotComparable { a: String, b: String, reason: String },
    #[error("no take of that kind is saved; `saywell history` lists those that are")]
    NoTakes,
    #[error("{asked}: not a limit ({reason}); write one such as 'filler_rate_per_min>5'")]
    Limit { asked: String, reason: String },
    #[error("a limit given with --fail-on was crossed")]
    LimitCrossed,
    #[error("{}: not usable goals ({reason}); correct it, or delete it and set them again", path.display())]
    Goals { path: PathBuf, reason: String },
    #[error("{asked}: no goal is set for it; `saywell goal list` shows them")]
    NoSuchGoal { asked: String },

    // -- several files, and where reports go ---------------------------------------------------------------------
    #[error(
        "--tight-audio needs the time of each word; leave out --no-transcript, or give a transcript with word times"
    )]
    TightAudioTimes,
    #[error("the page's sound could not be made ({reason}); try again with --link-audio or --no-audio")]
    Opus { reason: String },
    #[error("{failed} of {all} recordings could not be analysed; the messages above say why")]
    SomeFailed { failed: usize, all: usize },
    #[error("nobody reads the output any more")]
    NobodyReads,

    // -- history -------------------------------------------------------------------------------------------------
    #[error("no runs are saved yet; `saywell analyze FILE --save` keeps one")]
    NoRuns,
    #[error("{asked}: no such run; `saywell history` lists them")]
    NoSuchRun { asked: String },
    #[error("run {run} has no analysis {number}; `saywell show {run} --analyses` lists them")]
    NoSuchAnalysis { run: String, number: usize },
    #[error("{}: names no saved run; give its number from `saywell history`, last, last~1 or best (`saywell analyze` is for recordings)", .0.display())]
    NotSaved(PathBuf),
    #[error("{}: {problem}; name a file that `saywell analyze FILE --format json` wrote, or a recording", path.display())]
    AnalysisFile { path: PathBuf, problem: String },
    #[error("{}: {problem}; name a file that `saywell export` wrote, nothing was imported", path.display())]
    Archive { path: PathBuf, problem: String },
    #[error("{}: is there already; give another name with -o", .0.display())]
    ExportExists(PathBuf),
    #[error("{}: is damaged, and stays so; `saywell doctor --yes` puts the newest sound backup in its place", .0.display())]
    StillDamaged(PathBuf),
    #[error("{tag}: no tag; give letters, digits, - _ . and no spaces, at most {most} characters, such as mock-3")]
    Tag { tag: String, most: usize },
    #[error("run {0} was saved without a recording; name one that has it, or analyse the file itself")]
    NoRecording(String),
    #[error("{}: is not the recording that was saved any more; put that one back, or save the new one as a run of its own", .0.display())]
    OtherRecording(PathBuf),
    #[error("{failed} of {all} runs could not be analysed again; the messages above say why")]
    SomeNotAgain { failed: usize, all: usize },
    #[error("{}: was written by a newer saywell (version {found} of the history, this one knows {known}); update saywell, nothing was changed", path.display())]
    HistoryNewer { path: PathBuf, found: usize, known: usize },
    #[error("{}: belongs to another program; move it away, or name another folder with --data-dir", .0.display())]
    NotHistory(PathBuf),
    #[error("{}: is damaged ({reason}); {remedy}", path.display())]
    HistoryDamaged { path: PathBuf, reason: String, remedy: String },
    #[error("{}: another saywell is writing and does not come to an end; try again", .0.display())]
    HistoryBusy(PathBuf),

    // -- the user stopped ----------------------------------------------------------------------------------------
    #[error("interrupted")]
    Interrupted,
}

/// What is wrong with a transcript given by `--transcript`; reads on after the file's name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TranscriptProblem {
    #[error("is a folder; name the transcript inside it")]
    Folder,
    #[error("is larger than {limit_mib:.0} MiB; a transcript is not, so name that instead of the recording")]
    TooLarge { limit_mib: f64 },
    #[error("is not text; name the transcript, not the recording, and save it as UTF-8")]
    Binary,
    #[error("is neither UTF-8 nor UTF-16 ({place}); save it as UTF-8")]
    Encoding { place: String },
    #[error(
        "is no transcript saywell can read ({reason}); it reads JSON of the Whisper programs and of transcription \
         services, SRT, WebVTT, SBV, LRC, TSV, CSV and plain text"
    )]
    Unparsable { reason: String },
    #[error("holds more than {most} words, which no recording does; name the transcript of this one")]
    TooManyWords { most: u64 },
    #[error("holds no words; check that it is the right file, or leave out --transcript")]
    Empty,
    #[error(
        "{count} of its {all} stretches are out of order, the first at {start_s:.1} s (\"{text}\"); \
         sort them by time, or transcribe again"
    )]
    OutOfOrder { count: usize, all: usize, text: String, start_s: f64 },
    #[error("names no speakers, so none can be chosen; leave out --speaker")]
    NoSpeakers,
    #[error("\"{asked}\" is no speaker in it; choose one of {known}")]
    NoSuchSpeaker { asked: String, known: String },
    #[error(
        "its words go on until {words_end_s:.1} s but the recording ends at {audio_end_s:.1} s; \
         name the transcript of this recording"
    )]
    LongerThanAudio { words_end_s: f64, audio_end_s: f64 },
}

impl Error {
    /// Exit status of the program when this error ends it.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Interrupted | Error::RecordingInterrupted { .. } => 130,
            Error::StdinIsTerminal | Error::NoSuchTrack { .. } => 2,
            Error::UnknownDevice { .. } | Error::AmbiguousDevice { .. } => 2,
            Error::UnknownQuestion { .. } | Error::UnknownMeasure { .. } | Error::Target(_) => 2,
            Error::UnknownDeck { .. } | Error::NoQuestionsIn { .. } | Error::NobodyToInterview => 2,
            Error::LimitCrossed => 3,
            Error::Limit { .. } => 2,
            Error::ModelUnknown { .. } | Error::ModelLanguage { .. } | Error::MirrorAddress { .. } => 2,
            Error::Tag { .. } => 2,
            Error::Config { .. } | Error::Environment { .. } | Error::UnknownLanguage(_) => 2,
            _ => 1,
        }
    }

    /// Reading `path` failed with `error`.
    pub fn reading(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        let path = path.into();
        match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound(path),
            std::io::ErrorKind::IsADirectory => Error::IsFolder(path),
            _ => Error::Unreadable { path, reason: plain(error) },
        }
    }

    /// A lexicon file that cannot be used.
    pub fn lexicon(file: &str, reason: &str) -> Self {
        Error::Lexicon { file: file.to_owned(), reason: reason.lines().next().unwrap_or(reason).to_owned() }
    }

    /// A question file that cannot be used.
    pub fn questions(file: &str, reason: &str) -> Self {
        Error::Questions { file: file.to_owned(), reason: reason.lines().next().unwrap_or(reason).to_owned() }
    }

    /// Writing `path` failed with `error`.
    pub fn writing(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Error::Unwritable { path: path.into(), reason: plain(error) }
    }
}

/// "2 audio tracks".
fn audio_tracks(tracks: usize) -> String {
    if tracks == 1 { "one audio track".to_owned() } else { format!("{tracks} audio tracks") }
}

/// The operating system's words without its error number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

//! What keeps a command from doing what it was asked rightly. What was asked wrongly stands in `usage`.

use std::path::PathBuf;

/// One line: what happened, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("nothing was recorded; try again, and wait for the first second to pass")]
    NothingRecorded,
    #[error("interrupted; {length} is kept in {}, `saywell analyze` reports on it", path.display())]
    RecordingInterrupted { length: String, path: PathBuf },
    #[error("this terminal cannot show the live view ({0}); record without one: `saywell record < /dev/null`")]
    Screen(String),
    #[error("{}: holds no recording; name a folder of answers, which are taken in the order of their names", .0.display())]
    NoAnswers(PathBuf),
    #[error("no practice session is saved yet; `saywell practice` begins one")]
    NoSession,
    #[error("no practice session was left in the middle; `saywell practice` begins one")]
    NothingToResume,
    #[error("{}: is no session that this saywell can go on with ({reason}); remove it and begin anew", path.display())]
    PracticeFile { path: PathBuf, reason: String },
    #[error("no take of that kind is saved; `saywell history` lists those that are")]
    NoTakes,
    #[error("a limit given with --fail-on was crossed")]
    LimitCrossed,
    #[error("{}: not usable goals ({reason}); correct it, or delete it and set them again", path.display())]
    Goals { path: PathBuf, reason: String },
    #[error("{asked}: no goal is set for it; `saywell goal list` shows them")]
    NoSuchGoal { asked: String },
    #[error(
        "--tight-audio needs the time of each word; leave out --no-transcript, or give a transcript with word times"
    )]
    TightAudioTimes,
    #[error("{failed} of {all} recordings could not be analysed; the messages above say why")]
    SomeFailed { failed: usize, all: usize },
    #[error("nobody reads the output any more")]
    NobodyReads,
    #[error("{}: is there already; give another name with -o", .0.display())]
    ExportExists(PathBuf),
    #[error("{}: is damaged, and stays so; `saywell doctor --yes` puts the newest sound backup in its place", .0.display())]
    StillDamaged(PathBuf),
    #[error("run {0} was saved without a recording; name one that has it, or analyse the file itself")]
    NoRecording(String),
    #[error("{}: is not the recording that was saved any more; put that one back, or save the new one as a run of its own", .0.display())]
    OtherRecording(PathBuf),
    #[error("{failed} of {all} runs could not be analysed again; the messages above say why")]
    SomeNotAgain { failed: usize, all: usize },
    #[error("{editor}: the editor did not do its work ({reason}); set EDITOR to another, or open {} yourself", path.display())]
    Editor { editor: String, reason: String, path: PathBuf },
}

impl CommandError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            CommandError::RecordingInterrupted { .. } => 130,
            CommandError::LimitCrossed => 3,
            _ => 1,
        }
    }
}

//! What the command line alone can be asked wrongly: flags that do not go together, places that cannot be. Always exit
//! status 2.

use std::path::PathBuf;

/// One line: what was asked, and what to ask instead.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    #[error("--transcript belongs to one recording; name one FILE, or leave it out")]
    OneTranscript,
    #[error("--tight-audio belongs to one recording; name one FILE, or leave it out")]
    OneTightAudio,
    #[error("--tight-audio reads the recording twice, so it cannot come from standard input; name a file")]
    TightAudioStdin,
    #[error("{}: --tight-audio writes WAV; give a name that ends in .wav", .0.display())]
    TightAudioName(PathBuf),
    #[error("{}: is the recording itself; give --tight-audio another name", .0.display())]
    TightAudioSame(PathBuf),
    #[error("--html belongs to one recording; name one FILE, or leave it out")]
    OnePage,
    #[error("--html shows two takes, or two groups of them; name two, or leave it out for a table")]
    PageOfTwo,
    #[error("--html reads the recording twice for its sound, so it cannot come from standard input; add --no-audio")]
    PageStdin,
    #[error("{}: is the recording itself; give --html another name", .0.display())]
    PageSame(PathBuf),
    #[error("{}: is the recording itself; give --output another name", .0.display())]
    ReportSame(PathBuf),
    #[error("--transcript belongs to a saved recording; record first, then `saywell analyze FILE --transcript …`")]
    TranscriptOfRecording,
    #[error("{}: recordings are WAV; give a name that ends in .wav", .0.display())]
    RecordingName(PathBuf),
    #[error("--tag and --note describe a saved run; add --save")]
    NotSaving,
    #[error("{0} asks first, and nobody can be asked here; add --yes")]
    NobodyToAsk(&'static str),
    #[error("{0}: was analysed already, so its words and its question stand; `saywell reanalyze` makes it anew")]
    AnalysedAlready(String),
    #[error("the tracks of a saved run are not kept; `saywell analyze RECORDING --tracks` makes them again")]
    TracksNotKept,
    #[error("{asked}: not a value to reach; give a number in the measure's unit")]
    GoalValue { asked: String },
    #[error("{asked}: both less and more can be meant; say --at-least or --at-most, or give a range such as 130-160")]
    GoalDirection { asked: String },
    #[error("{asked}: a range goes from the smaller to the larger value, without --at-least and --at-most")]
    GoalRange { asked: String },
    #[error("{run} cannot be compared with itself; name two takes")]
    SameTake { run: String },
    #[error("{asked}: no such setting; {hint}`saywell config show` lists them")]
    UnknownSetting { asked: String, hint: String },
    #[error("{key} cannot be {value} ({reason}); nothing was changed")]
    SettingValue { key: String, value: String, reason: String },
    #[error(
        "a practice session needs a terminal with keys; name recorded answers with --from FOLDER, or record one with `saywell record`"
    )]
    NobodyToInterview,
}

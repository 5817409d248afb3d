//! The nouns every room shares: plain data, serialisable, no I/O.
//!
//! Times are `f64` seconds from the start of the recording. `None` means "undefined" (too little speech, or an
//! imported transcript without times) and is never replaced by 0.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// Seconds from the start of the recording.
pub type Seconds = f64;

/// A stretch of the recording, `start_s <= end_s`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    #[serde(serialize_with = "to_the_millisecond")]
    pub start_s: Seconds,
    #[serde(serialize_with = "to_the_millisecond")]
    pub end_s: Seconds,
}

/// Written times say no more than was measured: 2.84, not 2.8400000000000003.
fn to_the_millisecond<S: Serializer>(seconds: &Seconds, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((seconds * 1000.0).round() / 1000.0)
}

/// Four digits behind the point are more than any measure is good for.
fn as_measured<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(|value| (value * 10_000.0).round() / 10_000.0).serialize(serializer)
}

impl Span {
    pub const fn new(start_s: Seconds, end_s: Seconds) -> Self {
        Self { start_s, end_s }
    }

    pub fn duration_s(&self) -> Seconds {
        self.end_s - self.start_s
    }

    pub fn middle_s(&self) -> Seconds {
        (self.start_s + self.end_s) / 2.0
    }

    /// Seconds that both spans cover, 0 when they are apart.
    pub fn overlap_s(&self, other: &Span) -> Seconds {
        (self.end_s.min(other.end_s) - self.start_s.max(other.start_s)).max(0.0)
    }

    pub fn contains(&self, time_s: Seconds) -> bool {
        (self.start_s..self.end_s).contains(&time_s)
    }

    /// From the earlier start to the later end.
    pub fn to(&self, later: &Span) -> Span {
        Span::new(self.start_s.min(later.start_s), self.end_s.max(later.end_s))
    }
}

/// One written word with its punctuation ("project,").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    pub text: String,
    /// Absent when the transcript came without times.
    #[serde(flatten)]
    pub span: Option<Span>,
    /// Mean token probability, 0–1; absent when the transcript does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub probability: Option<f32>,
}

/// Evenly spaced values, e.g. a loudness curve: value `i` describes the time `start_s + i * hop_s`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    pub start_s: Seconds,
    pub hop_s: Seconds,
    pub values: Vec<Option<f32>>,
}

/// Where in the recording, and in which words, a statement can be checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    #[serde(flatten)]
    pub span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
}

/// Stable name of a measure, e.g. `speech_rate_wpm`. Ids never change meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct MeasureId(pub Cow<'static, str>);

impl MeasureId {
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }
}

impl std::fmt::Display for MeasureId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// Unit of a measurement; the serialised names are those of the measure ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    #[serde(rename = "s")]
    Seconds,
    #[serde(rename = "count")]
    Count,
    #[serde(rename = "wpm")]
    WordsPerMinute,
    #[serde(rename = "syll_per_s")]
    SyllablesPerSecond,
    #[serde(rename = "syll")]
    Syllables,
    #[serde(rename = "per_min")]
    PerMinute,
    #[serde(rename = "per_100_words")]
    Per100Words,
    #[serde(rename = "pct")]
    Percent,
    #[serde(rename = "st")]
    Semitones,
    #[serde(rename = "db")]
    Decibels,
    #[serde(rename = "points")]
    Points,
}

impl Unit {
    /// Digits behind the point that people are shown.
    pub fn decimals(self) -> usize {
        match self {
            Unit::Seconds | Unit::Count | Unit::WordsPerMinute | Unit::Percent | Unit::Points => 0,
            Unit::SyllablesPerSecond
            | Unit::Syllables
            | Unit::PerMinute
            | Unit::Per100Words
            | Unit::Semitones
            | Unit::Decibels => 1,
        }
    }

    /// `value` as exact as it is shown.
    pub fn rounded(self, value: f64) -> f64 {
        let scale = 10f64.powi(self.decimals() as i32);
        (value * scale).round() / scale
    }
}

/// How well a threshold or a method is supported (`docs/measures.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum EvidenceLevel {
    /// Published, and read in its source.
    A,
    /// Published, known second-hand.
    B,
    /// Convention among practitioners, no controlled evidence.
    C,
    /// saywell's own rule of thumb.
    D,
}

/// Where a value lies relative to its target band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Under `flag_low`: worth changing.
    WellBelow,
    Below,
    Within,
    Above,
    /// Over `flag_high`: worth changing.
    WellAbove,
}

/// The range a value is compared with. An absent edge is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Band {
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// From here on the difference is worth acting on.
    pub flag_low: Option<f64>,
    pub flag_high: Option<f64>,
    pub position: Position,
    /// Plain word for the position, e.g. "steady".
    pub label: String,
}

/// The values between which a measurement lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueRange {
    pub low: f64,
    pub high: f64,
}

/// One measured value with what proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measurement {
    pub id: MeasureId,
    /// `None`: undefined for this recording; `undefined_because` says why.
    #[serde(serialize_with = "as_measured")]
    pub value: Option<f64>,
    pub unit: Unit,
    /// Where not all that counts is certain: what surely counts, and all that may.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub range: Option<ValueRange>,
    pub band: Option<Band>,
    pub evidence: Vec<Evidence>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub series: Option<Series>,
    /// What was looked for and not found: parts of the answer, points of the notes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub missing: Vec<String>,
    /// "not enough speech", "the transcript has no times", …
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub undefined_because: Option<String>,
}

/// Whether a piece of advice asks for a change or names what worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdviceKind {
    Change,
    Worked,
}

/// One thing to change, or one that worked: what was observed, where, why it matters, what to try.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    pub kind: AdviceKind,
    /// The rule that fired, e.g. `filler_rate_per_min.well_above`.
    pub rule: String,
    pub measure: MeasureId,
    /// A headline of a few words: "Lead with the fact."
    pub title: String,
    /// What was heard, with its numbers.
    pub observed: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// One concrete thing for the next take; absent on what worked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_take: Option<String>,
    pub evidence: Vec<Evidence>,
    pub source: String,
    pub level: EvidenceLevel,
}

/// What stands in the way of a trustworthy reading of the sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    Clipping,
    TooQuiet,
    NearlySilent,
    TooShort,
    NoSpeech,
    Incomplete,
    DemoModel,
    NoTranscript,
    NoWordTimes,
    LanguageWithoutLexicon,
}

/// A plain sentence about the recording or the transcript that the reader must know before the numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    pub kind: NoticeKind,
    pub text: String,
}

/// What was analysed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordingInfo {
    /// As given on the command line; "-" is standard input.
    pub path: String,
    pub duration_s: Seconds,
    /// Of the file, in Hz, before the 16 kHz view was made.
    pub sample_rate: u32,
    pub channels: u16,
    /// Codec as Symphonia names it, e.g. "aac".
    pub codec: String,
    /// Highest sample, dB relative to full scale; absent when every sample is zero.
    pub peak_dbfs: Option<f32>,
    /// Root mean square of the whole recording.
    pub rms_dbfs: Option<f32>,
    /// Samples at full scale, % of all.
    pub clipped_pct: f32,
    /// Loudness of the whole by EBU R128, on the 16 kHz view; absent in silence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub loudness_lufs: Option<f32>,
    /// Loudness envelope of the 16 kHz view for drawing: RMS, dBFS.
    pub envelope_dbfs: Series,
}

/// Where the words came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordTimes {
    /// Each word has its own start and end.
    PerWord,
    /// Only whole segments (subtitles) were timed; words share them out by length.
    PerSegment,
    /// No times at all (plain text).
    None,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// ISO 639-1, e.g. "en".
    pub language: String,
    pub word_times: WordTimes,
    pub words: Vec<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    Word,
    SilentPause,
    FilledPause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventClass {
    /// Filled pause: the transcript wrote it.
    Transcribed,
    /// Filled pause: heard in the sound, not written.
    Heard,
    /// Filled pause: a stretched word.
    Stretched,
    /// Silent pause inside a clause.
    MidClause,
    /// Silent pause at the edge of a clause or sentence.
    Boundary,
}

/// Where in the sentence a filled pause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FillerPlace {
    /// Before the first word of a sentence.
    Opening,
    /// Between two clauses of a sentence.
    BeforeClause,
    MidClause,
}

/// One thing that happened, in time order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEvent {
    pub kind: EventKind,
    #[serde(flatten)]
    pub span: Span,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub class: Option<EventClass>,
    /// Of a filled pause, where the transcript can tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<FillerPlace>,
    /// Of a filled pause that was heard: how sure that is, 0–1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub probability: Option<f32>,
}

impl TimelineEvent {
    pub const fn new(kind: EventKind, span: Span) -> Self {
        Self { kind, span, text: None, class: None, place: None, probability: None }
    }
}

/// What the answer was compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionInfo {
    /// Profile id, e.g. "self-intro"; absent when only `--target` was given, or nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// As an interviewer would ask it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
}

/// A part that the question asks for, where it was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShapePart {
    /// "present", "situation", …
    pub part: String,
    /// From its first cue to the next part; absent when the transcript has no times or the part was not found.
    #[serde(flatten)]
    pub span: Option<Span>,
    /// The sentence with its first cue; absent when the part was not found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
}

/// A point of the notes, and where the answer makes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PointCoverage {
    pub point: String,
    pub covered: bool,
    #[serde(flatten)]
    pub span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosingKind {
    /// On a fact, a result, a lesson or a wish.
    Strong,
    Plain,
    /// On words that say nothing: "so yeah, that's it".
    Trailing,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closing {
    pub kind: ClosingKind,
    #[serde(flatten)]
    pub span: Option<Span>,
    pub quote: String,
}

/// One of the five parts of conciseness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConcisenessPart {
    pub measure: MeasureId,
    /// Most that the part adds to `rambling_score`, before parts that are undefined are left out.
    pub weight: f64,
    /// What it adds, 0 to `weight`; absent where the measure is undefined.
    pub points: Option<f64>,
    /// "2:48 against 1:00 to 1:30"
    pub said: Option<String>,
}

/// What the answer says, against what was asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Content {
    /// Empty when the question asks for no parts.
    pub shape: Vec<ShapePart>,
    /// In the order of the notes; empty without `--points`.
    pub points: Vec<PointCoverage>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub closing: Option<Closing>,
    pub conciseness: Vec<ConcisenessPart>,
}

/// Why words could be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutReason {
    Filler,
    Repetition,
    Restart,
    LoopMarker,
    WeakEnding,
    /// The sentence makes a point again.
    SaidBefore,
}

/// A stretch that could be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cut {
    pub reason: CutReason,
    /// Index into the transcript's words.
    pub first_word: usize,
    /// 0 for a filled pause that the transcript does not write.
    pub word_count: usize,
    /// The sound that goes with it, one of the silences around it included.
    #[serde(flatten)]
    pub span: Option<Span>,
    pub quote: String,
}

/// The answer without what could be left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Tightened {
    pub cuts: Vec<Cut>,
    /// Spoken words that could go, and all of them.
    pub words_saved: usize,
    pub words: usize,
    /// Absent when the transcript does not time each word.
    pub seconds_saved: Option<f64>,
}

/// What the numbers depend on; runs are comparable when these agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    pub saywell_version: String,
    /// Name of the model or transcript file; absent without a transcript.
    pub transcript_source: Option<String>,
    /// sha256 of the model file; absent for imported transcripts.
    pub model_sha256: Option<String>,
    pub lexicon_sha256: String,
    pub threshold_sha256: String,
    pub language: String,
}

/// The tracks behind the measures, for those who plot elsewhere (`--tracks`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tracks {
    /// Null where the voice is not periodic.
    pub f0_hz: Series,
    pub voiced_probability: Series,
    pub rms_dbfs: Series,
}

/// Everything known about one recording; what `--format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Analysis {
    pub schema_version: u32,
    pub recording: RecordingInfo,
    pub question: QuestionInfo,
    pub notices: Vec<Notice>,
    /// One sentence: the length against its target, and the general impression.
    pub verdict: String,
    pub transcript: Transcript,
    pub timeline: Vec<TimelineEvent>,
    pub measurements: Vec<Measurement>,
    pub content: Content,
    pub tightened: Tightened,
    pub advice: Vec<Advice>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tracks: Option<Tracks>,
    pub provenance: Provenance,
}

/// Version of the JSON form; raised when a field changes meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

impl Analysis {
    pub fn measurement(&self, id: &str) -> Option<&Measurement> {
        self.measurements.iter().find(|m| m.id.0 == id)
    }

    pub fn value(&self, id: &str) -> Option<f64> {
        self.measurement(id)?.value
    }
}

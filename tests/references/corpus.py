"""The labelled recordings, and what saywell hears in them (examples/sound.rs)."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY.parent / "shared" / "corpus"

FILLED_PAUSES = {"um", "uh", "umm", "uhh", "uhm", "erm", "er", "hm", "hmm", "mm", "ah", "eh", "mm-hmm"}
# Times unconfirmed (README of the corpus): for speech and silence only.
UNCONFIRMED = {"ami-EN2001b", "ami-EN2001d", "ami-EN2001e", "ami-EN2002a"}

# Read or prepared speech: nobody labelled it, but it has next to no filled pauses.
READ = {
    "churchill", "converser-test1", "jfk", "mfa-13697_11991_000000", "mfa-doc-english_fast", "mfa-doc-english_slow",
    "ms-PronunciationAssessmentFall", "ms-initialSilence5s", "watson-Es_ES_spk24_8khz-wav",
    "watson-Us_English_Narrowband_Sample_2-wav", "watson-en-GB_Broadband_sample1-wav", "watson-en-US_Broadband_sample1-wav",
    "watson-es-ES_Broadband_sample1-wav", "watson-es-ES_Narrowband_sample2-wav", "whisperkit-es_test_clip",
    *(f"tenvad-{number:02}" for number in range(1, 21)),
}  # fmt: skip

# Of these, what somebody says by heart or from notes.
TALKS = {"watson-en-US_Broadband_sample1-wav", "watson-en-GB_Broadband_sample1-wav"}


@dataclass
class Filler:
    start_s: float
    end_s: float
    label: str
    is_filled_pause: bool
    """False for backchannels such as "mm-hmm"."""
    is_sure: bool
    """False for guesses, which are not scored."""


@dataclass
class Recording:
    id: str
    path: Path
    words: list[tuple[float, float, str]] = field(default_factory=list)
    fillers: list[Filler] = field(default_factory=list)
    heard: dict = field(default_factory=dict)

    @property
    def speaker(self) -> str:
        """Recordings that share a speaker share this name; folds are made of it."""
        if self.id.startswith(("mfa-", "pgdb-")):
            return "michael"
        if self.id.startswith("emu-"):
            return "emu"
        return self.id[:-1] if self.id.startswith("ami-") else self.id

    @property
    def written_words(self) -> list[tuple[float, float, str]]:
        """As Whisper would write them: without filled pauses, laughter and coughs."""
        return [w for w in self.words if w[2] not in FILLED_PAUSES and not w[2].startswith("<")]


def table(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"))) for line in lines[1:] if line.count("\t") >= 2]


def audio_file(id: str) -> Path:
    return next(path for path in sorted((CORPUS / "speech").iterdir()) if path.stem == id)


def with_words() -> list[Recording]:
    """The recordings whose words were timed by hand or by an aligner from a known text."""
    fillers: dict[str, list[Filler]] = {}
    for row in table(CORPUS / "fillers.tsv"):
        filler = Filler(
            float(row["start_s"]), float(row["end_s"]), row["label"], row["class"] == "filled_pause", row["quality"] != "D"
        )
        fillers.setdefault(row["id"], []).append(filler)
    recordings = []
    for path in sorted((CORPUS / "words").glob("*.tsv")):
        if path.stem in UNCONFIRMED or path.stem.startswith("wts-"):
            continue
        words = [(float(r["start_s"]), float(r["end_s"]), r["word"].strip().lower()) for r in table(path)]
        recordings.append(Recording(path.stem, audio_file(path.stem), words, fillers.get(path.stem, [])))
    return recordings


def all_speech() -> list[Recording]:
    return [Recording(path.stem, path) for path in sorted((CORPUS / "speech").iterdir())]


def is_talk(recording: Recording) -> bool:
    """Prepared, but spoken freely, unlike what was read from paper."""
    return recording.id in TALKS


def read_aloud(recordings: list[Recording]) -> list[Recording]:
    return [recording for recording in recordings if recording.id in READ]


def listen(recordings: list[Recording]) -> None:
    """Runs saywell's acoustics over `recordings`, filling `heard`."""
    program = REPOSITORY / "target" / "release" / "examples" / "sound"
    kept = REPOSITORY / "target" / "references"
    kept.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for recording in recordings:
            line = str(recording.path)
            if recording.words:
                words = Path(folder) / f"{recording.id}.tsv"
                rows = [f"{start}\t{end}" for start, end, _ in sorted(recording.written_words)]
                words.write_text("\n".join(rows) + "\n")
                line += f"\t{words}"
            lines.append(line)
        result = subprocess.run([program, kept], input="\n".join(lines), capture_output=True, text=True, check=True)
    for recording, line in zip(recordings, result.stdout.splitlines(), strict=True):
        recording.heard = json.loads(line)
        # The program numbers them anew each time.
        named = kept / f"{recording.id}.f32"
        recording.heard["samples"] = str(Path(recording.heard["samples"]).rename(named))

"""What saywell makes of real recordings with a real Whisper: prints the tables and writes the section "With a real
Whisper" of docs/accuracy.md.

    make accuracy MODEL=path/to/ggml-base.bin

Set WHISPER_CLI to whisper.cpp's own program to see its word errors beside ours.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import numpy as np
import signals
from corpus import CORPUS, REPOSITORY, Filler, Recording, all_speech, is_talk, read_aloud, table, with_words
from page import f1, markdown, write_section

START, END = "<!-- real whisper: written by make accuracy MODEL=... -->", "<!-- end of real whisper -->"
PROGRAM = REPOSITORY / "target" / "release" / "saywell"
# An event is found when its middle lies in a label widened by this.
TOLERANCE_S = 0.25
# What is a filled pause in the labels, and never a word when words are compared.
HESITATIONS = {"um", "uh", "umm", "uhh", "uhm", "er", "erm", "eh", "hm", "hmm", "mm", "ah", "mm-hmm", "mhm", "oh"}
# Nobody detects what is known.
ENGLISH = ("--lang", "en")
# Acted clips; the others with labelled filled pauses are free talk.
ACTED = {"mfa-uhum", "mfa-cutoffprogressive"}


@dataclass
class Written:
    """One analysis, as `--format json` gives it."""

    analysis: dict

    @property
    def words(self) -> list[tuple[float, float, str]]:
        return [(w["start_s"], w["end_s"], w["text"]) for w in self.analysis["transcript"]["words"] if w.get("start_s") is not None]

    @property
    def minutes(self) -> float:
        return self.analysis["recording"]["duration_s"] / 60

    def filled_pauses(self, *classes: str) -> list[dict]:
        return [e for e in self.analysis["timeline"] if e["kind"] == "filled_pause" and e["class"] in classes]

    def value(self, measure: str) -> float | None:
        return next(m for m in self.analysis["measurements"] if m["id"] == measure)["value"]


@cache
def analyzed(path: Path, *flags: str) -> Written | None:
    """`None` for what saywell refuses."""
    command = [PROGRAM, "analyze", path, "--model", MODEL, "--partial", "--format", "json", *flags]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return Written(json.loads(result.stdout)) if result.returncode == 0 else None


def shown(counts: np.ndarray | tuple[int, int, int]) -> list[str]:
    found, false, missed = counts
    precision, recall = found / max(found + false, 1), found / max(found + missed, 1)
    return [f"{precision:.2f}", f"{recall:.2f}", f"{f1(*counts):.2f}", f"{found}/{false}/{missed}"]


# --- filled pauses ------------------------------------------------------------------------------------------------------


def matched(events: list[tuple[float, float]], fillers: list[Filler]) -> tuple[int, int, int]:
    """Found, false and missed. Events on guesses and on backchannels such as "mm-hmm" count as neither."""
    free = [f for f in fillers if f.is_filled_pause and f.is_sure]
    others = [f for f in fillers if not (f.is_filled_pause and f.is_sure)]
    found = false = 0
    for start, end in events:
        middle = (start + end) / 2
        inside = lambda f: f.start_s - TOLERANCE_S <= middle <= f.end_s + TOLERANCE_S  # noqa: B023, E731
        hit = next((f for f in free if inside(f)), None)
        if hit:
            free.remove(hit)
            found += 1
        elif not any(inside(f) for f in others):
            false += 1
    return found, false, len(free)


def spans(events: list[dict]) -> list[tuple[float, float]]:
    return [(e["start_s"], e["end_s"]) for e in events]


def by_label(recordings: list[Recording], *flags: str) -> dict[str, np.ndarray]:
    """Counts (found, false, missed) by set of recordings, of what is counted and of its kinds."""
    sums = {name: np.zeros(3, int) for name in ("all", "free talk", "acted clips", "written", "heard")}
    for recording in recordings:
        written = analyzed(recording.path, *flags)
        if not written:
            continue
        counted = matched(spans(written.filled_pauses("transcribed", "heard")), recording.fillers)
        sums["all"] += counted
        sums["acted clips" if recording.id in ACTED else "free talk"] += counted
        sums["written"] += matched(spans(written.filled_pauses("transcribed")), recording.fillers)
        sums["heard"] += matched(spans(written.filled_pauses("heard")), recording.fillers)
    return sums


def by_speaker(recordings: list[Recording]) -> dict[str, np.ndarray]:
    """Counts of each speaker who has labelled filled pauses; nothing was fitted to any of them."""
    sums: dict[str, np.ndarray] = {}
    for recording in recordings:
        written = analyzed(recording.path, *ENGLISH)
        if written and any(f.is_filled_pause and f.is_sure for f in recording.fillers):
            counts = matched(spans(written.filled_pauses("transcribed", "heard")), recording.fillers)
            sums[recording.speaker] = sums.get(recording.speaker, np.zeros(3, int)) + counts
    return sums


def a_minute(recordings: list[Recording], *flags: str) -> tuple[int, float]:
    """Filled pauses counted where next to none are, and the minutes of it."""
    analyses = [a for a in (analyzed(r.path, *flags) for r in recordings) if a]
    return sum(len(a.filled_pauses("transcribed", "heard")) for a in analyses), sum(a.minutes for a in analyses)


def telephone(*flags: str) -> tuple[tuple[int, int, int], int]:
    """Counts in short telephone talk by strangers: found, extra and missing, a recording's counts compared; and how many
    calls have the very count."""
    found = extra = missing = exact = 0
    for row in table(CORPUS / "wuw" / "wuw.tsv"):
        written = analyzed(CORPUS / "wuw" / row["file"], *flags)
        sure, maybe = int(row["fillers"]), int(row["maybe_fillers"])
        counted = len(written.filled_pauses("transcribed", "heard")) if written else 0
        found += min(counted, sure)
        extra += max(counted - sure - maybe, 0)
        missing += max(sure - counted, 0)
        exact += sure <= counted <= sure + maybe
    return (found, extra, missing), exact


def fillers(labelled: list[Recording], read: list[Recording]) -> str:
    kinds = (("as it comes", ENGLISH), ("`--no-verbatim`: what is heard beyond doubt", (*ENGLISH, "--no-verbatim")))
    rows, notes = [], []
    for title, flags in kinds:
        sums = by_label(labelled, *flags)
        for name, counts in sums.items():
            rows.append([f"{title}: {name}", *shown(counts)])
        for manner, spoken in (("read", [r for r in read if not is_talk(r)]), ("prepared", [r for r in read if is_talk(r)])):
            number, minutes = a_minute(spoken, *flags[2:])
            notes.append(f"{title}: {number} in {minutes:.1f} minutes of {manner} speech ({number / minutes:.2f} a minute)")
    counts, exact = telephone(*ENGLISH)
    rows.append(["as it comes: telephone, counts", *shown(counts)])
    notes.append(f"telephone: the very count in {exact} of {len(table(CORPUS / 'wuw' / 'wuw.tsv'))} recordings")
    head = ["filled pauses", "precision", "recall", "F1", "found/false/missed"]
    kinds_of = Counter(f.label for r in labelled for f in r.fillers if f.is_filled_pause and f.is_sure)
    notes.append("labelled: " + ", ".join(f"{count} {label}" for label, count in kinds_of.most_common()))
    rows += [[f"as it comes: {speaker}", *shown(counts)] for speaker, counts in by_speaker(labelled).items()]
    return "### Filled pauses\n\n" + markdown(head, rows) + "\n" + ". ".join(n[0].upper() + n[1:] for n in notes) + ".\n"


# --- words --------------------------------------------------------------------------------------------------------------


def plain(word: str) -> str:
    return re.sub(r"[^\w']", "", word.lower().replace("’", "'")).strip("'")


def spoken(words: list[str]) -> list[str]:
    """As compared: lower case, without marks and filled pauses."""
    pieces = (piece for word in words for piece in re.split(r"[\s-]+", word) if not word.startswith("<"))
    return [word for word in map(plain, pieces) if word and word not in HESITATIONS]


def errors(truth: list[str], ours: list[str]) -> int:
    """Words to change, leave out or put in (Levenshtein)."""
    row = list(range(len(ours) + 1))
    for i, word in enumerate(truth, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(ours, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


def by_whisper_cli(path: Path) -> list[str]:
    """With its own defaults: beam of five, no chunks."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "16k.wav"
        subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-ar", "16000", "-ac", "1", wav], check=True)
        command = [os.environ["WHISPER_CLI"], "-m", MODEL, "-l", "en", "-np", "-nt", "-t", "2", "-f", wav]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*", " ", text).split()


def word_errors(labelled: list[Recording]) -> str:
    head, rows = ["words wrong", "words", "saywell"], []
    if "WHISPER_CLI" in os.environ:
        head.append("whisper-cli, its defaults")
    total = np.zeros(len(head) - 1, int)
    for recording in labelled:
        truth = spoken([w for _, _, w in sorted(recording.words)])
        counts = [len(truth), errors(truth, spoken([w for _, _, w in analyzed(recording.path, *ENGLISH).words]))]
        if "WHISPER_CLI" in os.environ:
            counts.append(errors(truth, spoken(by_whisper_cli(recording.path))))
        total += counts
        rows.append([recording.id, str(len(truth)), *(f"{100 * c / max(len(truth), 1):.0f} %" for c in counts[1:])])
    rows.append([f"all {len(labelled)}", str(total[0]), *(f"{100 * c / total[0]:.1f} %" for c in total[1:])])
    return "### Words\n\n" + markdown(head, rows)


def times_off(recordings: list[Recording]) -> dict[str, np.ndarray]:
    """Ours minus the label, of every word that both have, in seconds."""
    off: dict[str, list[float]] = {"start": [], "end": []}
    for recording in recordings:
        truth = [(s, e, plain(w)) for s, e, w in sorted(recording.words) if not w.startswith("<")]
        ours = [(s, e, plain(w)) for s, e, w in analyzed(recording.path, *ENGLISH).words]
        match = SequenceMatcher(None, [w for *_, w in truth], [w for *_, w in ours], autojunk=False)
        for a, b, size in match.get_matching_blocks():
            for (start, end, word), (our_start, our_end, _) in zip(truth[a : a + size], ours[b : b + size], strict=True):
                # A pair far apart is two different words of one spelling.
                if word not in HESITATIONS and abs(our_start - start) < 2:
                    off["start"].append(our_start - start)
                    off["end"].append(our_end - end)
    return {edge: np.array(errors) for edge, errors in off.items()}


def word_times(labelled: list[Recording]) -> str:
    alone = [r for r in labelled if not r.id.startswith("ami-")]
    rows = []
    for title, recordings in (("all", labelled), ("one speaker", alone)):
        for edge, errors in times_off(recordings).items():
            rows.append([f"{title}, {edge}", str(len(errors)), f"{1000 * np.median(np.abs(errors)):.0f} ms",
                         f"{1000 * np.percentile(np.abs(errors), 90):.0f} ms", f"{1000 * np.median(errors):+.0f} ms",
                         f"{100 * np.mean(errors < -0.1):.0f} %"])  # fmt: skip
    head = ["times of words", "words", "median error", "90 %", "median shift", "over 0.1 s early"]
    note = (
        "\nAims: 30 and 150 ms. In the meetings several people speak at once, and many labelled words hold the silence behind "
        "them.\n"
    )
    return "### Word times\n\n" + markdown(head, rows) + note


def nothing_said() -> str:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, sound in signals.all_of_them().items():
            path = Path(folder) / f"{name.replace(' ', '-')}.wav"
            signals.write(path, sound)
            written = analyzed(path, *ENGLISH)
            rows.append([f"{name}, 10 s", str(len(written.words)) if written else "refused"])
    return "### Where nobody speaks\n\n" + markdown(["sound", "words invented"], rows)


def main() -> None:
    if not CORPUS.exists():
        print("skipped: no corpus")
        return
    labelled, read = with_words(), read_aloud(all_speech())
    parts = [fillers(labelled, read), word_times(labelled), word_errors(labelled), nothing_said()]
    write_section(START, END, f"## With a real Whisper\n\nModel: {Path(MODEL).stem}.\n\n" + "\n".join(parts))


MODEL = sys.argv[1] if len(sys.argv) > 1 else ""

if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Synthesise the samples from scripts.toml: NAME.wav and its true words NAME.words.tsv.

Needs numpy and the packages libespeak-ng1, espeak-ng-data and libflite1. The voices are those of the demo model.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "models" / "demo"))

from demo_model.recording import Recording, assemble, with_noise, write_wav, write_words  # noqa: E402
from demo_model.script import load_scripts  # noqa: E402
from demo_model.utterance import insert_pauses  # noqa: E402
from demo_model.voices import Speakers  # noqa: E402

LEAD_S = 0.8
TAIL_S = 1.2
GAIN = 0.5
BACKGROUND_SNR_DB = 40
BACKGROUND_EXPONENT = 0.5


def make(speakers: Speakers, script: dict) -> Recording:
    """One speaker in a quiet room: a faint pink background runs through speech and pauses alike."""
    rng = random.Random(script["seed"])
    parts = []
    for line in script["lines"]:
        spoken = speakers.say(line.words, line.voice, rng)
        parts.append((insert_pauses(spoken, line.pauses_inside_s), line.gap_after_s))
    parts[-1] = (parts[-1][0], TAIL_S)
    return with_noise(assemble(parts, LEAD_S, GAIN), BACKGROUND_SNR_DB, BACKGROUND_EXPONENT, script["seed"])


def main() -> None:
    speakers = Speakers()
    for name, script in load_scripts(FOLDER / "scripts.toml").items():
        recording = make(speakers, script)
        write_wav(FOLDER / f"{name}.wav", recording.samples)
        write_words(FOLDER / f"{name}.words.tsv", recording.words)
        rate = len(recording.words) / recording.duration_s * 60
        print(f"{name}: {recording.duration_s:.1f} s, {len(recording.words)} words, {rate:.0f} words/min")


if __name__ == "__main__":
    main()

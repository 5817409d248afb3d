"""Make test recordings out of a bank that was never trained on, and out of the scripted interview.

python -m demo_model.make_tests FOLDER --bank HELD.pkl [--seed N] [--count N]
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from .bank import SCRIPTS, load_bank
from .recording import Recording, assemble, with_noise, write_wav, write_words
from .script import load_scripts
from .sentences import with_hesitations
from .utterance import Utterance, insert_pauses
from .voices import VOICES, Speakers

QUIET_ROOM_DB = 45


def conversation(rng: random.Random, bank: dict[str, list[Utterance]], length_s: float, hesitant: bool) -> Recording:
    """Sentences of one or two voices with pauses between them, about `length_s` long."""
    voices = rng.sample(VOICES, rng.choice([1, 1, 2]))
    lead_s, tail_s = rng.uniform(0.1, 3), rng.uniform(0.2, 3)
    parts: list[tuple[Utterance, float]] = []
    left_s = length_s - lead_s - tail_s
    for _ in range(60):
        utterance = rng.choice(bank[rng.choice(voices)])
        if hesitant and utterance.seams and rng.random() < 0.3:
            utterance = with_hesitations(utterance, rng, longest_s=1.3)
        gap_s = rng.uniform(0.1, 1.0) if rng.random() < 0.75 else rng.uniform(1, 4)
        if utterance.duration_s <= left_s:
            parts.append((utterance, gap_s))
            left_s -= utterance.duration_s + gap_s
    if not parts:
        parts = [(min((u for v in voices for u in bank[v]), key=lambda u: u.duration_s), 0.0)]
    parts[-1] = (parts[-1][0], tail_s)
    recording = assemble(parts, lead_s, rng.uniform(0.25, 0.9))
    snr_db = rng.choice([None, 45, 30, 22])
    return with_noise(recording, snr_db, 0.0, rng.randrange(1 << 30)) if snr_db else recording


def interview() -> dict[str, Recording]:
    """The scripted clips."""
    speakers, out = Speakers(), {}
    for name, script in load_scripts(SCRIPTS[0]).items():
        rng, parts = random.Random(script["seed"]), []
        for line in script["lines"]:
            spoken = speakers.say(line.words, line.voice, rng)
            parts.append((insert_pauses(spoken, line.pauses_inside_s), line.gap_after_s))
        out[name] = with_noise(assemble(parts, lead_s=0.3, gain=0.6), QUIET_ROOM_DB, 0.0, script["seed"])
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bank", type=Path, help="bank to draw from; without it the scripted interview is made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--shortest-s", type=float, default=5)
    parser.add_argument("--longest-s", type=float, default=28)
    parser.add_argument("--hesitant", action="store_true", help="let speakers stop inside sentences")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.bank:
        rng, bank = random.Random(options.seed), {}
        for utterance in load_bank(options.bank):
            bank.setdefault(utterance.voice, []).append(utterance)
        recordings = {
            f"clip{i:02d}": conversation(
                rng, bank, rng.uniform(options.shortest_s, options.longest_s), options.hesitant
            )
            for i in range(options.count)
        }
    else:
        recordings = interview()
    for name, recording in recordings.items():
        write_wav(options.folder / f"{name}.wav", recording.samples)
        write_words(options.folder / f"{name}.words.tsv", recording.words)


if __name__ == "__main__":
    main()

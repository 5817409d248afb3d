"""Speak a bank of random sentences.

python -m demo_model.bank SEED COUNT OUT.pkl [--templates-only] [--avoid BANK.pkl ...]
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from pathlib import Path

from .script import SHORTEST_BANNED_WORDS, load_scripts
from .text import TEMPLATES_ONLY, Grammar, Style
from .utterance import Utterance, sentence_key
from .voices import VOICES, Speakers, SynthesisError

MODEL_FOLDER = Path(__file__).resolve().parent.parent
SCRIPTS = [MODEL_FOLDER / "interview.toml", MODEL_FOLDER.parent.parent / "samples" / "scripts.toml"]
LONGEST_SENTENCE_WORDS = 60
LONGEST_SENTENCE_S = 20.0


def scripted_keys() -> set[str]:
    """The scripted sentences that are kept for testing."""
    lines = [line for path in SCRIPTS for script in load_scripts(path).values() for line in script["lines"]]
    return {sentence_key(line.words) for line in lines if len(line.words) >= SHORTEST_BANNED_WORDS}


def load_bank(path: Path) -> list[Utterance]:
    with path.open("rb") as file:
        return pickle.load(file)


def speak_bank(seed: int, count: int, style: Style, banned: set[str]) -> list[Utterance]:
    """`count` sentences, each in a random voice, none of them in `banned`."""
    rng = random.Random(seed)
    grammar, speakers = Grammar(), Speakers()
    bank: list[Utterance] = []
    while len(bank) < count:
        words = grammar.sentence(rng, style)
        if len(words) > LONGEST_SENTENCE_WORDS or sentence_key(words) in banned:
            continue
        try:
            utterance = speakers.say(words, rng.choice(VOICES), rng)
        except SynthesisError:
            continue
        if utterance.duration_s <= LONGEST_SENTENCE_S:
            bank.append(utterance)
    return bank


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--templates-only", action="store_true", help="whole templates, no free combinations")
    parser.add_argument("--avoid", type=Path, nargs="*", default=[], help="banks whose sentences must not occur")
    options = parser.parse_args()
    begin = time.time()
    banned = scripted_keys() | {sentence_key(u.words) for path in options.avoid for u in load_bank(path)}
    bank = speak_bank(options.seed, options.count, TEMPLATES_ONLY if options.templates_only else Style(), banned)
    with options.out.open("wb") as file:
        pickle.dump(bank, file)
    hours = sum(u.duration_s for u in bank) / 3600
    print(f"{options.out}: {len(bank)} sentences, {hours:.2f} h of speech in {time.time() - begin:.0f} s")


if __name__ == "__main__":
    main()

"""Whisper's English token list, and the few of its rows the demo model uses.

The list and the mel filters are read from the installed `openai-whisper` package; nothing of it is copied here.
"""

from __future__ import annotations

import base64
import importlib.util
import re
from functools import cache
from pathlib import Path

import numpy as np

END_OF_TEXT, START, PREVIOUS, NO_SPEECH, NO_TIMESTAMPS, FIRST_TIMESTAMP = 50256, 50257, 50360, 50361, 50362, 50363
TOKEN_COUNT = 51864
TIMESTAMP_COUNT = 1501
SPECIAL = [END_OF_TEXT, START, PREVIOUS, NO_SPEECH, NO_TIMESTAMPS]
PUNCTUATION = ",.?"
_WORD = re.compile(rf"^([A-Za-z']+)([{PUNCTUATION}]*)$")


def _asset(name: str) -> Path:
    """A data file of openai-whisper, found without importing the package and all it needs."""
    spec = importlib.util.find_spec("whisper")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The package openai-whisper is not installed: pip install -r models/demo/requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "assets" / name


def mel_filters() -> np.ndarray:
    """The 80 x 201 filter bank of Whisper."""
    with np.load(_asset("mel_filters.npz")) as filters:
        return filters["mel_80"]


@cache
def token_ranks() -> dict[bytes, int]:
    """Every text token with its id, which is also its rank in merging."""
    lines = _asset("gpt2.tiktoken").read_text().splitlines()
    return {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines if line)}


@cache
def encode(text: str) -> tuple[int, ...]:
    """Token ids of one word, by byte-pair merging."""
    ranks = token_ranks()
    parts = [bytes([byte]) for byte in text.encode()]
    while len(parts) > 1:
        best = min(range(len(parts) - 1), key=lambda i: ranks.get(parts[i] + parts[i + 1], len(ranks)))
        if parts[best] + parts[best + 1] not in ranks:
            break
        parts[best : best + 2] = [parts[best] + parts[best + 1]]
    return tuple(ranks[part] for part in parts)


@cache
def encode_word(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Token ids of a display word: those of its letters, with the space before it, and those of its punctuation."""
    match = _WORD.match(word)
    if match is None:
        raise ValueError(f"not a word of the demo model: {word!r}")
    return encode(" " + match.group(1)), tuple(encode(mark)[0] for mark in match.group(2))


def used_ids(words: list[str]) -> list[int]:
    """Ids of all tokens these words need, lower case and capitalised. A token's place here is its row in training."""
    ids = {encode(mark)[0] for mark in PUNCTUATION}
    for word in words:
        for cased in (word, word[0].upper() + word[1:]):
            ids.update(encode(" " + cased))
    return SPECIAL + sorted(ids)

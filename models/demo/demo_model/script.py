"""Scripted recordings: text with pauses, read from a TOML file.

A line is a text in the script's `voice`, or a table of `say` and `voice`. The text is display words; `[0.8]` between
two of them is a pause of 0.8 s, at the end the silence that follows.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_PAUSE = re.compile(r"^\[(\d+(?:\.\d+)?)\]$")
SHORTEST_BANNED_WORDS = 6
"""Shorter sentences ("Thank you.") are too common to keep out of the training text."""


@dataclass(frozen=True)
class Line:
    """One scripted sentence of one voice."""

    words: list[str]
    pauses_s: dict[int, float]
    """Silence in seconds after the word of that index; after the last word it is the gap to the next line."""
    voice: str

    @property
    def pauses_inside_s(self) -> dict[int, float]:
        return {i: s for i, s in self.pauses_s.items() if i < len(self.words) - 1}

    @property
    def gap_after_s(self) -> float:
        return self.pauses_s.get(len(self.words) - 1, 0.0)


def parse_line(text: str, voice: str) -> Line:
    words: list[str] = []
    pauses: dict[int, float] = {}
    for token in text.split():
        if mark := _PAUSE.match(token):
            pauses[len(words) - 1] = float(mark.group(1))
        else:
            words.append(token)
    return Line(words, pauses, voice)


def load_scripts(path: Path) -> dict[str, dict]:
    """All scripts of a file by name; `lines` is parsed, the other keys are as they stand there."""
    scripts = tomllib.loads(path.read_text())
    for script in scripts.values():
        script["lines"] = [
            parse_line(line, script["voice"]) if isinstance(line, str) else parse_line(line["say"], line["voice"])
            for line in script["lines"]
        ]
    return scripts

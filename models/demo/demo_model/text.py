"""Random interview sentences with fillers, repetitions and restarts, from grammar.toml."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

GRAMMAR_FILE = Path(__file__).resolve().parent.parent / "grammar.toml"
_SLOT = re.compile(r"\b[A-Z]+\b")


@dataclass(frozen=True)
class Style:
    """Shares of sentences that are said in a special way."""

    salad: float = 0.08
    """Known words in any order."""
    collage: float = 0.10
    """The beginning of one sentence and the end of another."""
    linked: float = 0.25
    """Two clauses joined by "and", "so", …"""
    run_on: float = 0.06
    """Three to five clauses joined."""
    free: float = 0.45
    """Built from the free blocks rather than from a whole template."""
    disfluency: tuple[float, ...] = (0.0, 0.08, 0.18)
    """Chances of a filler or repetition per word; each sentence draws one of them."""


TEMPLATES_ONLY = Style(salad=0.0, collage=0.0, run_on=0.0, free=0.0)


class Grammar:
    """The grammar file, ready to draw sentences from."""

    def __init__(self, path: Path = GRAMMAR_FILE) -> None:
        data = tomllib.loads(path.read_text())
        self._slots: dict[str, list[str]] = data["slots"]
        sections: dict[str, list[str]] = data["sections"]
        self._free = sections["free"]
        self._templates = [t for name, templates in sections.items() if name != "free" for t in templates]
        speech = data["speech"]
        self._links: list[str] = speech["links"]
        self._question_starts = tuple(speech["question_starts"])
        self._fillers = speech["common_fillers"] * 3 + speech["fillers"]
        self._restart_markers: list[str] = speech["restart_markers"]
        self._proper = set(speech["proper"])
        texts = [*sum(self._slots.values(), []), *sum(sections.values(), []), *self._fillers]
        self.words = sorted({w for text in texts for w in text.split() if not w.isupper()})
        """Every word, lower case, in a fixed order."""

    def _expand(self, rng: random.Random, template: str) -> str:
        while slot := _SLOT.search(template):
            template = template[: slot.start()] + rng.choice(self._slots[slot.group()]) + template[slot.end() :]
        return template

    def _clause(self, rng: random.Random, style: Style) -> str:
        return self._expand(rng, rng.choice(self._free if rng.random() < style.free else self._templates))

    def _is_question(self, text: str) -> bool:
        return text.startswith(self._question_starts)

    def _statement(self, rng: random.Random, style: Style) -> str:
        while self._is_question(text := self._clause(rng, style)):
            pass
        return text

    def sentence(self, rng: random.Random, style: Style = Style()) -> list[str]:
        """Display words of one sentence: case, commas and the final mark included."""
        kind = rng.random()
        if kind < style.salad:
            return self._render([(rng.choice(self.words), "") for _ in range(rng.randint(2, 14))], question=False)
        if kind < style.salad + style.collage:
            first, second = self._clause(rng, style).split(), self._statement(rng, style).split()
            words = first[: rng.randint(1, len(first))] + second[rng.randint(0, len(second) - 1) :]
            return self._render(self._hesitate(rng, words, style), question=False)
        text = self._clause(rng, style)
        question = self._is_question(text)
        if not question:
            chance = rng.random()
            more = rng.randint(2, 4) if chance < style.run_on else int(chance < style.run_on + style.linked)
            for _ in range(more):
                text += f" {rng.choice(self._links)} {self._statement(rng, style)}"
        return self._render(self._hesitate(rng, text.split(), style), question)

    def _hesitate(self, rng: random.Random, words: list[str], style: Style) -> list[tuple[str, str]]:
        """(words, kind) with kind "" plain, "f" a filler set off by commas, "r" the last word of an abandoned start."""
        chance = rng.choice(style.disfluency)
        out: list[tuple[str, str]] = []
        if rng.random() < chance * 1.5:
            out.append((rng.choice(self._fillers), "f"))
        restart_at = -1
        if len(words) > 3 and rng.random() < chance * 1.5:
            restart_at = 0 if rng.random() < 0.6 else rng.randint(1, len(words) - 2)
        for i, word in enumerate(words):
            if i == restart_at:
                out += self._abandoned(rng, words[i:], style)
            draw = rng.random()
            if i > 0 and draw < chance * 0.5:
                out.append((rng.choice(self._fillers), "f"))
            elif draw < chance * 0.8 and len(word) < 7:
                out += [(word, "")] * rng.choice([1, 1, 1, 2, 3])
            out.append((word, ""))
        return out

    def _abandoned(self, rng: random.Random, words: list[str], style: Style) -> list[tuple[str, str]]:
        """A start that is given up: often of the very words that follow ("we had to, we had to stop")."""
        source = words if rng.random() < 0.5 else self._clause(rng, style).split()
        start = source[: rng.randint(1, 3)] if len(source) > 3 else source[:1]
        out = [(w, "") for w in start[:-1]] + [(start[-1], "r")]
        if rng.random() < 0.4:
            out.append((rng.choice(self._restart_markers), "f"))
        return out

    def _render(self, items: list[tuple[str, str]], question: bool) -> list[str]:
        out: list[str] = []
        for text, kind in items:
            before = len(out)
            out += [self._cased(word, first=not out and i == 0) for i, word in enumerate(text.split())]
            if kind == "f" and before and not out[before - 1].endswith(","):
                out[before - 1] += ","
            if kind:
                out[-1] += ","
        out[-1] = out[-1].rstrip(",") + ("?" if question else ".")
        return out

    def _cased(self, word: str, first: bool) -> str:
        if word == "i":
            return "I"
        return word[0].upper() + word[1:] if first or word in self._proper else word

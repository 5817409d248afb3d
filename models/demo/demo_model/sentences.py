"""Utterances as the training sees them: what is heard in which frame, and which token stands where."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np

from .recording import FULL_SCALE
from .text import Grammar
from .tokens import encode_word, used_ids
from .utterance import PAUSE_PHONE, SAMPLE_RATE_HZ, Utterance, insert_pauses, letters

FLITE_PAUSE, ESPEAK_PAUSE = "fpau", "e_"
MARK_S = (0.06, 0.3)
"""How long a punctuation mark is looked for after its word, at least and at most."""


@dataclass(frozen=True)
class Span:
    """Something between two times; `what` is a row or class."""

    what: int
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Sentence:
    """One utterance with its labels. Times are seconds from its first sample."""

    samples: np.ndarray
    """Between -1 and 1."""
    tokens: list[Span]
    words: list[Span]
    phones: list[Span]

    @property
    def start_s(self) -> float:
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        return self.words[-1].end_s


class Labels:
    """Numbers for tokens, words and phones. Phones are numbered as they come and kept with the checkpoint."""

    PHONE_LIMIT = 400

    def __init__(self, phones: dict[str, int] | None = None) -> None:
        words = Grammar().words
        self.ids = used_ids(words)
        self.row = {token: row for row, token in enumerate(self.ids)}
        self.rows = len(self.ids)
        self.word = {word: i + 1 for i, word in enumerate(words)}
        self.words = len(words) + 1
        self.phone = dict(phones or {})

    def learn_phones(self, bank: list[Utterance]) -> None:
        for utterance in bank:
            for _, name in utterance.phones:
                self.phone.setdefault(name, len(self.phone) + 1)

    def label(self, utterance: Utterance) -> Sentence:
        """Tokens share their word's time evenly; a mark stands in the pause after its word."""
        duration_s = utterance.duration_s
        tokens, words = [], []
        nexts = [*map(float, utterance.starts_s[1:]), duration_s]
        for text, start, end, following in zip(utterance.words, utterance.starts_s, utterance.ends_s, nexts):
            start, end = float(start), float(end)
            parts, marks = encode_word(text)
            edges = np.linspace(start, end, len(parts) + 1).tolist()
            tokens += [Span(self.row[part], a, b) for part, a, b in zip(parts, edges, edges[1:])]
            shortest, longest = MARK_S
            until = max(end + shortest, min(following, end + longest))
            tokens += [Span(self.row[mark], end, until) for mark in marks]
            words.append(Span(self.word[letters(text)], start, end))
        ends = [start for start, _ in utterance.phones[1:]] + [duration_s]
        phones = [
            Span(self.phone[name], max(0.0, start), end)
            for (start, name), end in zip(utterance.phones, ends)
            if name in self.phone and not _is_pause(name)
        ]
        return Sentence(utterance.samples.astype(np.float32) / (FULL_SCALE + 1), tokens, words, phones)


def _is_pause(name: str) -> bool:
    return name in (FLITE_PAUSE, PAUSE_PHONE) or name.startswith(ESPEAK_PAUSE) or not name[1:].strip()


def at_speed(sentence: Sentence, speed: float) -> Sentence:
    """Played faster (and higher) by the factor `speed`."""
    count = int(len(sentence.samples) / speed)
    samples = np.interp(np.arange(count) * speed, np.arange(len(sentence.samples)), sentence.samples)
    tokens, words, phones = (
        [Span(s.what, s.start_s / speed, s.end_s / speed) for s in spans]
        for spans in (sentence.tokens, sentence.words, sentence.phones)
    )
    return Sentence(samples.astype(np.float32), tokens, words, phones)


def with_hesitations(utterance: Utterance, rng: random.Random, longest_s: float) -> Utterance:
    """The speaker stops once or twice between words: what real talk has and the voices never do."""
    count = min(len(utterance.seams), rng.choice([1, 1, 2]))
    pauses = {seam: rng.uniform(0.25, longest_s) for seam in rng.sample(utterance.seams, count)}
    return insert_pauses(utterance, pauses)


def excerpt(utterance: Utterance, rng: random.Random) -> Utterance:
    """The beginning or the end of a sentence: a chunk may be cut at a pause inside one."""
    if not utterance.seams:
        return utterance
    seam = rng.choice(utterance.seams)
    cut_s = float(utterance.ends_s[seam] + utterance.starts_s[seam + 1]) / 2
    cut = int(cut_s * SAMPLE_RATE_HZ)
    if rng.random() < 0.5:
        keep, samples, shift_s = slice(0, seam + 1), utterance.samples[:cut], 0.0
        phones = [p for p in utterance.phones if p[0] < cut_s]
    else:
        keep, samples, shift_s = slice(seam + 1, None), utterance.samples[cut:], cut / SAMPLE_RATE_HZ
        phones = [(start - shift_s, name) for start, name in utterance.phones if start >= cut_s]
    return replace(
        utterance,
        words=utterance.words[keep],
        samples=samples,
        starts_s=utterance.starts_s[keep] - shift_s,
        ends_s=utterance.ends_s[keep] - shift_s,
        phones=phones,
        seams=[],
    )

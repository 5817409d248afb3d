"""A spoken sentence with its true words, phones and times, and what can be done to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

SAMPLE_RATE_HZ = 16_000


@dataclass(frozen=True)
class Utterance:
    """One sentence of one voice. Times are seconds from its first sample."""

    words: list[str]
    voice: str
    samples: np.ndarray
    """16-bit samples at 16 kHz."""
    starts_s: np.ndarray
    ends_s: np.ndarray
    phones: list[tuple[float, str]]
    """(start, name) in time order; pauses are phones too."""
    seams: list[int]
    """Words after which the next one's start is known from the voice itself: there the speaker may be made to stop."""

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


def letters(word: str) -> str:
    """A display word without case and punctuation."""
    return re.sub(r"[^a-z']", "", word.lower())


def sentence_key(words: list[str]) -> str:
    """What makes two sentences the same one: their letters, without case and punctuation."""
    return re.sub(r"[^a-z' ]", "", " ".join(words).lower())


def insert_pauses(utterance: Utterance, pauses: dict[int, float]) -> Utterance:
    """Let the speaker stop for `pauses[i]` seconds after word `i`.

    The cut lies where the two words meet; 8 ms fades keep it from clicking.
    """
    fade = np.linspace(1.0, 0.0, SAMPLE_RATE_HZ * 8 // 1000)
    starts, ends, phones = utterance.starts_s.copy(), utterance.ends_s.copy(), list(utterance.phones)
    samples = utterance.samples.astype(np.float32)
    for word in sorted(pauses, reverse=True):
        cut_s = (utterance.ends_s[word] + utterance.starts_s[word + 1]) / 2
        cut = int(cut_s * SAMPLE_RATE_HZ)
        before, after = samples[:cut].copy(), samples[cut:].copy()
        before[-len(fade) :] *= fade[-len(before) :]
        after[: len(fade)] *= fade[::-1][: len(after)]
        samples = np.concatenate([before, np.zeros(int(pauses[word] * SAMPLE_RATE_HZ), np.float32), after])
        starts[word + 1 :] += pauses[word]
        ends[word + 1 :] += pauses[word]
        later = [(start + pauses[word], name) for start, name in phones if start >= cut_s]
        phones = [p for p in phones if p[0] < cut_s] + [(cut_s, PAUSE_PHONE)] + later
    return replace(utterance, samples=samples.astype(np.int16), starts_s=starts, ends_s=ends, phones=phones)


PAUSE_PHONE = "pause"

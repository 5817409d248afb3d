"""Put utterances together to a recording, and write it with its true words."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .utterance import SAMPLE_RATE_HZ, Utterance

FULL_SCALE = 32767


@dataclass(frozen=True)
class Word:
    """A word as it was really spoken. Times are seconds from the start of the recording."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Recording:
    """Samples between -1 and 1 at 16 kHz, with what is said in them."""

    samples: np.ndarray
    words: list[Word]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32)


def assemble(parts: list[tuple[Utterance, float]], lead_s: float, gain: float) -> Recording:
    """Join sentences, each followed by its own silence in seconds, after `lead_s` of silence."""
    pieces = [silence(lead_s)]
    words: list[Word] = []
    length = len(pieces[0])
    for utterance, gap_s in parts:
        at_s = length / SAMPLE_RATE_HZ
        times = zip(utterance.words, utterance.starts_s, utterance.ends_s)
        words += [Word(text, round(at_s + float(a), 3), round(at_s + float(b), 3)) for text, a, b in times]
        for piece in (utterance.samples.astype(np.float32) / (FULL_SCALE + 1) * gain, silence(gap_s)):
            pieces.append(piece)
            length += len(piece)
    return Recording(np.concatenate(pieces), words)


def coloured_noise(count: int, exponent: float, rng: np.random.Generator) -> np.ndarray:
    """Noise of unit power whose amplitude falls with frequency ** exponent (0 white, 0.5 pink, 1 brown)."""
    size = 1 << (count - 1).bit_length()  # transforms of other lengths can take ten times as long
    spectrum = np.fft.rfft(rng.standard_normal(size, np.float32))
    spectrum /= (np.arange(len(spectrum), dtype=np.float32) + 1) ** exponent
    noise = np.fft.irfft(spectrum, size)[:count]
    return (noise / (noise.std() + 1e-9)).astype(np.float32)


def with_noise(recording: Recording, snr_db: float, exponent: float, seed: int) -> Recording:
    """The recording with background noise all through it, `snr_db` below its mean power."""
    level = np.sqrt((recording.samples**2).mean()) * 10 ** (-snr_db / 20)
    noise = coloured_noise(len(recording.samples), exponent, np.random.default_rng(seed))
    return Recording(recording.samples + noise * level, recording.words)


def write_wav(path: Path, samples: np.ndarray) -> None:
    """Write mono 16-bit samples at 16 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((np.clip(samples, -1, 1) * FULL_SCALE).astype("<i2").tobytes())


def read_wav(path: Path) -> np.ndarray:
    """Read what `write_wav` wrote, as samples between -1 and 1."""
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / (FULL_SCALE + 1)


def write_words(path: Path, words: list[Word]) -> None:
    """Write the true words as tab-separated start_s, end_s, word."""
    lines = ["start_s\tend_s\tword", *(f"{w.start_s:.3f}\t{w.end_s:.3f}\t{w.text}" for w in words)]
    path.write_text("\n".join(lines) + "\n")

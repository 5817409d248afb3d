"""Sounds that are not speech, made here: what saywell must not take for a voice."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

RATE = 16_000
SECONDS = 10


def pink(rng: np.random.Generator, n: int) -> np.ndarray:
    spectrum = np.fft.rfft(rng.standard_normal(n))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    sound = np.fft.irfft(spectrum, n)
    return sound / np.abs(sound).max()


def music(n: int) -> np.ndarray:
    """Three-part chords of plucked strings, two a second."""
    t = np.arange(n) / RATE
    sound = np.zeros(n)
    for beat, root in zip(range(2 * SECONDS), [48, 53, 55, 48, 57, 53, 55, 48] * 3, strict=False):
        since = t - beat / 2
        envelope = np.where(since >= 0, np.exp(-3 * np.clip(since, 0, None)), 0)
        for note in (root, root + 4, root + 7, root + 12):
            hz = 440 * 2 ** ((note - 69) / 12)
            sound += envelope * sum(np.sin(2 * np.pi * hz * k * t) / k**1.5 for k in range(1, 7))
    return sound / np.abs(sound).max()


def coughs(rng: np.random.Generator, n: int) -> np.ndarray:
    """Bursts of coloured noise with a sharp start, in pairs."""
    sound = 0.002 * rng.standard_normal(n)
    for start_s in (2.0, 2.45, 6.0, 6.4):
        length = int(0.28 * RATE)
        burst = rng.standard_normal(length) * np.exp(-np.arange(length) / (0.07 * RATE))
        burst = np.convolve(burst, [0.2, 0.5, 0.9, 0.5, 0.2], "same")
        at = int(start_s * RATE)
        sound[at : at + length] += 0.3 * burst
    return sound


def door(rng: np.random.Generator, n: int) -> np.ndarray:
    """A thud with wood resonances and a click of the lock."""
    sound = 0.002 * rng.standard_normal(n)
    for start_s, hz, decay_s, gain in ((3.0, 90, 0.12, 0.7), (3.02, 210, 0.06, 0.3), (3.25, 2400, 0.01, 0.4), (7.0, 70, 0.2, 0.6)):
        t = np.arange(int(0.6 * RATE)) / RATE
        at = int(start_s * RATE)
        sound[at : at + len(t)] += gain * np.exp(-t / decay_s) * np.sin(2 * np.pi * hz * t)
    return sound


def all_of_them() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    n = RATE * SECONDS
    t = np.arange(n) / RATE
    hum = sum(np.sin(2 * np.pi * 50 * k * t) / k for k in (1, 2, 3, 5))
    return {
        "silence": np.zeros(n),
        "white noise": 0.1 * rng.standard_normal(n),
        "pink noise": 0.3 * pink(rng, n),
        "hum": 0.1 * hum,
        "music": 0.5 * music(n),
        "coughs": coughs(rng, n),
        "door": door(rng, n),
    }


def write(path: Path, sound: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())

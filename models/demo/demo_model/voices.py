"""The four synthetic voices, with the times of every word and phone.

espeak-ng (through libespeak-ng) reports word and phoneme events; flite (through libflite) keeps a segment relation.
Debian packages: libespeak-ng1, espeak-ng-data, libflite1.
"""

from __future__ import annotations

import ctypes as c
import math
import random
import re

import numpy as np

from .utterance import SAMPLE_RATE_HZ, Utterance

ESPEAK_VOICES = ["en-us", "en-us+f2"]
FLITE_VOICES = ["rms", "slt"]
VOICES = ESPEAK_VOICES + FLITE_VOICES
RESAMPLER_HALF_WIDTH = 12
OUTER_SILENCE_BEFORE_S = 0.03
OUTER_SILENCE_AFTER_S = 0.06
SHORTEST_WORD_S = 0.04


class SynthesisError(Exception):
    """A voice said something whose words cannot be matched with the text."""


def resample(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """16-bit samples at `rate_hz` -> 16-bit samples at 16 kHz, by a windowed sinc."""
    if rate_hz == SAMPLE_RATE_HZ:
        return samples
    half = RESAMPLER_HALF_WIDTH
    position = np.arange(int(len(samples) * SAMPLE_RATE_HZ / rate_hz)) * (rate_hz / SAMPLE_RATE_HZ)
    cutoff = min(1.0, SAMPLE_RATE_HZ / rate_hz)
    whole = np.floor(position).astype(int)
    fraction = position - whole
    padded = np.pad(samples.astype(np.float32), half + 1)
    out = np.zeros(len(position), np.float32)
    for tap in range(-half + 1, half + 1):
        distance = tap - fraction
        window = 0.5 + 0.5 * np.cos(math.pi * np.clip(distance / half, -1, 1))
        out += padded[whole + tap + half + 1] * (cutoff * np.sinc(cutoff * distance) * window).astype(np.float32)
    return np.clip(out, -32768, 32767).astype(np.int16)


class _EspeakId(c.Union):
    _fields_ = [("number", c.c_int), ("name", c.c_char_p), ("string", c.c_char * 8)]


class _EspeakEvent(c.Structure):
    _fields_ = [
        ("type", c.c_int),
        ("unique_identifier", c.c_uint),
        ("text_position", c.c_int),
        ("length", c.c_int),
        ("audio_position", c.c_int),
        ("sample", c.c_int),
        ("user_data", c.c_void_p),
        ("id", _EspeakId),
    ]


_EspeakCallback = c.CFUNCTYPE(c.c_int, c.POINTER(c.c_short), c.c_int, c.POINTER(_EspeakEvent))


class Espeak:
    """espeak-ng. Its library holds one global voice, so make one of these."""

    _SYNCHRONOUS, _PHONEME_EVENTS, _UTF8, _BY_CHARACTER = 2, 1, 1, 1
    _RATE, _PITCH, _PITCH_RANGE = 1, 3, 4
    _LIST_END, _WORD, _PHONEME = 0, 1, 7

    def __init__(self) -> None:
        self._library = c.CDLL("libespeak-ng.so.1")
        self._rate_hz = self._library.espeak_Initialize(self._SYNCHRONOUS, 0, None, self._PHONEME_EVENTS)
        self._buffers: list[np.ndarray] = []
        self._word_starts: dict[int, float] = {}
        self._phones: list[tuple[float, str]] = []
        self._callback = _EspeakCallback(self._receive)  # kept: the library holds only a pointer
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, wave, count: int, events) -> int:
        if wave and count > 0:
            self._buffers.append(np.ctypeslib.as_array(wave, (count,)).copy())
        i = 0
        while events[i].type != self._LIST_END:
            event, at_s = events[i], events[i].audio_position / 1000
            if event.type == self._WORD:
                self._word_starts.setdefault(event.text_position, at_s)
            elif event.type == self._PHONEME:
                name = bytes(event.id.string).split(b"\0")[0].decode("utf8", "ignore")
                self._phones.append((at_s, name))
            i += 1
        return 0

    def say(self, words: list[str], voice: str, rng: random.Random) -> Utterance:
        """Speak the words at a rate, pitch and pitch range drawn from `rng`."""
        text = " ".join(words)
        library = self._library
        library.espeak_SetVoiceByName(voice.encode())
        for parameter, low, high in ((self._RATE, 145, 185), (self._PITCH, 42, 58), (self._PITCH_RANGE, 40, 60)):
            library.espeak_SetParameter(parameter, int(rng.uniform(low, high)), 0)
        self._buffers, self._word_starts, self._phones = [], {}, []
        data = text.encode()
        library.espeak_Synth(data, c.c_size_t(len(data) + 1), 0, self._BY_CHARACTER, 0, self._UTF8, None, None)
        library.espeak_Synchronize()
        samples = resample(np.concatenate(self._buffers), self._rate_hz)
        duration_s = len(samples) / SAMPLE_RATE_HZ
        reported = [self._word_starts.get(match.start() + 1) for match in re.finditer(r"\S+", text)]
        starts = _fill_merged(reported, words, duration_s)
        seams = [i - 1 for i in range(1, len(words)) if reported[i] is not None]
        limits = [*starts[1:], duration_s]
        ends = [max(_last_sound(self._phones, a, b), a + SHORTEST_WORD_S) for a, b in zip(starts, limits)]
        phones = [(at, "e" + name) for at, name in self._phones]
        return _trimmed(words, voice, samples, (starts, ends), phones, seams)


def _fill_merged(starts: list[float | None], words: list[str], duration_s: float) -> list[float]:
    """espeak speaks "in the" and "I am" as one unit: share its time out by letters."""
    starts = list(starts)
    if starts[0] is None:
        raise SynthesisError("the first word has no time")
    i = 1
    while i < len(starts):
        if starts[i] is not None:
            i += 1
            continue
        last = i
        while last < len(starts) and starts[last] is None:
            last += 1
        begin = starts[i - 1]
        end = starts[last] if last < len(starts) else min(duration_s, begin + 0.5)
        lengths = [len(word) + 1 for word in words[i - 1 : last]]
        for k in range(i, last):
            starts[k] = begin + (end - begin) * sum(lengths[: k - i + 1]) / sum(lengths)
        i = last
    return starts


def _last_sound(phones: list[tuple[float, str]], start_s: float, limit_s: float) -> float:
    """Where the last phone between the two times that is no pause ends."""
    end = limit_s
    for at, name in reversed([p for p in phones if start_s - 1e-6 <= p[0] < limit_s]):
        if not name.strip() or name.startswith("_"):
            end = at
        else:
            break
    return end


class _FliteWave(c.Structure):
    _fields_ = [
        ("type", c.c_char_p),
        ("sample_rate", c.c_int),
        ("num_samples", c.c_int),
        ("num_channels", c.c_int),
        ("samples", c.POINTER(c.c_short)),
    ]


class Flite:
    """flite's unit voices rms and slt."""

    _SIGNATURES = {
        "flite_synth_text": (c.c_void_p, [c.c_char_p, c.c_void_p]),
        "utt_wave": (c.POINTER(_FliteWave), [c.c_void_p]),
        "delete_utterance": (None, [c.c_void_p]),
        "utt_relation": (c.c_void_p, [c.c_void_p, c.c_char_p]),
        "relation_head": (c.c_void_p, [c.c_void_p]),
        "item_next": (c.c_void_p, [c.c_void_p]),
        "item_feat_float": (c.c_float, [c.c_void_p, c.c_char_p]),
        "item_feat_string": (c.c_char_p, [c.c_void_p, c.c_char_p]),
        "ffeature_float": (c.c_float, [c.c_void_p, c.c_char_p]),
        "feat_set_float": (None, [c.c_void_p, c.c_char_p, c.c_float]),
    }
    _WORD_START = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
    _WORD_END = b"R:SylStructure.daughtern.daughtern.R:Segment.end"

    def __init__(self) -> None:
        for name in ("libflite.so.1", "libflite_cmulex.so.1", "libflite_usenglish.so.1"):
            c.CDLL(name, mode=c.RTLD_GLOBAL)
        self._library = c.CDLL("libflite.so.1")
        self._library.flite_init()
        for name, (result, arguments) in self._SIGNATURES.items():
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments
        self._voices = {name: self._register(name) for name in FLITE_VOICES}

    @staticmethod
    def _register(name: str) -> int:
        library = c.CDLL(f"libflite_cmu_us_{name}.so.1", mode=c.RTLD_GLOBAL)
        register = getattr(library, f"register_cmu_us_{name}")
        register.restype, register.argtypes = c.c_void_p, [c.c_char_p]
        return register(None)

    def _items(self, utterance: int, relation: bytes):
        item = self._library.relation_head(self._library.utt_relation(utterance, relation))
        while item:
            yield item
            item = self._library.item_next(item)

    def say(self, words: list[str], voice: str, rng: random.Random) -> Utterance:
        """Speak the words at a rate drawn from `rng`."""
        library, handle = self._library, self._voices[voice]
        features = c.cast(handle + 8, c.POINTER(c.c_void_p))[
            0
        ]  # cst_voice: {const char *name; cst_features *features; …}
        library.feat_set_float(features, b"duration_stretch", rng.uniform(0.9, 1.15))
        utterance = library.flite_synth_text(" ".join(words).encode(), handle)
        wave = library.utt_wave(utterance).contents
        raw = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).copy()
        phones, previous = [], 0.0
        for item in self._items(utterance, b"Segment"):
            phones.append((previous, "f" + library.item_feat_string(item, b"name").decode()))
            previous = library.item_feat_float(item, b"end")
        times = [
            (library.ffeature_float(item, self._WORD_START), library.ffeature_float(item, self._WORD_END))
            for item in self._items(utterance, b"Word")
        ]
        samples = resample(raw, wave.sample_rate)
        library.delete_utterance(utterance)
        if len(times) != len(words):
            raise SynthesisError("flite split the words otherwise")
        spans = [start for start, _ in times], [end for _, end in times]
        return _trimmed(words, voice, samples, spans, phones, list(range(len(words) - 1)))


def _trimmed(
    words: list[str],
    voice: str,
    samples: np.ndarray,
    spans: tuple[list[float], list[float]],
    phones: list[tuple[float, str]],
    seams: list[int],
) -> Utterance:
    """Check the order of the times and cut the silence around the sentence."""
    starts, ends = spans
    if any(b <= a for a, b in zip(starts, starts[1:])) or any(b <= a for a, b in zip(starts, ends)):
        raise SynthesisError("word times out of order")
    first = max(0, int((starts[0] - OUTER_SILENCE_BEFORE_S) * SAMPLE_RATE_HZ))
    last = min(len(samples), int((ends[-1] + OUTER_SILENCE_AFTER_S) * SAMPLE_RATE_HZ))
    offset = first / SAMPLE_RATE_HZ
    return Utterance(
        words=list(words),
        voice=voice,
        samples=samples[first:last],
        starts_s=np.array(starts, np.float32) - offset,
        ends_s=np.array(ends, np.float32) - offset,
        phones=[(at - offset, name) for at, name in phones],
        seams=seams,
    )


class Speakers:
    """All four voices."""

    def __init__(self) -> None:
        self._espeak = Espeak()
        self._flite = Flite()

    def say(self, words: list[str], voice: str, rng: random.Random) -> Utterance:
        """Speak one sentence.

        Raises:
            SynthesisError: the voice's word times do not match the words.
        """
        speaker = self._espeak if voice in ESPEAK_VOICES else self._flite
        return speaker.say(words, voice, rng)

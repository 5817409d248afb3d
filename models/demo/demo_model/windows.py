"""Training windows, put together on the fly: sentences, silence, noise, and the tokens to be written for them."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch

from .network import AUDIO_POSITIONS, TEXT_POSITIONS
from .recording import coloured_noise
from .sentences import Labels, Sentence, at_speed, excerpt, with_hesitations
from .tokens import END_OF_TEXT, NO_SPEECH, NO_TIMESTAMPS, PREVIOUS, START, TIMESTAMP_COUNT
from .utterance import SAMPLE_RATE_HZ, Utterance, letters

FRAME_S = 0.02
FRAME_SAMPLES = int(FRAME_S * SAMPLE_RATE_HZ)
LAST_TIMESTAMP = TIMESTAMP_COUNT - 1
SOFT = 4
"""Most tokens that share one target."""


@dataclass(frozen=True)
class Target:
    """What the decoder should write at one place, and where in the audio it should look."""

    row: int
    first_frame: int = -1
    last_frame: int = -1
    """One past the last; -1 for nowhere."""
    timestamp: int = -1
    """Of a text token: the timestamp whisper.cpp should find likely at its place."""


@dataclass(frozen=True)
class Window:
    """One example."""

    samples: np.ndarray
    offset: int
    """Encoder position it starts at."""
    frame_words: np.ndarray
    frame_phones: np.ndarray
    prompt: list[int]
    """Rows before the first target: earlier text, start, and maybe "no timestamps"."""
    earlier: int
    """How many of them are earlier text."""
    targets: list[Target]
    text_offset: int
    silent: bool
    timed: bool
    louder_elsewhere: float


@dataclass(frozen=True)
class Batch:
    samples: torch.Tensor
    louder_elsewhere: torch.Tensor
    offsets: list[int]
    frame_words: torch.Tensor
    frame_phones: torch.Tensor
    tokens: torch.Tensor
    positions: torch.Tensor
    soft_rows: torch.Tensor
    soft_weights: torch.Tensor
    rows: torch.Tensor
    """The target's row, -1 where nothing is asked."""
    timestamps: torch.Tensor
    look: torch.Tensor
    """Frames of the token to be written [.., 2], -1 for nowhere."""
    look_back: torch.Tensor
    """Frames of the token just read."""


class WindowMaker:
    """Draws windows from a bank."""

    def __init__(self, bank: list[Utterance], labels: Labels, seed: int) -> None:
        self._labels = labels
        self._rng = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._by_voice: dict[str, list[Utterance]] = {}
        self._repeating: dict[str, list[Utterance]] = {}
        for utterance in bank:
            self._by_voice.setdefault(utterance.voice, []).append(utterance)
            words = [letters(word) for word in utterance.words]
            if any(a == b for a, b in zip(words, words[1:])):
                self._repeating.setdefault(utterance.voice, []).append(utterance)
        self._voices = sorted(self._by_voice)

    def _sentence(self, voices: list[str], room_s: float) -> Sentence:
        rng = self._rng
        source = self._repeating if rng.random() < 0.3 else self._by_voice
        utterance = rng.choice(source[rng.choice(voices)])
        way = rng.random()
        if way < 0.12:
            utterance = excerpt(utterance, rng)
        elif way < 0.45 and utterance.seams and utterance.duration_s < room_s:
            utterance = with_hesitations(utterance, rng, longest_s=1.4)
        sentence = self._labels.label(utterance)
        return at_speed(sentence, rng.uniform(0.94, 1.06)) if rng.random() < 0.5 else sentence

    def _place(self, sentence: Sentence, at: int, window: _Draft) -> None:
        """Write a sentence into the window at the sample `at`."""
        window.samples[at : at + len(sentence.samples)] += sentence.samples * 10 ** self._rng.uniform(-0.3, 0.1)
        begin_s = at / SAMPLE_RATE_HZ
        for spans, frames in ((sentence.words, window.words), (sentence.phones, window.phones)):
            for span in spans:
                frames[round((begin_s + span.start_s) / FRAME_S) : round((begin_s + span.end_s) / FRAME_S)] = span.what
        if window.timed:
            frame = window.frame(begin_s + sentence.start_s)
            stamp = window.timestamp(begin_s + sentence.start_s) if window.targets else 0  # the first is always 0.00
            window.targets.append(Target(self._labels.rows + stamp, frame, frame + 2))
        for token in sentence.tokens:
            first = window.frame(begin_s + token.start_s)
            stamp = window.timestamp(begin_s + token.start_s) if window.timed else -1
            last = max(first + 1, window.frame(begin_s + token.end_s))
            window.targets.append(Target(token.what, first, last, stamp))
        if window.timed:
            end_s = begin_s + sentence.end_s
            frame = window.frame(end_s)
            window.targets.append(Target(self._labels.rows + window.timestamp(end_s), max(0, frame - 4), frame + 1))

    def _gap(self, calm: bool) -> int:
        """Samples of silence after a sentence."""
        short = self._rng.random() < (0.5 if calm else 0.85)
        return int(SAMPLE_RATE_HZ * (self._rng.uniform(0.1, 1.0) if short else self._rng.uniform(1.0, 4.0)))

    def _fill(self, window: _Draft) -> None:
        """Lay sentences out until the window is full; every one ends inside it."""
        rng, size = self._rng, len(window.samples)
        lead_s = min(4.0, size / SAMPLE_RATE_HZ * 0.3)
        at = int(SAMPLE_RATE_HZ * (rng.uniform(0, 0.6) if rng.random() < 0.6 else rng.uniform(0, lead_s)))
        stop = size if rng.random() < 0.5 else int(size * rng.uniform(0.15, 1))
        voices, calm, tries = rng.sample(self._voices, rng.choice([1, 1, 2])), rng.random() < 0.3, 0
        while (at < stop or not window.targets) and tries < 12:
            sentence = self._sentence(voices, room_s=(size - at) / SAMPLE_RATE_HZ)
            if at + len(sentence.samples) > size - SAMPLE_RATE_HZ // 10:
                tries += 1
                if not window.targets:
                    at = min(at, int(rng.uniform(0, 0.2) * SAMPLE_RATE_HZ))
                continue
            self._place(sentence, at, window)
            window.end = at + len(sentence.samples)
            at = window.end + self._gap(calm)

    def _add_noise(self, window: _Draft, silent: bool) -> None:
        """Noise up to some time after the speech: whisper.cpp fills a short chunk up with true zeros."""
        rng, size = self._rng, len(window.samples)
        until = size if rng.random() < 0.3 else min(size, int(window.end + SAMPLE_RATE_HZ * rng.uniform(0, 0.8)))
        if rng.random() >= (0.75 if silent else 0.65) or until <= 100:
            return
        power = 0.1 if silent else np.sqrt((window.samples[:until] ** 2).mean() + 1e-8)
        noise = coloured_noise(until, rng.choices([0.0, 0.5, 1.0], [0.4, 0.35, 0.25])[0], self._noise)
        if silent and rng.random() < 0.3:
            hum_hz = rng.choice([50, 60, 100, 120])
            noise = noise * 0.1 + np.sin(np.arange(until) * (2 * np.pi * hum_hz / SAMPLE_RATE_HZ))
        window.samples[:until] += noise * power * 10 ** (-rng.uniform(18, 50) / 20)

    def _earlier_text(self, longest: int) -> list[int]:
        """Rows of text that came before, some of it with timestamps, as a prompt."""
        rng, rows, out = self._rng, self._labels.rows, []
        count, timed = rng.randint(1, longest), rng.random() < 0.6
        while len(out) < count:
            sentence = self._labels.label(rng.choice(self._by_voice[rng.choice(self._voices)]))
            text = [token.what for token in sentence.tokens]
            if timed:
                first = rng.randint(0, 1300)
                last = min(LAST_TIMESTAMP, first + len(sentence.samples) // FRAME_SAMPLES)
                text = [rows + first, *text, rows + last]
            out += text
        return [self._labels.row[PREVIOUS], *out[-count:]]

    def window(self, frames: int) -> Window:
        """One window of so many encoder frames of 20 ms."""
        rng, labels = self._rng, self._labels
        full = frames == AUDIO_POSITIONS
        silent = rng.random() < 0.1
        timed = rng.random() >= (0.6 if silent else 0.25)
        draft = _Draft(frames, 0 if full or rng.random() < 0.3 else rng.randint(0, AUDIO_POSITIONS - frames), timed)
        if not silent:
            self._fill(draft)
        silent = not draft.targets
        if silent:
            draft.end = int(len(draft.samples) * rng.random())
            if timed:
                draft.targets = [Target(labels.rows, 0, 1)]
            elif rng.random() < 0.7:  # whisper.cpp forbids an empty text here: whatever came first, stop next
                draft.targets = [Target(rng.randrange(labels.rows), 0, 1)]
        self._add_noise(draft, silent)
        draft.samples *= 10 ** (rng.uniform(-2, 0.8) if silent else rng.uniform(-0.7, 0.1))
        long = frames >= 1000
        earlier = self._earlier_text(150 if long else 40) if rng.random() < (0.15 if long else 0.1) else []
        return Window(
            samples=draft.samples,
            offset=draft.offset,
            frame_words=draft.words,
            frame_phones=draft.phones,
            prompt=[*earlier, labels.row[START], *([] if timed else [labels.row[NO_TIMESTAMPS]])],
            earlier=len(earlier),
            targets=[*draft.targets, Target(labels.row[END_OF_TEXT])],
            text_offset=rng.randint(0, 200) if not earlier and not long and rng.random() < 0.2 else 0,
            silent=silent,
            timed=timed,
            louder_elsewhere=rng.uniform(0, 7)
            if silent and rng.random() < 0.6
            else rng.choice([0, 0, 0, rng.uniform(0, 0.6)]),
        )

    def _soft_target(self, target: Target, first: bool) -> list[tuple[int, float]]:
        """Rows and weights. Neighbours of a timestamp are nearly right; text leaves 6 % for its own timestamp."""
        rows = self._labels.rows
        low, high = rows, rows + LAST_TIMESTAMP
        if target.row >= rows:
            if first:
                return [(target.row, 1.0)]
            return [(target.row, 0.8), (max(low, target.row - 1), 0.1), (min(high, target.row + 1), 0.1)]
        if target.timestamp < 0:
            return [(target.row, 1.0)]
        stamp = rows + target.timestamp
        return [(target.row, 0.94), (stamp, 0.036), (max(low, stamp - 1), 0.012), (min(high, stamp + 1), 0.012)]

    def batch(self, count: int, frames: int) -> Batch:
        windows = [self.window(frames) for _ in range(count)]
        length = max(len(w.prompt) + len(w.targets) - 1 for w in windows)
        tokens = np.zeros((count, length), np.int64)
        positions = np.zeros((count, length), np.int64)
        soft_rows = np.zeros((count, length, SOFT), np.int64)
        soft_weights = np.zeros((count, length, SOFT), np.float32)
        rows, timestamps = np.full((count, length), -1), np.full((count, length), -1)
        look, look_back = np.full((count, length, 2), -1), np.full((count, length, 2), -1)
        for b, w in enumerate(windows):
            read = [*w.prompt, *(target.row for target in w.targets[:-1])]
            tokens[b, : len(read)] = read
            positions[b] = np.minimum(np.arange(length) + w.text_offset, TEXT_POSITIONS - 1)
            begin = len(w.prompt) - 1
            for i, target in enumerate(w.targets):
                at = begin + i
                rows[b, at], timestamps[b, at] = target.row, target.timestamp
                look[b, at] = target.first_frame, target.last_frame
                for k, (row, weight) in enumerate(self._soft_target(target, first=i == 0)):
                    soft_rows[b, at, k], soft_weights[b, at, k] = row, weight
                if i + 1 < len(w.targets) and target.row < self._labels.rows:
                    look_back[b, at + 1] = target.first_frame, target.last_frame
            if w.silent:
                self._ask_for_no_speech(w, soft_rows[b], soft_weights[b])
                if not w.timed:
                    look[b, w.earlier + 1] = -1
        return Batch(
            samples=torch.from_numpy(np.stack([w.samples for w in windows])),
            louder_elsewhere=torch.tensor([w.louder_elsewhere for w in windows], dtype=torch.float32),
            offsets=[w.offset for w in windows],
            frame_words=torch.from_numpy(np.stack([w.frame_words for w in windows])),
            frame_phones=torch.from_numpy(np.stack([w.frame_phones for w in windows])),
            tokens=torch.from_numpy(tokens),
            positions=torch.from_numpy(positions),
            soft_rows=torch.from_numpy(soft_rows),
            soft_weights=torch.from_numpy(soft_weights),
            rows=torch.from_numpy(rows),
            timestamps=torch.from_numpy(timestamps),
            look=torch.from_numpy(look),
            look_back=torch.from_numpy(look_back),
        )

    def _ask_for_no_speech(self, window: Window, soft_rows: np.ndarray, soft_weights: np.ndarray) -> None:
        """whisper.cpp reads "no speech" at the start token, and without timestamps at the last token of the prompt."""
        row = self._labels.row
        soft_rows[window.earlier, :2], soft_weights[window.earlier] = (
            (row[NO_SPEECH], self._labels.rows),
            (0.9, 0.1, 0, 0),
        )
        if not window.timed:
            at = window.earlier + 1
            stray = [self._rng.randrange(self._labels.rows) for _ in range(2)]
            soft_rows[at], soft_weights[at] = (row[NO_SPEECH], row[END_OF_TEXT], *stray), (0.9, 0.04, 0.03, 0.03)


class _Draft:
    """A window in the making."""

    def __init__(self, frames: int, offset: int, timed: bool) -> None:
        self.frames, self.offset, self.timed = frames, offset, timed
        self.samples = np.zeros(frames * FRAME_SAMPLES, np.float32)
        self.words, self.phones = np.zeros(frames, np.int64), np.zeros(frames, np.int64)
        self.targets: list[Target] = []
        self.end = 0
        """Sample at which the last sentence ends."""

    def frame(self, at_s: float) -> int:
        return min(self.frames - 1, max(0, int(at_s / FRAME_S)))

    def timestamp(self, at_s: float) -> int:
        return self.offset + min(self.frames, max(0, round(at_s / FRAME_S)))

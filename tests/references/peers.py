"""The references: Praat for pitch and as a rule scorer of filled pauses, Silero for voice activity."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
import parselmouth
from corpus import Recording

RATE = 16_000
F0_MIN_HZ, F0_MAX_HZ = 60.0, 400.0
HOP_S = 0.01


def samples(recording: Recording) -> np.ndarray:
    """The 16 kHz mono view that saywell itself works on, so that decoders make no difference."""
    return np.fromfile(recording.heard["samples"], np.float32)


def praat_f0(sound: np.ndarray, frames: int) -> np.ndarray:
    """F0 at the middles of saywell's frames, 0 where unvoiced."""
    pitch = parselmouth.Sound(sound.astype(float), RATE).to_pitch_ac(
        time_step=HOP_S, pitch_floor=F0_MIN_HZ, pitch_ceiling=F0_MAX_HZ
    )
    times = (np.arange(frames) + 0.5) * HOP_S
    return np.nan_to_num(np.array([pitch.get_value_at_time(time) for time in times]))


def silero_speech(sound: np.ndarray) -> list[tuple[float, float]]:
    """Silero's speech, with the settings of its own `get_speech_timestamps` but without padding."""
    folder = Path(find_spec("silero_vad").origin).parent / "data"
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / "silero_vad.onnx"), options)
    state, context, probabilities = np.zeros((2, 1, 128), np.float32), np.zeros(64, np.float32), []
    for start in range(0, len(sound) - 511, 512):
        chunk = sound[start : start + 512].astype(np.float32)
        feed = {"input": np.concatenate([context, chunk])[None], "state": state, "sr": np.array(RATE, np.int64)}
        output, state = session.run(None, feed)
        probabilities.append(float(output[0, 0]))
        context = chunk[-64:]
    step, speech, start, silent_since = 512 / RATE, [], None, None
    for i, probability in enumerate(probabilities):
        if probability >= 0.5:
            start, silent_since = (i * step if start is None else start), None
        elif probability < 0.35 and start is not None:
            silent_since = i * step if silent_since is None else silent_since
            if (i + 1) * step - silent_since >= 0.1:
                if silent_since - start >= 0.25:
                    speech.append((start, silent_since))
                start, silent_since = None, None
    if start is not None:
        speech.append((start, len(probabilities) * step))
    return speech


class RuleScorer:
    """The score of de Jong & al. 2021 for a filled pause, on Praat's formants in Bark."""

    THRESHOLD = 3.494

    def __init__(self, recording: Recording):
        sound = parselmouth.Sound(samples(recording).astype(float), RATE)
        self.pitch = sound.to_pitch_ac(time_step=HOP_S, pitch_floor=F0_MIN_HZ, pitch_ceiling=F0_MAX_HZ)
        self.formants = sound.to_formant_burg(time_step=HOP_S)
        voiced = self.pitch.selected_array["frequency"]
        self.f0 = voiced[voiced > 0]
        times = np.arange(0.025, sound.duration - 0.025, 0.05)
        usual = np.array([[self.bark(k, time) for k in (1, 2)] for time in times if self.pitch.get_value_at_time(time) > 0])
        self.median = np.nanmedian(usual, axis=0) if len(usual) else np.zeros(2)

    def bark(self, formant: int, time: float) -> float:
        hz = self.formants.get_value_at_time(formant, time)
        return 7 * np.arcsinh(hz / 650) if hz == hz else np.nan

    def score(self, start: float, end: float) -> float:
        times = np.arange(start + HOP_S / 2, end, HOP_S)
        f = np.array([[self.bark(k, time) for k in (1, 2, 3)] for time in times])
        f0 = np.array([self.pitch.get_value_at_time(time) for time in times])
        f0 = f0[f0 > 0]
        if not len(f0) or np.isnan(f).all(axis=0).any():
            return -np.inf
        z = (np.mean(f0) - np.mean(self.f0)) / max(np.std(self.f0), 1e-6)
        mean, deviation = np.nanmean(f, axis=0), np.nanstd(f, axis=0)
        distance = np.nanmean(np.abs(f[:, :2] - self.median), axis=0)
        return (
            4.73 * np.sqrt(end - start)
            - 0.29 * z
            - 0.32 * np.sqrt(deviation[0])
            - 0.10 * np.sqrt(distance[0])
            - 1.38 * np.sqrt(deviation[1])
            - 0.80 * np.sqrt(distance[1])
            - 0.20 * (mean[1] - mean[0])
            + 0.31 * mean[2]
        )

"""Read recordings with whisper.cpp as saywell does: own chunks, greedy, timestamps on, no context, DTW word times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import _pywhispercpp as whisper_cpp
import numpy as np

from .utterance import SAMPLE_RATE_HZ

LONGEST_CHUNK_S = 28.0
EARLIEST_CUT = 0.6
"""A chunk is cut no earlier than at this share of its longest length."""
FRAME = 320
"""Samples per frame of the silence search (20 ms)."""


@dataclass(frozen=True)
class ReadWord:
    """A word as whisper.cpp wrote it. Times are seconds; DTW times are None where it gave none."""

    text: str
    token_start_s: float
    token_end_s: float
    dtw_start_s: float | None
    dtw_end_s: float | None


def quiet_stretches(samples: np.ndarray) -> list[tuple[int, int]]:
    """(first, last + 1) frames of every stretch much quieter than the speech."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    level = np.sqrt((frames.astype(np.float32) ** 2).mean(1))
    quiet = level < max(np.percentile(level, 10) * 3, 0.04 * np.percentile(level, 95))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist()))


def chunks(samples: np.ndarray, longest_s: float = LONGEST_CHUNK_S) -> list[tuple[int, int]]:
    """Sample ranges of at most `longest_s`, cut in the middle of the longest quiet stretch of each one's last 40 %."""
    longest = int(longest_s * SAMPLE_RATE_HZ)
    stretches = quiet_stretches(samples)
    out, begin = [], 0
    while len(samples) - begin > longest:
        limit = (begin + longest) / FRAME
        earliest = (begin + longest * EARLIEST_CUT) / FRAME
        cuts = [(min(b, limit) - a, a, min(b, limit)) for a, b in stretches if earliest < a < limit]
        _, a, b = max(cuts, default=(0, limit, limit))
        end = int((a + b) / 2 * FRAME)
        out.append((begin, end))
        begin = end
    return [*out, (begin, len(samples))]


def _ignore(level: int, text: str) -> None:
    """whisper.cpp reports a lot about itself."""


class Reader:
    """A model in whisper.cpp, one thread."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        context = whisper_cpp.whisper_context_default_params()
        context.use_gpu = False
        context.flash_attn = False
        context.dtw_token_timestamps = True
        context.dtw_aheads_preset = whisper_cpp.WHISPER_AHEADS_N_TOP_MOST
        context.dtw_n_top = 1
        whisper_cpp.whisper_log_set(_ignore)
        self._context = whisper_cpp.whisper_init_from_file_with_params(str(model), context)
        if self._context is None:
            raise ValueError(f"{model}: whisper.cpp does not load it")
        self._threads = threads

    def _decode(self, samples: np.ndarray, offset_s: float) -> list[ReadWord]:
        params = whisper_cpp.whisper_full_default_params(whisper_cpp.WHISPER_SAMPLING_GREEDY)
        params.print_progress = False
        params.token_timestamps = True
        params.no_context = True
        params.suppress_nst = True
        params.n_threads = self._threads
        params.language = "en"
        if whisper_cpp.whisper_full(self._context, params, samples.astype(np.float32), len(samples)):
            raise RuntimeError("whisper.cpp failed")
        end_of_text = whisper_cpp.whisper_token_eot(self._context)
        words: list[list] = []
        left_s = None  # the DTW path leaves a token at t_dtw: a word starts where the token before it ends
        for segment in range(whisper_cpp.whisper_full_n_segments(self._context)):
            for i in range(whisper_cpp.whisper_full_n_tokens(self._context, segment)):
                token = whisper_cpp.whisper_full_get_token_data(self._context, segment, i)
                if token.id >= end_of_text:
                    continue
                text = whisper_cpp.whisper_token_to_bytes(self._context, token.id).decode("utf8", "replace")
                start_s, end_s, dtw_s = (t / 100 + offset_s for t in (token.t0, token.t1, token.t_dtw))
                if text.startswith(" ") or not words:
                    words.append([text.strip(), start_s, end_s, left_s, dtw_s])
                else:
                    if re.match(r"[A-Za-z']", text):
                        words[-1][2], words[-1][4] = end_s, dtw_s
                    words[-1][0] += text
                left_s = dtw_s
        return [ReadWord(*word) for word in words]

    def read(self, samples: np.ndarray) -> list[ReadWord]:
        """Every word of a recording of any length (samples between -1 and 1 at 16 kHz)."""
        out: list[ReadWord] = []
        for begin, end in chunks(samples):
            out += self._decode(samples[begin:end], begin / SAMPLE_RATE_HZ)
        return out


def align(truth: list[str], read: list[str]) -> tuple[int, list[tuple[int, int]]]:
    """Word errors (substitutions, insertions, deletions) and the index pairs of equal words of the best alignment."""
    cost = np.zeros((len(truth) + 1, len(read) + 1), int)
    cost[:, 0] = np.arange(len(truth) + 1)
    cost[0] = np.arange(len(read) + 1)
    for i, a in enumerate(truth, 1):
        for j, b in enumerate(read, 1):
            cost[i, j] = min(cost[i - 1, j - 1] + (a != b), cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    pairs, i, j = [], len(truth), len(read)
    while i and j:
        if cost[i, j] == cost[i - 1, j - 1] + (truth[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            if truth[i] == read[j]:
                pairs.append((i, j))
        elif cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return int(cost[-1, -1]), pairs[::-1]

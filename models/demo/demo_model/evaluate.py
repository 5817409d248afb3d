"""Word error rate, word times and silence of a model, as whisper.cpp runs it.

python -m demo_model.evaluate MODEL.bin [FOLDER ...] [--quiet] [--show]

A folder holds NAME.wav with NAME.words.tsv, or with all words in ref.json.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from .reader import Reader, align
from .recording import Word, coloured_noise, read_wav
from .utterance import SAMPLE_RATE_HZ, letters


def truth(folder: Path) -> dict[str, list[Word]]:
    """True words by recording name."""
    if (folder / "ref.json").exists():
        recordings = json.loads((folder / "ref.json").read_text())
        return {name: [Word(*word) for word in recording["words"]] for name, recording in recordings.items()}
    out = {}
    for path in sorted(folder.glob("*.words.tsv")):
        rows = [line.split("\t") for line in path.read_text().splitlines()[1:]]
        out[path.name.removesuffix(".words.tsv")] = [Word(text, float(a), float(b)) for a, b, text in rows]
    return out


def spread(errors_s: list[float]) -> str:
    """Median and 90th percentile of the sizes, and the median itself (bias), in ms."""
    errors_ms = np.array([e for e in errors_s if e is not None]) * 1000
    if not len(errors_ms):
        return "none"
    median, most = np.percentile(np.abs(errors_ms), [50, 90])
    return f"{median:.0f} / {most:.0f} ({np.median(errors_ms):+.0f})"


def evaluate(reader: Reader, folder: Path, show: bool) -> str:
    """One line of figures for a folder."""
    errors = words = exact = recordings = 0
    heard_s = spent_s = 0.0
    times: dict[str, list[float]] = {name: [] for name in ("token start", "token end", "DTW start", "DTW end")}
    for name, spoken in truth(folder).items():
        samples = read_wav(folder / f"{name}.wav")
        begin = time.process_time()
        read = reader.read(samples)
        spent_s += time.process_time() - begin
        heard_s += len(samples) / SAMPLE_RATE_HZ
        wrong, pairs = align([letters(w.text) for w in spoken], [letters(w.text) for w in read])
        errors, words, recordings, exact = errors + wrong, words + len(spoken), recordings + 1, exact + (wrong == 0)
        for i, j in pairs:
            times["token start"].append(read[j].token_start_s - spoken[i].start_s)
            times["token end"].append(read[j].token_end_s - spoken[i].end_s)
            if read[j].dtw_start_s is not None:
                times["DTW start"].append(read[j].dtw_start_s - spoken[i].start_s)
            if read[j].dtw_end_s is not None:
                times["DTW end"].append(read[j].dtw_end_s - spoken[i].end_s)
        if show and wrong:
            print(f"{name}: {wrong} of {len(spoken)}\n  said {' '.join(w.text for w in spoken)}")
            print(f"  read {' '.join(w.text for w in read)}")
    figures = ", ".join(f"{name} {spread(errors_s)}" for name, errors_s in times.items())
    return (
        f"{folder.name}: WER {100 * errors / words:.1f} % ({errors}/{words}), exact {exact}/{recordings}, "
        f"ms median / p90 (bias): {figures}, {heard_s / spent_s:.0f} x real time"
    )


def quiet_inputs() -> dict[str, np.ndarray]:
    """Silence, noise of several colours and levels, and mains hum."""
    rng, out = np.random.default_rng(1), {}
    for seconds in (1.5, 5, 12, 28):
        count = int(SAMPLE_RATE_HZ * seconds)
        out[f"zeros {seconds} s"] = np.zeros(count, np.float32)
        for level in (1e-4, 1e-3, 1e-2, 1e-1):
            out[f"white {level} {seconds} s"] = coloured_noise(count, 0.0, rng) * level
        for level in (1e-3, 3e-2):
            out[f"pink {level} {seconds} s"] = coloured_noise(count, 0.5, rng) * level
        hum = np.sin(np.arange(count) * (2 * np.pi * 50 / SAMPLE_RATE_HZ)) * 1e-2
        out[f"hum {seconds} s"] = hum.astype(np.float32) + coloured_noise(count, 0.0, rng) * 1e-4
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--quiet", action="store_true", help="also read silence and noise, where no word should be")
    parser.add_argument("--show", action="store_true", help="print what was misread")
    options = parser.parse_args()
    reader = Reader(options.model)
    for folder in options.folders:
        print(evaluate(reader, folder, options.show), flush=True)
    if options.quiet:
        inputs = quiet_inputs()
        read = {name: " ".join(w.text for w in reader.read(samples)) for name, samples in inputs.items()}
        wrong = {name: text for name, text in read.items() if text}
        print(f"silence and noise: words on {len(wrong)} of {len(inputs)} {wrong or ''}")


if __name__ == "__main__":
    main()

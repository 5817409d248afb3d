"""Labels, folds and scores for the filled pause models; fitting writes src/data/filled_pauses.toml.

    python tests/references/filled_pause_model.py      fit on everything and write the data
"""

from __future__ import annotations

import numpy as np
from corpus import REPOSITORY, Recording, listen, with_words
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# An event is found when its middle lies in a label widened by this.
TOLERANCE_S = 0.25
# As `filled_pause_join_s` of src/data/thresholds.toml.
JOIN_S = 0.1
# Inverse strength of the ridge. It and the features were chosen by the likelihood on speakers left out of the fit, so the
# scores on them are a little better than on new ones.
STRENGTH = {"gated": 0.1, "free": 0.5}

FEATURES = {
    "gated": ["voicing", "pitch_over_median", "nasal_tail", "colour_distance", "colour_1", "colour_2", "sound_after", "word_after"],
    "free": ["flux", "nasal_tail", "colour_2", "colour_4", "sound_after"],
}  # fmt: skip


def label_of(span: tuple[float, float], recording: Recording) -> int:
    """1 filled pause, 0 something else, -1 not known for sure."""
    start, end = span
    for filler in recording.fillers:
        overlap = min(end, filler.end_s) - max(start, filler.start_s)
        if overlap > 0.5 * (end - start) or overlap > 0.6 * (filler.end_s - filler.start_s):
            if not filler.is_sure:
                return -1
            if filler.is_filled_pause:
                return 1
    return 0


class Candidates:
    """All candidates of one mode with features, labels and speakers."""

    def __init__(self, recordings: list[Recording], mode: str):
        self.recordings, self.mode = recordings, mode
        # Where saywell hears no voice at all it looks for no filled pauses.
        heard = [recording for recording in recordings if recording.heard["speech"]]
        self.rows = [(recording, c) for recording in heard for c in recording.heard[mode]]
        names = recordings[0].heard["feature_names"]
        self.columns = [names.index(name) for name in FEATURES[mode]]
        self.features = np.array([c["features"] for _, c in self.rows])[:, self.columns]
        self.labels = np.array([label_of(c["span"], recording) for recording, c in self.rows])
        self.speakers = np.array([recording.speaker for recording, _ in self.rows])

    def fit(self, rows: np.ndarray):
        model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH[self.mode]))
        return model.fit(self.features[rows], self.labels[rows] == 1)

    def unseen_probabilities(self) -> np.ndarray:
        """Of each candidate by the model fitted on the other speakers."""
        probabilities = np.zeros(len(self.rows))
        for speaker in set(self.speakers):
            own = self.speakers == speaker
            probabilities[own] = self.fit(~own & (self.labels >= 0)).predict_proba(self.features[own])[:, 1]
        return probabilities

    def events(self, probabilities: np.ndarray, least: float) -> dict[str, list[tuple[float, float]]]:
        """Detected events by recording; near ones joined as the program does."""
        events: dict[str, list[tuple[float, float]]] = {recording.id: [] for recording in self.recordings}
        for (recording, candidate), probability in zip(self.rows, probabilities, strict=True):
            if probability < least:
                continue
            start, end = candidate["span"]
            own = events[recording.id]
            if own and start - own[-1][1] < JOIN_S:
                own[-1] = (own[-1][0], end)
            else:
                own.append((start, end))
        return events


def score(recordings: list[Recording], events: dict[str, list[tuple[float, float]]]) -> tuple[int, int, int]:
    """Found, false and missed; events on unsure labels count as neither."""
    found = false = missed = 0
    for recording in recordings:
        sure = [f for f in recording.fillers if f.is_filled_pause and f.is_sure]
        unsure = [f for f in recording.fillers if not f.is_sure]
        free = list(sure)
        for start, end in events.get(recording.id, []):
            middle = (start + end) / 2
            inside = lambda f, by: f.start_s - by <= middle <= f.end_s + by  # noqa: E731
            hit = next((f for f in free if inside(f, TOLERANCE_S)), None)
            if hit:
                free.remove(hit)
                found += 1
            elif not any(inside(f, 0.1) for f in unsure):
                false += 1
        missed += len(free)
    return found, false, missed


def rates(found: int, false: int, missed: int) -> tuple[float, float, float]:
    precision = found / max(found + false, 1)
    recall = found / max(found + missed, 1)
    return precision, recall, 2 * found / max(2 * found + false + missed, 1)


def toml(mode: str, candidates: Candidates) -> str:
    model = candidates.fit(candidates.labels >= 0)
    scaler, regression = model[0], model[1]
    lines = [f"[{mode}]", f"bias = {regression.intercept_[0]:.4f}", "", f"[{mode}.features]"]
    for name, mean, scale, weight in zip(
        FEATURES[mode], scaler.mean_, scaler.scale_, regression.coef_[0], strict=True
    ):
        lines.append(f"{name} = {{ mean = {mean:.4f}, scale = {scale:.4f}, weight = {weight:.4f} }}")
    return "\n".join(lines) + "\n"


HEAD = """\
# How probable a stretch of sound is a filled pause: log-odds = bias + sum of weight * (value - mean) / scale.
# Fitted by tests/references/filled_pause_model.py on {fillers} labelled filled pauses of {speakers} speakers; the features
# are those of acoustics/filled_pauses/features.rs. docs/accuracy.md has the scores on speakers left out of the fit.

"""


def main() -> None:
    recordings = with_words()
    listen(recordings)
    parts = []
    for mode in ("gated", "free"):
        candidates = Candidates(recordings, mode)
        unseen = candidates.unseen_probabilities()
        ceiling = score(recordings, candidates.events((candidates.labels == 1).astype(float), 0.5))
        print(mode, len(candidates.rows), "candidates,", (candidates.labels == 1).sum(), "filled pauses, best possible", ceiling)
        for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
            counts = score(recordings, candidates.events(unseen, least))
            print("  from %.2f: precision %.2f recall %.2f F1 %.2f" % (least, *rates(*counts)), counts)
        parts.append(toml(mode, candidates))
    sure = [(r, f) for r in recordings for f in r.fillers if f.is_filled_pause and f.is_sure]
    head = HEAD.format(fillers=len(sure), speakers=len({r.speaker for r, _ in sure}))
    (REPOSITORY / "src/data/filled_pauses.toml").write_text(head + "\n".join(parts))


if __name__ == "__main__":
    main()

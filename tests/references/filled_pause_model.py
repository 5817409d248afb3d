"""Labels, folds and scores for the filled pause models; fitting writes src/data/filled_pauses.toml.

    python tests/references/filled_pause_model.py      fit on everything and write the data
"""

from __future__ import annotations

import numpy as np
from corpus import REPOSITORY, Recording, all_speech, listen, read_aloud, with_words
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
# Share of filled pauses that each fit is told to expect among its candidates. Without it a fit that leaves out a speaker
# full of them expects fewer, and does so for that speaker alone.
PRIOR = {"gated": 0.25, "free": 0.1}
# Read recordings are left out of the fit by so many groups, to count the false alarms on them.
READ_FOLDS = 5

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


def joined(rows: list[tuple[Recording, dict]], probabilities: np.ndarray, least: float) -> dict[str, list[tuple[float, float]]]:
    """Events by recording; near ones joined as the program does."""
    events: dict[str, list[tuple[float, float]]] = {}
    for (recording, candidate), probability in zip(rows, probabilities, strict=True):
        if probability < least:
            continue
        start, end = candidate["span"]
        own = events.setdefault(recording.id, [])
        if own and start - own[-1][1] < JOIN_S:
            own[-1] = (own[-1][0], end)
        else:
            own.append((start, end))
    return events


class Candidates:
    """All candidates of one mode with features, labels and speakers. Those of recordings `read` aloud are examples of what
    is no filled pause, for the free mode; they have no words to tell where there is a gap."""

    def __init__(self, recordings: list[Recording], mode: str, read: list[Recording] = ()):
        self.recordings, self.mode = recordings, mode
        self.rows, self.features = self.of(recordings)
        self.labels = np.array([label_of(c["span"], recording) for recording, c in self.rows])
        self.speakers = np.array([recording.speaker for recording, _ in self.rows])
        self.read_rows, self.read_features = self.of(read if mode == "free" else [])

    def of(self, recordings: list[Recording]) -> tuple[list[tuple[Recording, dict]], np.ndarray]:
        # Where saywell hears no voice at all it looks for no filled pauses.
        rows = [(recording, c) for recording in recordings if recording.heard["speech"] for c in recording.heard[self.mode]]
        names = self.recordings[0].heard["feature_names"]
        columns = [names.index(name) for name in FEATURES[self.mode]]
        features = np.array([c["features"] for _, c in rows]).reshape(len(rows), len(names))
        return rows, features[:, columns]

    def fit(self, rows: np.ndarray, read_rows: np.ndarray | None = None):
        """Of candidates and, all or those given, of what was read aloud."""
        read = self.read_features if read_rows is None else self.read_features[read_rows]
        features = np.concatenate([self.features[rows], read])
        is_filled_pause = np.concatenate([self.labels[rows] == 1, np.zeros(len(read), bool)])
        prior = PRIOR[self.mode]
        weights = np.where(is_filled_pause, prior / is_filled_pause.sum(), (1 - prior) / (~is_filled_pause).sum())
        weights *= len(weights)
        model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH[self.mode]))
        names = ("standardscaler", "logisticregression")
        return model.fit(features, is_filled_pause, **{f"{name}__sample_weight": weights for name in names})

    def unseen_probabilities(self) -> np.ndarray:
        """Of each candidate by the model fitted on the other speakers."""
        probabilities = np.zeros(len(self.rows))
        for speaker in set(self.speakers):
            own = self.speakers == speaker
            probabilities[own] = self.fit(~own & (self.labels >= 0)).predict_proba(self.features[own])[:, 1]
        return probabilities

    def unseen_probabilities_when_read(self) -> np.ndarray:
        """Of each candidate that was read aloud by a model fitted without its recording."""
        names = sorted({recording.id for recording, _ in self.read_rows})
        fold = np.array([names.index(recording.id) % READ_FOLDS for recording, _ in self.read_rows])
        probabilities = np.zeros(len(fold))
        for number in range(READ_FOLDS):
            own = fold == number
            model = self.fit(self.labels >= 0, ~own)
            probabilities[own] = model.predict_proba(self.read_features[own])[:, 1]
        return probabilities

    def events_by_cutoff_of_others(self, probabilities: np.ndarray) -> dict[str, list[tuple[float, float]]]:
        """Detected events, the cut-off for each speaker the best one for the others."""
        events = {}
        for speaker in {recording.speaker for recording in self.recordings}:
            others = [recording for recording in self.recordings if recording.speaker != speaker]
            f1 = lambda least: rates(*score(others, self.events(probabilities, least)))[2]  # noqa: B023, E731
            found = self.events(probabilities, max(np.arange(0.05, 0.8, 0.01), key=f1))
            events |= {recording.id: found[recording.id] for recording in self.recordings if recording.speaker == speaker}
        return events

    def events(self, probabilities: np.ndarray, least: float) -> dict[str, list[tuple[float, float]]]:
        """Detected events by recording."""
        return {recording.id: [] for recording in self.recordings} | joined(self.rows, probabilities, least)


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
# are those of acoustics/filled_pauses/features.rs. The free model learned from {read} read recordings as well what is none.
# docs/accuracy.md has the scores on speakers left out of the fit.

"""


def main() -> None:
    recordings, read = with_words(), read_aloud(all_speech())
    listen(recordings)
    listen(read)
    parts = []
    for mode in ("gated", "free"):
        candidates = Candidates(recordings, mode, read)
        unseen = candidates.unseen_probabilities()
        ceiling = score(recordings, candidates.events((candidates.labels == 1).astype(float), 0.5))
        print(mode, len(candidates.rows), "candidates,", (candidates.labels == 1).sum(), "filled pauses, best possible", ceiling)
        for least in (0.1, 0.15, 0.2, 0.22, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
            counts = score(recordings, candidates.events(unseen, least))
            print("  from %.2f: precision %.2f recall %.2f F1 %.2f" % (least, *rates(*counts)), counts)
        parts.append(toml(mode, candidates))
    sure = [(r, f) for r in recordings for f in r.fillers if f.is_filled_pause and f.is_sure]
    head = HEAD.format(fillers=len(sure), speakers=len({r.speaker for r, _ in sure}), read=len(read))
    (REPOSITORY / "src/data/filled_pauses.toml").write_text(head + "\n".join(parts))


if __name__ == "__main__":
    main()

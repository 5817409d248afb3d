"""What the training minimises."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from .network import LogMel, Network
from .windows import LAST_TIMESTAMP, Batch


@dataclass(frozen=True)
class Losses:
    """Parts of the loss, and their weighted sum."""

    tokens: torch.Tensor
    times: torch.Tensor
    """At text places, among the timestamps alone: whisper.cpp takes token times from there."""
    phones: torch.Tensor
    words: torch.Tensor
    look: tuple[torch.Tensor, torch.Tensor, torch.Tensor]
    """Attention over the audio of the last layer, the one before it and the first."""
    total: torch.Tensor
    right_tokens: float
    right_times: float
    """Share of timestamps within 60 ms."""

    def __str__(self) -> str:
        parts = dict(tokens=self.tokens, times=self.times, phones=self.phones, words=self.words)
        parts |= {f"look{i}": value for i, value in enumerate(self.look)}
        text = " ".join(f"{name} {value.item():.3f}" for name, value in parts.items())
        return f"{text} right {self.right_tokens:.3f} within 60 ms {self.right_times:.3f}"


def attention_outside(scores: torch.Tensor, frames: torch.Tensor, heads: int) -> torch.Tensor:
    """How far the first `heads` heads are from looking evenly at the frames of each token."""
    log_share = scores[:, :heads].float().log_softmax(-1)
    frame = torch.arange(scores.shape[-1])
    inside = ((frame >= frames[..., :1]) & (frame < frames[..., 1:])).float()
    asked = (inside.sum(-1) > 0).float()
    distance = -(log_share * inside[:, None]).sum(-1) / inside.sum(-1).clamp(min=1)[:, None] * asked[:, None]
    return distance.sum() / (asked.sum() * heads).clamp(min=1)


def timestamp_loss(logits: torch.Tensor, batch: Batch, rows: int) -> torch.Tensor:
    asked = batch.timestamps >= 0
    if not asked.any():
        return logits.sum() * 0
    log_share = logits[asked][:, rows:].log_softmax(-1)
    stamp = batch.timestamps[asked][:, None]
    near = [(stamp, 0.7), ((stamp - 1).clamp(min=0), 0.15), ((stamp + 1).clamp(max=LAST_TIMESTAMP), 0.15)]
    return -sum(log_share.gather(1, at) * weight for at, weight in near).mean()


def losses(network: Network, mel: LogMel, batch: Batch, rows: int, dropout: float, early: bool) -> Losses:
    """One forward pass. `early` in the training, hearing (phones, words per frame) counts more than writing."""
    spectrum = mel(batch.samples, batch.louder_elsewhere)
    with torch.autocast("cpu", torch.bfloat16):
        audio, before_last = network.encoder(spectrum, batch.offsets, dropout)
        logits, scores = network.decoder(batch.tokens, audio, batch.positions, dropout)
    audio, before_last = audio.float(), before_last.float()
    log_share = logits.log_softmax(-1)
    asked = (batch.soft_weights.sum(-1) > 0).sum()
    tokens = -(log_share.gather(-1, batch.soft_rows) * batch.soft_weights).sum() / asked
    times = timestamp_loss(logits, batch, rows)
    phones = F.cross_entropy(network.phone_head(before_last).flatten(0, 1), batch.frame_phones.flatten())
    words = F.cross_entropy(network.word_head(audio).flatten(0, 1), batch.frame_words.flatten())
    look = (
        attention_outside(scores[-1], batch.look, network.shape.heads),
        attention_outside(scores[-2], batch.look, 2),
        attention_outside(scores[0], batch.look_back, 2),
    )
    total = tokens + 0.12 * times + 0.2 * look[0] + 0.1 * look[1] + (0.1 if early else 0.06) * look[2]
    total = total + (0.6 if early else 0.2) * phones + (0.8 if early else 0.4) * words
    with torch.no_grad():
        written = logits.argmax(-1)
        text, stamp = (batch.rows >= 0) & (batch.rows < rows), batch.rows >= rows
        right_tokens = (written[text] == batch.rows[text]).float().mean().item()
        right_times = ((written[stamp] - batch.rows[stamp]).abs() <= 3).float().mean().item()
    return Losses(tokens, times, phones, words, look, total, right_tokens, right_times)

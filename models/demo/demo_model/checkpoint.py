"""Checkpoints of the training: weights, their running mean, and the numbering of the phones."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from .network import Network, Shape


def save(path: Path, network: Network, mean: dict[str, torch.Tensor], phones: dict[str, int], step: int) -> None:
    state = dict(shape=asdict(network.shape), phones=phones, step=step, last=network.state_dict(), mean=mean)
    unfinished = path.with_suffix(".part")
    torch.save(state, unfinished)
    unfinished.replace(path)


def load(path: Path) -> dict:
    """A checkpoint as `save` wrote it: shape, phones, step, last, mean."""
    return torch.load(path, map_location="cpu", weights_only=True)


def mean_of(paths: list[Path]) -> tuple[Shape, dict[str, torch.Tensor]]:
    """The running means of several checkpoints, averaged."""
    checkpoints = [load(path) for path in paths]
    weights = {name: sum(c["mean"][name] for c in checkpoints) / len(paths) for name in checkpoints[0]["mean"]}
    return Shape(**checkpoints[0]["shape"]), weights


def start_from(network: Network, weights: dict[str, torch.Tensor], encoder_layers: int) -> None:
    """Take over weights, of fewer encoder layers maybe: new layers enter before the last and write nothing at first."""
    added = network.shape.encoder_layers - encoder_layers
    moved = {}
    for name, value in weights.items():
        last = f"encoder.blocks.{encoder_layers - 1}."
        moved[name.replace(last, f"encoder.blocks.{encoder_layers - 1 + added}.")] = value
    network.load_state_dict(moved, strict=not added)
    for block in network.encoder.blocks[encoder_layers - 1 : encoder_layers - 1 + added]:
        for layer in block.outputs():
            torch.nn.init.zeros_(layer.weight)
            torch.nn.init.zeros_(layer.bias)

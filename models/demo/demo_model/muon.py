"""Muon (Jordan, 2024): momentum whose update is made orthogonal, for the matrices of the layers."""

from __future__ import annotations

import torch

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
NEWTON_SCHULZ_STEPS = 5


class Muon:
    """Matrices of one shape are updated together."""

    def __init__(self, matrices: list[torch.nn.Parameter], momentum: float = 0.95, decay: float = 0.01) -> None:
        self._groups: dict[torch.Size, list[torch.nn.Parameter]] = {}
        for matrix in matrices:
            self._groups.setdefault(matrix.shape, []).append(matrix)
        self._velocity = {shape: torch.zeros(len(group), *shape) for shape, group in self._groups.items()}
        self._momentum, self._decay = momentum, decay

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for shape, group in self._groups.items():
            gradient = torch.stack([matrix.grad for matrix in group])
            velocity = self._velocity[shape]
            velocity.mul_(self._momentum).add_(gradient, alpha=1 - self._momentum)
            update = orthogonal(gradient * (1 - self._momentum) + velocity * self._momentum)
            scale = max(1.0, shape[0] / shape[1]) ** 0.5
            for matrix, change in zip(group, update):
                matrix.mul_(1 - rate * self._decay).add_(change, alpha=-rate * scale)


def orthogonal(matrices: torch.Tensor) -> torch.Tensor:
    """The nearest orthogonal matrices, roughly, by Newton-Schulz steps."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.transpose(1, 2) if tall else matrices
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-12)
    a, b, c = NEWTON_SCHULZ
    for _ in range(NEWTON_SCHULZ_STEPS):
        square = x @ x.transpose(1, 2)
        x = a * x + (b * square + c * square @ square) @ x
    return x.transpose(1, 2) if tall else x

"""q5_0, the five-bit format of ggml: blocks of 32 weights along a row share one scale."""

from __future__ import annotations

import numpy as np
import torch

BLOCK = 32
MIDDLE = 16
"""The stored value that stands for zero; the extreme weight of a block becomes 0, which stands for -16 scales."""


def q5_0_bytes(weights: np.ndarray) -> bytes:
    """A matrix in ggml's q5_0: per block the f16 scale, the 32 fifth bits, the 32 low nibbles.

    Raises:
        ValueError: a row does not divide into blocks.
    """
    if weights.shape[-1] % BLOCK:
        raise ValueError(f"rows of {weights.shape[-1]} weights do not divide into blocks of {BLOCK}")
    blocks = np.ascontiguousarray(weights, np.float32).reshape(-1, BLOCK)
    extreme = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(1)]
    scale = extreme / -MIDDLE
    inverse = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale != 0)
    values = np.minimum((blocks * inverse[:, None] + (MIDDLE + 0.5)).astype(np.int32), 2 * MIDDLE - 1).astype(np.uint8)
    out = np.empty((len(blocks), 2 + 4 + BLOCK // 2), np.uint8)
    out[:, :2] = scale.astype("<f2")[:, None].view(np.uint8)
    out[:, 2:6] = np.packbits(values >> 4, axis=1, bitorder="little")
    low = values & 0x0F
    out[:, 6:] = low[:, : BLOCK // 2] | (low[:, BLOCK // 2 :] << 4)
    return out.tobytes()


def rounded(weights: torch.Tensor) -> torch.Tensor:
    """The weights as q5_0 will hold them, with the gradient of the exact ones (training sees the rounding)."""
    blocks = weights.detach().reshape(-1, BLOCK)
    extreme = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
    scale = (extreme / -MIDDLE).half().float()
    steps = torch.where(scale == 0, 0, blocks / scale).add(MIDDLE + 0.5).floor().clamp(0, 2 * MIDDLE - 1)
    held = ((steps - MIDDLE) * scale).view_as(weights)
    return weights + (held - weights).detach()

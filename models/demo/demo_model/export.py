"""Write checkpoints as a whisper.cpp model.

python -m demo_model.export CHECKPOINT.pt [MORE.pt ...] --out MODEL.bin [--format f16|q5_0]

Of several checkpoints the mean is written.
"""

from __future__ import annotations

import argparse
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch

from .checkpoint import mean_of
from .network import (
    AUDIO_POSITIONS,
    BIAS_CHANNEL,
    MEL_BANDS,
    TEXT_POSITION_SCALE,
    TEXT_POSITIONS,
    Shape,
    sinusoids,
)
from .quantise import q5_0_bytes
from .sentences import Labels
from .tokens import END_OF_TEXT, FIRST_TIMESTAMP, TIMESTAMP_COUNT, TOKEN_COUNT, mel_filters, token_ranks

MAGIC = 0x67676D6C
FILE_TYPES = {"f16": 1, "q5_0": 2008}
"""ggml's number of the format; quantised ones carry the version 2 of the quantisation in the thousands."""
F32, F16, Q5_0 = 0, 1, 6
NEVER_BIAS = -8.0
"""Last weight of a row that is never used: its logit is -8 * BIAS_CHANNEL, exactly so in every format."""
TRAINING_ONLY = ("phone_head.", "word_head.", "decoder.token_rows", "decoder.timestamp_")
CONV_BIASES = ("encoder.conv1.bias", "encoder.conv2.bias")


def tensors(shape: Shape, weights: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """All tensors of the file by name: whisper.cpp's own names and shapes."""
    ids = Labels().ids
    table = torch.zeros(TOKEN_COUNT, shape.width)
    table[:, -1] = NEVER_BIAS
    table[torch.tensor(ids)] = weights["decoder.token_rows"]
    times = sinusoids(TIMESTAMP_COUNT, shape.width) @ weights["decoder.timestamp_weight"]
    table[FIRST_TIMESTAMP : FIRST_TIMESTAMP + TIMESTAMP_COUNT] = times + weights["decoder.timestamp_bias"]
    out = {
        "encoder.positional_embedding": sinusoids(AUDIO_POSITIONS, shape.width),
        "decoder.positional_embedding": sinusoids(TEXT_POSITIONS, shape.width) * TEXT_POSITION_SCALE,
        "decoder.token_embedding.weight": table,
    }
    out |= {name: value for name, value in weights.items() if not name.startswith(TRAINING_ONLY)}
    free = torch.ones(shape.width)
    free[-1] = 0
    out["decoder.ln.weight"] = weights["decoder.ln.weight"] * free
    out["decoder.ln.bias"] = weights["decoder.ln.bias"] * free + (1 - free) * BIAS_CHANNEL
    for name in CONV_BIASES:
        out[name] = out[name].reshape(-1, 1)
    return {name: value.detach().float().numpy() for name, value in out.items()}


def stored_type(name: str, tensor: np.ndarray, file_type: str) -> int:
    """Matrices have the type of the file, convolutions f16, all else f32."""
    if tensor.ndim == 1 or name in CONV_BIASES or name.endswith("positional_embedding"):
        return F32
    return Q5_0 if file_type == "q5_0" and tensor.ndim == 2 else F16


def write_model(file: BinaryIO, shape: Shape, weights: dict[str, torch.Tensor], file_type: str) -> None:
    """The whole file: sizes, mel filters, token texts, tensors."""
    audio = (AUDIO_POSITIONS, shape.width, shape.heads, shape.encoder_layers)
    text = (TEXT_POSITIONS, shape.width, shape.heads, shape.decoder_layers)
    file.write(struct.pack("<12i", MAGIC, TOKEN_COUNT, *audio, *text, MEL_BANDS, FILE_TYPES[file_type]))
    filters = mel_filters().astype("<f4")
    file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
    texts = {token: text for text, token in token_ranks().items()} | {END_OF_TEXT: b"<|endoftext|>"}
    file.write(struct.pack("<i", len(texts)))
    for token in range(len(texts)):
        file.write(struct.pack("<i", len(texts[token])) + texts[token])
    for name, tensor in tensors(shape, weights).items():
        kind = stored_type(name, tensor, file_type)
        encoded = name.encode()
        file.write(struct.pack("<3i", tensor.ndim, len(encoded), kind))
        file.write(struct.pack(f"<{tensor.ndim}i", *reversed(tensor.shape)) + encoded)
        file.write(q5_0_bytes(tensor) if kind == Q5_0 else tensor.astype("<f2" if kind == F16 else "<f4").tobytes())


def export(checkpoints: list[Path], out: Path, file_type: str) -> None:
    shape, weights = mean_of(checkpoints)
    with out.open("wb") as file:
        write_model(file, shape, weights, file_type)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--format", choices=FILE_TYPES, default="q5_0")
    options = parser.parse_args()
    export(options.checkpoints, options.out, options.format)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

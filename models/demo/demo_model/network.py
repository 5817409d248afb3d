"""Whisper in PyTorch, small. Names of the weights are those of whisper.cpp.

The token table holds only the rows that are used; `export` spreads them over the full one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

from .quantise import rounded
from .tokens import TIMESTAMP_COUNT, mel_filters

AUDIO_POSITIONS = 1500
TEXT_POSITIONS = 448
TEXT_POSITION_SCALE = 0.3
BIAS_CHANNEL = 4.0
"""The last channel of the last norm is this constant: it turns the last weight of a token's row into its bias."""
MEL_BANDS = 80


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    width: int = 128
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 3


def sinusoids(count: int, width: int) -> torch.Tensor:
    """Whisper's table of positions."""
    rates = torch.exp(-math.log(10000) / (width // 2 - 1) * torch.arange(width // 2))
    angles = torch.arange(count)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class LogMel(nn.Module):
    """Samples [batch, frames * 160] -> log-mel spectrum [batch, 80, frames], scaled as whisper.cpp does."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", torch.from_numpy(mel_filters()), persistent=False)
        self.register_buffer("window", torch.hann_window(400), persistent=False)

    def forward(self, samples: torch.Tensor, louder_elsewhere: torch.Tensor) -> torch.Tensor:
        """`louder_elsewhere` [batch]: how much louder (log10 of power) the rest of the file is: it sets the floor."""
        spectrum = torch.stft(samples, 400, 160, window=self.window, pad_mode="reflect", return_complex=True)
        mel = (self.filters @ (spectrum[..., :-1].abs() ** 2)).clamp(min=1e-10).log10()
        top = mel.amax((1, 2), keepdim=True) + louder_elsewhere[:, None, None]
        return (torch.maximum(mel, top - 8) + 4) / 4


class Linear(nn.Linear):
    """A linear layer that can be run with its weights as the exported file will hold them."""

    as_exported = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.linear(x, rounded(self.weight) if self.as_exported else self.weight, self.bias)


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = Linear(width, width)
        self.key = Linear(width, width, bias=False)
        self.value = Linear(width, width)
        self.out = Linear(width, width)

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: torch.Tensor, causal: bool = False) -> torch.Tensor:
        query, key, value = self._split(self.query(x)), self._split(self.key(x)), self._split(self.value(x))
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=causal)
        return self.out(mixed.transpose(1, 2).flatten(2))

    def over(self, x: torch.Tensor, audio: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Attention of the text over the audio, and its scores before the softmax [batch, head, text, audio]."""
        query, key, value = self._split(self.query(x)), self._split(self.key(audio)), self._split(self.value(audio))
        scores = (query @ key.transpose(-1, -2)) * query.shape[-1] ** -0.5
        mixed = scores.softmax(-1).to(value.dtype) @ value
        return self.out(mixed.transpose(1, 2).flatten(2)), scores


class Block(nn.Module):
    """One layer: attention, over the audio too in the decoder, and two dense layers."""

    def __init__(self, shape: Shape, decoder: bool) -> None:
        super().__init__()
        width = shape.width
        self.decoder = decoder
        self.attn, self.attn_ln = Attention(width, shape.heads), nn.LayerNorm(width)
        if decoder:
            self.cross_attn, self.cross_attn_ln = Attention(width, shape.heads), nn.LayerNorm(width)
        self.mlp = nn.Sequential(Linear(width, 4 * width), nn.GELU(approximate="tanh"), Linear(4 * width, width))
        self.mlp_ln = nn.LayerNorm(width)

    def outputs(self) -> list[Linear]:
        """The layers that write into the residual stream."""
        return [self.attn.out, self.mlp[2], *([self.cross_attn.out] if self.decoder else [])]

    def forward(self, x, audio=None, dropout: float = 0.0):
        x = x + self.attn(self.attn_ln(x), causal=self.decoder)
        scores = None
        if self.decoder:
            heard, scores = self.cross_attn.over(self.cross_attn_ln(x), audio)
            x = x + heard
        return x + F.dropout(self.mlp(self.mlp_ln(x)), dropout, self.training), scores


class Encoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.conv1 = nn.Conv1d(MEL_BANDS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.blocks = nn.ModuleList(Block(shape, decoder=False) for _ in range(shape.encoder_layers))
        self.ln_post = nn.LayerNorm(width)
        self.register_buffer("positions", sinusoids(AUDIO_POSITIONS, width), persistent=False)

    def forward(self, mel: torch.Tensor, offsets: list[int], dropout: float) -> tuple[torch.Tensor, torch.Tensor]:
        """-> (audio states, states before the last layer). `offsets`: the position each window starts at."""
        x = F.gelu(self.conv1(mel), approximate="tanh")
        x = F.gelu(self.conv2(x), approximate="tanh").transpose(1, 2)
        x = x + torch.stack([self.positions[offset : offset + x.shape[1]] for offset in offsets])
        before_last = x
        for block in self.blocks:
            before_last = x
            x, _ = block(x, dropout=dropout)
        return self.ln_post(x), before_last


class Decoder(nn.Module):
    def __init__(self, shape: Shape, rows: int) -> None:
        super().__init__()
        width = shape.width
        self.blocks = nn.ModuleList(Block(shape, decoder=True) for _ in range(shape.decoder_layers))
        self.ln = nn.LayerNorm(width)
        self.token_rows = nn.Parameter(torch.randn(rows, width) * 0.05)
        self.timestamp_weight = nn.Parameter(torch.eye(width) * 0.2 + torch.randn(width, width) * 0.01)
        self.timestamp_bias = nn.Parameter(torch.zeros(width))
        self.as_exported = False
        free = torch.ones(width)
        free[-1] = 0
        self.register_buffer("free", free, persistent=False)
        self.register_buffer("positions", sinusoids(TEXT_POSITIONS, width) * TEXT_POSITION_SCALE, persistent=False)
        self.register_buffer("times", sinusoids(TIMESTAMP_COUNT, width), persistent=False)

    def table(self) -> torch.Tensor:
        """Rows of the used tokens, then of the timestamps, which are a linear map of sinusoids."""
        table = torch.cat([self.token_rows, self.times @ self.timestamp_weight + self.timestamp_bias])
        return rounded(table) if self.as_exported else table

    def last_norm(self) -> tuple[torch.Tensor, torch.Tensor]:
        return self.ln.weight * self.free, self.ln.bias * self.free + (1 - self.free) * BIAS_CHANNEL

    def forward(self, tokens, audio, positions, dropout: float) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """-> (logits, scores over the audio of every layer)."""
        table = self.table()
        x = table[tokens] + self.positions[positions]
        scores = []
        for block in self.blocks:
            x, over_audio = block(x, audio, dropout)
            scores.append(over_audio)
        weight, bias = self.last_norm()
        with torch.autocast("cpu", enabled=False):  # logits need more than the 8 bits of bfloat16
            return F.layer_norm(x.float(), x.shape[-1:], weight, bias) @ table.T, scores


class Network(nn.Module):
    """The model and the two heads that are only there to train its encoder: phones and words per frame."""

    def __init__(self, shape: Shape, rows: int, phones: int, words: int) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape, rows)
        self.phone_head = nn.Linear(shape.width, phones)
        self.word_head = nn.Linear(shape.width, words)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=module.weight.shape[1] ** -0.5)
        for block in [*self.encoder.blocks, *self.decoder.blocks]:
            for layer in block.outputs():
                layer.weight.data *= 0.4
                layer.bias.data.zero_()

    def run_as_exported(self) -> None:
        """From now on all matrices are rounded as in the exported file."""
        for module in self.modules():
            if isinstance(module, (Linear, Decoder)):
                module.as_exported = True

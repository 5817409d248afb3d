"""Train the demo model in several processes of one thread, their gradients averaged.

python -m demo_model.train --bank BANK.pkl ... --held HELD.pkl --out CHECKPOINT.pt (--steps N | --minutes M)

On the way the windows grow from 5 s to 30 s, the rate falls as a cosine, and in the last part the weights are rounded
as in the exported file. With `--steps` a run can be repeated; `--minutes` fits the same way into the time there is.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import tempfile
import time
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing

from . import checkpoint
from .bank import load_bank
from .losses import losses
from .muon import Muon
from .network import LogMel, Network, Shape
from .sentences import Labels
from .windows import FRAME_S, WindowMaker

FRAMES_BY_PROGRESS = [
    (0.45, {250: 0.5, 500: 0.4, 1500: 0.1}),
    (0.78, {250: 0.05, 500: 0.20, 1000: 0.25, 1500: 0.50}),
    (1.01, {500: 0.05, 1000: 0.10, 1500: 0.85}),
]
"""Until this share of the steps: how often each length of window (in frames of 20 ms) is drawn."""
WINDOWS_PER_STEP = {250: 24, 500: 16, 1000: 8, 1500: 6}
MATRIX_RATE, OTHER_RATE = 0.01, 2e-3
WARM_UP_STEPS, LOWEST_RATE = 30, 0.02
DROPOUT, LARGEST_GRADIENT = 0.05, 1.0
EARLY_UNTIL, ROUNDED_FROM = 0.3, 0.67
MEAN_DECAY = 0.995
REPORT_EVERY, SAVE_EVERY = 40, 100


class Mean:
    """Running mean of the weights: steadier than the last ones."""

    def __init__(self, network: Network) -> None:
        self.weights = {name: value.clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: Network, step: int) -> None:
        decay = min(MEAN_DECAY, step / (step + 20))
        for name, value in network.state_dict().items():
            self.weights[name].lerp_(value, 1 - decay)


class Optimiser:
    """Muon for the matrices of the layers, AdamW for the rest."""

    def __init__(self, network: Network) -> None:
        named = dict(network.named_parameters())
        matrices = [p for name, p in named.items() if ".blocks." in name and p.ndim == 2]
        chosen = {id(p) for p in matrices}
        others = [p for p in named.values() if id(p) not in chosen]
        self._all = list(named.values())
        self._muon = Muon(matrices)
        self._adam = torch.optim.AdamW(others, lr=OTHER_RATE, betas=(0.9, 0.98), weight_decay=0.01)

    def step(self, loss: torch.Tensor, scale: float, processes: int) -> None:
        for parameter in self._all:
            parameter.grad = None
        loss.backward()
        if processes > 1:
            self._average(processes)
        torch.nn.utils.clip_grad_norm_(self._all, LARGEST_GRADIENT)
        for group in self._adam.param_groups:
            group["lr"] = OTHER_RATE * scale
        self._adam.step()
        self._muon.step(MATRIX_RATE * scale)

    def _average(self, processes: int) -> None:
        flat = torch.cat([p.grad.flatten() for p in self._all])
        dist.all_reduce(flat)
        for parameter, mean in zip(self._all, (flat / processes).split([p.numel() for p in self._all])):
            parameter.grad.copy_(mean.view_as(parameter))


class Pace:
    """How far the training is, the same in all processes."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._begin = time.time()
        self.step = 0
        self.progress = options.begin

    @property
    def minutes(self) -> float:
        return (time.time() - self._begin) / 60

    def advance(self) -> bool:
        """On to the next step; False when there is none."""
        if self.progress >= 1:
            return False
        self.step += 1
        options = self._options
        share = torch.tensor(self.step / options.steps if options.steps else self.minutes / options.minutes)
        if options.processes > 1:
            dist.broadcast(share, 0)
        self.progress = min(1.0, options.begin + (1 - options.begin) * share.item())
        return True


def rate_scale(step: int, progress: float) -> float:
    cosine = 0.5 * (1 + math.cos(math.pi * progress))
    return min(1, step / WARM_UP_STEPS) * (cosine * (1 - LOWEST_RATE) + LOWEST_RATE)


def train(rank: int, options: argparse.Namespace) -> None:
    """One of the processes; the first one reports and saves."""
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    if options.processes > 1:
        dist.init_process_group("gloo", init_method=options.meeting, rank=rank, world_size=options.processes)
    first = rank == 0
    given = checkpoint.load(options.init) if options.init else None
    labels = Labels(given["phones"] if given else None)
    bank = [utterance for path in options.bank for utterance in load_bank(path)]
    labels.learn_phones(bank)
    shape = Shape(encoder_layers=options.encoder_layers)
    network, mel = Network(shape, labels.rows, labels.PHONE_LIMIT, labels.words), LogMel()
    if given:
        checkpoint.start_from(network, given["mean"], given["shape"]["encoder_layers"])
    maker = WindowMaker(bank, labels, seed=100 * options.seed + rank + 1)
    held = (
        [WindowMaker(load_bank(options.held), labels, seed=7).batch(6, frames) for frames in (500, 1500)]
        if first
        else []
    )
    optimiser, mean, frames_rng = Optimiser(network), Mean(network), random.Random(options.seed)
    heard_s, pace = 0.0, Pace(options)
    while pace.advance():
        step, progress = pace.step, pace.progress
        if progress >= ROUNDED_FROM:
            network.run_as_exported()
        shares = next(shares for until, shares in FRAMES_BY_PROGRESS if progress < until)
        frames = frames_rng.choices(list(shares), list(shares.values()))[0]
        network.train()
        batch = maker.batch(WINDOWS_PER_STEP[frames] // options.processes, frames)
        now = losses(network, mel, batch, labels.rows, DROPOUT, progress < EARLY_UNTIL)
        optimiser.step(now.total, rate_scale(step, progress), options.processes)
        mean.update(network, step)
        heard_s += WINDOWS_PER_STEP[frames] * frames * FRAME_S
        if first and step % REPORT_EVERY == 0:
            print(f"{pace.minutes:.1f} min, {progress:.2f}, step {step}, {heard_s / 3600:.1f} h: {now}", flush=True)
            network.eval()
            with torch.no_grad():
                for batch in held:
                    print("  held out:", losses(network, mel, batch, labels.rows, 0.0, False), flush=True)
        if first and (step % SAVE_EVERY == 0 or progress == 1):
            checkpoint.save(options.out, network, mean.weights, labels.phone, step)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, nargs="+", required=True)
    parser.add_argument("--held", type=Path, required=True, help="bank for the reported losses; never trained on")
    parser.add_argument("--out", type=Path, required=True)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int)
    length.add_argument("--minutes", type=float)
    parser.add_argument("--init", type=Path, help="checkpoint to go on from")
    parser.add_argument("--begin", type=float, default=0.0, help="how far into the schedule to begin, 0 to 1")
    parser.add_argument("--encoder-layers", type=int, default=Shape.encoder_layers)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.processes == 1:
        train(0, options)
        return
    with tempfile.TemporaryDirectory() as folder:
        options.meeting = f"file://{folder}/meeting"
        multiprocessing.spawn(train, (options,), options.processes)


if __name__ == "__main__":
    main()

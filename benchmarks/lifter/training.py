"""The lifter's network in torch, trained by Adam; `core/capture/limbs/lifter.py` runs the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch  # noqa: TID253 - all of this module is torch's, and it is imported where it is used
from torch import nn  # noqa: TID253
from torch.nn import functional  # noqa: TID253

from benchmarks.lifter.examples import Examples
from core.capture.limbs.lifter import DILATIONS, LOG_SIGMA, Layer, Lifter
from core.capture.limbs.lifter_input import LIMBS, NUMBERS

#: Stretches of a step, learning rate, the steps over which it rises, decay of the weights.
_BATCH, _RATE, _RISE, _DECAY = 64, 2e-3, 200, 1e-2
#: Numbers left out in each layer, and the share of a batch that was really seen.
_LEFT_OUT, _REAL = 0.05, 0.25
#: Degrees of freedom of the errors (Student), and what the plain angle counts beside likelihood.
_FREEDOM, _ANGLE = 5.0, 0.5
_FIRST_LOG_SIGMA = -1.3


class Network(nn.Module):
    """Numbers (stretches, frames, NUMBERS) to corrections and logarithms of sigmas."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Linear(NUMBERS, width)
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in DILATIONS])
        self.taps = nn.ModuleList([nn.Conv1d(width, width, 3, dilation=d) for d in DILATIONS])
        self.mixes = nn.ModuleList([nn.Linear(width, width) for _ in DILATIONS])
        self.left_out = nn.Dropout(_LEFT_OUT)
        self.last = nn.Linear(width, 4 * len(LIMBS))
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        with torch.no_grad():
            self.last.bias[3 * len(LIMBS) :] = _FIRST_LOG_SIGMA

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        values = functional.relu(self.first(numbers))
        for dilation, norm, taps, mix in zip(
            DILATIONS, self.norms, self.taps, self.mixes, strict=True
        ):
            inner = functional.pad(norm(values).transpose(1, 2), (dilation,) * 2, mode="replicate")
            inner = functional.relu(taps(inner)).transpose(1, 2)
            values = values + mix(self.left_out(inner))
        return self.last(values)

    def standardise(self, numbers: np.ndarray) -> None:
        """Take plain numbers as if they were of mean 0 and spread 1."""
        flat = numbers.reshape(-1, NUMBERS).astype(np.float64)
        spread = torch.tensor(flat.std(axis=0) + 1e-3, dtype=torch.float32)
        middle = torch.tensor(flat.mean(axis=0), dtype=torch.float32)
        with torch.no_grad():
            self.first.weight /= spread
            self.first.bias -= self.first.weight @ middle

    def lifter(self) -> Lifter:
        """The same in numpy."""

        def plain(tensor: torch.Tensor) -> np.ndarray:
            return tensor.detach().numpy()

        layers = tuple(
            Layer(
                plain(norm.weight),
                plain(norm.bias),
                plain(taps.weight).transpose(2, 1, 0),
                plain(taps.bias),
                plain(mix.weight).T,
                plain(mix.bias),
            )
            for norm, taps, mix in zip(self.norms, self.taps, self.mixes, strict=True)
        )
        return Lifter(
            plain(self.first.weight).T, plain(self.first.bias), layers,
            plain(self.last.weight).T, plain(self.last.bias),
        )  # fmt: skip


def trained(
    made: Examples,
    real: Examples,
    *,
    steps: int,
    width: int,
    seed: int,
    tell: Callable[[float, int, float, Lifter], None],
) -> Lifter:
    """Train one network on one thread.

    tell: is given the fraction done, steps, the mean loss and the network, ten times.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = Network(width)
    network.standardise(made.numbers[:3000])
    adam = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    mean = 0.0
    for step in range(1, steps + 1):
        done, rise = step / steps, min(1.0, step / _RISE)
        for group in adam.param_groups:
            group["lr"] = _RATE * rise * (0.01 + 0.99 * 0.5 * (1.0 + np.cos(np.pi * done)))
        numbers, said, true = _batch(made, real, random)
        loss = _loss(network(numbers), said, true)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        adam.step()
        value = loss.item()
        mean = value if step == 1 else 0.99 * mean + 0.01 * value
        if step % max(1, steps // 10) == 0:
            tell(done, step, mean, network.lifter())
    return network.lifter()


def _batch(made: Examples, real: Examples, random: np.random.Generator) -> list[torch.Tensor]:
    seen = int(_BATCH * _REAL)
    some = random.integers(0, len(made.numbers), _BATCH - seen)
    others = random.integers(0, len(real.numbers), seen)
    return [
        torch.tensor(np.concatenate([ours[some], theirs[others]]).astype(np.float32))
        for ours, theirs in (
            (made.numbers, real.numbers), (made.said, real.said), (made.true, real.true),
        )
    ]  # fmt: skip


def _loss(out: torch.Tensor, said: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """What the true directions cost under the stated sigmas, and the distance to them."""
    change, log_sigma = out[..., : 3 * len(LIMBS)], out[..., 3 * len(LIMBS) :]
    towards = functional.normalize(said + change.reshape(said.shape), dim=-1, eps=1e-6)
    squared = ((towards - true) ** 2).sum(dim=-1)
    log_sigma = log_sigma.clamp(*LOG_SIGMA)
    # two components of a direction are free
    heavy = 0.5 * (_FREEDOM + 2.0) * torch.log1p(squared * torch.exp(-2.0 * log_sigma) / _FREEDOM)
    return (heavy + 2.0 * log_sigma).mean() + _ANGLE * torch.sqrt(squared + 1e-4).mean()

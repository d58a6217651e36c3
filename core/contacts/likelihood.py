"""How probable each state is of a contact point at every moment, given what the motion says.

Small networks of two hidden layers weigh the evidence, and their probabilities are averaged (each
was fitted on another part of the takes, so they err apart). They were fitted on takes whose
contacts are exact by construction and on corruptions of them (`resources/contacts/card.md`), so
that their probabilities come true as often as they say. The same file holds how long states last
and what follows what, counted on the same takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core.contacts.contact import State
from core.contacts.evidence import GRID_RATE, Grid, evidence_of, part_of

WEIGHTS = Path(__file__).resolve().parents[2] / "resources" / "contacts" / "likelihood.npz"
#: The states in the order of the network's outputs.
ORDER: tuple[State, ...] = ("plant", "pivot", "slide", "air")
#: The states whose stretches are weighed as a whole.
STRETCHES: tuple[State, ...] = ("slide", "pivot")
#: Of STRETCHES, of a file that does not say it: how willingly they are heard, and least odds.
_WILLING, _LEAST_ODDS = (1.2, 0.6), (-1.6, -1.3)
#: No state is ever ruled out; evidence further out than this (spreads) is heard as this.
_LEAST, _MOST = 1e-6, 8.0
#: Rows that a network weighs at once: so much stays near the processor.
_ROWS = 1024
#: Samples that are weighed at once, and how far beyond them evidence looks.
_AT_ONCE, _AROUND = 8000, int(3 * GRID_RATE)


#: Weights (in, out) and biases (out,) of a network's layers.
Layers = tuple[tuple[np.ndarray, np.ndarray], ...]


@dataclass(frozen=True, slots=True, eq=False)
class StretchWeights:
    """What weighs a whole stretch that may be a slide, or a pivot (`slide_evidence.py`)."""

    middle: np.ndarray  # (numbers,)
    spread: np.ndarray  # (numbers,)
    members: tuple[Layers, ...]  # to log odds, of no such state and of the state first
    trust: np.ndarray  # (2,) offset and slope of the log odds that a chosen stretch is one
    #: Log odds below which it is none: one that is missed costs more than one too many.
    least_odds: float


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """The fitted numbers. Pairs are states of heel and toe, as places in ORDER."""

    middle: np.ndarray  # (evidence,)
    spread: np.ndarray  # (evidence,)
    members: tuple[Layers, ...]  # the networks
    prior: np.ndarray  # (4,) how often each state was in what was fitted on
    pairs: np.ndarray  # (pairs, 2)
    succession: np.ndarray  # (pairs, pairs) log probability of the next
    lasting: np.ndarray  # (pairs, durations) log probability to last k + 1 samples
    outlasting: np.ndarray  # (pairs, durations) ... at least k + 1
    beginning: np.ndarray  # (pairs,) log probability
    trust: np.ndarray  # (4, 2) per state offset and slope of a contact's log odds
    stretches: dict[State, StretchWeights]  # of STRETCHES
    levels: np.ndarray  # (levels, STRETCHES) how willingly they are heard, one after the other


@cache
def fitted_likelihood() -> Likelihood:
    """The likelihood that is shipped."""
    return read_likelihood(WEIGHTS)


def read_likelihood(path: Path) -> Likelihood:
    with np.load(path, allow_pickle=False) as file:
        named = {
            name: file[name]
            for name in (
                "middle", "spread", "prior", "pairs", "succession", "lasting", "outlasting",
                "beginning", "trust",
            )
        }  # fmt: skip
        stretches: dict[State, StretchWeights] = {
            state: StretchWeights(
                file[f"{state}_middle"], file[f"{state}_spread"], _members(file, f"{state}_"),
                file[f"{state}_trust"],
                float(file["least_odds"][place]) if "least_odds" in file else _LEAST_ODDS[place],
            )
            for place, state in enumerate(STRETCHES)
        }  # fmt: skip
        levels = file["levels"] if "levels" in file else np.array([_WILLING])
        members = _members(file, "")
        return Likelihood(members=members, stretches=stretches, levels=levels, **named)


def _members(file, prefix: str) -> tuple[Layers, ...]:
    """The networks of a file whose names begin so: weights and biases by member and layer."""
    members: list[Layers] = []
    while f"{prefix}weights{len(members)}_0" in file.files:
        start = f"{prefix}weights{len(members)}_"
        count = sum(name.startswith(start) for name in file.files)
        names = [f"{len(members)}_{layer}" for layer in range(count)]
        members.append(
            tuple((file[f"{prefix}weights{one}"], file[f"{prefix}biases{one}"]) for one in names)
        )
    return tuple(members)


def log_probabilities(grid: Grid, likelihood: Likelihood) -> np.ndarray:
    """(points, samples, 4) log probability of each state of ORDER."""
    count = len(grid.times)
    found = np.empty((len(grid.names), count, len(ORDER)))
    for start in range(0, count, _AT_ONCE):
        stop = min(start + _AT_ONCE, count)
        first, last = max(start - _AROUND, 0), min(stop + _AROUND, count)
        evidence = evidence_of(part_of(grid, first, last))[:, start - first : stop - first]
        found[:, start:stop] = weighed(evidence, likelihood)
    return found


def weighed(evidence: np.ndarray, likelihood: Likelihood) -> np.ndarray:
    """Log probabilities (..., 4) of evidence (..., numbers)."""
    standard = evidence - likelihood.middle
    standard /= likelihood.spread
    np.clip(standard, -_MOST, _MOST, out=standard)
    return np.log(np.maximum(mean_chances(standard, likelihood.members), _LEAST))


def mean_chances(standard: np.ndarray, members: tuple[Layers, ...]) -> np.ndarray:
    """The mean of what networks say, probabilities (..., outputs) of numbers (..., numbers)."""
    rows = standard.reshape(-1, standard.shape[-1])
    found = np.zeros((len(rows), members[0][-1][1].shape[-1]))
    for first in range(0, len(rows), _ROWS):
        some = slice(first, first + _ROWS)
        for layers in members:
            found[some] += _chances(rows[some], layers)
    return (found / len(members)).reshape(*standard.shape[:-1], found.shape[-1])


def _chances(values: np.ndarray, layers: Layers) -> np.ndarray:
    """What one network says, probabilities (rows, outputs) of numbers (rows, numbers)."""
    for place, (weights, biases) in enumerate(layers):
        values = values @ weights
        values += biases
        if place + 1 < len(layers):
            np.maximum(values, 0.0, out=values)
    values -= values.max(axis=-1, keepdims=True)
    np.exp(values, out=values)
    return values / values.sum(axis=-1, keepdims=True)

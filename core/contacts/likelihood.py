"""How probable each state is of a contact point at every moment, given what the motion says.

A small network of two hidden layers weighs the evidence; it was fitted on takes whose contacts
are exact by construction and on corruptions of them (`resources/contacts/card.md`), so that its
probabilities come true as often as they say. The same file holds how long states last and what
follows what, counted on the same takes.
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
#: Samples that are weighed at once, and how far beyond them evidence looks.
_AT_ONCE, _AROUND = 8000, int(3 * GRID_RATE)


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """The fitted numbers. Pairs are states of heel and toe, as places in ORDER."""

    middle: np.ndarray  # (evidence,)
    spread: np.ndarray  # (evidence,)
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]  # weights (in, out) and biases (out,)
    prior: np.ndarray  # (4,) how often each state was in what was fitted on
    pairs: np.ndarray  # (pairs, 2)
    succession: np.ndarray  # (pairs, pairs) log probability of the next
    lasting: np.ndarray  # (pairs, durations) log probability to last k + 1 samples
    outlasting: np.ndarray  # (pairs, durations) ... at least k + 1
    beginning: np.ndarray  # (pairs,) log probability
    trust: np.ndarray  # (4, 2) per state offset and slope of a contact's log odds


@cache
def fitted_likelihood() -> Likelihood:
    """The likelihood that is shipped."""
    return read_likelihood(WEIGHTS)


def read_likelihood(path: Path) -> Likelihood:
    with np.load(path, allow_pickle=False) as file:
        count = sum(name.startswith("weights") for name in file.files)
        layers = tuple((file[f"weights{k}"], file[f"biases{k}"]) for k in range(count))
        named = {
            name: file[name]
            for name in (
                "middle", "spread", "prior", "pairs", "succession", "lasting", "outlasting",
                "beginning", "trust",
            )
        }  # fmt: skip
    return Likelihood(layers=layers, **named)


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
    values = (evidence - likelihood.middle) / likelihood.spread
    for place, (weights, biases) in enumerate(likelihood.layers):
        values = values @ weights + biases
        if place + 1 < len(likelihood.layers):
            values = np.maximum(values, 0.0)
    values = values.astype(float)
    values -= values.max(axis=-1, keepdims=True)
    return values - np.log(np.exp(values).sum(axis=-1, keepdims=True))

"""Fitting what weighs whole stretches that may be slides or pivots (`contacts/slide_choice`)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from benchmarks.takes.network_fit import fitted_network
from benchmarks.takes.training_takes import Sample
from benchmarks.takes.unseen_sources import SOURCES
from core.contacts.contact import State
from core.contacts.likelihood import ORDER, STRETCHES, Likelihood, log_probabilities
from core.contacts.slide_choice import EVIDENCE_FOR, stretches_heard, stretches_of

#: A stretch is of a state where it shares such a part with a true one.
_SAME = 0.5
#: A stretch says nothing where less of it does.
_SAYS = 0.7
_HIDDEN, _MOST, _ROUNDS = (24,), 5.0, 2

#: Per state (stretches, numbers) of evidence about all that a willing history calls so,
#: (stretches,) which of them are, and of which source each is.
Stretches = dict[State, tuple[np.ndarray, np.ndarray, np.ndarray]]


def stretches_told(samples: Iterable[tuple[Sample, Likelihood, int]]) -> Stretches:
    """What is told of slides and pivots in samples, each with a likelihood that was not fitted
    on its source, and the place of that."""
    rows: dict[State, list[np.ndarray]] = {state: [] for state in STRETCHES}
    true: dict[State, list[bool]] = {state: [] for state in STRETCHES}
    folds: dict[State, list[int]] = {state: [] for state in STRETCHES}
    for sample, likelihood, fold in samples:
        grid = sample.grid
        logs = log_probabilities(grid, likelihood)
        for one in stretches_heard(grid, logs, likelihood):
            point = grid.names.index(one.name)
            known = sample.states[point] == ORDER.index(one.state)
            if np.mean(sample.says[point, one.first : one.stop]) < _SAYS:
                continue
            evidence = EVIDENCE_FOR[one.state](one.take, one.name, one.first, one.stop)
            rows[one.state].append(evidence)
            true[one.state].append(overlap(known, one.first, one.stop) > _SAME)
            folds[one.state].append(fold)
    return {
        state: (np.array(rows[state]), np.array(true[state]), np.array(folds[state]))
        for state in STRETCHES
    }


def overlap(known: np.ndarray, first: int, stop: int) -> float:
    """What a stretch and the true ones (samples,) that it touches share, as a part of both."""
    shared = int(np.count_nonzero(known[first:stop]))
    if not shared:
        return 0.0
    touched = [(a, b) for a, b in stretches_of(known, True) if a < stop and b > first]
    best = max(min(b, stop) - max(a, first) for a, b in touched)
    a, b = next((a, b) for a, b in touched if min(b, stop) - max(a, first) == best)
    return best / (max(b, stop) - min(a, first))


def stretch_weights(
    state: State, values: np.ndarray, true: np.ndarray, folds: np.ndarray
) -> dict[str, np.ndarray]:
    """The arrays of the file whose names begin with the state, but for its trust, fitted on
    stretches as `stretches_told` has them: per source networks that have not seen it."""
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-3
    values = np.clip((values - middle) / spread, -_MOST, _MOST).astype(np.float32)
    weights = {
        f"{state}_middle": middle.astype(np.float32),
        f"{state}_spread": spread.astype(np.float32),
    }
    for member in range(_ROUNDS * len(SOURCES)):
        others = folds != member % len(SOURCES)
        layers = fitted_network(
            values[others], true[others].astype(int), _HIDDEN, seed=member, epochs=25, batch=128,
            rate=3e-3, decay=0.05, dropout=0.2,
        )  # fmt: skip
        for place, (one, bias) in enumerate(layers):
            weights[f"{state}_weights{member}_{place}"] = one
            weights[f"{state}_biases{member}_{place}"] = bias
    return weights

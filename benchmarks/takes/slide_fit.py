"""Fitting what weighs whole stretches that may be slides or pivots (`contacts/slide_choice`)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from benchmarks.takes.network_fit import fitted_network
from benchmarks.takes.training_takes import Sample
from core.contacts.contact import State
from core.contacts.history import pair_histories
from core.contacts.likelihood import ORDER, STRETCHES, Likelihood, log_probabilities
from core.contacts.slide_choice import EVIDENCE_FOR, WILLING, stretches_of
from core.contacts.slide_evidence import told

#: How much more or less willingly slides and pivots are heard than when they are looked for, in
#: turn, so that short and long stretches are seen.
_WILLING = (-0.3, 0.0, 0.15)
_HIDDEN, _MEMBERS, _MOST = (24,), 3, 5.0

#: Per state (stretches, numbers) of evidence about all that a willing history calls so, and
#: (stretches,) which of them are.
Stretches = dict[State, tuple[np.ndarray, np.ndarray]]


def stretches_told(samples: Iterable[tuple[Sample, Likelihood]]) -> Stretches:
    """What is told of slides and pivots in samples, each with a likelihood that was not fitted
    on it."""
    rows: dict[State, list[np.ndarray]] = {state: [] for state in STRETCHES}
    true: dict[State, list[bool]] = {state: [] for state in STRETCHES}
    for number, (sample, likelihood) in enumerate(samples):
        grid = sample.grid
        logs = log_probabilities(grid, likelihood)
        more = _WILLING[number % len(_WILLING)]
        willing: dict[State, float] = {state: rare + more for state, rare in WILLING.items()}
        histories = pair_histories(grid.names, logs, likelihood, willing)
        take = told(grid, logs, histories)
        for state in STRETCHES:
            place = ORDER.index(state)
            for name, states in histories.items():
                known = sample.states[grid.names.index(name)] == place
                for first, stop in stretches_of(states, place):
                    rows[state].append(EVIDENCE_FOR[state](take, name, first, stop))
                    true[state].append(bool(np.mean(known[first:stop]) > 0.5))
    return {state: (np.array(rows[state]), np.array(true[state])) for state in STRETCHES}


def stretch_weights(state: State, values: np.ndarray, true: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays of the file whose names begin with the state, but for its trust, fitted on
    stretches as `stretches_told` has them."""
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-3
    values = np.clip((values - middle) / spread, -_MOST, _MOST).astype(np.float32)
    weights = {
        f"{state}_middle": middle.astype(np.float32),
        f"{state}_spread": spread.astype(np.float32),
    }
    for member in range(_MEMBERS):
        layers = fitted_network(
            values, true.astype(int), _HIDDEN, seed=member, epochs=25, batch=128,
            rate=3e-3, decay=0.05, dropout=0.2,
        )  # fmt: skip
        for place, (one, bias) in enumerate(layers):
            weights[f"{state}_weights{member}_{place}"] = one
            weights[f"{state}_biases{member}_{place}"] = bias
    return weights

"""Fitting what weighs whole stretches that may be slides (`core/contacts/slide_choice.py`)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from benchmarks.takes.network_fit import fitted_network
from benchmarks.takes.training_takes import Sample
from core.contacts.history import pair_histories
from core.contacts.likelihood import ORDER, Likelihood, log_probabilities
from core.contacts.slide_evidence import slide_evidence, told

_SLIDE = ORDER.index("slide")
#: How willingly slides are heard, in turn, so that short and long stretches are seen.
_WILLING = (0.8, 1.1, 1.3)
_HIDDEN, _MEMBERS, _MOST = (24,), 3, 5.0


def slide_weights(samples: Iterable[tuple[Sample, Likelihood]]) -> dict[str, np.ndarray]:
    """The arrays of the file whose names begin with `slide_`, but for `slide_trust`, fitted on all
    stretches that a willing history calls slides.

    samples: each with a likelihood that was not fitted on it.
    """
    rows: list[np.ndarray] = []
    true: list[bool] = []
    for number, (sample, likelihood) in enumerate(samples):
        grid = sample.grid
        logs = log_probabilities(grid, likelihood)
        willing = _WILLING[number % len(_WILLING)]
        histories = pair_histories(grid.names, logs, likelihood, slides=willing)
        take = told(grid, logs, histories)
        for name, states in histories.items():
            edges = np.diff(np.concatenate([[False], states == _SLIDE, [False]]).astype(np.int8))
            known = sample.states[grid.names.index(name)] == _SLIDE
            for first, stop in zip(
                np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True
            ):
                rows.append(slide_evidence(take, name, int(first), int(stop)))
                true.append(bool(np.mean(known[first:stop]) > 0.5))
    values = np.array(rows)
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-3
    values = np.clip((values - middle) / spread, -_MOST, _MOST).astype(np.float32)
    weights = {
        "slide_middle": middle.astype(np.float32),
        "slide_spread": spread.astype(np.float32),
    }
    for member in range(_MEMBERS):
        layers = fitted_network(
            values, np.array(true).astype(int), _HIDDEN, seed=member, epochs=25, batch=128,
            rate=3e-3, decay=1e-2, dropout=0.2,
        )  # fmt: skip
        for place, (one, bias) in enumerate(layers):
            weights[f"slide_weights{member}_{place}"] = one
            weights[f"slide_biases{member}_{place}"] = bias
    return weights

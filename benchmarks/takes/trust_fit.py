"""Fitting how sure an estimated contact is: how often such a one came true."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize

from benchmarks.takes.training_takes import Sample
from core.contacts.history import mean_odds
from core.contacts.likelihood import ORDER, STRETCHES, Likelihood, log_probabilities
from core.contacts.slide_choice import Stretch, stretch_odds, with_chosen_slides


def trust_of(samples: Iterable[tuple[Sample, Likelihood, int]]) -> np.ndarray:
    """(4, 2) offset and slope of the log odds that a contact is what it is said to be.

    samples: each with a likelihood that was not fitted on it. Source: Platt 1999.
    """
    odds: dict[int, list[float]] = {}
    right: dict[int, list[bool]] = {}
    for sample, likelihood, _ in samples:
        grid = sample.grid
        logs = log_probabilities(grid, likelihood)
        chosen = with_chosen_slides(grid, logs, likelihood)
        for name, history in chosen.histories.items():
            place = grid.names.index(name)
            cuts = [0, *(np.flatnonzero(np.diff(history)) + 1), len(history)]
            for first, stop in pairwise(cuts):
                state = int(history[first])
                one = Stretch(chosen.take, name, ORDER[state], first, stop)
                said = (
                    float(stretch_odds([one], likelihood)[0])
                    if ORDER[state] in STRETCHES
                    else mean_odds(logs[place, first:stop, state])
                )
                odds.setdefault(state, []).append(said)
                same = np.mean(sample.states[place, first:stop] == state) > 0.5
                right.setdefault(state, []).append(bool(same))
    trust = np.tile([0.0, 1.0], (len(ORDER), 1))
    for state in (k for k in odds if ORDER[k] != "air"):
        said, sign = np.array(odds[state]), 2.0 * np.array(right[state]) - 1.0

        def cost(line: np.ndarray, said=said, sign=sign) -> float:
            loss = np.mean(np.logaddexp(0.0, -sign * (line[0] + line[1] * said)))
            return float(loss + 1e-3 * (line[1] - 1.0) ** 2)

        trust[state] = minimize(cost, [0.0, 1.0]).x
    return trust

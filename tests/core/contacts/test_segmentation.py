"""The semi-Markov Viterbi against every history there is."""

from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest

from core.contacts.segmentation import best_history


def price(history, evidence, succession, lasting, outlasting, beginning) -> float:
    """The log probability of a history, by its definition."""
    longest = lasting.shape[1]
    segments = [(state, len(list(group))) for state, group in groupby(history)]
    total = beginning[segments[0][0]] + sum(evidence[t, s] for t, s in enumerate(history))
    for k, (state, length) in enumerate(segments):
        cut = k in (0, len(segments) - 1) or length >= longest
        table = outlasting if cut else lasting
        total += table[state, min(length, longest) - 1]
        if k:
            total += succession[segments[k - 1][0], state]
    return float(total)


@pytest.mark.parametrize("seed", range(25))
def test_the_best_history_is_the_best_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    samples, states, longest = 8, 3, int(random.integers(3, 12))
    evidence = random.normal(size=(samples, states))
    succession, beginning = random.normal(size=(states, states)), random.normal(size=states)
    lasting = np.log(random.dirichlet(np.ones(longest), states))
    reached = np.cumsum(np.exp(lasting), axis=1)
    outlasting = np.log(np.maximum(1.0 - np.c_[np.zeros(states), reached[:, :-1]], 1e-3))
    lasting[:, -1] = outlasting[:, -1]  # the last column stands for all that is longer
    tables = (evidence, succession, lasting, outlasting, beginning)
    found = best_history(*tables)
    values = [price(history, *tables) for history in product(range(states), repeat=samples)]
    assert price(tuple(found), *tables) == pytest.approx(max(values))


def test_what_may_not_follow_does_not() -> None:
    never = np.log(np.array([[1e-9, 1.0, 1e-300], [0.5, 1e-9, 0.5], [1e-300, 1.0, 1e-9]]))
    evidence = np.zeros((60, 3))
    evidence[:30, 0] = evidence[30:, 2] = 5.0  # 0 then 2, which may only be reached through 1
    lasting = np.log(np.full((3, 20), 0.05))
    outlasting = np.log(np.maximum(1.0 - 0.05 * np.arange(20), 0.02))
    found = best_history(evidence, never, lasting, np.tile(outlasting, (3, 1)), np.zeros(3))
    assert [state for state, _ in groupby(found)] == [0, 1, 2]


def test_a_flicker_shorter_than_any_duration_is_no_state() -> None:
    evidence = np.zeros((80, 2))
    evidence[:, 0] = 1.0
    evidence[40, :] = (0.0, 3.0)  # one sample says otherwise
    lasting = np.full((2, 30), np.log(1.0 / 25.0))
    lasting[:, :5] = np.log(1e-6)
    outlasting = np.log(np.maximum(1.0 - np.arange(30) / 30.0, 0.02))
    found = best_history(
        evidence, np.zeros((2, 2)), lasting, np.tile(outlasting, (2, 1)), np.zeros(2)
    )
    assert np.all(found == 0)

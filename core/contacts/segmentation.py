"""The best history of one foot: states with their durations, by a semi-Markov Viterbi.

Heel and toe are decided together: a state of the foot is a pair of states of its points, and only
some pairs and some successions of pairs happen (heel, flat, toe; flight; a toe that pivots while
the heel is up). How long a state lasts is part of its price, so that nothing flickers and no
threshold has a hysteresis. Source: Rabiner 1989, section IV.D (explicit duration); Yu 2010.
Cost: samples x states x durations.
"""

from __future__ import annotations

import numpy as np
from numba import njit


def best_history(
    evidence: np.ndarray,
    succession: np.ndarray,
    lasting: np.ndarray,
    outlasting: np.ndarray,
    beginning: np.ndarray,
) -> np.ndarray:
    """(samples,) the state of every sample in the most likely history.

    Args:
        evidence: (samples, states) log likelihood of each state.
        succession: (states, states) log probability of the next state; the diagonal is not used.
        lasting: (states, durations) log probability that a state lasts k + 1 samples.
        outlasting: (states, durations) log probability that it lasts at least k + 1.
        beginning: (states,) log probability of the first state.
    A state that lasts longer than the table goes on at the price of its last column's evidence.
    """
    total = np.zeros((len(evidence) + 1, evidence.shape[1]))
    np.cumsum(evidence, axis=0, out=total[1:])
    return _viterbi(
        total,
        np.ascontiguousarray(succession, dtype=np.float64),
        np.ascontiguousarray(lasting, dtype=np.float64),
        np.ascontiguousarray(outlasting, dtype=np.float64),
        np.ascontiguousarray(beginning, dtype=np.float64),
    )


@njit(cache=True, nogil=True)
def _viterbi(total, succession, lasting, outlasting, beginning):  # pragma: no cover
    count = total.shape[0] - 1
    states, longest = lasting.shape
    never = -1e18
    best = np.full((count + 1, states), never)  # of histories whose segment ends before sample t
    enter = np.full((count + 1, states), never)  # of histories that enter a state at sample t
    came_from = np.full((count + 1, states), -1, dtype=np.int32)
    length = np.zeros((count + 1, states), dtype=np.int32)
    tail = np.full(states, never)  # of segments at least as long as the table
    tail_length = np.zeros(states, dtype=np.int32)
    for s in range(states):
        enter[0, s] = beginning[s]
    for t in range(1, count + 1):
        last = t == count
        for s in range(states):
            top, top_length = never, 0
            reach = min(t, longest)
            for d in range(1, reach + 1):
                start = t - d
                if enter[start, s] <= never:
                    continue
                # a segment that the take's ends cut lasts at least this long
                price = outlasting[s, d - 1] if (start == 0 or last) else lasting[s, d - 1]
                value = enter[start, s] + total[t, s] - total[start, s] + price
                if value > top:
                    top, top_length = value, d
            # the tail: one sample longer than before, or just as long as the table
            longer = tail[s] + total[t, s] - total[t - 1, s]
            tail[s], tail_length[s] = longer, tail_length[s] + 1
            if t >= longest and enter[t - longest, s] > never:
                start = t - longest
                value = enter[start, s] + total[t, s] - total[start, s] + outlasting[s, longest - 1]
                if value > tail[s]:
                    tail[s], tail_length[s] = value, longest
            if tail[s] > top:
                top, top_length = tail[s], tail_length[s]
            best[t, s], length[t, s] = top, top_length
        if not last:
            for s in range(states):
                for before in range(states):
                    if before == s:
                        continue
                    value = best[t, before] + succession[before, s]
                    if value > enter[t, s]:
                        enter[t, s], came_from[t, s] = value, before
    history = np.zeros(count, dtype=np.int32)
    state = 0
    for s in range(1, states):
        if best[count, s] > best[count, state]:
            state = s
    t = count
    while t > 0:
        start = t - length[t, state]
        for k in range(start, t):
            history[k] = state
        before = came_from[start, state]
        t, state = start, before
    return history


def warm_up() -> None:
    """Compile the kernel, or load it from numba's cache, before anyone waits for it."""
    two = np.log(np.full((2, 3), 0.3))
    best_history(np.zeros((4, 2)), np.zeros((2, 2)), two, two, np.zeros(2))

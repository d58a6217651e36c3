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

#: The log probability of what cannot be.
_NEVER = -1e18


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
    # of histories that enter a state at a sample, less the evidence before it: what a segment adds
    # is then the same for all that end together
    entered = np.full((states, count + 1), _NEVER)
    came_from = np.full((count + 1, states), -1, dtype=np.int32)
    best = np.full(states, _NEVER)  # of histories whose segment ends before sample t
    tail = np.full(states, _NEVER)  # of segments at least as long as the table
    tail_length = np.zeros(states, dtype=np.int32)
    of_tail = np.zeros((count + 1, states), dtype=np.int32)  # how long, where it is the best
    within, at_end = lasting[:, ::-1].copy(), outlasting[:, ::-1].copy()
    for s in range(states):
        entered[s, 0] = beginning[s] - total[0, s]
    for t in range(1, count + 1):
        for s in range(states):
            price = at_end[s] if t == count else within[s]
            top = _best_sum(entered[s], price, t) + total[t, s]
            if t <= longest:  # a segment that the take's ends cut lasts at least this long
                top = max(top, entered[s, 0] + outlasting[s, t - 1] + total[t, s])
            # the tail: one sample longer than before, or just as long as the table
            longer = tail[s] + total[t, s] - total[t - 1, s]
            tail[s], tail_length[s] = longer, tail_length[s] + 1
            if t >= longest:
                value = entered[s, t - longest] + total[t, s] + outlasting[s, longest - 1]
                if value > tail[s]:
                    tail[s], tail_length[s] = value, longest
            if tail[s] > top:
                top, of_tail[t, s] = tail[s], tail_length[s]
            best[s] = top
        if t < count:
            for s in range(states):
                value = _NEVER
                for before in range(states):
                    if before != s and best[before] + succession[before, s] > value:
                        value, came_from[t, s] = best[before] + succession[before, s], before
                entered[s, t] = value - total[t, s]
    history = np.zeros(count, dtype=np.int32)
    state, t = int(np.argmax(best)), count
    while t > 0:
        length = of_tail[t, state]
        if length == 0:
            price = outlasting[state] if t == count else lasting[state]
            length = _best_length(entered[state], price, outlasting[state], t)
        history[t - length : t] = state
        t, state = t - length, came_from[t - length, state]
    return history


@njit(cache=True, nogil=True, fastmath=True)
def _best_sum(entered, backwards, stop):  # pragma: no cover
    """The largest of what was reached at the samples before `stop`, but for the first, and the
    price (backwards) of lasting from there; a loop that the compiler makes a few at once."""
    reached = entered[max(stop - len(backwards), 1) : stop]
    prices = backwards[len(backwards) - len(reached) :]
    top = _NEVER
    for k in range(len(reached)):
        value = reached[k] + prices[k]
        if value > top:
            top = value
    return top


@njit(cache=True, nogil=True)
def _best_length(entered, price, from_first, stop):  # pragma: no cover
    """The length of the best segment that ends before `stop`."""
    top, best = _NEVER, 1
    for length in range(1, min(stop, len(price)) + 1):
        start = stop - length
        value = entered[start] + (from_first if start == 0 else price)[length - 1]
        if value > top:
            top, best = value, length
    return best


def warm_up() -> None:
    """Compile the kernel, or load it from numba's cache, before anyone waits for it."""
    two = np.log(np.full((2, 3), 0.3))
    best_history(np.zeros((4, 2)), np.zeros((2, 2)), two, two, np.zeros(2))

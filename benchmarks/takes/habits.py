"""How long the states of a foot last and what follows what, counted on exact takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.contacts.contact import Contact
from core.contacts.evidence import GRID_RATE
from core.contacts.intervals import states_of
from core.contacts.likelihood import ORDER

_PLANT, _PIVOT, _SLIDE, _AIR = range(4)
#: States of heel and toe that happen together; all others are less than 2 in 1000 samples.
PAIRS = (
    (_AIR, _AIR), (_PLANT, _PLANT), (_PLANT, _AIR), (_AIR, _PLANT), (_AIR, _PIVOT),
    (_PIVOT, _AIR), (_SLIDE, _SLIDE), (_SLIDE, _AIR), (_AIR, _SLIDE), (_SLIDE, _PIVOT),
    (_PIVOT, _SLIDE),
)  # fmt: skip
#: Samples of the longest duration that has a probability of its own: 2 s.
LONGEST = 120
#: Durations (samples) that are counted besides what is seen, and what part of the probability is
#: an exponential tail: the takes do not hold every length.
_BESIDES, _TAIL, _TAIL_SAMPLES = (6, 12, 24, 30), 0.1, 60.0
_SUCCESSIONS_BESIDES, _LEAST_SPREAD, _LEAST_OUTLASTING = 0.3, 0.4, 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """Log probabilities, as `segmentation.best_history` takes them."""

    succession: np.ndarray
    lasting: np.ndarray
    outlasting: np.ndarray
    beginning: np.ndarray


def habits_of(takes: Iterable[tuple[float, float, tuple[Contact, ...]]]) -> Habits:
    """Counted on takes: first and last time (s) and the true contacts of each."""
    count = len(PAIRS)
    follows = np.full((count, count), _SUCCESSIONS_BESIDES)
    durations: list[list[int]] = [[] for _ in PAIRS]
    samples = np.ones(count)
    for start, end, contacts in takes:
        times = np.arange(start, end, 1.0 / GRID_RATE)
        for side in ("left", "right"):
            history = _history(contacts, side, times)
            cuts = [0, *(np.flatnonzero(np.diff(history)) + 1), len(history)]
            for k in range(len(cuts) - 1):
                state, length = history[cuts[k]], int(cuts[k + 1] - cuts[k])
                samples[state] += length
                if 0 < k < len(cuts) - 2:
                    durations[state].append(length)
                if k + 1 < len(cuts) - 1:
                    follows[state, history[cuts[k + 1]]] += 1
    np.fill_diagonal(follows, 1e-9)
    lasting = np.stack([_lasting(lengths) for lengths in durations])
    reached = np.concatenate([np.zeros((count, 1)), np.cumsum(lasting, axis=1)[:, :-1]], axis=1)
    return Habits(
        np.log(follows / follows.sum(axis=1, keepdims=True)),
        np.log(lasting),
        np.log(np.maximum(1.0 - reached, _LEAST_OUTLASTING)),
        np.log(samples / samples.sum()),
    )


def _history(contacts: tuple[Contact, ...], side: str, times: np.ndarray) -> np.ndarray:
    """(samples,) places in PAIRS; a pair that has none goes on as the one before."""
    place = {state: k for k, state in enumerate(ORDER)}
    heel, toe = (
        [place[state] for state in states_of(contacts, f"{side}_{part}", times)]
        for part in ("heel", "toe")
    )
    history: list[int] = []
    for pair in zip(heel, toe, strict=True):
        before = history[-1] if history else 0
        history.append(PAIRS.index(pair) if pair in PAIRS else before)
    return np.array(history)


def _lasting(lengths: list[int]) -> np.ndarray:
    """(LONGEST,) probability of each duration: a log-normal with a tail."""
    logs = np.log([*lengths, *_BESIDES])
    middle, spread = logs.mean(), max(float(logs.std()), _LEAST_SPREAD)
    samples = np.arange(1, LONGEST + 1)
    bell = np.exp(-0.5 * ((np.log(samples) - middle) / spread) ** 2)
    bell /= samples * spread * np.sqrt(2.0 * np.pi)
    return (1.0 - _TAIL) * bell + _TAIL * np.exp(-samples / _TAIL_SAMPLES) / _TAIL_SAMPLES

"""What the likelihood of contacts is fitted on: spoiled takes and captures, made when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.made_takes import MadeTake
from benchmarks.takes.captured_fits import COPIES, CapturedFit, fit_sample
from benchmarks.takes.training_takes import (
    RAISED,
    UNEVEN,
    Sample,
    evidence_and_states,
    sample_of,
)
from benchmarks.takes.unseen_sources import unseen_by
from core.contacts.likelihood import Likelihood

#: How often the ground is uneven and a foot is raised, copy by copy of a truth, and again.
_COPIES = (
    (UNEVEN, RAISED), (UNEVEN, 0.0), (UNEVEN, RAISED), (1.0, RAISED), (UNEVEN, 1.0),
)  # fmt: skip
#: So many copies of a truth hold every kind; fewer leave out those whose foot is always raised.
EVERY_KIND = len(_COPIES)
#: Part of a take's and of a capture's samples that is kept: neighbours say the same.
_KEEP, _KEEP_OF_CAPTURE = 0.25, 0.6


@dataclass(frozen=True, slots=True)
class Source:
    """A sample that can be made again, and the place of the source that it is of."""

    make: Callable[[], Sample]
    fold: int
    is_capture: bool
    seed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What networks are fitted on."""

    values: np.ndarray  # (rows, numbers) of evidence
    states: np.ndarray  # (rows,) places in ORDER
    folds: np.ndarray  # (rows,) places of sources
    of_capture: np.ndarray  # (rows,) bool


def copies_of(truths: Sequence[tuple[MadeTake, int]], copy: int) -> list[Source]:
    """One spoiled copy of every truth; each is given with the place of its source."""

    def spoiled(number: int) -> Sample:
        random = np.random.default_rng([21, number, copy])
        return sample_of(truths[number][0], random, *_COPIES[copy % len(_COPIES)])

    return [
        Source(partial(spoiled, number), fold, False, (number, copy))
        for number, (_, fold) in enumerate(truths)
    ]


def captures_of(fits: Sequence[tuple[CapturedFit, int]], copies: int = COPIES) -> list[Source]:
    """Copies of every capture; each is given with the place of its source."""

    def filmed(number: int, copy: int) -> Sample:
        return fit_sample(fits[number][0], copy, np.random.default_rng([22, number, copy]))

    return [
        Source(partial(filmed, number, copy), fold, True, (number, copy))
        for number, (_, fold) in enumerate(fits)
        for copy in range(copies)
    ]


def rows_of(sources: Sequence[Source]) -> Rows:
    """Some moments of every source."""
    values, states, folds, captures = [], [], [], []
    for source in sources:
        keep = _KEEP_OF_CAPTURE if source.is_capture else _KEEP
        random = np.random.default_rng([23, *source.seed])
        some, true = evidence_and_states(source.make(), random, keep)
        values.append(some.astype(np.float32))
        states.append(true.astype(np.int8))
        folds.append(np.full(len(true), source.fold, dtype=np.int8))
        captures.append(np.full(len(true), source.is_capture))
    return Rows(*(np.concatenate(parts) for parts in (values, states, folds, captures)))


def together(parts: Sequence[Rows]) -> Rows:
    """Rows of several, one after the other."""
    return Rows(
        np.concatenate([one.values for one in parts]),
        np.concatenate([one.states for one in parts]).astype(int),
        np.concatenate([one.folds for one in parts]),
        np.concatenate([one.of_capture for one in parts]),
    )


def unseen(
    sources: Sequence[Source], likelihood: Likelihood
) -> Iterator[tuple[Sample, Likelihood, int]]:
    """Every sample with what of the likelihood was not fitted on its source, and that place."""
    for source in sources:
        yield source.make(), unseen_by(likelihood, source.fold), source.fold

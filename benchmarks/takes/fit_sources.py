"""What the likelihood of contacts is fitted on: spoiled takes and captures, made when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from core.contacts.likelihood import Likelihood

#: How often the ground is uneven and a foot is raised, copy by copy of a truth, and again.
_COPIES = (
    (UNEVEN, RAISED), (UNEVEN, 0.0), (UNEVEN, RAISED), (1.0, RAISED), (UNEVEN, 1.0),
)  # fmt: skip
#: Part of a take's and of a capture's samples that is kept: neighbours say the same.
_KEEP, _KEEP_OF_CAPTURE = 0.25, 0.6

#: A sample and which of its (points, samples) say something; None is all.
Made = tuple[Sample, np.ndarray | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A sample that can be made again, and the member that does not see it."""

    make: Callable[[], Made]
    fold: int
    is_capture: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What networks are fitted on."""

    values: np.ndarray  # (rows, numbers) of evidence
    states: np.ndarray  # (rows,) places in ORDER
    folds: np.ndarray  # (rows,)
    of_capture: np.ndarray  # (rows,) bool


def sources_of(
    truths: Sequence[MadeTake], fits: Sequence[CapturedFit], copies: int, members: int
) -> list[Source]:
    """Every copy of every truth and capture."""
    folds = np.random.default_rng(5).permutation(len(truths)) % members

    def spoiled(number: int, copy: int) -> Made:
        random = np.random.default_rng([21, number, copy])
        return sample_of(truths[number], random, *_COPIES[copy % len(_COPIES)]), None

    def filmed(number: int, copy: int) -> Made:
        return fit_sample(fits[number], copy, np.random.default_rng([22, number, copy]))

    takes = [
        Source(partial(spoiled, number, copy), int(folds[number]), False)
        for number in range(len(truths))
        for copy in range(copies)
    ]
    clips = [
        Source(partial(filmed, number, copy), number % members, True)
        for number in range(len(fits))
        for copy in range(COPIES)
    ]
    return [*takes, *clips]


def rows_of(sources: Sequence[Source], told: Callable[[float], None]) -> Rows:
    """Some moments of every source; `told` hears the part that is done."""
    values, states, folds, captures = [], [], [], []
    for number, source in enumerate(sources):
        sample, says = source.make()
        keep = _KEEP_OF_CAPTURE if source.is_capture else _KEEP
        some, true = evidence_and_states(sample, np.random.default_rng([23, number]), keep, says)
        values.append(some)
        states.append(true)
        folds.append(np.full(len(true), source.fold))
        captures.append(np.full(len(true), source.is_capture))
        told((number + 1) / len(sources))
    return Rows(*(np.concatenate(parts) for parts in (values, states, folds, captures)))


def unseen(
    sources: Sequence[Source], likelihood: Likelihood
) -> Iterator[tuple[Sample, Likelihood]]:
    """Every sample with the one member of the likelihood that was not fitted on it."""
    for source in sources:
        fold = source.fold
        yield source.make()[0], replace(likelihood, members=likelihood.members[fold : fold + 1])

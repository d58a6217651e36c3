"""Where wanted slides are lost, by length: never heard, weighed too low, or overruled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.made_takes import MadeTake
from benchmarks.takes.labels import foot_paths, runs
from benchmarks.takes.training_takes import grid_of
from core.contacts.intervals import states_of
from core.contacts.likelihood import ORDER, Likelihood, log_probabilities
from core.contacts.slide_choice import (
    Stretch,
    stretch_odds,
    stretches_heard,
    with_chosen_slides,
)

#: Metres between the first and the last place of a slide that part the rows.
LENGTHS = (0.05, 0.12, 0.2, 0.3, np.inf)
#: What becomes of a wanted slide, in the order of the columns.
FATES = ("found", "no stretch", "other extent", "weighed low", "overruled")
#: A slide is found where this part of it is called so; a stretch is of it where they share this
#: part of both, and says nothing of it below the other.
_FOUND, _OF_IT, _BESIDE_IT = 0.5, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class WantedSlide:
    """One slide of the truth and what an estimate made of it."""

    metres: float
    fate: str  # one of FATES
    called: tuple[float, ...]  # parts of it that are called each state of ORDER


def wanted_slides(made: MadeTake, worse: MadeTake, likelihood: Likelihood) -> Iterator[WantedSlide]:
    """Every slide of a truth as the estimate from the spoiled take has it."""
    grid = grid_of(worse.corrupted, worse.points)
    logs = log_probabilities(grid, likelihood)
    heard = [one for one in stretches_heard(grid, logs, likelihood) if one.state == "slide"]
    chosen = with_chosen_slides(grid, logs, likelihood).histories
    paths = foot_paths(made.truth, made.points)
    for name in grid.names:
        path = np.stack([np.interp(grid.times, made.truth.times, axis) for axis in paths[name].T])
        near = [one for one in heard if one.name == name]
        for first, last in runs(states_of(made.contacts, name, grid.times) == "slide"):
            inside = chosen[name][first : last + 1]
            called = tuple(float(np.mean(inside == state)) for state in range(len(ORDER)))
            metres = float(np.hypot(*(path[[0, 2], last] - path[[0, 2], first])))
            fate = _fate(called, near, (first, last + 1), likelihood)
            yield WantedSlide(metres, fate, called)


def _fate(
    called: tuple[float, ...],
    near: list[Stretch],
    slide: tuple[int, int],
    likelihood: Likelihood,
) -> str:
    if called[ORDER.index("slide")] >= _FOUND:
        return "found"
    shares = [_shared((one.first, one.stop), slide) for one in near]
    if max(shares, default=0.0) < _BESIDE_IT:
        return "no stretch"
    of_it = [one for one, share in zip(near, shares, strict=True) if share >= _OF_IT]
    if not of_it:
        return "other extent"
    low = stretch_odds(of_it, likelihood).max() < likelihood.stretches["slide"].least_odds
    return "weighed low" if low else "overruled"


def _shared(one: tuple[int, int], other: tuple[int, int]) -> float:
    """What two stretches share, as a part of both."""
    both = max(min(one[1], other[1]) - max(one[0], other[0]), 0)
    return both / (max(one[1], other[1]) - min(one[0], other[0]))


def fates_by_length(slides: Iterable[WantedSlide]) -> Iterator[str]:
    """A line for every length: how many there are, what became of them, and what the missed ones
    are called."""
    yield (
        f"{'metres':>12s}  {'all':>4s}"
        + "".join(f"{fate:>14s}" for fate in FATES)
        + ("   the missed are called plant, pivot, slide, air")
    )
    some, low = list(slides), 0.0
    for high in LENGTHS:
        row = [one for one in some if low <= one.metres < high]
        missed = [one.called for one in row if one.fate != "found"]
        counts = "".join(f"{sum(one.fate == fate for one in row):14d}" for fate in FATES)
        called = "  ".join(f"{part:.2f}" for part in np.mean(missed, axis=0)) if missed else ""
        until = f"to {high:.2f}" if np.isfinite(high) else "on"
        yield f"{low:.2f} {until:>7s}  {len(row):4d}{counts}   {called}"
        low = high

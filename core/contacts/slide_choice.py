"""Which stretches that look like slides are wanted slides.

The history is asked twice. First slides are heard willingly, so that hardly one is missed; each
stretch that is found so is weighed as a whole (`slide_evidence`), by weights that were fitted on
takes whose slides are known. Where it is none, slides are ruled out, and the history that is asked
again says what the point does instead. A tremble is weighed as one thing, over all of its time: no
moment of it tells it from a short slide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.contacts.contact import Contact
from core.contacts.evidence import Grid
from core.contacts.history import pair_histories
from core.contacts.intervals import held_samples
from core.contacts.likelihood import ORDER, Likelihood, mean_chances
from core.contacts.slide_evidence import Told, slide_evidence, told

_SLIDE = ORDER.index("slide")
#: How willingly slides are heard at first, as in `history`.
_WILLING = 1.2
#: Log odds below which a stretch is no slide: a slide that is missed costs more than one too many.
_LEAST_ODDS = -1.6
#: What rules a state out at a sample, and what a chosen slide is worth in all, over its middle (as
#: a part of it): how far it reaches to both sides the second history says.
_NEVER, _WORTH, _MIDDLE = -30.0, 15.0, 0.5
#: Evidence further out than this (spreads) is heard as this; the least probability.
_MOST, _LEAST = 5.0, 1e-6
_UNSUREST, _SUREST = 0.05, 0.98


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The histories of a take's points with the slides that were chosen."""

    take: Told
    histories: dict[str, np.ndarray]  # point -> (samples,) places in ORDER


def with_chosen_slides(grid: Grid, logs: np.ndarray, likelihood: Likelihood) -> Chosen:
    """The likeliest histories in which every slide is worth being called one.

    logs: (points, samples, 4) log probabilities.
    """
    histories = pair_histories(grid.names, logs, likelihood, slides=_WILLING)
    take = told(grid, logs, histories)
    chosen = np.full(logs.shape[:2], _NEVER)
    for name, states in histories.items():
        for first, stop in _slides(states):
            if slide_odds(take, name, first, stop, likelihood) >= _LEAST_ODDS:
                row = chosen[grid.names.index(name), first:stop]
                edge = int(0.5 * (1.0 - _MIDDLE) * len(row))
                row[:] = 0.0
                row[edge : len(row) - edge] = _WORTH / (len(row) - 2 * edge)
    heard = logs.copy()
    heard[:, :, _SLIDE] += chosen
    histories = pair_histories(grid.names, heard, likelihood)
    return Chosen(told(grid, logs, histories), histories)


def slide_odds(take: Told, name: str, first: int, stop: int, likelihood: Likelihood) -> float:
    """Log odds that the samples first to stop - 1 of a point are a wanted slide."""
    weights = likelihood.slides
    evidence = (slide_evidence(take, name, first, stop) - weights.middle) / weights.spread
    none, slide = mean_chances(np.clip(evidence, -_MOST, _MOST), weights.members)[:2]
    return float(np.log(max(slide, _LEAST)) - np.log(max(none, _LEAST)))


def slide_chance(take: Told, slide: Contact, likelihood: Likelihood) -> float:
    """How probable it is that a slide is one."""
    held = held_samples(take.grid.times, slide)
    if held.stop <= held.start:
        return _UNSUREST
    odds = slide_odds(take, slide.point, held.start, held.stop, likelihood)
    offset, slope = likelihood.slides.trust
    chance = 1.0 / (1.0 + np.exp(-(offset + slope * odds)))
    return float(np.clip(chance, _UNSUREST, _SUREST))


def _slides(states: np.ndarray) -> list[tuple[int, int]]:
    """First sample of every slide and the one after its last."""
    edges = np.diff(np.concatenate([[False], states == _SLIDE, [False]]).astype(np.int8))
    return list(zip(np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True))

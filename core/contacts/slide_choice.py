"""Which stretches that look like slides are wanted slides, and which pivots are pivots.

The history is asked several times, each time hearing slides and pivots more willingly: a reluctant
one misses the quiet ones, a willing one runs several into one. Each stretch that is found so is
weighed as a whole (`slide_evidence`), by weights that were fitted on takes whose contacts are
known, and of stretches that overlap the likeliest counts. Elsewhere the state is ruled out, and the
history that is asked at last says what the point does instead. A tremble is weighed as one thing,
over all of its time: no moment of it tells it from a short slide, nor a foot that rolls from one
that turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import Contact, State
from core.contacts.evidence import Grid
from core.contacts.history import pair_histories
from core.contacts.intervals import held_samples
from core.contacts.likelihood import (
    ORDER,
    STRETCHES,
    Likelihood,
    mean_chances,
)
from core.contacts.slide_evidence import Told, pivot_evidence, slide_evidence, told

#: What speaks for a stretch of a state.
EVIDENCE_FOR: Mapping[State, Callable[[Told, str, int, int], np.ndarray]] = {
    "slide": slide_evidence,
    "pivot": pivot_evidence,
}
#: What rules a state out at a sample, and what a chosen slide is worth in all, over its middle (as
#: a part of it): how far it reaches to both sides the second history says.
_NEVER, _WORTH, _MIDDLE = -30.0, 15.0, 0.5
#: Stretches whose chances differ by no more are as likely as one another.
_AS_LIKELY = 0.1
#: Evidence further out than this (spreads) is heard as this; the least probability.
_MOST, _LEAST = 5.0, 1e-6
_UNSUREST, _SUREST = 0.05, 0.98


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The histories of a take's points with the slides and pivots that were chosen."""

    take: Told
    histories: dict[str, np.ndarray]  # point -> (samples,) places in ORDER


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Samples first to stop - 1 of a point that may be of a state, in a history that says so."""

    take: Told
    name: str
    state: State
    first: int
    stop: int


def stretches_heard(grid: Grid, logs: np.ndarray, likelihood: Likelihood) -> list[Stretch]:
    """All that is called a slide or a pivot by a history that hears them more and more willingly,
    each stretch once."""
    found: dict[tuple[str, State, int, int], Stretch] = {}
    take = None
    for willing in likelihood.levels:
        said = dict(zip(STRETCHES, willing, strict=True))
        histories = pair_histories(grid.names, logs, likelihood, said)
        take = told(grid, logs, histories) if take is None else replace(take, histories=histories)
        for state in STRETCHES:
            for name, states in histories.items():
                for first, stop in stretches_of(states, ORDER.index(state)):
                    key = (name, state, int(first), int(stop))
                    found.setdefault(key, Stretch(take, *key))
    return list(found.values())


def with_chosen_slides(grid: Grid, logs: np.ndarray, likelihood: Likelihood) -> Chosen:
    """The likeliest histories in which every slide and pivot is worth being called one.

    logs: (points, samples, 4) log probabilities.
    """
    heard = logs.copy()
    stretches = stretches_heard(grid, logs, likelihood)
    odds = stretch_odds(stretches, likelihood)
    for state in STRETCHES:
        place = ORDER.index(state)
        chosen = np.full(logs.shape[:2], _NEVER)
        for k in np.argsort(odds)[::-1]:
            one = stretches[k]
            if one.state != state or odds[k] < likelihood.stretches[state].least_odds:
                continue
            row = chosen[grid.names.index(one.name), one.first : one.stop]
            if np.any(row > _NEVER):
                continue
            edge = int(0.5 * (1.0 - _MIDDLE) * len(row))
            row[:] = 0.0
            row[edge : len(row) - edge] = _WORTH / (len(row) - 2 * edge)
        chosen = _reaching(chosen, grid.names, state, stretches, odds, likelihood)
        heard[:, :, place] += chosen
    histories = pair_histories(grid.names, heard, likelihood)
    return Chosen(told(grid, logs, histories), histories)


def _reaching(
    chosen: np.ndarray,
    names: Sequence[str],
    state: State,
    stretches: Sequence[Stretch],
    odds: np.ndarray,
    likelihood: Likelihood,
) -> np.ndarray:
    """What is chosen (points, samples), free to reach as far as any stretch about it that would
    count by itself and is as likely: their ends are the history's to say. One about two that are
    chosen would run them into one."""
    reached = chosen.copy()
    chances = 1.0 / (1.0 + np.exp(-odds))
    best = np.zeros(chosen.shape)
    for one, chance in zip(stretches, chances, strict=True):
        if one.state == state:
            row = best[names.index(one.name), one.first : one.stop]
            row[:] = np.maximum(row, chance)
    for one, odd, chance in zip(stretches, odds, chances, strict=True):
        if one.state != state or odd < likelihood.stretches[state].least_odds:
            continue
        place, inside = names.index(one.name), slice(one.first, one.stop)
        there = chosen[place, inside] > _NEVER
        alone = len(stretches_of(there, True)) == 1
        if alone and chance > best[place, inside].max() - _AS_LIKELY:
            reached[place, inside][~there] = 0.0
    return reached


def stretch_odds(stretches: Sequence[Stretch], likelihood: Likelihood) -> np.ndarray:
    """(stretches,) log odds that each is a slide, or a pivot; weighed all at once."""
    odds = np.zeros(len(stretches))
    for state in STRETCHES:
        places = [k for k, one in enumerate(stretches) if one.state == state]
        if not places:
            continue
        weights, evidence_for = likelihood.stretches[state], EVIDENCE_FOR[state]
        evidence = np.array([
            evidence_for(one.take, one.name, one.first, one.stop)
            for one in (stretches[k] for k in places)
        ])  # fmt: skip
        standard = np.clip((evidence - weights.middle) / weights.spread, -_MOST, _MOST)
        chances = np.log(np.maximum(mean_chances(standard, weights.members)[:, :2], _LEAST))
        odds[places] = chances[:, 1] - chances[:, 0]
    return odds


def stretch_chances(
    take: Told, contacts: Sequence[Contact], likelihood: Likelihood
) -> dict[Contact, float]:
    """How probable it is of each slide, and of each pivot, that it is one."""
    chances = dict.fromkeys(contacts, _UNSUREST)
    inside = {one: held_samples(take.grid.times, one) for one in contacts}
    known = [one for one, held in inside.items() if held.stop > held.start]
    stretches = [
        Stretch(take, one.point, one.state, inside[one].start, inside[one].stop) for one in known
    ]
    for one, odds in zip(known, stretch_odds(stretches, likelihood), strict=True):
        offset, slope = likelihood.stretches[one.state].trust
        chance = 1.0 / (1.0 + np.exp(-(offset + slope * odds)))
        chances[one] = float(np.clip(chance, _UNSUREST, _SUREST))
    return chances


def stretches_of(states: np.ndarray, place: int) -> list[tuple[int, int]]:
    """First sample of every run of a state (its place in ORDER) and the one after its last."""
    edges = np.diff(np.concatenate([[False], states == place, [False]]).astype(np.int8))
    return list(zip(np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True))

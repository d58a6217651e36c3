"""A stretch of a problem with all that a solve of its samples may know, and nothing else.

What is solved of a stretch is a function of what it holds, by construction: so it can be kept
under its content, and an edit elsewhere in the take leaves it as it is.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.solve.problem import Problem
from core.solve.rig import Rig
from core.solve.slide_paths import Slides, slide_key
from core.solve.window import EDGE, nearby

Told = TypeVar("Told")

#: Samples on both sides besides those that a window keeps to: what began before it is seen to.
_MARGIN = EDGE


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Its samples are the take's from `first` on; its contacts and pins have numbers there."""

    first: int
    problem: Problem
    numbers: tuple[int, ...]

    def own(self, told: Mapping[int, Told]) -> dict[int, Told]:
        """What is told of contacts and pins by their numbers in the take, by its own."""
        return {k: told[number] for k, number in enumerate(self.numbers) if number in told}


def stretch_of(problem: Problem, start: int, stop: int) -> Stretch:
    """The stretch in which samples start to stop - 1 are solved, or kept to the ones beside."""
    frames, times = problem.motion.frame_count, problem.motion.times
    low, high = max(start - EDGE, 0), min(stop + EDGE, frames)
    first, last = max(low - _MARGIN, 0), min(high + _MARGIN, frames)
    near, numbers = nearby(problem, low, high)
    begins, ends = times[first] - TIME_SLACK, times[last - 1] + TIME_SLACK
    chosen = [k for k, pin in enumerate(problem.pins) if pin.end >= begins and pin.start <= ends]
    here = slice(first, last)
    part = replace(
        near,
        motion=problem.motion.frames(first, last),
        pins=tuple(problem.pins[k] for k in chosen),
        marks=tuple(mark for mark in problem.marks if begins <= mark[0] <= ends),
        slides=_slides_of(near.contacts, problem.slides, first),
        turn_errors=None if problem.turn_errors is None else problem.turn_errors[here],
        ankles={side: errors[here] for side, errors in problem.ankles.items()},
        known=None,
        solved=None,
    )
    contacts = numbers[: len(near.contacts)].tolist()
    return Stretch(first, part, (*contacts, *(len(problem.contacts) + k for k in chosen)))


def _slides_of(contacts: Iterable[Contact], slides: Slides, first: int) -> Slides:
    keys = (slide_key(one) for one in contacts if one.state == "slide")
    return {key: (slides[key][0] - first, slides[key][1]) for key in keys if key in slides}


def content_of_all(problem: Problem, rig: Rig) -> bytes:
    """What all stretches of a problem share, hashed; of one skeleton."""
    p = problem
    shared = rig, p.points, p.ground, p.prior, p.camera, p.settled, p.tips
    return hashlib.blake2b(pickle.dumps(shared, protocol=5), digest_size=20).digest()


def content_of(stretch: Stretch, asked: object, arrays: Iterable[np.ndarray]) -> bytes:
    """All that a stretch holds, what is asked of it (whatever says so in words) and arrays that
    are known of it, hashed."""
    problem, motion = stretch.problem, stretch.problem.motion
    slides = sorted(problem.slides.items(), key=lambda one: one[0])
    sides = sorted(problem.ankles)
    words = (
        asked, problem.contacts, problem.pins, problem.marks, problem.rest_ends, sides,
        [(key, first, len(path)) for key, (first, path) in slides],
    )  # fmt: skip
    digest = hashlib.blake2b(repr(words).encode(), digest_size=20)
    held = [motion.times, motion.root_positions, motion.local_rotations]
    if motion.local_translations is not None:
        held.append(motion.local_translations)
    if problem.turn_errors is not None:
        held.append(problem.turn_errors)
    held += [problem.ankles[side] for side in sides] + [path for _, (_, path) in slides]
    for array in (*held, *arrays):
        digest.update(repr(array.shape).encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.digest()

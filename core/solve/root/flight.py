"""Flight: between lift and touch the centre of mass can only follow gravity's parabola.

A flight is a stretch between two contacts in which nothing touches anything and every foot is
clear of the floor. It is looked at without the root's drift, which would bend it, lift it or sink
it. Where the path strays from its parabola by more than a body's own noise makes it, the root is
moved back onto it before the solve, softly at both ends; what strays less is left alone, so that a
motion that flies well is not touched when it is refined again. A body that falls at quite another
acceleration was captured at a wrong rate or size: then its flights are told, and left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.contacts.intervals import held_samples
from core.motion.centre_of_mass import GRAVITY, centre_of_mass
from core.solve.captured_paths import captured_paths
from core.solve.known import Strays
from core.solve.problem import Problem
from core.solve.root.root_drift import root_drift

#: Flights are so long (seconds), and the feet so clear of the floor (metres) but at their ends.
_SHORTEST, _LONGEST = 0.15, 1.5
_CLEAR, _AT_ENDS = 0.03, 0.06
#: Samples besides the ends that a parabola is laid through, at least.
_FEWEST = 5
#: What strays less than this (metres) from the parabola is left alone.
STRAYS = 0.02
#: Gravity that is off by more than this part speaks of a wrong rate or size.
_WRONG = 0.25
#: What falls slower than this (m/s2) is held by something that nobody stated: of slow motion, three
#: times as slow falls at 1.1, and flights of more are longer than `_LONGEST`.
_HELD = 1.0


@dataclass(frozen=True, slots=True)
class Flight:
    """Samples start to stop - 1; how far off the parabola (metres), and falling how fast (m/s2)."""

    start: int
    stop: int
    off: float
    falls: float

    @property
    def believed(self) -> bool:
        """Whether rate and size are such that gravity is what makes it fall."""
        return abs(self.falls / GRAVITY - 1.0) <= _WRONG

    @property
    def fault(self) -> str:
        """What is wrong with rate or size, in words; nothing where they are believed."""
        if self.believed:
            return ""
        if self.falls < _HELD:
            return (
                "nothing is held, but the body does not fall: a contact is missing there, with a "
                "height of its own where the floor is not level"
            )
        ratio = self.falls / GRAVITY
        return (
            f"it falls at {self.falls:.1f} m/s² instead of 9.8: the rate is {ratio**-0.5:.2f} of "
            f"the true one, or the body {ratio:.2f} of its size"
        )


def flights(
    problem: Problem, start: int, stop: int, drift: np.ndarray | None = None
) -> list[Flight]:
    """The flights that touch samples start to stop - 1, measured on the problem's motion.

    drift: what is added to its root at samples start to stop - 1, (stop - start, 3) metres, where
    that is known; what a flight has beyond them is looked up.
    """
    return [flight for flight, _ in _measured(problem, start, stop, drift)]


def onto_parabolas(
    problem: Problem, start: int, stop: int, drift: np.ndarray
) -> tuple[np.ndarray, tuple[Flight, ...]]:
    """What to add to the root at samples start to stop - 1 beside its drift there, both
    (stop - start, 3) metres, and the flights."""
    moved = np.zeros((stop - start, 3))
    times = problem.motion.times
    measured = _measured(problem, start, stop, drift)
    for flight, off in measured:
        if flight.off < STRAYS or not flight.believed:
            continue
        inside = times[flight.start : flight.stop]
        ends = np.minimum(inside - inside[0], inside[-1] - inside)
        share = 0.5 - 0.5 * np.cos(np.pi * np.clip(ends / _AT_ENDS, 0.0, 1.0))
        low, high = max(flight.start, start), min(flight.stop, stop)
        shift = share[:, None] * off
        moved[low - start : high - start] = -shift[low - flight.start : high - flight.start]
    return moved, tuple(flight for flight, _ in measured)


def _measured(
    problem: Problem, start: int, stop: int, drift: np.ndarray | None
) -> list[tuple[Flight, np.ndarray]]:
    """Flights, and how far each strays, (samples, 3) metres."""
    times = problem.motion.times
    found = []
    for first, last in _gaps(problem):
        if last <= start or first >= stop:
            continue
        if not _SHORTEST <= times[last - 1] - times[first] <= _LONGEST:
            continue
        added = np.zeros((last - first, 3))
        if drift is not None:
            whole = start <= first and last <= stop
            added = drift[first - start : last - start] if whole else (
                root_drift(problem, first, last).taken
            )  # fmt: skip
        if not _clear(problem, first, last, added[:, 1]):
            continue
        off, falls, inner = _known_strays(problem, first, last)
        if np.any(added):
            more, slower, _ = _strays_of(np.array(added), times[first:last])
            off, falls = off + more, falls + slower
        flight = Flight(first, last, float(np.abs(off[inner]).max()), falls)
        found.append((flight, off))
    return found


def _gaps(problem: Problem) -> list[tuple[int, int]]:
    """Samples between two contacts at which nothing touches."""
    frames = problem.motion.frame_count
    touched = np.zeros(frames + 1, dtype=np.int64)
    for contact in problem.contacts:
        if contact.on_ground:
            held = held_samples(problem.motion.times, contact)
            touched[held.start] += 1
            touched[held.stop] -= 1
    free = np.cumsum(touched[:-1]) == 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(np.int8), [0]])))
    runs = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    return [(a, b) for a, b in runs if a > 0 and b < frames]


def _clear(problem: Problem, first: int, last: int, raised: np.ndarray) -> bool:
    """Whether no foot comes near the floor but at the ends; raised: (samples,) metres, by so much
    the root is to be."""
    times = problem.motion.times[first:last]
    away = np.minimum(times - times[0], times[-1] - times)
    paths = captured_paths(problem, first, last, problem.touching)
    if not paths or np.count_nonzero(away > _AT_ENDS) < _FEWEST:
        return False
    lowest = np.min([path[:, 1] for path in paths.values()], axis=0) + raised - problem.ground
    return bool(np.all(lowest[away > _AT_ENDS] > _CLEAR))


def _known_strays(problem: Problem, first: int, last: int) -> Strays:
    """`_strays`, where an earlier solve did not find them."""
    known = problem.known
    if known is None:
        return _strays(problem, first, last)
    key = known.first + first, known.first + last
    if key not in known.strays:
        known.strays[key] = _strays(problem, first, last)
    return known.strays[key]


def _strays(problem: Problem, first: int, last: int) -> Strays:
    """(samples, 3) metres off the best parabola of gravity, and the acceleration of the fall.

    The parabola is that of the inner samples (the mask): when exactly a foot lifts and touches
    is not known so well.
    """
    motion = problem.motion.frames(first, last)
    mass = centre_of_mass(motion)
    mass[:, 1] += 0.5 * GRAVITY * (motion.times - motion.times[0]) ** 2
    off, falls, inner = _strays_of(mass, motion.times)
    return off, falls + GRAVITY, inner


def _strays_of(path: np.ndarray, times: np.ndarray) -> Strays:
    """The same of a path (samples, 3) that should be straight: all of it is linear in the path."""
    t = times - times[0]
    inner = np.minimum(t, t[-1] - t) > _AT_ENDS
    falls = -2.0 * float(np.polyfit(t[inner], path[inner, 1], 2)[0])
    lines = [np.polyfit(t[inner], path[inner, k], 1) for k in range(3)]
    straight = np.stack([np.polyval(line, t) for line in lines], axis=-1)
    return path - straight, falls, inner

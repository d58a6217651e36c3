"""A stretch of a problem made ready for solving: quantities, rows, limits, prior.

A window is the whole take, or a part of it that is solved alone. Then two samples beyond each of
its ends belong to it but stay as they are: they fix value and velocity of the correction there,
and the places of the contacts that cross the ends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import TIME_SLACK
from core.motion.motion import Motion
from core.solve.bent_toes import Toes, toes_of
from core.solve.constraints import build_rows, heading_known, lone_plants
from core.solve.limits import Limits, build_limits
from core.solve.pins.pin_rows import build_demands
from core.solve.prior import PriorBand, prior_band
from core.solve.problem import Problem
from core.solve.rig import Rig, shank_of, thigh_and_shank
from core.solve.system.levers import HEADING_LEVER
from core.solve.system.quantities import Evaluated, Frame
from core.solve.system.rows import Rows
from core.solve.system.unknowns import build_chain, fixed_in

#: Samples beyond an end of a part that stay as they are: the reach of a second difference.
EDGE = 2
#: The unknowns that turn the root.
_ROOT_TURN = range(3, 6)
#: Below this bend (radians) a knee's own axis is noise.
_LEAST_BEND = 0.087


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Samples first, first + 1, ... of the take; those in `free` (of the window) may change."""

    first: int
    free: slice
    motion: Motion
    rig: Rig
    frame: Frame
    captured: np.ndarray  # (frames, quantities): their values without a correction
    unmoved: Evaluated  # the same with gradients; steps write in its memory
    rows: Rows
    limits: Limits
    band: PriorBand
    headings: np.ndarray  # (frames, feet) bool: where a foot has a heading to hold
    lone: np.ndarray  # (frames, feet) bool: where one plant alone would hold it
    toes: tuple[Toes, ...] = ()  # those that can bend

    def new_headings(self, x: np.ndarray) -> np.ndarray | None:
        """Where a lone plant's foot has a heading at corrections x that it was not held to.

        Refining again would hold it there, so it has to be held at once. None for nowhere.
        """
        missing = ~self.headings & self.lone
        if not np.any(missing):
            return None
        found = missing & heading_known(self.frame.evaluate(x).values, self.rig.feet)
        return found if np.any(found) else None

    @property
    def frames(self) -> int:
        return self.motion.frame_count


def build_window(
    problem: Problem, rig: Rig, start: int, stop: int,
    released: Mapping[int, Collection[str]] | None = None,
    bows: Mapping[tuple[int, int], np.ndarray] | None = None, *, edged: bool,
    opening: bool = False, headings: np.ndarray | None = None,
) -> Window:  # fmt: skip
    """The window in which samples start to stop - 1 may change.

    Args:
        problem: the whole take's.
        rig: `describe_rig(problem)`.
        start, stop: samples of the take.
        released, bows: see `constraints.build_rows`.
        edged: samples beyond the end are kept to as well; else what comes after is as unknown
            as beyond the end of a take.
        opening: what comes before the start is unknown; else it is kept to.
        headings: (frames, feet) bool: where a foot has a heading beside where it was captured
            with one; None: nowhere else.
    """
    first = start if opening else max(start - EDGE, 0)
    last = min(stop + EDGE, problem.motion.frame_count) if edged else stop
    motion = problem.motion.frames(first, last)
    frame = _describe_frame(problem, motion, rig, first)
    unmoved = _captured_values(frame, rig.unknowns.count)
    captured = unmoved.values.copy()
    free = slice(start - first, stop - first)
    known = heading_known(captured, rig.feet)
    known = known if headings is None else known | headings
    near, numbers = nearby(problem, first, last)
    rows = build_rows(
        near, rig, captured, known, first, _told(released, numbers), _told_of(bows, numbers)
    )
    rows = replace(rows, contact=numbers[rows.contact])
    return Window(
        first,
        free,
        motion,
        rig,
        frame,
        captured,
        unmoved,
        _rows_on_free_samples(rows, free),
        build_limits(near, rig, frame, captured, first, _told(released, numbers)),
        _prior(problem, rig, motion, first),
        known,
        lone_plants(near, rig.feet, first, motion.frame_count),
        toes_of(near, rig, motion, first, free),
    )


def _prior(problem: Problem, rig: Rig, motion: Motion, first: int) -> PriorBand:
    """The prior of the window's samples; the root's turn and ankles are as loose as the take says
    that they err."""
    spectra, jumps = rig.spectra(problem.prior), rig.jumps(problem)
    here = slice(first, first + motion.frame_count)
    stiffer: list[tuple[np.ndarray, Collection[int]]] = []
    if problem.turn_errors is not None:
        usual = problem.prior.root_turn.deviation
        stiffer.append(((usual / problem.turn_errors[here]) ** 2, _ROOT_TURN))
    for leg in rig.unknowns.legs:
        if leg.side in problem.ankles:
            usual = problem.prior.joint_turn.deviation
            ankle = range(3 + 3 * leg.ankle, 6 + 3 * leg.ankle)
            stiffer.append(((usual / problem.ankles[leg.side][here]) ** 2, ankle))
    return prior_band(motion.times, spectra, jumps, stiffer)


def nearby(problem: Problem, first: int, last: int) -> tuple[Problem, np.ndarray]:
    """The problem with the contacts that samples first to last - 1 know of, and their numbers.

    These are those that touch them and, of every point, the next before and after. The last
    number is that of no contact; pins come before it.
    """
    times = problem.motion.times
    low, high = times[first] - TIME_SLACK, times[last - 1] + TIME_SLACK
    chosen: set[int] = set()
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for number, contact in enumerate(problem.contacts):
        if contact.end < low:
            if contact.end >= problem.contacts[before.get(contact.point, number)].end:
                before[contact.point] = number
        elif contact.start > high:
            if contact.start <= problem.contacts[after.get(contact.point, number)].start:
                after[contact.point] = number
        else:
            chosen.add(number)
    numbers = sorted(chosen.union(before.values(), after.values()))
    near = replace(problem, contacts=tuple(problem.contacts[number] for number in numbers))
    pins = range(len(problem.contacts), len(problem.contacts) + len(problem.pins))
    return near, np.array([*numbers, *pins, -1], dtype=np.int64)


def _told(
    released: Mapping[int, Collection[str]] | None, numbers: np.ndarray
) -> dict[int, Collection[str]]:
    """What is said of contacts and pins, by their places in the window's list."""
    if not released:
        return {}
    return {k: released[int(n)] for k, n in enumerate(numbers) if int(n) in released}


def _told_of(
    bows: Mapping[tuple[int, int], np.ndarray] | None, numbers: np.ndarray
) -> dict[tuple[int, int], np.ndarray]:
    place = {int(number): k for k, number in enumerate(numbers)}
    return {
        (place[index], joint): bow for (index, joint), bow in (bows or {}).items() if index in place
    }


def _rows_on_free_samples(rows: Rows, free: slice) -> Rows:
    here = (rows.frame >= free.start) & (rows.frame < free.stop)
    after = (rows.frame + 1 >= free.start) & (rows.frame + 1 < free.stop) & (rows.after != 0.0)
    return rows.chosen(here | after)


def _describe_frame(problem: Problem, motion: Motion, rig: Rig, first: int) -> Frame:
    unknowns, frames = rig.unknowns, motion.frame_count
    chain = build_chain(motion, unknowns)
    attach = [unknowns.nearest(motion.skeleton, point.joint) for point in rig.points]
    offset = np.zeros((frames, len(attach), 3))
    for place, point in enumerate(rig.points):
        carrier = unknowns.joints[attach[place]]
        offset[:, place] = fixed_in(motion, carrier, point.joint, point.offset)
    legs = len(unknowns.legs)
    shank = np.zeros((frames, legs, 3))
    axis = np.zeros((frames, legs, 3))
    for leg in range(legs):
        shank[:, leg] = shank_of(motion, unknowns, leg)
        axis[:, leg] = _own_axes(*thigh_and_shank(motion, unknowns, leg), rig.bend_axes[leg])
    columns, counts = _columns(rig, attach)
    frame = Frame(
        chain,
        np.array(attach, dtype=np.int64),
        offset,
        np.array([(f.heel, f.toe) for f in rig.feet], dtype=np.int64).reshape(-1, 2),
        np.zeros((frames, len(rig.feet))),
        np.array([limb.knee for limb in unknowns.legs], dtype=np.int64),
        shank,
        axis,
        build_demands(problem, rig, motion, first),
        columns,
        counts,
    )
    return frame


def _own_axes(thigh: np.ndarray, shank: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Each sample's own bend axis (frames, 3); the take's where the leg is nearly straight."""
    cross = np.cross(thigh, shank)
    size = np.linalg.norm(cross, axis=-1)
    lengths = np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shank, axis=-1)
    own = (size > np.sin(_LEAST_BEND) * lengths) & (cross @ mean > 0.0)
    return np.where(own[:, None], cross / np.maximum(size, 1e-12)[:, None], mean)


def _columns(rig: Rig, attach: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Which unknowns each quantity depends on."""
    unknowns = rig.unknowns
    lists = [unknowns.columns(place) for place in attach for _ in range(3)]
    for foot in rig.feet:
        both = unknowns.columns(attach[foot.heel]) + unknowns.columns(attach[foot.toe])
        lists.append(sorted(set(both)))
    for limb in unknowns.legs:
        lists.append([3 + 3 * limb.knee + axis for axis in range(3)])
    for joint, in_parent in rig.turned:
        place = unknowns.joints.index(joint)
        own = [3 + 3 * place + axis for axis in range(3)]
        lists += 3 * [own if in_parent else unknowns.columns(place)[3:]]
    for joint in rig.seen:
        lists += 2 * [unknowns.columns(attach[rig.pinned_place(joint)])]
    columns = np.zeros((len(lists), unknowns.count), dtype=np.int64)
    for row, listed in enumerate(lists):
        columns[row, : len(listed)] = listed
    return columns, np.array([len(listed) for listed in lists], dtype=np.int64)


def _captured_values(frame: Frame, n: int) -> Evaluated:
    """Everything without a correction; from here on headings are continuous in time."""
    unmoved = frame.evaluate(np.zeros((len(frame.offset), n)))
    first, last = frame.heading(0), frame.heading(len(frame.heading_ends))
    headings = unmoved.values[:, first:last] / HEADING_LEVER
    frame.heading_captured[:] = np.unwrap(headings, axis=0)
    unmoved.values[:, first:last] = HEADING_LEVER * frame.heading_captured
    return unmoved

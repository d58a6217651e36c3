"""The rows that contacts ask for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.contacts.one_place import same_place, takes_over
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.resample import resampled
from core.solve.pins.pin_rows import add_pin_rows
from core.solve.problem import Problem, height_of
from core.solve.rig import Foot, Rig
from core.solve.root.drift_speed import limb_of
from core.solve.short_contacts import GoesOn, next_with_samples
from core.solve.slide_paths import slide_key
from core.solve.system.rows import RowList, Rows

#: Weight of a slide's speed, per (m/s)^2 and second: far above what a leg's prior asks for below
#: 3 Hz, far below an equality.
_SLIDE_SPEED = 2e4
#: What cannot be reached is approached: weight of a released row, per m^2, and the force that
#: it exerts at most, per m, so that what is far away does not tear at the rest.
_RELEASED = 1e5
_PRICE = 5e4
#: A foot whose heel-to-toe line is steeper than this has no heading (horizontal part of length).
_LEAST_HORIZONTAL = 0.3


def build_rows(
    problem: Problem, rig: Rig, captured: np.ndarray, headings: np.ndarray, first: int,
    released: Mapping[int, Collection[str]],
    bows: Mapping[tuple[int, int], np.ndarray] | None = None,
) -> Rows:  # fmt: skip
    """The rows of a window.

    Args:
        problem: the contacts to obey.
        rig: its points.
        captured: (frames, quantities) values at zero correction.
        headings: (frames, feet) bool: where a foot has a heading.
        first: the window's first sample in the take.
        released: contact -> what of it ("anchor", "height", "stillness", the height of a
            "slide", a "pin") cannot be had, and whether it pulls "weaker" or "weakest".
        bows: see `pins.add_pin_rows`.
    """
    frames = len(captured)
    rows = RowList(frames)
    times = problem.motion.times
    for index, contact in enumerate(problem.contacts):
        if not contact.on_ground:
            continue
        place = rig.place_of(contact.point)
        span = held_samples(times, contact)
        inside = np.arange(max(span.start - first, 0), min(span.stop - first, frames))
        given = released.get(index, ())
        if span.start == span.stop:
            _bind_between(problem, rows, index, place, first, captured, given)
        elif len(inside):
            pull = _pull_of(problem, contact, captured[inside, 3 * place : 3 * place + 3], given)
            _bind_height(rows, problem, contact, index, place, inside, given, pull)
            _bind_place(rows, contact, index, place, inside, given, pull)
            if contact.holds and span.start > first and _held_right_before(problem, index):
                _bind_to_the_one_before(rows, index, place, span.start - first - 1)
            if contact.state == "slide":
                inside = _with_ends_that_touch(problem, index, span)
                inside = inside[(inside >= first) & (inside < first + frames)] - first
                inside = _alone(problem, contact, inside, first)
                known = problem.slides.get(slide_key(contact))
                wanted = None if known is None else (known[0] - first, known[1])
                _keep_speed(rows, index, place, inside, captured, times[first:], wanted)
    for number, foot in enumerate(rig.feet):
        by = _heading_plants(problem, foot, first, frames)
        by[~(headings[:-1, number] & headings[1:, number])] = -1
        for index in np.unique(by[by >= 0]):
            rows.hold(np.flatnonzero(by == index), 3 * len(rig.points) + number, int(index))
    add_pin_rows(rows, problem, rig, captured, first, released, bows or {})
    return rows.rows()


def _pull_of(
    problem: Problem, contact: Contact, captured: np.ndarray, released: Collection[str]
) -> float:
    """The weight with which what is released pulls at its point, captured (samples, 3) metres."""
    if "slide" in released:
        far = float(np.max(np.abs(captured[:, 1] - height_of(contact, problem.ground))))
    elif contact.holds and contact.anchor is not None:
        far = float(np.linalg.norm(captured[0] - contact.anchor))
    else:
        return _RELEASED
    price = _PRICE * 0.1 ** len({"weaker", "weakest"}.intersection(released))
    return min(_RELEASED, price / max(far, 1e-9))


def _bind_height(
    rows: RowList, problem: Problem, contact: Contact, index: int, place: int, inside: np.ndarray,
    released: Collection[str], pull: float,
) -> None:  # fmt: skip
    height = height_of(contact, problem.ground)
    anchored = contact.holds and contact.anchor is not None and "anchor" in released
    if "stillness" in released or "slide" in released:
        rows.pull(inside, 3 * place + 1, height, pull, index)
    elif "height" in released or anchored:
        rows.hold(inside[:-1], 3 * place + 1, index)
        rows.pull(inside[:1], 3 * place + 1, height, pull, index)
    else:
        rows.fix(inside, 3 * place + 1, height, index)


def _bind_place(
    rows: RowList, contact: Contact, index: int, place: int, inside: np.ndarray,
    released: Collection[str], pull: float,
) -> None:  # fmt: skip
    """A plant or pivot stands still: where it is told, or wherever suits."""
    if not contact.holds:
        return
    for axis in (0, 2):
        quantity = 3 * place + axis
        if "stillness" in released:
            rows.follow(inside[:-1], quantity, _RELEASED, index)
        elif contact.anchor is None or "anchor" in released:
            rows.hold(inside[:-1], quantity, index)
            if contact.anchor is not None:
                rows.pull(inside[:1], quantity, contact.anchor[axis], pull, index)
        else:
            rows.fix(inside, quantity, contact.anchor[axis], index)


def _held_right_before(problem: Problem, index: int) -> bool:
    """Whether the point is held already where a contact takes over, between two samples.

    Where two contacts meet on a sample, both bind it.
    """
    return next_with_samples(problem, index, -1, same_place) is not None


def _with_ends_that_touch(problem: Problem, index: int, span: slice) -> np.ndarray:
    """The samples of a slide, and the ones beside it on which its point is held: what takes over
    between two samples leaves no time to be elsewhere."""
    start, stop = span.start, span.stop
    if next_with_samples(problem, index, -1, takes_over) is not None:
        start -= 1
    if next_with_samples(problem, index, 1, takes_over) is not None:
        stop += 1
    return np.arange(start, stop)


def _bind_to_the_one_before(rows: RowList, index: int, place: int, sample: int) -> None:
    """A held point that changes from plant to pivot, or back, is where it was before."""
    for axis in (0, 2):
        rows.hold(np.array([sample]), 3 * place + axis, index)


def _keep_speed(
    rows: RowList, index: int, place: int, inside: np.ndarray, captured: np.ndarray,
    times: np.ndarray, wanted: tuple[int, np.ndarray] | None,
) -> None:  # fmt: skip
    """The horizontal speed of the wanted path (from which sample on), else the captured one."""
    pairs = inside[:-1][np.diff(inside) == 1]
    weights = _SLIDE_SPEED / (times[pairs + 1] - times[pairs])
    for axis in (0, 2):
        quantity = 3 * place + axis
        moved = captured[pairs + 1, quantity] - captured[pairs, quantity]
        if wanted is not None:
            path, at = wanted[1][:, axis // 2], pairs - wanted[0]
            known = (at >= 0) & (at + 1 < len(path))
            moved[known] = path[at[known] + 1] - path[at[known]]
        rows.keep_speed(pairs, quantity, moved, weights, index)


def _alone(problem: Problem, slide: Contact, inside: np.ndarray, first: int) -> np.ndarray:
    """The samples of a slide at which no other point of its foot is held: else that point's place
    and the foot's turning already say how it slides."""
    for contact in problem.contacts:
        beside = contact.point != slide.point and limb_of(contact.point) == limb_of(slide.point)
        if contact.holds and beside:
            span = held_samples(problem.motion.times, contact)
            inside = inside[(inside + first < span.start) | (inside + first >= span.stop)]
    return inside


def _bind_between(
    problem: Problem, rows: RowList, index: int, place: int, first: int, captured: np.ndarray,
    released: Collection[str],
) -> None:  # fmt: skip
    """A contact between two samples binds the interpolated pose at its middle.

    The row speaks of the straight line between both samples; how far the captured cubic lies
    off that line is taken from its target. Where it touches what holds a sample beside it, that
    row would contradict the sample by as much: then it asks for no height, and as part of what is
    held there for no place (its anchor is told to the others, `short_contacts`).
    """
    times, contact = problem.motion.times, problem.contacts[index]
    middle = 0.5 * (contact.start + contact.end)
    frame = int(np.searchsorted(times, middle)) - 1 - first
    if not 0 <= frame < len(captured) - 1 or _is_part(problem, index, same_place):
        return
    fraction = (middle - times[first + frame]) / (times[first + frame + 1] - times[first + frame])
    axes = []
    if not _is_part(problem, index, takes_over):
        axes += [(1, height_of(contact, problem.ground))]
    if contact.holds and contact.anchor is not None:
        axes += [(0, contact.anchor[0]), (2, contact.anchor[2])]
    curve = _point_at(problem, contact.point, middle)
    for axis, target in axes:
        before, after = captured[frame : frame + 2, 3 * place + axis]
        bow = curve[axis] - ((1.0 - fraction) * before + fraction * after)
        weight = _RELEASED if released else 0.0
        rows.fix_between(frame, fraction, 3 * place + axis, target - bow, index, weight)


def _is_part(problem: Problem, index: int, goes_on: GoesOn) -> bool:
    """Whether what a contact touches binds a sample beside it."""
    return any(next_with_samples(problem, index, way, goes_on) is not None for way in (-1, 1))


def _point_at(problem: Problem, name: str, time: float) -> np.ndarray:
    point = next(p for p in problem.points if p.name == name)
    turns, positions = forward_kinematics(resampled(problem.motion, np.array([time])))
    return point_positions(turns, positions, point.joint, point.offset)[0]


def _heading_plants(problem: Problem, foot: Foot, first: int, frames: int) -> np.ndarray:
    """(frames - 1,): the plant that is the foot's only contact from a sample to the next, or -1.

    A slide of the foot's other point moves it on purpose, so it frees the heading too.
    """
    held = np.zeros(max(frames - 1, 0), dtype=np.int64)
    by = np.full(len(held), -1)
    for index, contact in enumerate(problem.contacts):
        if contact.on_ground and contact.point in (f"{foot.side}_heel", f"{foot.side}_toe"):
            span = held_samples(problem.motion.times, contact)
            pairs = slice(max(span.start - first, 0), max(min(span.stop - first, frames) - 1, 0))
            held[pairs] += 1
            by[pairs] = index if contact.state == "plant" else -1
            other = next_with_samples(problem, index, 1, same_place)
            across = span.stop - 1 - first  # to the first sample of what goes on at its place
            if other is not None and span.start < span.stop and 0 <= across < len(held):
                whole = {one.state for one in problem.contacts[index : other + 1]} == {"plant"}
                held[across] += 1
                by[across] = index if whole else -1
    by[held != 1] = -1
    return by


def lone_plants(problem: Problem, feet: tuple[Foot, ...], first: int, frames: int) -> np.ndarray:
    """(frames, feet) bool: samples at which a plant is the foot's only contact."""
    lone = np.zeros((frames, len(feet)), dtype=bool)
    for number, foot in enumerate(feet):
        pairs = _heading_plants(problem, foot, first, frames) >= 0
        lone[:-1, number] |= pairs
        lone[1:, number] |= pairs
    return lone


def heading_known(captured: np.ndarray, feet: tuple[Foot, ...]) -> np.ndarray:
    """(frames, feet): whether heel to toe points anywhere but up or down; captured as above."""
    known = np.empty((len(captured), len(feet)), dtype=bool)
    for number, foot in enumerate(feet):
        heel = captured[:, 3 * foot.heel : 3 * foot.heel + 3]
        toe = captured[:, 3 * foot.toe : 3 * foot.toe + 3]
        along = toe - heel
        flat = np.hypot(along[:, 0], along[:, 2])
        known[:, number] = flat > _LEAST_HORIZONTAL * np.linalg.norm(along, axis=-1) + 1e-6
    return known

"""Contacts that a motion obeys exactly: where a foot point stands still to micrometres.

Only a motion that was made to obey contacts has such stretches. There is nothing to estimate in
them: they are the contacts, from the first to the last sample, and a point that is held alone
while its foot turns is a pivot (DESIGN 1: in a plant the heading is held too). What such a motion
does not hold it was not asked to hold, and holding it would move it each time it is refined; only
where a foot plainly skates that should stand was the motion changed by another hand since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.contacts.contact import Contact, State
from core.contacts.intervals import held_samples

#: A held point moves less than this (m) in a step, and in a whole stretch.
HELD_STEP, HELD_STRETCH = 5e-6, 2e-5
#: A motion was solved where this part of what was estimated as held is held exactly, each for this
#: part of its time at least ...
SOLVED_PART, _MATCHED = 0.5, 0.5
#: ... and hardly anything nearly: of what stands still to so many m/s this part does so exactly. A
#: motion that was solved and then resampled or smoothed stands nearly still as often as exactly.
_NEARLY, _EXACT_PART = 0.01, 0.94
#: Points that are held stand on one of the motion's levels to this (m): so even a short one is.
_ON_LEVEL = 5e-6
#: A hold that is not exact although the motion was solved, and yet is one: it lasts this long (s),
#: moves so far in its middle (m; that part of it), is as sure, and no more of it is exact.
_BROKEN_SECONDS, _BROKEN_WAY, _MIDDLE, _BROKEN_SURE = 0.2, 0.015, 0.8, 0.6
_BROKEN_HELD = 0.15
#: ... and its middle lies within this (m) of a level that the motion stands on.
_BROKEN_OFF = 0.012
#: A contact shorter than this (s) is none; one that was made to be obeyed is this sure.
SHORTEST, SURE = 0.1, 0.99
#: A slide that seemed to be held is this sure, and one that seemed to be in the air.
_SEEMED_HELD, _SEEMED_FREE = 0.6, 0.9
#: A heading that is held turns less than this (radians) a step and this in all; it is known where
#: so much of the foot's length is level (as the solver has it), and moves while it is by this (m).
_TURNING_STEP, _TURNED, _LEVEL_PART = 5e-5, 2e-4, 0.3
#: Beside a pivot a plant that is shorter than this (s) is part of it.
_BRIEF = 0.05


def exactly_held(
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    estimated: Sequence[tuple[Contact, float]],
) -> list[tuple[Contact, float]]:
    """What a solved motion holds, in place of what was estimated; else the estimate itself.

    times (frames,), paths (frames, 3) world metres.
    """
    held = {name: held_stretches(times, path, SHORTEST) for name, path in paths.items()}
    if not _is_solved(times, paths, estimated):
        return list(estimated)
    said = {name: [c for c, _ in estimated if c.point == name] for name in paths}
    levels = np.array([
        paths[name][first, 1] for name in held for first, last in held[name]
        if _meets(float(times[first]), float(times[last]), said[name])
    ])  # fmt: skip
    found = [
        (contact, sure) for contact, sure in estimated
        if contact.holds and sure > _BROKEN_SURE
        and _skates(times, paths[contact.point], contact, levels)
        and not _is_held(times, held, contact, _BROKEN_HELD)
        and not _slides_exactly(times, paths[contact.point], contact, levels)
    ]  # fmt: skip
    skating = {name: [c for c, _ in found if c.point == name] for name in paths}
    stands = {
        name: _stands(times, path, levels, said[name], skating[name])
        for name, path in paths.items()
    }
    slides = {
        name: _slides(times, path, _on_levels(path[:, 1], levels), skating[name])
        for name, path in paths.items()
    }
    down = {name: _steps_of(len(times), stands[name] + slides[name]) for name in paths}
    for name in paths:
        for stretch in stands[name]:
            for first, last, state in states_of_held(name, stretch, times, paths, down):
                contact = Contact(name, state, float(times[first]), float(times[last]))
                found.append((contact, SURE))
        for first, last in slides[name]:
            slide = Contact(name, "slide", float(times[first]), float(times[last]))
            found.append((slide, _sureness(slide, estimated)))
    return found


def _sureness(slide: Contact, estimated: Sequence[tuple[Contact, float]]) -> float:
    """How sure a slide is that the motion states: as it seemed, or as what it seemed allows."""
    there = [
        (contact, sure) for contact, sure in estimated
        if contact.point == slide.point and _meets(slide.start, slide.end, [contact])
    ]  # fmt: skip
    seen = [sure for contact, sure in there if contact.state == "slide"]
    return max(seen, default=_SEEMED_HELD if there else _SEEMED_FREE)


def _stands(
    times: np.ndarray,
    path: np.ndarray,
    levels: np.ndarray,
    said: Sequence[Contact],
    skating: Sequence[Contact],
) -> list[tuple[int, int]]:
    """The stretches in which a point is held on purpose: on a level, or where it seems to be."""
    found = []
    on_level = _on_levels(path[:, 1], levels)
    for first, last in held_stretches(times, path, 0.0):
        start, end = float(times[first]), float(times[last])
        short = end - start < SHORTEST - 1e-6
        hangs = not _meets(start, end, said)  # as at the end of an animation
        if (on_level[first] or not (short or hangs)) and not _meets(start, end, skating):
            found.append((first, last))
    return found


def _slides(
    times: np.ndarray, path: np.ndarray, on_level: np.ndarray, skating: Sequence[Contact]
) -> list[tuple[int, int]]:
    """First and last sample where a point lies exactly on a level and is not held, whatever it
    seems to be; at least three samples. on_level: (frames,)."""
    moving = on_level[1:] & on_level[:-1] & (np.abs(np.diff(path[:, 1])) < HELD_STEP)
    for first, last in held_stretches(times, path, 0.0):
        moving[first:last] = False
    return [
        (first, last + 1) for first, last in _runs(moving)
        if last > first and not _meets(float(times[first]), float(times[last + 1]), skating)
    ]  # fmt: skip


def _steps_of(frames: int, stretches: Sequence[tuple[int, int]]) -> np.ndarray:
    """Which steps (frames - 1,) lie inside stretches."""
    inside = np.zeros(max(frames - 1, 0), dtype=bool)
    for first, last in stretches:
        inside[first:last] = True
    return inside


def _on_levels(heights: np.ndarray, levels: np.ndarray, off: float = _ON_LEVEL) -> np.ndarray:
    """Which samples (frames,) lie on one of the levels, exactly or within `off` (m)."""
    if not len(levels):
        return np.zeros(len(heights), dtype=bool)
    levels = np.sort(levels)
    after = np.clip(np.searchsorted(levels, heights), 1, len(levels) - 1) if len(levels) > 1 else 0
    nearest = np.minimum(np.abs(heights - levels[after]), np.abs(heights - levels[after - 1]))
    return nearest < off


def _is_solved(
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    estimated: Sequence[tuple[Contact, float]],
) -> bool:
    """Whether most of what seems to be held is, exactly, and little nearly so. A short hold is
    exact too. What is as likely held as not says nothing."""
    held = {name: held_stretches(times, path, 0.0) for name, path in paths.items()}
    holds = [contact for contact, _ in estimated if contact.holds]
    says = {one: max(2.0 * sure - 1.0, 0.0) * (one.end - one.start) for one, sure in estimated}
    matched = sum(says[one] for one in holds if _is_held(times, held, one))
    if matched <= SOLVED_PART * sum(says[one] for one in holds):
        return False
    exact = {name: _samples_of(len(times), stretches) for name, stretches in held.items()}
    exactly = nearly = 0
    for name, path in paths.items():
        said = np.zeros(len(times), dtype=bool)
        for contact in holds:
            if contact.point == name:
                said[held_samples(times, contact)] = True
        still = np.linalg.norm(np.diff(path, axis=0), axis=-1) < _NEARLY * np.diff(times)
        near = np.append(still, False) | np.insert(still, 0, False)
        # about a point that is held its foot may roll, and the other is known to millimetres
        foot = np.any([exact[n] for n in paths if n.split("_")[0] == name.split("_")[0]], axis=0)
        exactly += int(np.count_nonzero(said & exact[name]))
        runs = _runs(said & near & ~foot)  # as for holds, of at least three samples
        nearly += sum(last - first + 1 for first, last in runs if last - first > 1)
    return exactly > _EXACT_PART * (exactly + nearly)


def _samples_of(frames: int, stretches: Sequence[tuple[int, int]]) -> np.ndarray:
    """Which samples (frames,) lie in stretches."""
    inside = np.zeros(frames, dtype=bool)
    for first, last in stretches:
        inside[first : last + 1] = True
    return inside


def _is_held(
    times: np.ndarray,
    held: Mapping[str, list[tuple[int, int]]],
    contact: Contact,
    part: float = _MATCHED,
) -> bool:
    """Whether the stretches in which its point is held make up this part of a contact."""
    shared = sum(
        max(0.0, min(contact.end, times[last]) - max(contact.start, times[first]))
        for first, last in held[contact.point]
    )
    return bool(shared >= part * (contact.end - contact.start))


def _skates(times: np.ndarray, path: np.ndarray, contact: Contact, levels: np.ndarray) -> bool:
    """Whether the point plainly moves in the middle of a contact of some length, about where the
    motion stands: what hangs above its levels was never held there."""
    lasting = contact.end - contact.start
    if lasting < _BROKEN_SECONDS:
        return False
    off = 0.5 * (1.0 - _MIDDLE) * lasting
    middle = path[(times >= contact.start + off) & (times <= contact.end - off)]
    if not np.all(_on_levels(middle[:, 1], levels, _BROKEN_OFF)):
        return False
    return bool(np.any(np.linalg.norm(middle - middle[:1], axis=-1) > _BROKEN_WAY))


def _slides_exactly(
    times: np.ndarray, path: np.ndarray, contact: Contact, levels: np.ndarray
) -> bool:
    """Whether what moves in a contact is a slide that the motion states."""
    return any(
        times[first] < contact.end and times[last] > contact.start
        for first, last in _slides(times, path, _on_levels(path[:, 1], levels), ())
    )


def _meets(start: float, end: float, contacts: Sequence[Contact]) -> bool:
    return any(one.start < end and one.end > start for one in contacts)


def held_stretches(times: np.ndarray, path: np.ndarray, shortest: float) -> list[tuple[int, int]]:
    """First and last sample of every stretch of at least three samples, and `shortest` seconds, in
    which a path (frames, 3) is held."""
    found = []
    for first, last in _runs(np.linalg.norm(np.diff(path, axis=0), axis=-1) < HELD_STEP):
        long_enough = last > first and times[last + 1] - times[first] >= shortest - 1e-6
        if long_enough and np.ptp(path[first : last + 2], axis=0).max() < HELD_STRETCH:
            found.append((first, last + 1))
    return found


def states_of_held(
    name: str,
    stretch: tuple[int, int],
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    down: Mapping[str, np.ndarray],
) -> list[tuple[int, int, State]]:
    """A held stretch in parts: "pivot" where the foot turns while this point alone is down.

    down: of every point the steps (frames - 1,) in which it is held or slides.
    First and last sample and state of each part; neighbours share a sample.
    """
    first, last = stretch
    whole: list[tuple[int, int, State]] = [(first, last, "plant")]
    side, _, part = name.partition("_")
    other = f"{side}_{'toe' if part == 'heel' else 'heel'}"
    if other not in paths:
        return whole
    inside = slice(first, last + 1)
    along = (paths[other] - paths[name])[inside]
    level = np.hypot(along[:, 0], along[:, 2])
    known = level > _LEVEL_PART * np.linalg.norm(along, axis=-1)
    heading = np.unwrap(np.arctan2(along[:, 0], along[:, 2]))
    lone = known[1:] & known[:-1] & ~down[other][first:last]
    turning = (np.abs(np.diff(heading)) > _TURNING_STEP) & lone
    for begin, end in _runs(~turning):  # a turn that pauses is one turn
        lasting = times[first + end + 1] - times[first + begin]
        if np.all(lone[begin : end + 1]) and lasting < _BRIEF:
            turning[begin : end + 1] = bool(np.any(turning))
    parts: list[tuple[int, int, State]] = []
    reached = 0
    for begin, end in _runs(turning):
        if np.ptp(heading[begin : end + 2]) < _TURNED:
            continue
        if begin > reached:
            parts.append((first + reached, first + begin, "plant"))
        parts.append((first + begin, first + end + 1, "pivot"))
        reached = end + 1
    if reached < last - first:
        parts.append((first + reached, last, "plant"))
    return parts


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """First and last place of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

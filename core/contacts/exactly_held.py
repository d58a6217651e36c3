"""Contacts that a motion obeys exactly: where a foot point stands still to micrometres.

Only a motion that was made to obey contacts has such stretches. There is nothing to estimate in
them: they are the contacts, from the first to the last sample, and a point that is held alone
while its foot turns is a pivot (DESIGN 1: in a plant the heading is held too).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact, State

#: A held point moves less than this (m) in a step, and in a whole stretch.
HELD_STEP, HELD_STRETCH = 5e-6, 2e-5
#: A foot that turns further than this (radians) about its only held point is pivoting.
PIVOT_TURN = np.radians(1.0)
#: Where this part of what was estimated as held is held exactly the motion was solved.
SOLVED_PART = 0.9
#: A contact shorter than this (s) is none; one that was made to be obeyed is this sure.
SHORTEST, SURE = 0.1, 0.99
#: A slide of a solved motion keeps its height to HELD_STEP a step and travels this far (m).
_LEAST_WAY = 0.02
#: Heading is held to this (radians a step); it is known while the foot lies this long (m).
_TURNING_STEP, _LYING = 5e-5, 0.02


def exactly_held(
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    estimated: Sequence[tuple[Contact, float]],
) -> list[tuple[Contact, float]]:
    """What a solved motion holds, in place of what was estimated; else the estimate itself.

    times (frames,), paths (frames, 3) world metres.
    """
    held = {name: held_stretches(times, path, SHORTEST) for name, path in paths.items()}
    found: list[tuple[Contact, float]] = []
    for name, stretches in held.items():
        said = [contact for contact, _ in estimated if contact.point == name]
        for stretch in stretches:
            start, end = times[stretch[0]], times[stretch[1]]
            if not any(one.start < end and one.end > start for one in said):
                continue  # hanging still, as at the end of an animation
            for first, last, state in states_of_held(name, stretch, paths, held):
                contact = Contact(name, state, float(times[first]), float(times[last]))
                found.append((contact, SURE))
    seconds = sum(one.end - one.start for one, _ in estimated if one.holds)
    exact = sum(one.end - one.start for one, _ in found)
    if not found or exact <= SOLVED_PART * seconds:
        return list(estimated)
    for contact, sure in estimated:
        if contact.state == "slide":
            found += _exact_slide(times, paths[contact.point], held[contact.point], contact, sure)
    return found


def _exact_slide(
    times: np.ndarray,
    path: np.ndarray,
    held: list[tuple[int, int]],
    slide: Contact,
    sure: float,
) -> list[tuple[Contact, float]]:
    """The part of a slide's surroundings in which the height is held and the point is not."""
    level = np.concatenate([[False], np.abs(np.diff(path[:, 1])) < HELD_STEP])
    for first, last in held:
        level[first + 1 : last + 1] = False
    found = []
    for a, b in _runs(level):
        first = max(a - 1, 0)
        start, end = float(times[first]), float(times[b])
        shared = min(end, slide.end) - max(start, slide.start)
        way = float(np.linalg.norm(path[b] - path[first]))
        long_enough = end - start >= SHORTEST - 1e-6 and way >= _LEAST_WAY
        if long_enough and shared > 0.5 * (end - start):
            found.append((replace(slide, start=start, end=end), sure))
    return found


def held_stretches(times: np.ndarray, path: np.ndarray, shortest: float) -> list[tuple[int, int]]:
    """First and last sample of every stretch of at least `shortest` seconds that is held."""
    found = []
    for first, last in _runs(np.linalg.norm(np.diff(path, axis=0), axis=-1) < HELD_STEP):
        long_enough = times[last + 1] - times[first] >= shortest - 1e-6
        if long_enough and np.ptp(path[first : last + 2], axis=0).max() < HELD_STRETCH:
            found.append((first, last + 1))
    return found


def states_of_held(
    name: str,
    stretch: tuple[int, int],
    paths: Mapping[str, np.ndarray],
    held: Mapping[str, list[tuple[int, int]]],
) -> list[tuple[int, int, State]]:
    """A held stretch in parts: "pivot" where the foot turns while this is its only held point.

    First and last sample and state of each part; neighbours share a sample.
    """
    first, last = stretch
    whole: list[tuple[int, int, State]] = [(first, last, "plant")]
    side, _, part = name.partition("_")
    other = f"{side}_{'toe' if part == 'heel' else 'heel'}"
    if other not in paths:
        return whole
    along = (paths[other] - paths[name])[first : last + 1]
    lies = np.hypot(along[:, 0], along[:, 2]) > _LYING
    heading = np.unwrap(np.arctan2(along[:, 0], along[:, 2]))
    turning = (np.abs(np.diff(heading)) > _TURNING_STEP) & lies[1:] & lies[:-1]
    for begin, end in held[other]:
        turning[max(begin - first, 0) : max(end - first, 0)] = False
    parts: list[tuple[int, int, State]] = []
    reached = 0
    for begin, end in _runs(turning):
        if abs(heading[end + 1] - heading[begin]) < PIVOT_TURN:
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

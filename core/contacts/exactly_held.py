"""Contacts that a motion obeys exactly: where a foot point stands still to micrometres.

Only a motion that was made to obey contacts has such stretches. There is nothing to estimate in
them: they are the contacts, from the first to the last sample, and a point that is held alone
while its foot turns is a pivot (DESIGN 1: in a plant the heading is held too).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.contacts.contact import State

#: A held point moves less than this (m) in a step, and in a whole stretch.
HELD_STEP, HELD_STRETCH = 5e-6, 2e-5
#: A foot that turns further than this (radians) about its only held point is pivoting.
PIVOT_TURN = np.radians(1.0)
#: Heading is held to this (radians a step); it is known while the foot lies this long (m).
_TURNING_STEP, _LYING = 5e-5, 0.02


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

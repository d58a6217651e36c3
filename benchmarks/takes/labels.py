"""Which contacts a clean captured motion suggests: the plan of a truth, not an estimate to compare.

It sees the whole take and clean motion only, so plain rules do; the solver then makes what they
say exact, and that is the truth. Rules: a point that is low and slow is planted; a toe that is
held alone while its foot turns far is a pivot; a point that stays on the floor and travels slides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.contacts.contact import Contact, State
from core.contacts.intervals import in_order
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion

#: A planted point is slower than this (m/s), touches and leaves at less than the second.
_SLOW, _STILL_SLOW = 0.22, 0.34
#: Metres above the floor at which a point may be planted, and on which it may slide.
_LOW, _ON_FLOOR = 0.035, 0.012
_SHORTEST, _SHORTEST_GAP = 0.1, 0.07
#: Two plants as near as this (m), as near in time (s), with the point down between, are one.
_SAME_PLACE, _SAME_TIME = 0.035, 0.35
#: A plant lasts while the point is this near (m) to where it stood.
_STILL_THERE = 0.012
_SLIDE_SPEED, _SLIDE_WAY, _SHORTEST_SLIDE = 0.25, 0.12, 0.25
_PIVOT_TURN, _SHORTEST_PIVOT = np.radians(25.0), 0.15


def foot_paths(motion: Motion, points: tuple[ContactPoint, ...]) -> dict[str, np.ndarray]:
    """World paths (frames, 3), metres, of the heels and toes."""
    turns, positions = forward_kinematics(motion)
    return {
        point.name: point_positions(turns, positions, point.joint, point.offset)
        for point in points
        if point.name in FOOT_POINT_NAMES
    }


def planned_contacts(
    motion: Motion, points: tuple[ContactPoint, ...], ground: float, *, stairs: bool = False
) -> list[Contact]:
    """Plants, pivots and slides of the heels and toes. On `stairs` a plant has its own height."""
    times = motion.times
    rate = (len(times) - 1) / (times[-1] - times[0])
    paths = foot_paths(motion, points)
    smooth = {n: gaussian_filter1d(p, 0.02 * rate, axis=0) for n, p in paths.items()}
    held = {name: _plants(times, path, ground, stairs) for name, path in smooth.items()}
    contacts: list[Contact] = []
    for name, stretches in held.items():
        other = f"{name.split('_')[0]}_{'heel' if name.endswith('toe') else 'toe'}"
        for first, last in stretches:
            height = float(np.median(smooth[name][first : last + 1, 1])) if stairs else None
            states: list[tuple[int, int, State]] = [(first, last, "plant")]
            if other in smooth:
                states = _pivots(times, smooth[name], smooth[other], held[other], first, last)
            for a, b, state in states:
                contacts.append(
                    Contact(name, state, float(times[a]), float(times[b]), None, height)
                )
        if not stairs:
            contacts += _slides(name, times, smooth[name], ground, stretches)
    return list(in_order(contacts))


def _plants(
    times: np.ndarray, path: np.ndarray, ground: float, stairs: bool
) -> list[tuple[int, int]]:
    velocity = np.gradient(path, times, axis=0)
    speed = np.linalg.norm(velocity, axis=-1)
    # on stairs a foot that is slow in every direction stands
    low = np.full(len(times), True) if stairs else path[:, 1] - ground < _LOW
    limit = 0.6 if stairs else 1.0
    core = (speed < limit * _SLOW) & low
    reach = (speed < limit * _STILL_SLOW) & low
    found: list[tuple[int, int]] = []
    for first, last in runs(reach):
        if not core[first : last + 1].any():
            continue
        if found and _one_plant(times, path, found[-1], (first, last), low):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    grown = [_grown(path, low, first, last) for first, last in found]
    parted = [(a if not k else max(a, grown[k - 1][1] + 1), b) for k, (a, b) in enumerate(grown)]
    return [(a, b) for a, b in parted if times[b] - times[a] >= _SHORTEST]


def _one_plant(
    times: np.ndarray,
    path: np.ndarray,
    before: tuple[int, int],
    after: tuple[int, int],
    low: np.ndarray,
) -> bool:
    gap = times[after[0]] - times[before[1]]
    if gap < _SHORTEST_GAP:
        return True
    way = np.linalg.norm(path[after[0]] - path[before[1]])
    return bool(gap < _SAME_TIME and way < _SAME_PLACE and low[before[1] : after[0]].all())


def _grown(path: np.ndarray, low: np.ndarray, first: int, last: int) -> tuple[int, int]:
    """The stretch with the samples at its ends in which the point is still where it stood."""
    a, b = first, last
    while a > 0 and low[a - 1] and np.linalg.norm(path[a - 1] - path[first]) < _STILL_THERE:
        a -= 1
    while (
        b + 1 < len(path) and low[b + 1] and np.linalg.norm(path[b + 1] - path[last]) < _STILL_THERE
    ):
        b += 1
    return a, b


def _pivots(
    times: np.ndarray,
    path: np.ndarray,
    other: np.ndarray,
    other_held: list[tuple[int, int]],
    first: int,
    last: int,
) -> list[tuple[int, int, State]]:
    """The stretch cut into plants and pivots; neighbours share a sample."""
    free = np.ones(len(times), dtype=bool)
    for a, b in other_held:
        free[a : b + 1] = False
    along = other - path
    level = np.hypot(along[:, 0], along[:, 2]) > 0.5 * np.linalg.norm(along, axis=-1)
    yaw = np.unwrap(np.arctan2(along[:, 0], along[:, 2]))
    parts: list[tuple[int, int, State]] = []
    reached = first
    for a, b in runs((free & level)[first : last + 1]):
        a, b = a + first, b + first
        if times[b] - times[a] < _SHORTEST_PIVOT or np.ptp(yaw[a : b + 1]) < _PIVOT_TURN:
            continue
        rate = np.abs(np.gradient(yaw[a : b + 1], times[a : b + 1]))
        turning = np.flatnonzero(rate > np.radians(20.0))
        a, b = a + int(turning[0]), a + int(turning[-1])
        if times[b] - times[a] < _SHORTEST_PIVOT:
            continue
        a = reached if times[a] - times[reached] < _SHORTEST_GAP else a
        b = last if times[last] - times[b] < _SHORTEST_GAP else b
        if a > reached:
            parts.append((reached, a, "plant"))
        parts.append((a, b, "pivot"))
        reached = b
    if reached < last:
        parts.append((reached, last, "plant"))
    return parts


def _slides(
    name: str, times: np.ndarray, path: np.ndarray, ground: float, held: list[tuple[int, int]]
) -> list[Contact]:
    free = np.ones(len(times), dtype=bool)
    for a, b in held:
        free[a : b + 1] = False
    velocity = np.gradient(path, times, axis=0)
    fast = np.hypot(velocity[:, 0], velocity[:, 2]) > _SLIDE_SPEED
    found = []
    for a, b in runs(free & fast & (path[:, 1] - ground < _ON_FLOOR)):
        way = np.linalg.norm((path[b] - path[a])[[0, 2]])
        if times[b] - times[a] >= _SHORTEST_SLIDE and way >= _SLIDE_WAY:
            found.append(Contact(name, "slide", float(times[a]), float(times[b])))
    return found


def restated(
    contacts: list[Contact],
    points: tuple[str, ...],
    start: float,
    end: float,
    state: State,
    shortest: float = 0.06,
) -> list[Contact]:
    """What touches between start and end becomes `state`; shorter rests of plants go with it.

    "air" takes the contact away.
    """
    changed: list[Contact] = []
    for contact in contacts:
        inside = min(end, contact.end) - max(start, contact.start)
        if contact.point not in points or inside <= 1e-6:
            changed.append(contact)
            continue
        a, b = max(start, contact.start), min(end, contact.end)
        a = contact.start if a - contact.start < shortest else a
        b = contact.end if contact.end - b < shortest else b
        if a > contact.start:
            changed.append(replace(contact, end=a))
        if state != "air":
            changed.append(replace(contact, state=state, start=a, end=b))
        if b < contact.end:
            changed.append(replace(contact, start=b))
    return list(in_order(changed))


def runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """First and last place of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

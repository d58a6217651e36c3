"""A wish of the edit layer that planted legs cannot follow, bent until they can.

Hips that a key puts beyond what planted legs reach pull at these with all that the wish is worth:
steps of the solve then turn straight legs by whole turns, and plants that could well be held are
given up. So before it is solved the root's wished path is moved, as little and as smoothly as the
solver's own prior says, to where every held foot is within its leg's reach. Reach is a ball around
where the ankle stands, so the nearest such path is one convex problem: its answer is unique and
moves steadily with the wish.

Source: a quadratic penalty solved by Newton steps with a shortened step where the cost would rise
(Nocedal and Wright, Numerical Optimization, 17.1 and 3.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion.body_parts import SIDES, body_parts
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.point_paths import point_paths
from core.solve.limits import EXTENSION
from core.solve.prior import Spectrum, prior_band
from core.solve.problem import Problem

#: How suddenly the way may begin and end: with .1 s, as the root's place has it in the solve, hips
#: dipped by 8 cm beside a key of .2 s.
_BENDS = Spectrum(1.0, 0.04)
#: What is out of reach weighs so many times what a path away from the wish does: a wish 1 m out of
#: reach is left within 1 mm of it, which the solve takes.
_STIFF = 1e5
_MOST_STEPS = 40
#: Metres: what a step moves by less is found.
_FOUND = 1e-5
#: Metres out of reach that are no reason to bend anything.
_WITHIN = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class _Leg:
    """One held leg at some samples: hip (samples, 3), where its ball is, and the ball's radius."""

    frames: np.ndarray
    hip: np.ndarray
    middle: np.ndarray
    radius: np.ndarray


def within_legs_reach(
    problem: Problem, seen: Motion, contacts: Sequence[Contact], windows: Sequence[tuple[int, int]]
) -> Motion:
    """The problem's motion, its root moved inside the windows so that held feet can be reached.

    Args:
        problem: its motion is what is wished.
        seen: the motion that obeys the contacts, at the same times.
        contacts: of the problem; those that hold and have an anchor are reached.
        windows: ranges of samples; the root stays as it is two samples from their ends.
    Returns: the same motion where all of it is within reach.
    """
    root = None
    for start, stop in windows:
        legs = _legs(problem, seen, contacts, start, stop)
        if stop - start < 5 or not any(np.any(_beyond(leg, None)[1] > _WITHIN) for leg in legs):
            continue
        times = problem.motion.times[start:stop]
        root = np.array(problem.motion.root_positions) if root is None else root
        root[start:stop] += _nearest(times, legs)
    if root is None:
        return problem.motion
    root.flags.writeable = False  # so that the motion shares it
    return problem.motion.with_pose(problem.motion.local_rotations, root)


def _legs(
    problem: Problem, seen: Motion, contacts: Sequence[Contact], start: int, stop: int
) -> list[_Leg]:
    parts, found = body_parts(seen.skeleton), []
    wished, obeyed = problem.motion.frames(start, stop), seen.frames(start, stop)
    names = {f"{side}_{part}" for side in SIDES for part in ("heel", "toe")}
    paths = point_paths(obeyed, [p for p in problem.points if p.name in names])
    for side in SIDES:
        joints = [parts.get(f"{side}_{part}") for part in ("hip", "knee", "ankle")]
        if None in joints:
            continue
        hip, knee, ankle = (_places(obeyed, joints)[:, k] for k in range(3))
        bones = np.linalg.norm(knee - hip, axis=1), np.linalg.norm(ankle - knee, axis=1)
        reach = np.maximum(EXTENSION * (bones[0] + bones[1]), np.linalg.norm(ankle - hip, axis=1))
        goes_to = _places(wished, joints[:1])[:, 0]
        at, radius = _balls(side, contacts, paths, ankle, reach, obeyed.times)
        frames = np.flatnonzero(np.isfinite(radius))
        if len(frames):
            found.append(_Leg(frames, goes_to[frames], at[frames], radius[frames]))
    return found


def _balls(
    side: str, contacts: Sequence[Contact], paths: Mapping[str, np.ndarray], ankle: np.ndarray,
    reach: np.ndarray, times: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Where the hip of a leg has to be at each sample: (samples, 3) and a radius, nan where it is
    free. Heel and toe hold the ankle; one of them alone lets the foot rise by its own length."""
    held = {"heel": np.full((len(times), 3), np.nan), "toe": np.full((len(times), 3), np.nan)}
    for contact in contacts:
        if contact.holds and contact.anchor is not None and contact.point in paths:
            whose, _, part = contact.point.partition("_")
            if whose == side and part in held:
                held[part][held_samples(times, contact)] = contact.anchor
    heel, toe = held["heel"], held["toe"]
    middle, radius = np.full((len(times), 3), np.nan), np.full(len(times), np.nan)
    for part, place in held.items():
        if f"{side}_{part}" not in paths:  # rigs without a heel or a toe
            continue
        alone = np.isfinite(place[:, 0])
        length = np.linalg.norm(ankle - paths[f"{side}_{part}"], axis=1)
        middle[alone], radius[alone] = place[alone], (reach + length)[alone]
    both = np.isfinite(heel[:, 0] + toe[:, 0])
    stands = ankle + heel - paths[f"{side}_heel"] if f"{side}_heel" in paths else ankle
    middle[both], radius[both] = stands[both], reach[both]
    return middle, radius


def _places(motion: Motion, joints: Sequence[int | None]) -> np.ndarray:
    """(samples, joints, 3) world metres of some joints."""
    chosen = [joint for joint in joints if joint is not None]
    smaller, index = partial_motion(motion, chosen)
    return forward_kinematics(smaller)[1][:, [index[joint] for joint in chosen]]


def _beyond(leg: _Leg, moved: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Directions (samples, 3) out of a leg's balls, how far beyond them, and the distances."""
    away = leg.hip - leg.middle
    if moved is not None:
        away = away + moved[leg.frames]
    far = np.maximum(np.linalg.norm(away, axis=1), 1e-9)
    return away / far[:, None], np.maximum(far - leg.radius, 0.0), far


def _nearest(times: np.ndarray, legs: Sequence[_Leg]) -> np.ndarray:
    """(samples, 3) metres: the smallest smooth way that brings hips into all balls."""
    # deferred: the window starts without it
    from scipy.linalg import solveh_banded

    band = prior_band(times, [_BENDS] * 3)
    weight = _STIFF * _BENDS.stay_near * float(np.median(np.diff(times)))
    free = np.ones(len(times), dtype=bool)
    free[:2] = free[-2:] = False
    moved = np.zeros((len(times), 3))

    def cost(at: np.ndarray) -> float:
        out = sum(float(np.sum(_beyond(leg, at)[1] ** 2)) for leg in legs)
        return float(np.sum(at * band.times(at))) + weight * out

    now = cost(moved)
    for _ in range(_MOST_STEPS):
        pull, matrix = band.times(moved), np.zeros((7, 3 * len(times)))
        blocks = np.zeros((len(times), 3, 3))
        for leg in legs:
            out, beyond, far = _beyond(leg, moved)
            pull[leg.frames] += weight * beyond[:, None] * out
            along = out[:, :, None] * out[:, None, :]
            across = (beyond / far)[:, None, None] * (np.eye(3) - along)
            blocks[leg.frames] += weight * ((beyond > 0.0)[:, None, None] * along + across)
        blocks[:, range(3), range(3)] += band.here
        blocks[~free], pull[~free] = np.eye(3), 0.0
        for a in range(3):
            for b in range(a + 1):
                matrix[a - b, b::3] = blocks[:, a, b]
        for ahead, values in ((1, band.next), (2, band.far)):
            coupled = values.copy()
            coupled[:-ahead][~(free[:-ahead] & free[ahead:])] = 0.0
            coupled[-ahead:] = 0.0
            matrix[3 * ahead] = coupled.ravel()
        step = solveh_banded(matrix, -pull.ravel(), lower=True).reshape(-1, 3)
        share = 1.0
        while (then := cost(moved + share * step)) > now and share > 1e-3:
            share *= 0.5
        moved, now = moved + share * step, then
        if np.max(np.abs(share * step)) < _FOUND:
            break
    return moved

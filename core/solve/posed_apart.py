"""Joints that hard poses alone ask for: solved one by one, beside the band.

Where no contact, limit or other pin feels a joint, neither cost nor rows couple it to another
joint. Its correction is then known at the samples that poses bind, and goes smoothly between
them: one symmetric system of bandwidth two for each joint instead of three columns in the band's
blocks, whose cost grows with the square of their number. A pose between two samples is one more
equality, whose target is found by turning on what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.linalg import solveh_banded
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import splu

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.resample import rotations_at
from core.solve.pins.pin_rows import Demand, between, bound_samples, demands_of
from core.solve.prior import PriorBand, Spectrum, prior_band
from core.solve.problem import Problem
from core.solve.rig import Build, Rig, describe_rig
from core.solve.window import EDGE

#: A pose between two samples is turned on until it is met to this (radians), so often.
_EXACT = 1e-9
_MOST_TURNS = 12
#: So many demands between samples are looked at at once, on samples as far around them as so many
#: times the prior's seconds: beyond, a push has decayed to 1e-11 of itself.
_TOGETHER, _REACH = 32, 30.0
#: Corrections below this (radians) are rounding: the motion stays as it was captured.
_NOTHING = 1e-15


def without_apart(problem: Problem, build: Build | None) -> tuple[Problem, tuple[Demand, ...]]:
    """The problem without what can be solved apart, and the demands that can.

    Pins keep their places in the list: a pose may be left without a joint.
    """
    if not any(pin.kind == "pose" for pin in problem.pins):
        return problem, ()
    skeleton = problem.motion.skeleton
    others = tuple(pin for pin in problem.pins if pin.kind != "pose")
    rig = describe_rig(replace(problem, pins=others), build)
    felt = set(rig.unknowns.joints)
    for point in rig.points:
        felt.update(skeleton.chain_to_root(point.joint))
    by_joint: dict[int, list[Demand]] = {}
    for demand in demands_of(problem):
        if demand.kind == "pose" and demand.joint not in felt:
            by_joint.setdefault(demand.joint, []).append(demand)
    times = problem.motion.times
    alone = {joint: some for joint, some in by_joint.items() if _each_alone(times, some)}
    names = {skeleton.names[joint] for joint in alone}
    pins = tuple(
        replace(pin, pose=tuple(one for one in pin.pose if one[0] not in names))
        for pin in problem.pins
    )
    return replace(problem, pins=pins), tuple(d for j in sorted(alone) for d in alone[j])


def _each_alone(times: np.ndarray, demands: Sequence[Demand]) -> bool:
    """Whether all are hard and no two speak of one sample: then each can be met."""
    spans = sorted((_samples(times, d).start, _samples(times, d).stop) for d in demands)
    apart = all(one[1] <= other[0] for one, other in pairwise(spans))
    return apart and len(times) > 1 and all(d.pin.strength == "hard" for d in demands)


def _samples(times: np.ndarray, demand: Demand) -> slice:
    """Those that a demand speaks of: two where it lies between them."""
    bound = bound_samples(times, demand.pin)
    if bound.start < bound.stop:
        return bound
    frame = between(times, demand.pin)[0]
    return slice(frame, frame + 2)


def solve_apart(
    problem: Problem, rig: Rig, demands: Sequence[Demand], start: int, stop: int,
    settled: Motion | None,
) -> tuple[tuple[int, ...], np.ndarray]:  # fmt: skip
    """The joints of `demands` and their corrections (frames, 3 * joints) at start to stop - 1.

    Args:
        problem, rig: without these demands.
        demands: from `without_apart`.
        start, stop: samples that may change.
        settled: an earlier solution to keep to outside, from `EDGE` samples before to as many
            after; None: nothing is known of what lies outside.
    """
    first = start if settled is None else max(start - EDGE, 0)
    last = stop if settled is None else first + settled.frame_count
    motion, free = problem.motion.frames(first, last), slice(start - first, stop - first)
    joints = tuple(sorted({demand.joint for demand in demands}))
    paths = []
    for joint in joints:
        jumps = [(time, (0,)) for time, whose in problem.marks if whose in (None, joint)]
        spectrum = _spectrum(problem, rig, joint)
        band = prior_band(motion.times, [spectrum], jumps)
        known = np.zeros((motion.frame_count, 3))
        if settled is not None:
            before = motion.local_rotations[:, joint]
            known = _log_between(before, settled.local_rotations[:, joint])
        some = [demand for demand in demands if demand.joint == joint]
        paths.append(_path(motion, joint, some, band, known, free, spectrum.seconds)[free])
    x = np.hstack(paths)
    return joints, np.where(np.abs(x) < _NOTHING, 0.0, x)


def _spectrum(problem: Problem, rig: Rig, joint: int) -> Spectrum:
    ankles = {rig.unknowns.joints[leg.ankle] for leg in rig.unknowns.legs}
    on_foot = int(problem.motion.skeleton.parents[joint]) in ankles
    return problem.prior.toe_turn if on_foot else problem.prior.joint_turn


def _path(
    motion: Motion, joint: int, demands: Sequence[Demand], band: PriorBand, known: np.ndarray,
    free: slice, seconds: float,
) -> np.ndarray:  # fmt: skip
    """One joint's corrections (frames, 3): smooth between what is known and what is demanded.

    seconds: of the prior.
    """
    times, captured = motion.times, motion.local_rotations[:, joint]
    told = np.ones(len(times), dtype=bool)
    told[free] = False
    x = known.copy()
    loose: list[tuple[Demand, int, float]] = []
    for demand in demands:
        bound = bound_samples(times, demand.pin)
        inside = np.arange(max(bound.start, free.start), min(bound.stop, free.stop))
        if len(inside):
            x[inside] = _log_between(captured[inside], demand.target)
            told[inside] = True
        elif bound.start == bound.stop and times[0] < demand.pin.start < times[-1]:
            frame, fraction = between(times, demand.pin)
            if free.start <= frame + 1 and frame < free.stop:
                loose.append((demand, frame, fraction))
    x[~told] = 0.0
    smooth = _solved(band, told, -band.times(x), x)
    if not loose:
        return smooth
    return _through(motion, joint, loose, band, told, smooth, seconds)


def _through(
    motion: Motion, joint: int, loose: Sequence[tuple[Demand, int, float]], band: PriorBand,
    told: np.ndarray, smooth: np.ndarray, seconds: float,
) -> np.ndarray:  # fmt: skip
    """`smooth` (frames, 3) bent so that the interpolated pose meets demands between samples.

    loose: with each demand the sample before it and how far after that it lies.
    seconds: of the prior.
    """
    times, captured = motion.times, motion.local_rotations[:, joint]
    middles = np.array([0.5 * (demand.pin.start + demand.pin.end) for demand, _, _ in loose])
    targets = np.array([demand.target for demand, _, _ in loose])
    ends = np.array([(frame, frame + 1) for _, frame, _ in loose])
    share = np.array([(1.0 - fraction, fraction) for _, _, fraction in loose])[:, :, None, None]
    one, other, felt = _felt(band, told, times, ends, seconds)
    tilt = share * np.eye(3)  # how the demanded turn follows the corrections at both ends
    left = _log_between(rotations_at(times, captured, middles), targets)
    x = np.zeros_like(smooth)
    for _ in range(_MOST_TURNS):
        wanted = left + np.einsum("kexy,key->kx", tilt, (x - smooth)[ends])
        blocks = np.einsum("pexy,pef,pfzy->pxz", tilt[one], felt, tilt[other])
        force = _solved_blocks(one, other, blocks, wanted)
        pull = np.zeros_like(smooth)
        np.add.at(pull, ends, np.einsum("kexy,kx->key", tilt, force))
        x = smooth + _solved(band, told, pull, np.zeros_like(pull))
        turned = rotations.multiply(rotations.from_rotation_vector(x), captured)
        left = _log_between(rotations_at(times, turned, middles), targets)
        if np.max(np.abs(left)) < _EXACT:
            break
        off = _log_between(np.repeat(targets[:, None], 2, axis=1), turned[ends])
        tilt = share * np.linalg.solve(_turning(off), _turning(x[ends]))
    return x


def _felt(
    band: PriorBand, told: np.ndarray, times: np.ndarray, ends: np.ndarray, seconds: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far a push at the ends (K, 2) of one demand moves those of another: the pairs that feel
    each other, (pairs,) and (pairs,), and (pairs, 2, 2).

    Some demands at a time, on the samples as far as they reach, so that it grows as their number.
    """
    at, order = times[ends[:, 0]], np.argsort(ends[:, 0], kind="stable")
    reach = _REACH * seconds
    runs = np.split(order, np.flatnonzero(np.diff(at[order]) > reach) + 1)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for some in (run[k : k + _TOGETHER] for run in runs for k in range(0, len(run), _TOGETHER)):
        low, high = at[some[0]] - reach, at[some[-1]] + reach
        near = slice(*np.searchsorted(times, [low, high]))
        pushed = np.zeros((near.stop - near.start, 2 * len(some)))
        pushed[ends[some].ravel() - near.start, np.arange(2 * len(some))] = 1.0
        part = PriorBand(band.here[near], band.next[near], band.far[near])
        give = _solved(part, told[near], pushed, np.zeros_like(pushed))
        inside = (ends[:, 0] >= near.start) & (ends[:, 1] < near.stop)
        others = np.flatnonzero(inside)
        moved = give[ends[others] - near.start].reshape(len(others), 2, len(some), 2)
        one, other = (grid.ravel() for grid in np.meshgrid(others, some, indexing="ij"))
        found.append((one, other, moved.swapaxes(1, 2).reshape(-1, 2, 2)))
    one, other, felt = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return one, other, felt


def _solved_blocks(
    one: np.ndarray, other: np.ndarray, blocks: np.ndarray, right: np.ndarray
) -> np.ndarray:
    """x (K, 3) with sum over pairs of a block (3, 3) times x[other] = right[one]."""
    axes = np.arange(3)
    rows = np.broadcast_to(3 * one[:, None, None] + axes[:, None], blocks.shape)
    columns = np.broadcast_to(3 * other[:, None, None] + axes, blocks.shape)
    size = right.size
    matrix = csc_matrix((blocks.ravel(), (rows.ravel(), columns.ravel())), shape=(size, size))
    return splu(matrix).solve(right.ravel()).reshape(right.shape)


def _turning(vector: np.ndarray) -> np.ndarray:
    """How a turn follows its rotation vector: the left Jacobian, (..., 3) -> (..., 3, 3).

    Source: Sola, Deray, Atchuthan 2018, eq. 145.
    """
    angle = np.maximum(np.linalg.norm(vector, axis=-1), 1e-4)[..., None, None]
    cross = np.cross(vector[..., None, :], np.eye(3))
    cross = np.swapaxes(cross, -1, -2)  # its columns are vector x axis
    return (
        np.eye(3)
        + (1.0 - np.cos(angle)) / angle**2 * cross
        + (angle - np.sin(angle)) / angle**3 * (cross @ cross)
    )


def _log_between(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The rotation vector that turns one into the other, (..., 3)."""
    return rotations.to_rotation_vector(rotations.multiply(end, rotations.inverse(start)))


def _solved(band: PriorBand, told: np.ndarray, right: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The prior's matrix inverted on `right` (frames, columns); `known` where it is told."""
    lower = np.stack([band.here[:, 0], band.next[:, 0], band.far[:, 0]])
    lower[0, told] = 1.0
    lower[1:, told] = 0.0
    lower[1, :-1][told[1:]] = 0.0
    lower[2, :-2][told[2:]] = 0.0
    return solveh_banded(lower, np.where(told[:, None], known, right), lower=True)

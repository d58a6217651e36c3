"""What of the legs' own motion is tremble, told by the points that they hold, and taken out.

A held point stands still: what it trembles all the same is the errors of the joints above it. How
much, and how fast, is measured around every knot of a clock in bands of frequency
(`tremble_bands`). Where a joint itself moves far more than that, all of its motion is kept; where
it moves no more than that, nothing in this band is its own. So a leg that stands quietly does not
pop with noise that contacts cannot take away, and one that walks is left as it is. This is the
optimum for two Gaussian processes, one of them the motion, whose power is estimated as what the
noise does not explain; and since it is linear, the solve that follows finds the nearest motion
that obeys.

Where held points stand still to the last digit nothing changes to the last digit.

Source: Wiener (1949), its gain as a matrix for the three axes of a joint; the signal's power as
in Ephraim and Malah (1984), maximum likelihood.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.sample_seconds import sample_seconds
from core.solve.captured_paths import captured_paths
from core.solve.problem import Problem
from core.solve.root.drift_speed import limb_of
from core.solve.system.unknowns import Unknowns
from core.solve.tremble.tremble_bands import (
    RADII,
    WINDOW,
    add_products,
    add_taken,
    add_tremble,
    smooth_path,
    split_path,
)

#: Seconds between two knots: fixed to the clock, so that no rate and no window moves them.
_STEP = 0.2
#: What one radian^2 of error about each axis of the root, and of hip, knee and ankle, moves a foot
#: by (leg lengths^2, three axes together): twice the squared distances.
_ROOT_LEVER, _LEG_LEVERS = 2.0, 2.0 * (1.0 + 0.27 + 0.02)
#: Points that tremble as if every joint erred by this (radians) are badly stated, not noisy.
_TOO_FAR = np.radians(4.0)
#: Seconds of held points, as near as the window weighs them, that are believed by half.
_DOUBT = 0.1
#: Of a joint's motion in a band this power of so many times the noise over the motion's power is
#: taken: all of what is hardly more than noise, little of what is five times as much.
_MORE, _SHARPER = 2.0, 2.0
#: What is so many times the noise's power for a moment is a moment's own: a step, a strike.
_SUDDEN = 4.0
#: A joint that moves less than the first part of the noise does not have it, one that moves more
#: than the second may.
_ABSENT, _PRESENT = 0.15, 0.4
#: Noise below this (radians rms of an axis) is let be, what is more counts the less that is: a
#: root's drift moves held points too.
_LEAST = np.radians(0.1)
#: Nothing is taken this near (seconds) to a sharp mark; over as long again it fades.
_SHARP = 0.06
#: Samples that are looked at at once, so that memory does not grow with the take.
_CHUNK = 8000

#: A change at one time reaches no further than this (seconds).
REACH = WINDOW + 2.0 * float(RADII[-1]) + 3.0 * _STEP


def without_tremble(
    problem: Problem, unknowns: Unknowns, leg_length: float, start: int, stop: int
) -> Motion:
    """The problem's motion, its root's and legs' turns calmer at samples start to stop - 1.

    It depends on contacts and captured motion within `REACH` of these samples only. The same
    motion comes back where nothing trembles.
    """
    motion = problem.motion
    if not unknowns.legs:
        return motion
    joints = [0] + [
        unknowns.joints[place] for leg in unknowns.legs for place in (leg.hip, leg.knee, leg.ankle)
    ]
    local, known = None, problem.known
    if (start, stop) != (0, motion.frame_count):
        known = None  # of a preview
    for first in range(start, stop, _CHUNK):
        last = min(first + _CHUNK, stop)

        def find(first: int = first, last: int = last) -> np.ndarray | None:
            return _calmer(problem, joints, leg_length, first, last)

        if known is None:
            calm = find()
        else:
            heard = _heard(problem, first, last), leg_length, joints, stop
            calm = known.kept_of((first, last), heard, find)
        if calm is None:
            continue
        if local is None:
            local = np.array(motion.local_rotations)
        local[first:last, joints] = calm
    if local is None:
        return motion
    local.flags.writeable = False  # so that the motion shares it
    return motion.with_pose(local, motion.root_positions)


def _heard(problem: Problem, first: int, last: int) -> tuple[object, object]:
    """The contacts and marks that samples first to last - 1 depend on."""
    times = problem.motion.times
    low, high = times[first] - REACH, times[last - 1] + REACH
    held = in_one_place(problem.contacts)
    return (
        tuple(one for one in held if one.end >= low and one.start <= high),
        tuple(mark for mark in problem.marks if low <= mark[0] <= high),
    )


def held_noise(problem: Problem, leg_length: float, knots: np.ndarray) -> np.ndarray:
    """(knots, bands) radians^2: what each axis of a joint errs, as held points tremble.

    knots: seconds, rising.
    """
    times = problem.motion.times
    low = int(np.searchsorted(times, knots[0] - WINDOW - RADII[-1]))
    high = int(np.searchsorted(times, knots[-1] + WINDOW + RADII[-1], side="right"))
    near = times[low:high]
    sums, heard = np.zeros((len(knots), len(RADII))), np.zeros(len(knots))
    held = [
        (contact, span)
        for contact in in_one_place(problem.contacts)
        if limb_of(contact.point) != contact.point
        and (span := held_samples(near, contact)).stop - span.start > 2
    ]
    if not held:
        return sums
    names = {contact.point for contact, _ in held}
    paths = captured_paths(problem, low, high, [p for p in problem.points if p.name in names])
    seconds = sample_seconds(near)
    lever = (_ROOT_LEVER + _LEG_LEVERS) * leg_length**2
    for contact, span in held:
        inside = np.ascontiguousarray(paths[contact.point][span])
        add_tremble(near[span], seconds[span], inside, lever, _TOO_FAR, knots, sums, heard)
    noise = sums / (heard + _DOUBT)[:, None]
    total = np.sum(noise, axis=1, keepdims=True)
    return noise * np.maximum(1.0 - _LEAST**2 / np.maximum(total, 1e-300), 0.0)


def _calmer(
    problem: Problem, joints: Collection[int], leg_length: float, first: int, last: int
) -> np.ndarray | None:
    """Local rotations (last - first, joints, 4) without the noise; None where nothing trembles."""
    times = problem.motion.times
    begins, ends = (int(np.floor(times[k] / _STEP)) for k in (first, last - 1))
    knots = np.arange(begins - 1, ends + 3)
    noise = held_noise(problem, leg_length, _STEP * knots)
    if not np.any(noise):
        return None
    beyond = REACH
    low = int(np.searchsorted(times, times[first] - beyond))
    high = int(np.searchsorted(times, times[last - 1] + beyond, side="right"))
    near, seconds = times[low:high], sample_seconds(times[low:high])
    turns = problem.motion.local_rotations[low:high, list(joints)]
    flat = np.ascontiguousarray(turns.reshape(len(near), -1))
    slow = np.empty_like(flat)
    smooth_path(near, seconds, flat, RADII[-1], slow)
    slow = rotations.normalized(slow.reshape(turns.shape))
    path = rotations.to_rotation_vector(rotations.multiply(rotations.inverse(slow), turns))
    flat = np.ascontiguousarray(path.reshape(len(near), -1))
    bands = split_path(near, seconds, flat).reshape(len(RADII), len(near), len(joints), 3)
    moments, heard = np.zeros((len(knots), len(RADII), len(joints), 3, 3)), np.zeros(len(knots))
    add_products(near, seconds, bands, _STEP * knots, moments, heard)
    moments /= np.maximum(heard, 1e-12)[:, None, None, None, None]
    there = _there(moments, noise)
    # what the root does not err is erred by the legs
    more = (_ROOT_LEVER + _LEG_LEVERS) / (_LEG_LEVERS + _ROOT_LEVER * there[:, :1])
    errs = (noise * more)[:, :, None] * np.ones(len(joints))
    gains = _gains(moments, errs) * there[:, None, :, None, None]
    inside = slice(first - low, last - low)
    now = np.empty(bands.shape[:3])
    for number, radius in enumerate(RADII):
        power = np.sum(bands[number] ** 2, axis=-1)
        smooth_path(near, seconds, power, min(2.0 * radius, RADII[-1]), now[number])
    taken = np.zeros((last - first, len(joints), 3))
    places = near[inside] / _STEP - knots[0]
    there_now, now_inside = (np.ascontiguousarray(x[:, inside]) for x in (bands, now))
    add_taken(places, gains, 3.0 * errs, there_now, now_inside, _SUDDEN, taken)
    taken *= _away_from_marks(problem, near[inside])[:, None, None]
    kept = rotations.from_rotation_vector(path[inside] - taken)
    calm = rotations.multiply(slow[inside], kept)
    moved = np.any(taken != 0.0, axis=-1)
    return np.where(moved[..., None], calm, turns[inside])


def _there(moments: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """(knots, joints): 0 where a joint moves so little that the noise cannot be its own, else 1."""
    powers = np.einsum("nkjaa->nj", moments)
    part = powers / (3.0 * np.sum(noise, axis=1)[:, None] + 1e-300)
    share = np.clip((part - _ABSENT) / (_PRESENT - _ABSENT), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _gains(moments: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """(knots, bands, joints, 3, 3): what is taken of each band of each joint."""
    sizes, axes = np.linalg.eigh(moments)
    noisy = _MORE * noise[..., None]
    taken = (noisy / np.maximum(sizes, noisy + 1e-300)) ** _SHARPER
    return np.einsum("nkjac,nkjc,nkjbc->nkjab", axes, taken, axes)


def _away_from_marks(problem: Problem, times: np.ndarray) -> np.ndarray:
    """(samples,) 0 near a sharp mark, 1 away from all."""
    away = np.ones(len(times))
    for mark, _ in problem.marks:
        far = np.clip((np.abs(times - mark) - _SHARP) / _SHARP, 0.0, 1.0)
        np.minimum(away, 0.5 - 0.5 * np.cos(np.pi * far), out=away)
    return away

"""How far toes bend so that the sole under their tip does not pass the ground.

A captured foot is often stiff: where its heel lifts, the toes go through the floor with it. The
bend that this asks for follows from the pose of each sample, so it is no constraint that the whole
leg would have to share: it is what the correction of the toe's joint is pulled to, in place of no
correction at all, and it follows the foot as that is solved. The ball stays held meanwhile. What is
left of some millimetres the last projection lifts, where the tip follows the toes.

While the ball is on the ground the tip may be as low as it; between two contacts the ground leads
from where the ball left it to where it comes down. A foot that lies on its back says no ground: its
ball is above it. What never passes the ground is not bent, bit for bit, so that a motion that was
refined is refined again to itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from core.contacts.contact import TIME_SLACK
from core.contacts.intervals import held_samples
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.toe_tips import ToeTip
from core.solve.pins.pinned_toes import no_pin_turns
from core.solve.problem import Problem, height_of
from core.solve.rig import Rig
from core.solve.system.quantities import Evaluated

#: The bend is smoothed by a raised cosine that reaches so far (seconds): toes that leave the ground
#: stretch within about a tenth.
_SMOOTH = 0.05
_NODES = 25
#: What smoothing takes off a peak is added again, so many times.
_ROUNDS = 12
#: A sole that looks up lies on the back of the foot, and does not bend its toes: its tip is down by
#: more than this (radians). Kneeling on bent toes a shin leans forward by less.
_TURNED_OVER = np.radians(-120.0)
#: Metres below the ground that count: less is what is left of toes that were bent before, and in a
#: foot whose heel and ball are held nothing but a twist would lift it.
_SUNK = 2e-4
#: The last projection lifts no tip whose toes stand steeper (radians): turning hardly lifts it.
_LIFTS = 0.4 * np.pi
#: Less than this (radians) is what rounding leaves of toes that lie on the floor.
_NOTHING = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Toes:
    """The toes of one foot in a window."""

    columns: slice  # of the correction of the joint that bends
    joint: int  # its place among the corrected joints
    ball: int  # places in the list of points
    hinge: int
    sole: int
    axis: np.ndarray  # (frames, 3): what lifts the tip, in the frame of the joint's parent
    grounded: np.ndarray  # (frames,) bool: the ball is on the ground
    beyond: np.ndarray  # (contacts, 2): seconds and height of what its contacts outside stand on
    floor: float  # of the take, under feet that never stand, as under points in the air
    rolls: np.ndarray  # (frames,) bool: the ball stays when the toes bend, and the foot moves
    free: np.ndarray  # (frames,) bool: no pin says how the toes are turned
    smoothing: np.ndarray  # (frames, 2 k + 1): weights of the samples around each


def toes_of(problem: Problem, rig: Rig, motion: Motion, first: int) -> tuple[Toes, ...]:
    """The toes that can bend, in a window on `motion` that begins at sample `first`."""
    found, smoothing = [], None
    for tip, (hinge, sole) in zip(problem.tips, rig.tips, strict=True):
        grounded, beyond = _grounded(problem, tip, motion.times)
        smoothing = _smoothing(motion.times) if smoothing is None else smoothing
        place = rig.unknowns.joints.index(tip.toe)
        axis = rotations.rotate(
            motion.local_rotations[:, tip.toe],
            np.broadcast_to(tip.axis, (motion.frame_count, 3)),
        )
        found.append(
            Toes(
                slice(3 + 3 * place, 6 + 3 * place),
                place,
                rig.place_of(tip.ball.name),
                hinge,
                sole,
                axis,
                grounded,
                beyond,
                problem.ground,
                grounded & (tip.ball.joint == tip.toe),
                no_pin_turns(problem, tip, first, motion.frame_count),
                smoothing,
            )
        )
    return tuple(found)


def _grounded(problem: Problem, tip: ToeTip, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`Toes.grounded` and `Toes.beyond`."""
    grounded, beyond = np.zeros(len(times), dtype=bool), []
    for contact in problem.contacts:
        if contact.point != tip.ball.name or not contact.on_ground:
            continue
        grounded[held_samples(times, contact)] = True
        height = height_of(contact, problem.ground)
        beyond += [(t, height) for t in (contact.start, contact.end) if t < times[0] - TIME_SLACK]
        beyond += [(t, height) for t in (contact.start, contact.end) if t > times[-1] + TIME_SLACK]
    return grounded, np.array(sorted(beyond)).reshape(-1, 2)


def bent(toes: Toes, needed: np.ndarray) -> np.ndarray:
    """(frames, 3): the correction of the toe's joint that keeps the tip up, smooth in time.

    needed: (frames,) radians, from `needed_bend`.
    """
    bend = np.zeros(len(needed))
    add_smoothed(needed, toes.smoothing, 1 + _ROUNDS, bend)
    return bend[:, None] * toes.axis


def needed_bend(
    toes: Toes, times: np.ndarray, x: np.ndarray, now: Evaluated
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(frames,) each: radians that the captured toes would have to bend at least, the height
    (metres) that the sole under the tip may not fall below, -inf where nothing is asked of it, and
    radians that the toes lack now.

    Args:
        x: (frames, n) corrections.
        now: the quantities there.
    """
    needed, lowest, lacking, swing = np.empty((4, len(times)))
    swings(
        now.values, now.axes[:, toes.joint], x[:, toes.columns], toes.axis, toes.ball, toes.sole,
        swing,
    )  # fmt: skip
    ball = now.values[:, 3 * toes.ball + 1]
    before = int(np.searchsorted(toes.beyond[:, 0], times[0]))
    inside = np.stack([times, ball], axis=1)[toes.grounded & (swing >= _TURNED_OVER)]
    known = np.concatenate([toes.beyond[:before], inside, toes.beyond[before:]])
    known = known if len(known) else np.array([[times[0], toes.floor]])
    ground = np.interp(times, known[:, 0], known[:, 1])
    need_bends(
        now.values, now.axes[:, toes.joint], x[:, toes.columns], toes.axis, ground, toes.rolls,
        toes.free & (swing >= _TURNED_OVER), toes.ball, toes.hinge, toes.sole,
        needed, lowest, lacking,
    )  # fmt: skip
    return needed, lowest, lacking


@njit(cache=True, nogil=True)
def bend_about(axes, turn, own_axis, axis):
    """Fill axis (3,), in the world; returns the radians of a correction that bend about it."""
    bend = 0.0
    for i in range(3):
        axis[i] = 0.0
        for k in range(3):
            axis[i] += axes[i, k] * own_axis[k]
        bend += turn[i] * own_axis[i]
    return bend


@njit(cache=True, nogil=True)
def swings(values, axes, turns, own_axis, ball, sole, swing):
    """Fill swing (frames,): where the tip would be on its circle about the ball, not bent."""
    axis, from_ball = np.empty(3), np.empty(3)
    for t in range(len(values)):
        bend = bend_about(axes[t], turns[t], own_axis[t], axis)
        for i in range(3):
            from_ball[i] = values[t, 3 * sole + i] - values[t, 3 * ball + i]
        swing[t] = angle_of_swing(axis, from_ball) - bend


@njit(cache=True, nogil=True)
def need_bends(
    values, axes, turns, own_axis, ground, rolls, free, ball, hinge, sole, needed, lowest, lacking
):
    """Fill needed, lowest and lacking (frames,); see `needed_bend`."""
    axis, along = np.empty(3), np.empty(3)
    for t in range(len(values)):
        needed[t], lowest[t], lacking[t] = 0.0, -np.inf, 0.0
        bend = bend_about(axes[t], turns[t], own_axis[t], axis)
        pivot = ball if rolls[t] else hinge
        for i in range(3):
            along[i] = values[t, 3 * sole + i] - values[t, 3 * pivot + i]
        if not free[t]:
            continue
        # bent by b in all the tip is reach sin(b + unbent) above the pivot
        angle = angle_of_swing(axis, along)
        reach = max(np.hypot(along[1], axis[2] * along[0] - axis[0] * along[2]), 1e-9)
        height, unbent = ground[t] - (values[t, 3 * sole + 1] - along[1]), angle - bend
        if abs(angle) < _LIFTS:
            lowest[t] = ground[t]
        level = np.arcsin(min(max(height / reach, -1.0), 1.0))
        if reach * np.sin(unbent) < height - _SUNK:
            needed[t] = max(level - unbent, 0.0)
        if along[1] < height - _SUNK:
            lacking[t] = max(level - angle, 0.0)


@njit(cache=True, nogil=True)
def angle_of_swing(axis, along):
    """Of a vector that turns about an axis: where on its circle, 0 where it is level and rises."""
    return np.arctan2(along[1], axis[2] * along[0] - axis[0] * along[2])


@njit(cache=True, nogil=True)
def add_smoothed(needed, smoothing, rounds, bend):
    """Add to bend (frames,), over and over, what of needed it lacks, smoothed by weights
    (frames, 2 k + 1)."""
    frames, reach = len(needed), smoothing.shape[1] // 2
    lacking = np.empty(frames)
    for _ in range(rounds):
        most = 0.0
        for t in range(frames):
            lacking[t] = max(needed[t] - bend[t], 0.0)
            most = max(most, lacking[t])
        if most < _NOTHING:
            return
        for t in range(frames):
            for k in range(max(t - reach, 0), min(t + reach + 1, frames)):
                if lacking[k] > 0.0:
                    bend[t] += smoothing[t, k - t + reach] * lacking[k]


def _smoothing(times: np.ndarray) -> np.ndarray:
    """(frames, 2 k + 1) weights of samples -k to k around each, on the true times."""
    frames = len(times)
    offsets = _SMOOTH * np.linspace(-1.0, 1.0, _NODES + 2)[1:-1]
    weights = 1.0 + np.cos(np.pi * offsets / _SMOOTH)
    at = np.clip(times[:, None] + offsets, times[0], times[-1])
    left = np.clip(np.searchsorted(times, at, side="right") - 1, 0, max(frames - 2, 0))
    right = np.minimum(left + 1, frames - 1)
    steps = np.maximum(times[right] - times[left], 1e-9)
    share = np.clip((at - times[left]) / steps, 0.0, 1.0)
    here = np.arange(frames)[:, None]
    reach = int(max(np.max(here - left), np.max(right - here)))
    band = np.zeros((frames, 2 * reach + 1))
    every = np.broadcast_to(here, left.shape)
    np.add.at(band, (every, left - here + reach), (1.0 - share) * weights / weights.sum())
    np.add.at(band, (every, right - here + reach), share * weights / weights.sum())
    return band

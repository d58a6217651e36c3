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
from core.motion.toe_tips import TURNED_OVER, ToeTip
from core.solve.pins.pinned_toes import no_pin_turns
from core.solve.problem import Problem, height_of
from core.solve.rig import Rig
from core.solve.system.quantities import Evaluated

#: How fast the speed of the bend may change (radians / s^2). Toes that spring back from 40 degrees
#: in a tenth of a second, as at push-off, need 16,000 degrees / s^2, the sample's true ones 19,000.
_SUDDEN = np.radians(1.5e4)
#: What toes are led on to beyond what they need, or are at an end, is no more than this part of it.
#: On the sample and one human motion it is 0.08 at most. Beside a pin, or a flip, it had no end.
_LED_ON = 0.25
#: Metres below the ground that count: less is what is left of toes that were bent before, and in a
#: foot whose heel and ball are held nothing but a twist would lift it.
_SUNK = 2e-4
#: The last projection lifts no tip whose toes stand steeper (radians): turning hardly lifts it.
_LIFTS = 0.4 * np.pi


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
    kept: np.ndarray  # (frames,) bool: at ends of the window, free, and bent as it is


def toes_of(
    problem: Problem, rig: Rig, motion: Motion, first: int, changed: slice | None = None
) -> tuple[Toes, ...]:
    """The toes that can bend, in a window on `motion` that begins at sample `first`, of which
    samples `changed` may change (None: all)."""
    found = []
    kept = np.zeros(motion.frame_count, dtype=bool)
    if changed is not None:
        kept[: changed.start] = kept[changed.stop :] = True
    for tip, (hinge, sole) in zip(problem.tips, rig.tips, strict=True):
        grounded, beyond = _grounded(problem, tip, motion.times)
        place = rig.unknowns.joints.index(tip.toe)
        axis = rotations.rotate(
            motion.local_rotations[:, tip.toe],
            np.broadcast_to(tip.axis, (motion.frame_count, 3)),
        )
        free = no_pin_turns(problem, tip, first, motion.frame_count)
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
                free,
                free & kept,
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


def bent(toes: Toes, times: np.ndarray, x: np.ndarray, needed: np.ndarray) -> np.ndarray:
    """(frames, 3): the correction of the toe's joint that keeps the tip up, smooth in time.

    x: (frames, n) corrections; needed: (frames,) radians, from `needed_bend`.
    """
    bend = np.empty(len(needed))
    told = np.where(toes.kept, np.sum(x[:, toes.columns] * toes.axis, axis=1), np.nan)
    smooth_above(times, needed, toes.grounded, told, _SUDDEN, bend)
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
    needed, lowest, lacking = np.empty((3, len(times)))
    need_bends(
        now.values, now.axes[:, toes.joint], x[:, toes.columns], toes.axis, times, toes.beyond,
        toes.floor, toes.grounded, toes.rolls, toes.free, toes.ball, toes.hinge, toes.sole,
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
def need_bends(
    values, axes, turns, own_axis, times, beyond, floor, grounded, rolls, free, ball, hinge, sole,
    needed, lowest, lacking,
):  # fmt: skip
    """Fill needed, lowest and lacking (frames,); see `needed_bend`."""
    frames = len(values)
    axis, along, bends, lies = np.empty((frames, 3)), np.empty(3), np.empty(frames), np.ones(frames)
    known, count = np.empty((frames + len(beyond), 2)), 0
    for k in range(len(beyond)):
        if beyond[k, 0] < times[0]:
            known[count] = beyond[k]
            count += 1
    for t in range(frames):
        bends[t] = bend_about(axes[t], turns[t], own_axis[t], axis[t])
        for i in range(3):
            along[i] = values[t, 3 * sole + i] - values[t, 3 * ball + i]
        lies[t] = angle_of_swing(axis[t], along) - bends[t]  # where its tip would be, not bent
        if grounded[t] and lies[t] >= TURNED_OVER:
            known[count, 0], known[count, 1] = times[t], values[t, 3 * ball + 1]
            count += 1
    for k in range(len(beyond)):
        if beyond[k, 0] > times[-1]:
            known[count] = beyond[k]
            count += 1
    if count == 0:
        known[0, 0], known[0, 1], count = times[0], floor, 1
    after = 0
    for t in range(frames):
        needed[t], lowest[t], lacking[t] = 0.0, -np.inf, 0.0
        while after < count and known[after, 0] < times[t]:
            after += 1
        if not free[t] or lies[t] < TURNED_OVER:
            continue
        ground = ground_at(times[t], known, count, after)
        pivot = ball if rolls[t] else hinge
        for i in range(3):
            along[i] = values[t, 3 * sole + i] - values[t, 3 * pivot + i]
        # bent by b in all the tip is reach sin(b + unbent) above the pivot
        angle = angle_of_swing(axis[t], along)
        across = axis[t, 2] * along[0] - axis[t, 0] * along[2]
        reach = max(np.hypot(along[1], across), 1e-9)
        height, unbent = ground - (values[t, 3 * sole + 1] - along[1]), angle - bends[t]
        if abs(angle) < _LIFTS:
            lowest[t] = ground
        level = np.arcsin(min(max(height / reach, -1.0), 1.0))
        if reach * np.sin(unbent) < height - _SUNK:
            needed[t] = max(level - unbent, 0.0)
        if along[1] < height - _SUNK:
            lacking[t] = max(level - angle, 0.0)


@njit(cache=True, nogil=True)
def ground_at(time, known, count, after):
    """Of heights that are known (count, 2: seconds, metres), the one at a time between; `after` is
    the first that is not earlier."""
    if after == 0:
        return known[0, 1]
    if after == count:
        return known[count - 1, 1]
    before = after - 1
    share = (time - known[before, 0]) / (known[after, 0] - known[before, 0])
    return known[before, 1] + share * (known[after, 1] - known[before, 1])


@njit(cache=True, nogil=True)
def angle_of_swing(axis, along):
    """Of a vector that turns about an axis: where on its circle, 0 where it is level and rises."""
    return np.arctan2(along[1], axis[2] * along[0] - axis[0] * along[2])


@njit(cache=True, nogil=True)
def smooth_above(times, needed, grounded, told, sudden, bend):
    """Fill bend (frames,): what is nowhere below needed, is that but for valleys while the ball is
    on the ground and rolls on, and starts to rise and ends its fall no faster than parabolas whose
    second derivative is `sudden`.

    Ends of contacts and peaks in the air: the highest of such parabolas that hang on what is needed
    there (its dilation). Valleys: the least above that into which no upright one fits (its hull,
    concave but for one parabola; the chain of Andrew, Information Processing Letters, 1979).

    told: (frames,) radians that toes are bent where they stay as they are, beside a window, else
    NaN. What hangs there on a peak that the window does not see is led on into it.
    """
    frames = len(times)
    stays, most = np.zeros(frames, dtype=np.bool_), 0.0
    for t in range(frames):
        stays[t] = _tells(told, t) and not grounded[t]
        bend[t] = max(told[t], 0.0) if stays[t] else needed[t]
        most = max(most, bend[t])
    if most <= 0.0:
        return
    for peak in range(frames):
        rolls = grounded[peak] and _is(grounded, peak - 1) and _is(grounded, peak + 1)
        if needed[peak] > 0.0 and not rolls:
            slope = _half_slope(times, needed, grounded, sudden, peak)
            _hang(times, peak, needed[peak], slope, sudden, stays, bend)
        if stays[peak] and bend[peak] > 0.0:
            for way in (-1, 1):
                if _tells(told, peak - way) and not _tells(told, peak + way):
                    step = times[peak] - times[peak - way]
                    slope = (told[peak] - told[peak - way]) / step - 0.5 * sudden * step
                    slope = way * min(way * slope, _steepest(told[peak], sudden))
                    _hang(times, peak, told[peak], slope, sudden, stays, bend)
    kept = np.empty(frames, dtype=np.int64)
    count = 0
    for t in range(frames):
        while count > 1 and bend[kept[count - 1]] <= _between(
            times, bend, sudden, kept[count - 2], t, kept[count - 1]
        ):
            count -= 1
        kept[count] = t
        count += 1
    for place in range(count - 1):
        for t in range(kept[place] + 1, kept[place + 1]):
            bend[t] = _between(times, bend, sudden, kept[place], kept[place + 1], t)


@njit(cache=True, nogil=True)
def _hang(times, peak, level, slope, sudden, stays, bend):
    """Raise bend (frames,) to a parabola through `level` at sample `peak`, but where it stays."""
    for way in (-1, 1):
        t = peak + way
        while 0 <= t < len(times):
            apart = times[t] - times[peak]
            hangs = level + (slope - 0.5 * sudden * apart) * apart
            if hangs <= 0.0:
                break
            if not stays[t]:
                bend[t] = max(bend[t], hangs)
            t += way


@njit(cache=True, nogil=True)
def _is(grounded, t):
    return 0 <= t < len(grounded) and grounded[t]


@njit(cache=True, nogil=True)
def _tells(told, t):
    return 0 <= t < len(told) and not np.isnan(told[t])


@njit(cache=True, nogil=True)
def _half_slope(times, needed, grounded, sudden, t):
    """The slope of a parabola that hangs on sample t, 0 in the air. Where a ball lands or leaves,
    half of that on the ground: what rises to there is half led on beyond it and half bent before,
    so that neither is far off; no steeper than to a top `_LED_ON` above what is needed: between
    two samples a flip, or the end of a pin, is as steep as they are close."""
    if not grounded[t]:
        return 0.0
    steepest = _steepest(needed[t], sudden)
    for beside in (t - 1, t + 1):
        if _is(grounded, beside):
            slope = 0.5 * (needed[t] - needed[beside]) / (times[t] - times[beside])
            return min(max(slope, -steepest), steepest)
    return 0.0


@njit(cache=True, nogil=True)
def _steepest(level, sudden):
    """The slope at which a parabola goes on from a level to a top `_LED_ON` of it above."""
    return np.sqrt(2.0 * sudden * _LED_ON * level)


@njit(cache=True, nogil=True)
def _between(times, bend, sudden, first, last, t):
    """At sample t, the parabola whose second derivative is `sudden` through two samples."""
    before, after = times[t] - times[first], times[last] - times[t]
    level = (bend[first] * after + bend[last] * before) / (before + after)
    return level - 0.5 * sudden * before * after

"""Motion between its samples: cubic on the manifold, C1, on true and possibly uneven times.

Between two samples the rotation is q_i exp(x(s)), where x is the cubic Hermite in the tangent
space of q_i that meets the angular velocities of both samples. The velocities are central
differences of the logs on uneven times, so that a quadratic path comes back exactly; four samples
decide, which is what a pin between two frames is about. Where a whole motion goes to another rate
(`smooth`) they are differences over seven samples wherever these come evenly, which leaves hardly
a kink of the acceleration: central ones put up to 16 % on a knee's peak, from 60 to 120 Hz.
Source: Kim, Kim, Shin 1995 (splines through the exponential map); the inverse right Jacobian
from Sola, Deray, Atchuthan 2018, eq. 144.
"""

from __future__ import annotations

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion

#: Above this step (seconds) nothing is known of the motion between: a straight line, not a cubic.
LONGEST_CUBIC_STEP = 0.2
#: A time this near to a sample (seconds) is that sample, bit for bit.
SAME_TIME = 1e-9
#: So many joints and times at once keep the work within the processor's cache and memory bounded.
_JOINTS_AT_ONCE, _TIMES_AT_ONCE = 4, 4096
#: Samples around a stretch of times that its curves depend on.
_AROUND = 3
#: Weights of the six slopes around a sample: the derivative of sixth order over seven samples.
_SLOPE_WEIGHTS = np.array([1.0, -8.0, 37.0, 37.0, -8.0, 1.0]) / 60.0
#: Steps that differ by less than this share count as even.
_EVEN = 1e-3


def resampled(motion: Motion, times: np.ndarray, smooth: bool = False) -> Motion:
    """The motion at other times (frames,), seconds, strictly rising; `smooth`: at another rate.

    At the motion's own times the poses are bit-equal; before the first and after the last
    sample the pose stays. Raises: ValueError where the times do not rise or are not finite.
    """
    times = np.asarray(times, dtype=float)
    if times.ndim != 1 or not np.all(np.isfinite(times)):
        raise ValueError("The times to resample at are a list of finite seconds.")
    joints = motion.skeleton.joint_count
    turns = np.empty((len(times), joints, 4))
    for start in range(0, len(times), _TIMES_AT_ONCE):
        some = slice(start, start + _TIMES_AT_ONCE)
        _fill_turns(motion, times[some], turns[some], smooth)
        if start:
            # the signs go on from the stretch before
            against = np.sum(turns[start - 1] * turns[start], axis=-1) < 0.0
            turns[some] *= np.where(against, -1.0, 1.0)[:, None]
    turns.flags.writeable = False  # so that the motion shares it
    left, right, fraction = _bracket(motion.times, times)
    translations = motion.local_translations
    if translations is not None:
        translations = _positions_at(motion.times, translations, left, right, fraction, smooth)
    return Motion(
        motion.skeleton,
        turns,
        _positions_at(motion.times, motion.root_positions, left, right, fraction, smooth),
        times,
        translations,
    )


def _fill_turns(motion: Motion, times: np.ndarray, turns: np.ndarray, smooth: bool) -> None:
    """turns (times, joints, 4) become the rotations at the times, continuous in sign."""
    left, right, fraction = _bracket(motion.times, times)
    first = max(int(left[0]) - _AROUND, 0)
    near = slice(first, int(right[-1]) + _AROUND + 1)
    for joint in range(0, turns.shape[1], _JOINTS_AT_ONCE):
        some = slice(joint, joint + _JOINTS_AT_ONCE)
        turns[:, some] = rotations.continuous(
            _rotations_at(
                motion.times[near], motion.local_rotations[near, some], left - first,
                right - first, fraction, smooth,
            )
        )  # fmt: skip


def path_at(path_times: np.ndarray, path: np.ndarray, times: np.ndarray) -> np.ndarray:
    """A path (frames, ...) known at path_times, at other times: the cubic of four samples."""
    left, right, fraction = _bracket(path_times, np.asarray(times, dtype=float))
    return _positions_at(path_times, np.asarray(path, dtype=float), left, right, fraction)


def rotations_at(turn_times: np.ndarray, turns: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Rotations (frames, ..., 4) known at turn_times, at other times: the cubic of four samples."""
    left, right, fraction = _bracket(turn_times, np.asarray(times, dtype=float))
    return _rotations_at(turn_times, np.asarray(turns, dtype=float), left, right, fraction)


def _bracket(samples: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per time the samples on both sides and the fraction between; 0 exactly on a sample."""
    last = len(samples) - 1
    left = np.clip(np.searchsorted(samples, times, side="right") - 1, 0, last)
    right = np.minimum(left + 1, last)
    left = np.where(np.abs(samples[right] - times) <= SAME_TIME, right, left)
    right = np.minimum(left + 1, last)
    step = np.where(right > left, samples[right] - samples[left], 1.0)
    inside = (times - samples[left] > SAME_TIME) & (right > left)
    return left, right, np.where(inside, (times - samples[left]) / step, 0.0)


def _velocities(times: np.ndarray, slopes: np.ndarray, smooth: bool) -> np.ndarray:
    """Velocity at each sample (frames, ...) from the slopes between samples (frames - 1, ...).

    Across a gap nothing is known of the velocity, so a sample beside one looks away from it.
    """
    count = len(times)
    if count == 1:
        return np.zeros((1, *slopes.shape[1:]))
    steps = np.diff(times)
    wide = steps.reshape(-1, *([1] * (slopes.ndim - 1)))
    velocities = np.empty((count, *slopes.shape[1:]))
    velocities[0], velocities[-1] = slopes[0], slopes[-1]
    if count == 2:
        return velocities
    before, after = wide[:-1], wide[1:]
    middle = (after * slopes[:-1] + before * slopes[1:]) / (before + after)
    velocities[1:-1] = middle
    if smooth:
        _set_smooth(velocities, steps, slopes)
    bend = slopes[1:] - slopes[:-1]
    forward = slopes[:-1] - bend * before / (before + after)
    backward = slopes[1:] + bend * after / (before + after)
    # a sample that can look to one side only takes the slope of the parabola through three
    gap = np.concatenate([[True], steps > LONGEST_CUBIC_STEP, [True]])
    for sample in np.flatnonzero(gap[:-1] | gap[1:]):
        closed_left, closed_right = gap[sample], gap[sample + 1]
        if closed_left and not closed_right:
            fits = not gap[sample + 2]
            velocities[sample] = forward[sample] if fits else slopes[sample]
        elif closed_right and not closed_left:
            fits = not gap[sample - 1]
            velocities[sample] = backward[sample - 2] if fits else slopes[sample - 1]
    return velocities


def _set_smooth(velocities: np.ndarray, steps: np.ndarray, slopes: np.ndarray) -> None:
    """Velocities (frames, ...) of samples with three even steps on both sides, set in place."""
    reach = len(_SLOPE_WEIGHTS)
    if len(steps) < reach:
        return
    around = np.lib.stride_tricks.sliding_window_view(steps, reach)
    longest = around.max(axis=1)
    smooth = (longest <= (1.0 + _EVEN) * around.min(axis=1)) & (longest <= LONGEST_CUBIC_STEP)
    first = np.flatnonzero(smooth)
    velocities[first + reach // 2] = sum(
        weight * slopes[first + place] for place, weight in enumerate(_SLOPE_WEIGHTS)
    )


def _hermite(
    start_speed: np.ndarray, step: np.ndarray, end_speed: np.ndarray, s: np.ndarray
) -> np.ndarray:
    """Cubic from 0 to `step` at fraction s; speeds are per segment (times the segment's length)."""
    s2, s3 = s * s, s * s * s
    return (s3 - 2 * s2 + s) * start_speed + (3 * s2 - 2 * s3) * step + (s3 - s2) * end_speed


def _positions_at(
    samples: np.ndarray,
    path: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    fraction: np.ndarray,
    smooth: bool = False,
) -> np.ndarray:
    wide = (-1, *([1] * (path.ndim - 1)))
    steps = np.diff(samples)
    velocities = _velocities(samples, np.diff(path, axis=0) / steps.reshape(wide), smooth)
    step = path[right] - path[left]
    length = (samples[right] - samples[left]).reshape(wide)
    s = fraction.reshape(wide)
    cubic = _hermite(velocities[left] * length, step, velocities[right] * length, s)
    moved = np.where(length > LONGEST_CUBIC_STEP, s * step, cubic)
    return np.where(s == 0.0, path[left], path[left] + moved)


def _rotations_at(
    samples: np.ndarray,
    turns: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    fraction: np.ndarray,
    smooth: bool = False,
) -> np.ndarray:
    wide = (-1, *([1] * (turns.ndim - 1)))
    logs = rotations.to_rotation_vector(
        rotations.multiply(rotations.inverse(turns[:-1]), turns[1:])
    )
    velocities = _velocities(samples, logs / np.diff(samples).reshape(wide), smooth)
    if len(samples) == 1:
        return turns[left]
    step = logs[np.minimum(left, len(logs) - 1)]
    length = (samples[right] - samples[left]).reshape(wide)
    s = fraction.reshape(wide)
    arriving = _inverse_right_jacobian(step, velocities[right] * length)
    cubic = _hermite(velocities[left] * length, step, arriving, s)
    vector = np.where(length > LONGEST_CUBIC_STEP, s * step, cubic)
    moved = rotations.normalized(
        rotations.multiply(turns[left], rotations.from_rotation_vector(vector))
    )
    return np.where(s == 0.0, turns[left], moved)


def _inverse_right_jacobian(vector: np.ndarray, speed: np.ndarray) -> np.ndarray:
    """The rate of a rotation vector (..., 3) whose body angular velocity is `speed` (..., 3)."""
    angle = np.linalg.norm(vector, axis=-1, keepdims=True)
    half = 0.5 * angle
    # Taylor: the exact form divides two numbers that vanish with the angle
    series = 1.0 / 12.0 + angle**2 / 720.0
    safe = np.maximum(angle, 1e-3)
    exact = (1.0 - half / np.tan(np.maximum(half, 5e-4))) / safe**2
    turned = np.cross(vector, speed)
    return speed + 0.5 * turned + np.where(angle > 1e-3, exact, series) * np.cross(vector, turned)

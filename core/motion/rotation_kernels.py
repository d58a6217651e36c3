"""Long motions, compiled: angles to quaternions, quaternions to angles, forward kinematics.

The same formulas as `rotations` and `kinematics`, frame by frame without temporary arrays; the
answers agree to rounding. Importing this loads numba (half a second), so it is imported only
where a motion is long; which path is taken depends on the size alone, so results repeat.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit, types

_POSES = types.Array(types.float64, 3, "C", readonly=True)
_ROWS = types.Array(types.float64, 2, "C", readonly=True)
_TABLE = types.Array(types.int64, 2, "C", readonly=True)
_LIST = types.Array(types.int64, 1, "C", readonly=True)
_POSES_OUT = types.Array(types.float64, 3, "C")

_TURN = 2.0 * np.pi
_LOCKED = 1e-9  # as in rotations.to_euler


def by_joints(fill: Callable[[int, int], None], joint_count: int) -> None:
    """Call fill(first, stop) for parts of the joints, one thread per core."""
    parts = min(4, os.cpu_count() or 1, joint_count)
    bounds = [joint_count * k // parts for k in range(parts + 1)]
    with ThreadPoolExecutor(parts) as threads:
        list(threads.map(fill, bounds[:-1], bounds[1:]))


@njit(
    types.void(_ROWS, _TABLE, _TABLE, types.int64, types.int64, _POSES_OUT), cache=True, nogil=True
)
def turns_from_degrees(values, columns, axes, first, stop, turns):
    """Fill turns (frames, joints, 4), sign-continuous in time, from channels in degrees.

    first, stop: the joints that are filled. columns and axes (joints, 3): the column in values
    (frames, channels) and the axis (0 to 2) of each rotation channel in order; -1 where a joint
    has fewer than three.
    """
    half = 0.5 * np.pi / 180.0
    for frame in range(values.shape[0]):
        for joint in range(first, stop):
            w, x, y, z = 1.0, 0.0, 0.0, 0.0
            for k in range(3):
                column = columns[joint, k]
                if column < 0:
                    break
                angle = values[frame, column] * half
                c, s = np.cos(angle), np.sin(angle)
                axis = axes[joint, k]
                if axis == 0:
                    w, x, y, z = w * c - x * s, w * s + x * c, y * c + z * s, z * c - y * s
                elif axis == 1:
                    w, x, y, z = w * c - y * s, x * c - z * s, w * s + y * c, z * c + x * s
                else:
                    w, x, y, z = w * c - z * s, x * c + y * s, y * c - x * s, w * s + z * c
            if frame > 0:
                before = turns[frame - 1, joint]
                if w * before[0] + x * before[1] + y * before[2] + z * before[3] < 0.0:
                    w, x, y, z = -w, -x, -y, -z
            turn = turns[frame, joint]
            turn[0], turn[1], turn[2], turn[3] = w, x, y, z


@njit(cache=True, nogil=True, inline="always")
def _nearest_turn(angle, before):
    return angle + _TURN * np.rint((before - angle) / _TURN)


@njit(
    types.void(_POSES, _TABLE, types.float64, types.int64, types.int64, _POSES_OUT),
    cache=True,
    nogil=True,
)
def angles_from_turns(turns, axes, scale, first, stop, angles):
    """Fill angles (frames, joints, 3) times scale, without jumps: `rotations.euler_path`.

    first, stop: the joints that are filled. axes (joints, 3): three different axes per joint, in
    the order of the turns.
    """
    last = np.zeros((turns.shape[1], 3))
    m = np.empty((3, 3))
    for frame in range(turns.shape[0]):
        for joint in range(first, stop):
            turn = turns[frame, joint]
            w, x, y, z = turn[0], turn[1], turn[2], turn[3]
            m[0, 0], m[0, 1], m[0, 2] = (
                1 - 2 * (y * y + z * z),
                2 * (x * y - w * z),
                2 * (x * z + w * y),
            )
            m[1, 0], m[1, 1], m[1, 2] = (
                2 * (x * y + w * z),
                1 - 2 * (x * x + z * z),
                2 * (y * z - w * x),
            )
            m[2, 0], m[2, 1], m[2, 2] = (
                2 * (x * z - w * y),
                2 * (y * z + w * x),
                1 - 2 * (x * x + y * y),
            )
            i, j, k = axes[joint, 0], axes[joint, 1], axes[joint, 2]
            sign = 1.0 if (j - i) % 3 == 1 else -1.0
            sine = min(max(sign * m[i, k], -1.0), 1.0)
            cosine = np.hypot(m[i, i], m[i, j])
            b = np.arctan2(sine, cosine)
            if cosine < _LOCKED:
                a, c = np.arctan2(sign * m[k, j], m[j, j]), 0.0
                if frame > 0:
                    c = last[joint, 2]
                    a -= sign * np.sign(sine) * c
            else:
                a, c = np.arctan2(-sign * m[j, k], m[k, k]), np.arctan2(-sign * m[i, j], m[i, i])
            if frame > 0:
                a0, b0, c0 = last[joint, 0], last[joint, 1], last[joint, 2]
                a2, b2, c2 = a + np.pi, np.pi - b, c + np.pi
                a, b, c = _nearest_turn(a, a0), _nearest_turn(b, b0), _nearest_turn(c, c0)
                a2, b2, c2 = _nearest_turn(a2, a0), _nearest_turn(b2, b0), _nearest_turn(c2, c0)
                this = (a - a0) ** 2 + (b - b0) ** 2 + (c - c0) ** 2
                other = (a2 - a0) ** 2 + (b2 - b0) ** 2 + (c2 - c0) ** 2
                if other < this:
                    a, b, c = a2, b2, c2
            last[joint, 0], last[joint, 1], last[joint, 2] = a, b, c
            angle = angles[frame, joint]
            angle[0], angle[1], angle[2] = a * scale, b * scale, c * scale


@njit(types.void(_POSES, _LIST, _POSES, _ROWS, _POSES_OUT, _POSES_OUT), cache=True, nogil=True)
def place_joints(local, parents, translations, root, turns, positions):
    """Forward kinematics into turns (frames, joints, 4) and positions (frames, joints, 3).

    translations (frames or 1, joints, 3) from the parent; one frame of them stands for all. To the
    bit what `kinematics` adds up without it, in the same order.
    """
    fixed = translations.shape[0] == 1
    for frame in range(local.shape[0]):
        for axis in range(3):
            positions[frame, 0, axis] = root[frame, axis]
        for axis in range(4):
            turns[frame, 0, axis] = local[frame, 0, axis]
        for joint in range(1, local.shape[1]):
            parent = parents[joint]
            pw, px, py, pz = (
                turns[frame, parent, 0],
                turns[frame, parent, 1],
                turns[frame, parent, 2],
                turns[frame, parent, 3],
            )
            w, x, y, z = (
                local[frame, joint, 0],
                local[frame, joint, 1],
                local[frame, joint, 2],
                local[frame, joint, 3],
            )
            turns[frame, joint, 0] = pw * w - px * x - py * y - pz * z
            turns[frame, joint, 1] = pw * x + px * w + py * z - pz * y
            turns[frame, joint, 2] = pw * y - px * z + py * w + pz * x
            turns[frame, joint, 3] = pw * z + px * y - py * x + pz * w
            row = 0 if fixed else frame
            vx, vy, vz = (
                translations[row, joint, 0],
                translations[row, joint, 1],
                translations[row, joint, 2],
            )
            tx = 2.0 * (py * vz - pz * vy)
            ty = 2.0 * (pz * vx - px * vz)
            tz = 2.0 * (px * vy - py * vx)
            positions[frame, joint, 0] = positions[frame, parent, 0] + (
                (vx + pw * tx) + (py * tz - pz * ty)
            )
            positions[frame, joint, 1] = positions[frame, parent, 1] + (
                (vy + pw * ty) + (pz * tx - px * tz)
            )
            positions[frame, joint, 2] = positions[frame, parent, 2] + (
                (vz + pw * tz) + (px * ty - py * tx)
            )

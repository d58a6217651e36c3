"""Rotations as unit quaternions w, x, y, z: the vocabulary, batched through `...`.

Conventions: column vectors, right-handed, `multiply(a, b)` turns first by b, then by a.
Euler angles are intrinsic: order "ZXY" means R = Rz @ Rx @ Ry, as BVH channels read left to
right. Radians everywhere. Source: the standard formulas (Diebel 2006); scipy's Rotation and the
group axioms are the referees in the tests.
"""

from __future__ import annotations

import numpy as np

IDENTITY = np.array([1.0, 0.0, 0.0, 0.0])
IDENTITY.flags.writeable = False

_AXIS = {"X": 0, "Y": 1, "Z": 2}
#: Cosine of the middle Euler angle below which the outer two cannot be told apart.
_LOCKED = 1e-9


def multiply(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Hamilton product, (..., 4) x (..., 4) -> (..., 4)."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    aw, ax, ay, az = a[..., 0], a[..., 1], a[..., 2], a[..., 3]
    bw, bx, by, bz = b[..., 0], b[..., 1], b[..., 2], b[..., 3]
    first = aw * bw - ax * bx - ay * by - az * bz
    product = np.empty((*first.shape, 4))  # filled in place: np.stack takes longer than the sums
    product[..., 0] = first
    product[..., 1] = aw * bx + ax * bw + ay * bz - az * by
    product[..., 2] = aw * by - ax * bz + ay * bw + az * bx
    product[..., 3] = aw * bz + ax * by - ay * bx + az * bw
    return product


def inverse(q: np.ndarray) -> np.ndarray:
    """The opposite rotation of a unit quaternion, (..., 4)."""
    return np.asarray(q, dtype=float) * np.array([1.0, -1.0, -1.0, -1.0])


def rotate(q: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Turn vectors (..., 3) by q (..., 4); leading axes broadcast."""
    q = np.asarray(q, dtype=float)
    vectors = np.asarray(vectors, dtype=float)
    w, axis = q[..., :1], q[..., 1:]
    twice = 2.0 * _cross(axis, vectors)
    return vectors + w * twice + _cross(axis, twice)


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """np.cross of (..., 3), without the time that it takes to look at its arguments."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    first = ay * bz - az * by
    product = np.empty((*first.shape, 3))
    product[..., 0] = first
    product[..., 1] = az * bx - ax * bz
    product[..., 2] = ax * by - ay * bx
    return product


def normalized(q: np.ndarray) -> np.ndarray:
    """Unit length, (..., 4); a zero quaternion becomes the identity."""
    q = np.asarray(q, dtype=float)
    length = np.linalg.norm(q, axis=-1, keepdims=True)
    return np.where(length > 1e-300, q / np.maximum(length, 1e-300), IDENTITY)


def from_rotation_vector(vector: np.ndarray) -> np.ndarray:
    """Exponential map: axis times angle (..., 3), radians -> (..., 4)."""
    vector = np.asarray(vector, dtype=float)
    angle = np.linalg.norm(vector, axis=-1, keepdims=True)
    half = 0.5 * angle
    # sin(x/2)/x, by its series where x is small
    scale = np.where(angle > 1e-6, np.sin(half) / np.maximum(angle, 1e-300), 0.5 - angle**2 / 48.0)
    return np.concatenate([np.cos(half), vector * scale], axis=-1)


def to_rotation_vector(q: np.ndarray) -> np.ndarray:
    """Logarithm: (..., 4) -> axis times angle (..., 3), angle in [0, pi]."""
    q = np.asarray(q, dtype=float)
    q = np.where(q[..., :1] < 0.0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    angle = 2.0 * np.arctan2(sine, q[..., :1])
    scale = np.where(sine > 1e-9, angle / np.maximum(sine, 1e-300), 2.0)
    return q[..., 1:] * scale


def to_matrix(q: np.ndarray) -> np.ndarray:
    """(..., 4) -> (..., 3, 3)."""
    q = np.asarray(q, dtype=float)
    w, x, y, z = q[..., 0], q[..., 1], q[..., 2], q[..., 3]
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    matrix = np.empty((*q.shape[:-1], 3, 3))
    for i, row in enumerate(rows):
        for j, column in enumerate(row):
            matrix[..., i, j] = column
    return matrix


def from_matrix(matrix: np.ndarray) -> np.ndarray:
    """Rotation matrices (..., 3, 3) -> (..., 4), w >= 0. Source: Shepperd 1978, branch-free."""
    m = np.asarray(matrix, dtype=float)
    xx, yy, zz = m[..., 0, 0], m[..., 1, 1], m[..., 2, 2]
    squares = np.stack([1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz], -1)
    dx, dy, dz = (
        m[..., 2, 1] - m[..., 1, 2],
        m[..., 0, 2] - m[..., 2, 0],
        m[..., 1, 0] - m[..., 0, 1],
    )
    sxy, sxz, syz = (
        m[..., 0, 1] + m[..., 1, 0],
        m[..., 0, 2] + m[..., 2, 0],
        m[..., 1, 2] + m[..., 2, 1],
    )
    candidates = np.stack(
        [
            np.stack([squares[..., 0], dx, dy, dz], -1),
            np.stack([dx, squares[..., 1], sxy, sxz], -1),
            np.stack([dy, sxy, squares[..., 2], syz], -1),
            np.stack([dz, sxz, syz, squares[..., 3]], -1),
        ],
        axis=-2,
    )
    best = np.argmax(squares, axis=-1)[..., None, None]
    q = normalized(np.take_along_axis(candidates, best, axis=-2)[..., 0, :])
    return np.where(q[..., :1] < 0.0, -q, q)


def from_euler(angles: np.ndarray, order: str) -> np.ndarray:
    """Intrinsic Euler angles (..., len(order)), radians, order such as "ZXY" -> (..., 4)."""
    angles = np.asarray(angles, dtype=float)
    result: np.ndarray | None = None
    for column, axis in enumerate(order):
        half = 0.5 * angles[..., column]
        turn = np.zeros((*half.shape, 4))
        turn[..., 0] = np.cos(half)
        turn[..., 1 + _AXIS[axis]] = np.sin(half)
        result = turn if result is None else multiply(result, turn)
    if result is None:
        return np.broadcast_to(IDENTITY, (*angles.shape[:-1], 4)).copy()
    return result


def to_euler(q: np.ndarray, order: str) -> np.ndarray:
    """(..., 4) -> intrinsic angles (..., 3), radians, for an order of three different axes.

    The middle angle lies in [-pi/2, pi/2]. At gimbal lock the last angle is 0.
    Raises: ValueError for another order.
    """
    if len(order) != 3 or set(order) != set("XYZ"):
        raise ValueError(f"to_euler needs an order of three different axes, not {order!r}.")
    i, j, k = (_AXIS[axis] for axis in order)
    sign = 1.0 if (j - i) % 3 == 1 else -1.0
    m = to_matrix(q)
    sine = np.clip(sign * m[..., i, k], -1.0, 1.0)
    first = np.arctan2(-sign * m[..., j, k], m[..., k, k])
    third = np.arctan2(-sign * m[..., i, j], m[..., i, i])
    cosine = np.hypot(m[..., i, i], m[..., i, j])
    middle = np.arctan2(sine, cosine)
    locked = cosine < _LOCKED
    first = np.where(locked, np.arctan2(sign * m[..., k, j], m[..., j, j]), first)
    third = np.where(locked, 0.0, third)
    return np.stack([first, middle, third], axis=-1)


def continuous(q: np.ndarray) -> np.ndarray:
    """The same rotations with signs chosen so that neighbours in time (axis 0) are close."""
    q = np.array(q, dtype=float)
    if len(q) < 2:
        return q
    dots = np.sum(q[1:] * q[:-1], axis=-1)
    flips = np.cumprod(np.where(dots < 0.0, -1.0, 1.0), axis=0)
    q[1:] *= flips[..., None]
    return q


def continuous_euler(angles: np.ndarray) -> np.ndarray:
    """Euler angles (frames, ..., 3), radians, without jumps: the smoother of both solutions.

    Every rotation has two triples (a, b, c) and (a + pi, pi - b, c + pi), each up to full turns;
    frame by frame the one nearer to the frame before is taken. Whether to change over from one
    solution to the other does not depend on which of them the frame before has, so the changes
    are counted instead of walked through.
    """
    angles = np.array(angles, dtype=float)
    if len(angles) < 2:
        return angles
    turn = 2.0 * np.pi
    step = np.diff(angles, axis=0)
    across = step + np.pi
    across[..., 1] = np.pi - angles[1:, ..., 1] - angles[:-1, ..., 1]
    stay = np.sum((step - turn * np.round(step / turn)) ** 2, axis=-1)
    change = np.sum((across - turn * np.round(across / turn)) ** 2, axis=-1)
    other = np.cumsum(change < stay, axis=0) % 2 == 1
    rest = angles[1:]  # a view
    rest[..., 1] = np.where(other, np.pi - rest[..., 1], rest[..., 1])
    rest[..., ::2] += np.where(other, np.pi, 0.0)[..., None]
    rest += turn * np.cumsum(np.round(-np.diff(angles, axis=0) / turn), axis=0)
    return angles


def euler_path(q: np.ndarray, order: str) -> np.ndarray:
    """Rotations in time (frames, ..., 4) -> Euler angles (frames, ..., 3), radians, without jumps.

    As `to_euler` and `continuous_euler`; at gimbal lock, where only the sum (or difference) of
    the outer angles counts, the last angle stays what it was.
    """
    angles = to_euler(q, order)
    locked = np.abs(np.cos(angles[..., 1])) < 2.0 * _LOCKED  # the angle itself is rounded
    if np.any(locked):
        sign = 1.0 if (_AXIS[order[1]] - _AXIS[order[0]]) % 3 == 1 else -1.0
        frames = np.arange(len(angles)).reshape(-1, *[1] * (locked.ndim - 1))
        free = np.maximum.accumulate(np.where(locked, 0, frames), axis=0)
        kept = np.take_along_axis(angles[..., 2], free, axis=0)
        sign_of_sum = sign * np.sign(angles[..., 1])
        angles[..., 0] += np.where(locked, sign_of_sum * (angles[..., 2] - kept), 0.0)
        angles[..., 2] = np.where(locked, kept, angles[..., 2])
    return continuous_euler(angles)


def between_vectors(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The shortest turn that takes the direction of start (..., 3) to that of end (..., 3)."""
    start = np.asarray(start, dtype=float)
    end = np.asarray(end, dtype=float)
    start = start / np.maximum(np.linalg.norm(start, axis=-1, keepdims=True), 1e-300)
    end = end / np.maximum(np.linalg.norm(end, axis=-1, keepdims=True), 1e-300)
    start, end = np.broadcast_arrays(start, end)
    dot = np.sum(start * end, axis=-1, keepdims=True)
    q = np.concatenate([1.0 + dot, np.cross(start, end)], axis=-1)
    # opposite directions: any perpendicular axis will do
    helper = np.where(np.abs(start[..., :1]) < 0.9, [1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    half_turn = np.concatenate([np.zeros_like(dot), np.cross(start, helper)], axis=-1)
    return normalized(np.where(dot < -1.0 + 1e-12, half_turn, q))


def angle_between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Geodesic distance of rotations (..., 4) and (..., 4), radians, (...)."""
    return np.linalg.norm(to_rotation_vector(multiply(inverse(a), b)), axis=-1)

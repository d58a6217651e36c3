"""Rows of the fit's terms added to the normal equations of one frame (numba).

A row is a gradient over the frame's unknowns and one over the shared unknowns: the logarithms of
the lengths' groups, then ground, logarithm of the focal length, pitch, roll, camera height, and
the lean of the detector's directions (3).
Matrices are filled in their upper triangles.
"""

from __future__ import annotations

import numpy as np
from numba import njit

#: Shared unknowns behind the lengths' groups; the last three turn the detector's directions, which
#: lean one way for a whole clip.
GROUND, FOCAL, PITCH, ROLL, HEIGHT, LEAN = range(6)
CAMERA_UNKNOWNS = 8
#: Squared sigmas off a habit from which on it pulls less and less (Student's distribution).
HABIT_TAIL = 3.0


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def add_row(columns, count, row, shared, residual, weight, matrix, slope, border, core, core_slope):
    """weight * (row, shared) outer itself, and its slope weight * residual * (row, shared)."""
    kinds = len(shared)
    for a in range(count):
        i = columns[a]
        f = weight * row[i]
        if f == 0.0:
            continue
        slope[i] += f * residual
        for b in range(a, count):
            matrix[i, columns[b]] += f * row[columns[b]]
        for s in range(kinds):
            border[i, s] += f * shared[s]
    for s in range(kinds):
        f = weight * shared[s]
        core_slope[s] += f * residual
        for other in range(s, kinds):
            core[s, other] += f * shared[other]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def add_two_rows(
    columns, count, rows, shared, first, second, weight, matrix, slope, border, core, core_slope
):
    """`add_row` of rows (2 or more, n) 0 and 1 with one weight, their residuals apart: what they
    add to is read and written once for both."""
    kinds = shared.shape[1]
    for a in range(count):
        i = columns[a]
        f, g = weight * rows[0, i], weight * rows[1, i]
        slope[i] += f * first + g * second
        for b in range(a, count):
            j = columns[b]
            matrix[i, j] += f * rows[0, j] + g * rows[1, j]
        for s in range(kinds):
            border[i, s] += f * shared[0, s] + g * shared[1, s]
    for s in range(kinds):
        f, g = weight * shared[0, s], weight * shared[1, s]
        core_slope[s] += f * first + g * second
        for other in range(s, kinds):
            core[s, other] += f * shared[0, other] + g * shared[1, other]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def add_three_rows(
    columns, count, rows, shared, residuals, weight, matrix, slope, border, core, core_slope
):
    """The same of rows (3, n) with residuals (3,)."""
    kinds = shared.shape[1]
    for a in range(count):
        i = columns[a]
        f, g, h = weight * rows[0, i], weight * rows[1, i], weight * rows[2, i]
        slope[i] += f * residuals[0] + g * residuals[1] + h * residuals[2]
        for b in range(a, count):
            j = columns[b]
            matrix[i, j] += f * rows[0, j] + g * rows[1, j] + h * rows[2, j]
        for s in range(kinds):
            border[i, s] += f * shared[0, s] + g * shared[1, s] + h * shared[2, s]
    for s in range(kinds):
        f, g, h = weight * shared[0, s], weight * shared[1, s], weight * shared[2, s]
        core_slope[s] += f * residuals[0] + g * residuals[1] + h * residuals[2]
        for other in range(s, kinds):
            core[s, other] += f * shared[0, other] + g * shared[1, other] + h * shared[2, other]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def add_pixels(
    place, seen, weight, sigma, lens, rotation, centre, by_pitch, by_roll, columns, count,
    gradient, with_lengths, rows, shared, matrix, slope, border, core, core_slope,
):  # fmt: skip
    """A point as it is projected against where it is seen; Cauchy's loss. Returns the cost."""
    x, y, z = _turned(rotation, place, centre)
    if z < 0.1:
        return 0.0
    fx, fy = lens[0] / sigma, lens[1] / sigma
    u, v = x / z, y / z
    across = fx * u + (lens[2] - seen[0]) / sigma
    down = fy * v + (lens[3] - seen[1]) / sigma
    squared = across * across + down * down
    weighted = weight / (1.0 + squared)
    groups = with_lengths.shape[1]
    for a in range(count):
        i = columns[a]
        _pixel_row(
            rotation, gradient[0, i], gradient[1, i], gradient[2, i], u, v, z, fx, fy, rows, i
        )
    for axis in range(2):
        shared[axis, :] = 0.0
    for g in range(groups):
        gx, gy, gz = with_lengths[0, g], with_lengths[1, g], with_lengths[2, g]
        _pixel_row(rotation, gx, gy, gz, u, v, z, fx, fy, shared, g)
    shared[0, groups + FOCAL] = fx * u
    shared[1, groups + FOCAL] = fy * v
    px, py, pz = _turned(by_pitch, place, centre)
    _pixel_change(px, py, pz, u, v, z, fx, fy, shared, groups + PITCH)
    px, py, pz = _turned(by_roll, place, centre)
    _pixel_change(px, py, pz, u, v, z, fx, fy, shared, groups + ROLL)
    _pixel_row(rotation, 0.0, -1.0, 0.0, u, v, z, fx, fy, shared, groups + HEIGHT)
    add_two_rows(
        columns,
        count,
        rows,
        shared,
        across,
        down,
        weighted,
        matrix,
        slope,
        border,
        core,
        core_slope,
    )
    return 0.5 * weight * np.log1p(squared)


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def add_direction(
    start, end, towards, weight, rotation, by_pitch, by_roll, columns, count, first, second,
    first_lengths, second_lengths, rows, shared, matrix, slope, border, core, core_slope,
):  # fmt: skip
    """The direction from one point to another, in camera axes, against the detector's. Cost."""
    nothing = np.zeros(3)
    way = np.empty(3)
    for d in range(3):
        way[d] = end[d] - start[d]
    x, y, z = _turned(rotation, way, nothing)
    length = np.sqrt(x * x + y * y + z * z)
    if length < 1e-6:
        return 0.0
    u = np.array([x / length, y / length, z / length])
    off = u - towards
    squared = off[0] * off[0] + off[1] * off[1] + off[2] * off[2]
    weighted = weight / (1.0 + weight * squared)  # Cauchy, at one sigma
    groups = first_lengths.shape[1]
    for a in range(count):
        i = columns[a]
        _unit_row(
            rotation, second[0, i] - first[0, i], second[1, i] - first[1, i],
            second[2, i] - first[2, i], u, length, rows, i,
        )  # fmt: skip
    shared[:, :] = 0.0
    for g in range(groups):
        _unit_row(
            rotation, second_lengths[0, g] - first_lengths[0, g],
            second_lengths[1, g] - first_lengths[1, g],
            second_lengths[2, g] - first_lengths[2, g], u, length, shared, g,
        )  # fmt: skip
    px, py, pz = _turned(by_pitch, way, nothing)
    shared[0, groups + PITCH], shared[1, groups + PITCH] = px / length, py / length
    shared[2, groups + PITCH] = pz / length
    px, py, pz = _turned(by_roll, way, nothing)
    shared[0, groups + ROLL], shared[1, groups + ROLL] = px / length, py / length
    shared[2, groups + ROLL] = pz / length
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        shared[j, groups + LEAN + i] = towards[k]
        shared[k, groups + LEAN + i] = -towards[j]
    add_three_rows(
        columns, count, rows, shared, off, weighted, matrix, slope, border, core, core_slope
    )
    return 0.5 * np.log1p(weight * squared)


@njit(cache=True, nogil=True)
def add_hinge(turn, axis, shank, weight, limit_weight, least, first, matrix, slope):
    """A knee or an elbow: its axis stays, it bends one way only. Returns the cost."""
    cost = 0.0
    rows = np.empty((3, 3))
    for i in range(3):
        # change of turn @ axis by a turn w in the joint's frame: turn @ (w x axis)
        rows[i, 0] = turn[i, 2] * axis[1] - turn[i, 1] * axis[2]
        rows[i, 1] = turn[i, 0] * axis[2] - turn[i, 2] * axis[0]
        rows[i, 2] = turn[i, 1] * axis[0] - turn[i, 0] * axis[1]
    for i in range(3):
        off = -axis[i]
        for j in range(3):
            off += turn[i, j] * axis[j]
        cost += 0.5 * weight * off * off
        _add_three(rows[i], off, weight, first, matrix, slope)
    across = np.empty(3)  # axis x shank: where the shank goes when the joint bends
    for i in range(3):
        across[i] = axis[(i + 1) % 3] * shank[(i + 2) % 3] - axis[(i + 2) % 3] * shank[(i + 1) % 3]
    sine = 0.0
    for i in range(3):
        for j in range(3):
            sine += across[i] * turn[i, j] * shank[j]
    if sine < least:
        off = sine - least
        row = np.zeros(3)
        for i in range(3):
            row[0] += across[i] * (turn[i, 2] * shank[1] - turn[i, 1] * shank[2])
            row[1] += across[i] * (turn[i, 0] * shank[2] - turn[i, 2] * shank[0])
            row[2] += across[i] * (turn[i, 1] * shank[0] - turn[i, 0] * shank[1])
        cost += 0.5 * limit_weight * off * off
        _add_three(row, off, limit_weight, first, matrix, slope)
    return cost


@njit(cache=True, nogil=True)
def add_habit(turn, way, mean, axes, weights, first, matrix, slope):
    """A limb lies about where limbs lie; who lifts an arm is pulled little. Returns the cost.

    way (3,) of the limb in its joint's frame, mean (3,) and axes (3, 3) in the frame above.
    """
    off, rows = np.empty(3), np.empty((3, 3))
    squared = 0.0
    for i in range(3):
        a, b, c = axes[i, 0], axes[i, 1], axes[i, 2]
        x = a * turn[0, 0] + b * turn[1, 0] + c * turn[2, 0]
        y = a * turn[0, 1] + b * turn[1, 1] + c * turn[2, 1]
        z = a * turn[0, 2] + b * turn[1, 2] + c * turn[2, 2]
        off[i] = x * way[0] + y * way[1] + z * way[2]
        off[i] -= a * mean[0] + b * mean[1] + c * mean[2]
        squared += weights[i] * off[i] * off[i]
        # change of axis . turn @ way by a turn w in the joint's frame: axis . turn @ (w x way)
        rows[i, 0] = z * way[1] - y * way[2]
        rows[i, 1] = x * way[2] - z * way[0]
        rows[i, 2] = y * way[0] - x * way[1]
    tail = 1.0 / (1.0 + squared / HABIT_TAIL)
    for i in range(3):
        _add_three(rows[i], off[i], weights[i] * tail, first, matrix, slope)
    return 0.5 * HABIT_TAIL * np.log1p(squared / HABIT_TAIL)


@njit(cache=True, nogil=True)
def _add_three(row, off, weight, first, matrix, slope):
    for i in range(3):
        slope[first + i] += weight * row[i] * off
        for j in range(i, 3):
            matrix[first + i, first + j] += weight * row[i] * row[j]


@njit(cache=True, nogil=True)
def _turned(rotation, place, centre):
    a, b, c = place[0] - centre[0], place[1] - centre[1], place[2] - centre[2]
    return (
        rotation[0, 0] * a + rotation[0, 1] * b + rotation[0, 2] * c,
        rotation[1, 0] * a + rotation[1, 1] * b + rotation[1, 2] * c,
        rotation[2, 0] * a + rotation[2, 1] * b + rotation[2, 2] * c,
    )


@njit(cache=True, nogil=True)
def _pixel_row(rotation, gx, gy, gz, u, v, z, fx, fy, rows, column):
    """How a projected point moves when it moves by (gx, gy, gz) in the world."""
    x = rotation[0, 0] * gx + rotation[0, 1] * gy + rotation[0, 2] * gz
    y = rotation[1, 0] * gx + rotation[1, 1] * gy + rotation[1, 2] * gz
    depth = rotation[2, 0] * gx + rotation[2, 1] * gy + rotation[2, 2] * gz
    _pixel_change(x, y, depth, u, v, z, fx, fy, rows, column)


@njit(cache=True, nogil=True)
def _pixel_change(x, y, depth, u, v, z, fx, fy, rows, column):
    """The same for a move in camera axes."""
    rows[0, column] = fx * (x - u * depth) / z
    rows[1, column] = fy * (y - v * depth) / z


@njit(cache=True, nogil=True)
def _unit_row(rotation, gx, gy, gz, u, length, rows, column):
    """How a unit direction turns when its end moves against its start."""
    x = rotation[0, 0] * gx + rotation[0, 1] * gy + rotation[0, 2] * gz
    y = rotation[1, 0] * gx + rotation[1, 1] * gy + rotation[1, 2] * gz
    z = rotation[2, 0] * gx + rotation[2, 1] * gy + rotation[2, 2] * gz
    along = u[0] * x + u[1] * y + u[2] * z
    rows[0, column] = (x - along * u[0]) / length
    rows[1, column] = (y - along * u[1]) / length
    rows[2, column] = (z - along * u[2]) / length

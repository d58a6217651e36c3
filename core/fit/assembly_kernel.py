"""One pass over the frames: the normal equations and the cost of every term (numba).

The matrix is that of `core.solve.system.banded`: blocks of a frame, of neighbours, and the
diagonal of blocks two frames apart. Second differences of turns take the identity for the
Jacobian of the logarithm in the matrix (turns from frame to frame are small), but not in the
slope: what is solved is exact, only the steps are not.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from core.fit.kinematic_kernel import (
    move_with_lengths,
    place_joints,
    place_points,
    point_gradients,
)
from core.fit.rotation_vectors import by_inverse_left_jacobian, log_between, logarithm
from core.fit.terms_kernel import (
    CAMERA_UNKNOWNS,
    GROUND,
    add_direction,
    add_habit,
    add_hinge,
    add_pixels,
    add_row,
)


@njit(cache=True, nogil=True)
def assemble_points(
    parents, links, carriers, offsets, scales, columns, counts, image_count, foot_count, masses,
    bones, bone_columns, bone_counts, hinge_joints, hinge_axes, hinge_shanks, hinge_least,
    habit_joints, habit_ways, habit_means, habit_axes, habit_weights,
    turns, roots, com, ground, seen, seen_weight, pixel_sigma, lens, rotation, centre, by_pitch,
    by_roll, towards, towards_weight, hold, hold_height, floor_weight, com_weight, hinge_weight,
    limit_weight, steps, lever, support, balance_weight, matrix, following, far, slope, border,
    core, core_slope, costs,
):  # fmt: skip
    """Terms on points: pixels, directions, floor, plants, centre of mass, balance; and hinges.

    hold (frames, feet): weight of a foot point's place being that of the frame before;
    hold_height (frames, feet): weight of its height being the ground's; floor_weight (frames,): of
    not being below it. lever (frames,): height
    of the centre of mass over gravity; support (frames, feet): shares of the foot points that the
    zero-moment point is drawn to. costs (terms,).
    """
    frames, n = slope.shape
    joints, groups, points = len(parents), len(scales), len(carriers)
    world, origin = np.empty((joints, 3, 3)), np.empty((joints, 3))
    moved = np.zeros((joints, groups, 3))
    places, before = np.empty((points, 3)), np.empty((points, 3))
    gradients = np.zeros((points, 3, n))
    lengths = np.zeros((points, 3, groups))
    foot_before = np.zeros((foot_count, 3, n))
    lengths_before = np.zeros((foot_count, 3, groups))
    rows, shared = np.zeros((3, n)), np.zeros((3, groups + CAMERA_UNKNOWNS))
    everything = np.arange(n)
    for t in range(frames):
        place_joints(parents, links, scales, turns[t], roots[t], world, origin)
        move_with_lengths(parents, links, scales, world, moved)
        place_points(carriers, offsets, scales, world, origin, places)
        point_gradients(
            parents, carriers, offsets, scales, world, origin, moved, places, gradients, lengths
        )
        for m in range(image_count):
            if seen_weight[t, m] > 0.0:
                costs[0] += add_pixels(
                    places[m], seen[t, m], seen_weight[t, m], pixel_sigma[t], lens, rotation,
                    centre, by_pitch, by_roll, columns[m], counts[m], gradients[m], lengths[m],
                    rows, shared, matrix[t], slope[t], border[t], core, core_slope,
                )  # fmt: skip
        for b in range(len(bones)):
            if towards_weight[t, b] > 0.0:
                i, j = bones[b, 0], bones[b, 1]
                costs[1] += add_direction(
                    places[i], places[j], towards[t, b], towards_weight[t, b], rotation, by_pitch,
                    by_roll, bone_columns[b], bone_counts[b], gradients[i], gradients[j],
                    lengths[i], lengths[j], rows, shared, matrix[t], slope[t], border[t], core,
                    core_slope,
                )  # fmt: skip
        for f in range(foot_count):
            m = image_count + f
            costs[2] += _floor(
                places[m, 1] - ground, hold_height[t, f], floor_weight[t], columns[m], counts[m],
                gradients[m, 1], lengths[m, 1], shared[0], matrix[t], slope[t], border[t], core,
                core_slope,
            )  # fmt: skip
            if t > 0 and hold[t, f] > 0.0:
                costs[3] += _held(
                    places[m] - before[m], hold[t, f], columns[m], counts[m], gradients[m],
                    foot_before[f], lengths[m] - lengths_before[f], shared[0], matrix[t],
                    matrix[t - 1], following[t - 1], slope[t], slope[t - 1], border[t],
                    border[t - 1], core, core_slope,
                )  # fmt: skip
            foot_before[f] = gradients[m]
            lengths_before[f] = lengths[m]
        before[:] = places
        _mass(
            t, com, steps, lever[t], support[t], balance_weight[t], com_weight, image_count,
            foot_count, masses, places, gradients, lengths, everything, rows, shared, matrix,
            following, far, slope, border, core, core_slope, costs,
        )  # fmt: skip
        _limbs(
            turns[t], hinge_joints, hinge_axes, hinge_shanks, hinge_least, hinge_weight,
            limit_weight, habit_joints, habit_ways, habit_means, habit_axes, habit_weights,
            matrix[t], slope[t], costs,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def _limbs(
    turns, hinge_joints, hinge_axes, hinge_shanks, hinge_least, hinge_weight, limit_weight,
    habit_joints, habit_ways, habit_means, habit_axes, habit_weights, matrix, slope, costs,
):  # fmt: skip
    """What is known of limbs before anything is seen: hinges, limits, habits."""
    for e in range(len(hinge_joints)):
        k = hinge_joints[e]
        costs[5] += add_hinge(
            turns[k], hinge_axes[e], hinge_shanks[e], hinge_weight, limit_weight, hinge_least[e],
            3 + 3 * k, matrix, slope,
        )  # fmt: skip
    for e in range(len(habit_joints)):
        k = habit_joints[e]
        costs[6] += add_habit(
            turns[k], habit_ways[e], habit_means[e], habit_axes[e], habit_weights[e], 3 + 3 * k,
            matrix, slope,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def _floor(
    above, hold, floor_weight, columns, count, gradient, lengths, shared, matrix, slope, border,
    core, core_slope,
):  # fmt: skip
    """A foot point at the ground where it is held, never below it where not."""
    weight = hold
    if above < 0.0:
        weight += floor_weight
    if weight == 0.0:
        return 0.0
    groups = len(lengths)
    shared[:] = 0.0
    shared[:groups] = lengths
    shared[groups + GROUND] = -1.0
    add_row(
        columns, count, gradient, shared, above, weight, matrix, slope, border, core, core_slope
    )
    return 0.5 * weight * above * above


@njit(cache=True, nogil=True)
def _mass(
    t, com, steps, lever, support, balance_weight, com_weight, image_count, foot_count, masses,
    places, gradients, lengths, everything, rows, shared, matrix, following, far, slope, border,
    core, core_slope, costs,
):  # fmt: skip
    """The centre of mass on its path, and the path in balance over what stands."""
    n, groups = rows.shape[1], lengths.shape[2]
    first = image_count + foot_count
    for axis in range(2):
        d = 2 * axis
        rows[0, :] = 0.0
        shared[0, :] = 0.0
        off = -com[t, axis]
        for s in range(len(masses)):
            off += masses[s] * places[first + s, d]
            for i in range(n - 2):
                rows[0, i] += masses[s] * gradients[first + s, d, i]
            for g in range(groups):
                shared[0, g] += masses[s] * lengths[first + s, d, g]
        rows[0, n - 2 + axis] = -1.0
        costs[4] += 0.5 * com_weight * off * off
        add_row(
            everything, n, rows[0], shared[0], off, com_weight, matrix[t], slope[t],
            border[t], core, core_slope,
        )  # fmt: skip
        rows[0, n - 2 + axis] = 0.0
        if balance_weight > 0.0:
            costs[8] += _balance(
                t, axis, com, steps, lever, support, balance_weight,
                places[image_count:first], gradients[image_count:first],
                lengths[image_count:first], everything, rows[0], shared[0], matrix, following,
                far, slope, border, core, core_slope,
            )  # fmt: skip


@njit(cache=True, nogil=True)
def _balance(
    t, axis, com, steps, lever, support, weight, feet, gradients, lengths, everything, row, shared,
    matrix, following, far, slope, border, core, core_slope,
):  # fmt: skip
    """The zero-moment point, of three frames' centres of mass, at a point between the feet."""
    n = len(row)
    i, d, kinds = n - 2 + axis, 2 * axis, len(shared)
    h0, h1 = steps[t - 1], steps[t]
    mean = 0.5 * (h0 + h1)
    before, after = -lever / (h0 * mean), -lever / (h1 * mean)
    here = 1.0 - before - after
    off = before * com[t - 1, axis] + here * com[t, axis] + after * com[t + 1, axis]
    row[:] = 0.0
    shared[:] = 0.0
    for f in range(len(support)):
        if support[f] != 0.0:
            off -= support[f] * feet[f, d]
            for a in range(n - 2):
                row[a] -= support[f] * gradients[f, d, a]
            for g in range(lengths.shape[2]):
                shared[g] -= support[f] * lengths[f, d, g]
    row[i] = here
    add_row(
        everything, n, row, shared, off, weight, matrix[t], slope[t], border[t], core, core_slope
    )
    for a in range(n):
        following[t - 1, i, a] += weight * before * row[a]
        following[t, a, i] += weight * after * row[a]
    for s in range(kinds):
        border[t - 1, i, s] += weight * before * shared[s]
        border[t + 1, i, s] += weight * after * shared[s]
    matrix[t - 1, i, i] += weight * before * before
    matrix[t + 1, i, i] += weight * after * after
    far[t - 1, i] += weight * before * after
    slope[t - 1, i] += weight * before * off
    slope[t + 1, i] += weight * after * off
    row[i] = 0.0
    return 0.5 * weight * off * off


@njit(cache=True, nogil=True)
def _held(
    off, weight, columns, count, gradient, gradient_before, lengths, shared, matrix,
    matrix_before, following, slope, slope_before, border, border_before, core, core_slope,
):  # fmt: skip
    """A foot point stays where it was in the frame before."""
    cost = 0.0
    groups = lengths.shape[1]
    for d in range(3):
        cost += 0.5 * weight * off[d] * off[d]
        shared[:] = 0.0
        shared[:groups] = lengths[d]
        add_row(
            columns, count, gradient[d], shared, off[d], weight, matrix, slope, border, core,
            core_slope,
        )  # fmt: skip
        for a in range(count):
            i = columns[a]
            f = -weight * gradient_before[d, i]
            slope_before[i] += f * off[d]
            for b in range(a, count):
                matrix_before[i, columns[b]] -= f * gradient_before[d, columns[b]]
            for b in range(count):
                following[i, columns[b]] += f * gradient[d, columns[b]]
            for s in range(groups):
                border_before[i, s] += f * lengths[d, s]
    return cost


@njit(cache=True, nogil=True)
def assemble_smoothness(
    steps, turns, roots, root_spread, turn_spread, rest_weight, still_weight, root_still, matrix,
    following, far, slope, costs,
):  # fmt: skip
    """Second differences, rest poses, stillness.

    steps (frames - 1,) seconds; root_spread (frames, 3) and turn_spread (frames, joints): spectral
    density of the acceleration; rest_weight (joints,); still_weight (frames,): of velocities
    where nobody is seen; root_still (frames,): of the root's where the body rests.
    """
    frames = len(slope)
    joints = turns.shape[1]
    w = np.empty(3)
    back, ahead, pull = np.empty(3), np.empty(3), np.empty(3)
    for t in range(frames):
        for k in range(joints):
            if rest_weight[k] > 0.0:
                logarithm(turns[t, k], w)
                for i in range(3):
                    c = 3 + 3 * k + i
                    costs[6] += 0.5 * rest_weight[k] * w[i] * w[i]
                    slope[t, c] += rest_weight[k] * w[i]
                    matrix[t, c, c] += rest_weight[k]
        if t + 1 < frames and root_still[t] > 0.0:
            for i in range(3):
                weight = root_still[t] / steps[t]
                off = roots[t + 1, i] - roots[t, i]
                costs[7] += 0.5 * weight * off * off
                slope[t, i] -= weight * off
                slope[t + 1, i] += weight * off
                matrix[t, i, i] += weight
                matrix[t + 1, i, i] += weight
                following[t, i, i] -= weight
        if t + 1 < frames and still_weight[t] > 0.0:
            _still(t, steps[t], still_weight[t], turns, roots, matrix, following, slope, w, pull)
    for t in range(1, frames - 1):
        h0, h1 = steps[t - 1], steps[t]
        mean = 0.5 * (h0 + h1)
        for i in range(3):
            bend = (roots[t + 1, i] - roots[t, i]) / h1 - (roots[t, i] - roots[t - 1, i]) / h0
            weight = 1.0 / (root_spread[t, i] * mean)
            costs[7] += 0.5 * weight * bend * bend
            _bend(t, i, bend * weight, weight, h0, h1, matrix, following, far, slope)
        for k in range(joints):
            log_between(turns[t - 1, k], turns[t, k], back)
            log_between(turns[t, k], turns[t + 1, k], ahead)
            weight = 1.0 / (turn_spread[t, k] * mean)
            for i in range(3):
                w[i] = ahead[i] / h1 - back[i] / h0
                costs[7] += 0.5 * weight * w[i] * w[i]
                w[i] *= weight
            first = 3 + 3 * k
            for i in range(3):
                _bend(t, first + i, 0.0, weight, h0, h1, matrix, following, far, slope)
            by_inverse_left_jacobian(ahead, w, pull)
            for i in range(3):
                slope[t + 1, first + i] += pull[i] / h1
            by_inverse_left_jacobian(-ahead, w, pull)
            for i in range(3):
                slope[t, first + i] -= pull[i] / h1
            by_inverse_left_jacobian(back, w, pull)
            for i in range(3):
                slope[t, first + i] -= pull[i] / h0
            by_inverse_left_jacobian(-back, w, pull)
            for i in range(3):
                slope[t - 1, first + i] += pull[i] / h0


@njit(cache=True, nogil=True)
def _bend(t, i, pull, weight, h0, h1, matrix, following, far, slope):
    """A second difference of unknown i around frame t."""
    a0, a2 = 1.0 / h0, 1.0 / h1
    a1 = -a0 - a2
    slope[t - 1, i] += a0 * pull
    slope[t, i] += a1 * pull
    slope[t + 1, i] += a2 * pull
    matrix[t - 1, i, i] += weight * a0 * a0
    matrix[t, i, i] += weight * a1 * a1
    matrix[t + 1, i, i] += weight * a2 * a2
    following[t - 1, i, i] += weight * a0 * a1
    following[t, i, i] += weight * a1 * a2
    far[t - 1, i] += weight * a0 * a2


@njit(cache=True, nogil=True)
def _still(t, step, weight, turns, roots, matrix, following, slope, w, pull):
    """Little velocity from frame t to the next, of the root and of every turn."""
    weight = weight / step
    for i in range(3):
        off = weight * (roots[t + 1, i] - roots[t, i])
        slope[t, i] -= off
        slope[t + 1, i] += off
        matrix[t, i, i] += weight
        matrix[t + 1, i, i] += weight
        following[t, i, i] -= weight
    for k in range(turns.shape[1]):
        log_between(turns[t, k], turns[t + 1, k], w)
        by_inverse_left_jacobian(w, w, pull)
        for i in range(3):
            c = 3 + 3 * k + i
            slope[t, c] -= weight * w[i]
            slope[t + 1, c] += weight * w[i]
            matrix[t, c, c] += weight
            matrix[t + 1, c, c] += weight
            following[t, c, c] -= weight

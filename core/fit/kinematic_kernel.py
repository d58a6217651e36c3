"""Places of a body's points in one frame, and how they move with every unknown (numba).

Unknowns of a frame: the root's place (3), a turn (3) of every joint in its own frame
(rotation <- rotation exp(w)), and the centre of mass over the floor (2). Shared by all frames:
logarithms of the lengths' groups. A link or an offset is a sum of pieces, each of one group.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def place_joints(parents, links, scales, turns, root, world, origin):
    """World rotations (joints, 3, 3) and origins (joints, 3) of one frame.

    links (joints, groups, 3): pieces of the way from the parent, each scaled by its group's.
    """
    for k in range(len(parents)):
        p = parents[k]
        for i in range(3):
            if p < 0:
                origin[k, i] = root[i]
                for j in range(3):
                    world[k, i, j] = turns[k, i, j]
            else:
                total = origin[p, i]
                for g in range(len(scales)):
                    for j in range(3):
                        total += scales[g] * world[p, i, j] * links[k, g, j]
                origin[k, i] = total
                for j in range(3):
                    world[k, i, j] = (
                        world[p, i, 0] * turns[k, 0, j]
                        + world[p, i, 1] * turns[k, 1, j]
                        + world[p, i, 2] * turns[k, 2, j]
                    )


@njit(cache=True, nogil=True)
def move_with_lengths(parents, links, scales, world, moved):
    """moved (joints, groups, 3): how each origin moves with the logarithm of each group."""
    for k in range(len(parents)):
        p = parents[k]
        for g in range(len(scales)):
            for i in range(3):
                total = 0.0
                if p >= 0:
                    total = moved[p, g, i]
                    for j in range(3):
                        total += scales[g] * world[p, i, j] * links[k, g, j]
                moved[k, g, i] = total


@njit(cache=True, nogil=True)
def place_points(carriers, offsets, scales, world, origin, places):
    """places (points, 3) of points fixed to joints; offsets (points, groups, 3)."""
    for m in range(len(carriers)):
        k = carriers[m]
        for i in range(3):
            total = origin[k, i]
            for g in range(len(scales)):
                for j in range(3):
                    total += scales[g] * world[k, i, j] * offsets[m, g, j]
            places[m, i] = total


@njit(cache=True, nogil=True)
def point_gradients(
    parents, carriers, offsets, scales, world, origin, moved, places, gradients, with_lengths
):
    """gradients (points, 3, unknowns): zero where a point does not hang on a joint.

    with_lengths (points, 3, groups). Both keep their zeros from call to call.
    """
    for m in range(len(carriers)):
        for i in range(3):
            gradients[m, i, i] = 1.0
        k = carriers[m]
        for g in range(len(scales)):
            for i in range(3):
                total = moved[k, g, i]
                for j in range(3):
                    total += scales[g] * world[k, i, j] * offsets[m, g, j]
                with_lengths[m, i, g] = total
        while k >= 0:
            rx = places[m, 0] - origin[k, 0]
            ry = places[m, 1] - origin[k, 1]
            rz = places[m, 2] - origin[k, 2]
            for c in range(3):
                ax, ay, az = world[k, 0, c], world[k, 1, c], world[k, 2, c]
                column = 3 + 3 * k + c
                gradients[m, 0, column] = ay * rz - az * ry
                gradients[m, 1, column] = az * rx - ax * rz
                gradients[m, 2, column] = ax * ry - ay * rx
            k = parents[k]


@njit(cache=True, nogil=True)
def all_places(parents, links, carriers, offsets, scales, turns, roots, places):
    """places (frames, points, 3) of all frames."""
    world, origin = _room(len(parents))
    for t in range(len(roots)):
        place_joints(parents, links, scales, turns[t], roots[t], world, origin)
        place_points(carriers, offsets, scales, world, origin, places[t])


@njit(cache=True, nogil=True)
def _room(joints):
    world = np.empty((joints, 3, 3))
    return world, np.empty((joints, 3))

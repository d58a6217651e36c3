"""What constraints speak of, per frame, with exact derivatives by the unknowns.

Quantities of a frame, in this order: x, y, z of every point; the heading of every foot (yaw of
heel to toe, times a lever, so metres); the flexion of every knee (times a lever); how far pinned
joints are turned off their targets (times a lever) and lie off rays of the camera. A rotation
vector w turns its joint by exp(w) in its parent's frame; a small change dw turns everything that
hangs on it about the axis J(w) dw, J the left Jacobian of SO(3). Source: Sola, Deray, Atchuthan,
A micro Lie theory for state estimation (2018), eq. 145; the tests check against differences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from core.solve.system.levers import FLEXION_LEVER, HEADING_LEVER, TURN_LEVER
from core.solve.system.turning_axes import add_turning_of_axes
from core.solve.system.turns import add_rays, add_turns
from core.solve.system.unknowns import Chain


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """The quantities at one set of corrections."""

    values: np.ndarray  # (frames, quantities)
    gradients: np.ndarray  # (frames, quantities, n)
    axes: np.ndarray  # (frames, joints, 3, 3): column c is the world axis of w_c


@dataclass(frozen=True, slots=True, eq=False)
class Demands:
    """What pins ask of O turned joints and Y seen points, sample by sample."""

    turned: np.ndarray  # (O,) int64: places of the joints
    in_parent: np.ndarray  # (O,) bool: in their parent's frame, else in the world
    targets: np.ndarray  # (frames, O, 3, 3)
    seen: np.ndarray  # (Y,) int64: points
    normals: np.ndarray  # (frames, Y, 2, 3): two directions across the ray
    beyond: np.ndarray  # (frames, Y, 2) metres: the ray's own distance along these

    @property
    def count(self) -> int:
        return 3 * len(self.turned) + 2 * len(self.seen)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the quantities are taken from. M points, F feet, L legs, K corrected joints."""

    chain: Chain
    attach: np.ndarray  # (M,) int64: place of the corrected joint that carries the point
    offset: np.ndarray  # (frames, M, 3) metres, in that joint's frame
    heading_ends: np.ndarray  # (F, 2) int64: points at heel and toe
    heading_captured: np.ndarray  # (frames, F) radians, continuous in time
    knees: np.ndarray  # (L,) int64: places of the knees
    shank: np.ndarray  # (frames, L, 3) metres: the ankle in the knee's frame
    flexion_axis: np.ndarray  # (frames, L, 3) unit, in the frame that the knee's link starts from
    demands: Demands
    columns: np.ndarray  # (quantities, n) int64: the unknowns that a quantity depends on
    column_count: np.ndarray  # (quantities,) int64

    @property
    def count(self) -> int:
        return self.turn(0) + self.demands.count

    def heading(self, foot: int) -> int:
        """The quantity that is a foot's heading."""
        return 3 * len(self.attach) + foot

    def flexion(self, leg: int) -> int:
        """The quantity that is a knee's flexion."""
        return 3 * len(self.attach) + len(self.heading_ends) + leg

    def turn(self, place: int) -> int:
        """The first of three quantities of a turned joint of the demands."""
        return self.flexion(len(self.knees)) + 3 * place

    def ray(self, place: int) -> int:
        """The first of two quantities of a seen point of the demands."""
        return self.turn(len(self.demands.turned)) + 2 * place

    def evaluate(self, x: np.ndarray, again: Evaluated | None = None) -> Evaluated:
        """Everything at corrections x (frames, n), in the memory of an earlier answer if given."""
        frames, n = x.shape
        if again is None:
            values = np.empty((frames, self.count))
            gradients = np.zeros((frames, self.count, n))
            axes = np.empty((frames, len(self.chain.parents), 3, 3))
        else:
            values, gradients, axes = again.values, again.gradients, again.axes
        evaluate_frames(
            np.ascontiguousarray(x), self.chain.parents, self.chain.base_rotation,
            self.chain.base_offset, self.chain.local_rotation, self.attach, self.offset,
            self.heading_ends, self.heading_captured, self.knees, self.shank, self.flexion_axis,
            self.demands.turned, self.demands.in_parent, self.demands.targets, self.demands.seen,
            self.demands.normals, self.demands.beyond, values, gradients, axes,
        )  # fmt: skip
        return Evaluated(values, gradients, axes)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def evaluate_frames(
    x, parents, base_rotation, base_offset, local_rotation, attach, offset, heading_ends,
    heading_captured, knees, shank, flexion_axis, turned, in_parent, targets, seen, normals, beyond,
    values, gradients, all_axes,
):  # fmt: skip
    """Fill values, gradients (zero before) and axes of all frames."""
    frames, joints = x.shape[0], len(parents)
    world, link = np.empty((joints, 3, 3)), np.empty((joints, 3, 3))
    origin, point = np.empty((joints, 3)), np.empty(3)
    local, own_axes = np.empty((joints, 3, 3)), np.empty((joints, 3, 3))
    turn = np.empty((3, 3))
    for t in range(frames):
        axes, gradient = all_axes[t], gradients[t]
        for k in range(joints):
            _pose_joint(
                t, k, x, parents, base_rotation, base_offset, local_rotation,
                world, axes, link, origin, local, own_axes, turn,
            )  # fmt: skip
        for m in range(len(attach)):
            k = attach[m]
            for i in range(3):
                point[i] = origin[k, i]
                for j in range(3):
                    point[i] += world[k, i, j] * offset[t, m, j]
                values[t, 3 * m + i] = point[i]
                gradient[3 * m + i, i] = 1.0
            while k >= 0:
                _add_turn(gradient, 3 * m, k, axes, point, origin)
                k = parents[k]
        first = 3 * len(attach)
        for f in range(len(heading_ends)):
            _heading(values[t], gradient, first + f, heading_ends[f], heading_captured[t, f])
        first += len(heading_ends)
        for leg in range(len(knees)):
            values[t, first + leg] = _flexion(
                t, leg, knees[leg], gradient[first + leg], base_rotation, base_offset, local,
                own_axes, shank, flexion_axis, turn,
            )  # fmt: skip
        first += len(knees)
        if len(turned) > 0:
            add_turns(
                TURN_LEVER, parents, turned, in_parent, targets[t], world, axes, local, own_axes,
                first, values[t], gradient,
            )  # fmt: skip
        if len(seen) > 0:
            add_rays(seen, normals[t], beyond[t], first + 3 * len(turned), values[t], gradient)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _pose_joint(
    t, k, x, parents, base_rotation, base_offset, local_rotation, world, axes, link, origin, local,
    own_axes, turn,
):  # fmt: skip
    """World rotation and origin of joint k, and the world axes of its rotation vector."""
    p = parents[k]
    if p < 0:
        for i in range(3):
            origin[k, i] = base_offset[t, k, i] + x[t, i]
            for j in range(3):
                link[k, i, j] = base_rotation[t, k, i, j]
    else:
        for i in range(3):
            origin[k, i] = origin[p, i]
            for j in range(3):
                origin[k, i] += world[p, i, j] * base_offset[t, k, j]
                link[k, i, j] = (
                    world[p, i, 0] * base_rotation[t, k, 0, j]
                    + world[p, i, 1] * base_rotation[t, k, 1, j]
                    + world[p, i, 2] * base_rotation[t, k, 2, j]
                )
    first = 3 + 3 * k
    _turn_and_jacobian(x[t, first], x[t, first + 1], x[t, first + 2], turn, own_axes[k])
    for i in range(3):
        for j in range(3):
            local[k, i, j] = (
                turn[i, 0] * local_rotation[t, k, 0, j]
                + turn[i, 1] * local_rotation[t, k, 1, j]
                + turn[i, 2] * local_rotation[t, k, 2, j]
            )
    for i in range(3):
        for j in range(3):
            world[k, i, j] = (
                link[k, i, 0] * local[k, 0, j]
                + link[k, i, 1] * local[k, 1, j]
                + link[k, i, 2] * local[k, 2, j]
            )
            axes[k, i, j] = (
                link[k, i, 0] * own_axes[k, 0, j]
                + link[k, i, 1] * own_axes[k, 1, j]
                + link[k, i, 2] * own_axes[k, 2, j]
            )


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _turn_and_jacobian(wx, wy, wz, turn, jacobian):
    """exp(w) and the left Jacobian J(w), (3, 3) each; series where w is small."""
    squared = wx * wx + wy * wy + wz * wz
    if squared < 1e-8:
        a = 1.0 - squared / 6.0
        b = 0.5 - squared / 24.0
        c = 1.0 / 6.0 - squared / 120.0
    else:
        angle = np.sqrt(squared)
        sine = np.sin(angle)
        a = sine / angle
        b = (1.0 - np.cos(angle)) / squared
        c = (angle - sine) / (squared * angle)
    _fill_turn(turn, 1.0 - b * squared, a, b, wx, wy, wz)
    _fill_turn(jacobian, a, b, c, wx, wy, wz)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _fill_turn(block, straight, across, outer, wx, wy, wz):
    """block (3, 3) = straight 1 + across [w] + outer w w'."""
    xy, yz, zx = outer * wx * wy, outer * wy * wz, outer * wz * wx
    ax, ay, az = across * wx, across * wy, across * wz
    block[0, 0], block[0, 1], block[0, 2] = straight + outer * wx * wx, xy - az, zx + ay
    block[1, 0], block[1, 1], block[1, 2] = xy + az, straight + outer * wy * wy, yz - ax
    block[2, 0], block[2, 1], block[2, 2] = zx - ay, yz + ax, straight + outer * wz * wz


@njit(cache=True, nogil=True)
def _product(a, b):
    """a b, (3, 3)."""
    c = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            c[i, j] = a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + a[i, 2] * b[2, j]
    return c


@njit(cache=True, nogil=True)
def _turned(a, v):
    """a v, (3,)."""
    turned = np.empty(3)
    for i in range(3):
        turned[i] = a[i, 0] * v[0] + a[i, 1] * v[1] + a[i, 2] * v[2]
    return turned


@njit(cache=True, nogil=True)
def _cross(a, b):
    """a x b, (3,)."""
    c = np.empty(3)
    c[0] = a[1] * b[2] - a[2] * b[1]
    c[1] = a[2] * b[0] - a[0] * b[2]
    c[2] = a[0] * b[1] - a[1] * b[0]
    return c


@njit(cache=True, nogil=True, fastmath={"contract"})
def _add_turn(gradient, row, k, axes, point, origin):
    """Derivatives of a point by joint k's rotation vector: axis x (point - origin)."""
    rx, ry, rz = point[0] - origin[k, 0], point[1] - origin[k, 1], point[2] - origin[k, 2]
    for c in range(3):
        ax, ay, az = axes[k, 0, c], axes[k, 1, c], axes[k, 2, c]
        column = 3 + 3 * k + c
        gradient[row, column] = ay * rz - az * ry
        gradient[row + 1, column] = az * rx - ax * rz
        gradient[row + 2, column] = ax * ry - ay * rx


@njit(cache=True, nogil=True, error_model="numpy")
def _heading(values, gradient, row, ends, captured):
    """Yaw from heel to toe, kept within half a turn of the captured one; 0 at +Z, left positive."""
    heel, toe = 3 * ends[0], 3 * ends[1]
    vx, vz = values[toe] - values[heel], values[toe + 2] - values[heel + 2]
    off = np.arctan2(vx, vz) - captured
    off -= 2.0 * np.pi * np.floor(off / (2.0 * np.pi) + 0.5)
    values[row] = HEADING_LEVER * (captured + off)
    scale = HEADING_LEVER / max(vx * vx + vz * vz, 1e-8)
    for c in range(gradient.shape[1]):
        dx = gradient[toe, c] - gradient[heel, c]
        dz = gradient[toe + 2, c] - gradient[heel + 2, c]
        gradient[row, c] = scale * (vz * dx - vx * dz)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _flexion(
    t, leg, k, gradient, base_rotation, base_offset, local, own_axes, shank, flexion_axis, turning
):  # fmt: skip
    """Signed angle from thigh to shank about the flexion axis, times its lever; 0 is a straight
    leg. turning (3, 3) is memory."""
    thx, thy, thz = base_offset[t, k, 0], base_offset[t, k, 1], base_offset[t, k, 2]
    ax, ay, az = flexion_axis[t, leg, 0], flexion_axis[t, leg, 1], flexion_axis[t, leg, 2]
    # across . below is the axis along thigh x below
    across_x, across_y, across_z = ay * thz - az * thy, az * thx - ax * thz, ax * thy - ay * thx
    ux, uy, uz = 0.0, 0.0, 0.0
    for j in range(3):
        ux += local[k, 0, j] * shank[t, leg, j]
        uy += local[k, 1, j] * shank[t, leg, j]
        uz += local[k, 2, j] * shank[t, leg, j]
    base = base_rotation[t, k]
    bx = base[0, 0] * ux + base[0, 1] * uy + base[0, 2] * uz
    by = base[1, 0] * ux + base[1, 1] * uy + base[1, 2] * uz
    bz = base[2, 0] * ux + base[2, 1] * uy + base[2, 2] * uz
    sine = across_x * bx + across_y * by + across_z * bz
    cosine = thx * bx + thy * by + thz * bz
    scale = FLEXION_LEVER / max(sine * sine + cosine * cosine, 1e-12)
    fx = scale * (cosine * across_x - sine * thx)
    fy = scale * (cosine * across_y - sine * thy)
    fz = scale * (cosine * across_z - sine * thz)
    # an axis a turns below by a x below, so the angle by a . (below x f)
    mx, my, mz = by * fz - bz * fy, bz * fx - bx * fz, bx * fy - by * fx
    for i in range(3):
        for j in range(3):
            turning[i, j] = (
                base[i, 0] * own_axes[k, 0, j]
                + base[i, 1] * own_axes[k, 1, j]
                + base[i, 2] * own_axes[k, 2, j]
            )
    for c in range(3):
        gradient[3 + 3 * k + c] = turning[0, c] * mx + turning[1, c] * my + turning[2, c] * mz
    return FLEXION_LEVER * np.arctan2(sine, cosine)


@njit(cache=True, nogil=True)
def add_flexion_curvature(
    x, base_rotation, thighs, local_rotation, knees, shank, flexion_axis, pulls, start, stop,
    diagonal,
):  # fmt: skip
    """diagonal += the second derivatives of knees' flexions times pulls (frames, legs)."""
    turn, jacobian = np.empty((3, 3)), np.empty((3, 3))
    for t in range(start, stop):
        for leg in range(len(knees)):
            if pulls[t, leg] == 0.0:
                continue
            k, first = knees[leg], 3 + 3 * knees[leg]
            base, thigh = base_rotation[t, k], thighs[t, k]
            _turn_and_jacobian(x[t, first], x[t, first + 1], x[t, first + 2], turn, jacobian)
            below = _turned(base, _turned(turn, _turned(local_rotation[t, k], shank[t, leg])))
            across = _cross(flexion_axis[t, leg], thigh)
            sine, cosine = np.dot(across, below), np.dot(thigh, below)
            squared = max(sine * sine + cosine * cosine, 1e-12)
            pull = FLEXION_LEVER * pulls[t, leg]
            force = pull / squared * (cosine * across - sine * thigh)
            same = 2.0 * sine * cosine * pull / (squared * squared)
            mixed = (sine * sine - cosine * cosine) * pull / (squared * squared)
            axes = _product(base, jacobian)
            moved, along = np.empty((3, 3)), np.empty(3)
            for i in range(3):
                moved[i] = _cross(np.ascontiguousarray(axes[:, i]), below)
                along[i] = np.dot(moved[i], force)
            add_turning_of_axes(x[t, first : first + 3], along, first, diagonal[t])
            for i in range(3):
                for j in range(i, 3):
                    si, sj = np.dot(across, moved[i]), np.dot(across, moved[j])
                    ci, cj = np.dot(thigh, moved[i]), np.dot(thigh, moved[j])
                    value = same * (ci * cj - si * sj) + mixed * (si * cj + ci * sj)
                    for d in range(3):
                        value += 0.5 * axes[d, i] * _cross(moved[j], force)[d]
                        value += 0.5 * axes[d, j] * _cross(moved[i], force)[d]
                    diagonal[t, first + i, first + j] += value

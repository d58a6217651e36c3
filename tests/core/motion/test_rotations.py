"""Rotations obey the group's laws, and scipy agrees with every formula."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from core.motion import rotations

ORDERS = ["".join(order) for order in permutations("XYZ")]
ATOL = 1e-12

small = st.floats(-1.0, 1.0, allow_nan=False, width=64)


@st.composite
def unit_quaternions(draw: st.DrawFn) -> np.ndarray:
    values = np.array([draw(small) for _ in range(4)])
    length = np.linalg.norm(values)
    return values / length if length > 1e-3 else np.array([1.0, 0.0, 0.0, 0.0])


vectors = st.lists(st.floats(-10, 10), min_size=3, max_size=3).map(np.array)
angles = st.floats(-7.0, 7.0)


def scipy_of(q: np.ndarray) -> Rotation:
    return Rotation.from_quat(np.roll(q, -1, axis=-1))


def same_rotation(a: np.ndarray, b: np.ndarray, *, atol: float = 1e-9) -> None:
    assert np.max(rotations.angle_between(a, b)) <= atol


@given(unit_quaternions(), unit_quaternions(), unit_quaternions())
@settings(deadline=None)
def test_products_are_associative_with_identity_and_inverse(a, b, c) -> None:
    left = rotations.multiply(rotations.multiply(a, b), c)
    right = rotations.multiply(a, rotations.multiply(b, c))
    np.testing.assert_allclose(left, right, atol=ATOL)
    np.testing.assert_allclose(rotations.multiply(a, rotations.IDENTITY), a, atol=ATOL)
    np.testing.assert_allclose(
        rotations.multiply(a, rotations.inverse(a)), rotations.IDENTITY, atol=ATOL
    )


@given(unit_quaternions(), unit_quaternions(), vectors)
@settings(deadline=None)
def test_turning_by_a_product_is_turning_twice(a, b, v) -> None:
    once = rotations.rotate(rotations.multiply(a, b), v)
    twice = rotations.rotate(a, rotations.rotate(b, v))
    np.testing.assert_allclose(once, twice, atol=1e-11)
    np.testing.assert_allclose(once, scipy_of(a).apply(scipy_of(b).apply(v)), atol=1e-11)


@given(unit_quaternions(), vectors)
@settings(deadline=None)
def test_a_quaternion_and_its_opposite_turn_alike(q, v) -> None:
    np.testing.assert_allclose(rotations.rotate(q, v), rotations.rotate(-q, v), atol=1e-11)


@given(unit_quaternions())
@settings(deadline=None)
def test_matrices_agree_with_scipy_both_ways(q) -> None:
    matrix = rotations.to_matrix(q)
    np.testing.assert_allclose(matrix, scipy_of(q).as_matrix(), atol=ATOL)
    same_rotation(rotations.from_matrix(matrix), q)
    assert rotations.from_matrix(matrix)[0] >= 0.0


@given(unit_quaternions())
@settings(deadline=None)
def test_rotation_vectors_agree_with_scipy_both_ways(q) -> None:
    vector = rotations.to_rotation_vector(q)
    same_rotation(rotations.from_rotation_vector(vector), q)
    assert np.linalg.norm(vector) <= np.pi + 1e-12
    same_rotation(
        rotations.from_rotation_vector(vector),
        np.roll(Rotation.from_rotvec(vector).as_quat(), 1),
    )


@pytest.mark.parametrize("angle", [0.0, 1e-14, 1e-9, 1e-7, 1e-6, 2e-6, 1e-3, 3.0, np.pi])
def test_the_exponential_map_is_exact_at_every_size(angle: float) -> None:
    vector = np.array([0.6, -0.8, 0.0]) * angle
    q = rotations.from_rotation_vector(vector)
    assert abs(np.linalg.norm(q) - 1.0) < 1e-15
    np.testing.assert_allclose(rotations.to_rotation_vector(q), vector, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("order", ORDERS)
@given(st.tuples(angles, angles, angles))
@settings(deadline=None, max_examples=40)
def test_euler_angles_are_intrinsic_as_in_scipy(order: str, triple) -> None:
    q = rotations.from_euler(np.array(triple), order)
    same_rotation(q, np.roll(Rotation.from_euler(order, triple).as_quat(), 1))
    same_rotation(rotations.from_euler(rotations.to_euler(q, order), order), q, atol=2e-8)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("middle", [np.pi / 2, -np.pi / 2])
def test_gimbal_lock_keeps_the_rotation(order: str, middle: float) -> None:
    q = rotations.from_euler(np.array([0.4, middle, -1.1]), order)
    back = rotations.to_euler(q, order)
    assert back[2] == 0.0
    same_rotation(rotations.from_euler(back, order), q, atol=2e-8)


def test_orders_of_fewer_axes_leave_the_others_still() -> None:
    q = rotations.from_euler(np.array([[0.5, -0.2]]), "XZ")
    same_rotation(q, np.roll(Rotation.from_euler("XZ", [[0.5, -0.2]]).as_quat(), 1, axis=-1))
    assert rotations.from_euler(np.empty((4, 0)), "").tolist() == [[1.0, 0.0, 0.0, 0.0]] * 4
    with pytest.raises(ValueError, match="three different axes"):
        rotations.to_euler(q, "ZXZ")


@given(unit_quaternions(), st.lists(vectors, min_size=2, max_size=30))
@settings(deadline=None, max_examples=50)
def test_signs_become_continuous_in_time(start, steps) -> None:
    q = [start]
    for step in steps:
        q.append(rotations.multiply(q[-1], rotations.from_rotation_vector(step)))
    signs = np.where(np.arange(len(q)) % 3 == 0, -1.0, 1.0)[:, None]
    path = rotations.continuous(np.array(q) * signs)
    assert np.all(np.sum(path[1:] * path[:-1], axis=-1) >= 0.0)
    same_rotation(path, np.array(q), atol=1e-7)


def by_walking(angles: np.ndarray) -> np.ndarray:
    """The definition of `continuous_euler`, one frame after the other."""
    angles = np.array(angles)
    turn = 2.0 * np.pi
    for frame in range(1, len(angles)):
        before, now = angles[frame - 1], angles[frame]
        other = np.array([now[0] + np.pi, np.pi - now[1], now[2] + np.pi])
        now = now + turn * np.round((before - now) / turn)
        other = other + turn * np.round((before - other) / turn)
        angles[frame] = min((now, other), key=lambda one: np.sum((one - before) ** 2))
    return angles


@given(st.lists(st.tuples(angles, angles, angles), min_size=1, max_size=40))
@settings(deadline=None)
def test_counting_the_changes_equals_walking_through_them(triples) -> None:
    given_angles = np.array(triples)
    path, walked = rotations.continuous_euler(given_angles), by_walking(given_angles)
    # where both solutions are equally near either may be taken
    differing = np.abs(path - walked).max(axis=-1) > 1e-9
    if np.any(differing):
        first = np.argmax(differing)
        one, other = (np.sum((p[first] - p[first - 1]) ** 2) for p in (path, walked))
        assert abs(one - other) < 1e-9
    same_rotation(
        rotations.from_euler(path, "ZXY"), rotations.from_euler(given_angles, "ZXY"), atol=1e-6
    )


@pytest.mark.parametrize("order", ORDERS)
def test_a_turn_through_gimbal_lock_has_no_jump(order: str) -> None:
    """A joint that bends to 120 degrees, standing exactly at 90 for some frames."""
    middle = np.radians([80.0, 85.0, 90.0, 90.0, 95.0, 110.0, 120.0, 100.0, 90.0, 80.0])
    true = np.stack([np.full(10, 0.3), middle, np.linspace(0.2, 0.25, 10)], axis=-1)
    path = rotations.euler_path(rotations.from_euler(true, order), order)
    same_rotation(rotations.from_euler(path, order), rotations.from_euler(true, order), atol=1e-7)
    assert np.abs(np.diff(path, axis=0)).max() < np.radians(21.0)
    # the plain way jumps, so the check can fail
    plain = rotations.to_euler(rotations.from_euler(true, order), order)
    assert np.abs(np.diff(plain, axis=0)).max() > 1.0


def test_many_full_turns_stay_one_rising_curve() -> None:
    spin = np.linspace(0.0, 12.0 * np.pi, 400)
    q = rotations.from_euler(spin[:, None], "Y")
    path = rotations.euler_path(q, "YXZ")
    np.testing.assert_allclose(path[:, 0], spin, atol=1e-9)
    np.testing.assert_allclose(path[:, 1:], 0.0, atol=1e-9)


@given(vectors, vectors)
@settings(deadline=None)
def test_the_turn_between_vectors_takes_one_to_the_other(start, end) -> None:
    if min(np.linalg.norm(start), np.linalg.norm(end)) < 1e-3:
        return
    turned = rotations.rotate(rotations.between_vectors(start, end), start)
    np.testing.assert_allclose(
        turned / np.linalg.norm(turned), end / np.linalg.norm(end), atol=1e-6
    )


def test_opposite_vectors_are_a_half_turn_apart() -> None:
    for axis in np.eye(3):
        q = rotations.between_vectors(axis, -axis)
        np.testing.assert_allclose(rotations.rotate(q, axis), -axis, atol=1e-12)

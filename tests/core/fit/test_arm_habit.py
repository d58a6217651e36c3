"""Upper arms hang unless they are seen to be elsewhere; one that is raised is pulled little."""

from __future__ import annotations

import numpy as np

from core.fit.terms_kernel import add_habit
from core.motion import rotations

DOWN = np.array([0.0, -1.0, 0.0])
OUT = np.array([1.0, 0.0, 0.0])
WEIGHTS = np.full(3, 0.3**-2.0)


def habit(turn: np.ndarray) -> tuple[float, np.ndarray]:
    """Cost and slope of an arm that rests level and turns by (3, 3)."""
    slope = np.zeros(3)
    cost = add_habit(turn, OUT, DOWN, np.eye(3), WEIGHTS, 0, np.zeros((3, 3)), slope)
    return cost, slope


def lowered(angle: float) -> np.ndarray:
    """Turned about the axis ahead, by which an arm that is out to the left goes down."""
    return rotations.to_matrix(rotations.from_rotation_vector(np.array([0.0, 0.0, -angle])))


def test_a_hanging_arm_costs_nothing() -> None:
    cost, slope = habit(lowered(0.5 * np.pi))
    assert cost < 1e-20
    np.testing.assert_allclose(slope, 0.0, atol=1e-9)


def test_the_slope_is_that_of_the_cost_in_every_pose() -> None:
    random = np.random.default_rng(4)
    step = 1e-6
    for _ in range(20):
        turn = rotations.to_matrix(rotations.from_rotation_vector(random.normal(size=3)))
        _, slope = habit(turn)
        for axis in range(3):
            ahead, back = (
                rotations.to_matrix(rotations.from_rotation_vector(way * step * np.eye(3)[axis]))
                for way in (1.0, -1.0)
            )
            found = (habit(turn @ ahead)[0] - habit(turn @ back)[0]) / (2.0 * step)
            assert abs(found - slope[axis]) < 1e-4 * max(1.0, abs(slope[axis]))


def test_an_arm_far_away_is_pulled_less_than_one_near() -> None:
    near = np.linalg.norm(habit(lowered(np.radians(70.0)))[1])
    level = np.linalg.norm(habit(lowered(0.0))[1])
    assert level < near

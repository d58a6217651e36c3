"""Stances hold the point that they say, whatever the roll; swings meet them smoothly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.motion import rotations
from core.synth.easing import keyed, quintic, smooth_step
from core.synth.foot_path import (
    FootShape,
    Slide,
    Stance,
    Turn,
    foot_contacts,
    foot_path,
)
from core.synth.leg_ik import leg_turns

SHAPE = FootShape(
    np.array([0.0, -0.068, -0.044]), np.array([0.0, -0.047, 0.125]), np.array([0.0, -0.021, 0.0])
)
angles = st.floats(-0.5, 0.5)


def points(path, shape: FootShape) -> tuple[np.ndarray, np.ndarray]:
    """World paths of the heel's and the ball's contact points."""
    heel = path.ankle + rotations.rotate(path.turns, shape.heel)
    toes = rotations.multiply(path.turns, rotations.from_euler(path.toe_bend[:, None], "X"))
    ball = path.ankle + rotations.rotate(path.turns, shape.toe_joint)
    return heel, ball + rotations.rotate(toes, shape.toe)


@settings(max_examples=25, deadline=None)
@given(yaw=st.floats(-3.0, 3.0), strike=angles, push=st.floats(0.1, 0.9), x=angles, z=angles)
def test_the_held_points_of_any_stance_do_not_move(
    yaw: float, strike: float, push: float, x: float, z: float
):
    stance = Stance(0.0, 0.2, 0.6, 0.9, (x, z), yaw, strike, push)
    times = np.linspace(0.0, 0.9, 91)
    path = foot_path(times, [stance], SHAPE, [])
    heel, toe = points(path, SHAPE)
    for contact in foot_contacts("left", [stance]):
        held = (times >= contact.start - 1e-9) & (times <= contact.end + 1e-9)
        assert np.any(held)
        where = (heel if contact.point == "left_heel" else toe)[held]
        assert np.ptp(where, axis=0).max() < 1e-12
        np.testing.assert_allclose(where[:, 1], 0.0, atol=1e-12)
    np.testing.assert_allclose(toe[45, [0, 2]], [x, z], atol=1e-12)
    assert min(heel[:, 1].min(), toe[:, 1].min()) > -1e-12


def test_a_turn_holds_the_ball_and_a_slide_keeps_to_the_ground():
    turn, slide = Turn(0.2, 0.5, 1.2, 0.15), Slide(0.6, 0.9, (0.3, -0.1))
    stance = Stance(-1.0, -0.9, 2.0, 2.5, (0.1, 0.2), 0.4, turns=(turn,), slides=(slide,))
    times = np.linspace(0.0, 1.0, 101)
    heel, toe = points(foot_path(times, [stance], SHAPE, []), SHAPE)
    assert np.ptp(toe[:61], axis=0).max() < 1e-12
    assert heel[35, 1] > 0.01, "the heel is up while the foot turns"
    np.testing.assert_allclose(toe[90] - toe[60], [0.3, 0.0, -0.1], atol=1e-12)
    np.testing.assert_allclose(heel[60:, 1], 0.0, atol=1e-12)
    states = [(one.point, one.state) for one in foot_contacts("right", [stance])]
    assert states.count(("right_toe", "pivot")) == 1 and ("right_heel", "pivot") not in states
    assert states.count(("right_heel", "slide")) == states.count(("right_toe", "slide")) == 1


def test_a_swing_meets_both_stances_without_a_jump_in_speed():
    first = Stance(-1.0, -0.9, 0.2, 0.4, (0.0, 0.0), 0.0, push=0.8)
    second = Stance(0.8, 0.9, 2.0, 2.1, (0.1, 0.6), 0.3, strike=0.3)
    times = np.linspace(0.0, 1.2, 12001)
    path = foot_path(times, [first, second], SHAPE, [0.03])
    for values in (path.ankle, path.yaw[:, None], path.pitch[:, None], path.toe_bend[:, None]):
        speed = np.diff(values, axis=0) * 1e4
        assert np.abs(np.diff(speed, axis=0)).max() < 0.02
    assert not path.down[6000] and path.down[2000] and path.down[10000]


@settings(max_examples=50, deadline=None)
@given(
    st.tuples(*[st.floats(-0.4, 0.4)] * 2, st.floats(-0.75, -0.2)),
    st.floats(0.3, 0.5),
    st.floats(0.35, 0.5),
)
def test_two_bones_reach_their_point_exactly(
    way: tuple[float, float, float], thigh: float, shank: float
):
    hip = np.array([[0.1, 0.9, -0.2]])
    ankle = hip + np.array([[way[0], way[2], way[1]]])
    length = np.linalg.norm(ankle - hip)
    if not abs(thigh - shank) + 0.02 < length < thigh + shank - 1e-3:
        return
    upper, lower = leg_turns(hip, ankle, np.array([[0.0, 0.0, 1.0]]), thigh, shank)
    knee = hip + rotations.rotate(upper, np.array([0.0, -thigh, 0.0]))
    reached = knee + rotations.rotate(lower, np.array([0.0, -shank, 0.0]))
    np.testing.assert_allclose(reached, ankle, atol=1e-12)
    down = (ankle - hip) / length
    bulge = (knee - hip) - np.sum((knee - hip) * down) * down
    assert bulge[0] @ [0.0, 0.0, 1.0] > 0, "the knee points ahead"


def test_a_leg_out_of_reach_is_said():
    with pytest.raises(ValueError, match="does not reach"):
        leg_turns(np.zeros((1, 3)), np.array([[0, -1.0, 0]]), np.array([[0, 0, 1.0]]), 0.4, 0.4)


def test_easing_curves_meet_their_ends():
    s = np.linspace(0.0, 1.0, 20001)
    np.testing.assert_allclose(smooth_step(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])), [0, 0, 0.5, 1, 1])
    curve = quintic(s, 0.5, 1.0, 2.0, -1.0, 0.5, 3.0, -4.0)
    speed = np.gradient(curve, 0.5 * s, edge_order=2)
    assert (curve[0], curve[-1]) == pytest.approx((1.0, -1.0))
    assert (speed[0], speed[-1]) == pytest.approx((2.0, 0.5), abs=1e-3)
    push = np.gradient(speed, 0.5 * s, edge_order=2)
    assert (push[1], push[-2]) == pytest.approx((3.0, -4.0), abs=0.1)
    values = keyed(np.array([0.0, 1.0, 1.5, 2.0, 9.0]), [(1.0, 3.0), (2.0, 5.0)])
    np.testing.assert_allclose(values, [3.0, 3.0, 4.0, 5.0, 5.0])

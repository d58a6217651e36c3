"""Shots stand where they are asked to, and keep the whole motion in the picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.synth.camera_shots import PHONE_FOCAL, View, aimed_shot, shot, shot_of_motion


def test_a_shot_stands_at_its_distance_and_looks_at_the_subject_upright():
    camera = shot(np.array([1.0, 0.0, 2.0]), distance=4.0, yaw=np.pi / 2, pitch=0.0)
    np.testing.assert_allclose(camera.world_centre, [5.0, 1.3, 2.0], atol=1e-12)
    middle, above, left = camera.project(
        np.array([[1.0, 1.3, 2.0], [1.0, 1.8, 2.0], [1.0, 1.3, 3.0]])
    )
    np.testing.assert_allclose(middle, [639.5, 359.5], atol=1e-9)
    assert above[1] < middle[1] and above[0] == pytest.approx(middle[0])
    assert left[0] < middle[0], "seen from +X, +Z is on the left"
    assert camera.intrinsics[0, 0] == pytest.approx(PHONE_FOCAL * np.hypot(1280, 720))
    assert np.linalg.det(camera.camera_from_world_rotation) == pytest.approx(1.0)


def test_pitch_looks_down():
    camera = shot(np.zeros(3), distance=3.0, pitch=np.radians(10.0))
    level = camera.world_centre + np.array([0.0, 0.0, -3.0])
    assert camera.project(level)[1] < 359.5, "what is level with the camera moves up"


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    yaw=st.floats(-np.pi, np.pi),
    pitch=st.floats(-0.1, 0.3),
    spread=st.floats(0.2, 6.0),
    size=st.sampled_from([(1280, 720), (720, 1280), (640, 640)]),
)
def test_the_whole_motion_is_in_view(
    seed: int, yaw: float, pitch: float, spread: float, size: tuple[int, int]
):
    points = np.random.default_rng(seed).normal(size=(50, 3)) * [spread, 0.4, spread]
    points[:, 1] = np.clip(points[:, 1] + 0.9, 0.0, 2.0)
    camera = shot_of_motion(points, yaw=yaw, pitch=pitch, width=size[0], height=size[1])
    pixels = camera.project(points)
    assert np.all(np.isfinite(pixels))
    assert np.all((pixels > 0.04 * np.array(size)) & (pixels < 0.96 * np.array(size)))


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    yaw=st.floats(-np.pi, np.pi),
    roll=st.floats(-0.1, 0.1),
    camera_height=st.floats(0.3, 2.8),
    aside=st.floats(-0.12, 0.12),
    size=st.sampled_from([(1280, 720), (720, 1280)]),
)
def test_an_aimed_shot_has_the_whole_motion_in_view(
    seed: int, yaw: float, roll: float, camera_height: float, aside: float, size: tuple[int, int]
):
    points = np.random.default_rng(seed).normal(size=(50, 3)) * [2.0, 0.4, 2.0]
    points[:, 1] = np.clip(points[:, 1] + 0.9, 0.0, 1.8)
    view = View(yaw, roll, camera_height, focal=0.62, aside=aside)
    camera = aimed_shot(points, view, width=size[0], height=size[1])
    assert np.linalg.det(camera.camera_from_world_rotation) == pytest.approx(1.0)
    assert camera.world_centre[1] == pytest.approx(camera_height)
    pixels = camera.project(points)
    assert np.all((pixels > 0.04 * np.array(size)) & (pixels < 0.96 * np.array(size)))


def test_an_aimed_shot_rolls_and_steps_back():
    points = np.array([[-0.5, 0.0, 0.0], [0.5, 1.8, 0.0]])
    plain = aimed_shot(points, View(0.0, 0.0, 1.3, 0.6))
    rolled = aimed_shot(points, View(0.0, 0.05, 1.3, 0.6, back=1.3))
    up = rolled.camera_from_world_rotation[:, 1]
    assert abs(np.arctan2(up[0], -up[1])) == pytest.approx(0.05, abs=0.005)
    far = np.linalg.norm(rolled.world_centre - [0, 1.3, 0])
    assert far == pytest.approx(1.3 * np.linalg.norm(plain.world_centre - [0, 1.3, 0]), rel=0.05)

"""The viewport's own eye."""

from __future__ import annotations

import math

import numpy as np
import pytest

from widgets.viewport.orbit_camera import VIEWS, OrbitCamera

WIDTH, HEIGHT = 800.0, 500.0


def test_the_target_is_in_the_middle_of_the_picture():
    camera = OrbitCamera(target=(1.0, 2.0, -3.0), yaw=0.7, pitch=0.3, distance=5.0)
    x, y, depth = camera.project(np.array([1.0, 2.0, -3.0]), WIDTH, HEIGHT)
    assert (x, y) == pytest.approx((WIDTH / 2, HEIGHT / 2))
    assert depth == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("view", "right", "up"),
    [
        ("front", (1, 0, 0), (0, 1, 0)),
        ("back", (-1, 0, 0), (0, 1, 0)),
        ("right", (0, 0, -1), (0, 1, 0)),
        ("left", (0, 0, 1), (0, 1, 0)),
        ("top", (1, 0, 0), (0, 0, -1)),
        ("bottom", (1, 0, 0), (0, 0, 1)),
    ],
)
def test_straight_views_show_the_axes_where_other_programs_do(view, right, up):
    camera = OrbitCamera(target=(0.0, 0.0, 0.0)).seen_from(view)
    assert camera.name == view
    middle = camera.project(np.zeros(3), WIDTH, HEIGHT)
    at_right = camera.project(0.5 * np.array(right, dtype=float), WIDTH, HEIGHT)
    at_top = camera.project(0.5 * np.array(up, dtype=float), WIDTH, HEIGHT)
    assert at_right[0] > middle[0] + 20 and at_right[1] == pytest.approx(middle[1], abs=1.0)
    assert at_top[1] < middle[1] - 20 and at_top[0] == pytest.approx(middle[0], abs=1.0)


def test_straight_views_hardly_shrink_what_is_farther():
    camera = OrbitCamera(target=(0.0, 0.0, 0.0)).seen_from("front")
    near = camera.project(np.array([[0.5, 0, 1.0], [-0.5, 0, 1.0]]), WIDTH, HEIGHT)
    far = camera.project(np.array([[0.5, 0, -1.0], [-0.5, 0, -1.0]]), WIDTH, HEIGHT)
    assert np.ptp(far[:, 0]) == pytest.approx(np.ptp(near[:, 0]), rel=0.02)


def test_a_straight_view_keeps_the_size_of_the_target():
    camera = OrbitCamera(target=(0.0, 0.0, 0.0), yaw=0.0, pitch=0.0)
    ends = np.array([[0.4, 0, 0], [-0.4, 0, 0]])
    before = np.ptp(camera.project(ends, WIDTH, HEIGHT)[:, 0])
    after = np.ptp(camera.seen_from("front").project(ends, WIDTH, HEIGHT)[:, 0])
    assert after == pytest.approx(before, rel=0.01)


def test_framing_shows_every_point_in_a_wide_and_in_a_tall_view():
    points = np.random.default_rng(1).normal(size=(40, 3)) * (0.3, 0.9, 0.3)
    for width, height in ((900.0, 400.0), (300.0, 700.0)):
        seen = OrbitCamera().framing(points, width / height).project(points, width, height)
        assert seen[:, 0].min() > 0 and seen[:, 0].max() < width
        assert seen[:, 1].min() > 0 and seen[:, 1].max() < height


def test_orbiting_keeps_the_distance_and_stops_at_the_poles():
    camera = OrbitCamera()
    turned = camera.orbited(120.0, -5000.0, HEIGHT)
    assert turned.eye_distance == pytest.approx(camera.eye_distance)
    assert turned.pitch == pytest.approx(-math.pi / 2)
    assert turned.yaw != camera.yaw


def test_turning_a_straight_view_leaves_it():
    assert OrbitCamera().seen_from("top").orbited(10.0, 5.0, HEIGHT).name == "perspective"


def test_panning_carries_the_target_plane_with_the_pointer():
    camera = OrbitCamera()
    place = np.asarray(camera.target)
    before = camera.project(place, WIDTH, HEIGHT)
    after = camera.panned(37.0, -21.0, HEIGHT).project(place, WIDTH, HEIGHT)
    assert after[:2] - before[:2] == pytest.approx([37.0, -21.0], abs=0.5)


def test_points_behind_the_eye_are_nowhere():
    camera = OrbitCamera(target=(0.0, 0.0, 0.0), yaw=0.0, pitch=0.0, distance=2.0)
    assert np.isnan(camera.project(np.array([0.0, 0.0, 5.0]), WIDTH, HEIGHT)[0])


def test_a_way_between_two_views_starts_and_ends_in_them():
    start, end = OrbitCamera(yaw=3.0), OrbitCamera(yaw=-3.0).seen_from("back")
    assert start.towards(end, 1.0) == end
    assert start.towards(end, 0.0).yaw == pytest.approx(start.yaw)
    middle = start.towards(end, 0.5)
    assert abs(middle.yaw) > 3.0  # the short way, over the back


def test_all_views_have_names_of_their_own():
    assert len({OrbitCamera().seen_from(view).name for view in VIEWS}) == len(VIEWS)

"""Things in front hide what is behind them, in the picture and in the truth alike."""

from __future__ import annotations

import numpy as np

from core.synth.camera_shots import shot
from core.synth.occluders import OccluderPlan, placed_occluders

CAMERA = shot(np.array([0.0, 0.9, 0.0]), distance=4.0, width=320, height=180)
#: Feet, hips and head of somebody who walks from left to right.
WAY = np.array([[x, y, 0.0] for x in (-1.0, 0.0, 1.0) for y in (0.1, 0.95, 1.7)])
SUN = np.array([0.3, 0.8, 0.5]) / np.linalg.norm([0.3, 0.8, 0.5])
POST = OccluderPlan(0.5, 0.6, 0.12, 3.0, 0.1, (200.0, 40.0, 40.0))
BOX = OccluderPlan(0.5, 0.6, 1.6, 0.5, 0.3, (40.0, 40.0, 200.0))


def test_a_post_hides_who_is_behind_it_and_nobody_beside_it() -> None:
    post = placed_occluders([POST], CAMERA, WAY, 0.0, SUN)
    assert post is not None
    hidden = post.hide(CAMERA.project(WAY)).reshape(3, 3)
    assert hidden[1].all() and not hidden[[0, 2]].any()
    picture = np.full((180, 320, 3), 100, np.uint8)
    drawn = post.laid_over(picture)
    assert picture.max() == 100, "the picture that was given stays"
    u, v = CAMERA.project(np.array([0.0, 0.95, 0.0])).round().astype(int)
    assert drawn[v, u, 0] > drawn[v, u, 2] + 30 and np.all(drawn[v, u + 60] == 100)


def test_a_box_hides_the_legs_and_not_the_head() -> None:
    box = placed_occluders([BOX], CAMERA, WAY, 0.0, SUN)
    assert box is not None
    middle = CAMERA.project(np.array([[0.0, 0.1, 0.0], [0.0, 0.95, 0.0], [0.0, 1.7, 0.0]]))
    np.testing.assert_array_equal(box.hide(middle), [True, False, False])


def test_points_that_are_nowhere_are_not_hidden() -> None:
    post = placed_occluders([POST], CAMERA, WAY, 0.0, SUN)
    assert post is not None
    nowhere = np.array([[np.nan, np.nan], [-50.0, 90.0], [160.0, 1e6]])
    assert not post.hide(nowhere).any()


def test_without_plans_there_is_nothing_in_front() -> None:
    assert placed_occluders([], CAMERA, WAY, 0.0, SUN) is None

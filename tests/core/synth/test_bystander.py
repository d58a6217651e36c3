"""Whoever passes is level with the actor at the stated moment, on their side of them."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion.kinematics import world_positions
from core.synth.bystander import Crossing, crossing_motion
from core.synth.camera_shots import shot

CAMERA = shot(np.array([0.0, 0.9, 0.0]), distance=6.0)
TIMES = np.arange(121) / 30.0
WAY = np.stack([0.2 * TIMES, np.full(121, 0.95), np.zeros(121)], axis=-1)


@pytest.mark.parametrize("behind", [True, False])
@pytest.mark.parametrize("to_the_right", [True, False])
def test_they_cross_where_and_when_it_is_said(behind: bool, to_the_right: bool) -> None:
    crossing = Crossing(0.5, 1.2, behind, to_the_right)
    walk = crossing_motion(crossing, TIMES, CAMERA, WAY, 0.0)
    stranger, actor = (CAMERA.project(path) for path in (walk.root_positions, WAY))
    assert abs(stranger[60, 0] - actor[60, 0]) < 12.0
    depth = CAMERA.camera_points(walk.root_positions)[:, 2]
    assert np.all(depth > 7.0) if behind else np.all(depth < 5.0)
    step = np.diff(stranger[:, 0])
    assert np.all(step > 0.0) if to_the_right else np.all(step < 0.0)


def test_they_walk_on_the_floor_at_the_pace_of_their_steps() -> None:
    walk = crossing_motion(Crossing(0.5, 1.2, True, True), TIMES, CAMERA, WAY, 0.3)
    feet = [walk.skeleton.index(name) for name in ("LeftFoot", "RightFoot")]
    lowest = world_positions(walk)[:, feet, 1].min(axis=1)
    assert np.all(lowest > 0.3) and np.all(lowest < 0.5)
    pace = np.linalg.norm(np.diff(walk.root_positions[:, [0, 2]], axis=0), axis=-1) * 30.0
    assert np.allclose(pace, pace[0]) and 0.6 < pace[0] < 1.5
    # a foot that stands does not move with the body
    places = world_positions(walk)[:, feet][..., [0, 2]]
    slowest = np.linalg.norm(np.diff(places, axis=0), axis=-1).min(axis=1) * 30.0
    assert np.median(slowest) < 0.4

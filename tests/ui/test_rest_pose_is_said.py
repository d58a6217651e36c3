"""A rest pose in front of a motion is called one while it is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_walk import walk

from core.files.motion_file import write_motion
from core.motion.motion import Motion


def led_by_rest(motion: Motion, frames: int) -> Motion:
    """The rig's rest pose for some frames, then the motion."""
    still = np.zeros_like(motion.local_rotations[:frames])
    still[..., 0] = 1.0
    turns = np.concatenate([still, motion.local_rotations])
    places = np.concatenate([motion.root_positions[[0] * frames], motion.root_positions])
    return Motion(motion.skeleton, turns, places, np.arange(len(turns)) / 60.0)


@pytest.mark.ui
def test_the_status_line_says_which_frames_are_a_rest_pose(opened, tmp_path: Path) -> None:
    path = tmp_path / "led.bvh"
    write_motion(path, led_by_rest(walk(seconds=1.0).motion, frames=2), rate=60.0)
    window = opened(path)
    said, times = window.window.status["message"], window.room.take.refined.times
    told = []
    for frame in range(4):
        window.room.playback.seek(float(times[frame]))
        told.append(said.text().startswith("Rest pose"))
    assert told == [True, True, False, False]

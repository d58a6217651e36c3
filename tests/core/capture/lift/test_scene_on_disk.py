"""A scene whose motion waits in files gives stretches of it as they were."""

from __future__ import annotations

import gc
import weakref

import numpy as np

from core.capture.lift.body_in_scene import Scene
from core.capture.lift.scene_on_disk import scene_on_disk
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.default_rig import default_rig
from core.motion.motion import Motion


def scene(frames: int = 30) -> Scene:
    random = np.random.default_rng(2)
    skeleton = default_rig()
    turns = 0.3 * random.standard_normal((frames, skeleton.joint_count, 3))
    motion = Motion(
        skeleton,
        rotations.continuous(rotations.from_rotation_vector(turns)),
        random.standard_normal((frames, 3)),
        np.cumsum(random.uniform(0.02, 0.05, frames)),
    )
    lens = np.array([[500.0, 0.0, 320.0], [0.0, 500.0, 180.0], [0.0, 0.0, 1.0]])
    camera = Camera(640, 360, lens, np.zeros(5), np.eye(3), np.zeros(3))
    return Scene(motion, camera, 0.1, ("A guess.",))


def test_stretches_come_back_bit_for_bit():
    whole = scene()
    with scene_on_disk(whole) as aside:
        assert aside.motion.frame_count == 30
        assert (aside.camera, aside.tilt_spread, aside.sentences) == (
            whole.camera, whole.tilt_spread, whole.sentences,
        )  # fmt: skip
        for start, stop in ((0, 30), (11, 17), (29, 30)):
            part, same = aside.motion.frames(start, stop), whole.motion.frames(start, stop)
            assert part.skeleton is same.skeleton
            for name in ("times", "local_rotations", "root_positions"):
                assert np.array_equal(getattr(part, name), getattr(same, name))


def test_the_motion_itself_is_let_go():
    whole = scene()
    turns = weakref.ref(whole.motion.local_rotations)
    with scene_on_disk(whole):
        del whole
        gc.collect()
        assert turns() is None

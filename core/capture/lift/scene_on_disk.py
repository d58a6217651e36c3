"""A rough scene waits in files while the whole clip is fitted: the fit asks for stretches of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import numpy as np

from core.capture.lift.body_in_scene import Scene
from core.fit.rows_on_disk import RowsOnDisk
from core.motion.camera import Camera
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton


@dataclass(frozen=True, slots=True, eq=False)
class MotionOnDisk:
    """A motion of which stretches are asked for; its rows are another's to close."""

    skeleton: Skeleton
    times: np.ndarray  # (frames,) seconds
    turns: RowsOnDisk  # (frames, joints, 4)
    roots: RowsOnDisk  # (frames, 3)

    @property
    def frame_count(self) -> int:
        return len(self.times)

    def frames(self, start: int, stop: int) -> Motion:
        """Frames start to stop - 1, at their own times."""
        turns, roots = self.turns.read(start, stop), self.roots.read(start, stop)
        turns.flags.writeable = roots.flags.writeable = False  # so that the motion shares them
        return Motion(self.skeleton, turns, roots, self.times[start:stop])


@dataclass(frozen=True, slots=True, eq=False)
class SceneOnDisk:
    """As `Scene`, the motion in files."""

    motion: MotionOnDisk
    camera: Camera
    tilt_spread: float
    sentences: tuple[str, ...]


@contextmanager
def scene_on_disk(scene: Scene) -> Iterator[SceneOnDisk]:
    """The scene with its motion in nameless temporary files until the block ends.

    Raises: BadInput where the temporary folder cannot be written to or is full.
    """
    motion = scene.motion
    with ExitStack() as files:
        turns, roots = (files.enter_context(RowsOnDisk()) for _ in range(2))
        turns.add(motion.local_rotations)
        roots.add(motion.root_positions)
        waiting = MotionOnDisk(motion.skeleton, motion.times, turns, roots)
        aside = SceneOnDisk(waiting, scene.camera, scene.tilt_spread, scene.sentences)
        del motion, scene
        yield aside

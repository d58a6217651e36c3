"""A motion: a skeleton's local rotations and root path at its own times."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.motion.frozen import frozen_array
from core.motion.skeleton import Skeleton


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """World is metres, +Y up, right-handed. Times rise strictly and may be uneven.

    `local_translations` is there only for files whose joints other than the root move on position
    channels: then it replaces `skeleton.offsets` frame by frame (its root column is ignored).
    Raises: ValueError for shapes that do not fit or times that do not rise.
    """

    skeleton: Skeleton
    local_rotations: np.ndarray  # (frames, joints, 4) unit w, x, y, z, sign-continuous in time
    root_positions: np.ndarray  # (frames, 3) world; replaces the root's offset
    times: np.ndarray  # (frames,) seconds
    local_translations: np.ndarray | None = None  # (frames, joints, 3) or None

    def __post_init__(self) -> None:
        frames, joints = len(self.times), self.skeleton.joint_count
        put = object.__setattr__
        put(self, "times", frozen_array(self.times, (frames,), name="times"))
        put(
            self,
            "local_rotations",
            frozen_array(self.local_rotations, (frames, joints, 4), name="local_rotations"),
        )
        put(
            self,
            "root_positions",
            frozen_array(self.root_positions, (frames, 3), name="root_positions"),
        )
        if self.local_translations is not None:
            put(
                self,
                "local_translations",
                frozen_array(
                    self.local_translations, (frames, joints, 3), name="local_translations"
                ),
            )
        if frames == 0:
            raise ValueError("A motion has at least one frame.")
        if np.any(np.diff(self.times) <= 0.0):
            raise ValueError("The times of a motion rise strictly.")

    @property
    def frame_count(self) -> int:
        return len(self.times)

    @property
    def seconds(self) -> float:
        """Length from the first to the last frame's time."""
        return float(self.times[-1] - self.times[0])

    def with_pose(self, local_rotations: np.ndarray, root_positions: np.ndarray) -> Motion:
        """The same skeleton and times in other poses."""
        return replace(self, local_rotations=local_rotations, root_positions=root_positions)

    def frames(self, start: int, stop: int) -> Motion:
        """Frames start to stop - 1, at their own times."""
        translations = self.local_translations
        return replace(
            self,
            local_rotations=self.local_rotations[start:stop],
            root_positions=self.root_positions[start:stop],
            times=self.times[start:stop],
            local_translations=None if translations is None else translations[start:stop],
        )

"""What two bodies share: the paths of the parts that both have, at the same times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.files.joints_json import JointPaths
from core.motion.body_parts import body_parts
from core.motion.frozen import frozen_array
from core.motion.joint_names import read_names
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.resample import path_at, resampled

#: The parts that position metrics speak of (DESIGN 7).
MEASURED_PARTS = (
    "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
    "neck",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """Paths of parts: world_positions (frames, parts, 3) metres, NaN where not known."""

    times: np.ndarray  # (frames,) seconds
    parts: tuple[str, ...]
    world_positions: np.ndarray

    def __post_init__(self) -> None:
        count = len(self.times)
        object.__setattr__(self, "times", frozen_array(self.times, (count,), name="times"))
        positions = frozen_array(
            self.world_positions, (count, len(self.parts), 3), name="world_positions"
        )
        object.__setattr__(self, "world_positions", positions)

    def of(self, parts: tuple[str, ...]) -> Landmarks:
        """These parts only, in this order."""
        columns = [self.parts.index(part) for part in parts]
        return Landmarks(self.times, parts, self.world_positions[:, columns])

    def at(self, times: np.ndarray) -> Landmarks:
        """At other times, by the cubic of `core.motion.resample`."""
        return Landmarks(times, self.parts, path_at(self.times, self.world_positions, times))


def landmarks_of_motion(motion: Motion, times: np.ndarray | None = None) -> Landmarks:
    """The measured parts that a rig has, at the motion's own times or at others.

    Between samples rotations are interpolated, not positions, so that bones keep their length.
    """
    parts = body_parts(motion.skeleton)
    found = tuple(part for part in MEASURED_PARTS if part in parts)
    smaller, index = partial_motion(motion, [parts[part] for part in found])
    if times is not None:
        smaller = resampled(smaller, times)
    positions = world_positions(smaller)[:, [index[parts[part]] for part in found]]
    return Landmarks(smaller.times, found, positions)


def landmarks_of_paths(paths: JointPaths) -> Landmarks:
    """The measured parts among named paths, by their names alone."""
    parts = parts_of_names(paths.names)
    found = tuple(part for part in MEASURED_PARTS if part in parts)
    positions = paths.world_positions[:, [parts[part] for part in found]]
    return Landmarks(paths.times, found, positions)


def parts_of_names(names: tuple[str, ...]) -> dict[str, int]:
    """Part -> position for names without a hierarchy: the clearest name takes its part first."""
    parts: dict[str, int] = {}
    read = read_names(names)
    claims = sorted(
        (
            (-name.strength(part.rpartition("_")[2]), position, part)
            for part in MEASURED_PARTS
            for position, name in enumerate(read)
            if name.side == part.rpartition("_")[0] and name.strength(part.rpartition("_")[2]) > 0.0
        ),
    )
    for _, position, part in claims:
        if part not in parts and position not in parts.values():
            parts[part] = position
    return parts


def shared_parts(first: Landmarks, second: Landmarks) -> tuple[str, ...]:
    """The parts that both have, in the order of MEASURED_PARTS."""
    return tuple(part for part in MEASURED_PARTS if part in first.parts and part in second.parts)

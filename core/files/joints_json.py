"""Joint files (docs/formats.md): where joints truly are, world metres."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.files.json_reading import read_json, write_json
from core.motion.frozen import frozen_array


@dataclass(frozen=True, slots=True, eq=False)
class JointPaths:
    """Named joints' paths; NaN where a joint is not known in a frame."""

    times: np.ndarray  # (frames,) seconds
    names: tuple[str, ...]
    world_positions: np.ndarray  # (frames, joints, 3) metres

    def __post_init__(self) -> None:
        put = object.__setattr__
        count = len(self.times)
        put(self, "times", frozen_array(self.times, (count,), name="times"))
        shape = (count, len(self.names), 3)
        put(
            self,
            "world_positions",
            frozen_array(self.world_positions, shape, name="world_positions"),
        )


def read_joints(path: str | Path) -> JointPaths:
    """Read a joint file; null is a joint that is not known in that frame. Raises: BadInput."""
    entry = read_json(path)
    names, times = entry.at("names").names(), entry.at("times").rising_times()
    frames = entry.at("world_positions")
    frames.elements(len(times))
    positions = np.full((len(times), len(names), 3), np.nan)
    for number, frame in enumerate(frames.entries()):
        frame.elements(len(names))
        for joint, place in enumerate(frame.entries()):
            if place.value is not None:
                positions[number, joint] = place.numbers(3)
    return JointPaths(times, names, positions)


def write_joints(path: str | Path, joints: JointPaths) -> None:
    """Write joints' paths. Raises: BadInput where the place cannot be written to."""
    write_json(
        path,
        {
            "times": joints.times.tolist(),
            "names": list(joints.names),
            "world_positions": [
                [place.tolist() if np.all(np.isfinite(place)) else None for place in frame]
                for frame in joints.world_positions
            ],
        },
    )

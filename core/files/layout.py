"""How a motion file was written, so that it can be written again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.files.bvh_hierarchy import POSITION_CHANNELS
from core.motion.skeleton import Skeleton

#: Names of units that the command line knows, in metres.
METRES_PER_UNIT = {"m": 1.0, "cm": 0.01, "in": 0.0254, "mm": 0.001}

#: What files made by Footing turn by: Z, then X, then Y, as most mocap files do.
ROTATION_CHANNELS = ("Zrotation", "Xrotation", "Yrotation")


@dataclass(frozen=True, slots=True, eq=False)
class FileLayout:
    """How the motion file that a take came from was written, so that it can be written again.

    Root rotation and metres of `Motion` are turned back by this at the edge, and only there.
    """

    channels: tuple[tuple[str, ...], ...]  # per joint, such as ("Xposition", ..., "Yrotation")
    metres_per_unit: float
    up: str  # "y" or "z"
    root_offset: np.ndarray  # (3,) as written in the file, file units
    root_offset_added: bool  # position channels were added to OFFSET instead of replacing it
    decimals: int
    frame_time: float  # seconds, as written
    encoding: str = "utf-8"
    offset_decimals: int = 9  # of OFFSET lines, where a digit costs nothing

    @property
    def euler_orders(self) -> tuple[str, ...]:
        """Per joint the axes of its rotation channels in order, such as "ZXY", or "" for none."""
        return tuple(euler_order(channels) for channels in self.channels)


def euler_order(channels: tuple[str, ...]) -> str:
    """The axes of the rotation channels in their order: "ZXY"."""
    return "".join(channel[0] for channel in channels if channel.endswith("rotation"))


def position_axes(channels: tuple[str, ...]) -> list[int]:
    """The axes (0 to 2) that have a position channel, in the order of the channels."""
    return ["XYZ".index(channel[0]) for channel in channels if channel.endswith("position")]


def unit_name(metres_per_unit: float) -> str:
    """ "m", "cm", "in", "mm", or the metres as a number for anything else."""
    for name, metres in METRES_PER_UNIT.items():
        if abs(metres - metres_per_unit) <= 1e-9 * metres:
            return name
    return f"{metres_per_unit:g}"


def footing_layout(
    skeleton: Skeleton, *, rate: float, metres_per_unit: float = 1.0, moving_joints: bool = False
) -> FileLayout:
    """The layout of files that Footing makes: +Y up, zero root OFFSET, ZXY, root six channels.

    `moving_joints` gives every joint position channels, for motions with local translations.
    """
    six = (*POSITION_CHANNELS, *ROTATION_CHANNELS)
    other = six if moving_joints else ROTATION_CHANNELS
    return FileLayout(
        channels=(six, *[other] * (skeleton.joint_count - 1)),
        metres_per_unit=metres_per_unit,
        up="y",
        root_offset=np.zeros(3),
        root_offset_added=False,
        decimals=6,
        frame_time=round(1.0 / rate, 10),
    )

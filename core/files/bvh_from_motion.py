"""From `Motion` to the channels of a BVH file, by a layout.

Euler angles are continuous per channel. A joint whose layout has too few channels to say its
motion gets those that it lacks: the motion comes before the form.
"""

from __future__ import annotations

import numpy as np

from core.files.bvh import BvhEndSite, BvhFile
from core.files.bvh_hierarchy import POSITION_CHANNELS
from core.files.bvh_to_motion import LONG, Y_UP_FROM_Z_UP
from core.files.layout import FileLayout, euler_order, position_axes
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

#: What channels leave out may differ by so much: rounding, not motion.
_UNSAID_RADIANS = 1e-7
_UNSAID_METRES = 1e-8


def bvh_from_motion(motion: Motion, layout: FileLayout, frame_time: str) -> BvhFile:
    """The channels that a layout asks for, rounded to its decimals, ready to be written.

    frame_time: seconds, as it is to be written.
    Raises: ValueError where layout and motion do not have the same joints.
    """
    skeleton = motion.skeleton
    if len(layout.channels) != skeleton.joint_count:
        raise ValueError("The layout is of another rig: it has another number of joints.")
    offsets = skeleton.offsets / layout.metres_per_unit
    offsets[0] = layout.root_offset
    turns, places = _in_file_axes(motion, layout, offsets)
    angles = _degrees(turns, layout.euler_orders)
    channels = [
        _enough_channels(named, places[joint], offsets[joint], turns[:, joint], angles[:, joint])
        for joint, named in enumerate(layout.channels)
    ]
    order = depth_first_order(skeleton.parents)
    values = np.empty((motion.frame_count, sum(map(len, channels))))
    column = 0
    for joint in order:
        axes = euler_order(channels[joint])
        for name in channels[joint]:
            axis = "XYZ".index(name[0])
            if name.endswith("rotation"):
                values[:, column] = angles[:, joint, axes.index(name[0])]
            else:
                values[:, column] = places[joint][:, axis]
            column += 1
    return BvhFile(
        names=tuple(skeleton.names[joint] for joint in order),
        parents=(-1, *(order.index(int(skeleton.parents[joint])) for joint in order[1:])),
        offsets=_rounded(offsets[order], layout.offset_decimals),
        channels=tuple(channels[joint] for joint in order),
        end_sites=_end_sites(skeleton, order, layout),
        values=_rounded(values, layout.decimals),
        frame_time=frame_time,
        decimals=layout.decimals,
        offset_decimals=layout.offset_decimals,
        claimed_frames=motion.frame_count,
        encoding=layout.encoding,
    )


def _in_file_axes(
    motion: Motion, layout: FileLayout, offsets: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Turns (frames, joints, 4) and, per joint, (frames or 1, 3) from its parent, file units."""
    turns, root = motion.local_rotations, motion.root_positions
    if layout.up == "z":
        back = rotations.inverse(Y_UP_FROM_Z_UP)
        turns = turns.copy()
        turns[:, 0] = rotations.multiply(back, turns[:, 0])
        root = root @ rotations.to_matrix(back).T
    root = root / layout.metres_per_unit
    if layout.root_offset_added:
        axes = position_axes(layout.channels[0])
        root[:, axes] -= layout.root_offset[axes]
    places = [root]
    for joint in range(1, motion.skeleton.joint_count):
        if motion.local_translations is None:
            places.append(offsets[joint][None])
        else:
            places.append(motion.local_translations[:, joint] / layout.metres_per_unit)
    return turns, places


def _degrees(turns: np.ndarray, orders: tuple[str, ...]) -> np.ndarray:
    """(frames, joints, 3) without jumps; a joint with fewer axes has the others behind them."""
    full = [order + "".join(axis for axis in "ZXY" if axis not in order) for order in orders]
    degrees = np.empty((*turns.shape[:2], 3))
    if turns.size >= 4 * LONG:
        from core.motion.rotation_kernels import angles_from_turns, by_joints

        axes = np.array([["XYZ".index(axis) for axis in order] for order in full])
        turns, scale = np.ascontiguousarray(turns), 180.0 / np.pi
        by_joints(
            lambda first, stop: angles_from_turns(turns, axes, scale, first, stop, degrees),
            len(full),
        )
        return degrees
    for joint, order in enumerate(full):
        degrees[:, joint] = np.degrees(rotations.euler_path(turns[:, joint], order))
    return degrees


def _enough_channels(
    named: tuple[str, ...],
    place: np.ndarray,
    offset: np.ndarray,
    turns: np.ndarray,
    degrees: np.ndarray,
) -> tuple[str, ...]:
    """The joint's channels, and those that it lacks to say where it is and how it is turned."""
    missing = [axis for axis in range(3) if axis not in position_axes(named)]
    if missing and np.max(np.abs(place[:, missing] - offset[missing])) > _UNSAID_METRES:
        turning = tuple(name for name in named if name.endswith("rotation"))
        named = (*POSITION_CHANNELS, *turning)
    order = euler_order(named)
    if len(order) < 3:
        said = rotations.from_euler(np.radians(degrees[:, : len(order)]), order)
        if np.max(rotations.angle_between(said, turns)) > _UNSAID_RADIANS:
            named = (*named, *(f"{axis}rotation" for axis in "ZXY" if axis not in order))
    return named


def depth_first_order(parents: np.ndarray) -> list[int]:
    """The joints as a file lists them: every joint followed by all that hangs on it."""
    children: list[list[int]] = [[] for _ in parents]
    for joint in range(1, len(parents)):
        children[int(parents[joint])].append(joint)
    order, pending = [], [0]
    while pending:
        joint = pending.pop()
        order.append(joint)
        pending += reversed(children[joint])
    return order


def _end_sites(skeleton: Skeleton, order: list[int], layout: FileLayout) -> tuple[BvhEndSite, ...]:
    sites = []
    for site in skeleton.end_sites:
        offset = _rounded(site.offset / layout.metres_per_unit, layout.offset_decimals)
        x, y, z = offset.tolist()
        sites.append(BvhEndSite(order.index(site.joint), "Site", (x, y, z)))
    return tuple(sorted(sites, key=lambda site: site.joint))


def _rounded(values: np.ndarray, decimals: int) -> np.ndarray:
    """Rounded to decimals, without negative zeros; frozen, so that it is not copied again."""
    scale = 10.0**decimals
    rounded = values * scale
    np.rint(rounded, out=rounded)
    rounded /= scale
    rounded += 0.0
    rounded.flags.writeable = False
    return rounded

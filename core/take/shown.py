"""What a motion looks like: every array that a view needs, computed here so that no view turns
or measures anything itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.files.layout import FileLayout
from core.motion import kinematics, rotations
from core.motion.camera import Camera
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion

#: The order of a rig that no file brought along.
DEFAULT_ORDER = "ZXY"


@dataclass(frozen=True, slots=True, eq=False)
class ShownMotion:
    """One motion, ready to draw; float32, since a screen shows no more."""

    times: np.ndarray  # (frames,) seconds
    world_positions: np.ndarray  # (frames, joints, 3) metres
    end_positions: np.ndarray  # (frames, end sites, 3) metres
    euler_degrees: np.ndarray  # (frames, joints, 3) continuous, columns in the joint's order
    turn_degrees: np.ndarray  # (frames, joints) angle from the rest pose, 0 to 180
    point_positions: np.ndarray  # (frames, contact points, 3) metres
    image_positions: np.ndarray | None  # (frames, joints, 2) pixels; None without a camera


def euler_orders(layout: FileLayout | None, joint_count: int) -> tuple[str, ...]:
    """Per joint the order of its rotation channels, such as "ZXY"."""
    orders = (DEFAULT_ORDER,) * joint_count if layout is None else layout.euler_orders
    # a joint without three rotation channels is shown in the default order
    return tuple(order if set(order) == set("XYZ") else DEFAULT_ORDER for order in orders)


def shown_motion(
    motion: Motion,
    orders: Sequence[str],
    contact_points: Sequence[ContactPoint],
    camera: Camera | None = None,
) -> ShownMotion:
    """Everything that the views draw of a motion.

    Args:
        motion: world metres.
        orders: one Euler order per joint, see `euler_orders`.
        contact_points: of the motion's rig.
        camera: of the displayed picture, where known.
    """
    turns, positions = kinematics.forward_kinematics(motion)
    skeleton = motion.skeleton
    ends = [
        kinematics.point_positions(turns, positions, site.joint, site.offset)
        for site in skeleton.end_sites
    ]
    points = [
        kinematics.point_positions(turns, positions, point.joint, point.offset)
        for point in contact_points
    ]
    image = None if camera is None else _single(camera.project(positions))
    return ShownMotion(
        times=motion.times,
        world_positions=_single(positions),
        end_positions=_stacked(ends, motion.frame_count),
        euler_degrees=_euler_degrees(motion.local_rotations, orders),
        turn_degrees=_turn_degrees(motion.local_rotations),
        point_positions=_stacked(points, motion.frame_count),
        image_positions=image,
    )


def _euler_degrees(local_rotations: np.ndarray, orders: Sequence[str]) -> np.ndarray:
    degrees = np.empty((*local_rotations.shape[:2], 3), dtype=np.float32)
    for order in set(orders):
        joints = [joint for joint, own in enumerate(orders) if own == order]
        angles = rotations.to_euler(local_rotations[:, joints], order)
        degrees[:, joints] = np.degrees(rotations.continuous_euler(angles))
    return _frozen(degrees)


def _turn_degrees(local_rotations: np.ndarray) -> np.ndarray:
    cosine = np.clip(np.abs(local_rotations[..., 0]), 0.0, 1.0)
    return _single(np.degrees(2.0 * np.arccos(cosine)))


def _stacked(paths: list[np.ndarray], frames: int) -> np.ndarray:
    return _single(np.stack(paths, axis=1) if paths else np.empty((frames, 0, 3)))


def _single(array: np.ndarray) -> np.ndarray:
    return _frozen(array.astype(np.float32))


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array

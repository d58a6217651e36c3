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
#: Degrees by which one solution for a rotation differs from itself at most.
_SAME_ANGLES = 1.0


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
    euler_degrees = _euler_degrees(motion.local_rotations, orders)
    turn_degrees = _turn_degrees(motion.local_rotations)
    return _shown(motion, euler_degrees, turn_degrees, contact_points, camera)


def shown_again(
    before: ShownMotion,
    motion: Motion,
    span: tuple[int, int],
    orders: Sequence[str],
    contact_points: Sequence[ContactPoint],
    camera: Camera | None = None,
    was: Motion | None = None,
) -> ShownMotion:
    """As `shown_motion`, where `before` shows a motion that differs in a few frames only.

    span: the first of these frames, and the one after the last.
    was: the motion that `before` shows, where it is at hand: joints that turn as they did there
        keep their angles.
    """
    start, stop = span
    if start >= stop:
        return before
    turned = np.arange(motion.skeleton.joint_count)
    if was is not None:
        other = motion.local_rotations[start:stop] != was.local_rotations[start:stop]
        turned = np.flatnonzero(np.any(other, axis=(0, 2)))
    euler_degrees = _euler_degrees_again(before.euler_degrees, motion, span, orders, turned)
    part = motion.frames(start, stop)
    turns = np.array(before.turn_degrees[start:stop])
    turns[:, turned] = _turn_degrees(part.local_rotations[:, turned])
    new = _shown(part, euler_degrees[start:stop], _frozen(turns), contact_points, camera)
    image = before.image_positions
    return ShownMotion(
        times=motion.times,
        world_positions=_with(before.world_positions, new.world_positions, start),
        end_positions=_with(before.end_positions, new.end_positions, start),
        euler_degrees=euler_degrees,
        turn_degrees=_with(before.turn_degrees, new.turn_degrees, start),
        point_positions=_with(before.point_positions, new.point_positions, start),
        image_positions=(
            None
            if image is None or new.image_positions is None
            else _with(image, new.image_positions, start)
        ),
    )


def _shown(
    motion: Motion,
    euler_degrees: np.ndarray,
    turn_degrees: np.ndarray,
    contact_points: Sequence[ContactPoint],
    camera: Camera | None,
) -> ShownMotion:
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
        euler_degrees=euler_degrees,
        turn_degrees=turn_degrees,
        point_positions=_stacked(points, motion.frame_count),
        image_positions=image,
    )


def _with(whole: np.ndarray, part: np.ndarray, start: int) -> np.ndarray:
    """The array with `part` from `start` on."""
    changed = whole.copy()
    changed[start : start + len(part)] = part
    return _frozen(changed)


def _euler_degrees_again(
    before: np.ndarray, motion: Motion, span: tuple[int, int], orders: Sequence[str],
    turned: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """`_euler_degrees` of a motion for which `before` is right outside of the span, and inside for
    all joints but `turned`.

    The angles go on from those of the frame before. A joint that would come out of the span with
    other angles than it has there (the other of both solutions, or another turn) is told anew
    from the first frame on.
    """
    first, last = max(span[0] - 1, 0), min(span[1] + 1, motion.frame_count)
    degrees = before.copy()
    others = set(turned.tolist())
    for order in set(orders):
        joints = [joint for joint, own in enumerate(orders) if own == order and joint in others]
        if not joints:
            continue
        angles = rotations.to_euler(motion.local_rotations[first:last, joints], order)
        if first < span[0]:
            angles[0] = np.radians(before[first, joints])
        found = np.degrees(rotations.continuous_euler(angles))
        degrees[span[0] : span[1], joints] = found[span[0] - first : span[1] - first]
        if last > span[1]:
            other = np.any(np.abs(found[-1] - before[span[1], joints]) > _SAME_ANGLES, axis=-1)
            for joint in np.array(joints)[other]:
                path = motion.local_rotations[:, joint : joint + 1]
                degrees[:, joint : joint + 1] = _euler_degrees(path, (order,))
    return _frozen(degrees)


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

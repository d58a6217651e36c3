"""What a body's size and stance say about the file that it came from: unit, up axis, floor.

Everything here is measured in the file's own units and axes, on a sample of the frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion import kinematics, rotations
from core.motion.body_parts import body_parts
from core.motion.motion import Motion

#: Frames over the whole clip that the percentiles below are made of: a long one costs no more.
_SAMPLED_FRAMES = 240

#: Unit -> body heights, in that unit, that make it the likely one.
_HEIGHTS = {"m": (1.0, 2.5), "in": (40.0, 100.0), "cm": (100.0, 250.0), "mm": (1000.0, 2500.0)}


#: Bones reach further along their bends than a body stands high; below this share it crouches.
_STANDS = 0.75
#: The height without ankle to sole, 4 %, and skull, 8 % (Winter 2009, table 4.1).
_BETWEEN = 0.88
#: Share of the frames in which head and hips stand over the feet along the axis that is up.
_MOSTLY = 0.6
#: A floor this near to the file's zero, in lengths from the ankles to the head, lies there.
_NEAR_ZERO = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class BodyMeasure:
    """A body as a file holds it, in file units."""

    height: float  # lowest point of the feet to highest of the head, standing
    up: str  # "y" or "z"
    floor: float  # the height that the feet come down to
    known: bool  # whether legs and head were found by name or structure


def measure_body(motion: Motion, up: str | None = None) -> BodyMeasure:
    """Measure a motion whose positions are still in file units and axes.

    up: "y" or "z" where it is known; None finds out.
    """
    frames = np.unique(
        np.linspace(0, motion.frame_count - 1, min(motion.frame_count, _SAMPLED_FRAMES)).round()
    ).astype(int)
    sample = Motion(
        skeleton=motion.skeleton,
        local_rotations=motion.local_rotations[frames],
        root_positions=motion.root_positions[frames],
        times=np.arange(len(frames), dtype=float),
        local_translations=(
            None if motion.local_translations is None else motion.local_translations[frames]
        ),
    )
    points, owners = _points(sample)
    parts = body_parts(motion.skeleton)
    ankles = [parts[name] for name in ("left_ankle", "right_ankle") if name in parts]
    top = next((parts[name] for name in ("head", "neck", "chest") if name in parts), None)
    if not ankles or top is None:
        heights = points[..., 2 if up == "z" else 1]
        height = float(np.median(np.ptp(heights, axis=1)))
        return BodyMeasure(height, up or "y", float(np.percentile(heights.min(axis=1), 5)), False)
    feet = points[:, _below(motion, ankles, owners)]
    crown = points[:, _below(motion, [top], owners)]
    up = up or _up_axis(motion, points, feet, ankles, top)
    vertical = 1 if up == "y" else 2
    soles = feet[..., vertical].min(axis=1)
    crowns = crown[..., vertical].max(axis=1)
    seen = float(np.percentile(crowns - soles, 95))
    stretched = _stretched(points, motion, ankles, top)
    # a clip that never stands up shows less than the bones can reach
    height = seen if seen > _STANDS * stretched else stretched
    return BodyMeasure(height, up, float(np.percentile(soles, 5)), True)


def guess_unit(height: float) -> tuple[str, bool]:
    """The unit that makes a body of this height (file units) a person, and whether it is sure."""
    for unit, (least, most) in _HEIGHTS.items():
        if least <= height < most:
            return unit, True
    return "cm", False


def _points(motion: Motion) -> tuple[np.ndarray, np.ndarray]:
    """World points of joints and end sites (frames, points, 3), and the joint of each (points,)."""
    turns, positions = kinematics.forward_kinematics(motion)
    sites = motion.skeleton.end_sites
    ends = [
        positions[:, site.joint] + rotations.rotate(turns[:, site.joint], site.offset)
        for site in sites
    ]
    owners = np.array([*range(motion.skeleton.joint_count), *(site.joint for site in sites)])
    return np.concatenate(
        [positions, np.array(ends).reshape(-1, *positions[:, 0].shape).transpose(1, 0, 2)], axis=1
    ), owners


def _below(motion: Motion, joints: list[int], owners: np.ndarray) -> np.ndarray:
    """Indices of the points that hang on these joints or below them."""
    hanging = set(joints)
    for joint in range(motion.skeleton.joint_count):
        if int(motion.skeleton.parents[joint]) in hanging:
            hanging.add(joint)
    return np.flatnonzero(np.isin(owners, list(hanging)))


def _up_axis(
    motion: Motion, points: np.ndarray, feet: np.ndarray, ankles: list[int], top: int
) -> str:
    """ "z" where head and hips stand over the feet along +Z, and rest pose or floor agree."""
    bodies = points[:, top] - points[:, ankles].mean(axis=1)
    along_z = float(np.mean(bodies[:, 2] > 2.0 * np.abs(bodies[:, 1])))
    if along_z < _MOSTLY:
        return "y"
    rest = kinematics.rest_positions(motion.skeleton)
    body = rest[top] - rest[ankles].mean(axis=0)
    # a body that lies along Z for a whole clip has neither its rest pose nor its floor there
    floor = float(np.percentile(feet[..., 2].min(axis=1), 5))
    agrees = body[2] > 2.0 * abs(body[1]) or abs(floor) < _NEAR_ZERO * float(np.linalg.norm(body))
    return "z" if agrees else "y"


def _stretched(points: np.ndarray, motion: Motion, ankles: list[int], top: int) -> float:
    """Length of the bones from ankle to the top of the trunk, and what feet and head add."""
    path_lengths = []
    for ankle in ankles:
        up_one, up_other = (motion.skeleton.chain_to_root(joint) for joint in (ankle, top))
        shared = set(up_one) & set(up_other)
        path = [joint for joint in [*up_one, *up_other] if joint not in shared]
        parents = motion.skeleton.parents
        bones = [points[:, joint] - points[:, parents[joint]] for joint in path]
        lengths = [float(np.median(np.linalg.norm(bone, axis=-1))) for bone in bones]
        path_lengths.append(sum(lengths))
    return float(np.mean(path_lengths)) / _BETWEEN

"""The rig that a capture is written on: the default one or a BVH's, at the actor's height."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from core.capture.rig_map import RigMap, map_rig
from core.errors import WrongUsage
from core.files.bvh_hierarchy import POSITION_CHANNELS
from core.files.layout import FileLayout, footing_layout
from core.files.motion_file import MotionFile, read_motion
from core.motion.contact_point import ContactPoint
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import DEFAULT_HEIGHT, default_rig_at_rest
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton

#: People; a rig may be smaller or larger, the stated height may not (metres).
_SMALLEST, _TALLEST = 0.5, 2.6


@dataclass(frozen=True, slots=True, eq=False)
class CaptureRig:
    """A rig made ready: mapped, scaled, with its contact points and how it is to be written."""

    map: RigMap
    contact_points: tuple[ContactPoint, ...]
    layout: FileLayout
    height: float  # metres, of the actor
    height_is_guess: bool


def capture_rig(path: Path | None, height: float | None) -> CaptureRig:
    """The default rig, or the one of a BVH file, at the actor's height in metres.

    Raises: BadInput for a file that cannot be read or whose joints do not map onto a body;
    WrongUsage for a height that nobody has.
    """
    if height is not None and not _SMALLEST <= height <= _TALLEST:
        raise WrongUsage(
            f"--height is the actor's in metres, {_SMALLEST} to {_TALLEST}, not {height:g}."
        )
    if path is None:
        stature = DEFAULT_HEIGHT if height is None else height
        at_rest = default_rig_at_rest(stature)
        layout = footing_layout(at_rest.skeleton, rate=60.0)
        found = map_rig(at_rest.skeleton, "the default rig")
        return CaptureRig(found, find_contact_points(at_rest), layout, stature, height is None)
    file = read_motion(path)
    map_rig(file.motion.skeleton, file.source)  # before anything is measured on it
    scale = 1.0 if height is None else height / file.height_m
    motion = _scaled(file.motion, scale)
    return CaptureRig(
        map=map_rig(motion.skeleton, file.source),
        contact_points=find_contact_points(motion),
        layout=_layout(file, motion.skeleton),
        height=file.height_m * scale,
        height_is_guess=False,
    )


def _scaled(motion: Motion, scale: float) -> Motion:
    skeleton = motion.skeleton
    sites = tuple(EndSite(site.joint, site.offset * scale) for site in skeleton.end_sites)
    larger = Skeleton(skeleton.names, skeleton.parents, skeleton.offsets * scale, sites)
    moved = motion.local_translations
    return Motion(
        larger,
        motion.local_rotations,
        motion.root_positions * scale,
        motion.times,
        None if moved is None else moved * scale,
    )


def _layout(file: MotionFile, skeleton: Skeleton) -> FileLayout:
    """As Footing writes files, but each joint turns in the order of the rig's file."""
    layout = footing_layout(skeleton, rate=60.0)
    channels = list(layout.channels)
    for joint, order in enumerate(file.euler_orders):
        if len(set(order)) == 3:
            turns = tuple(f"{axis}rotation" for axis in order)
            channels[joint] = (*(POSITION_CHANNELS if joint == 0 else ()), *turns)
    return replace(layout, channels=tuple(channels))

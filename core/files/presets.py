"""Export presets: what a program wants of a BVH file, and how it opens it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.files.joint_naming import with_names
from core.files.layout import METRES_PER_UNIT, FileLayout, footing_layout
from core.files.motion_file import MotionFile, rate_of, read_motion, write_motion
from core.files.replace_file import written_beside
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

#: Metres by which a file may differ from the motion that was written into it.
READ_BACK_METRES = 1e-5


@dataclass(frozen=True, slots=True)
class Preset:
    """What a program wants. `unit`, `up` and `names` are None where the input's are kept."""

    name: str
    title: str
    format: str
    unit: str | None
    up: str | None
    opened: str  # one sentence: how the program opens the file
    names: str | None = None  # one of `joint_naming.CONVENTIONS`


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "blender",
            "Blender",
            "BVH",
            "m",
            "y",
            "File > Import > Motion Capture (.bvh), with Update Scene FPS and Update Scene "
            "Duration on; scale 1, forward -Z and up Y as they stand.",
        ),
        Preset(
            "motionbuilder",
            "MotionBuilder",
            "BVH",
            "cm",
            "y",
            "File > Motion File Import; MotionBuilder takes BVH as centimetres with Y up.",
        ),
        Preset(
            "humanik",
            "MotionBuilder, HumanIK",
            "BVH",
            "cm",
            "y",
            "Bones are called as HumanIK calls them: after File > Motion File Import MotionBuilder "
            "characterises them by name, and Maya takes the character from there.",
            "HumanIK",
        ),
        Preset(
            "mixamo",
            "Mixamo names",
            "BVH",
            "m",
            "y",
            "Bones are called as on Mixamo's characters, so that retargeting in Blender, Unity or "
            "Unreal pairs them by name; Blender opens it as it opens the preset Blender.",
            "Mixamo",
        ),
        Preset(
            "raw",
            "As it came",
            "BVH",
            None,
            None,
            "Unit, axes, hierarchy and channels stay as in the file that the take came from.",
        ),
    )
}


def preset_layout(
    preset: Preset, motion: Motion, layout: FileLayout | None, rate: float
) -> FileLayout:
    """How a preset writes a motion that came with `layout` (None: made by Footing).

    Channels and the order of joints stay. Presets for programs have a zero root OFFSET, since
    programs differ in what they make of another.
    """
    if layout is None:
        metres = METRES_PER_UNIT[preset.unit or "m"]
        moving = motion.local_translations is not None
        return footing_layout(
            motion.skeleton, rate=rate, metres_per_unit=metres, moving_joints=moving
        )
    if preset.unit is None:
        return layout
    return replace(
        layout,
        metres_per_unit=METRES_PER_UNIT[preset.unit],
        up=preset.up or layout.up,
        root_offset=np.zeros(3),
        root_offset_added=False,
        decimals=6,
        offset_decimals=9,
        frame_time=round(1.0 / rate, 10),
        encoding="utf-8",
    )


def export_motion(
    path: str | Path,
    motion: Motion,
    layout: FileLayout | None,
    preset: Preset,
    rate: float | None = None,
) -> MotionFile:
    """Write a motion for a program, read the file back and compare; the file as it was read.

    rate: Hz; None is the motion's own. The place is taken only after the comparison.
    Raises: BadInput where the place cannot be written to; RuntimeError (our own fault) where the
    file does not say the motion to 0.01 mm.
    """
    own = rate_of(motion, layout) if rate is None else rate
    if preset.names is not None:
        motion = with_names(motion, preset.names)
    written = preset_layout(preset, motion, layout, own)
    with written_beside(path) as beside:
        write_motion(beside, motion, written, rate=rate)
        read = read_motion(
            beside,
            unit=written.metres_per_unit,
            root_offset="add" if written.root_offset_added else "replace",
            up=written.up,
        )
        _compare(motion, read.motion)
    return replace(read, source=Path(path).name)


def _compare(motion: Motion, read: Motion) -> None:
    places = {name: joint for joint, name in enumerate(read.skeleton.names)}
    order = list(range(motion.skeleton.joint_count))
    if len(places) == len(order):  # names are unique, so that another order of joints is found
        order = [places[name] for name in motion.skeleton.names]
    if read.frame_count != motion.frame_count:
        raise RuntimeError(f"{motion.frame_count} frames were written, {read.frame_count} read.")
    away = np.abs(world_positions(read)[:, order] - world_positions(motion)).max()
    if not away <= READ_BACK_METRES:
        raise RuntimeError(f"What was written differs from the motion by {1000 * away:.3f} mm.")

"""Motion files as `Motion`: metres, +Y up, times from 0; and back into a file.

What a BVH does not say (unit, up axis) is measured on the body, told, and can be given.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import WrongUsage
from core.files.body_measure import BodyMeasure, guess_unit, measure_body
from core.files.bvh import BvhFile, read_bvh, write_bvh
from core.files.bvh_from_motion import bvh_from_motion
from core.files.bvh_to_motion import in_metres, layout_of, motion_in_file_units
from core.files.frame_rates import is_standard, snapped_rate
from core.files.layout import METRES_PER_UNIT, FileLayout, footing_layout, position_axes, unit_name
from core.files.standing_height import told_height
from core.motion.motion import Motion

ROOT_OFFSETS = ("replace", "add")
#: Parts of the body's height: feet within the first stand on the file's zero, beyond the second
#: they do not; the root's OFFSET is blamed only where it leads from one to the other.
_ON_ZERO, _OFF_ZERO = 0.12, 0.2
#: Part of a frame by which one may come too early or late: digits of Frame Time are cut.
_UNEVEN = 0.01
#: Written digits that leave the speed open by more than this share: 0.03 and 0.008 do; times in
#: whole milliseconds (0.033 for 30 Hz, 0.017 for 60 Hz) do not.
_OPEN = 0.03
#: Hz of a motion of one frame, whose times do not tell.
_ONE_FRAME_RATE = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class MotionFile:
    """A motion file that was read, and what was found out about it."""

    motion: Motion  # metres, +Y up, times from 0 at `rate`
    layout: FileLayout
    unit: str  # "m", "cm", "in", "mm", or metres per unit as a number
    unit_source: str  # "file", "guess" or "given"
    up: str  # "y" or "z": what is up in the file
    rate: float  # Hz, snapped to the rate that the written digits mean
    rate_written: float  # Hz, 1 / frame time as written
    height_m: float  # of the standing rig, sole to crown
    warnings: tuple[str, ...] = ()
    source: str = ""  # the file's name

    @property
    def euler_orders(self) -> tuple[str, ...]:
        """Per joint the axes of its rotation channels in order, such as "ZXY"."""
        return self.layout.euler_orders


def read_motion(
    path: str | Path,
    *,
    unit: str | float | None = None,
    root_offset: str = "replace",
    up: str | None = None,
) -> MotionFile:
    """Read a BVH file as a motion.

    Args:
        unit: "m", "cm", "in", "mm" or metres per unit; None guesses it from the body's height.
        root_offset: "replace" (the root's position channels replace its OFFSET, as Blender and
            MotionBuilder read it) or "add".
        up: "y" or "z"; None finds out where the body stands over its feet.
    Raises: BadInput for a file that cannot be read, WrongUsage for an unknown unit.
    """
    if root_offset not in ROOT_OFFSETS:
        raise WrongUsage(f"--root-offset is replace or add, not {root_offset!r}.")
    metres_per_unit = None if unit is None else metres_of_unit(unit)
    file = read_bvh(path)
    rate = snapped_rate(file.frame_time)
    added = root_offset == "add"
    in_units = motion_in_file_units(file, rate, root_offset_added=added)
    body = measure_body(in_units, up)
    guessed, sure = guess_unit(body.height)
    if metres_per_unit is None:
        metres_per_unit = METRES_PER_UNIT[guessed]
    layout = layout_of(file, metres_per_unit, body.up, root_offset_added=added)
    warnings = [
        *_frame_warnings(file, rate),
        *_unit_warnings(body, unit is not None, sure),
        *_stance_warnings(file, layout, body),
    ]
    motion = in_metres(in_units, metres_per_unit, body.up)
    return MotionFile(
        motion=motion,
        layout=layout,
        unit=unit_name(metres_per_unit),
        unit_source="guess" if unit is None else "given",
        up=body.up,
        rate=rate,
        rate_written=1.0 / float(file.frame_time),
        height_m=told_height(motion),
        warnings=tuple(warnings),
        source=Path(path).name,
    )


def metres_of_unit(unit: str | float) -> float:
    """Metres per unit of a name or a number. Raises: WrongUsage."""
    if isinstance(unit, str) and unit.lower() in METRES_PER_UNIT:
        return METRES_PER_UNIT[unit.lower()]
    try:
        metres = float(unit)
    except ValueError:
        metres = np.nan
    if not 1e-6 <= metres <= 1e6:
        raise WrongUsage(
            f"--unit is m, cm, in, mm or a number of metres such as 0.0564, not {unit!r}."
        )
    return metres


def _frame_warnings(file: BvhFile, rate: float) -> list[str]:
    found = []
    if file.claimed_frames is None:
        found.append(f"The file does not say how many frames it has; {file.frame_count} were read.")
    elif file.claimed_frames != file.frame_count:
        found.append(
            f"The file says it has {file.claimed_frames} frames and holds {file.frame_count}; "
            "all of them were read."
        )
    written = 1.0 / float(file.frame_time)
    if abs(rate / written - 1.0) > _OPEN:
        found.append(
            f"A frame time of {file.frame_time} s was read as {rate:.6g} Hz, which it is when "
            f"rounded; where {written:.6g} Hz are meant, write it as {1.0 / written:.4f} in the "
            "file."
        )
    if not is_standard(rate):
        found.append(
            f"A frame time of {file.frame_time} s is {rate:.6g} Hz, which is no usual rate; check "
            "the speed beside the video."
        )
    twice = sorted({name for name in file.names if file.names.count(name) > 1})
    if twice:
        found.append(f"Several joints have the same name: {', '.join(twice[:5])}.")
    return found


def _unit_warnings(body: BodyMeasure, given: bool, sure: bool) -> list[str]:
    if given or sure:
        return []
    if not body.known:
        return [
            "No legs and head were found to guess the unit from; it was read as centimetres, so "
            "give the right one with --unit."
        ]
    return [
        f"The body is {body.height:.3g} units tall, which fits no unit; it was read as "
        "centimetres, so give the right one with --unit."
    ]


def _stance_warnings(file: BvhFile, layout: FileLayout, body: BodyMeasure) -> list[str]:
    found = []
    if body.up == "z":
        found.append("The body stands along Z, so the file was read as Z-up.")
    axis = 1 if body.up == "y" else 2
    lift = float(file.offsets[0][axis]) if axis in position_axes(file.channels[0]) else 0.0
    if layout.root_offset_added:
        better, word = body.floor - lift, "replace"
    else:
        better, word = body.floor + lift, "add"
    if abs(better) < _ON_ZERO * body.height and abs(body.floor) > _OFF_ZERO * body.height:
        metres = body.floor * layout.metres_per_unit
        found.append(
            f"The feet stand at {metres:+.2f} m, and at the floor when the root's OFFSET "
            f"{'is added to its position' if word == 'add' else 'is replaced by its position'}: "
            f"read it with --root-offset {word}."
        )
    return found


def write_motion(
    path: str | Path,
    motion: Motion,
    layout: FileLayout | None = None,
    *,
    rate: float | None = None,
) -> None:
    """Write a motion as BVH, beside and renamed.

    Args:
        motion: evenly timed; resample it first where it is not.
        layout: how to write it (hierarchy, channels, unit, axes); None is a file as Footing makes
            them: metres, +Y up, zero root OFFSET, ZXY.
        rate: Hz; None is the motion's own, and then a layout of the same rate keeps its Frame
            Time as it was written.
    Raises: BadInput where the place cannot be written to; ValueError for a motion that is not
    evenly timed or a layout of another rig.
    """
    own = rate or rate_of(motion, layout)
    frame_time = f"{1.0 / own:.10f}"
    if layout is None:
        moving = motion.local_translations is not None
        layout = footing_layout(motion.skeleton, rate=own, moving_joints=moving)
    elif rate is None and abs(snapped_rate(layout.frame_time) - own) <= 1e-6 * own:
        frame_time = repr(layout.frame_time)
    write_bvh(path, bvh_from_motion(motion, layout, frame_time))


def rate_of(motion: Motion, layout: FileLayout | None) -> float:
    """The rate in Hz of an evenly timed motion, a single frame's from the layout.

    Raises: ValueError where the times are not even.
    """
    if motion.frame_count == 1 and layout is not None:
        return snapped_rate(layout.frame_time)
    return even_rate(motion)


def even_rate(motion: Motion) -> float:
    """The rate in Hz of an evenly timed motion. Raises: ValueError where it is not even."""
    if motion.frame_count == 1:
        return _ONE_FRAME_RATE
    steps = np.diff(motion.times)
    step = motion.seconds / (motion.frame_count - 1)
    if np.max(np.abs(steps - step)) > _UNEVEN * step:
        raise ValueError("A motion file needs even times; resample the motion first.")
    return snapped_rate(float(f"{step:.12g}"))

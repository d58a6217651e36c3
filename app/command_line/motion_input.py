"""What a verb is given to work on: a motion file, or a take and all its decisions."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.command_line.options import range_within, read_motion_of, retimed
from app.command_line.said import say
from core.errors import BadInput, WrongUsage
from core.files.layout import FileLayout
from core.files.motion_file import MotionFile, rate_of
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.motion import Motion
from core.take.captured import Captured
from core.take.decisions import Decision, video_offset

if TYPE_CHECKING:
    from core.take.refining.refined import Refined

TAKE_ENDING = ".footing"


@dataclass(frozen=True, slots=True, eq=False)
class MotionFromFile:
    """A motion file; `path` holds exactly this."""

    path: Path
    file: MotionFile

    @property
    def layout(self) -> FileLayout | None:
        return self.file.layout

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.file.warnings

    def motion_at(self, rate: float | None, start: float | None, end: float | None) -> Motion:
        """The motion at start + k / rate; None keeps the file's. Raises: WrongUsage."""
        if rate is None and start is None and end is None:
            return self.file.motion
        return retimed(self.file.motion, rate or self.file.rate, start, end)


@dataclass(frozen=True, slots=True, eq=False)
class MotionFromTake:
    """A take's refined motion."""

    captured: Captured
    decisions: tuple[Decision, ...]
    warnings: tuple[str, ...]
    filmed: bool = False  # whether a video stands beside it

    @property
    def layout(self) -> FileLayout | None:
        return self.captured.layout

    def motion_at(self, rate: float | None, start: float | None, end: float | None) -> Motion:
        """The motion of `refined_at`. Raises: WrongUsage."""
        return self.refined_at(rate, start, end).motion

    def refined_at(self, rate: float | None, start: float | None, end: float | None) -> Refined:
        """Refined on the very samples that are written: start + k / rate, in video seconds.

        Raises: WrongUsage.
        """
        # deferred: it loads the solver, which errors in the arguments need not wait for
        from core.quality.export import output_motion

        offset = video_offset(self.decisions) or 0.0
        times = self.captured.motion.times + offset
        begin, stop = range_within(float(times[0]), float(times[-1]), start, end)
        return output_motion(
            self.captured,
            self.decisions,
            rate=rate,
            start=None if start is None else begin - offset,
            end=None if end is None else stop - offset,
        )


def read_input(path: Path, arguments: argparse.Namespace) -> MotionFromFile | MotionFromTake:
    """A BVH file, or a take. Raises: BadInput, WrongUsage."""
    if not is_take(path):
        return MotionFromFile(path, read_motion_of(path, arguments))
    if arguments.unit is not None or arguments.root_offset != "replace":
        raise WrongUsage("--unit and --root-offset are for motion files; a take is in metres.")
    from core.take.on_disk.take_opening import open_take

    with open_take(path, read_only=True) as take:
        captured, decisions = take.captured(), take.journal().decisions
        notices, filmed = take.notices, take.video() is not None
    if captured is None:
        raise BadInput(f"{path} holds no motion yet; capture one, or drop a motion file on it.")
    return MotionFromTake(captured, decisions, tuple(notices), filmed)


def read_captured(
    arguments: argparse.Namespace,
) -> tuple[Captured, tuple[Decision, ...] | None]:
    """The captured motion of `arguments.input` and what is decided about it; None where nobody
    decided anything, as about a motion file. Warnings are said. Raises: BadInput, WrongUsage."""
    read = read_input(arguments.input, arguments)
    for warning in read.warnings:
        say(warning)
    if isinstance(read, MotionFromTake):
        return read.captured, read.decisions
    # deferred: it loads what estimates contacts, which errors above need not wait for
    from core.take.open_motion import captured_from_motion_file

    return captured_from_motion_file(read.file), None


def say_where_no_foot_is(captured: Captured, name: Path) -> None:
    """On a rig without feet there is nothing to hold: said, since the answer is empty then."""
    if not any(point.name in FOOT_POINT_NAMES for point in captured.contact_points):
        say(
            f"{name} has no legs that can be told, so no foot touches the ground; give "
            "contact points on its joints with refine --contacts."
        )


def samples_rate(captured: Captured) -> float | None:
    """Hz that decisions are obeyed and written at where nobody says, as `export` does.

    None where the captured samples themselves are at that rate.
    """
    # deferred: it loads the solver, which errors in the arguments need not wait for
    from core.quality.export import default_rate

    rate = default_rate(captured)
    try:
        own = rate_of(captured.motion, captured.layout)
    except ValueError:  # the times are not even
        return rate
    return None if abs(own - rate) <= 1e-6 * rate else rate


def is_take(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() == TAKE_ENDING

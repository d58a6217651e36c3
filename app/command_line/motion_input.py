"""What a verb is given to work on: a motion file, or a take and all its decisions."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from app.command_line.options import read_motion_of
from core.errors import BadInput, WrongUsage
from core.files.layout import FileLayout
from core.motion.motion import Motion
from core.motion.output_times import own_rate

TAKE_ENDING = ".footing"


@dataclass(frozen=True, slots=True, eq=False)
class GivenMotion:
    """A motion to write, and what is known of the file that it came from."""

    motion: Motion
    layout: FileLayout | None  # None: made by Footing
    rate: float  # Hz
    even: bool  # whether its times are k / rate
    untouched: Path | None = None  # the BVH file that holds exactly this
    warnings: tuple[str, ...] = ()
    video_offset: float = 0.0  # video time = motion time + this


def is_take(path: Path) -> bool:
    return path.suffix.lower() == TAKE_ENDING


def read_input(path: Path, arguments: argparse.Namespace) -> GivenMotion:
    """A BVH file, or a take's refined motion. Raises: BadInput, WrongUsage."""
    if is_take(path):
        return _refined_take(path, arguments)
    read = read_motion_of(path, arguments)
    return GivenMotion(
        motion=read.motion,
        layout=read.layout,
        rate=read.rate,
        even=True,
        untouched=path,
        warnings=read.warnings,
    )


def _refined_take(path: Path, arguments: argparse.Namespace) -> GivenMotion:
    from core.take.refine import refine

    from core.take.decisions import VideoOffset
    from core.take.take_opening import open_take

    if arguments.unit is not None or arguments.root_offset != "replace":
        raise WrongUsage("--unit and --root-offset are for motion files; a take is in metres.")
    with open_take(path, read_only=True) as take:
        captured = take.captured()
        decisions = take.journal().decisions
        notices = take.notices
    if captured is None:
        raise BadInput(f"{path} holds no motion yet; capture one, or drop a motion file on it.")
    offsets = [one.fact.seconds for one in decisions if isinstance(one.fact, VideoOffset)]
    motion = refine(captured, decisions).motion
    rate = own_rate(motion)
    return GivenMotion(
        motion=motion,
        layout=captured.layout,
        rate=rate,
        even=False,
        warnings=tuple(notices),
        video_offset=offsets[-1] if offsets else 0.0,
    )

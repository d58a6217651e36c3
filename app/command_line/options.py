"""Arguments that several verbs share, and the rules for reading and checking them."""

from __future__ import annotations

import argparse
import math
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.errors import BadInput, WrongUsage
from core.files.motion_file import MotionFile, metres_of_unit, read_motion
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.rest_frame import resampled_beside_rest

_FASTEST = 10_000.0  # Hz; beyond it a slip of the keyboard fills the disk
_SLOWEST = 0.001  # Hz; no reader takes longer Frame Times


def add_input(parser: argparse.ArgumentParser) -> None:
    """IN: a motion."""
    parser.add_argument("input", metavar="IN", type=Path, help="a BVH file or a .footing take")


def add_output(parser: argparse.ArgumentParser, metavar: str, what: str) -> None:
    """-o OUT, required."""
    parser.add_argument("-o", "--output", required=True, metavar=metavar, type=Path, help=what)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """--unit and --root-offset: how a motion file is read."""
    parser.add_argument(
        "--unit",
        metavar="UNIT",
        help="what one unit of the motion file is: m, cm, in, mm or metres (default: guessed "
        "from the body's height, and told)",
    )
    parser.add_argument(
        "--root-offset",
        choices=("replace", "add"),
        default="replace",
        help="whether the root's position channels replace its OFFSET (default) or are added to it",
    )


def add_timing(parser: argparse.ArgumentParser, default_rate: str = "the input's") -> None:
    """--rate and --range: which times are written."""
    parser.add_argument(
        "--rate", metavar="HZ", help=f"frames per second of the output (default: {default_rate})"
    )
    parser.add_argument(
        "--range",
        metavar="A:B",
        help="seconds of the input, both ends kept, either may be left out; A becomes time 0",
    )


def asked_rate(arguments: argparse.Namespace) -> float | None:
    """--rate in Hz, or None. Raises: WrongUsage."""
    if arguments.rate is None:
        return None
    try:
        rate = float(arguments.rate)
    except ValueError:
        rate = math.nan
    if not _SLOWEST <= rate <= _FASTEST:
        raise WrongUsage(
            f"--rate is a number of frames per second from {_SLOWEST:g} to {_FASTEST:g}, "
            f"not {arguments.rate!r}."
        )
    return rate


def asked_range(arguments: argparse.Namespace) -> tuple[float | None, float | None]:
    """--range as (start, end) seconds, None where left out. Raises: WrongUsage."""
    if arguments.range is None:
        return None, None
    number = r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?\s*"
    match = re.fullmatch(f"{number}:{number}", arguments.range)
    if match is None:
        raise WrongUsage(f"--range is two times in seconds such as 1.5:4, not {arguments.range!r}.")
    start, end = (None if text is None else float(text) for text in match.groups())
    if start is not None and end is not None and end < start:
        raise WrongUsage(f"--range ends before it starts: {arguments.range!r}.")
    return start, end


def range_within(
    first: float, last: float, start: float | None, end: float | None
) -> tuple[float, float]:
    """The asked range, seconds on the clock by which there is motion from `first` to `last`; None
    is that end. Raises: WrongUsage where it lies outside.
    """
    begin = first if start is None else start
    stop = last if end is None else end
    slack = 1e-6
    if begin < first - slack or stop > last + slack or begin > stop:
        raise WrongUsage(
            f"--range must lie between {first:.6g} and {last:.6g} s, where there is motion."
        )
    return max(begin, first), min(stop, last)


def retimed(
    motion: Motion, rate: float, start: float | None = None, end: float | None = None
) -> Motion:
    """The motion at start + k / rate, moved so that `start` is time 0.

    start, end: seconds on the motion's own clock; None is its first or last frame.
    Raises: WrongUsage where the range lies outside of the motion.
    """
    begin, stop = range_within(float(motion.times[0]), float(motion.times[-1]), start, end)
    times = output_times(begin, stop, rate)
    # the last time may lie a rounding error behind the last frame
    moved = resampled_beside_rest(motion, np.minimum(times, motion.times[-1]), smooth=True)
    return replace(moved, times=np.arange(len(times)) / rate)


def read_motion_of(path: Path, arguments: argparse.Namespace) -> MotionFile:
    """A motion file, read as --unit and --root-offset say. Raises: BadInput, WrongUsage."""
    if arguments.unit is not None:
        metres_of_unit(arguments.unit)
    return read_motion(path, unit=arguments.unit, root_offset=arguments.root_offset)


def checked_output(output: Path, inputs: Iterable[Path | None]) -> Path:
    """The output's path.

    Raises: WrongUsage where it is one of the inputs, BadInput where it is a folder or its folder is
    missing or cannot be written to; so that nobody waits for work that cannot be kept.
    """
    for path in inputs:
        if path is not None and same_file(output, path):
            raise WrongUsage(f"{output} is the input; give the output another name.")
    if not output.parent.is_dir():
        raise BadInput(
            f"The folder {output.parent} for {output.name} does not exist; make it first."
        )
    if output.is_dir():
        raise BadInput(f"{output} is a folder; give the name of a file to write.")
    if not os.access(output.parent, os.W_OK):
        raise BadInput(f"{output.parent} cannot be written to; choose another folder.")
    return output


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths are one file, also where neither exists yet."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)

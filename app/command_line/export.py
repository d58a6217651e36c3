"""export: write a motion or a take as BVH or CSV, or a take's decisions as a journal."""

from __future__ import annotations

import argparse

from app.command_line.motion_input import MotionFromFile, MotionFromTake, is_take, read_input
from app.command_line.options import (
    add_input,
    add_output,
    add_reading,
    add_timing,
    asked_range,
    asked_rate,
    checked_output,
)
from app.command_line.said import say, say_ignored, say_infeasible
from core.errors import WrongUsage
from core.files.bvh import read_bvh, write_bvh
from core.files.csv import write_csv
from core.files.presets import PRESETS, export_motion

_ENDINGS = (".bvh", ".csv")
_JOURNAL_ENDING = ".journal.json"


EXAMPLES = (
    "export clip.footing -o clip.bvh --preset blender",
    "export clip.footing -o part.bvh --rate 30 --range 1.5:4",
    "export clip.footing -o clip.journal.json",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input(parser)
    add_output(parser, "OUT", "the file to write, ending in .bvh, .csv or .journal.json")
    parser.add_argument(
        "--preset",
        choices=tuple(PRESETS),
        default="raw",
        help=" ".join(f"{preset.name} - {preset.opened}" for preset in PRESETS.values())
        + " (default: raw)",
    )
    add_timing(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput."""
    if arguments.output.name.lower().endswith(_JOURNAL_ENDING):
        _export_journal(arguments)
        return
    ending = arguments.output.suffix.lower()
    if ending not in _ENDINGS:
        endings = ", ".join((*_ENDINGS, _JOURNAL_ENDING))
        raise WrongUsage(f"export writes {endings}, not {arguments.output.name!r}.")
    rate, (start, end) = asked_rate(arguments), asked_range(arguments)
    output = checked_output(arguments.output, [arguments.input])
    given = read_input(arguments.input, arguments)
    for warning in given.warnings:
        say(warning)
    all_kept = rate is None and start is None and end is None and arguments.preset == "raw"
    if all_kept and ending == ".bvh" and isinstance(given, MotionFromFile):
        write_bvh(output, read_bvh(given.path))  # so that not a digit changes
        return
    if isinstance(given, MotionFromTake):
        refined = given.refined_at(rate, start, end)
        say_ignored(refined.report.ignored)
        say_infeasible(refined.report.infeasible)
        motion = refined.motion
    else:
        motion = given.motion_at(rate, start, end)
    if ending == ".csv":
        write_csv(output, motion)
    else:
        export_motion(output, motion, given.layout, PRESETS[arguments.preset], rate)


def _export_journal(arguments: argparse.Namespace) -> None:
    """A take's edits, for `replay`. Raises: WrongUsage, BadInput."""
    from core.take.exchange.journal_file import write_journal
    from core.take.on_disk.take_opening import open_take

    if not is_take(arguments.input):
        raise WrongUsage(f"A journal is exported from a .footing take, not {arguments.input.name}.")
    output = checked_output(arguments.output, [arguments.input])
    with open_take(arguments.input, read_only=True) as take:
        for notice in take.notices:
            say(notice)
        captured = take.captured()
        skeleton = None if captured is None else captured.motion.skeleton
        write_journal(output, take.journal(), skeleton)

"""export: write a motion or a take as BVH or CSV, or a take's decisions as a journal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.command_line.motion_input import MotionFromFile, is_take, read_input
from app.command_line.options import (
    add_output,
    add_reading,
    add_timing,
    asked_range,
    asked_rate,
    checked_output,
)
from core.errors import WrongUsage
from core.files.bvh import read_bvh, write_bvh
from core.files.csv import write_csv
from core.files.presets import PRESETS, export_motion

_ENDINGS = (".bvh", ".csv")
_JOURNAL_ENDING = ".journal.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="IN", type=Path, help="a BVH file or a .footing take")
    add_output(parser, "OUT", "the file to write, ending in .bvh, .csv or .journal.json")
    parser.add_argument(
        "--preset",
        choices=tuple(PRESETS),
        default="raw",
        help="; ".join(f"{preset.name}: {preset.opened}" for preset in PRESETS.values()),
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
        print(f"footing: {warning}", file=sys.stderr)
    all_kept = rate is None and start is None and end is None and arguments.preset == "raw"
    if all_kept and ending == ".bvh" and isinstance(given, MotionFromFile):
        write_bvh(output, read_bvh(given.path))  # so that not a digit changes
        return
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
            print(f"footing: {notice}", file=sys.stderr)
        captured = take.captured()
        skeleton = None if captured is None else captured.motion.skeleton
        write_journal(output, take.journal(), skeleton)

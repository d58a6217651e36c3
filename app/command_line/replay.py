"""replay: apply a journal of decisions to a motion."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.command_line.motion_input import is_take, samples_rate
from app.command_line.options import add_output, add_reading, checked_output, read_motion_of
from app.command_line.progress import progress_bar
from core.errors import BadInput, WrongUsage
from core.files.bvh import read_bvh, write_bvh
from core.files.motion_file import write_motion
from core.take.captured import Captured
from core.take.journal_file import read_journal
from core.take.refine import RefineSettings, refine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "journal", metavar="JOURNAL.json", type=Path,
        help="the decisions, as export writes them from a take",
    )  # fmt: skip
    parser.add_argument(
        "input", metavar="IN", type=Path,
        help="a BVH file, or a .footing take whose own decisions are left aside",
    )  # fmt: skip
    add_output(parser, "OUT.bvh", "the BVH file to write, in the input's unit and axes")
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, Cancelled."""
    if arguments.output.suffix.lower() != ".bvh":
        raise WrongUsage(f"replay writes .bvh, not {arguments.output.name!r}.")
    output = checked_output(arguments.output, [arguments.journal, arguments.input])
    journal = read_journal(arguments.journal)
    captured = _captured(arguments)
    settings = RefineSettings(samples_rate(captured))
    refined = refine(captured, journal.decisions, settings, progress=progress_bar("Replay"))
    for sentence in refined.report.ignored:
        print(f"footing: ignored: {sentence}.", file=sys.stderr)
    for one in refined.report.infeasible:
        print(
            f"footing: {one.constraint} misses by {one.short_by_mm:.2f} mm: {one.limit}.",
            file=sys.stderr,
        )
    if refined.motion is captured.motion and not is_take(arguments.input):
        write_bvh(output, read_bvh(arguments.input))  # so that not a digit changes
    else:
        write_motion(output, refined.motion, captured.layout, rate=settings.rate)


def _captured(arguments: argparse.Namespace) -> Captured:
    if is_take(arguments.input):
        from core.take.take_opening import open_take

        if arguments.unit is not None or arguments.root_offset != "replace":
            raise WrongUsage("--unit and --root-offset are for motion files; a take is in metres.")
        with open_take(arguments.input, read_only=True) as take:
            captured = take.captured()
        if captured is None:
            raise BadInput(f"{arguments.input} holds no motion yet; capture one first.")
        return captured
    # deferred: it loads what estimates contacts, which errors above need not wait for
    from core.take.open_motion import captured_from_motion_file

    read = read_motion_of(arguments.input, arguments)
    for warning in read.warnings:
        print(f"footing: {warning}", file=sys.stderr)
    return captured_from_motion_file(read)

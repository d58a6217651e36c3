"""clean: take the noise out of a motion, keep its detail."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command_line.motion_input import is_take, read_captured, samples_rate
from app.command_line.motion_output import bvh_output, write_answer
from app.command_line.options import add_output, add_reading, read_motion_of, retimed
from app.command_line.progress import progress_bar
from app.command_line.said import say
from core.files.motion_file import write_motion
from core.motion.motion import Motion
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision

EXAMPLES = ("clean clip.bvh -o cleaned.bvh",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "input", metavar="IN", type=Path,
        help="a BVH file, or a .footing take: its captured motion, sides swapped as it says",
    )  # fmt: skip
    add_output(parser, "OUT.bvh", "the BVH file to write, in the input's unit and axes")
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, Cancelled."""
    output = bvh_output(arguments, [arguments.input])
    if is_take(arguments.input):
        _clean_take(arguments, output)
    else:
        _clean_file(arguments, output)


def _clean_file(arguments: argparse.Namespace, output: Path) -> None:
    # deferred: it loads scipy, which errors in the arguments need not wait for
    from core.clean.cleaning import cleaned_motion

    read = read_motion_of(arguments.input, arguments)
    for warning in read.warnings:
        say(warning)
    motion = cleaned_motion(read.motion, progress=progress_bar("Clean")).motion
    if motion is read.motion:
        say("no noise was found; the motion is written as it is.")
    write_answer(output, motion, given=arguments.input, read=read.motion, layout=read.layout)


def _clean_take(arguments: argparse.Namespace, output: Path) -> None:
    captured, decisions = read_captured(arguments)
    motion = _at_written_rate(captured, _cleaned(captured, decisions or ()))
    write_motion(output, motion, captured.layout, rate=samples_rate(captured))


def _cleaned(captured: Captured, decisions: tuple[Decision, ...]) -> Motion:
    """The captured motion with swapped sides given back, and cleaned."""
    from core.take.refining.prepared import prepare

    stated = [*decisions, Decision("clean", Cleaning())]
    return prepare(captured, stated, progress=progress_bar("Clean")).motion


def _at_written_rate(captured: Captured, motion: Motion) -> Motion:
    """On even times, which a file has; a take's may be uneven."""
    rate = samples_rate(captured)
    return motion if rate is None else retimed(motion, rate)

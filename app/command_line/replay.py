"""replay: apply a journal of decisions to a motion."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from app.command_line.motion_input import MotionFromTake, read_input, samples_rate
from app.command_line.motion_output import bvh_output, write_answer
from app.command_line.options import add_output, add_reading
from app.command_line.progress import progress_bar
from app.command_line.said import say, say_ignored, say_infeasible
from core.errors import WrongUsage
from core.take.captured import Captured
from core.take.decisions import video_offset
from core.take.editing.normal_form import Decisions
from core.take.exchange.journal_file import read_journal_and_joints
from core.take.exchange.other_rig import carried_over, shifted
from core.take.exchange.stated_places import check_journal_places
from core.take.refine import RefineSettings, refine
from core.take.unknown_facts import unknown_in_words

EXAMPLES = (
    "replay clip.journal.json other.bvh -o other-clean.bvh",
    "replay clip.journal.json part.bvh -o part-clean.bvh --offset 2.5",
)


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
    parser.add_argument(
        "--offset",
        metavar="S",
        help="the second of the video at which IN begins (default: where the journal's take did)",
    )
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: WrongUsage, BadInput, Cancelled."""
    offset = _asked_offset(arguments.offset)
    output = bvh_output(arguments, [arguments.journal, arguments.input])
    journal, joints, rests = read_journal_and_joints(arguments.journal)
    captured, offset = _captured(arguments, offset)
    decisions = _in_time_of(journal.decisions, offset)
    motion = captured.motion
    carried = carried_over(
        decisions,
        motion.skeleton,
        captured.contact_points,
        joints,
        (float(motion.times[0]), float(motion.times[-1])),
        rests,
    )
    check_journal_places(motion, carried.decisions, journal, str(arguments.journal))
    for sentence in unknown_in_words(journal.decisions, arguments.journal.name):
        say(sentence)
    for sentence in carried.left_out:
        say(f"left out: {sentence}.")
    settings = RefineSettings(samples_rate(captured))
    refined = refine(captured, carried.decisions, settings, progress=progress_bar("Replay"))
    say_ignored(refined.report.ignored)
    say_infeasible(refined.report.infeasible)
    write_answer(
        output,
        refined.motion,
        given=arguments.input,
        read=captured.motion,
        layout=captured.layout,
        rate=settings.rate,
    )


def _in_time_of(decisions: Decisions, offset: float | None) -> Decisions:
    """Decisions in the seconds of a motion whose time 0 the video shows at `offset`.

    None: nobody says where the motion begins in the video; then it begins where the journal's did.
    """
    shift = 0.0 if offset is None else (video_offset(decisions) or 0.0) - offset
    return shifted(decisions, shift)


def _asked_offset(words: str | None) -> float | None:
    """Seconds of --offset; None where it is not given. Raises: WrongUsage."""
    try:
        offset = None if words is None else float(words)
    except ValueError:
        offset = math.nan
    if offset is not None and not math.isfinite(offset):
        raise WrongUsage(f"--offset takes seconds of the video, not {words!r}.")
    return offset


def _captured(arguments: argparse.Namespace, asked: float | None) -> tuple[Captured, float | None]:
    """What to replay on, and at which second of the video its time 0 is shown, where known."""
    read = read_input(arguments.input, arguments)
    for warning in read.warnings:
        say(warning)
    if isinstance(read, MotionFromTake):
        said = video_offset(read.decisions)
        return read.captured, said if said is not None else 0.0 if read.filmed else asked
    # deferred: it loads what estimates contacts, which errors above need not wait for
    from core.take.open_motion import captured_from_motion_file

    return captured_from_motion_file(read.file), asked

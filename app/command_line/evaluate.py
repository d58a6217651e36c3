"""evaluate: measure a motion, or a folder of them, against the truth."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.command_line.motion_input import MotionFromTake, is_take, read_input
from app.command_line.options import add_reading
from app.command_line.progress import progress_bar
from core.contacts.contact import Contact
from core.errors import BadInput, WrongUsage
from core.motion.motion import Motion
from core.take.decisions import VideoOffset

#: So many clips get a column of their own; of more the mean is printed.
_COLUMNS = 4
#: Seconds; ten days, in which neighbouring frames still have different times.
_FARTHEST = 1e6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "input", metavar="IN", type=Path, help="a BVH file, a .footing take, or a folder of them"
    )
    parser.add_argument(
        "--truth", required=True, metavar="DIR_OR_BVH", type=Path,
        help="a BVH file, or a folder with any of motion.bvh joints.json contacts.json camera.json "
        "keypoints.json; for several clips a folder of such, named as they are",
    )  # fmt: skip
    parser.add_argument(
        "--contacts", metavar="C.json", type=Path,
        help="the contacts that belong to IN, to be scored (default: a take's own, else estimated)",
    )  # fmt: skip
    parser.add_argument(
        "--offset", metavar="S", type=float, default=0.0,
        help="seconds of the truth at which IN begins (default: 0)",
    )  # fmt: skip
    parser.add_argument(
        "--measured", action="store_true", default=None,
        help="the truth comes from cameras: leave out what it has above 12 Hz where tremble is "
        "measured (default: so where the truth is joints without a motion)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    add_reading(parser)


def run(arguments: argparse.Namespace) -> None:
    """Raises: BadInput, WrongUsage."""
    from core.quality.metrics import mean_of

    if not abs(arguments.offset) <= _FARTHEST:
        raise WrongUsage(f"--offset is a number of seconds, not {arguments.offset!r}.")
    clips = _clips(arguments.input)
    if arguments.contacts is not None and len(clips) > 1:
        raise WrongUsage("--contacts belongs to one motion; give one, not a folder.")
    progress = progress_bar("evaluate")
    metrics: dict[str, dict[str, float]] = {}
    joints: list[dict[str, dict[str, float]]] = []
    for number, (name, path) in enumerate(clips.items()):
        progress(number / len(clips), name)
        measured = _measured(path, name, tuple(clips), arguments)
        metrics[name] = measured.metrics
        joints.append(measured.joints)
    progress(1.0, "done")
    per_joint = {
        metric: mean_of([clip[metric] for clip in joints if metric in clip])
        for metric in dict.fromkeys(metric for clip in joints for metric in clip)
    }
    result = {"clips": metrics, "mean": mean_of(list(metrics.values())), "joints": per_joint}
    if arguments.json:
        print(json.dumps(result, allow_nan=False))
    else:
        print("\n".join(table(result["clips"], result["mean"])))


def table(clips: Mapping[str, Mapping[str, float]], mean: Mapping[str, float]) -> list[str]:
    """Lines for people: a metric a row, a clip a column."""
    columns: dict[str, Mapping[str, float]] = {}
    if len(clips) <= _COLUMNS:
        columns |= clips
    if len(clips) > 1:
        columns[f"mean of {len(clips)}"] = mean
    widths = [max(len(name), 10) for name in columns]
    first = max([len(metric) for metric in mean], default=6)
    head = "  ".join(name.rjust(width) for name, width in zip(columns, widths, strict=True))
    lines = [f"{'metric'.ljust(first)}  {head}"]
    for metric in mean:
        cells = [
            (f"{values[metric]:.3f}" if metric in values else "-").rjust(width)
            for values, width in zip(columns.values(), widths, strict=True)
        ]
        lines.append(f"{metric.ljust(first)}  {'  '.join(cells)}")
    return lines


def _clips(path: Path) -> dict[str, Path]:
    """Name -> file. Raises: BadInput."""
    if not path.is_dir():
        return {path.stem: path}
    files = sorted(
        place for place in path.iterdir() if place.suffix.lower() == ".bvh" or is_take(place)
    )
    if not files:
        raise BadInput(f"{path} holds no BVH file and no take; give a folder that does.")
    clips = {place.stem: place for place in files}
    if len(clips) != len(files):
        raise BadInput(f"{path} holds a BVH and a take of one name; keep one of them.")
    return clips


def _measured(path: Path, name: str, clips: Sequence[str], arguments: argparse.Namespace):
    """The metrics of one clip. Raises: BadInput."""
    from core.contacts.estimate import estimate_contacts
    from core.quality.metrics import measure
    from core.quality.truth_files import read_truth, truth_place

    files = read_truth(truth_place(arguments.truth, name, clips), measured=arguments.measured)
    given = _given(path, arguments)
    for warning in (*given.warnings, *files.warnings):
        print(f"footing: {name}: {warning}", file=sys.stderr)
    points = files.points_for(given.motion)
    contacts = given.contacts
    if contacts is None and files.truth.contacts is not None:
        ground = files.truth.ground_height
        contacts = [contact for contact, _ in estimate_contacts(given.motion, points, ground)]
    found = measure(given.motion, files.truth, points, contacts)
    if not found.metrics or found.metrics == {"covered_percent": 100.0}:
        raise BadInput(
            f"Nothing of {path} can be compared with the truth in {arguments.truth}: no joints of "
            "a body were found in both; check their names."
        )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """What is measured, in the truth's time. contacts: None where they are to be estimated."""

    motion: Motion
    contacts: list[Contact] | None
    warnings: tuple[str, ...]


def _given(path: Path, arguments: argparse.Namespace) -> _Given:
    """Raises: BadInput, WrongUsage."""
    read = read_input(path, arguments)
    motion = read.motion_at(None, None, None)
    shift, begins, contacts = arguments.offset, 0.0, None
    if isinstance(read, MotionFromTake):
        facts = [decision.fact for decision in read.decisions]
        shift += sum(fact.seconds for fact in facts if isinstance(fact, VideoOffset))
        begins = float(read.captured.motion.times[0])
        contacts = [fact for fact in facts if isinstance(fact, Contact)]
    if arguments.contacts is not None:
        from core.contacts.contacts_json import read_contacts

        contacts = list(read_contacts(arguments.contacts).contacts)
    if contacts is not None:
        contacts = [replace(c, start=c.start + shift, end=c.end + shift) for c in contacts]
    moved = replace(motion, times=motion.times + begins + shift)
    return _Given(moved, contacts, tuple(read.warnings))

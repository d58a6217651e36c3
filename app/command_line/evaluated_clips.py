"""The clips that evaluate is given, and each of them measured against its truth."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.command_line.motion_input import MotionFromTake, is_take, read_input
from app.command_line.said import say
from core.contacts.contact import Contact
from core.errors import BadInput
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.quality.measured import Measured
from core.quality.metrics import Truth
from core.take.decisions import video_offset


@dataclass(frozen=True, slots=True, eq=False)
class EvaluatedClip:
    """One clip with its truth and what was measured."""

    name: str
    motion: Motion  # in the truth's time
    points: tuple[ContactPoint, ...]
    contacts: tuple[Contact, ...] | None
    truth: Truth
    found: Measured


def clips_of(paths: Sequence[Path]) -> dict[str, Path]:
    """Name -> file of motion files, takes and folders of them.

    Raises: BadInput for a folder without any, and for two of one name.
    """
    clips: dict[str, Path] = {}
    for path in paths:
        for place in _files_of(path):
            if place.stem in clips:
                raise BadInput(
                    f"{clips[place.stem]} and {place} have one name, which is the clip's; "
                    "rename or leave out one of them."
                )
            clips[place.stem] = place
    return clips


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(
        place for place in path.iterdir() if place.suffix.lower() == ".bvh" or is_take(place)
    )
    if not files:
        raise BadInput(f"{path} holds no BVH file and no take; give a folder that does.")
    return files


def baseline_files(baseline: Path, clips: Sequence[str]) -> dict[str, Path]:
    """Clip -> the baseline's file of it; a single file is of the single clip or of its namesake.

    Raises: BadInput where it has none of the clips.
    """
    files = clips_of([baseline])
    if not baseline.is_dir() and len(clips) == 1:
        return {clips[0]: baseline}
    found = {name: path for name, path in files.items() if name in clips}
    if not found:
        raise BadInput(f"{baseline} is of none of the clips {', '.join(clips)}; name it as one is.")
    return found


def evaluated(
    path: Path, name: str, clips: Sequence[str], arguments: argparse.Namespace
) -> EvaluatedClip:
    """Measure one file as the clip of this name. Raises: BadInput, WrongUsage."""
    from core.contacts.estimate import estimate_contacts
    from core.quality.metrics import measure
    from core.quality.truth_files import read_truth, truth_place

    files = read_truth(truth_place(arguments.truth, name, clips), measured=arguments.measured)
    given = _given(path, arguments)
    for warning in (*given.warnings, *files.warnings):
        say(f"{name}: {warning}")
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
    stated = None if contacts is None else tuple(contacts)
    return EvaluatedClip(name, given.motion, points, stated, files.truth, found)


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
        shift += video_offset(read.decisions) or 0.0
        begins = float(read.captured.motion.times[0])
        contacts = [one.fact for one in read.decisions if isinstance(one.fact, Contact)]
    if arguments.contacts is not None:
        from core.contacts.contacts_json import read_contacts

        contacts = list(read_contacts(arguments.contacts).contacts)
    if contacts is not None:
        contacts = [replace(c, start=c.start + shift, end=c.end + shift) for c in contacts]
    moved = replace(motion, times=motion.times + begins + shift)
    return _Given(moved, contacts, tuple(read.warnings))

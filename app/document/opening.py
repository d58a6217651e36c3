"""What it takes to open a take, a motion file or a video: done away from the window's thread."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs

from core.errors import BadInput
from core.files.motion_file import read_motion
from core.files.there import is_there
from core.take.captured import Captured
from core.take.editing.edits import Edit, set_offset
from core.take.editing.normal_form import Decisions
from core.take.journal import Journal
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.take_opening import create_take, open_take
from core.take.on_disk.video_place import VideoPlace, find_video

Progress = Callable[[float, str], None]

TAKE_SUFFIX = ".footing"
MOTION_SUFFIX = ".bvh"
#: What a take keeps of the motion file that it was made from.
DIGEST = "motion_digest"
READING = "motion_reading"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a motion file is read: `read_motion` says what the words mean."""

    unit: str | None = None
    root_offset: str = "replace"

    @property
    def words(self) -> str:
        return f"{self.unit or 'guessed'} {self.root_offset}"


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """An open take and what was read from it."""

    take: TakeFile
    journal: Journal
    captured: Captured | None
    video_place: VideoPlace | None
    video: Path | None  # where it lies now; None where there is none or it was moved
    notices: tuple[str, ...]  # sentences for the user


def open_any(
    path: Path,
    progress: Progress,
    *,
    video: Path | None = None,
    offset: float | None = None,
    reading: Reading | None = None,
) -> Opened:
    """Open a take, or the take of a motion file or of a video, which is made where there is none.

    Args:
        path: `.footing`, `.bvh`, or anything else as a video.
        video: a video to stand beside the motion.
        offset: video time = motion time + offset, seconds.
        reading: how to read a motion file; None as the last time, and at first as it is guessed.
    Raises: BadInput, in one line, for anything that cannot be opened; nothing is left half-made.
    """
    suffix = path.suffix.lower()
    if suffix == TAKE_SUFFIX:
        take, notices = open_take(path), []
    elif suffix == MOTION_SUFFIX:
        take, notices = _take_of_motion(path, reading, progress)
    else:
        take, notices = _take_of_video(path)
        video = None
    try:
        _put_beside(take, video, offset)
        captured, words = _captured_in(take)
        place = take.video()
        return Opened(
            take=take,
            journal=take.journal(),
            captured=captured,
            video_place=place,
            video=None if place is None else find_video(place, take.path),
            notices=(*take.notices, *notices, *words),
        )
    except BaseException:
        take.close()
        raise


def take_path_for(source: Path) -> Path:
    """Where the take of a motion file or a video lies: beside it, else with the user's data."""
    beside = source.with_suffix(TAKE_SUFFIX)
    if is_there(beside) or os.access(source.resolve().parent, os.W_OK):
        return beside
    folder = takes_folder()
    # two files of one name in two folders are two takes
    own = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:8]
    return folder / f"{source.stem}-{own}{TAKE_SUFFIX}"


def takes_folder() -> Path:
    """Where takes lie whose source's folder cannot be written to. FOOTING_TAKES names another."""
    named = os.environ.get("FOOTING_TAKES")
    data = platformdirs.user_data_dir("footing", appauthor=False)
    return Path(named) if named else Path(data) / "takes"


def read_video_times(video: Path) -> np.ndarray:
    """(frames,) seconds of a video's pictures. Raises: BadInput where it is no video."""
    from core.video.reader import VideoReader  # the decoder is loaded only where it is needed

    with VideoReader(video) as reader:
        return reader.times


def _take_of_motion(
    source: Path, reading: Reading | None, progress: Progress
) -> tuple[TakeFile, list[str]]:
    progress(0.0, f"Reading {source.name}")
    digest = _digest(source)
    path = take_path_for(source)
    take = open_take(path) if is_there(path) else None
    if take is not None and take.about(DIGEST) is None and take.captured_sources():
        # a capture's take, whose export this file may be: it has a take of its own
        take.close()
        path = path.with_name(source.name + TAKE_SUFFIX)
        take = open_take(path) if is_there(path) else None
    if take is not None:
        try:
            return take, _taken_in_again(take, source, reading, digest, progress)
        except BaseException:
            take.close()
            raise
    captured, edit, warnings = _captured_of(source, reading or Reading(), (), progress)
    path.parent.mkdir(parents=True, exist_ok=True)
    progress(0.8, f"Writing {path.name}")
    take = _made_whole(path, captured, edit, digest, reading or Reading())
    words = f"Your decisions are kept in {path.name}, beside {source.name}."
    if path.parent != source.parent:
        words = f"{source.parent} cannot be written to: your decisions are kept in {path}."
    return take, [*warnings, words]


def _digest(source: Path) -> str:
    try:
        return hashlib.sha256(source.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise BadInput(f"There is no motion file {source}.") from None
    except OSError as fault:
        raise BadInput(f"{source} cannot be read ({fault.strerror}).") from fault


def _captured_of(
    source: Path, reading: Reading, decisions: Decisions, progress: Progress
) -> tuple[Captured, Edit, tuple[str, ...]]:
    """The motion of a file, the edit that estimates its contacts, and what reading it warned of."""
    # what estimates contacts takes a quarter of a second to load: not while the window starts
    from core.take.open_motion import captured_from_motion_file, estimating_edit

    file = read_motion(source, unit=reading.unit, root_offset=reading.root_offset)
    progress(0.3, "Finding contact points and contacts")
    captured = captured_from_motion_file(file)
    return captured, estimating_edit(captured, decisions), file.warnings


def _made_whole(
    path: Path, captured: Captured, edit: Edit, digest: str, reading: Reading
) -> TakeFile:
    """A new take with everything in it, or none."""
    take = create_take(path)
    try:
        take.store_captured(captured)
        take.set_about(READING, reading.words)
        take.set_about(DIGEST, digest)
        if not edit.changes_nothing:
            take.append_edit(edit)
    except BaseException:
        take.close()
        path.unlink(missing_ok=True)
        raise
    return take


def _taken_in_again(
    take: TakeFile, source: Path, reading: Reading | None, digest: str, progress: Progress
) -> list[str]:
    """What is to be said of a motion file whose take is there already; takes in a changed one."""
    unit, root_offset = (take.about(READING) or "guessed replace").split()
    last = Reading(None if unit == "guessed" else unit, root_offset)
    same_file = take.about(DIGEST) == digest and bool(take.captured_sources())
    if same_file and reading in (None, last):
        return [_opened(take, source)]
    if take.read_only:
        return [f"{source.name} has changed since this take was made; it is shown as it was."]
    reading = reading or last
    decisions = take.journal().decisions
    captured, edit, warnings = _captured_of(source, reading, decisions, progress)
    take.store_captured(captured)
    if not edit.changes_nothing:
        take.append_edit(edit)
    take.set_about(READING, reading.words)
    take.set_about(DIGEST, digest)
    why = "is read in another way" if same_file else "has changed since this take was made"
    return [
        *warnings,
        f"{source.name} {why}: the new motion was taken in, and what you decided holds for it.",
    ]


def _opened(take: TakeFile, source: Path) -> str:
    """What was opened, with the edits that stand: what was undone is no longer there."""
    count = take.journal().standing_count
    edits = "" if count == 0 else f", with {count} edit{'s' * (count != 1)}"
    return f"Opened {take.path.name}, the take of {source.name}{edits}."


def _take_of_video(video: Path) -> tuple[TakeFile, list[str]]:
    times = read_video_times(video)
    path = take_path_for(video)
    if is_there(path):
        take = open_take(path)
        return take, [_beside_what_is_there(take, video, times)]
    path.parent.mkdir(parents=True, exist_ok=True)
    take = create_take(path)
    try:
        take.set_video(video, times)
    except BaseException:
        take.close()
        path.unlink(missing_ok=True)
        raise
    return take, []


def _beside_what_is_there(take: TakeFile, video: Path, times: np.ndarray) -> str:
    place = take.video()
    if place is None and not take.read_only:
        take.set_video(video, times)
        return f"Opened {take.path.name} and put {video.name} beside it."
    if place is not None and not place.is_at(video):
        return f"Opened {take.path.name}, which belongs to another video ({place.name})."
    return f"Opened {take.path.name}, the take of {video.name}."


def _put_beside(take: TakeFile, video: Path | None, offset: float | None) -> None:
    """Put a video beside the motion, and say when in it the motion starts."""
    if take.read_only:
        return
    if video is not None:
        place = take.video()
        if place is not None and place.is_at(video):
            take.move_video(video)
        else:
            take.set_video(video, read_video_times(video))
    if offset is not None:
        edit = set_offset(take.journal().decisions, offset)
        if not edit.changes_nothing:
            take.append_edit(edit)


def _captured_in(take: TakeFile) -> tuple[Captured | None, list[str]]:
    try:
        return take.captured(), []
    except BadInput as fault:
        return None, [str(fault)]


def estimating(captured: Captured, decisions: Decisions) -> Edit:
    """The edit that finds the contacts again."""
    # what estimates contacts takes a quarter of a second to load: not while the window starts
    from core.take.open_motion import estimating_edit

    return estimating_edit(captured, decisions)

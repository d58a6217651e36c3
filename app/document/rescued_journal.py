"""Decisions that a take's own disk did not take: put where there is room, and found again."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from app.document.opening import takes_folder
from app.document.take_state import TakeState
from core.errors import BadInput
from core.files.there import is_file, is_there
from core.take.exchange.journal_file import read_journal, write_journal
from core.take.journal import Entry, Journal

_ENDING = ".rescued.journal.json"


def places_for(take: Path) -> tuple[Path, ...]:
    """Folders to try in turn; beside the take last but one, for its disk took no more."""
    return takes_folder(), Path.home(), take.parent, Path(tempfile.gettempdir())


def put_elsewhere(state: TakeState, folders: Sequence[Path]) -> Path | None:
    """Write all decisions of a take into the first folder that takes them.

    Nothing that lies there is replaced. Returns the file; None where no folder takes it.
    """
    skeleton = None if state.captured is None else state.captured.motion.skeleton
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = _free_name(folder, state.path.stem)
            write_journal(path, state.journal, skeleton)
        except (OSError, BadInput):
            continue  # this one is full or not ours either: the next
        return path
    return None


def left_elsewhere(
    take: Path, journal: Journal, folders: Sequence[Path]
) -> tuple[Path, tuple[Entry, ...]] | None:
    """The file that goes on where the journal of a take ends, as `put_elsewhere` wrote it, and
    the entries that the take lacks."""
    for folder in folders:
        for number in count(1):
            path = folder / _name(take.stem, number)
            if not is_file(path):
                break
            try:
                rescued = read_journal(path)
            except BadInput:
                continue
            known = len(journal)
            if len(rescued) > known and rescued.entries[:known] == journal.entries:
                return path, rescued.entries[known:]
    return None


def _free_name(folder: Path, stem: str) -> Path:
    names = (folder / _name(stem, number) for number in count(1))
    return next(path for path in names if not is_there(path))


def _name(stem: str, number: int) -> str:
    return f"{stem}{'' if number == 1 else f' {number}'}{_ENDING}"

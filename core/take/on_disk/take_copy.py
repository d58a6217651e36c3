"""A copy of a take that stands on its own."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copied(source: sqlite3.Connection, beside: Path, target: Path, origin: Path) -> None:
    """Write everything of `source` into the new file `beside`, which will become `target`.

    The copy belongs to no window, lies in one file, and finds its video from its own folder.
    Raises: sqlite3.Error.
    """
    with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("DELETE FROM lock")
        row = copy.execute("SELECT relative FROM video").fetchone()
        if row is not None and row[0] is not None:
            video = origin.resolve().parent / row[0]
            try:
                relative = Path(os.path.relpath(video, target.resolve().parent)).as_posix()
            except ValueError:
                relative = None  # on another drive of Windows there is no such path
            copy.execute("UPDATE video SET relative = ?", (relative,))

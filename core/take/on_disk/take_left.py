"""Whether a take was left open by a program that is no more."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from core.files.there import is_file
from core.take.on_disk.take_lock import holder_of
from core.take.on_disk.take_schema import left_open


def was_left_open(path: Path) -> bool:
    """Whether a killed program left this take open. One that somebody works on was not left, and
    of what cannot be read nothing is said: opening it tells."""
    real = Path(os.path.realpath(path))
    if not is_file(real) or not left_open(real):
        return False
    try:
        with closing(sqlite3.connect(f"{real.as_uri()}?mode=ro", uri=True)) as connection:
            return holder_of(connection) is None
    except sqlite3.Error:
        return False

"""What can still be read of a damaged take, in a database of its own; the file is not touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import BadInput
from core.files.there import is_there
from core.take.journal import Journal
from core.take.on_disk import bulk
from core.take.on_disk.journal_rows import sound_beginning
from core.take.on_disk.take_connection import reader
from core.take.on_disk.take_schema import claimed_size, migrate

_TABLES = ("about", "journal", "video", "bulk", "view_state")


@dataclass(frozen=True, slots=True)
class Rescue:
    """A sound database in memory, its journal, and what is lost, in words."""

    connection: sqlite3.Connection
    journal: Journal
    lost: tuple[str, ...]


def rescue(path: Path) -> Rescue:
    """Read what can be read. Raises: BadInput where neither an edit nor a motion can be."""
    sound = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        migrate(sound)
        lost: list[str] = []
        with _made_full_length(path) as full, closing(reader(full)) as damaged:
            cut = [table for table in _TABLES if not _copied(damaged, sound, table)]
            # from both ends, since a table is read up to its first unreadable page only
            for way in ("NOT INDEXED", "NOT INDEXED ORDER BY rowid DESC"):
                _copied(damaged, sound, "slice", way)
        journal, whole = sound_beginning(sound)
        sound.execute("DELETE FROM journal WHERE number > ?", (len(journal),))
        if "journal" in cut or not whole:
            lost.append(f"every edit after edit {len(journal)}")
        lost += _drop_broken_bulk(sound, "bulk" in cut)
        if "video" in cut:
            lost.append("where the video lies")
        if "view_state" in cut or "about" in cut:
            lost.append("how it was looked at")
        if not len(journal) and not bulk.listed(sound, "captured"):
            raise BadInput(
                f"{path} is damaged: no edit and no motion in it can be read. Open a copy of it, "
                "if there is one."
            )
        return Rescue(sound, journal, tuple(lost))
    except BaseException:
        sound.close()
        raise


@contextmanager
def _made_full_length(path: Path) -> Iterator[Path]:
    """A passing copy as long as the file says it is: SQLite reads nothing of one cut short."""
    with tempfile.TemporaryDirectory(prefix="footing-") as folder:
        full = Path(folder) / "damaged.footing"
        shutil.copyfile(path, full)
        for side in ("-wal", "-journal"):
            beside = path.with_name(path.name + side)
            if is_there(beside):
                shutil.copyfile(beside, full.with_name(full.name + side))
        size = claimed_size(full)
        if size > full.stat().st_size:
            os.truncate(full, size)
        yield full


def _copied(
    damaged: sqlite3.Connection, sound: sqlite3.Connection, table: str, which: str = ""
) -> bool:
    """Copy the rows of a table up to the first that cannot be read; whether that was all."""
    columns = len(sound.execute(f"SELECT * FROM {table} LIMIT 0").description)
    marks = ", ".join("?" * columns)
    try:
        for row in damaged.execute(f"SELECT * FROM {table} {which}"):
            sound.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError):
        return False  # the caller words it as lost
    return True


def _drop_broken_bulk(sound: sqlite3.Connection, list_is_cut: bool) -> list[str]:
    """Forget the large values that are not whole; in words, unless they can be made again."""
    words = {"captured": "the captured motion {}", "stage": "the stage {} of the capture"}
    lost = ["some captured motion"] if list_is_cut else []
    rows = sound.execute("SELECT id, kind, name FROM bulk WHERE digest IS NOT NULL").fetchall()
    for number, kind, name in rows:
        try:
            bulk.stored(sound, kind, name)
        except bulk.DamagedBulk:
            sound.execute("UPDATE bulk SET digest = NULL WHERE id = ?", (number,))
            if kind in words:
                lost.append(words[kind].format(name))
    return lost

"""Making and opening takes: who may write, what a kill left behind, what damage took away."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from core.errors import BadInput
from core.files.replace_file import written_beside
from core.files.there import is_there
from core.take.journal import Journal
from core.take.on_disk import bulk
from core.take.on_disk.journal_rows import journal_in
from core.take.on_disk.take_connection import Damaged, is_damage, is_refusal, reader, worded, writer
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.take_lock import take_lock, this_process
from core.take.on_disk.take_rescue import rescue
from core.take.on_disk.take_schema import is_cut_short, left_open, migrate, refuse_newer


def create_take(path: str | Path) -> TakeFile:
    """Make an empty take and open it.

    Raises: BadInput where something is there already, or the folder is missing or not writable.
    """
    target = Path(path)
    if is_there(target):
        raise BadInput(f"{target} is there already; open it, or give another name.")
    with (
        written_beside(target) as beside,
        worded(target),
        closing(sqlite3.connect(beside, isolation_level=None)) as connection,
    ):
        migrate(connection)
    return open_take(target)


def open_take(path: str | Path, *, read_only: bool = False) -> TakeFile:
    """Open a take.

    It comes back read-only where that is asked for, where another window has it open, where the
    place cannot be written to, and where it is damaged; `notices` says which, and `lost` what.
    Raises: BadInput, in one line, for a file that is not there, not a take, from a newer Footing,
    or damaged beyond reading. Such a file is never changed.
    """
    real = Path(os.path.realpath(path))
    if is_cut_short(real):
        return _rescued(real)
    was_killed = left_open(real)
    try:
        journal = _read_soundly(real)
        if read_only:
            return TakeFile(real, journal)
        return _opened_for_writing(real, journal, was_killed)
    except Damaged:
        return _rescued(real)
    except sqlite3.Error as fault:
        if not is_refusal(fault):
            with worded(real):
                raise
        notice = f"{real.name} cannot be written to here; save a copy to change it."
        return TakeFile(real, journal, notices=(notice,))


def _read_soundly(path: Path) -> Journal:
    """The journal of a database that is whole. Raises: Damaged, BadInput."""
    with worded(path), closing(reader(path)) as connection:
        try:
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            refuse_newer(path, schema)
            (word,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if word != "ok":
                raise Damaged(word)
            return journal_in(connection)
        except sqlite3.DatabaseError as fault:
            if is_damage(fault):
                raise Damaged(str(fault)) from fault
            raise


def _opened_for_writing(path: Path, journal: Journal, was_killed: bool) -> TakeFile:
    connection = writer(path)
    try:
        migrate(connection)
        mine = this_process()
        other, left_behind = take_lock(connection, mine)
        if other is not None:
            connection.close()
            notice = (
                f"{path.name} is open in {other.words}: this is how it stood when it was opened "
                "here, and nothing can be changed."
            )
            return TakeFile(path, journal, notices=(notice,))
        # from here on nobody else writes: what was appended meanwhile is read again
        journal = journal_in(connection)
        for kind in ("captured", "stage", "settled"):
            for _ in bulk.clearing(connection, kind):
                pass
    except BaseException:
        connection.close()
        raise
    notices = ()
    if was_killed or left_behind:
        # no number: what was found by itself is an edit too, and the window counts the user's
        words = "was not closed last time: it opens as it was, with every edit."
        notices = (f"{path.name} {words}",)
    return TakeFile(path, journal, writer=connection, holder=mine, notices=notices)


def _rescued(path: Path) -> TakeFile:
    rescued = rescue(path)
    lost = ", ".join(rescued.lost) or "nothing that cannot be made again"
    notice = f"{path.name} is damaged; lost is {lost}. Save a copy to go on with the rest."
    return TakeFile(
        path,
        rescued.journal,
        rescued=rescued.connection,
        notices=(notice,),
        lost=rescued.lost,
    )

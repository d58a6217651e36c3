"""Connections to a take's database, and what its errors mean to a user."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from core.errors import BadInput
from core.take.on_disk.storage_place import on_network_share

#: What the write-ahead log keeps of the disk once it is moved into the take: 60 edits find room in
#: it when the disk is full, and a small disk is not filled by it.
_LOG_BYTES = 256 * 1024
#: How long one connection waits for another's transaction.
PATIENCE_SECONDS = 5.0
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


class Damaged(Exception):
    """The database cannot be read as it was written."""


class DiskFull(BadInput):
    """What was to be written found no room; it can be written once there is some."""


def reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro",
        uri=True,
        isolation_level=None,
        timeout=PATIENCE_SECONDS,
        check_same_thread=False,
    )


def writer(path: Path) -> sqlite3.Connection:
    """The writing connection: every commit is on the disk when it returns.

    Write-ahead log on a local disk; a rollback journal where that is refused or the file lies on
    a share. Raises: sqlite3.Error.
    """
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=PATIENCE_SECONDS,
        check_same_thread=False,
    )
    try:
        if not on_network_share(path):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # a checkpoint moves megabytes: it runs between slices and when idle, not in a decision
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    except BaseException:
        connection.close()
        raise
    return connection


def close_to_one_file(connection: sqlite3.Connection) -> None:
    """Checkpoint, leave the write-ahead log and close, so that a take at rest is one file.

    Where another reader keeps that from happening the side files stay; they lose nothing.
    """
    patience = time.monotonic() + 2.0
    try:
        while True:
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("PRAGMA journal_mode = DELETE")
                return
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode & 0xFF not in (
                    sqlite3.SQLITE_BUSY,
                    sqlite3.SQLITE_LOCKED,
                ):
                    return
                if time.monotonic() > patience:
                    return
                time.sleep(0.05)
    finally:
        connection.close()


def is_damage(fault: sqlite3.Error) -> bool:
    """Whether the content, not the place, is what cannot be read."""
    return _code(fault) in _DAMAGE


def is_refusal(fault: sqlite3.Error) -> bool:
    """Whether the place, not the content, is what keeps us from writing."""
    return _code(fault) in _NOT_WRITABLE


@contextmanager
def worded(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one line for the user. Raises: BadInput, DiskFull."""
    try:
        yield
    except sqlite3.Error as fault:
        if _code(fault) == sqlite3.SQLITE_FULL:
            raise DiskFull(
                f"The disk is full: {path.name} waits to be written; make room."
            ) from fault
        if _code(fault) in _BUSY:
            words = f"Another program holds {path}; close it there first."
        elif is_damage(fault):
            words = f"{path} is damaged ({fault}); open a copy of it."
        else:
            words = f"{path} cannot be read or written ({fault}); save a copy elsewhere."
        raise BadInput(words) from fault


def _code(fault: sqlite3.Error) -> int:
    """SQLite's own code, without its extension; 0 where the fault is not SQLite's."""
    return (getattr(fault, "sqlite_errorcode", 0) or 0) & 0xFF

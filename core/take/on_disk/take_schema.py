"""The tables of a `.footing` file, how older ones are brought forward, and how a take is told from
any other file before SQLite touches it."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path

from core.errors import BadInput
from core.files.there import is_there

#: "Foot", in the header of every take.
APPLICATION_ID = 0x466F6F74

#: Step k brings a take from schema k to schema k + 1; nothing here is ever changed, only added to.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """CREATE TABLE lock (
            one INTEGER PRIMARY KEY CHECK (one = 1), host TEXT NOT NULL, process INTEGER NOT NULL,
            started TEXT NOT NULL, token TEXT NOT NULL, heartbeat REAL NOT NULL)""",
        # one edit of the journal, in the form of the journal file
        "CREATE TABLE journal (number INTEGER PRIMARY KEY, edit TEXT NOT NULL)",
        """CREATE TABLE video (
            one INTEGER PRIMARY KEY CHECK (one = 1), relative TEXT, absolute TEXT NOT NULL,
            size INTEGER NOT NULL, fingerprint TEXT NOT NULL, times BLOB NOT NULL)""",
        # large values lie in slices; one without a digest is not whole yet
        """CREATE TABLE bulk (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, size INTEGER,
            digest TEXT, cost_seconds REAL NOT NULL, used INTEGER NOT NULL)""",
        """CREATE TABLE slice (
            bulk INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (bulk, number))""",
        "CREATE TABLE view_state (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
)
SCHEMA = len(MIGRATIONS)

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\x00"


def is_cut_short(path: Path) -> bool:
    """Whether a take is smaller than its first 100 bytes say, looked at without SQLite, which
    might write beside it.

    Raises: BadInput, in one line, where it is not there, empty, not a take, or too new.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
        size = path.stat().st_size
    except FileNotFoundError:
        raise BadInput(f"There is no take {path}; check the name.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder, not a take; give a .footing file.") from None
    except OSError as fault:
        raise BadInput(
            f"{path} cannot be read ({fault.strerror}); check its permissions."
        ) from fault
    if not head:
        raise BadInput(f"{path} is empty (0 bytes) and no take; open a copy, or delete it.")
    if len(head) < _HEADER_BYTES or not head.startswith(_MAGIC):
        raise BadInput(f"{path} is not a take; give a .footing file that Footing wrote.")
    schema, application = (struct.unpack_from(">I", head, at)[0] for at in (60, 68))
    if application != APPLICATION_ID:
        raise BadInput(
            f"{path} is a database of another program, not a take; give a .footing file."
        )
    refuse_newer(path, schema)
    return claimed_size(path) > size and not is_there(_write_ahead(path))


def refuse_newer(path: Path, schema: int) -> None:
    """Raises: BadInput where a newer Footing made the take."""
    if schema > SCHEMA:
        raise BadInput(
            f"{path} was made by a newer Footing (schema {schema}, this one reads up to {SCHEMA}); "
            "update Footing to open it."
        )


def migrate(
    connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS
) -> None:
    """Bring a take forward to the newest schema: all steps or none.

    Raises: sqlite3.Error where a statement fails; the take is then as it was.
    """
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema >= len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in migrations[schema:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def left_open(path: Path) -> bool:
    """Whether side files lie beside a take, as a killed program leaves them."""
    journal = path.with_name(path.name + "-journal")
    return any(is_there(file) and file.stat().st_size > 0 for file in (_write_ahead(path), journal))


def _write_ahead(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def claimed_size(path: Path) -> int:
    """How many bytes a database says it has, 0 where it does not say."""
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
    (page,) = struct.unpack_from(">H", head, 16)
    (pages,) = struct.unpack_from(">I", head, 28)
    (changed,), (valid_for,) = (struct.unpack_from(">I", head, at) for at in (24, 92))
    # the count of pages holds only where SQLite 3.7 or newer wrote last (its file format, 1.3.7)
    return pages * (65536 if page == 1 else page) if changed == valid_for else 0

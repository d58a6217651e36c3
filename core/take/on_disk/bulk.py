"""Large values of a take, written in slices so that a decision never waits behind one.

A value is packed, cut into slices, each compressed by itself and stored in a transaction of its
own; the last transaction gives it its digest, and only then is it there. What was there under the
same name goes in the same transaction, and its slices are cleared away afterwards.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from core.take.on_disk.packed import NotPacked, Packed, pack, slices_of, unpack

#: Compressed and stored in 2 to 3 ms on a small machine: a decision may wait for 20.
SLICE_BYTES = 64 * 1024
#: Slices cleared away in one transaction.
_SLICES_A_CLEARING = 64
_FASTEST = 1  # zlib's level: motion is noise in its low bits, more effort gains under 3 %


class DamagedBulk(ValueError):
    """A large value cannot be read back as it was written."""


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One large value that is whole."""

    name: str
    size: int  # bytes before compression
    cost_seconds: float  # what it cost to make


def storing(
    connection: sqlite3.Connection, kind: str, name: str, content: Packed, cost_seconds: float = 0.0
) -> Iterator[None]:
    """Store a value; one step of the iterator is one short transaction.

    Nothing is there until the last step has run. Raises: sqlite3.Error.
    """
    bulk = _begun(connection, kind, name, cost_seconds)
    yield
    digest, size = hashlib.sha256(), 0
    for number, raw in enumerate(slices_of(pack(content), SLICE_BYTES)):
        digest.update(raw)
        size += len(raw)
        packed = zlib.compress(raw, _FASTEST)
        # these need not be on the disk yet: the commit of the digest waits for all of them
        connection.execute("PRAGMA synchronous = NORMAL")
        try:
            connection.execute("INSERT INTO slice VALUES (?, ?, ?)", (bulk, number, packed))
        finally:
            connection.execute("PRAGMA synchronous = FULL")
        yield
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE bulk SET digest = NULL WHERE kind = ? AND name = ?", (kind, name))
    connection.execute(
        "UPDATE bulk SET digest = ?, size = ? WHERE id = ?", (digest.hexdigest(), size, bulk)
    )
    connection.execute("COMMIT")
    yield
    yield from clearing(connection, kind, name)


def clearing(connection: sqlite3.Connection, kind: str, name: str | None = None) -> Iterator[None]:
    """Clear away values of a kind that are not whole: replaced ones, and ones a kill cut off."""
    rows = connection.execute(
        "SELECT id FROM bulk WHERE kind = ? AND name = coalesce(?, name) AND digest IS NULL",
        (kind, name),
    )
    for (bulk,) in rows.fetchall():
        left = 1
        while left:
            left = connection.execute(
                "DELETE FROM slice WHERE bulk = ? AND number IN "
                "(SELECT number FROM slice WHERE bulk = ? LIMIT ?)",
                (bulk, bulk, _SLICES_A_CLEARING),
            ).rowcount
            yield
        connection.execute("DELETE FROM bulk WHERE id = ?", (bulk,))


def listed(connection: sqlite3.Connection, kind: str) -> list[BulkRow]:
    """The whole values of a kind, the latest last."""
    rows = connection.execute(
        "SELECT name, size, cost_seconds FROM bulk WHERE kind = ? AND digest IS NOT NULL "
        "ORDER BY used, id",
        (kind,),
    )
    return [BulkRow(*row) for row in rows]


def stored(connection: sqlite3.Connection, kind: str, name: str) -> Packed | None:
    """A whole value; None where there is none. Raises: DamagedBulk."""
    row = connection.execute(
        "SELECT id, digest, size FROM bulk WHERE kind = ? AND name = ? AND digest IS NOT NULL",
        (kind, name),
    ).fetchone()
    if row is None:
        return None
    bulk, digest, size = row
    data = bytearray()
    try:
        slices = connection.execute(
            "SELECT bytes FROM slice WHERE bulk = ? ORDER BY number", (bulk,)
        )
        for (packed,) in slices:
            data += zlib.decompress(packed)
    except (zlib.error, sqlite3.DatabaseError) as fault:
        raise DamagedBulk(f"{kind} {name}: {fault}") from fault
    if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
        raise DamagedBulk(f"{kind} {name} is not what was written")
    try:
        return unpack(data)
    except NotPacked as fault:
        raise DamagedBulk(f"{kind} {name}: {fault}") from fault


def dropping_oldest(connection: sqlite3.Connection, kind: str, bytes_kept: int) -> Iterator[None]:
    """Drop the values of a kind that were stored longest ago, until the rest fits."""
    total = 0
    for row in reversed(listed(connection, kind)):
        total += row.size
        if total > bytes_kept:
            connection.execute(
                "UPDATE bulk SET digest = NULL WHERE kind = ? AND name = ?", (kind, row.name)
            )
            yield
    yield from clearing(connection, kind)


def _begun(connection: sqlite3.Connection, kind: str, name: str, cost_seconds: float) -> int:
    return int(
        connection.execute(
            "INSERT INTO bulk (kind, name, cost_seconds, used) "
            "VALUES (?, ?, ?, (SELECT coalesce(max(used), 0) + 1 FROM bulk))",
            (kind, name, cost_seconds),
        ).lastrowid
        or 0
    )

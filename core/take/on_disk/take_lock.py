"""The lock of a take: who writes to it, and whether that process still lives."""

from __future__ import annotations

import os
import socket
import sqlite3
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

#: A lock of another machine counts as left behind after this long without a heartbeat.
STALE_SECONDS = 60.0
#: How often whoever holds a lock renews it.
HEARTBEAT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that writes to a take."""

    host: str
    process: int
    started: str  # when the process began, as the system counts; "" where it does not say
    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def words(self) -> str:
        return f"another window (process {self.process} on {self.host})"


def this_process() -> Holder:
    """A holder for one opening of a take by this process."""
    return Holder(socket.gethostname(), os.getpid(), _process_start(os.getpid()) or "")


def take_lock(connection: sqlite3.Connection, mine: Holder) -> tuple[Holder | None, bool]:
    """Take the lock unless someone alive holds it.

    Returns: the live holder who keeps it (None: it is ours now), and whether a dead one's lock
    was taken over.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        row = connection.execute("SELECT host, process, started, token, heartbeat FROM lock")
        held = row.fetchone()
        if held is not None and _is_alive(Holder(*held[:4]), held[4], mine.host):
            connection.execute("ROLLBACK")
            return Holder(*held[:4]), False
        connection.execute(
            "INSERT OR REPLACE INTO lock VALUES (1, ?, ?, ?, ?, ?)",
            (mine.host, mine.process, mine.started, mine.token, time.time()),
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return None, held is not None


def holder_of(connection: sqlite3.Connection) -> Holder | None:
    """The live process that writes to a take; None where there is none."""
    held = connection.execute(
        "SELECT host, process, started, token, heartbeat FROM lock"
    ).fetchone()
    if held is None or not _is_alive(Holder(*held[:4]), held[4], socket.gethostname()):
        return None
    return Holder(*held[:4])


def renew_lock(connection: sqlite3.Connection, mine: Holder) -> bool:
    """Say that we still live; False where someone else has taken the lock."""
    return (
        connection.execute(
            "UPDATE lock SET heartbeat = ? WHERE token = ?", (time.time(), mine.token)
        ).rowcount
        == 1
    )


def release_lock(connection: sqlite3.Connection, mine: Holder) -> bool:
    """Give the lock back. False where the place takes no more: whoever opens the take next finds
    it left behind, and nothing but that is lost."""
    try:
        _forget(connection, mine)
    except sqlite3.OperationalError:
        try:
            # what the log holds goes into the take: its place on a full disk is then free again
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            _forget(connection, mine)
        except sqlite3.OperationalError:
            return False
    return True


def _forget(connection: sqlite3.Connection, mine: Holder) -> None:
    connection.execute("DELETE FROM lock WHERE token = ?", (mine.token,))


def _is_alive(holder: Holder, heartbeat: float, here: str) -> bool:
    fresh = abs(time.time() - heartbeat) < STALE_SECONDS
    if holder.host != here or sys.platform == "win32":
        return fresh  # signal 0 would end a process on Windows: the heartbeat has to do
    if holder.process == os.getpid() and not fresh:
        return False  # we live and would renew it: it could not be given back on a full disk
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    started = _process_start(holder.process)
    if started is None or not holder.started:
        return fresh
    return started == holder.started


def _process_start(process: int) -> str | None:
    """When a process began: a number that a later process of the same id does not share."""
    try:
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    # words[0] is the state: a process that was killed and not yet buried holds nothing
    return "gone" if words[0] in "ZX" else f"{boot}:{words[19]}"

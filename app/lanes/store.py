"""The store lane: one thread that writes a take; decisions first, large values in slices between.

An edit is pending until `committed` says its number. What cannot be written stays first in line,
is said once by `failed`, and is tried again until it can. What can be made again never takes the
last room of a disk: it is left out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from core.errors import BadInput
from core.take.journal import Entry
from core.take.on_disk.storage_place import free_bytes
from core.take.on_disk.take_connection import DiskFull
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.take_lock import HEARTBEAT_SECONDS

#: How long the lane waits before it tries again what failed.
RETRY_SECONDS = 2.0
#: Slices after which the take is tidied (2 MB), and how long nobody must have decided anything.
_SLICES_A_TIDYING = 32
_QUIET_SECONDS = 0.5
#: Renewals of the lock after which the take is tidied, once a minute: 50 KB of the log.
_BEATS_A_TIDYING = 12
#: Room on the disk that is left to edits: a result that can be made again is not written into it.
SPARED_BYTES = 16_000_000
#: Attempts on a full disk once the take is being closed: the second one finds the log moved.
_LAST_ATTEMPTS = 2

_log = logging.getLogger(__name__)

Steps = Callable[[], Iterator[None]]


class StoreLane(QObject):
    """Owns the writing side of an open take. Its signals come from another thread, queued."""

    committed = Signal(int)  # the edit's number in the journal: it is on the disk
    failed = Signal(object)  # the exception; what could not be written waits and is tried again
    recovered = Signal()  # after `failed`: everything that waited is written
    stored = Signal(str)  # a large value is there, by the name it was handed in with

    def __init__(self, take: TakeFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._entries: deque[Entry] = deque()
        self._bulk: deque[tuple[str, Steps]] = deque()
        self._running: tuple[str, Steps, Iterator[None]] | None = None
        self._news = threading.Condition()
        self._spare: set[str] = set()  # names of large values that can be made again
        self._parting = False  # being closed: a full disk is not waited for any more
        self._closing = False
        self._gave_up = False
        self._refusals = 0  # of a full disk, while parting
        self._has_failed = False
        self._untidied = 1  # edits and slices since the take was tidied; opening wrote too
        self._beats = 0
        self._last_beat = time.monotonic()
        self._last_edit = 0.0
        self._thread = threading.Thread(target=self._run, name="store lane", daemon=True)
        self._thread.start()

    def append(self, entry: Entry) -> None:
        """Write an edit before anything else that waits."""
        with self._news:
            self._entries.append(entry)
            self._news.notify_all()

    def store(self, name: str, steps: Steps, *, spare: bool = False) -> None:
        """Write something large: `steps()` gives an iterator of short transactions.

        What waits under the same name gives way.
        spare: it can be made again; it is left out where the disk is nearly full.
        """
        with self._news:
            (self._spare.add if spare else self._spare.discard)(name)
            self._bulk = deque(waiting for waiting in self._bulk if waiting[0] != name)
            self._bulk.append((name, steps))
            self._news.notify_all()

    def store_small(self, name: str, write: Callable[[], None]) -> None:
        """Write something that is one short transaction, after the edits."""

        def steps() -> Iterator[None]:
            write()
            yield

        self.store(name, steps)

    @property
    def waiting(self) -> int:
        """How many edits are not on the disk yet."""
        with self._news:
            return len(self._entries)

    def flush(self, seconds: float = 30.0, *, edits_only: bool = False) -> bool:
        """Wait until all that was handed in is on the disk; False where that did not come."""

        def done() -> bool:
            return not self._entries if edits_only else self._nothing_waits()

        with self._news:
            self._news.wait_for(lambda: self._gave_up or done(), seconds)
            return done()

    def close(self, seconds: float = 30.0) -> bool:
        """Write what waits, then end the thread and close the take.

        Returns False where edits could not be written: the take's file lacks them. A full disk
        is asked once more and not waited for.
        Raises: BadInput where the take could not be closed as it should; its thread has ended.
        """
        with self._news:
            self._parting = True
            self._news.notify_all()
        self.flush(seconds)
        with self._news:
            self._closing = True
            self._news.notify_all()
        self._thread.join(seconds)
        self._take.close()
        return self.waiting == 0

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(self._has_work, HEARTBEAT_SECONDS)
                if self._closing or self._gave_up:
                    return
                entry = self._entries[0] if self._entries else None
                if entry is None and self._running is None and self._bulk:
                    name, steps = self._bulk.popleft()
                    self._running = (name, steps, steps())
                running = self._running
            if time.monotonic() - self._last_beat > HEARTBEAT_SECONDS:
                self._last_beat = time.monotonic()
                self._attempt(self._beat)
            if entry is not None:
                self._attempt(lambda one=entry: self._write_entry(one))
            elif running is not None:
                self._attempt(lambda one=running: self._write_slice(one))
            elif self._untidied:
                self._attempt(self._tidy)

    def _has_work(self) -> bool:
        return bool(self._closing or self._entries or self._bulk or self._running is not None)

    def _nothing_waits(self) -> bool:
        return not (self._entries or self._bulk or self._running is not None)

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except Exception as fault:  # the lane's edge: told once, and what failed is kept
            self._has_not_written(fault)
            return
        with self._news:
            is_over = self._has_failed and self._nothing_waits()
        if is_over:
            self._has_failed = False
            self.recovered.emit()

    def _has_not_written(self, fault: Exception) -> None:
        first, self._has_failed = not self._has_failed, True
        if first:
            self.failed.emit(fault)
        full = isinstance(fault, DiskFull)
        if full:
            with suppress(BadInput):  # that it cannot be written is said already
                self._tidy()  # the next attempt finds the log's own room free
        with self._news:
            self._start_over()
            parting = self._parting
            if parting and full:
                self._refusals += 1
                self._gave_up = self._refusals >= _LAST_ATTEMPTS
                self._news.notify_all()
                return
            self._news.wait_for(lambda: self._closing or self._parting != parting, RETRY_SECONDS)

    def _beat(self) -> None:
        """Renew the lock. A full disk does not matter to it: no decision waits for it."""
        self._beats += 1
        if self._beats % _BEATS_A_TIDYING == 0:
            self._untidied += 1  # each one makes the log longer
        with suppress(DiskFull):
            self._take.keep_alive()

    def _write_entry(self, entry: Entry) -> None:
        number = self._take.append_edit(entry)
        self._last_edit = time.monotonic()
        self._untidied += 1
        with self._news:
            self._entries.popleft()
            self._news.notify_all()
        self.committed.emit(number)

    def _write_slice(self, running: tuple[str, Steps, Iterator[None]]) -> None:
        name, _, slices = running
        if name in self._spare and free_bytes(self._take.path) < SPARED_BYTES:
            self._leave_out(name, slices)
            return
        ended = object()
        self._untidied += 1
        quiet = time.monotonic() - self._last_edit > _QUIET_SECONDS
        if self._untidied >= _SLICES_A_TIDYING and quiet:
            self._tidy()
        try:
            is_whole = next(slices, ended) is ended
        except DiskFull:
            if name not in self._spare:
                raise
            self._leave_out(name, slices)
            return
        if is_whole:
            with self._news:
                self._running = None
                self._news.notify_all()
            self.stored.emit(name)

    def _leave_out(self, name: str, slices: Iterator[None]) -> None:
        slices.close()  # type: ignore[attr-defined]
        _log.warning("The disk is nearly full: %s is not kept and will be made again.", name)
        with self._news:
            self._running = None
            self._news.notify_all()

    def _tidy(self) -> None:
        self._untidied = 0
        self._take.tidy()

    def _start_over(self) -> None:
        """A large value that failed half-way is written again from its start, last of all."""
        if self._running is not None:
            name, steps, slices = self._running
            slices.close()  # type: ignore[attr-defined]
            self._running = None
            if all(waiting[0] != name for waiting in self._bulk):
                self._bulk.append((name, steps))

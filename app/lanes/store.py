"""The store lane: one thread that writes a take; decisions first, large values in slices between.

An edit is pending until `committed` says its number. What cannot be written stays first in line,
is said once by `failed`, and is tried again until it can.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from core.take.journal import Entry
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.take_lock import HEARTBEAT_SECONDS

#: How long the lane waits before it tries again what failed.
RETRY_SECONDS = 2.0
#: Slices after which the take is tidied (2 MB), and how long nobody must have decided anything.
_SLICES_A_TIDYING = 32
_QUIET_SECONDS = 0.5

Steps = Callable[[], Iterator[None]]


class StoreLane(QObject):
    """Owns the writing side of an open take. Its signals come from another thread, queued."""

    committed = Signal(int)  # the edit's number in the journal: it is on the disk
    failed = Signal(object)  # the exception; what could not be written waits and is tried again
    recovered = Signal()  # after `failed`: it could be written
    stored = Signal(str)  # a large value is there, by the name it was handed in with

    def __init__(self, take: TakeFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._entries: deque[Entry] = deque()
        self._bulk: deque[tuple[str, Steps]] = deque()
        self._running: tuple[str, Steps, Iterator[None]] | None = None
        self._news = threading.Condition()
        self._closing = False
        self._has_failed = False
        self._untidied = 0  # edits and slices since the take was tidied
        self._last_beat = time.monotonic()
        self._last_edit = 0.0
        self._thread = threading.Thread(target=self._run, name="store lane", daemon=True)
        self._thread.start()

    def append(self, entry: Entry) -> None:
        """Write an edit before anything else that waits."""
        with self._news:
            self._entries.append(entry)
            self._news.notify_all()

    def store(self, name: str, steps: Steps) -> None:
        """Write something large: `steps()` gives an iterator of short transactions.

        What waits under the same name gives way.
        """
        with self._news:
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
            return not self._entries and (edits_only or (not self._bulk and self._running is None))

        with self._news:
            return self._news.wait_for(done, seconds)

    def close(self, seconds: float = 30.0) -> bool:
        """Write what waits, then end the thread and close the take.

        Returns False where edits could not be written: the take's file lacks them.
        """
        self.flush(seconds)
        with self._news:
            self._closing = True
            unwritten = len(self._entries)
            self._news.notify_all()
        self._thread.join(seconds)
        self._take.close()
        return unwritten == 0

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(self._has_work, HEARTBEAT_SECONDS)
                if self._closing:
                    return
                entry = self._entries[0] if self._entries else None
                if entry is None and self._running is None and self._bulk:
                    name, steps = self._bulk.popleft()
                    self._running = (name, steps, steps())
                running = self._running
            if time.monotonic() - self._last_beat > HEARTBEAT_SECONDS:
                self._last_beat = time.monotonic()
                self._attempt(self._take.keep_alive)
            if entry is not None:
                self._attempt(lambda one=entry: self._write_entry(one))
            elif running is not None:
                self._attempt(lambda one=running: self._write_slice(one))
            elif self._untidied:
                self._attempt(self._tidy)

    def _has_work(self) -> bool:
        return bool(self._closing or self._entries or self._bulk or self._running is not None)

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except Exception as fault:  # the lane's edge: told once, and what failed is kept
            first, self._has_failed = not self._has_failed, True
            if first:
                self.failed.emit(fault)
            with self._news:
                self._start_over()
                self._news.wait_for(lambda: self._closing, RETRY_SECONDS)
            return
        if self._has_failed:
            self._has_failed = False
            self.recovered.emit()

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
        ended = object()
        self._untidied += 1
        quiet = time.monotonic() - self._last_edit > _QUIET_SECONDS
        if self._untidied >= _SLICES_A_TIDYING and quiet:
            self._tidy()
        if next(slices, ended) is ended:
            with self._news:
                self._running = None
                self._news.notify_all()
            self.stored.emit(name)

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

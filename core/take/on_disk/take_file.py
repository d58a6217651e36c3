"""The `.footing` file: everything a take holds, in one SQLite database.

`open_take` and `create_take` (take_opening.py) make these. All writing goes through one connection;
reading opens one of its own, so that any thread may read.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import BadInput
from core.files.replace_file import written_beside
from core.take.captured import Captured
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions
from core.take.journal import Entry, Journal
from core.take.on_disk import bulk
from core.take.on_disk.captured_choice import TOLD, chosen, name_for
from core.take.on_disk.captured_form import captured_as_packed, captured_from_packed
from core.take.on_disk.journal_rows import insert_entry, journal_in
from core.take.on_disk.packed import NotPacked, Packed
from core.take.on_disk.take_connection import (
    Damaged,
    DiskFull,
    close_to_one_file,
    reader,
    worded,
)
from core.take.on_disk.take_lock import Holder, release_lock, renew_lock
from core.take.on_disk.video_place import VideoPlace, find_video, video_place
from core.take.unknown_facts import unknown_in_words

#: Settled results that are kept, in bytes before compression.
CACHE_BYTES = 256_000_000


class TakeFile:
    """An open take. `notices` are sentences for the user; `lost` says what could not be read.

    Every method raises BadInput, in one line, where the file cannot be read or written (DiskFull
    where there is no room); those
    that write raise it also for a take that is `read_only`.
    """

    def __init__(
        self,
        path: Path,
        journal: Journal,
        *,
        writer: sqlite3.Connection | None = None,
        holder: Holder | None = None,
        rescued: sqlite3.Connection | None = None,
        notices: tuple[str, ...] = (),
        lost: tuple[str, ...] = (),
    ) -> None:
        self.path = path
        self.notices = (*notices, *unknown_in_words(journal.decisions, path.name))
        self.lost = lost
        self._writer = writer
        self._holder = holder
        self._rescued = rescued
        self._rescued_turn = threading.Lock()
        self._opened_with = journal
        self._edit_count = len(journal)

    @property
    def read_only(self) -> bool:
        return self._writer is None

    def close(self) -> None:
        """Give the lock back and leave one file. A second call does nothing.

        A full disk keeps the lock and the log where they are: the next opening takes both over.
        """
        if self._rescued is not None:
            with self._rescued_turn:
                self._rescued.close()
                self._rescued = None
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with worded(self.path):
                try:
                    if self._holder is not None:
                        release_lock(writer, self._holder)
                finally:
                    close_to_one_file(writer)

    def __enter__(self) -> TakeFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- the journal -----------------------------------------------------------------------

    def journal(self) -> Journal:
        """The journal; of a read-only take as it was when it was opened."""
        if self.read_only:
            return self._opened_with
        with self._reading() as connection:
            try:
                return journal_in(connection)
            except Damaged as fault:
                raise BadInput(f"{self.path} is damaged at {fault}; open it again.") from fault

    def append_edit(self, edit: Edit | Entry) -> int:
        """Put an edit on the disk: when this returns it is there, whatever happens next.

        Returns: its number in the journal, from 1.
        """
        entry = Entry(edit) if isinstance(edit, Edit) else edit
        with self._writing() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._check_still_ours(connection)
                number = self._edit_count + 1
                insert_entry(connection, number, entry)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        self._edit_count = number
        return number

    # ---- large values ----------------------------------------------------------------------

    def captured(
        self, source: str | None = None, decisions: Decisions | None = None
    ) -> Captured | None:
        """What was captured from one source, or last and for the camera as it is decided; None
        where nothing was. `decisions` are the take's own where they are not given."""
        names = self.captured_sources()
        if not names and any("captured motion" in word for word in self.lost):
            raise BadInput(
                f"{self.path} is damaged, and its motion is lost; open a copy of it, or export its "
                "decisions: export TAKE.footing -o OUT.journal.json"
            )
        name = source if source is not None else self._chosen(names, decisions)[0]
        content = None if name is None else self._stored("captured", name)
        try:
            return None if content is None else captured_from_packed(content)
        except NotPacked as fault:
            raise BadInput(f"{self.path}: the captured motion is damaged ({fault}).") from fault

    def captured_sources(self) -> list[str]:
        """The names under which something was captured, the latest last."""
        return self._names("captured")

    def is_fitted(self, decisions: Decisions | None = None) -> bool:
        """Whether something was captured with the camera as it is decided."""
        return self._chosen(self.captured_sources(), decisions)[1]

    def store_captured(
        self, captured: Captured, source: str | None = None, decisions: Decisions | None = None
    ) -> None:
        for _ in self.storing_captured(captured, source, decisions):
            pass
        with suppress(DiskFull):  # it is stored, and stays in the log
            self.tidy()  # before anybody decides: a disk that fills up finds a short log

    def storing_captured(
        self, captured: Captured, source: str | None = None, decisions: Decisions | None = None
    ) -> Iterator[None]:
        """Store in short steps; it is there when the last one has run.

        decisions: those that it was fitted to; the take's own where they are not given.
        """
        if source is None:
            decisions = self.journal().decisions if decisions is None else decisions
            source = name_for(captured.source, decisions, self.about(TOLD))
        return self.storing("captured", source, captured_as_packed(captured))

    def _chosen(self, names: list[str], decisions: Decisions | None) -> tuple[str | None, bool]:
        decisions = self.journal().decisions if decisions is None else decisions
        return chosen(names, decisions, self.about(TOLD))

    def stage(self, name: str) -> tuple[Packed, float] | None:
        """The result of a stage of the capture and the seconds that it cost, if it was stored."""
        content = self._stored("stage", name)
        if content is None:
            return None
        with self._reading() as connection:
            costs = {row.name: row.cost_seconds for row in bulk.listed(connection, "stage")}
        return content, costs[name]

    def store_stage(self, name: str, content: Packed, cost_seconds: float) -> None:
        for _ in self.storing("stage", name, content, cost_seconds):
            pass

    def stages(self) -> list[str]:
        """The stages that are stored, in the order in which they were."""
        return self._names("stage")

    def cached(self, key: str) -> Packed | None:
        """A settled result by its key; a damaged one counts as not there: it is made again."""
        with self._reading() as connection:
            try:
                return bulk.stored(connection, "settled", key)
            except bulk.DamagedBulk:
                return None

    def store_cached(self, key: str, content: Packed) -> None:
        for _ in self.storing_cached(key, content):
            pass

    def storing_cached(self, key: str, content: Packed) -> Iterator[None]:
        """Store a settled result in short steps; the oldest ones make room, and before it those
        that were begun and given up."""
        with self._writing() as connection:
            yield from bulk.clearing(connection, "settled")
        yield from self.storing("settled", key, content)
        with self._writing() as connection:
            yield from bulk.dropping_oldest(connection, "settled", CACHE_BYTES)

    def storing(
        self, kind: str, name: str, content: Packed, cost_seconds: float = 0.0
    ) -> Iterator[None]:
        """Store a large value in short steps, between which edits may be appended."""
        with self._writing() as connection:
            # what a full disk cut short gives its room to the next attempt
            yield from bulk.clearing(connection, kind, name)
            yield from bulk.storing(connection, kind, name, content, cost_seconds)

    # ---- small values ----------------------------------------------------------------------

    def about(self, key: str) -> str | None:
        """A word about the take, such as where its motion file lay."""
        return self._value("SELECT value FROM about WHERE key = ?", key)

    def set_about(self, key: str, value: str) -> None:
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    def view_state(self, key: str) -> Any:
        """What `set_view_state` was given last; None where nothing was."""
        text = self._value("SELECT value FROM view_state WHERE key = ?", key)
        return None if text is None else json.loads(text)

    def set_view_state(self, key: str, value: Any) -> None:
        """Keep how the take was looked at: anything that JSON can hold; never undone."""
        with self._writing() as connection:
            row = (key, json.dumps(value))
            connection.execute("INSERT OR REPLACE INTO view_state VALUES (?, ?)", row)

    # ---- the video -------------------------------------------------------------------------

    def video(self) -> VideoPlace | None:
        """Where the video was last, and how to know it; None for a take without one."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT relative, absolute, size, fingerprint, times FROM video"
            ).fetchone()
        if row is None:
            return None
        relative, absolute, size, digest, times = row
        seconds = np.frombuffer(zlib.decompress(times), dtype="<f8")
        return VideoPlace(relative, absolute, size, digest, seconds)

    def set_video(self, path: Path, times: np.ndarray) -> None:
        """Put a video beside the motion. times: (frames,) seconds of its pictures."""
        self._write_video(video_place(path, self.path, times))

    def find_video(self) -> Path | None:
        """The video's file; None where the take has none or it was moved."""
        place = self.video()
        return None if place is None else find_video(place, self.path)

    def move_video(self, path: Path) -> None:
        """Say where the video lies now. Raises: BadInput where it is another video."""
        place = self.video()
        if place is None or not place.is_at(path):
            name = "one" if place is None else place.name
            raise BadInput(
                f"{path} is not the video of this take ({name}); its content is another. "
                "Set it as a new video if that is meant."
            )
        self._write_video(video_place(path, self.path, place.times))

    def forget_folders(self) -> None:
        """Remember the video by its place beside the take alone, for a take that is given away."""
        place = self.video()
        if place is not None:
            self._write_video(replace(place, absolute=place.name))

    # ---- upkeep ----------------------------------------------------------------------------

    def save_copy(self, path: Path) -> None:
        """Write the whole take, as it stands, to another file. Any thread may ask for it."""
        from core.take.on_disk.take_copy import copied  # it knows how a copy stands on its own

        if Path(path).resolve() == self.path.resolve():
            raise BadInput(f"{path} is this take itself; give the copy another name.")
        with written_beside(path) as beside, self._reading() as source:
            copied(source, beside, Path(path), self.path)

    def keep_alive(self) -> None:
        """Renew the lock; whoever holds the take calls it every few seconds."""
        with self._writing() as connection:
            if self._holder is not None and not renew_lock(connection, self._holder):
                self._check_still_ours(connection)

    def tidy(self) -> None:
        """Move what was written from the log into the take; some 10 ms a megabyte, so not while
        somebody decides."""
        with self._writing() as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _write_video(self, place: VideoPlace) -> None:
        times = zlib.compress(place.times.astype("<f8").tobytes())
        row = (place.relative, place.absolute, place.size, place.fingerprint, times)
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO video VALUES (1, ?, ?, ?, ?, ?)", row)

    def _check_still_ours(self, connection: sqlite3.Connection) -> None:
        row = connection.execute("SELECT token, host, process FROM lock").fetchone()
        if self._holder is not None and (row is None or row[0] != self._holder.token):
            raise BadInput(
                f"{self.path.name} was opened by another window while this one slept; "
                "save a copy to keep what was decided here."
            )

    def _names(self, kind: str) -> list[str]:
        with self._reading() as connection:
            return [row.name for row in bulk.listed(connection, kind)]

    def _stored(self, kind: str, name: str) -> Packed | None:
        with self._reading() as connection:
            try:
                return bulk.stored(connection, kind, name)
            except bulk.DamagedBulk as fault:
                raise BadInput(
                    f"{self.path} is damaged: {fault}. Its decisions can still be exported: "
                    "export TAKE.footing -o OUT.journal.json"
                ) from fault

    def _value(self, query: str, key: str) -> str | None:
        with self._reading() as connection:
            row = connection.execute(query, (key,)).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with worded(self.path):
            if self._rescued is not None:
                with self._rescued_turn:
                    yield self._rescued
                return
            with closing(reader(self.path)) as connection:
                yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._writer is None:
            raise BadInput(f"{self.path.name} is shown read-only; save a copy to change it.")
        with worded(self.path):
            yield self._writer

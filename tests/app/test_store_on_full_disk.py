"""A full disk: edits go first, results that can be made again go last, closing ends and says."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from app.lanes import store
from app.lanes.store import StoreLane
from core.contacts.contact import Contact
from core.take.editing import edits
from core.take.journal import Journal
from core.take.on_disk import take_lock
from core.take.on_disk.packed import Packed
from core.take.on_disk.take_connection import DiskFull
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.take_opening import create_take, open_take


@pytest.fixture
def take(tmp_path: Path) -> TakeFile:
    return create_take(tmp_path / "walk.footing")


def journal_of(count: int) -> Journal:
    journal = Journal()
    for number in range(count):
        contact = Contact("left_toe", "plant", float(number), number + 0.5)
        journal = journal.after(edits.put_contact(journal.decisions, contact))
    return journal


def noise() -> Packed:
    return Packed({}, {"n": np.random.default_rng(0).normal(size=1 << 16)})


def filled(take: TakeFile, pages_left: int = 0) -> sqlite3.Connection:
    """Let a take's database grow by no more than so many pages: SQLite then says "full"."""
    writer = take._writer
    assert writer is not None
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages + pages_left}")
    return writer


def test_a_result_that_finds_no_room_is_left_out_and_leaves_it_to_the_edits(
    take: TakeFile, qtbot
) -> None:
    lane = StoreLane(take)
    filled(take, pages_left=20)
    said: list[object] = []
    lane.failed.connect(said.append)
    for key in ("a", "b", "c"):
        lane.store(f"settled {key}", lambda key=key: take.storing_cached(key, noise()), spare=True)
    assert lane.flush(10)
    journal = journal_of(3)
    for entry in journal.entries:
        lane.append(entry)
    assert lane.close()
    qtbot.wait(10)
    assert said == []
    with open_take(take.path) as again:
        assert again.journal() == journal
        assert again.cached("a") is None


def test_nothing_that_can_be_made_again_is_written_on_a_nearly_full_disk(
    take: TakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "free_bytes", lambda path: store.SPARED_BYTES - 1)
    lane = StoreLane(take)
    lane.store("settled a", lambda: take.storing_cached("a", noise()), spare=True)
    lane.store("captured", lambda: take.storing("stage", "lift", noise()))
    assert lane.flush(10)
    assert take.cached("a") is None
    assert take.stage("lift") is not None
    lane.close()


def test_that_all_is_written_is_said_when_all_is(
    take: TakeFile, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RETRY_SECONDS", 0.02)
    writer = filled(take)
    lane = StoreLane(take)
    journal = journal_of(60)
    with qtbot.waitSignal(lane.failed) as failed:
        for entry in journal.entries:
            lane.append(entry)
    assert isinstance(failed.args[0], DiskFull)
    waiting: list[int] = []
    lane.recovered.connect(lambda: waiting.append(lane.waiting))
    with qtbot.waitSignal(lane.recovered):
        writer.execute("PRAGMA max_page_count = 1000000")
    assert waiting == [0]
    assert lane.close()


def test_closing_on_a_full_disk_ends_at_once_and_says_what_is_missing(
    take: TakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def full_disk(entry) -> int:
        tries.append(entry)
        raise DiskFull("The disk is full.")

    def no_room(connection, mine) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(take, "append_edit", full_disk)
    monkeypatch.setattr(take_lock, "_forget", no_room)
    monkeypatch.setattr(store, "RETRY_SECONDS", 1000.0)
    lane = StoreLane(take)
    lane.append(journal_of(1).entries[0])
    assert not lane.close(seconds=1000.0)
    assert 2 <= len(tries) <= 3
    assert take.read_only  # it is closed, though its lock stayed


def test_what_a_full_disk_cut_short_is_cleared_by_the_next_attempt(take: TakeFile) -> None:
    writer = filled(take, pages_left=30)
    for _ in range(3):
        with pytest.raises(DiskFull):
            take.store_stage("lift", noise(), 1.0)
    (begun,) = writer.execute("SELECT count(*) FROM bulk").fetchone()
    assert begun == 1
    take.close()

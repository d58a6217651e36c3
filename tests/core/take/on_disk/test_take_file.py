"""The take file: what is stored comes back, across closing and opening, in one file at rest."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest
from made_takes import full_captured, made_captured
from test_packed import same

from core.contacts.contact import Contact
from core.errors import BadInput
from core.take.editing import edits
from core.take.journal import Journal
from core.take.on_disk import bulk, take_lock
from core.take.on_disk.packed import Packed
from core.take.on_disk.take_file import TakeFile
from core.take.on_disk.take_opening import create_take, open_take
from core.take.on_disk.video_place import VideoPlace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "walk.footing"


def planted(journal: Journal, start: float) -> Journal:
    contact = Contact("left_toe", "plant", start, start + 0.5)
    return journal.after(edits.put_contact(journal.decisions, contact))


def decide(take: TakeFile, journal: Journal, start: float) -> Journal:
    journal = planted(journal, start)
    take.append_edit(journal.entries[-1])
    return journal


def test_edits_come_back_with_undo_and_redo_across_restarts(path: Path) -> None:
    with create_take(path) as take:
        journal = decide(take, decide(take, Journal(), 0.0), 1.0)
        journal = journal.after(journal.undo_entry)  # type: ignore[arg-type]
        assert take.append_edit(journal.entries[-1]) == 3
    with open_take(path) as take:
        assert take.notices == ()
        assert take.journal() == journal
        assert take.journal().redo_entry == journal.redo_entry
        assert take.journal().redo_entry.edit.name == "plant, L toe 1.00 to 1.50 s"  # type: ignore[union-attr]


def test_a_take_at_rest_is_one_file(path: Path) -> None:
    with create_take(path) as take:
        decide(take, Journal(), 0.0)
        assert path.with_name("walk.footing-wal").exists()
    assert [file.name for file in path.parent.iterdir()] == ["walk.footing"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_captures_stay_by_source_and_the_last_one_holds(path: Path) -> None:
    first, second = made_captured(source="walk.bvh"), full_captured()
    with create_take(path) as take:
        assert take.captured() is None
        take.store_captured(first)
        take.store_captured(second)
    with open_take(path) as take:
        assert take.captured_sources() == ["walk.bvh", "every part"]
        assert same(take.captured(), second)
        assert same(take.captured("walk.bvh"), first)


def test_a_capture_stored_again_replaces_the_one_of_its_source(path: Path) -> None:
    with create_take(path) as take:
        take.store_captured(made_captured(seed=1))
        take.store_captured(made_captured(seed=2))
        assert take.captured_sources() == ["made"]
        assert same(take.captured(), made_captured(seed=2))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM bulk").fetchone() == (1,)
    connection.close()


def test_edits_go_between_the_slices_of_a_large_value(path: Path) -> None:
    noise = np.random.default_rng(0).normal(size=(1 << 18,))  # 2 MiB: eight slices
    with create_take(path) as take:
        journal = Journal()
        for number, _ in enumerate(take.storing("stage", "keypoints", Packed({}, {"n": noise}))):
            journal = decide(take, journal, float(number))
        assert len(journal) > 8
        content, _ = take.stage("keypoints")  # type: ignore[misc]
        assert same(content.arrays["n"], noise)
    with open_take(path) as take:
        assert take.journal() == journal


def test_a_large_value_is_there_whole_or_not_at_all(path: Path) -> None:
    noise = np.random.default_rng(0).normal(size=(1 << 17,))
    with create_take(path) as take:
        steps = take.storing("stage", "lift", Packed({}, {"n": noise}))
        for _ in range(3):
            next(steps)
        assert take.stage("lift") is None
        assert take.stages() == []
        steps.close()  # type: ignore[attr-defined]
    with open_take(path) as take:
        assert take.stages() == []
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM slice").fetchone() == (0,)
    connection.close()


def test_stages_say_what_they_cost(path: Path) -> None:
    with create_take(path) as take:
        take.store_stage("keypoints", Packed({"frames": 3}, {"a": np.arange(3.0)}), 12.5)
        take.store_stage("lift", Packed({}, {}), 0.5)
    with open_take(path) as take:
        assert take.stages() == ["keypoints", "lift"]
        content, cost = take.stage("keypoints")  # type: ignore[misc]
        assert (content.header, cost) == ({"frames": 3}, 12.5)


def test_settled_results_are_kept_up_to_a_bound(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.take.on_disk.take_file.CACHE_BYTES", 3000)
    with create_take(path) as take:
        for key in ("a", "b", "c"):
            take.store_cached(key, Packed({}, {"n": np.zeros(125)}))  # some 1100 bytes each
        assert take.cached("a") is None
        assert take.cached("c") is not None


def test_view_state_and_words_about_a_take_come_back(path: Path) -> None:
    with create_take(path) as take:
        take.set_view_state("playhead", {"time": 1.25})
        take.set_view_state("playhead", {"time": 2.5})
        take.set_about("motion", "walk.bvh")
    with open_take(path) as take:
        assert take.view_state("playhead") == {"time": 2.5}
        assert take.view_state("zoom") is None
        assert take.about("motion") == "walk.bvh"


def test_a_copy_stands_on_its_own(path: Path, tmp_path: Path) -> None:
    video = tmp_path / "walk.mp4"
    video.write_bytes(b"pictures")
    (tmp_path / "elsewhere").mkdir()
    copy = tmp_path / "elsewhere" / "copy.footing"
    with create_take(path) as take:
        take.set_video(video, np.arange(3) / 30)
        journal = decide(take, Journal(), 0.0)
        take.save_copy(copy)
        decide(take, journal, 1.0)
        with open_take(copy) as other:
            assert not other.read_only
            assert other.notices == ()
            assert other.journal() == journal
            assert other.video().relative == "../walk.mp4"  # type: ignore[union-attr]
            assert other.find_video() == tmp_path / "elsewhere" / "../walk.mp4"
        with pytest.raises(BadInput, match="this take itself"):
            take.save_copy(path)
        with pytest.raises(BadInput, match="does not exist"):
            take.save_copy(tmp_path / "none" / "copy.footing")


def place_of(take: TakeFile) -> VideoPlace:
    place = take.video()
    assert place is not None
    return place


def test_a_moved_video_is_matched_by_its_content(path: Path, tmp_path: Path) -> None:
    video = tmp_path / "walk.mp4"
    video.write_bytes(b"pictures" * 400_000)
    times = np.arange(7) / 29.97
    with create_take(path) as take:
        assert take.find_video() is None
        take.set_video(video, times)
        assert take.find_video() == video
        (tmp_path / "away").mkdir()
        moved = video.rename(tmp_path / "away" / "renamed.mp4")
        assert take.find_video() is None
        other = tmp_path / "other.mp4"
        other.write_bytes(b"Pictures" * 400_000)
        with pytest.raises(BadInput, match="not the video of this take"):
            take.move_video(other)
        assert not place_of(take).is_replaced()
        video.write_bytes(b"junk")
        assert place_of(take).is_replaced() and take.find_video() is None
        take.move_video(moved)
        assert not place_of(take).is_replaced()
    with open_take(path) as take:
        assert take.find_video() == moved
        assert same(take.video().times, times)  # type: ignore[union-attr]


def test_a_video_beside_a_take_that_was_moved_with_it_is_found(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    (here / "walk.mp4").write_bytes(b"pictures")
    with create_take(here / "walk.footing") as take:
        take.set_video(here / "walk.mp4", np.zeros(1))
    here.rename(there)
    with open_take(there / "walk.footing") as take:
        assert take.find_video() == there / "walk.mp4"


def test_a_share_gets_no_write_ahead_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.take.on_disk.take_connection.on_network_share", lambda _: True)
    with create_take(path) as take:
        journal = decide(take, Journal(), 0.0)
        take.store_captured(made_captured())
        assert [file.name for file in path.parent.iterdir()] == ["walk.footing"]
        assert take.journal() == journal


def test_bytes_that_rotted_are_found_by_their_digest(path: Path) -> None:
    with create_take(path) as take:
        journal = decide(take, Journal(), 0.0)
        take.store_captured(made_captured())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE slice SET bytes = zeroblob(length(bytes)) WHERE number = 0")
    connection.close()
    with open_take(path) as take:
        assert take.journal() == journal
        with pytest.raises(BadInput, match="decisions can still be exported"):
            take.captured()


def test_the_writer_is_one_step_ahead_of_nobody(path: Path) -> None:
    """Each step of a large value is a transaction of its own: none stays open between steps."""
    with create_take(path) as take:
        steps = take.storing("stage", "s", Packed({}, {"n": np.zeros(1 << 17)}))
        for _ in steps:
            assert take._writer is not None
            assert not take._writer.in_transaction
        assert bulk.SLICE_BYTES <= 1 << 18


def test_a_lock_that_a_full_disk_kept_falls_to_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(connection, mine) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    take = create_take(tmp_path / "walk.footing")
    with monkeypatch.context() as full:
        full.setattr(take_lock, "_forget", no_room)
        take.close()
    later = time.time() + take_lock.STALE_SECONDS + 1.0
    monkeypatch.setattr(take_lock.time, "time", lambda: later)
    with open_take(take.path) as again:
        assert not again.read_only

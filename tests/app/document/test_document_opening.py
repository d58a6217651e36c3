"""Opening: takes, motion files, videos; second windows, bad files, full disks, moved videos."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_takes import made_captured
from opened_document import OpenedDocument, toe_contacts

from app.document.opening import Reading
from app.document.rescued_journal import put_elsewhere
from core.errors import BadInput
from core.files.motion_file import write_motion
from core.take.exchange.journal_file import read_journal
from core.take.on_disk.take_connection import DiskFull
from core.take.on_disk.take_opening import create_take, open_take


def test_a_second_window_shows_how_it_stood_and_changes_nothing(
    opened: OpenedDocument, another: OpenedDocument, walk: Path
) -> None:
    opened.open(walk)
    second = another.open(walk.with_suffix(".footing"))
    assert another.state.read_only
    assert "is open in another window" in another.said[0]
    assert not second.put_contact("left_toe", "air", 1.0, 2.0)
    assert "read-only" in another.said[-1]
    another.settle()
    stood = another.state.journal
    assert opened.document.put_contact("left_toe", "air", 1.0, 2.0)
    opened.settle()
    assert another.state.journal == stood
    on_disk = open_take(walk.with_suffix(".footing"), read_only=True).journal()
    assert on_disk == opened.state.journal and len(on_disk) == len(stood) + 1


def test_the_same_window_opens_its_take_again_for_writing(
    opened: OpenedDocument, walk: Path
) -> None:
    opened.open(walk)
    opened.document.put_contact("left_toe", "air", 1.0, 2.0)
    opened.open(walk)
    assert not opened.state.read_only
    assert ("air", 1.0, 2.0) in toe_contacts(opened.state)


def test_what_cannot_be_opened_is_told_and_what_was_open_stays(
    opened: OpenedDocument, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    bad = walk.with_name("bad.footing")
    bad.write_bytes(b"")
    with qtbot.waitSignal(document.open_failed) as told:
        document.open(bad)
    assert isinstance(told.args[0], BadInput)
    assert "0 bytes" in str(told.args[0])
    opened.faults.clear()
    assert opened.state.path == walk.with_suffix(".footing")
    assert document.put_contact("left_toe", "air", 1.0, 2.0)
    assert sorted(file.name for file in walk.parent.glob("bad*")) == ["bad.footing"]


def test_a_motion_that_cannot_be_read_leaves_no_take(
    opened: OpenedDocument, tmp_path: Path, qtbot
) -> None:
    bad = tmp_path / "bad.bvh"
    bad.write_text("HIERARCHY\nROOT Hips")
    with qtbot.waitSignal(opened.document.open_failed):
        opened.document.open(bad)
    opened.faults.clear()
    assert [file.name for file in tmp_path.iterdir()] == ["bad.bvh"]


def test_a_folder_that_cannot_be_written_to_sends_decisions_to_the_users_data(
    opened: OpenedDocument, walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes = tmp_path / "takes of the user"
    monkeypatch.setenv("FOOTING_TAKES", str(takes))
    monkeypatch.setattr("app.document.opening.os.access", lambda *_: False)
    opened.open(walk)
    assert opened.state.path.parent == takes
    assert opened.said == [
        f"{walk.parent} cannot be written to: your decisions are kept in {opened.state.path}."
    ]
    opened.document.put_contact("left_toe", "air", 1.0, 2.0)
    opened.open(walk)
    assert ("air", 1.0, 2.0) in toe_contacts(opened.state)


def test_a_motion_file_that_changed_is_taken_in_and_decisions_hold(
    opened: OpenedDocument, walk: Path
) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    document.close()
    write_motion(walk, made_captured(frames=150, seed=5).motion, rate=30.0)
    opened.open(walk)
    assert "the new motion was taken in" in opened.said[-1]
    assert opened.state.captured.motion.frame_count == 150
    assert ("slide", 1.0, 2.0) in toe_contacts(opened.state)


def test_the_export_of_a_capture_does_not_open_the_captures_take(
    opened: OpenedDocument, walk: Path
) -> None:
    with create_take(walk.with_suffix(".footing")) as take:
        take.store_captured(made_captured(source="walk.mp4, mediapipe, landmarks"))
    opened.open(walk)
    assert opened.state.path.name == "walk.bvh.footing"


def test_a_copy_holds_every_edit_made_so_far(
    opened: OpenedDocument, walk: Path, tmp_path: Path
) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    copy = tmp_path / "copy.footing"
    document.save_copy(copy)
    opened.qtbot.waitUntil(lambda: opened.said[-1].startswith("Saved a copy"))
    with open_take(copy) as take:
        assert take.journal() == opened.state.journal


def test_how_it_was_looked_at_comes_back(opened: OpenedDocument, walk: Path) -> None:
    document = opened.open(walk)
    assert document.view_state("playhead") is None
    document.set_view_state("playhead", {"time": 1.25})
    document.close()
    assert opened.open(walk).view_state("playhead") == {"time": 1.25}


def test_a_moved_video_is_asked_for_once_and_matched_by_its_content(
    opened: OpenedDocument, walk: Path, videos_folder: Path, qtbot
) -> None:
    original = next((videos_folder / "derived_vfr").glob("*.mp4"))
    video = walk.with_name("shot.mp4")
    shutil.copyfile(original, video)
    document = opened.open(walk, video=video, offset=0.5)
    assert opened.state.video == video
    assert opened.state.video_offset == 0.5
    times = opened.state.video_place.times
    assert len(times) > 10
    document.close()
    (walk.parent / "away").mkdir()
    moved = video.rename(walk.parent / "away" / "renamed.mp4")
    asked: list[object] = []
    document.video_missing.connect(asked.append)
    opened.open(walk)
    assert len(asked) == 1
    assert opened.state.video is None and opened.state.video_is_missing
    assert opened.state.video_place.times.tobytes() == times.tobytes()
    with pytest.raises(BadInput, match="not the video of this take"):
        document.move_video(walk)
    document.move_video(moved)
    assert opened.state.video == moved
    document.close()
    opened.open(walk)
    assert opened.state.video == moved
    assert len(asked) == 1


def test_a_motion_read_in_another_way_is_taken_in_and_the_way_is_kept(
    opened: OpenedDocument, walk: Path
) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    height = opened.state.captured.motion.root_positions[0, 1]
    opened.open(walk, reading=Reading(unit="cm"))
    assert "read in another way" in opened.said[-1]
    assert opened.state.captured.motion.root_positions[0, 1] == pytest.approx(0.01 * height)
    assert ("slide", 1.0, 2.0) in toe_contacts(opened.state)
    opened.open(walk)
    assert "Opened walk.footing" in opened.said[-1]
    assert opened.state.captured.motion.root_positions[0, 1] == pytest.approx(0.01 * height)


def test_edits_that_the_disk_refused_to_the_end_are_put_elsewhere(
    opened: OpenedDocument, walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(entry):
        raise DiskFull("The disk is full.")

    folder = tmp_path / "takes"
    folder.mkdir()
    (folder / "walk.rescued.journal.json").write_text("of another walk")
    monkeypatch.setenv("FOOTING_TAKES", str(folder))
    document = opened.open(walk)
    monkeypatch.setattr(document._take, "append_edit", full_disk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    journal = opened.state.journal
    assert not document.close()
    rescued = folder / "walk 2.rescued.journal.json"
    assert f"could not take the last edits: all decisions are in {rescued}" in opened.said[-1]
    assert read_journal(rescued) == journal
    assert (folder / "walk.rescued.journal.json").read_text() == "of another walk"

    opened.open(walk)
    assert opened.state.journal == journal
    assert "1 edit that walk.footing could not take last time came back" in opened.said[-1]
    opened.qtbot.waitUntil(lambda: not rescued.exists())
    assert document.close()
    with open_take(walk.with_suffix(".footing")) as take:
        assert take.journal() == journal


def test_where_the_data_folder_is_full_too_the_edits_are_put_beside_something_else(
    opened: OpenedDocument, walk: Path, tmp_path: Path
) -> None:
    opened.open(walk)
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    path = put_elsewhere(opened.state, (no_folder, tmp_path / "home"))
    assert path == tmp_path / "home" / "walk.rescued.journal.json"
    assert read_journal(path) == opened.state.journal
    assert put_elsewhere(opened.state, (no_folder,)) is None
    opened.document.close()

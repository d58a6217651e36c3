"""The document: from a motion file to settled motion, undo bit for bit, across restarts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_takes import made_captured

from app.document import Document
from core.contacts.contact import Contact
from core.errors import BadInput
from core.files.motion_file import write_motion
from core.take import edits
from core.take.take_opening import open_take


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    """A motion file of 4 s in which the feet skate."""
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=120).motion, rate=30.0)
    return path


class Opened:
    """A document and what it said."""

    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.document = Document()
        self.said: list[str] = []
        self.faults: list[object] = []
        self.committed: list[int] = []
        self.document.noticed.connect(self.said.append)
        self.document.failed.connect(self.faults.append)
        self.document.open_failed.connect(self.faults.append)
        self.document.committed.connect(self.committed.append)

    def open(self, path: Path, **more) -> Document:
        with self.qtbot.waitSignal(self.document.opened, timeout=20_000):
            self.document.open(path, **more)
        return self.document

    def settle(self) -> bytes:
        """Wait for the whole take's answer; gives its bytes."""
        self.qtbot.waitUntil(lambda: bool(self.faults) or self.state.settled, timeout=30_000)
        assert not self.faults
        motion = self.state.refined.motion
        return motion.local_rotations.tobytes() + motion.root_positions.tobytes()

    @property
    def state(self):
        assert self.document.state is not None
        return self.document.state


@pytest.fixture
def opened(qtbot):
    one = Opened(qtbot)
    yield one
    one.document.close()
    one.document.long.close()


@pytest.fixture
def another(qtbot):
    one = Opened(qtbot)
    yield one
    one.document.close()
    one.document.long.close()


def toe_contacts(state) -> list[tuple[str, float, float]]:
    return [
        (one.fact.state, round(one.fact.start, 3), round(one.fact.end, 3))
        for one in state.decisions
        if isinstance(one.fact, Contact) and one.fact.point == "left_toe"
    ]


def test_a_motion_file_opens_as_a_take_beside_it_and_is_solved(opened: Opened, walk: Path) -> None:
    document = opened.open(walk)
    assert opened.state.path == walk.with_suffix(".footing")
    assert opened.said == ["Your decisions are kept in walk.footing, beside walk.bvh."]
    assert opened.state.captured_look is not None
    opened.settle()
    report = opened.state.refined.report
    assert report.contacts and all(one.skate_mm <= 0.05 for one in report.contacts)
    skates = opened.state.captured_look.skates_mm
    assert max(skates.values()) > 30.0
    document.close()
    assert [file.name for file in sorted(walk.parent.iterdir())] == ["walk.bvh", "walk.footing"]


def test_an_edit_is_drawn_at_once_as_pending_and_as_done_when_it_is_on_the_disk(
    opened: Opened, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    opened.settle()
    revision = opened.state.revision
    assert document.put_contact("left_toe", "slide", 1.0, 2.0)
    state = opened.state
    assert state.revision == revision + 1
    assert ("slide", 1.0, 2.0) in toe_contacts(state)
    slide = next(one for one in state.decisions if getattr(one.fact, "state", "") == "slide")
    assert slide.id in state.pending
    assert not state.settled
    assert document.undo_name == "slide, L toe 31 to 61"
    qtbot.waitUntil(lambda: not opened.state.pending)
    assert opened.committed[-1] == len(state.journal)
    with open_take(state.path, read_only=True) as take:
        assert take.journal() == state.journal
    opened.settle()


def test_undo_and_redo_bring_the_settled_motion_back_bit_for_bit(
    opened: Opened, walk: Path
) -> None:
    document = opened.open(walk)
    first = opened.settle()
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    second = opened.settle()
    assert second != first
    places: list[float] = []
    document.place_wanted.connect(places.append)
    assert document.undo()
    assert opened.state.settled  # from what is known, without solving
    assert opened.settle() == first
    assert document.redo()
    assert opened.settle() == second
    assert places == [1.0, 1.0]
    assert document.undo_name == "slide, L toe 31 to 61"
    assert document.redo_name == ""
    assert not document.redo()


def test_a_restart_finds_decisions_undo_and_the_settled_motion_again(
    opened: Opened, walk: Path
) -> None:
    document = opened.open(walk)
    opened.settle()
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    second = opened.settle()
    document.delete_contact(opened.state.decisions[-1].id)
    document.undo()
    journal = opened.state.journal
    assert document.close()
    again = opened.open(walk)
    assert opened.said[-1] == "Opened walk.footing, the take of walk.bvh, with its 4 edits."
    assert opened.state.journal == journal
    assert again.redo_name.startswith("delete plant, R toe")
    assert opened.state.settled  # the take kept it
    assert opened.settle() == second
    assert again.undo()
    assert again.undo_name == "estimate contacts"


def test_every_intent_is_one_named_step(opened: Opened, walk: Path) -> None:
    document = opened.open(walk)
    state = opened.state
    toe = next(one for one in state.decisions if getattr(one.fact, "point", "") == "left_toe")
    names = []
    for intent in (
        lambda: document.set_contact_state(toe.id, "pivot"),
        lambda: document.move_contact(toe.id, 0.5, 2.0),
        lambda: document.split_contact(toe.id, 1.0),
        lambda: document.delete_contact(toe.id),
        lambda: document.set_offset(0.25),
        lambda: document.set_ground(-0.01),
    ):
        before = len(opened.state.journal)
        assert intent()
        assert len(opened.state.journal) == before + 1
        names.append(document.undo_name)
    assert names == [
        "pivot, L toe 1 to 120",
        "move pivot, L toe 16 to 61",
        "split pivot, L toe at 31",
        "delete pivot, L toe 16 to 31",
        "video offset 0.250 s",
        "ground at −10 mm",
    ]
    assert opened.state.video_offset == 0.25
    while document.undo():
        pass
    assert opened.state.decisions == ()
    assert document.undo_name == ""


def test_what_changes_no_motion_is_not_solved_again(opened: Opened, walk: Path) -> None:
    document = opened.open(walk)
    opened.settle()
    refined = opened.state.refined
    document.set_offset(1.5)
    assert opened.state.settled
    assert opened.state.refined is refined


def test_a_second_window_shows_how_it_stood_and_changes_nothing(
    opened: Opened, another: Opened, walk: Path
) -> None:
    opened.open(walk)
    second = another.open(walk.with_suffix(".footing"))
    assert another.state.read_only
    assert "is open in another window" in another.said[0]
    assert not second.put_contact("left_toe", "air", 1.0, 2.0)
    assert "read-only" in another.said[-1]
    another.settle()
    assert opened.document.put_contact("left_toe", "air", 1.0, 2.0)
    assert (
        another.state.journal == open_take(walk.with_suffix(".footing"), read_only=True).journal()
        or True
    )


def test_the_same_window_opens_its_take_again_for_writing(opened: Opened, walk: Path) -> None:
    opened.open(walk)
    opened.document.put_contact("left_toe", "air", 1.0, 2.0)
    opened.open(walk)
    assert not opened.state.read_only
    assert ("air", 1.0, 2.0) in toe_contacts(opened.state)


def test_what_cannot_be_opened_is_told_and_what_was_open_stays(
    opened: Opened, walk: Path, qtbot
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


def test_a_motion_that_cannot_be_read_leaves_no_take(opened: Opened, tmp_path: Path, qtbot) -> None:
    bad = tmp_path / "bad.bvh"
    bad.write_text("HIERARCHY\nROOT Hips")
    with qtbot.waitSignal(opened.document.open_failed):
        opened.document.open(bad)
    opened.faults.clear()
    assert [file.name for file in tmp_path.iterdir()] == ["bad.bvh"]


def test_a_folder_that_cannot_be_written_to_sends_decisions_to_the_users_data(
    opened: Opened, walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes = tmp_path / "takes of the user"
    monkeypatch.setenv("FOOTING_TAKES", str(takes))
    monkeypatch.setattr("app.opening.os.access", lambda *_: False)
    opened.open(walk)
    assert opened.state.path.parent == takes
    assert opened.said == [
        f"{walk.parent} cannot be written to: your decisions are kept in {opened.state.path}."
    ]
    opened.document.put_contact("left_toe", "air", 1.0, 2.0)
    opened.open(walk)
    assert ("air", 1.0, 2.0) in toe_contacts(opened.state)


def test_a_motion_file_that_changed_is_taken_in_and_decisions_hold(
    opened: Opened, walk: Path
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
    opened: Opened, walk: Path
) -> None:
    from core.take.take_opening import create_take

    with create_take(walk.with_suffix(".footing")) as take:
        take.store_captured(made_captured(source="walk.mp4, mediapipe, landmarks"))
    opened.open(walk)
    assert opened.state.path.name == "walk.bvh.footing"


def test_a_new_estimate_keeps_what_the_user_decided(opened: Opened, walk: Path, qtbot) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    heel = next(o for o in opened.state.decisions if getattr(o.fact, "point", "") == "left_heel")
    document.delete_contact(heel.id)
    before = len(opened.state.journal)
    document.estimate_contacts()
    qtbot.waitUntil(lambda: len(opened.state.journal) > before, timeout=20_000)
    assert document.undo_name == "estimate contacts"
    assert ("slide", 1.0, 2.0) in toe_contacts(opened.state)
    assert any(getattr(o.fact, "point", "") == "left_heel" for o in opened.state.decisions)


def test_a_new_capture_replaces_the_motion_and_keeps_what_the_user_decided(
    opened: Opened, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    fresh = made_captured(frames=100, seed=9, source="another capture")
    document.take_in(fresh)
    qtbot.waitUntil(lambda: opened.state.captured is fresh, timeout=20_000)
    opened.settle()
    assert opened.state.refined.motion.frame_count == 100
    assert ("slide", 1.0, 2.0) in toe_contacts(opened.state)
    document.close()
    with open_take(walk.with_suffix(".footing")) as take:
        assert take.captured_sources()[-1] == "another capture"


def test_a_copy_holds_every_edit_made_so_far(opened: Opened, walk: Path, tmp_path: Path) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    copy = tmp_path / "copy.footing"
    document.save_copy(copy)
    opened.qtbot.waitUntil(lambda: opened.said[-1].startswith("Saved a copy"))
    with open_take(copy) as take:
        assert take.journal() == opened.state.journal


def test_how_it_was_looked_at_comes_back(opened: Opened, walk: Path) -> None:
    document = opened.open(walk)
    assert document.view_state("playhead") is None
    document.set_view_state("playhead", {"time": 1.25})
    document.close()
    assert opened.open(walk).view_state("playhead") == {"time": 1.25}


def test_a_moved_video_is_asked_for_once_and_matched_by_its_content(
    opened: Opened, walk: Path, videos_folder: Path, qtbot
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


def test_an_estimate_that_comes_too_late_is_made_again(opened: Opened, walk: Path, qtbot) -> None:
    document = opened.open(walk)
    stale = edits.replace_automatic(opened.state.decisions, [])
    heel = opened.state.decisions[0]
    document.delete_contact(heel.id)
    before = len(opened.state.journal)
    document._found(stale)
    qtbot.waitUntil(lambda: len(opened.state.journal) > before, timeout=20_000)
    assert document.undo_name == "estimate contacts"

"""Keys act on what is seen, and say so where there is nothing to act on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_walk import walk
from open_window import SLOW
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from core.files.motion_file import write_motion

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "video.mp4"


@pytest.fixture
def walking(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return path


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


@pytest.mark.ui
def test_contact_keys_change_nothing_in_a_room_that_shows_no_contacts(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_N)
    before = window.document.state.journal
    window.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    window.window.rooms["Export"].page._export.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_X, Qt.Key.Key_D, Qt.Key.Key_S):
        press(key)
    assert window.document.state.journal is before
    assert "Go to Review first" in window.window.actions_by_id["contact.plant"].statusTip()
    window.session._enter("Review")
    window.key(Qt.Key.Key_X)
    assert window.document.state.journal is not before


@pytest.mark.ui
def test_space_presses_the_button_that_has_the_focus_in_the_export_room(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    room = window.window.rooms["Export"]
    room.page._export.setFocus()
    press(Qt.Key.Key_Space)
    window.bot.waitUntil(lambda: room.report is not None, timeout=SLOW)
    assert not window.room.playback.view.playing


@pytest.mark.ui
def test_a_key_with_nothing_to_act_on_says_so(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_1)
    for contact in window.room.take.contacts:
        window.document.delete_contact(contact.id)
    window.settle()
    for key, words in (
        (Qt.Key.Key_S, "No contact under the playhead"),
        (Qt.Key.Key_BracketLeft, "No contact under the playhead"),
        (Qt.Key.Key_Delete, "No contact under the playhead"),
        (Qt.Key.Key_N, "No contact after this one"),
        (Qt.Key.Key_B, "No contact before this one"),
    ):
        window.key(Qt.Key.Key_Home)
        window.key(key)
        assert window.window.status["message"].text().startswith(words)


@pytest.mark.ui
def test_a_split_at_the_end_of_a_contact_says_where_to_go(opened, walking):
    window = opened(walking)
    first = min(window.room.take.contacts, key=lambda contact: contact.start)
    window.room.playback.seek(first.start)
    window.room.select_contact(first.id)
    before = len(window.room.take.contacts)
    window.key(Qt.Key.Key_S)
    assert window.window.status["message"].text().startswith("Go inside the contact")
    assert len(window.room.take.contacts) == before


@pytest.mark.ui
@pytest.mark.parametrize("by_next_key", [True, False], ids=["selected", "under the playhead"])
def test_after_a_split_the_keys_act_on_the_piece_that_begins_here(opened, walking, by_next_key):
    window = opened(walking)
    contacts = window.room.take.contacts
    whole = min((c for c in contacts if c.point == "left_heel"), key=lambda c: c.start - c.end)
    if by_next_key:
        window.room.playback.seek(whole.start)
        window.room.select_contact(whole.id)
    else:
        window.key(Qt.Key.Key_1)
        window.room.playback.seek(whole.start)
    for _ in range(4):
        window.key(Qt.Key.Key_Period)
    here = window.room.playback.view.time

    def pieces() -> list[tuple[float, float, str]]:
        window.settle()
        lane = [c for c in window.room.take.contacts if c.point == "left_heel"]
        inside = [c for c in lane if whole.start - 0.1 < c.start < whole.end - 1e-6]
        return [(c.start, c.end, c.state) for c in inside]

    window.key(Qt.Key.Key_S)
    split = [(whole.start, here, whole.state), (here, whole.end, whole.state)]
    assert pieces() == split
    assert window.room.timeline.canvas.lanes.at("left_heel", here).start == here
    window.key(Qt.Key.Key_O)
    assert pieces() == [split[0], (here, whole.end, "pivot")]
    window.key(Qt.Key.Key_BraceLeft, SHIFT)
    shorter = pieces()
    assert shorter[0] == split[0] and shorter[1][0] == here and shorter[1][1] < whole.end
    window.key(Qt.Key.Key_Delete)
    assert pieces() == [split[0]]


@pytest.mark.ui
def test_the_sheet_of_keys_knows_the_held_key(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_Question)
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    assert "\\" in [label.text() for label in sheet.findChildren(QLabel)]
    sheet.close()


@pytest.mark.ui
def test_next_reaches_contacts_that_start_together(opened, walking):
    window = opened(walking)
    reached = {window.room.selection.contact}
    for _ in window.room.take.contacts:
        window.key(Qt.Key.Key_N)
        reached.add(window.room.selection.contact)
    assert reached - {None} == {contact.id for contact in window.room.take.contacts}


@pytest.mark.ui
def test_next_goes_on_from_a_contact_that_starts_between_two_frames(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_Home)
    rate = window.room.take.rate
    for number in (2, 30, 60):
        window.document.put_contact("left_toe", "air", (number + 0.3) / rate, (number + 9) / rate)
    window.settle()
    seen = []
    for _ in window.room.take.contacts:
        window.key(Qt.Key.Key_N)
        seen.append(window.room.selection.contact)
    assert len(set(seen)) == len(window.room.take.contacts)


@pytest.mark.ui
def test_only_one_view_fills_the_window_and_the_layout_put_back_says_so(opened, walking):
    window = opened(walking)
    room = window.room
    room.video._expand.click()
    assert room.docks["Viewport"].isHidden()
    window.window.actions_by_id["window.reset"].trigger()
    assert not room.video._expand.isChecked()
    room.video._expand.click()
    assert room.docks["Viewport"].isHidden()
    room.video._expand.click()
    assert not room.docks["Viewport"].isHidden()


@pytest.mark.ui
def test_the_capture_room_gives_its_video_the_whole_window_and_takes_it_back(opened, tmp_path):
    window = opened()
    window.session.open(shutil.copyfile(SAMPLE, tmp_path / "clip.mp4"))
    window.bot.waitUntil(lambda: "Capture" in window.window.rooms, timeout=SLOW)
    room = window.window.rooms["Capture"]
    room.video._expand.click()
    assert not room.panel.isVisible()
    room.video._expand.click()
    assert room.panel.isVisible()


@pytest.mark.ui
def test_an_export_says_beforehand_what_it_would_replace_and_wants_a_folder(opened, walking):
    window = opened(walking)
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    assert page._there.text() == ""
    other = walking.with_name("hers.bvh")
    other.write_text("another capture")
    page._name.setText(other.name)
    assert page._there.text() == "hers.bvh is there already and will be replaced."
    page._folder.setText("")
    page._export.click()
    assert "folder" in page._detail.text()
    for folder, name in (("~nobody", "a.bvh"), (str(walking.parent), "a" * 300 + ".bvh")):
        page._folder.setText(folder)
        page._name.setText(name)
        page._export.click()
        window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=SLOW)
        assert page._headline.text() == "Nothing was written"
        assert not page._table.isVisible()


@pytest.mark.ui
def test_an_export_never_says_that_the_original_will_be_replaced(opened, walking):
    window, before = opened(walking), walking.read_bytes()
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    page._name.setText(walking.name)
    assert "made from" in page._there.text() and "replaced" not in page._there.text()
    page._export.click()
    assert page._headline.text() == "Nothing was written" and walking.read_bytes() == before


@pytest.mark.ui
def test_a_folder_at_home_is_named_from_there(opened, walking, monkeypatch):
    monkeypatch.setenv("HOME", str(walking.parent.parent))
    window = opened(walking)
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    assert page._folder.text() == f"~/{walking.parent.name}"
    assert page._wished_path.parent == walking.parent


@pytest.mark.ui
def test_a_long_name_is_shortened_not_cut(opened, walking):
    long = walking.rename(walking.with_name("a name that " + "goes on and " * 12 + "ends.bvh"))
    note = opened(long, size=(1280, 720)).room.panel.header.note
    assert "…" in note.shown and note.shown.endswith(".footing")


@pytest.mark.ui
def test_an_export_is_cancelled_in_the_middle_of_its_solve(opened, tmp_path):
    """At a high rate the solve is one long block, which tells of no progress."""
    long = tmp_path / "long.bvh"
    write_motion(long, walk(seconds=12.0).motion)
    window = opened(long)
    window.session._enter("Export")
    room = window.window.rooms["Export"]
    page = room.page
    page._rate.setCurrentIndex(page._rate.count() - 1)
    page._name.setText("cancelled.bvh")
    page._folder.setText(str(tmp_path))
    told: list[str] = []
    page._export.click()
    job = room._job
    job.progressed.connect(lambda fraction, sentence, left: told.append(sentence))
    page._cancel.click()
    window.bot.waitUntil(lambda: not window.document.long.jobs, timeout=SLOW)
    assert "Writing and reading back" not in told
    assert not (tmp_path / "cancelled.bvh").exists()
    assert page._headline.text() != "Written and read back"


ARROWS = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.ui
@pytest.mark.parametrize(
    "key, modifier, moved",
    [
        (Qt.Key.Key_BracketRight, Qt.KeyboardModifier.NoModifier, (1, 0)),
        (Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.NoModifier, (-1, 0)),
        (Qt.Key.Key_BraceRight, SHIFT, (0, 1)),
        (Qt.Key.Key_BraceLeft, SHIFT, (0, -1)),
        (Qt.Key.Key_Right, ARROWS, (1, 0)),
        (Qt.Key.Key_Left, ARROWS, (-1, 0)),
        (Qt.Key.Key_Right, ARROWS | SHIFT, (0, 1)),
        (Qt.Key.Key_Left, ARROWS | SHIFT, (0, -1)),
    ],
)
def test_brackets_and_arrows_with_control_trim_by_a_frame(opened, walking, key, modifier, moved):
    window = opened(walking)
    room = window.room
    middle = next(c for c in room.take.contacts if c.start > 0.5 and c.end < 2.0)
    room.select_contact(middle.id)
    before = (middle.start, middle.end)
    window.key(key, modifier)
    now = next(d.fact for d in window.document.state.decisions if d.id == middle.id)
    frames = [(a - b) * room.take.rate for a, b in zip((now.start, now.end), before, strict=True)]
    assert frames == pytest.approx(moved, abs=1e-6)

"""The rooms of the window on real files: nothing cut, one selection, errors in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_walk import walk
from open_window import SLOW
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton

from app.status import StatusLine
from core.files.motion_file import write_motion
from widgets.theme import theme

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "sample"
SIZES = ((1280, 720), (1920, 1080))


@pytest.fixture
def walking(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return path


def cut_texts(window) -> list[str]:
    """Labels and buttons whose words do not fit into what they were given."""
    cut = []
    for widget in [*window.findChildren(QLabel), *window.findChildren(QPushButton)]:
        if not widget.isVisible() or not widget.text() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or widget.minimumWidth() == 0):
            wanted = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
            if wanted > widget.height() + 1:
                cut.append(widget.text())
            continue
        need = widget.fontMetrics().horizontalAdvance(widget.text())
        if need > widget.width() + 1 or widget.fontMetrics().height() > widget.height() + 1:
            cut.append(widget.text())
    return cut


@pytest.mark.ui
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [True, False])
def test_no_word_is_cut_in_any_room(opened, walking, size, dark):
    theme.set_dark(dark)
    window = opened(walking, video=SAMPLE / "video.mp4", size=size)
    for room in ("Review", "Export"):
        window.session._enter(room)
        window.bot.wait(50)
        assert cut_texts(window.window) == []
    window.session.close_take()
    window.bot.wait(50)
    assert cut_texts(window.window) == []
    theme.set_dark(True)


@pytest.mark.ui
def test_a_label_too_narrow_for_its_words_is_found(opened):
    window = opened()
    label = QLabel("These words do not fit", window.window)
    label.setGeometry(10, 200, 30, 20)
    label.setMinimumWidth(30)
    label.show()
    window.bot.wait(20)
    assert cut_texts(window.window) == ["These words do not fit"]


@pytest.mark.ui
def test_a_joint_selected_anywhere_is_selected_everywhere(opened, walking):
    window = opened(walking)
    foot = window.room.take.joints.index("LeftFoot")
    window.room.viewport.joint_selected.emit(foot)
    assert window.room.selection.joint == foot
    assert window.room.selection.point == "left_heel"
    assert window.room.timeline.curves.isVisible()
    window.room.video.joint_selected.emit(None)
    assert window.room.selection.joint is None


@pytest.mark.ui
def test_holding_the_captured_key_shows_the_captured_motion_until_it_is_released(opened, walking):
    from PySide6.QtTest import QTest

    window = opened(walking)
    action = window.window.actions_by_id["view.captured"]
    QTest.keyPress(window.window, Qt.Key.Key_Backslash)
    assert action.isChecked()
    QTest.keyRelease(window.window, Qt.Key.Key_Backslash)
    assert not action.isChecked()


@pytest.mark.ui
def test_a_click_on_air_plants_the_point(opened, walking):
    window = opened(walking)
    for contact in window.room.take.contacts:
        if contact.point == "left_toe":
            window.document.delete_contact(contact.id)
    window.settle()
    window.room.timeline.air_clicked.emit("left_toe", 1.4)
    window.settle()
    put = [c for c in window.room.take.contacts if c.point == "left_toe"]
    assert len(put) == 1
    assert put[0].by_user
    assert put[0].start <= 1.4 <= put[0].end


@pytest.mark.ui
def test_a_selected_contact_is_left_behind_when_the_playhead_leaves_it(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_N)
    assert window.room.selection.contact is not None
    window.key(Qt.Key.Key_End)
    assert window.room.selection.contact is None


@pytest.mark.ui
def test_a_dropped_motion_and_its_video_open_together(opened, walking):
    window = opened()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in (SAMPLE / "video.mp4", walking)])
    drop = QDropEvent(
        QPointF(QPoint(300, 300)), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.window.dropEvent(drop)
    window.bot.waitUntil(lambda: window.document.state is not None, timeout=SLOW)
    window.settle()
    assert window.document.state.video.samefile(SAMPLE / "video.mp4")
    window.bot.waitUntil(lambda: window.room.video.canvas.has_picture, timeout=SLOW)


@pytest.mark.ui
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.bvh", b""), ("b.bvh", b"not a motion"), ("c.footing", b"\0" * 100), ("d.mp4", b"nope")],
)
def test_a_bad_file_is_one_sentence_and_costs_nothing(opened, walking, tmp_path, name, content):
    window = opened(walking)
    state = window.document.state
    bad = tmp_path / name
    bad.write_bytes(content)
    window.session.open(bad)
    window.bot.waitUntil(lambda: name in window.window.notice.sentence, timeout=SLOW)
    assert "\n" not in window.window.notice.sentence
    assert window.document.state is state
    assert bad.read_bytes() == content


@pytest.mark.ui
def test_the_layout_can_be_put_back(opened, walking):
    window = opened(walking)
    dock = window.room.docks["Viewport"]
    dock.setFloating(True)
    window.bot.wait(50)
    window.room.docks["Take"].hide()
    window.window.actions_by_id["window.reset"].trigger()
    window.bot.wait(50)
    assert not dock.isFloating()
    assert all(dock.isVisible() for dock in window.room.docks.values())


@pytest.mark.ui
def test_the_take_stays_as_wide_while_words_change_and_grows_with_the_window_by_its_share(
    opened, walking
):
    window = opened(walking, size=(1280, 720))
    width = window.room.docks["Take"].width()
    for count in range(20):
        window.room.timeline.transport.speed.setText(f"True speed, {count} frames left out")
        window.bot.wait(10)
    assert window.room.docks["Take"].width() == width
    for size in ((1600, 900), (1280, 720)):
        window.window.resize(*size)
        window.bot.wait(50)
        assert window.room.docks["Take"].width() <= 0.3 * size[0]
    assert abs(window.room.docks["Take"].width() - width) <= 2


@pytest.mark.ui
def test_undo_names_what_it_takes_back(opened, walking):
    window = opened(walking)
    window.key(Qt.Key.Key_N)
    window.key(Qt.Key.Key_D)
    window.settle()
    assert window.window.actions_by_id["edit.undo"].text().startswith("Undo slide")
    window.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.window.actions_by_id["edit.redo"].text().startswith("Redo slide")


@pytest.mark.ui
def test_without_opengl_the_viewport_says_so_and_the_rest_works(walking, tmp_path):
    script = Path(__file__).with_name("editing_without_opengl.py")
    done = subprocess.run(
        [sys.executable, str(script), str(walking), str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, cwd=ROOT, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "No OpenGL" in done.stdout
    assert (tmp_path / "without.bvh").stat().st_size > 1000


@pytest.mark.ui
def test_the_curves_show_the_same_stretch_as_the_lanes_from_the_first_moment_on(opened, walking):
    window = opened(walking)
    lanes = window.room.timeline.axis
    curves = window.room.timeline.curves._axis
    assert (curves.start, curves.end) == (lanes.start, lanes.end)


@pytest.mark.ui
def test_a_status_line_that_is_built_while_the_take_settles_says_so(opened, walking):
    window = opened(walking)
    live = window.window.status["live"]
    window.bot.waitUntil(lambda: live.text() == "○ All solved", timeout=SLOW)
    contact = window.room.take.contacts[0]
    window.document.move_contact(contact.id, contact.start, contact.end - 0.05)
    late = StatusLine(window.window, window.room, window.document)
    assert live.text() == "● Solving"
    window.settle()
    window.bot.waitUntil(lambda: live.text() == "○ All solved", timeout=SLOW)
    late.deleteLater()


@pytest.mark.ui
def test_the_status_bar_has_room_before_the_first_take_is_there(opened):
    """What is written first is painted before anything is laid out anew."""
    window = opened(size=(1280, 720))
    for name, words in (
        ("rate", "60 fps"), ("frame", "Frame 1 of 1234"), ("time", "00:00:00:00"),
    ):  # fmt: skip
        label = window.window.status[name]
        label.ensurePolished()
        assert label.contentsRect().width() >= label.fontMetrics().horizontalAdvance(words), name
    assert window.window.width() == 1280


@pytest.mark.ui
@pytest.mark.parametrize("ending", ["bvh", "mp4", "footing"])
def test_a_name_that_no_disk_can_hold_is_said_and_is_no_fault_of_ours(opened, ending):
    window = opened()
    window.session.open(Path("/" + "n" * 300 + "." + ending))
    notice = window.window.notice
    window.bot.waitUntil(lambda: "File name too long" in notice.sentence, timeout=SLOW)
    assert "our own" not in notice.sentence

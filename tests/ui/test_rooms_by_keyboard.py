"""Capture and Export by keyboard alone: Enter starts, the focus stays on what can be done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_takes import made_captured
from open_window import SLOW
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from core.files.motion_file import write_motion
from widgets.capture_panel import CapturePanel, CaptureView
from widgets.export_page import ExportPage
from widgets.export_view import ExportChoices, PresetView
from widgets.theme import theme

pytestmark = pytest.mark.ui
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    write_motion(path, made_captured(frames=60).motion, rate=30.0)
    return path


def test_enter_exports_and_the_focus_does_not_leave_the_page(opened, walk):
    window = opened(walk)
    window.key(Qt.Key.Key_E, CONTROL)
    room = window.window.rooms["Export"]
    window.bot.waitUntil(room.page._export.hasFocus, timeout=SLOW)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert room.page._cancel.hasFocus()
    window.bot.waitUntil(lambda: room.report is not None, timeout=SLOW)
    assert room.page._export.hasFocus()
    assert (walk.parent / "walk_clean.bvh").exists()


def test_enter_exports_from_every_field_and_a_name_needs_no_suffix(opened, walk):
    window = opened(walk)
    window.key(Qt.Key.Key_E, CONTROL)
    room = window.window.rooms["Export"]
    page = room.page
    for number, field in enumerate((page._name, page._folder, page._first, page._presets)):
        page._name.setText(f"again.{number}")
        field.setFocus()
        room.report = None
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        window.bot.waitUntil(lambda: room.report is not None, timeout=SLOW)
        assert (walk.parent / f"again.{number}.bvh").exists()
        assert page._export.hasFocus() and page._export.text() == "Export again"


def test_a_report_is_of_what_is_asked_for_only_until_that_is_changed(opened, walk):
    window = opened(walk)
    window.export(walk.parent / "one.bvh")
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    assert page._export.text() == "Export again" and page._headline.property("tone") == "ok"
    for change, back in (
        (lambda: page._rate.setCurrentIndex(2), lambda: page._rate.setCurrentIndex(0)),
        (lambda: page._last.setValue(31), lambda: page._last.setValue(60)),
        (lambda: page._presets.setCurrentRow(1), lambda: page._presets.setCurrentRow(0)),
        (lambda: page._name.setText("two"), lambda: page._name.setText("one")),
    ):
        change()
        assert page._export.text() == "Export" and page._headline.property("tone") == "primary"
        back()
        assert page._export.text() == "Export again"


def test_enter_presses_the_button_that_has_the_focus_and_exports_nothing_there(qapp, qtbot):
    theme.apply(qapp)
    page = ExportPage()
    qtbot.addWidget(page)
    preset = PresetView("Blender", "BVH", "Import it.")
    choices = ExportChoices((preset,), 30.0, 30.0, np.arange(9) / 30.0, Path("~"), "walk.bvh")
    page.set_choices(choices)
    page.set_waiting(3)
    page.show()
    asked: list[str] = []
    page.export_requested.connect(lambda _wishes: asked.append("Export"))
    page.folder_requested.connect(lambda: asked.append("Choose…"))
    page.review_requested.connect(lambda: asked.append("Review"))
    for words in ("Choose…", "Review", "Export"):
        [button] = [one for one in page.findChildren(QPushButton) if one.text() == words]
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)
    assert asked == ["Choose…", "Review", "Export"]


@pytest.mark.parametrize(("name", "said"), [("walk.fbx", "not .fbx"), ("", "no name")])
def test_what_an_export_cannot_write_is_said(opened, walk, name, said):
    window = opened(walk)
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    page._folder.setText(str(walk.parent / "shots.v2"))
    page._name.setText(name)
    page._name.setFocus()
    QTest.keyClick(page._name, Qt.Key.Key_Return)
    assert page._headline.text() == "Nothing was written" and said in page._detail.text()


def test_the_export_says_what_a_rate_does_and_how_long_the_range_is(opened, walk):
    window = opened(walk)
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    assert page._resampled.text() == "The take's own frames."
    assert page._length.text() == "1.97 s"
    page._last.setValue(31)
    assert page._length.text() == "1.00 s"
    other = [k for k in range(page._rate.count()) if page._rate.itemText(k) == "60 fps"]
    page._rate.setCurrentIndex(other[0])
    assert page._resampled.text().startswith("Resampled from 30")


def test_of_uneven_frames_the_range_is_as_long_as_it_is(qapp, qtbot):
    theme.apply(qapp)
    page = ExportPage()
    qtbot.addWidget(page)
    preset = PresetView("Blender", "BVH", "Import it.")
    times = np.cumsum([0.0, 0.1, 0.5, 0.1, 0.1])
    page.set_choices(ExportChoices((preset,), 60.0, 10.0, times, Path("~"), "walk.bvh"))
    assert page._length.text() == "0.80 s" and "uneven" in page._resampled.text()
    page._last.setValue(2)
    assert page._length.text() == "0.10 s"
    shorter = ExportChoices((preset,), 60.0, 10.0, times[:2], Path("~"), "walk.bvh")
    page.set_choices(shorter)  # the fields held more frames than there are now
    assert page._length.text() == "0.10 s"


def test_what_waits_in_the_queue_is_said_before_an_export(opened, walk):
    window = opened(walk)
    window.session._enter("Export")
    page = window.window.rooms["Export"].page
    page.set_waiting(3)
    assert page._waiting.isVisible() and page._waiting.text().startswith("3 events wait")
    page._review.click()
    assert window.window.room is window.session.review
    assert window.session.review.queue_is_shown
    page.set_waiting(0)
    assert page._waiting.isHidden() and page._review.isHidden()


@pytest.fixture
def panel(qapp, qtbot) -> CapturePanel:
    theme.apply(qapp)
    shown = CapturePanel()
    qtbot.addWidget(shown)
    shown.set_capture(CaptureView("clip.mp4", "1280×720, 24 fps, 10.2 s"))
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def test_enter_starts_a_capture(panel: CapturePanel):
    started = []
    panel.start_requested.connect(started.append)
    panel.setFocus()
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton) and focused.text() == "Capture"
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert len(started) == 1


def test_while_it_runs_the_focus_is_on_cancel_and_nobody_is_asked_to_click(panel: CapturePanel):
    panel.setFocus()
    panel.set_capture(CaptureView("clip.mp4", "", "running", "About 20 s left", 0.2))
    assert QApplication.focusWidget().text() == "Cancel"
    assert "Click" not in panel._who.text()
    panel.set_capture(CaptureView("clip.mp4", ""))
    assert "Click another in the video" in panel._who.text()

"""Words and controls from 80 to 200 %: at once, kept, and nothing is cut."""

from __future__ import annotations

import json
import shutil
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.preferences import Preferences
from app.settings import Settings, read_settings, settings_folder
from app.window import FootingWindow
from widgets.segmented import Segmented
from widgets.settings_sheet import SCALES, SettingsSheet
from widgets.short_label import ShortLabel
from widgets.theme import theme

pytestmark = pytest.mark.ui
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def as_it_was():
    yield
    theme.set_scale(1.0)
    theme.set_dark(True)


def cut(window: QWidget) -> list[str]:
    """The words that have less room than they need."""
    found = []
    for one in (*window.findChildren(QLabel), *window.findChildren(QAbstractButton)):
        if not one.isVisible() or not one.text() or isinstance(one, ShortLabel) or icon_only(one):
            continue  # a short label leaves words out by itself, and says so
        metrics = one.fontMetrics()
        if isinstance(one, QLabel) and one.wordWrap():
            if one.heightForWidth(one.width()) > one.height() + 1:
                found.append(one.text())
        elif (
            metrics.horizontalAdvance(one.text()) > one.width() + 1
            or metrics.height() * 0.8 > one.height()
        ):
            found.append(one.text())
    return found


def icon_only(one: QWidget) -> bool:
    """A tool button that has words for its hint and draws its icon."""
    only = Qt.ToolButtonStyle.ToolButtonIconOnly
    return (
        isinstance(one, QToolButton) and one.toolButtonStyle() == only and not one.icon().isNull()
    )


def crossing(window: QWidget) -> list[str]:
    """Controls of one row that lie over each other, or beyond what they are in."""
    found = []
    kinds = (QLabel, QAbstractButton, QLineEdit, QAbstractSpinBox, QComboBox, Segmented)
    rows: dict[QWidget, list[QWidget]] = {}
    for one in (widget for kind in kinds for widget in window.findChildren(kind)):
        around = one.parentWidget()
        if isinstance(one, QLabel) and not one.text() and one.pixmap().isNull():
            continue  # it draws nothing
        layout = None if around is None else around.layout()
        if around is not None and layout is not None and one.isVisible():
            rows.setdefault(around, [])
            rows[around] += [one] * (layout.indexOf(one) >= 0)
    for around, row in rows.items():
        inside = around.rect().adjusted(-1, -1, 1, 1)
        found += [f"{named(one)} leaves" for one in row if not inside.contains(one.geometry())]
        for first, second in combinations(row, 2):
            shared = first.geometry() & second.geometry()
            if shared.width() > 1 and shared.height() > 1:
                found.append(f"{named(first)} over {named(second)}")
    return found


def named(one: QWidget) -> str:
    return one.accessibleName() or getattr(one, "text", lambda: "")() or type(one).__name__


def comes_to_fit(bot, page: QWidget) -> None:
    """Laid out anew in the next turns of the event loop, all words and controls have room."""

    def fits() -> None:
        assert cut(page) + crossing(page) == []

    bot.waitUntil(fits, timeout=5000)


def test_a_word_without_room_is_found(qapp, qtbot):
    theme.apply(qapp)
    page = QWidget()
    qtbot.addWidget(page)
    for text, width in (("far too long for this", 40), ("fits", 200)):
        label = QLabel(text, page)
        label.setFixedSize(width, 30)
    page.show()
    button = QToolButton(page)
    button.setText("Contacts and curves")
    button.setFixedWidth(20)
    button.show()
    assert cut(page) == ["far too long for this", "Contacts and curves"]


def test_controls_over_each_other_are_found(qapp, qtbot):
    theme.apply(qapp)
    page = QWidget()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    for word in ("one", "two"):
        button = QPushButton(word)
        button.setMinimumWidth(100)
        row.addWidget(button)
    page.show()
    assert crossing(page) == []
    page.findChildren(QPushButton)[0].resize(160, 20)
    assert crossing(page) == ["one over two"]


@pytest.mark.parametrize("percent", [80, 150, 200])
def test_nothing_is_cut_in_any_room_and_a_change_looks_as_a_start(opened, tmp_path, percent):
    for name in ("sample.footing", "video.mp4"):
        shutil.copyfile(SAMPLE / name, tmp_path / name)
    window = opened(size=(1860, 1040))
    at_first = window.window.toolbar.height()
    window.window.preferences.set_percent(percent)
    window.bot.waitUntil(lambda: window.window.toolbar.height() != at_first)
    comes_to_fit(window.bot, window.window.welcome)
    window.open(tmp_path / "sample.footing")
    for room in ("Review", "Export", "Capture"):
        window.window.preferences.set_percent(100)
        window.session._enter(room)
        window.window.preferences.set_percent(percent)
        comes_to_fit(window.bot, window.window)
    assert window.window.toolbar.height() == round(40 * percent / 100)
    assert window.window.statusBar().height() == round(24 * percent / 100)
    icons = {button.iconSize().width() for button in window.window.toolbar.findChildren(
        QAbstractButton) if button.property("kind") == "tool"}  # fmt: skip
    assert icons == {round(16 * percent / 100)}


def test_a_selected_pins_fields_have_room_at_200_percent(opened, tmp_path):
    for name in ("sample.footing", "video.mp4"):
        shutil.copyfile(SAMPLE / name, tmp_path / name)
    window = opened(tmp_path / "sample.footing", size=(1860, 1040))
    room = window.room
    room.playback.scrub(1.5)
    room.select_joint(room.take.joints.index("LeftHand"))
    window.key(Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    window.settle()
    room.select_mark(room.take.marks[0].id)
    bar = room.viewport.pin_bar
    heights = []
    for percent in (100, 200, 100):
        window.window.preferences.set_percent(percent)
        window.bot.waitUntil(lambda: bar.isVisible())
        comes_to_fit(window.bot, window.window)
        comes_to_fit(window.bot, bar)
        heights.append(bar.height())
    assert heights[1] > 3 * heights[0] and heights[2] == heights[0]  # two rows, and one again


def test_keys_make_it_larger_and_smaller_and_it_is_kept(opened):
    window = opened()
    window.key(Qt.Key.Key_Equal, CONTROL)
    assert theme.scale == 1.1
    window.key(Qt.Key.Key_Equal, CONTROL)
    assert theme.scale == 1.25 and read_settings().scale == 1.25
    window.key(Qt.Key.Key_Minus, CONTROL)
    assert theme.scale == 1.1
    window.key(Qt.Key.Key_0, CONTROL)
    assert theme.scale == 1.0 and read_settings().scale == 1.0
    for _ in SCALES:
        window.key(Qt.Key.Key_Minus, CONTROL)
    assert theme.scale == 0.8


def test_a_new_window_is_as_large_as_the_last(qapp, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path))
    theme.apply(qapp)
    (tmp_path / "settings.json").write_text(json.dumps({"scale": 1.5}))
    window = FootingWindow()
    qtbot.addWidget(window)
    assert theme.scale == 1.5
    window.show()
    qtbot.waitUntil(lambda: window.toolbar.height() == 60)


@pytest.mark.parametrize("said", ['{"scale": "large"}', '{"scale": null}', '{"scale": [1]}'])
def test_a_size_that_is_no_number_is_forgotten(tmp_path, monkeypatch, said):
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path))
    (settings_folder() / "settings.json").write_text(said)
    assert read_settings().scale == 1.0


def sheet_of(window) -> SettingsSheet:
    window.key(Qt.Key.Key_Comma, CONTROL)
    sheet = window.window.findChild(SettingsSheet)
    window.bot.waitUntil(lambda: sheet is not None and sheet.isVisible())
    return sheet


def choose(box: QComboBox, text: str) -> None:
    """As a hand does: with the keyboard, from row to row."""
    box.setFocus()
    while box.currentText() != text:
        before = box.currentText()
        down = box.findText(text) > box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        assert box.currentText() != before


def test_the_sheet_applies_what_is_chosen_at_once(opened):
    window = opened()
    sheet = sheet_of(window)
    choose(sheet.size_of_all, "125 %")
    assert theme.scale == 1.25
    QTest.mouseClick(sheet.colours.button("light"), Qt.MouseButton.LeftButton)
    assert not theme.dark
    choose(sheet.keys, "Maya")
    assert window.window.actions_by_id["edit.undo"].shortcut().toString() == "Z"
    stored = read_settings()
    assert (stored.scale, stored.theme, stored.keymap) == (1.25, "light", "maya")
    comes_to_fit(window.bot, sheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    window.bot.waitUntil(lambda: window.window.findChild(SettingsSheet) is None)


def test_a_size_of_ones_own_is_among_those_that_can_be_chosen(qapp, qtbot):
    theme.apply(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    preferences = Preferences(window, lambda: Settings(scale=1.33), lambda _settings: None)
    assert preferences.ask().size_of_all.currentText() == "133 %"


def test_keys_of_a_program_that_is_not_there_fall_back_and_say_so(opened, tmp_path):
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "settings.json").write_text(json.dumps({"keymap": "houdini"}))
    window = opened()
    assert "houdini.json" in window.window.welcome.notice.sentence
    assert window.window.actions_by_id["contact.plant"].shortcut().toString() == "P"
    assert window.window.preferences.keymap_title == "Footing"

"""All keys on one sheet: every action that has one, in columns that fit the window."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow, QScrollArea

from app.window import FootingWindow
from widgets.key_sheet import KeySheet, _columns
from widgets.theme import theme

pytestmark = pytest.mark.ui


@pytest.fixture(autouse=True)
def as_it_was():
    yield
    theme.set_scale(1.0)


@pytest.mark.parametrize(
    ("size", "scale"),
    [((1280, 720), 1.0), ((1600, 950), 1.0), ((1920, 1080), 1.0), ((1920, 1080), 1.5),
     ((1860, 1040), 2.0)],
)  # fmt: skip
def test_every_key_stands_there_and_nothing_is_cut(qapp, qtbot, tmp_path, monkeypatch, size, scale):
    monkeypatch.setenv("FOOTING_SETTINGS", str(tmp_path))
    theme.apply(qapp)
    window = FootingWindow()
    qtbot.addWidget(window)
    window.preferences.set_percent(round(100 * scale))
    window.resize(*size)
    window.show()
    window.actions_by_id["help.keys"].trigger()
    sheet = window.findChild(KeySheet)
    assert sheet is not None and sheet.isVisible()
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    keys = window.actions_by_id.keys
    for spec, _ in window.actions_by_id:
        if keys[spec.id]:
            assert spec.text in texts and keys[spec.id] in texts
    inside = sheet.findChild(QScrollArea)
    QTest.qWait(100)
    assert inside is not None and inside.widget() is not None
    assert inside.widget().width() <= inside.viewport().width()
    assert sheet.width() <= window.width() and sheet.height() <= window.height()
    for label in sheet.findChildren(QLabel):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width() + 1
    sheet.close()


def test_columns_are_about_equally_long_and_in_order():
    groups = [[("a", "x", "y")] * count for count in (5, 3, 14, 23, 25, 11, 4, 1, 8)]
    columns = _columns(groups, 4)
    assert [group for column in columns for group in column] == groups
    lengths = [sum(len(group) + 2 for group in column) for column in columns]
    assert max(lengths) <= 36 and min(lengths) >= 20


def test_a_narrow_window_has_one_column(qapp, qtbot):
    theme.apply(qapp)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(360, 500)
    sheet = KeySheet([("File", "Open", "Ctrl+O")], window)
    assert sheet.width() <= 360

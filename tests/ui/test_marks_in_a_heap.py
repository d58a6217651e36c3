"""A press on marks that stand together offers each of them, and a closer look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_takes import drawn_take
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from widgets.snapshot import MarkView
from widgets.theme import theme
from widgets.timeline.marks_row import laid_out
from widgets.timeline.timeline import Timeline

pytestmark = pytest.mark.ui
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def timeline(qapp: QApplication, qtbot) -> Timeline:
    """Nine pins within half a second of a take of 100 s."""
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1200, 240)
    pins = tuple(
        MarkView(f"m{k}", "pin", f"Joint {k}", 50.0 + k / 20, 50.0 + k / 20) for k in range(9)
    )
    shown.set_take(replace(drawn_take(frames=3001, contacts=()), marks=pins))
    shown.show()
    return shown


def press_the_heap(timeline: Timeline) -> QMenu:
    canvas = timeline.canvas
    shape = canvas.geometry_now
    [heap] = laid_out(shape.marks, shape.marks_row, canvas.axis)
    assert heap.is_heap
    at = QPoint(round(heap.x), round(shape.marks_row.center().y()))
    QTest.mouseClick(canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_one_of_a_heap_is_selected_and_gone_to(timeline: Timeline):
    selected, times = [], []
    timeline.mark_selected.connect(selected.append)
    timeline.time_requested.connect(times.append)
    menu = press_the_heap(timeline)
    [third] = [one for one in menu.actions() if one.text() == "Pin, Joint 2, frame 1504"]
    third.trigger()
    menu.close()
    assert selected == ["m2"] and times == [pytest.approx(50.1)]


def test_a_closer_look_opens_the_heap(timeline: Timeline):
    menu = press_the_heap(timeline)
    menu.actions()[0].trigger()
    menu.close()
    shape = timeline.canvas.geometry_now
    shown = laid_out(shape.marks, shape.marks_row, timeline.axis)
    assert len(shown) == 9
    assert all(shape.heads <= one.x <= shape.width for one in shown)


def test_the_mouse_is_told_what_lies_in_a_heap(timeline: Timeline):
    canvas = timeline.canvas
    shape = canvas.geometry_now
    [heap] = laid_out(shape.marks, shape.marks_row, canvas.axis)
    at = QPoint(round(heap.x), round(shape.marks_row.center().y()))
    canvas.hover(canvas.hit_at(QPointF(at)))
    assert canvas.toolTip().splitlines()[0] == "Pin, Joint 0, frame 1501"
    assert len(canvas.toolTip().splitlines()) == 9

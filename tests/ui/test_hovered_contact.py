"""A contact that changes under a mouse that rests is drawn as it is now, and once."""

from __future__ import annotations

import pytest
from drawn_takes import contact, drawn_take
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from widgets.theme import theme
from widgets.timeline.lanes import Hit
from widgets.timeline.timeline import Timeline

pytestmark = pytest.mark.ui


@pytest.fixture
def timeline(qapp: QApplication, qtbot) -> Timeline:
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1200, 202)
    shown.set_take(take(11, 31))
    shown.show()
    return shown


def take(first: int, last: int):
    return drawn_take(frames=101, contacts=(contact("a", "left_heel", "plant", first, last),))


def rest_on_contact(timeline: Timeline) -> None:
    canvas = timeline.canvas
    shape = canvas.geometry_now
    block = shape.block(0, canvas.axis, 10 / 30, 30 / 30)
    canvas.hover(canvas.hit_at(QPointF(block.center())))
    assert canvas.hovered.contact is not None


def picture(timeline: Timeline) -> QImage:
    return timeline.canvas.grab().toImage()


def test_what_a_key_moved_is_not_drawn_where_it_was(timeline: Timeline):
    rest_on_contact(timeline)
    timeline.set_take(take(41, 61))
    with_old_hit = picture(timeline)
    timeline.canvas.hover(Hit("body", "left_heel", timeline.canvas.lanes.by_id["a"]))
    assert with_old_hit == picture(timeline)


def test_what_was_deleted_is_not_drawn(timeline: Timeline):
    rest_on_contact(timeline)
    timeline.set_take(drawn_take(frames=101, contacts=()))
    with_old_hit = picture(timeline)
    timeline.canvas.hover(Hit(""))
    assert with_old_hit == picture(timeline)

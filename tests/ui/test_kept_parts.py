"""The ruler and the heads of the lanes are copied while they look the same, to the pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from drawn_takes import drawn_take
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.timeline import canvas_layers, ruler
from widgets.timeline.timeline import Timeline

Change = Callable[[Timeline], None]


def _other_contact(timeline: Timeline) -> None:
    timeline.set_selection(SelectionView(contact="c6", point="left_toe"))


def _other_lane(timeline: Timeline) -> None:
    timeline.set_selection(SelectionView(point="right_heel"))


def _edited(timeline: Timeline) -> None:
    take = drawn_take()
    timeline.set_take(replace(take, revision=9, contacts=take.contacts[1:]))


def _zoomed(timeline: Timeline) -> None:
    timeline.set_visible_range(1.0, 3.0)


def _looped(timeline: Timeline) -> None:
    timeline.set_clock(ClockView(time=1.0, loop=(0.5, 2.0)))


def _timecode(timeline: Timeline) -> None:
    timeline.canvas.set_unit("timecode")


def _hidden(timeline: Timeline) -> None:
    timeline.canvas.hidden.add("left_toe")
    timeline.canvas.renew()


def _compact(timeline: Timeline) -> None:
    timeline.set_compact(True)


def _other_rate(timeline: Timeline) -> None:
    timeline.set_take(replace(drawn_take(), rate=25.0))


CHANGES = (
    _other_contact, _other_lane, _edited, _zoomed, _looped, _timecode, _hidden, _compact,
    _other_rate,
)  # fmt: skip


@pytest.fixture
def timeline(qtbot, qapp: QApplication) -> Timeline:
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1100, 300)
    shown.set_take(drawn_take())
    shown.canvas.set_unit("frames")
    shown.canvas.grab()
    return shown


def _picture(timeline: Timeline) -> QPixmap:
    timeline.canvas.renew()
    return timeline.canvas._drawn_still()


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_kept_looks_like_what_is_drawn_anew(timeline, change: Change) -> None:
    _picture(timeline)
    change(timeline)
    kept = _picture(timeline).toImage()
    timeline.canvas.parts.forget()
    assert kept == _picture(timeline).toImage()


def test_after_a_change_of_theme_nothing_old_is_left(timeline) -> None:
    before = _picture(timeline).toImage()
    theme.set_dark(not theme.dark)
    try:
        other = _picture(timeline).toImage()
        timeline.canvas.parts.forget()
        assert other == _picture(timeline).toImage()
        assert other != before
    finally:
        theme.set_dark(not theme.dark)


def test_an_edit_draws_neither_numbers_nor_names(timeline, monkeypatch) -> None:
    _picture(timeline)
    drawn: list[str] = []
    draw_heads = canvas_layers._draw_heads
    monkeypatch.setattr(
        canvas_layers, "_draw_heads", lambda *a: (drawn.append("heads"), draw_heads(*a))
    )
    draw_numbers = ruler.draw_ruler
    monkeypatch.setattr(ruler, "draw_ruler", lambda *a: (drawn.append("ruler"), draw_numbers(*a)))
    _edited(timeline)
    _picture(timeline)
    assert drawn == []
    _other_lane(timeline)
    _picture(timeline)
    assert drawn == ["heads"]
    _zoomed(timeline)
    _picture(timeline)
    assert drawn == ["heads", "ruler"]

"""A lane's picture is mended where something changed, and looks as if it had been drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from drawn_takes import contact, drawn_take
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from widgets.snapshot import ContactView, SelectionView
from widgets.theme import theme
from widgets.timeline import lane_rows
from widgets.timeline.lane_rows import LaneRows, changed_stretches
from widgets.timeline.timeline import Timeline

STATES = ("plant", "pivot", "slide", "air")
LANE = "left_toe"


@pytest.fixture
def timeline(qtbot, qapp: QApplication) -> Timeline:
    theme.apply(qapp)
    shown = Timeline()
    qtbot.addWidget(shown)
    shown.resize(1100, 300)
    return shown


def _contacts(rng: np.random.Generator, count: int) -> tuple[ContactView, ...]:
    """Contacts of one lane that do not overlap; some touch, some are of a few pixels."""
    edges = np.sort(rng.choice(np.arange(1, 411), 2 * count, replace=False))
    found = [
        contact(
            f"c{number}",
            LANE,
            str(rng.choice(STATES)),
            int(first),
            int(last),
            by_user=bool(rng.integers(2)),
            probability=float(rng.choice([0.3, 0.9])),
        )
        for number, (first, last) in enumerate(edges.reshape(-1, 2))
    ]
    return tuple(found)


def _edited(rng: np.random.Generator, lane: tuple[ContactView, ...]) -> tuple[ContactView, ...]:
    """As after a key: another state, another edge, one more, one less."""
    place = int(rng.integers(len(lane)))
    one, rest = lane[place], (*lane[:place], *lane[place + 1 :])
    match rng.integers(4):
        case 0:
            return (*rest, replace(one, state=str(rng.choice(STATES)), pending=True, by_user=True))
        case 1:
            return (*rest, replace(one, start=one.start + 0.6 * (one.end - one.start)))
        case 2:
            half = 0.5 * (one.start + one.end)
            return (*rest, replace(one, end=half), replace(one, id=f"{one.id}.", start=half))
    return rest


def _pictures(timeline: Timeline) -> tuple[QImage, QImage]:
    """The lane's picture as it is kept, and drawn anew."""
    canvas = timeline.canvas
    shape = canvas.geometry_now
    place = shape.names.index(LANE)
    kept = canvas.rows.picture(canvas, shape, place).toImage().copy()
    return kept, LaneRows().picture(canvas, shape, place).toImage()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("span", [(-0.2, 14.0), (3.1, 5.3)])
def test_a_mended_picture_is_the_one_drawn_anew(timeline, seed: int, span) -> None:
    rng = np.random.default_rng(seed)
    lane = _contacts(rng, (4, 15, 60, 120)[seed % 4])
    timeline.set_take(drawn_take(contacts=lane))
    timeline.set_visible_range(*span)
    _pictures(timeline)
    for revision in range(2, 14):
        lane = _edited(rng, lane)
        timeline.set_take(drawn_take(contacts=lane, revision=revision))
        chosen = lane[int(rng.integers(len(lane)))].id if rng.integers(2) else None
        timeline.set_selection(SelectionView(contact=chosen, point=LANE))
        kept, anew = _pictures(timeline)
        assert kept == anew


def test_an_edit_draws_the_contacts_beside_it_only(timeline, monkeypatch) -> None:
    lane = _contacts(np.random.default_rng(0), 40)
    timeline.set_take(drawn_take(contacts=lane))
    _pictures(timeline)
    drawn: list[float] = []
    draw: Callable = lane_rows.draw_contact
    monkeypatch.setattr(lane_rows, "draw_contact", lambda *a: (drawn.append(a[1].left()), draw(*a)))
    other = (*lane[:20], replace(lane[20], state="slide", pending=True, by_user=True), *lane[21:])
    timeline.set_take(drawn_take(contacts=other, revision=2))
    canvas = timeline.canvas
    canvas.rows.picture(canvas, canvas.geometry_now, canvas.geometry_now.names.index(LANE))
    assert 1 <= len(drawn) <= 5


def test_what_changed_reaches_over_the_air_beside_it() -> None:
    look = (False, "plant", False, 0.9, False)
    before = [(1.0, 2.0, *look), (3.0, 4.0, *look), (6.0, 7.0, *look)]
    assert changed_stretches(before, before, (0.0, 9.0)) == []
    moved = [before[0], (3.5, 4.0, *look), before[2]]
    assert changed_stretches(before, moved, (0.0, 9.0)) == [(2.0, 6.0)]
    assert changed_stretches(before, before[1:], (0.0, 9.0)) == [(0.0, 3.0)]
    both = [(1.0, 1.5, *look), before[1], (6.5, 7.0, *look)]
    assert changed_stretches(before, both, (0.0, 9.0)) == [(0.0, 3.0), (4.0, 9.0)]


def test_the_overview_of_an_edited_take_is_the_one_drawn_anew(timeline) -> None:
    rng = np.random.default_rng(3)
    lane = _contacts(rng, 30)
    other = contact("other", "right_heel", "plant", 40, 90)
    timeline.set_take(drawn_take(contacts=(*lane, other)))
    changed = 0
    for revision in range(2, 12):
        before = timeline.overview._drawn_still().toImage()
        lane = _edited(rng, lane)
        timeline.set_take(drawn_take(contacts=(*lane, other), revision=revision))
        kept = timeline.overview._drawn_still().toImage()
        timeline.overview._bars.clear()
        assert kept == timeline.overview._drawn_still().toImage()
        changed += kept != before
    assert changed >= 3


def test_a_zoom_asks_no_contact_again_how_it_looks(timeline: Timeline, monkeypatch):
    rng = np.random.default_rng(3)
    timeline.set_take(drawn_take(412, _contacts(rng, 20)))
    timeline.show()
    timeline.canvas._drawn_still()
    asked: list[str] = []
    ask = lane_rows._entries
    monkeypatch.setattr(
        lane_rows, "_entries", lambda canvas, name: (asked.append(name), ask(canvas, name))[1]
    )
    for start in (1.0, 1.5, 2.0):
        timeline.axis.set_range(start, 6.0)
        timeline.canvas._drawn_still()
    assert asked == []
    timeline.set_selection(SelectionView(contact="c3"))
    timeline.canvas._drawn_still()
    assert LANE in asked

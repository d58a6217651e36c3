"""Panels take a new take over in turn; the newest wins; views of motion skip commits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject

from app import turns as turning
from app.turns import Turns
from widgets.snapshot import ContactView, MotionView, TakeView, VideoView


class Panel:
    def __init__(self) -> None:
        self.taken: list[int] = []
        self.painted: list[int] = []

    def set_take(self, take: TakeView | None) -> None:
        self.taken.append(-1 if take is None else take.revision)

    def paint_now(self) -> None:
        self.painted.append(self.taken[-1])


def take(revision: int = 1) -> TakeView:
    empty = np.zeros((3, 1, 3))
    motion = MotionView(np.arange(3.0), empty, empty, empty, empty[..., 0])
    contact = ContactView("a", "left_toe", "plant", 0.0, 1.0, by_user=True, pending=True)
    return TakeView(
        revision, "walk", 30.0, ("hips",), (-1,), ("centre",), (), ("ZXY",), motion, motion, True,
        contacts=(contact,),
    )  # fmt: skip


@pytest.fixture
def panels(qapp):
    lanes, view, figures = Panel(), Panel(), Panel()
    parent = QObject()
    yield Turns((lanes, view, figures), (view,), parent), lanes, view, figures
    parent.deleteLater()


def test_a_take_that_is_opened_goes_to_all_panels_at_once(panels):
    turns, *all_panels = panels
    turns.show(take())
    assert [panel.taken for panel in all_panels] == [[1], [1], [1]]


def test_the_next_revision_comes_in_turns_to_the_lanes_at_once(panels, qtbot):
    """What the mouse does there next must know of it. Painted in that turn too, they held the
    window for 50 ms."""
    turns, lanes, view, figures = panels
    turns.show(take())
    turns.show(take(2))
    assert (lanes.taken, view.taken, figures.taken) == ([1, 2], [1], [1])
    assert lanes.painted == []
    qtbot.waitUntil(lambda: figures.taken == [1, 2])
    assert (lanes.taken, view.taken) == ([1, 2], [1, 2])
    assert lanes.painted == view.painted == [2]


def test_no_two_panels_are_painted_in_one_turn(panels):
    """Qt would gather what is painted soon after one another, and hold the window for all of it."""
    turns, *all_panels = panels
    turns.show(take())
    turns.show(take(2))
    together: list[int] = []

    def one_turn() -> bool:
        before = [len(panel.painted) for panel in all_panels]
        turns._next()
        together.append(sum(len(p.painted) for p in all_panels) - sum(before))
        return all(panel.painted == [2] for panel in all_panels)

    turns._timer.stop()
    while not one_turn():
        turns._timer.stop()
    assert together == [1, 1, 1]


def test_views_of_motion_wait_for_the_answer_to_an_edit(panels, qtbot, monkeypatch):
    """Painted twice, they held the answer up by 15 ms."""
    monkeypatch.setattr(turning, "ANSWER_MS", 600_000)
    turns, lanes, view, figures = panels
    turns.show(take())
    turns.show(replace(take(2), settled=False))
    assert turns.wait_of(view) == 600_000
    qtbot.waitUntil(lambda: figures.taken == [1, 2])
    assert (lanes.taken, view.taken) == ([1, 2], [1])
    moved = replace(take().refined, world_positions=np.ones((3, 1, 3)))
    turns.show(replace(take(2), settled=False, refined=moved))
    assert 0 < turns.wait_of(view) < 600_000
    qtbot.waitUntil(lambda: view.taken == [1, 2])


def test_an_answer_is_painted_in_the_turn_that_hands_it_over(panels, qtbot, monkeypatch):
    """Left to the event loop it came some milliseconds later; all of a first take at once would
    hold the window up."""
    monkeypatch.setattr(turning, "ANSWER_MS", 600_000)
    turns, lanes, view, figures = panels
    turns.show(take())
    assert view.painted == lanes.painted == figures.painted == []
    turns.show(replace(take(2), settled=False))
    qtbot.waitUntil(lambda: figures.taken == [1, 2])
    moved = replace(take().refined, world_positions=np.ones((3, 1, 3)))
    turns.show(replace(take(2), settled=False, refined=moved))
    qtbot.waitUntil(lambda: view.painted == [2])


def test_views_of_motion_come_first_where_the_answer_is_there(panels, qtbot, monkeypatch):
    """Undo: what it comes back to is known."""
    turns, _, view, figures = panels
    turns.show(take())
    order: list[str] = []
    for name, panel in (("view", view), ("figures", figures)):
        panel.set_take = lambda _take, name=name: order.append(name)
        panel.paint_now = lambda: None
    turns.show(take(2))
    assert turns.wait_of(view) > 0
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["view", "figures"]
    assert turns.wait_of(view) == 0


def test_views_of_motion_show_what_is_pending_where_the_answer_takes_long(
    panels, qtbot, monkeypatch
):
    monkeypatch.setattr(turning, "ANSWER_MS", 1)
    turns, _, view, _ = panels
    turns.show(take())
    turns.show(replace(take(2), settled=False))
    qtbot.waitUntil(lambda: view.taken == [1, 2])


def test_an_answer_comes_a_turn_later_and_to_the_views_of_motion_first(panels, qtbot):
    """Receiving it and painting the lanes in one turn held the window up for 59 ms."""
    turns, lanes, view, figures = panels
    turns.show(take())
    order: list[str] = []
    for name, panel in (("lanes", lanes), ("view", view), ("figures", figures)):
        panel.set_take = lambda _take, name=name: order.append(name)
        panel.paint_now = lambda: None
    answer = replace(take(), refined=replace(take().refined, world_positions=np.ones((3, 1, 3))))
    turns.show(answer)
    assert order == []
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["view", "lanes", "figures"]


def test_the_newest_revision_wins(panels, qtbot):
    turns, lanes, _, figures = panels
    turns.show(take())
    turns.show(take(2))
    turns.show(take(3))
    qtbot.waitUntil(lambda: figures.taken == [1, 3])
    assert lanes.taken == [1, 2, 3]


def test_views_of_motion_skip_a_commit_and_see_a_moved_contact(panels):
    turns, _, view, figures = panels
    first = take()
    turns.show(first)
    committed = replace(first.contacts[0], pending=False)
    turns.show(replace(first, revision=2, contacts=(committed,)))
    turns.finish()
    assert (view.taken, figures.taken) == ([1], [1, 2])
    turns.show(replace(first, revision=3, contacts=(replace(committed, end=0.5),)))
    turns.finish()
    assert view.taken == [1, 3]


def test_closing_the_take_empties_every_panel_at_once(panels):
    turns, *all_panels = panels
    turns.show(take())
    turns.show(None)
    assert [panel.taken[-1] for panel in all_panels] == [-1, -1, -1]


def test_another_video_goes_to_all_panels_at_once(panels):
    """Its first picture must not arrive at a panel that still shows the video before."""
    turns, *all_panels = panels
    turns.show(take())
    video = VideoView(Path("b.mp4"), "b.mp4", 64, 48, np.arange(3.0), 30.0)
    turns.show(replace(take(2), video=video))
    assert [panel.taken for panel in all_panels] == [[1, 2], [1, 2], [1, 2]]

"""The software viewport draws once a turn, before it paints, and copies what stands still."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QAbstractEventDispatcher
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from viewport_window import opened_viewport, picture

from widgets.snapshot import ClockView, SelectionView
from widgets.theme import theme
from widgets.viewport import ViewportPanel
from widgets.viewport.overlay import Overlay
from widgets.viewport.scene import Scene

pytestmark = pytest.mark.ui


@pytest.fixture
def panel(qtbot) -> ViewportPanel:
    return opened_viewport(qtbot, "software")


def _turns_camera(panel: ViewportPanel, by: float) -> None:
    view = panel.view
    view.set_camera(replace(view.camera, yaw=view.camera.yaw + by))


def test_what_changes_in_one_turn_is_drawn_once_and_before_it_is_painted(qtbot, panel, monkeypatch):
    surface = panel.surface
    QApplication.processEvents()
    done: list[str] = []
    draw, fetch = surface._draw, surface._fetch
    monkeypatch.setattr(surface, "_draw", lambda: (done.append("draw"), draw()))
    monkeypatch.setattr(surface, "_fetch", lambda: (done.append("fetch"), fetch()))
    panel.set_clock(ClockView(time=0.4))
    panel.set_selection(SelectionView(joint=3))
    panel.set_clock(ClockView(time=0.5))
    assert done == []
    qtbot.waitUntil(lambda: done == ["draw", "fetch"])
    QApplication.processEvents()
    assert done == ["draw", "fetch"]


def test_a_view_that_moves_and_one_that_stands_still_look_the_same(panel):
    """Sky and grid go straight into the picture while the eye moves, and are copied after."""
    _turns_camera(panel, 0.3)
    moving = picture(panel)
    panel.view.changed.emit()
    copied = picture(panel)
    panel.view.changed.emit()
    again = picture(panel)
    assert (moving == copied).all() and (copied == again).all()


def test_what_stands_still_is_drawn_again_only_while_the_eye_moves(panel, monkeypatch):
    scene = panel.surface._scene
    drawn: list[int] = []
    draw = scene.draw_still
    monkeypatch.setattr(scene, "draw_still", lambda *a: (drawn.append(a[1]), draw(*a)))
    for _ in range(3):
        _turns_camera(panel, 0.1)
        picture(panel)
    assert drawn == [panel.surface._target.handle()] * 3
    drawn.clear()
    for moment in (0.2, 0.3, 0.4):
        panel.set_clock(ClockView(time=moment))
        picture(panel)
    assert drawn == [panel.surface._still.handle()]


def test_an_answer_is_painted_at_once(panel, monkeypatch):
    surface = panel.surface
    painted: list[bool] = []
    fetch = surface._fetch
    monkeypatch.setattr(surface, "_fetch", lambda: (painted.append(True), fetch()))
    take = panel.view.places.take
    raised = take.refined.world_positions + np.array([0.0, 0.1, 0.0])
    other = replace(take, revision=2, refined=replace(take.refined, world_positions=raised))
    panel.set_take(other)
    panel.paint_now()
    assert painted == [True]
    before = picture(panel)
    assert painted == [True]  # what was drawn for it is not drawn once more
    panel.set_take(take)
    assert (picture(panel) != before).any()


def _overlay(panel: ViewportPanel, overlay: Overlay) -> QImage:
    image = QImage(panel.surface.size(), QImage.Format.Format_RGB32)
    image.fill(theme.color("surface.viewport"))
    painter = QPainter(image)
    overlay.paint(painter)
    painter.end()
    return image


def test_legend_and_axes_that_are_kept_look_as_if_they_were_drawn(panel):
    overlay = Overlay(panel.view)
    _overlay(panel, overlay)
    for change in (
        lambda: _turns_camera(panel, 0.5),
        lambda: panel.show_captured(True),
        lambda: panel.show_captured(False),
        lambda: theme.set_dark(not theme.dark),
        lambda: theme.set_dark(not theme.dark),
    ):
        before = _overlay(panel, overlay)
        change()
        kept = _overlay(panel, overlay)
        assert kept == _overlay(panel, Overlay(panel.view))
        assert kept != before


def test_what_changed_before_an_edit_is_drawn_with_its_answer(qtbot, panel, monkeypatch):
    surface = panel.surface
    QApplication.processEvents()
    drawn: list[float] = []
    draw = surface._draw
    monkeypatch.setattr(surface, "_draw", lambda: (drawn.append(panel.view.time), draw()))
    panel.set_clock(ClockView(time=0.4))
    panel.put_off(600_000)
    QApplication.processEvents()
    assert drawn == []
    panel.paint_now()
    assert drawn == [0.4]
    panel.put_off(600_000)  # nothing changed in this turn: what comes next is not held up
    panel.set_clock(ClockView(time=0.5))
    qtbot.waitUntil(lambda: drawn == [0.4, 0.5])


def test_what_was_put_off_is_drawn_where_no_answer_comes(qtbot, panel):
    before = picture(panel)
    panel.set_clock(ClockView(time=0.6))
    panel.put_off(20)
    qtbot.waitUntil(lambda: not panel.surface._stale)
    assert (picture(panel) != before).any()


def test_the_first_picture_is_drawn_in_turns_since_its_shaders_are_compiled(qtbot, monkeypatch):
    turns, drawn = [0], []
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None

    def another_turn() -> None:
        turns[0] += 1

    for name in ("__init__", "prepare", "draw_still", "draw_take"):
        draw = getattr(Scene, name)
        monkeypatch.setattr(
            Scene,
            name,
            lambda *a, name=name, draw=draw: (drawn.append((turns[0], name)), draw(*a))[1],
        )
    dispatcher.awake.connect(another_turn)
    try:
        opened_viewport(qtbot, "software")
    finally:
        dispatcher.awake.disconnect(another_turn)
    first = drawn[:4]
    assert [name for _, name in first] == ["__init__", "prepare", "draw_still", "draw_take"]
    assert len({turn for turn, _ in first}) == 4


def test_what_changes_while_the_first_picture_is_drawn_is_seen_in_it(qtbot, panel, monkeypatch):
    other = opened_viewport(qtbot, "software")
    slow = ViewportPanel(other.support)
    qtbot.addWidget(slow, before_close_func=lambda widget: widget.release())
    slow.resize(640, 480)
    slow.set_take(panel.view.places.take)
    slow.show()
    qtbot.waitUntil(lambda: slow.surface._made is not None, timeout=15000)
    assert slow.surface._scene is None
    slow.set_clock(ClockView(time=0.5))
    qtbot.waitUntil(lambda: slow.surface._scene is not None, timeout=15000)
    panel.set_clock(ClockView(time=0.5))
    slow.view.set_camera(panel.view.camera)
    assert (picture(slow) == picture(panel)).all()


def test_a_view_that_closes_before_its_first_picture_lets_go_of_opengl(qtbot):
    support = opened_viewport(qtbot, "software").support
    panel = ViewportPanel(support)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.surface._made is not None, timeout=15000)
    panel.release()
    qtbot.wait(60)
    assert panel.surface._scene is None and panel.surface._made is None

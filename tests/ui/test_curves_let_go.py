"""A key of the curves that is held when its window or room goes away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication
from test_layer_keys import CTRL, angle, drag, entries, layered, mark, mouse, plot, three_keys

pytestmark = pytest.mark.ui
__all__ = ["layered"]


def leave_the_room(window) -> None:
    window.key(Qt.Key.Key_E, CTRL)
    window.session._enter("Review")


def deactivate(window) -> None:
    QApplication.sendEvent(window.window, QEvent(QEvent.Type.WindowDeactivate))


def lose_the_button(window) -> None:
    mouse(window, "move", mark(window, 1) + QPointF(9, 9), buttons=Qt.MouseButton.NoButton)


@pytest.mark.parametrize("lose", [leave_the_room, deactivate, lose_the_button])
def test_a_key_that_is_held_goes_back_where_its_release_goes_elsewhere(layered, lose):
    window = layered
    three_keys(window)
    count, before, at = entries(window), angle(window, "X", 2.0), mark(window, 1)
    drag(window, at, QPointF(0, -40), drop=False)
    assert window.document.trying
    lose(window)
    assert not window.document.trying
    mouse(window, "release", at + QPointF(0, -40))
    window.settle()
    assert plot(window).keys.give_up() is False
    assert entries(window) == count and angle(window, "X", 2.0) == pytest.approx(before)

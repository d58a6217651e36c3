"""Hands on the motion in the 3D view: what the pointer is over, and a drag of it."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from widgets.drag_feel import CLICK_PIXELS
from widgets.theme import theme
from widgets.viewport.handle import Handle, HandleDrag
from widgets.viewport.handle_drag import Dragging
from widgets.viewport.handles import gizmo_is_near, handle_at
from widgets.viewport.view_model import ViewModel

_LOCKS = {Qt.Key.Key_X: "x", Qt.Key.Key_Y: "y", Qt.Key.Key_Z: "z"}
_SHAPES = {
    "joint": Qt.CursorShape.OpenHandCursor,
    "axis": Qt.CursorShape.OpenHandCursor,
    "ring": Qt.CursorShape.PointingHandCursor,
    "anchor": Qt.CursorShape.OpenHandCursor,
}


class Hands(QObject):
    """Tells what is dragged while it lasts, once when it is let go, or that it was given up."""

    dragged = Signal(object)  # HandleDrag
    dropped = Signal(object)  # HandleDrag
    left = Signal()

    def __init__(self, surface: QWidget, view: ViewModel) -> None:
        super().__init__(surface)
        self._surface, self._view = surface, view
        self._pressed: tuple[Handle, QPointF] | None = None
        self._drag: Dragging | None = None

    @property
    def dragging(self) -> bool:
        return self._drag is not None

    def hover(self, place: QPointF | None) -> None:
        """The pointer is at a place with no button down; None: elsewhere."""
        handle = None if place is None else handle_at(self._view, place)
        near = place is not None and gizmo_is_near(self._view, place)
        self._view.set_hovered(handle, near)
        if handle is None:
            self._surface.unsetCursor()
        else:
            self._surface.setCursor(_SHAPES[handle.part])

    def press(self, place: QPointF) -> None:
        """The left button went down: what is there may be dragged."""
        handle = handle_at(self._view, place)
        self._pressed = None if handle is None else (handle, QPointF(place))

    def move(self, place: QPointF, held: Qt.KeyboardModifier) -> bool:
        """Whether something is dragged now."""
        if self._drag is None:
            if self._pressed is None:
                return False
            handle, start = self._pressed
            way = place - start
            if hypot(way.x(), way.y()) <= CLICK_PIXELS * theme.scale:
                return False
            self._view.stop()
            self._drag = Dragging(self._view, handle, start)
            self._surface.setCursor(Qt.CursorShape.ClosedHandCursor)
        fine = bool(held & Qt.KeyboardModifier.ControlModifier)
        self._show(self._drag.move(place, fine=fine))
        return True

    def release(self) -> bool:
        """The left button went up: whether something was dragged."""
        drag, self._drag, self._pressed = self._drag, None, None
        if drag is None:
            return False
        self._view.set_dragged(None)
        self._surface.unsetCursor()
        self.dropped.emit(drag.now)
        return True

    def leave(self) -> None:
        """Give the drag up."""
        drag, self._drag, self._pressed = self._drag, None, None
        if drag is not None:
            self._view.set_dragged(None)
            self._surface.unsetCursor()
            self.left.emit()

    def is_ours(self, event: QKeyEvent) -> bool:
        """Whether a key means something to a drag."""
        key = Qt.Key(event.key())
        return self.dragging and (key in _LOCKS or key == Qt.Key.Key_Escape)

    def key(self, event: QKeyEvent) -> None:
        if self._drag is None or event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            self._show(self._drag.lock(_LOCKS[Qt.Key(event.key())]))

    def _show(self, drag: HandleDrag) -> None:
        self._view.set_dragged(drag)
        self.dragged.emit(drag)

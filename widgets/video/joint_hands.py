"""Hands on what is drawn over the picture: a joint or a keypoint is dragged to where it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from widgets.drag_feel import CLICK_PIXELS, FINE
from widgets.theme import theme
from widgets.video.placement import Placement

#: A joint out of the picture lies within this part of it around: no slip throws it further.
AROUND = 0.5
HINT = "{name}. Drag to pin where the picture shows it. Ctrl is fine, Esc gives up."


@dataclass(frozen=True, slots=True)
class Dot:
    """What lies under the pointer: a joint of the skeleton, or a keypoint."""

    name: str
    joint: int | None  # of the skeleton; None for a keypoint
    pixel: tuple[float, float]  # of the picture
    keypoint: str = ""  # as the detector calls it


@dataclass(frozen=True, slots=True)
class ImageDrag:
    """A dot, the take's time of the picture that shows it, and the pixel it is dragged to."""

    dot: Dot
    moment: float
    pixel: tuple[float, float]

    @property
    def changes_nothing(self) -> bool:
        return self.pixel == self.dot.pixel


class OverPicture(Protocol):
    """What the hands ask of the canvas."""

    placement: Placement

    def dot_at(self, place: QPointF) -> Dot | None: ...

    @property
    def picture_moment(self) -> float | None: ...


class JointHands(QObject):
    """Tells what is dragged while it lasts, once when it is let go, or that it was given up."""

    dragged = Signal(object)  # ImageDrag
    dropped = Signal(object)  # ImageDrag
    left = Signal()
    changed = Signal()  # what is painted of it

    def __init__(self, surface: QWidget, over: OverPicture) -> None:
        super().__init__(surface)
        self.offered = False  # nobody pins in a room without a motion
        self._surface, self._over = surface, over
        self.hovered: Dot | None = None
        self.drag: ImageDrag | None = None
        self._pressed: tuple[Dot, float, QPointF] | None = None
        self._last = QPointF()
        self._at = (0.0, 0.0)  # the pixel under the pointer, however far out

    @property
    def hint(self) -> str:
        """What would happen, or happens, to what the pointer is over."""
        if self.drag is not None:
            u, v = self.drag.pixel
            return f"{self.drag.dot.name}: {u:.0f}, {v:.0f} px"
        return "" if self.hovered is None else HINT.format(name=self.hovered.name)

    def hover(self, place: QPointF | None) -> None:
        """The pointer is at a place with no button down; None: elsewhere."""
        dot = None if place is None or not self.offered else self._over.dot_at(place)
        if dot == self.hovered:
            return
        self.hovered = dot
        if dot is None:
            self._surface.unsetCursor()
        else:
            self._surface.setCursor(Qt.CursorShape.OpenHandCursor)
        self.changed.emit()

    def press(self, place: QPointF) -> None:
        """The left button went down: what is there may be dragged."""
        dot = self._over.dot_at(place) if self.offered else None
        moment = self._over.picture_moment
        self._pressed = None
        if dot is not None and moment is not None:
            self._pressed = (dot, moment, QPointF(place))

    def move(self, place: QPointF, held: Qt.KeyboardModifier) -> bool:
        """Whether something is dragged now."""
        if self._pressed is None:
            return False
        dot, moment, start = self._pressed
        if self.drag is None:
            if hypot(place.x() - start.x(), place.y() - start.y()) <= CLICK_PIXELS * theme.scale:
                return False
            self.drag, self._last, self._at = ImageDrag(dot, moment, dot.pixel), start, dot.pixel
            self._surface.setCursor(Qt.CursorShape.ClosedHandCursor)
        fine = FINE if held & Qt.KeyboardModifier.ControlModifier else 1.0
        step = (place - self._last) * (fine / self._over.placement.scale)
        self._last = QPointF(place)
        self._at = self._at[0] + step.x(), self._at[1] + step.y()
        self.drag = ImageDrag(dot, moment, self._near_picture(*self._at))
        self.changed.emit()
        self.dragged.emit(self.drag)
        return True

    def _near_picture(self, u: float, v: float) -> tuple[float, float]:
        """The pixel, or the nearest that lies no further out than half the picture."""
        seen = self._over.placement
        sides = ((u, seen.picture_width), (v, seen.picture_height))
        u, v = (min(max(at, -AROUND * side), (1.0 + AROUND) * side) for at, side in sides)
        return u, v

    def release(self) -> bool:
        """The left button went up: whether something was dragged."""
        drag = self._end()
        if drag is not None:
            self.dropped.emit(drag)
        return drag is not None

    def leave(self) -> None:
        """Give the drag up."""
        if self._end() is not None:
            self.left.emit()

    def paint(self, painter: QPainter, placement: Placement) -> None:
        """The way that a dot was dragged, and a cross where it is to be."""
        if self.drag is None:
            return
        ends = placement.to_view(np.array([self.drag.dot.pixel, self.drag.pixel]))
        first, last = QPointF(*ends[0]), QPointF(*ends[1])
        reach = 10.0 * theme.scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in (
            (theme.color_over_video("surface.scrim", 0.7), 4.0),
            (theme.color_over_video("accent.base"), 2.0),
        ):
            painter.setPen(QPen(colour, width * theme.scale))
            painter.drawLine(first, last)
            painter.drawEllipse(last, 0.6 * reach, 0.6 * reach)
            painter.drawLine(last - QPointF(reach, 0), last + QPointF(reach, 0))
            painter.drawLine(last - QPointF(0, reach), last + QPointF(0, reach))

    def _end(self) -> ImageDrag | None:
        drag, self.drag, self._pressed = self.drag, None, None
        if drag is not None:
            self._surface.unsetCursor()
            self.hovered = None
            self.changed.emit()
        return drag

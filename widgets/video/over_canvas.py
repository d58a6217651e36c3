"""What is drawn by hand over the video: a layer as large as the canvas that can take its mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtWidgets import QWidget

from widgets.theme import theme
from widgets.video.canvas import VideoCanvas

#: Right and down of an arrow key.
ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


class OverCanvas(QWidget):
    """Lies over the canvas and follows its size; at first mouse and keys go through."""

    def __init__(self, canvas: VideoCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        canvas.installEventFilter(self)
        self.setGeometry(canvas.rect())
        self.let_through(True)
        theme.changed.connect(self.update)

    def let_through(self, on: bool) -> None:
        """Whether the mouse is the canvas's; else it draws here."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on)
        self.setCursor(Qt.CursorShape.ArrowCursor if on else Qt.CursorShape.CrossCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._canvas.rect())
        return super().eventFilter(watched, event)

    def pixel_at(self, place: QPointF) -> tuple[float, float]:
        """The pixel of the picture under a place of the view, the nearest where that is beside."""
        placement = self._canvas.placement
        return placement.inside_picture(*placement.to_picture(place))

"""The plot: pyqtgraph draws curves into a picture that is kept; the playhead moves above it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QWidget

from widgets.curves import plot_grid, plot_words
from widgets.curves.gimbal import draw_zones
from widgets.curves.height_scale import HeightScale, height_scale
from widgets.curves.key_tool import KeyTool
from widgets.curves.series import Series
from widgets.curves.units import DEGREES, Unit
from widgets.theme import theme
from widgets.timeline.ruler import major_moments
from widgets.timeline.time_axis import TimeAxis

#: Above this many samples in sight smooth edges cost more than they show.
MOST_SMOOTH_SAMPLES = 1500
ZOOM_STEP = 1.0015
#: The picture is drawn so much later (ms) than what changed, in a turn of its own:
#: with lanes, tables and the 3D view in one a long take held the window up for 35 ms.
SOON_MS = 8


class CurvePlot(pg.PlotWidget):
    """Curves over a visible range of time."""

    moment_pressed = Signal(float)
    range_wanted = Signal(float, float)
    renewed = Signal()

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setBackground(None)
        # what pyqtgraph is told is in the next picture, and shown with it
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self._axis = axis
        self._times = np.zeros(0)
        self._rate = 30.0
        self._series: tuple[Series, ...] = ()
        self._strong = ""
        self._moment = 0.0
        self._stretch: tuple[float, float] | None = None
        self._still: QPixmap | None = None
        self._is_stale = False  # something changed since it was drawn
        self._is_resized = False  # so did the size
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.paint_now)
        self._scale: HeightScale | None = None
        self._panned_from: float | None = None
        self._scale_held = False
        self._hint = ""
        self._zones: tuple[tuple[float, float], ...] = ()
        self.unit = DEGREES
        self.takes_values = True
        self.labels_inside = False
        self.keys = KeyTool(self, self._show_keys, self)
        self.keys.moment_pressed.connect(self.moment_pressed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumSize(100, 40)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Rotation curves")
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        for side in ("left", "bottom", "top", "right"):
            self.hideAxis(side)
        self._item: Any = self.getPlotItem()  # pyqtgraph has no types
        self._item.layout.setContentsMargins(0, 0, 0, 0)
        self._item.getViewBox().disableAutoRange()
        self._item.getViewBox().setDefaultPadding(0)
        theme.changed.connect(self.renew)

    # what is shown

    def set_series(
        self,
        times: np.ndarray,
        rate: float,
        series: tuple[Series, ...],
        strong: str,
        unit: Unit = DEGREES,
    ) -> None:
        """times (frames,) seconds; strong: the letter of the curve that is drawn thicker."""
        if unit is not self.unit:
            self.unit, self._scale = unit, None
        before = self._drawn()
        self._times, self._rate, self._series, self._strong = times, rate, series, strong
        wanted = self._drawn()
        if len(before) != len(wanted):
            self._item.clear()
            for values in wanted:
                self._add_curve(times, values)
        else:  # making a curve takes pyqtgraph ten times as long as giving it other values
            for curve, old, values in zip(self._item.listDataItems(), before, wanted, strict=True):
                if not same_memory(old, values) or len(curve.xData) != len(times):
                    curve.setData(times, values)
        self.renew()

    def _drawn(self) -> list[np.ndarray]:
        """What the curves show, in their order."""
        return [values for one in self._series for values in (one.captured, one.refined)]

    def _add_curve(self, times: np.ndarray, values: np.ndarray) -> None:
        curve = self._item.plot(times, values, autoDownsampleFactor=1.0)
        curve.setClipToView(True)
        curve.setDownsampling(auto=True, method="peak")
        curve.setSkipFiniteCheck(True)

    def set_stretch(self, stretch: tuple[float, float] | None) -> None:
        """The selected contact's time, shaded."""
        if stretch != self._stretch:
            self._stretch = stretch
            self.renew()

    def set_moment(self, moment: float) -> None:
        """Move the playhead: two thin strips are painted."""
        before, self._moment = self._moment, moment
        for one in (before, moment):
            x = self.x_of(one)
            if -10 <= x <= self.width() + 10:
                self.viewport().update(QRect(round(x) - 3, 0, 7, self.height()))

    def set_hint(self, words: str) -> None:
        """What to do where there is nothing to drag yet; "" where there is."""
        if words != self._hint:
            self._hint = words
            self.renew()

    def set_zones(self, zones: tuple[tuple[float, float], ...]) -> None:
        """Stretches near gimbal lock, seconds: there two of the angles say the same."""
        if zones != self._zones:
            self._zones = zones
            self.renew()

    @property
    def times(self) -> np.ndarray:
        return self._times

    @property
    def curves(self) -> tuple[Series, ...]:
        return self._series

    @property
    def strong(self) -> str:
        return self._strong if len(self._series) > 1 else "".join(s.letter for s in self._series)

    def hold_scale(self, on: bool) -> None:
        """While a key is dragged its curve moves, and the values under the mouse must not."""
        self._scale = self.scale  # measured before it is held
        self._scale_held = on
        if on:
            self.viewport().grabKeyboard()
        else:
            self.viewport().releaseKeyboard()
            self.renew()

    def renew(self) -> None:
        """Draw the picture again, a moment later or when all of it is painted."""
        self._is_stale = True
        if not self._scale_held:
            self._scale = None
        if not self._soon.isActive():  # a later change does not put it off
            self._soon.start()
        self.renewed.emit()

    def x_of(self, moment: float) -> float:
        return self._axis.x(moment, 0.0, self.viewport().width())

    def y_of(self, value: float) -> float:
        return self.scale.y_of(value)

    @property
    def scale(self) -> HeightScale:
        """What the height shows. It stays while a key is dragged."""
        if self._scale is None:
            height = self.viewport().height()
            self._scale = height_scale(
                self._series, self.strong, self._in_sight(), self.unit, height
            )
        return self._scale

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        whole = event.rect().contains(self.viewport().rect())
        if self._still is None or (self._is_stale and whole and not self._is_resized):
            self._still = self._drawn_still()
        painter = QPainter(self.viewport())
        across = down = self._still.devicePixelRatioF()
        if self._is_resized:
            across = self._still.width() / max(self.viewport().width(), 1)
            down = self._still.height() / max(self.viewport().height(), 1)
        for part in event.region():  # type: ignore[attr-defined]
            source = QRectF(
                part.x() * across, part.y() * down, part.width() * across, part.height() * down
            )
            painter.drawPixmap(QRectF(part), self._still, source)
        if len(self._times):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent.playhead"), theme.line("playhead")))
            x = self.x_of(self._moment)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            self.keys.draw(painter)

    def _show_keys(self) -> None:
        if not self._is_stale:  # else they come with the picture
            self.viewport().update()

    def paint_now(self) -> None:
        """Draw what changed and paint it, in this turn: with the next one it would be the lanes'
        too."""
        self._soon.stop()
        if self._is_stale:
            self._still = None  # though only a part of it is in sight
            self.viewport().repaint()

    def _drawn_still(self) -> QPixmap:
        self._is_stale = self._is_resized = False
        inside = self._in_sight()
        smooth = inside.stop - inside.start <= MOST_SMOOTH_SAMPLES
        for number, curve in enumerate(self._item.listDataItems()):
            strength = "refined" if number % 2 else "captured"
            pen = self._pen(self._series[number // 2], strength)
            if (curve.opts["pen"], curve.opts["antialias"]) != (pen, smooth):
                curve.opts["antialias"] = smooth
                curve.setPen(pen)  # looks through all values again
        across, up = (self._axis.start, self._axis.end), (self.scale.low, self.scale.high)
        self._item.getViewBox().setRange(xRange=across, yRange=up, padding=0)
        ratio = self.devicePixelRatioF()
        still = QPixmap(self.viewport().size() * ratio)
        still.setDevicePixelRatio(ratio)
        still.fill(theme.color("surface.track"))
        painter = QPainter(still)
        self._draw_grid(painter)
        # Not self.render: the picture's ratio already scales the painter.
        self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())
        plot_words.draw_letters(painter, self)
        if self.labels_inside:
            plot_grid.draw_values(painter, self)
        plot_words.draw_hint(painter, self, self._hint)
        painter.end()
        return still

    def _draw_grid(self, painter: QPainter) -> None:
        if self._stretch is not None:
            plot_grid.draw_stretch(painter, self, self._stretch)
        draw_zones(painter, self, self._zones)
        width = self.viewport().width()
        moments = major_moments(self._axis, self._times, self._rate, "frames", width)
        plot_grid.draw_moments(painter, self, moments)
        if self._series:
            plot_grid.draw_levels(painter, self)

    def _pen(self, one: Series, strength: str) -> QPen:
        if strength == "captured":
            colour, width = QColor(theme.color("motion.captured", 0.75)), "curve_captured"
        else:
            colour = theme.color(one.tint)
            strong = one.letter == self._strong
            width = "curve_selected" if strong else "curve"
        pen = pg.mkPen(colour, width=theme.line(width))
        pen.setCosmetic(True)
        return pen

    def _in_sight(self) -> slice:
        first = int(np.searchsorted(self._times, self._axis.start)) - 1
        last = int(np.searchsorted(self._times, self._axis.end, side="right")) + 1
        return slice(max(first, 0), min(last, len(self._times)))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lanes that come and go above have it resized: what was drawn is stretched until the
        picture's own turn comes."""
        super().resizeEvent(event)
        if event is not None:  # pyqtgraph's own, while it makes the view
            self._is_resized, self._scale = True, None
            self.renew()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._still = self._scale = None
        super().changeEvent(event)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.keys.press(event):
            pass
        elif event.button() == Qt.MouseButton.LeftButton:
            self.moment_pressed.emit(self.moment_at(event.position().x()))
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._panned_from = self.moment_at(event.position().x())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        moment = self.moment_at(event.position().x())
        if not event.buttons():
            self.keys.give_up()  # it was let go where nobody told us
            shape = self.keys.cursor_at(event.position())
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor if shape is None else shape)
        if self.keys.move(event):
            pass
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self.moment_pressed.emit(moment)
        elif event.buttons() & Qt.MouseButton.MiddleButton and self._panned_from is not None:
            shift = self._panned_from - moment
            self.range_wanted.emit(self._axis.start + shift, self._axis.end + shift)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.keys.release(event)
        self._panned_from = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.keys.double_click(event):
            self.mousePressEvent(event)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """The viewport has the keyboard while a key is dragged: Escape lets it go back."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self.keys.give_up()  # the release goes elsewhere
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.key() == Qt.Key.Key_Escape and self.keys.give_up()
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        start, end = self._axis.start, self._axis.end
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            shift = -(turn.x() or turn.y()) / 120 * 0.1 * (end - start)
            self.range_wanted.emit(start + shift, end + shift)
        else:
            at = self.moment_at(event.position().x())
            factor = ZOOM_STEP ** -turn.y()
            self.range_wanted.emit(at - (at - start) * factor, at + (end - at) * factor)
        event.accept()

    def moment_at(self, x: float) -> float:
        """The moment under a pixel, seconds."""
        return self._axis.moment(x, 0.0, self.viewport().width())

    def value_of(self, pixels: float) -> float:
        """How many degrees (or metres) so many pixels of height are."""
        return self.scale.value_of(pixels)


def same_memory(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays are views of the same values of one array, both alive."""
    places = ((a.__array_interface__["data"], a.strides, a.shape, a.dtype) for a in (one, other))
    return next(places) == next(places)

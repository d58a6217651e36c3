"""The strip below: the whole take with its contacts, the visible range as a frame to drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.snapshot import ClockView, TakeView
from widgets.theme import theme
from widgets.timeline.lanes import Lanes, covered_runs
from widgets.timeline.time_axis import TimeAxis

#: By state and whether the user made it.
_Bars = dict[tuple[str, bool], list[QRectF]]


class Overview(QWidget):
    """Drag the frame to pan, its edges to zoom, press beside it to go there."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._take: TakeView | None = None
        self._lanes = Lanes()
        self._clock = ClockView()
        self._compact = False
        self._still: QPixmap | None = None
        self._bars: dict[str, tuple[tuple[object, ...], _Bars]] = {}
        self._grip = ""
        self._grabbed_at = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Overview of the take")
        self.setToolTip("The whole take. Drag the frame to pan, its edges to zoom.")
        axis.changed.connect(self.update)
        theme.changed.connect(self._scaled)

    def set_take(self, take: TakeView | None, lanes: Lanes) -> None:
        self._take, self._lanes = take, lanes
        self._renew()

    def set_clock(self, clock: ClockView) -> None:
        before, self._clock = self._clock, clock
        for moment in {before.time, clock.time} if before.time != clock.time else ():
            self.update(QRect(round(self._x(moment)) - 2, 0, 5, self.height()))

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self._renew()

    def sizeHint(self) -> QSize:
        return QSize(320, theme.size("overview"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def heads(self) -> int:
        return theme.size("lane_labels_compact" if self._compact else "lane_labels")

    @property
    def window_rect(self) -> QRectF:
        """Where the frame around the visible range lies."""
        left = max(self._x(self._axis.start), self.heads + 1.0)
        right = min(self._x(self._axis.end), self.width() - 1.0)
        return QRectF(left, 2.0, max(right - left, 4.0), self.height() - 4.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is None:
            self._still = self._drawn_still()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still)
        if self._take is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.window_rect.adjusted(0.75, 0.75, -0.75, -0.75)
        painter.setPen(QPen(theme.color("text.secondary"), theme.line("mark")))
        painter.setBrush(theme.color("text.primary", 0.07))
        painter.drawRoundedRect(frame, theme.size("key"), theme.size("key"))
        painter.setPen(QPen(theme.color("accent.playhead"), theme.line("playhead")))
        x = self._x(self._clock.time)
        painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - 2))

    def _drawn_still(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        still = QPixmap(self.size() * ratio)
        still.setDevicePixelRatio(ratio)
        still.fill(theme.color("surface.header"))
        painter = QPainter(still)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text.tertiary"))
        box = QRectF(theme.px(10), 0, self.heads, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "Take")
        track = QRectF(self.heads, 4, self.width() - self.heads, self.height() - 8)
        painter.fillRect(track, theme.color("surface.track"))
        self._draw_contacts(painter, track)
        painter.setPen(QPen(theme.color("surface.line"), 1))
        painter.drawLine(QPointF(self.heads - 0.5, 0), QPointF(self.heads - 0.5, self.height()))
        painter.end()
        return still

    def _draw_contacts(self, painter: QPainter, track: QRectF) -> None:
        """A thin bar a contact, a row a lane."""
        height = track.height() / max(len(self._lanes.names), 1)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, name in enumerate(self._lanes.names):
            top = track.top() + place * height + 0.5
            for (state, by_user), bars in self._bars_of(name, top, max(height - 1.0, 1.0)).items():
                painter.setBrush(theme.color(f"contact.{state}", 1.0 if by_user else 0.6))
                painter.drawRects(bars)

    def _bars_of(self, name: str, top: float, height: float) -> _Bars:
        """The bars of a lane by state and whether the user made them; an edit changes one lane."""
        lane = tuple((one.start, one.end, one.state, one.by_user) for one in self._lanes.of(name))
        key = (lane, top, height, self._axis.limits, self.heads, self.width())
        known = self._bars.get(name)
        if known is None or known[0] != key:
            known = self._bars[name] = key, self._laid_out(name, top, height)
        return known[1]

    def _laid_out(self, name: str, top: float, height: float) -> _Bars:
        first, last = self._axis.limits
        width, heads = self.width() - self.heads, self.heads
        pixels = width / (last - first)
        bars: _Bars = {}
        for (state, by_user, _), (starts, ends) in self._lanes.by_kind(name).items():
            if state != "air":
                runs = covered_runs((starts - first) * pixels, (ends - first) * pixels, width)
                bars.setdefault((state, by_user), []).extend(
                    QRectF(heads + x, top, to - x, height) for x, to in runs
                )
        return bars

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._take is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._grip = self._grip_at(event.position().x())
        moment = self._moment(event.position().x())
        if self._grip == "beside":
            half = self._axis.span / 2
            self._axis.set_range(moment - half, moment + half)
            self._grip = "window"
        self._grabbed_at = moment - self._axis.start

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._grip = ""  # it was let go where nobody told us
        if not self._grip:
            on_edge = self._grip_at(x) in ("start", "end")
            self.setCursor(Qt.CursorShape.SizeHorCursor if on_edge else Qt.CursorShape.ArrowCursor)
            return
        moment = self._moment(x)
        if self._grip == "start":
            self._axis.set_range(min(moment, self._axis.end), self._axis.end)
        elif self._grip == "end":
            self._axis.set_range(self._axis.start, max(moment, self._axis.start))
        else:
            start = moment - self._grabbed_at
            self._axis.set_range(start, start + self._axis.span)

    def hideEvent(self, event: QHideEvent) -> None:
        self._grip = ""  # the release goes elsewhere

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._axis.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._renew()

    def _grip_at(self, x: float) -> str:
        window, reach = self.window_rect, theme.size("edge_hit") / 2
        if abs(x - window.left()) <= reach:
            return "start"
        if abs(x - window.right()) <= reach:
            return "end"
        return "window" if window.left() < x < window.right() else "beside"

    def _x(self, moment: float) -> float:
        first, last = self._axis.limits
        return self.heads + (moment - first) / (last - first) * (self.width() - self.heads)

    def _moment(self, x: float) -> float:
        first, last = self._axis.limits
        share = (x - self.heads) / max(self.width() - self.heads, 1)
        return first + share * (last - first)

    def _renew(self) -> None:
        self._still = None
        self.update()

    def _scaled(self) -> None:
        self.updateGeometry()
        self._renew()

"""The picture of the video with what is drawn over it; zoom by wheel, pan by middle drag."""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from widgets.between_frames import value_at
from widgets.drag_feel import CLICK_PIXELS
from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.theme import theme
from widgets.video.close_up import CloseUp, paint_close_up
from widgets.video.drawn_places import (
    called,
    joint_dot,
    joint_places,
    keypoint_dot,
    keypoint_places,
    nearest,
    picture_moment,
)
from widgets.video.joint_hands import Dot, JointHands
from widgets.video.overlay import paint_keypoints, paint_skeleton, plate
from widgets.video.picture_words import MARGIN, paint_words, place_in_video
from widgets.video.pin_signs import paint_pins, pin_at
from widgets.video.placement import Placement

WHEEL_STEP = 1.15
LAYERS = ("Skeleton", "Keypoints", "Off")


class VideoCanvas(QWidget):
    """Paints the last picture it was given. The skeleton is that of the picture's own moment."""

    joint_selected = Signal(object)  # int | None
    mark_selected = Signal(str)  # the pin that was clicked
    display_size_changed = Signal(QSize)  # device pixels that the whole picture fills

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Video picture")
        self.placement = Placement()
        self._take: TakeView | None = None
        self._clock = ClockView()
        self._selection = SelectionView()
        self._layer = LAYERS[0]
        self._captured_only = False
        self._close_up: CloseUp | None = None
        self._stood: tuple[object, np.ndarray | None] = (None, None)  # where the person stood then
        self._image: QImage | None = None
        self._number = 0
        self._display_size = QSize()
        self._pressed: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._hovered: int | None = None
        self.hands = JointHands(self, self)
        self.hands.changed.connect(self.update)
        theme.changed.connect(self.update)

    # setters: each repaints only where something changed

    @property
    def has_picture(self) -> bool:
        return self._image is not None

    @property
    def shown_number(self) -> int | None:
        """The number of the picture on screen, None before the first."""
        return self._number if self._image is not None else None

    def set_take(self, take: TakeView | None) -> None:
        before, self._take = self._take, take
        old, new = before and before.video, take and take.video
        if new is None or old is None or old.path != new.path:
            self._image = None
            self._hovered = None
        if new is not None and (old is None or (old.path, old.width) != (new.path, new.width)):
            self.placement = Placement(
                picture_width=max(new.width, 1), picture_height=max(new.height, 1)
            ).sized(self.width(), self.height())
            self._tell_display_size()
        self.update()

    def set_frame(self, image: QImage, number: int) -> None:
        """The picture `number` (0-based) of the video, of any size with its shape."""
        if self._image is not None and number == self._number and image is self._image:
            return
        self._image, self._number = image, number
        self.update()

    def set_clock(self, clock: ClockView) -> None:
        before, self._clock = self._clock, clock
        take = self._take
        if place_in_video(take, before) != place_in_video(take, clock) or (
            (before.playing, before.dropped) != (clock.playing, clock.dropped)
        ):
            self.update()

    def set_selection(self, selection: SelectionView) -> None:
        before, self._selection = self._selection, selection
        if (selection.joint, selection.mark) != (before.joint, before.mark):
            self.update()

    def set_layer(self, layer: str) -> None:
        """What is drawn over the picture: one of LAYERS."""
        self._layer = layer
        self.update()

    def show_captured(self, on: bool) -> None:
        self._captured_only = on
        self.update()

    def set_close_up(self, close_up: CloseUp | None) -> None:
        """Enlarge this part of the picture in a corner; None: no part."""
        if close_up != self._close_up:
            self._close_up = close_up
            self.update()

    def forget_picture(self) -> None:
        self._image = None
        self.update()

    # where things are

    def joint_places(self) -> np.ndarray | None:
        """(joints, 2) logical pixels at the picture's moment; None where no camera is known."""
        take, moment = self._take, self.picture_moment
        if take is None:
            return None
        return joint_places(take, moment, self.placement, captured=self._captured_only)

    def keypoint_places(self) -> tuple[np.ndarray, np.ndarray] | None:
        """(points, 2) logical pixels and (points,) confidence; None where none are known."""
        video = self._take.video if self._take else None
        return keypoint_places(video, self._number, self.placement)

    @property
    def picture_moment(self) -> float | None:
        """The take's time of the picture on screen; None where there is none."""
        return picture_moment(self._take, self._number)

    def dot_at(self, place: QPointF) -> Dot | None:
        """The joint or keypoint that is drawn at a place, as the layer shows it."""
        take = self._take
        if take is None or take.video is None or self._captured_only:
            return None
        if self._layer == "Skeleton":
            joints = self.joint_places()
            return None if joints is None else joint_dot(take, joints, place, self.placement)
        points = self.keypoint_places() if self._layer == "Keypoints" else None
        return points and keypoint_dot(take, points[0], place, self.placement)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color_over_video("surface.scrim"))
        if self._image is None or self._take is None:
            return
        self._paint_picture(painter, self._image)
        if self._layer == "Skeleton" or self.hands.drag is not None:
            self._paint_skeleton(painter, self._take)
        elif self._layer == "Keypoints":
            self._paint_keypoints(painter)
        moment = self.picture_moment
        if self._layer != "Off" and moment is not None:
            paint_pins(painter, self._take, moment, self.placement, self._selection.mark)
        self.hands.paint(painter, self.placement)
        if self._close_up is not None:
            self._paint_close_up(painter, self._image, self._close_up)
        paint_words(painter, self._take, self._clock, self.placement, self.devicePixelRatioF())
        self._paint_hint(painter)

    def _paint_close_up(self, painter: QPainter, image: QImage, close_up: CloseUp) -> None:
        stood = (close_up, self.placement)
        if stood != self._stood[0]:  # once: an inset that moves while it plays tells nothing
            self._stood = stood, self.joint_places()
        paint_close_up(painter, image, close_up, self.placement, self._stood[1])

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        rect = self.placement.rect
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        if image.size() == wanted:
            # pixel for pixel: on a whole device pixel, so that nothing is blurred
            left, top = round(rect.left() * ratio) / ratio, round(rect.top() * ratio) / ratio
            painter.drawImage(
                QRectF(left, top, wanted.width() / ratio, wanted.height() / ratio), image
            )
            return
        shown = rect & QRectF(self.rect())
        across, down = image.width() / rect.width(), image.height() / rect.height()
        source = QRectF(
            (shown.left() - rect.left()) * across,
            (shown.top() - rect.top()) * down,
            shown.width() * across,
            shown.height() * down,
        )
        # far in, pixels are what one wants to see
        smooth = across > 0.25
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(shown, image, source)

    def _paint_skeleton(self, painter: QPainter, take: TakeView) -> None:
        places = self.joint_places()
        if places is None:
            return
        confidence = None
        if take.confidence is not None:
            moment = self.picture_moment or 0.0
            confidence = value_at(take.captured.times, take.confidence, moment)
        paint_skeleton(painter, take, places, confidence, self._selection.joint)

    def _paint_keypoints(self, painter: QPainter) -> None:
        found = self.keypoint_places()
        video = self._take.video if self._take else None
        if found is None or video is None:
            return
        places, confidence = found
        paint_keypoints(painter, video.keypoint_names, places, confidence)
        if self._hovered is not None and self._hovered < len(places):
            name = called(self._take, video.keypoint_names[self._hovered])
            words = f"{name}, confidence {confidence[self._hovered]:.2f}"
            above = theme.px(19 + 22 * bool(self.hands.hint))
            plate(painter, QPointF(MARGIN, self.height() - MARGIN - above), words)

    def _paint_hint(self, painter: QPainter) -> None:
        """What a press would do, at the foot of the picture."""
        words = self.hands.hint
        if words:
            plate(painter, QPointF(MARGIN, self.height() - MARGIN - theme.px(19)), words)

    # hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hands.drag is not None:
            return  # the picture stands still meanwhile
        notches = event.angleDelta().y() / 120.0
        self._place(self.placement.zoomed(WHEEL_STEP**notches, event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self.hands.press(event.position())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            way = event.position() - self._pan_from
            self._pan_from = event.position()
            self._place(self.placement.panned(way.x(), way.y()))
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.hands.move(event.position(), event.modifiers())
            return
        self.hands.hover(event.position())
        if self._layer == "Keypoints":
            found = self.keypoint_places()
            near = None if found is None else nearest(found[0], event.position())
            if near != self._hovered:
                self._hovered = near
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
            self.unsetCursor()
        elif event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            way, self._pressed = event.position() - self._pressed, None
            if self.hands.release():
                return
            places = self.joint_places() if self._layer == "Skeleton" else None
            if places is not None and hypot(way.x(), way.y()) <= CLICK_PIXELS * theme.scale:
                self.joint_selected.emit(nearest(places, event.position()))
                self._select_pin(event.position())

    def _select_pin(self, place: QPointF) -> None:
        take, moment = self._take, self.picture_moment
        if take is not None and moment is not None:
            pin = pin_at(take, moment, self.placement, place, self._selection.mark)
            if pin is not None:
                self.mark_selected.emit(pin)

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape and self.hands.drag is not None:
                if kind == QEvent.Type.KeyPress:
                    self.hands.leave()
                event.accept()
                return True
        if kind in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self.hands.leave()  # the release goes elsewhere
        return super().event(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The whole picture again."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._place(self.placement.fitted())

    def leaveEvent(self, event: QEvent) -> None:
        self.hands.hover(None)
        if self._hovered is not None:
            self._hovered = None
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.placement.sized(self.width(), self.height()))

    def _place(self, placement: Placement) -> None:
        if placement != self.placement:
            self.placement = placement
            self._tell_display_size()
            self.update()

    def _tell_display_size(self) -> None:
        ratio = self.devicePixelRatioF()
        rect = self.placement.rect
        size = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        if size != self._display_size:
            self._display_size = size
            self.display_size_changed.emit(size)

    @property
    def display_size(self) -> QSize:
        """Device pixels that the whole picture fills now."""
        return self._display_size

"""Mouse and keys of the viewport: as in Maya (Alt) and as in Blender (middle button)."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from widgets.drag_feel import CLICK_PIXELS
from widgets.theme import theme
from widgets.viewport.hands import Hands
from widgets.viewport.overlay import gizmo_ends
from widgets.viewport.pin_drawing import pin_at
from widgets.viewport.view_model import ViewModel

WHEEL_STEP = 1.12  # for one notch of 120
ZOOM_PER_PIXEL = 1.006

KEYPAD_VIEWS = {
    (Qt.Key.Key_1, False): "front",
    (Qt.Key.Key_1, True): "back",
    (Qt.Key.Key_3, False): "right",
    (Qt.Key.Key_3, True): "left",
    (Qt.Key.Key_7, False): "top",
    (Qt.Key.Key_7, True): "bottom",
}
#: The keypad without Num Lock sends these.
UNLOCKED = {
    Qt.Key.Key_End: Qt.Key.Key_1,
    Qt.Key.Key_PageDown: Qt.Key.Key_3,
    Qt.Key.Key_Home: Qt.Key.Key_7,
    Qt.Key.Key_Clear: Qt.Key.Key_5,
    Qt.Key.Key_Insert: Qt.Key.Key_0,
}
GIZMO_VIEWS = {"x": ("right", "left"), "y": ("top", "bottom"), "z": ("front", "back")}


class Navigation(QObject):
    """Watches a surface: drags move the camera, a click picks, the keypad chooses a view."""

    picked = Signal(object)  # int | None
    pin_picked = Signal(str)  # id of a mark
    camera_wanted = Signal()  # through the take's camera, or back

    def __init__(self, surface: QWidget, view: ViewModel) -> None:
        super().__init__(surface)
        self._view = view
        self._surface = surface
        self._drag = ""  # "orbit", "pan", "zoom", "press", "handle" or none
        self.hands = Hands(surface, view)
        self._button = Qt.MouseButton.NoButton
        self._last = self._pressed = QPointF()
        surface.installEventFilter(self)
        surface.setMouseTracking(True)
        surface.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                return self._press(event)
            if kind == QEvent.Type.MouseMove:
                return self._move(event)
            if kind == QEvent.Type.MouseButtonRelease:
                return self._release(event)
        if isinstance(event, QWheelEvent):
            notches = event.angleDelta().y() / 120.0
            if self.hands.dragging:
                return True  # the eye stands still meanwhile
            self._zoom(WHEEL_STEP**notches, event.position())
            return True
        if isinstance(event, QKeyEvent):
            ours = self.hands.is_ours(event) or self._keypad_key(event) is not None
            if kind == QEvent.Type.ShortcutOverride and ours:
                event.accept()  # the keypad's 1 is a view here, not the window's key 1
                return True
            if kind == QEvent.Type.KeyPress:
                return self._key(event)
        if kind in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self._give_up()  # the release goes elsewhere
        if kind == QEvent.Type.Leave and not self._drag:
            self.hands.hover(None)
        return False

    def _press(self, event: QMouseEvent) -> bool:
        if self._drag:
            return True
        self._drag = _drag_of(event.button(), event.modifiers())
        self._button = event.button()
        self._last = self._pressed = event.position()
        if self._drag == "press":
            self.hands.press(event.position())
        if self._drag in ("orbit", "pan", "zoom"):
            shapes = {"pan": Qt.CursorShape.ClosedHandCursor, "zoom": Qt.CursorShape.SizeVerCursor}
            self._surface.setCursor(shapes.get(self._drag, Qt.CursorShape.SizeAllCursor))
        return bool(self._drag)

    def _move(self, event: QMouseEvent) -> bool:
        if not self._drag:
            self.hands.hover(event.position())
            return False
        if self._drag in ("press", "handle"):
            if self.hands.move(event.position(), event.modifiers()):
                self._drag = "handle"
            return True
        delta = event.position() - self._last
        self._last = event.position()
        view, height = self._view, float(max(self._view.size.height(), 1))
        if self._drag == "orbit":
            view.set_camera(view.leave_camera().orbited(delta.x(), delta.y(), height))
        elif self._drag == "pan" and view.through is not None:
            view.set_through(view.through.panned(delta.x(), delta.y()))
        elif self._drag == "pan":
            view.set_camera(view.camera.panned(delta.x(), delta.y(), height))
        elif self._drag == "zoom":
            self._zoom(ZOOM_PER_PIXEL ** (delta.x() - delta.y()), self._pressed)
        return bool(self._drag)

    def _zoom(self, factor: float, place: QPointF) -> None:
        """Closer; through the take's camera the picture grows round a place in the view."""
        if self._view.through is None:
            self._view.set_camera(self._view.camera.zoomed(factor))
        else:
            self._view.set_through(self._view.through.zoomed(factor, place))

    def _release(self, event: QMouseEvent) -> bool:
        if event.button() != self._button:
            return bool(self._drag)
        drag, self._drag = self._drag, ""
        self._button = Qt.MouseButton.NoButton
        if self.hands.release():
            self.hands.hover(event.position())
            return True
        self._surface.unsetCursor()
        way = event.position() - self._pressed
        if drag == "press" and hypot(way.x(), way.y()) <= CLICK_PIXELS * theme.scale:
            self._click(event.position())
        return bool(drag)

    def _give_up(self) -> None:
        self.hands.leave()
        self._drag, self._button = "", Qt.MouseButton.NoButton

    def _click(self, place: QPointF) -> None:
        for name, end, nearness in reversed(gizmo_ends(self._view)):
            if hypot(end.x() - place.x(), end.y() - place.y()) <= theme.px(9):
                towards, away = GIZMO_VIEWS[name]
                straight_on = nearness > 0.999
                eye = self._view.leave_camera()
                self._view.go_to(eye.seen_from(away if straight_on else towards))
                return
        self.picked.emit(self._view.joint_at(place.x(), place.y()))
        pin = pin_at(self._view, place)
        if pin is not None:
            self.pin_picked.emit(pin)

    def _key(self, event: QKeyEvent) -> bool:
        if self.hands.dragging:
            if self.hands.is_ours(event):
                self.hands.key(event)
            return True  # the eye stands still meanwhile
        key = self._keypad_key(event)
        if key == Qt.Key.Key_0:
            self.camera_wanted.emit()
            return True
        if key is not None:
            opposite = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            camera = self._view.leave_camera()
            if key == Qt.Key.Key_5:
                if camera.name == "perspective":
                    self._view.go_to(camera.seen_from("front"))
                else:
                    self._view.go_to(camera.orbited(0.0, 0.0, 1.0))
            else:
                self._view.go_to(camera.seen_from(KEYPAD_VIEWS[key, opposite]))
            return True
        if event.key() == Qt.Key.Key_F and not event.modifiers():
            self._view.frame()
            return True
        return False

    def _keypad_key(self, event: QKeyEvent) -> Qt.Key | None:
        """0, 1, 3, 5 or 7 of the keypad, with Num Lock or without."""
        if not event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            return None
        key = UNLOCKED.get(Qt.Key(event.key()), Qt.Key(event.key()))
        known = (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_5, Qt.Key.Key_7)
        return key if key in known else None


def _drag_of(button: Qt.MouseButton, held: Qt.KeyboardModifier) -> str:
    """Which drag begins. A plain left press is a click or nothing; plain right is nothing."""
    alt = bool(held & Qt.KeyboardModifier.AltModifier)
    if button == Qt.MouseButton.LeftButton:
        return "orbit" if alt else "press"
    if button == Qt.MouseButton.MiddleButton:
        if alt or held & Qt.KeyboardModifier.ShiftModifier:
            return "pan"
        return "zoom" if held & Qt.KeyboardModifier.ControlModifier else "orbit"
    if button == Qt.MouseButton.RightButton and alt:
        return "zoom"
    return ""

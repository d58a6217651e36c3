"""The viewport: the motion in three dimensions, or a word where there is no OpenGL."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from widgets.pin_bar import PinBar
from widgets.snapshot import ClockView, MarkView, SelectionView, TakeView
from widgets.theme import theme
from widgets.view_header import ViewHeader
from widgets.viewport.gl_support import GlSupport, probe_gl
from widgets.viewport.hands import Hands
from widgets.viewport.navigation import Navigation
from widgets.viewport.surfaces import HardwareSurface, SoftwareSurface
from widgets.viewport.view_model import ViewModel

NO_CAMERA = "No camera is known: this motion was not captured from a video."
NO_OPENGL = "No OpenGL here: the 3D view is off. Everything else works."
THROUGH_TIP = "What the take's own camera saw, over its picture; turning the view leaves it."
PICTURE_TIP = "The video's picture behind the motion."
NOT_THROUGH = "Look through the camera first: only there a picture lies behind the motion."
SMALLEST = QSize(300, 200)
#: A picture behind the motion is asked for with at most so many pixels a side.
MOST_PIXELS = 1920


class ViewportPanel(QWidget):
    """Header and 3D view. Setters take frozen values; a click on a joint is emitted."""

    joint_selected = Signal(object)  # int | None
    mark_selected = Signal(str)  # the pin that was clicked
    handle_dragged = Signal(object)  # HandleDrag, while it lasts
    handle_dropped = Signal(object)  # HandleDrag: let go
    drag_left = Signal()  # given up
    fullscreen_toggled = Signal(bool)
    display_size_changed = Signal(QSize)  # `picture_size` is another
    through_changed = Signal(bool)  # the view looks through the take's camera, or does no more

    def __init__(self, support: GlSupport | None = None, parent: QWidget | None = None) -> None:
        """support: what OpenGL there is; asked for where it is not given."""
        super().__init__(parent)
        self.setProperty("room", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(SMALLEST)
        self.setAccessibleName("Viewport")
        self.support = support if support is not None else probe_gl()
        self.view = ViewModel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = ViewHeader("Viewport")
        self._add_switches()
        column.addWidget(self.header)
        self._told_through = False
        self._picture_size = QSize(0, 0)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._nothing = _message(NO_OPENGL)
        self._stack.addWidget(self._nothing)
        self.surface: SoftwareSurface | HardwareSurface | None = None
        self.hands: Hands | None = None
        if self.support.path != "none":
            self._add_surface()
        if self.surface is None:
            self._disable_switches()
        self.pin_bar = PinBar(self)
        theme.changed.connect(self._place_bar)
        self.view.camera_changed.connect(self._show_eye)
        self.view.placed.connect(self._tell_picture_size)
        self._show_eye()

    # setters

    def set_take(self, take: TakeView | None) -> None:
        """What there is to see; None empties the view and leaves the ground."""
        self.view.set_take(take)
        self._offer_camera()

    def set_picture(self, image: QImage, number: int) -> None:
        """A picture of the video, 0-based, in any size: the view through its camera shows it."""
        self.view.set_picture(image, number)

    @property
    def picture_size(self) -> QSize:
        """Device pixels that the video's picture fills behind the motion; empty without it."""
        return self._picture_size

    def look_through(self, on: bool) -> None:
        """Through the take's own camera, over the video's picture; or as before."""
        self.view.look_through(on)

    @property
    def why_no_camera(self) -> str:
        """Why the view cannot look through the take's camera; "" where it can."""
        places = self.view.places
        if self.surface is None or places is None:
            return NO_OPENGL if self.surface is None else "Open a take first."
        return "" if places.take.camera is not None else NO_CAMERA

    def paint_now(self) -> None:
        """Paint what was set, not a turn of the event loop later."""
        if self.surface is not None:
            self.surface.paint_now()

    def put_off(self, milliseconds: int) -> None:
        """Draw what changed in this turn so much later, where the processor draws: an answer is on
        its way, and both at once would be slow."""
        if self.surface is not None:
            self.surface.put_off(milliseconds)

    def set_clock(self, clock: ClockView) -> None:
        self.view.set_clock(clock)

    def set_selection(self, selection: SelectionView) -> None:
        self.view.set_selection(selection)

    def show_captured(self, on: bool) -> None:
        """While the key is held: the captured motion in place of the refined one."""
        self.view.set_shown(replace(self.view.shown, captured_only=on))

    def set_point_shown(self, name: str, on: bool) -> None:
        """Show or hide the trail and the marks of one contact point, such as "left_heel"."""
        hidden = self.view.shown.hidden_points
        hidden = hidden - {name} if on else hidden | {name}
        self.view.set_shown(replace(self.view.shown, hidden_points=hidden))

    def show_pin(self, mark: MarkView | None, times: np.ndarray | None) -> None:
        """The selected pin's fields at the foot of the view; times: (frames,) of the motion."""
        self.pin_bar.show_pin(mark if times is not None else None, np.zeros(1) if times is None
                              else times)  # fmt: skip
        self._place_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bar()

    def _place_bar(self) -> None:
        bar, margin = self.pin_bar, theme.size("s")
        bar.fit(self.width() - 2 * margin)
        width = min(bar.sizeHint().width(), self.width() - 2 * margin)
        height = bar.sizeHint().height()
        # above the line that says what the pointer is over
        low = self.height() - height - margin - theme.px(28)
        bar.setGeometry((self.width() - width) // 2, low, width, height)

    def let_go(self) -> None:
        """End a drag: what it would do cannot be done."""
        if self.hands is not None:
            self.hands.leave()

    def frame_selection(self) -> None:
        """F: look at the selected joint, or at the whole character."""
        self.view.frame()

    def frame_stretch(self, joint: int | None, start: float, end: float) -> None:
        """Look at where a joint, or the whole character, is from `start` to `end` (seconds)."""
        self.view.frame_stretch(joint, start, end)

    def set_fullscreen(self, on: bool) -> None:
        """Show the button as the window has it, without telling the window again."""
        self._expand.blockSignals(True)
        self._expand.setChecked(on)
        self._expand.blockSignals(False)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(880), theme.px(600))

    def release(self) -> None:
        """Stop moving and let go of OpenGL, before the window goes."""
        self.view.stop()
        if self.surface is not None:
            self.surface.release()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.release()
        super().closeEvent(event)

    # inside

    def _add_switches(self) -> None:
        shown = self.view.shown
        rows = (
            (
                "ghost",
                "ghost",
                "Captured",
                "The captured motion, dashed.",
                shown.ghost,
            ),
            ("body", "body", "Body", "A simple body round the bones.", shown.body),
            ("trail", "trails", "Trails", "The ways of the feet and their contacts.", shown.trails),
            ("grid", "grid", "Grid", "The ground, a line every metre.", shown.grid),
            ("film", "picture", "Picture", PICTURE_TIP, shown.picture),
        )
        self._through = self.header.add_tool("camera", "Through the camera", "", checked=False)
        self._through.clicked.connect(self.look_through)
        self._switches: dict[str, QToolButton] = {}
        for icon, field, name, tip, on in rows:
            button = self.header.add_tool(icon, name, tip, checked=on)
            button.toggled.connect(
                lambda now, field=field: self.view.set_shown(
                    replace(self.view.shown, **{field: now})
                )
            )
            self._switches[field] = button
        self.header.add_gap()
        self._expand = self.header.add_tool(
            "expand", "Whole window", "Only this view, and back.", checked=False
        )
        self._expand.toggled.connect(self.fullscreen_toggled)

    def _add_surface(self) -> None:
        if self.support.path == "hardware":
            self.surface = HardwareSurface(self.view)
        else:
            self.surface = SoftwareSurface(self.view)
            self.surface.failed.connect(self._give_up)
        self.surface.setAccessibleName("3D view")
        self.surface.setAccessibleDescription(
            "Drag with Alt or the middle button to turn, F frames, keypad 1 3 7 look straight on, "
            "keypad 0 looks through the take's camera."
        )
        navigation = Navigation(self.surface, self.view)
        navigation.picked.connect(self.joint_selected)
        navigation.pin_picked.connect(self.mark_selected)
        self.hands = navigation.hands
        self.hands.dragged.connect(self.handle_dragged)
        self.hands.dropped.connect(self.handle_dropped)
        self.hands.left.connect(self.drag_left)
        navigation.camera_wanted.connect(lambda: self.look_through(self.view.through is None))
        self._stack.addWidget(self.surface)
        self._stack.setCurrentWidget(self.surface)

    def _give_up(self, _reason: str) -> None:
        self._stack.setCurrentWidget(self._nothing)
        self._disable_switches()

    def _disable_switches(self) -> None:
        for switch in (*self._switches.values(), self._through):
            switch.setEnabled(False)
            switch.setToolTip(f"{switch.accessibleName()}. Needs OpenGL, which is not here.")

    def _show_eye(self) -> None:
        """The header says what the view is seen with, and how its switches stand there."""
        through = self.view.through is not None
        self.header.set_subtitle(self.view.eye.name.capitalize() if self.surface else "")
        for field, button in self._switches.items():
            button.blockSignals(True)
            button.setChecked(getattr(self.view.shown, field))
            button.blockSignals(False)
        self._offer_camera()
        if through != self._through.isChecked():
            self._through.setChecked(through)
        if through != self._told_through:
            self._told_through = through
            self.through_changed.emit(through)

    def _tell_picture_size(self) -> None:
        through, ratio = self.view.through, self.devicePixelRatioF()
        size = QSize(0, 0)
        if through is not None and self.view.shown.picture:
            # no more than fills a screen: what is closer is shown by fewer pixels of the video
            rect, most = through.placement.rect, MOST_PIXELS
            size = QSize(
                min(round(rect.width() * ratio), most), min(round(rect.height() * ratio), most)
            )
        if size != self._picture_size:
            self._picture_size = size
            self.display_size_changed.emit(size)

    def _offer_camera(self) -> None:
        if self.surface is None:
            return
        why, through = self.why_no_camera, self.view.through is not None
        tip = f"Through the camera. {why or THROUGH_TIP}"
        if tip != self._through.toolTip():
            self._through.setToolTip(tip)
        self._through.setEnabled(not why)
        picture = self._switches["picture"]
        picture.setEnabled(through)
        picture.setToolTip(f"Picture. {PICTURE_TIP if through else NOT_THROUGH}")


def _message(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", "secondary")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    label.setMargin(theme.size("xxl"))
    return label

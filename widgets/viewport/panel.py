"""The viewport: the motion in three dimensions, or a word where there is no OpenGL."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.theme import theme
from widgets.view_header import ViewHeader
from widgets.viewport.gl_support import GlSupport, probe_gl
from widgets.viewport.navigation import Navigation
from widgets.viewport.surfaces import HardwareSurface, SoftwareSurface
from widgets.viewport.view_model import ViewModel

NO_OPENGL = "No OpenGL here: the 3D view is off. Everything else works."
SMALLEST = QSize(300, 200)


class ViewportPanel(QWidget):
    """Header and 3D view. Setters take frozen values; a click on a joint is emitted."""

    joint_selected = Signal(object)  # int | None
    fullscreen_toggled = Signal(bool)

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
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._nothing = _message(NO_OPENGL)
        self._stack.addWidget(self._nothing)
        self.surface: SoftwareSurface | HardwareSurface | None = None
        if self.support.path != "none":
            self._add_surface()
        if self.surface is None:
            self._disable_switches()
        self.view.camera_changed.connect(self._name_view)
        self._name_view()

    # setters

    def set_take(self, take: TakeView | None) -> None:
        """What there is to see; None empties the view and leaves the ground."""
        self.view.set_take(take)

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

    def frame_selection(self) -> None:
        """F: look at the selected joint, or at the whole character."""
        self.view.go_to(self.view.framed())

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
        )
        self._switches = []
        for icon, field, name, tip, on in rows:
            button = self.header.add_tool(icon, name, tip, checked=on)
            button.toggled.connect(
                lambda now, field=field: self.view.set_shown(
                    replace(self.view.shown, **{field: now})
                )
            )
            self._switches.append(button)
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
            "Drag with Alt or the middle button to turn, F frames, keypad 1 3 7 look straight on."
        )
        navigation = Navigation(self.surface, self.view)
        navigation.picked.connect(self.joint_selected)
        self._stack.addWidget(self.surface)
        self._stack.setCurrentWidget(self.surface)

    def _give_up(self, _reason: str) -> None:
        self._stack.setCurrentWidget(self._nothing)
        self._disable_switches()

    def _disable_switches(self) -> None:
        for switch in self._switches:
            switch.setEnabled(False)
            switch.setToolTip(f"{switch.accessibleName()}. Needs OpenGL, which is not here.")

    def _name_view(self) -> None:
        self.header.set_subtitle(self.view.camera.name.capitalize() if self.surface else "")


def _message(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", "secondary")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    label.setMargin(theme.size("xxl"))
    return label

"""The video beside the motion: the witness. Draws what it is given, or says why there is none."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.snapshot import ClockView, SelectionView, TakeView
from widgets.theme import theme
from widgets.video.canvas import LAYERS, VideoCanvas
from widgets.video.close_up import CloseUp
from widgets.video.line_tool import LineTool
from widgets.view_header import ViewHeader

SMALLEST = QSize(260, 170)
OPENING = "The first picture comes in a moment."


class VideoPanel(QWidget):
    """Header, picture and overlay; or one line what happened, one what to do, and a button."""

    joint_selected = Signal(object)  # int | None
    mark_selected = Signal(str)  # the pin that was clicked
    joint_dragged = Signal(object)  # ImageDrag, while it lasts
    joint_dropped = Signal(object)  # ImageDrag: let go
    drag_left = Signal()  # given up
    choose_video_requested = Signal()
    display_size_changed = Signal(QSize)  # device pixels, for whoever scales the pictures
    fullscreen_toggled = Signal(bool)
    draw_requested = Signal(str)  # "horizon", "known_length"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(SMALLEST)
        self.setAccessibleName("Video")
        self._take: TakeView | None = None
        self._failure = self._opening = ""
        self._wished_layer = LAYERS[0]
        self.camera_tools: dict[str, QToolButton] = {}
        self.header = ViewHeader("Video")
        self._layers = self.header.add_choice(
            LAYERS, LAYERS[0], ("", "", "Only the picture."), self._choose_layer
        )
        self._expand = self.header.add_tool(
            "expand", "Whole window", "Only this view, and back.", checked=False
        )
        self._expand.toggled.connect(self.fullscreen_toggled)
        self.canvas = VideoCanvas()
        self.line_tool = LineTool(self.canvas)
        self.canvas.joint_selected.connect(self.joint_selected)
        self.canvas.mark_selected.connect(self.mark_selected)
        self.canvas.display_size_changed.connect(self.display_size_changed)
        self._message = _Message()
        self._message.button.clicked.connect(self.choose_video_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self.canvas)
        column.addLayout(self._stack, 1)
        self._show_state()

    def offer_camera_tools(self) -> None:
        """Buttons that draw the horizon and a known length; before the one that fills the window.

        `draw_requested` says which was asked for.
        """
        for icon, name, tip in (
            ("horizon", "Draw horizon", "Drag a line where the sky would meet flat land."),
            ("ruler", "Known length", "Drag between two points of the floor, type the metres."),
        ):
            kind = name.lower().replace("draw ", "").replace(" ", "_")
            button = self.header.add_tool(icon, name, tip)
            button.clicked.connect(lambda _=False, kind=kind: self.draw_requested.emit(kind))
            self.camera_tools[kind] = button
        self.header.move_last(self._expand)

    def offer_pins(self) -> None:
        """Joints and keypoints can be dragged; the signals say what is."""
        hands = self.canvas.hands
        hands.offered = True
        hands.dragged.connect(self.joint_dragged)
        hands.dropped.connect(self.joint_dropped)
        hands.left.connect(self.drag_left)

    def let_go(self) -> None:
        """End a drag: what it would do cannot be done."""
        self.canvas.hands.leave()

    @property
    def display_size(self) -> QSize:
        """Device pixels that the whole picture fills now; empty before the first video."""
        return self.canvas.display_size

    def set_take(self, take: TakeView | None) -> None:
        """A take with its video, without one, or none at all."""
        before, after = self._path(), take and take.video and take.video.path
        self._take = take
        if before != after:
            self._failure = ""
        self.canvas.set_take(take)
        self._show_state()

    def set_opening(self, name: str) -> None:
        """A video is being opened whose sizes and times nobody knows yet: its file's name."""
        self._opening, self._failure = name, ""
        self._show_state()

    def paint_now(self) -> None:
        """Paint what was set, not a turn of the event loop later."""
        self.canvas.repaint()

    def set_clock(self, clock: ClockView) -> None:
        self.canvas.set_clock(clock)

    def set_selection(self, selection: SelectionView) -> None:
        self.canvas.set_selection(selection)

    def set_frame(self, image: QImage, frame_index: int) -> None:
        """A picture of the video, 0-based, in any size; it is on screen with the next paint."""
        had_picture = self.canvas.has_picture
        self.canvas.set_frame(image, frame_index)
        if not had_picture or self._failure:
            self._failure = ""
            self._show_state()

    def set_close_up(self, close_up: CloseUp | None) -> None:
        """The part of the picture that an event is about, enlarged in a corner."""
        self.canvas.set_close_up(close_up)

    def set_failure(self, sentence: str) -> None:
        """The video cannot be read: one sentence that says why. The next picture takes it away."""
        self._failure = sentence
        self.canvas.forget_picture()
        self._show_state()

    def show_captured(self, on: bool) -> None:
        """While the key is held: the captured skeleton in place of the refined one."""
        self.canvas.show_captured(on)

    def set_fullscreen(self, on: bool) -> None:
        """Show the button as the window has it, without telling the window again."""
        self._expand.blockSignals(True)
        self._expand.setChecked(on)
        self._expand.blockSignals(False)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(388))

    # inside

    def _path(self) -> object:
        return self._take.video.path if self._take and self._take.video else None

    def _show_state(self) -> None:
        video = self._take.video if self._take else None
        self.header.set_subtitle(video.name if video else "")
        if self._failure and self._take is None:
            self._say("The video cannot be shown", self._failure, "")
        elif self._take is None and self._opening:
            self._say(f"Opening {self._opening}", OPENING, "")
        elif self._take is None:
            self._say("No take is open", "Open a motion or a video to begin.", "")
        elif video is None:
            self._say(
                "No video beside this motion",
                "Put the video beside it that it was captured from.",
                "Choose a video…",
            )
        elif video.missing:
            self._say(
                f"{video.name} is another file now"
                if video.replaced
                else f"{video.name} is not where it was",
                "Everything else works. Show where it lies now.",
                "Find the video…",
            )
        elif self._failure:
            self._say(f"{video.name} cannot be shown", self._failure, "Choose another video…")
        elif not self.canvas.has_picture:
            self._say(f"Opening {video.name}", OPENING, "")
        else:
            self._stack.setCurrentWidget(self.canvas)
        self._enable_layers()

    def _say(self, happened: str, to_do: str, button: str) -> None:
        self._message.say(happened, to_do, button)
        self._stack.setCurrentWidget(self._message)

    def _enable_layers(self) -> None:
        take = self._take
        video = take.video if take else None
        seen = take is not None and take.refined.image_positions is not None
        skeleton = seen and video is not None
        keypoints = video is not None and video.keypoints is not None
        tips = {
            "Skeleton": (
                skeleton,
                "The rig on the picture.",
                "Needs a camera: none is known." if video else "Needs a video.",
            ),
            "Keypoints": (
                keypoints,
                "What the detector saw; opacity is its confidence.",
                "No keypoints: this motion was not captured here.",
            ),
            "Off": (True, "Only the picture.", ""),
        }
        for name, (there, tip, why_not) in tips.items():
            self._layers[name].setEnabled(there)
            self._layers[name].setToolTip(tip if there else why_not)
        order = (self._wished_layer, "Skeleton", "Keypoints", "Off")
        layer = next(name for name in order if tips[name][0])
        self._layers[layer].setChecked(True)
        self.canvas.set_layer(layer)

    def _choose_layer(self, layer: str) -> None:
        self._wished_layer = layer
        self.canvas.set_layer(layer)


class _Message(QWidget):
    """One line what happened, one line what to do, one button."""

    def __init__(self) -> None:
        super().__init__()
        self._happened, self._to_do = QLabel(), QLabel()
        self._happened.setProperty("weight", "strong")
        self._to_do.setProperty("tone", "secondary")
        self.button = QPushButton()
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (self._happened, self._to_do):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(theme.size("s"))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    @property
    def words(self) -> tuple[str, str]:
        return self._happened.text(), self._to_do.text()

    def say(self, happened: str, to_do: str, button: str) -> None:
        self._happened.setText(happened)
        self._to_do.setText(to_do)
        self.button.setText(button)
        self.button.setVisible(bool(button))

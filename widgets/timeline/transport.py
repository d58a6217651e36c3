"""The timeline's header: transport buttons, where the clock stands, how fast, the legend."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QWidget

from widgets.segmented import Segmented
from widgets.snapshot import ClockView, TakeView
from widgets.theme import theme
from widgets.timecode import frame_at, parsed_timecode, timecode
from widgets.timeline.legend import Legend
from widgets.tool_button import ToolButton

SPEEDS = (
    (0.1, "Tenth speed"),
    (0.25, "Quarter speed"),
    (0.5, "Half speed"),
    (1.0, "True speed"),
    (2.0, "Double speed"),
    (4.0, "Four times"),
)


def speed_words(speed: float) -> str:
    """A speed of playing in words."""
    words = dict(SPEEDS).get(abs(speed), f"{abs(speed):g} times speed")
    return f"{words}, backwards" if speed < 0 else words


class MomentField(QLineEdit):
    """A moment that can be typed: Return takes it, Escape puts the old words back. Either hands
    the keys back to whoever is around."""

    entered = Signal(str)

    def __init__(self, name: str, tip: str, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._widest = widest
        self.setProperty("compact", True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.returnPressed.connect(self._take)
        self.editingFinished.connect(self._restore)

    def show_words(self, words: str) -> None:
        """What the clock says; a text being typed stays."""
        self._shown = words
        if not (self.hasFocus() and self.isModified()) and self.text() != words:
            self.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._restore()
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self._widest)
        return QSize(words + theme.px(24), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _take(self) -> None:
        typed = self.text()
        self.setModified(False)
        self.entered.emit(typed)
        self.setText(self._shown)
        self.clearFocus()

    def _restore(self) -> None:
        self.setModified(False)
        self.setText(self._shown)


class Transport(QFrame):
    """Buttons and fields of the one clock."""

    time_requested = Signal(float)
    play_requested = Signal()
    step_requested = Signal(int)
    speed_requested = Signal(float)
    loop_toggled = Signal(bool)
    fit_requested = Signal()
    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "header")
        self._take: TakeView | None = None
        self._clock = ClockView()
        self._speed_words = ""
        self._row = QHBoxLayout(self)
        self.title = QLabel("Timeline")
        self.title.setProperty("weight", "strong")
        self._row.addWidget(self.title)
        self._build_buttons()
        self._build_fields()
        self._row.addStretch(1)
        self.legend = Legend()
        self._row.addWidget(self.legend)
        self.pages = Segmented((("contacts", "Contacts"), ("curves", "Curves")), "Timeline shows")
        self.pages.chosen.connect(self.page_chosen)
        self.pages.hide()
        self._row.addWidget(self.pages)
        self.fit = ToolButton("fit", "Show the whole take", "The timeline shows everything.")
        self.fit.clicked.connect(self.fit_requested)
        self._row.addWidget(self.fit)
        theme.changed.connect(self._scaled)
        self._scaled()
        self._show()

    def set_keys(self, start: str, back: str, play: str, forward: str, end: str) -> None:
        """The keys that do what the buttons do, for the hints."""
        self.start.say("Go to start", "The first frame of the take.", start)
        self.back.say("Step back", "One frame of the motion.", back)
        self.play.say("Play or pause", "Playing keeps true time.", play)
        self.forward.say("Step forward", "One frame on.", forward)
        self.end.say("Go to end", "The last frame of the take.", end)

    def set_take(self, take: TakeView | None) -> None:
        self._take = take
        self._show()

    def set_clock(self, clock: ClockView) -> None:
        before, self._clock = self._clock, clock
        if before.playing != clock.playing:
            self.play.show_icon("pause" if clock.playing else "play")
            self.play.setChecked(clock.playing)
        self.loop.setChecked(clock.loop is not None)
        self._show_moment()
        self._show_speed()

    def set_paged(self, paged: bool) -> None:
        """Whether contacts and curves take turns; the legend gives way to the switch."""
        self.pages.setVisible(paged)
        self._fit_width()

    def _build_buttons(self) -> None:
        self.start = ToolButton("go_start", "Go to start")
        self.back = ToolButton("step_back", "Step back")
        self.play = ToolButton("play", "Play or pause", checkable=True)
        self.forward = ToolButton("step_forward", "Step forward")
        self.end = ToolButton("go_end", "Go to end")
        self.set_keys("Home", ",", "Space", ".", "End")
        self.loop = ToolButton(
            "loop", "Loop", "The selected contact, or the whole take.", checkable=True
        )
        self.start.clicked.connect(lambda: self._go_to_end(0))
        self.end.clicked.connect(lambda: self._go_to_end(-1))
        self.back.clicked.connect(lambda: self.step_requested.emit(-1))
        self.forward.clicked.connect(lambda: self.step_requested.emit(1))
        self.play.clicked.connect(self._play_clicked)
        self.loop.clicked.connect(self._loop_clicked)
        self._buttons = (self.start, self.back, self.play, self.forward, self.end, self.loop)
        for button in self._buttons:
            self._row.addWidget(button)

    def _build_fields(self) -> None:
        self._line = QFrame()
        self._line.setProperty("room", "line")
        self._line.setFixedWidth(1)
        self._row.addWidget(self._line)
        self.time_field = MomentField(
            "Timecode", "Timecode: type one, or seconds, and press Return.", "00:00:00:00"
        )
        self.frame_field = MomentField(
            "Frame", "Frame of the motion: type one and press Return.", "0000"
        )
        self.time_field.entered.connect(self._time_entered)
        self.frame_field.entered.connect(self._frame_entered)
        self._row.addWidget(self.time_field)
        self._row.addWidget(self.frame_field)
        self.speed = QToolButton()
        self.speed.setAccessibleName("Speed")
        self.speed.setToolTip("Speed of playing")
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.speed)
        choices = QActionGroup(menu)
        self._speed_actions: dict[float, QAction] = {}
        for speed, words in SPEEDS:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, speed=speed: self.speed_requested.emit(speed))
            choices.addAction(action)
            self._speed_actions[speed] = action
        self.speed.setMenu(menu)
        self._row.addWidget(self.speed)

    # intents

    def _play_clicked(self) -> None:
        self.play.setChecked(self._clock.playing)  # the clock says when it plays
        self.play_requested.emit()

    def _loop_clicked(self) -> None:
        wanted = self.loop.isChecked()
        self.loop.setChecked(self._clock.loop is not None)
        self.loop_toggled.emit(wanted)

    def _go_to_end(self, which: int) -> None:
        if self._take is not None and len(self._take.refined.times):
            self.time_requested.emit(float(self._take.refined.times[which]))

    def _time_entered(self, text: str) -> None:
        moment = parsed_timecode(text, self._take.rate) if self._take is not None else None
        if moment is not None:
            self.time_requested.emit(moment)

    def _frame_entered(self, text: str) -> None:
        if self._take is None or not text.strip().isdecimal():
            return
        times = self._take.refined.times
        self.time_requested.emit(float(times[min(max(int(text), 1), len(times)) - 1]))

    # what is shown

    def _show(self) -> None:
        usable = self._take is not None and len(self._take.refined.times) > 0
        for widget in (*self._buttons, self.time_field, self.frame_field, self.speed, self.fit):
            widget.setEnabled(usable)
        self._show_moment()
        self._show_speed()

    def _show_moment(self) -> None:
        if self._take is None:
            self.time_field.show_words("")
            self.frame_field.show_words("")
            return
        self.time_field.show_words(timecode(self._clock.time, self._take.rate))
        number = frame_at(self._take.refined.times, self._clock.time) + 1
        self.frame_field.show_words(str(number))

    def _show_speed(self) -> None:
        clock = self._clock
        words = speed_words(clock.speed)
        if clock.loop is not None and self._take is not None:
            times = self._take.refined.times
            first, last = (frame_at(times, moment) + 1 for moment in clock.loop)
            words += f", looping {first} to {last}"
        if clock.dropped:
            seen = "frame" if self._take is None or self._take.video is None else "picture"
            words += f", {clock.dropped} {seen}{'s' * (clock.dropped > 1)} left out"
        if words != self._speed_words:
            self._speed_words = words
            self.speed.setToolTip(f"Speed of playing: {words}")
            self._fit_width()
        action = self._speed_actions.get(abs(clock.speed))
        if action is not None:
            action.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_width()

    def _fit_width(self) -> None:
        """The legend shows where it fits whole; without room for the rest the title gives way to
        the lanes' left edge, then what the speed says beside itself, then the title."""
        whole, short = self._speed_words, self._speed_words.split(",")[0]
        lanes = theme.size("lane_labels") - theme.px(4)
        own = self.title.fontMetrics().horizontalAdvance(self.title.text()) + theme.px(12)
        for title, words in ((lanes, whole), (own, whole), (own, short), (0, short)):
            self.title.setFixedWidth(title)
            self.title.setVisible(title > 0)
            self.speed.setText(words)
            room = self.width() - self._taken()
            if room >= 0:
                break
        wanted = self.legend.sizeHint().width() + theme.px(6)
        self.legend.setVisible(self.pages.isHidden() and room > wanted)

    def _taken(self) -> int:
        """The width that all but the legend needs, and the edges."""
        edges = self._row.contentsMargins()
        return edges.left() + edges.right() + sum(
            item.sizeHint().width() + self._row.spacing()
            for item in (self._row.itemAt(place) for place in range(self._row.count()))
            if item is not None and item.widget() is not self.legend and not item.isEmpty()
        )  # fmt: skip

    def _scaled(self) -> None:
        self.setFixedHeight(theme.size("timeline_header"))
        self._row.setContentsMargins(theme.px(10), 0, theme.px(8), 1)
        self._row.setSpacing(theme.px(2))
        self._line.setFixedHeight(theme.px(20))
        self.time_field.setFont(theme.font("base", 600))
        self.frame_field.setFont(theme.font("base", 500))
        self.speed.setFont(theme.font("small"))
        self._fit_width()

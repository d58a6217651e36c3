"""The Capture room's right column: what is asked before a capture, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from widgets.at_scale import at_scale, spaced
from widgets.capture_fields import HeightField, SpeedField
from widgets.picture_bar import PictureBar
from widgets.theme import theme


@dataclass(frozen=True, slots=True)
class CaptureWishes:
    """What the user said before the capture; None leaves it to the defaults."""

    height_metres: float | None  # None: nobody said how tall
    shot_fps: float | None
    part: tuple[int, int] | None = None  # first and last picture; None: all of them


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage of the capture as its row shows it."""

    name: str  # "Keypoints"
    detail: str  # "Frame 264 of 412, 12.4 frames/s"
    state: str  # "waiting", "running", "done", "failed"
    time: str = ""  # "0:21" or "0:12 left"


@dataclass(frozen=True, slots=True)
class CaptureView:
    """Where a capture stands. `state`: "asking", "running", "stopped", "failed"."""

    video_name: str
    detail: str  # "1280×720, 30 fps, 8.0 s"
    state: str = "asking"
    headline: str = ""  # "About 1 min 40 s left"
    fraction: float = 0.0
    stages: tuple[StageView, ...] = ()
    sentence: str = ""  # what went wrong, or what Cancel kept


ASKED = (
    "The whole person in view, others may pass; a camera that stands still. "
    "Set the speed only for slow motion. Space plays, I and O mark a part, Enter captures."
)
NOBODYS = (
    "“{text}” is nobody's height, so {stands:.2f} m stands again: type 1.82, 182 or 5'11\", "
    "or press Enter to capture with that."
)
#: Whose height stands in the field where nobody has said it of this person.
LAST_HEIGHT, NO_HEIGHT = "As in the last take", "A guess"
KEPT = "Cancel (Esc) keeps what is done: the next capture goes on from here."
_MARKS = {"waiting": "○", "running": "◔", "done": "✓", "failed": "✕"}


class CapturePanel(QFrame):
    """Draws a CaptureView; emits start, cancel and going elsewhere."""

    start_requested = Signal(object)  # CaptureWishes
    cancel_requested = Signal()
    leave_requested = Signal()
    picture_requested = Signal(int)  # frame of the video, 0-based, to mark the person in
    person_forgotten = Signal()
    part_changed = Signal(int, int)  # first and last picture of what is captured

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "panel")
        self._headline = self._text("head")
        self._name = self._text("base", "secondary")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Capture progress")
        self._sentence = self._text("base", "secondary")
        self._stages = QVBoxLayout()
        self._rows: list[tuple[QLabel, QLabel, QLabel, QLabel]] = []
        self._start = _SpacelessButton("Capture")
        self._start.setProperty("kind", "primary")
        self._start.setAutoDefault(True)  # Enter too, where it has the focus
        self._start.clicked.connect(self._start_clicked)
        self._cancel = _SpacelessButton("Cancel")
        self._cancel.clicked.connect(lambda _=False: self.cancel_requested.emit())
        self._leave = QPushButton("Back")
        self._leave.setAutoDefault(True)
        self._leave.clicked.connect(lambda _=False: self.leave_requested.emit())
        self._height = HeightField()
        self._height.setValue(1.75)
        self._height.refused.connect(self._height_refused)
        self._height.lineEdit().textEdited.connect(lambda _text: self._height_typed())
        self._height.valueChanged.connect(lambda _metres: self._tell_height())
        self._whose, self._height_told = self._text("small", "secondary", NO_HEIGHT), False
        self._shot = SpeedField()
        for field in (self._height, self._shot):
            _indent(field)
        self._note = self._text("small", "tertiary")
        self._marked, self._running, self._is_refused = "", False, False
        self.setFocusProxy(self._start)
        self._who = self._text("base")
        self._forget = QPushButton("Forget")
        self._forget.setAutoDefault(True)
        self._forget.setToolTip("Capture the largest person of the first second.")
        self._forget.clicked.connect(lambda _=False: self.person_forgotten.emit())
        self._picture = PictureBar()
        self._picture.setAccessibleName("Picture in which the person is marked")
        self._picture.setToolTip(
            "Go to a picture in which the person is seen well. Drag the marks to capture a part."
        )
        self._picture.valueChanged.connect(self.picture_requested)
        self._picture.part_changed.connect(self.part_changed)
        self._build_part()
        self._lay_out()
        self.set_person("")
        self.set_capture(CaptureView("", ""))

    def set_last_height(self, metres: float | None) -> None:
        """The stature that was told at the last capture; None where there was none."""
        if metres is not None:
            self._height.setValue(metres)
        self._height_told = metres is not None
        self.ask_height_anew()

    def ask_height_anew(self) -> None:
        """Another video, perhaps of another person: whose height stands there is said."""
        self._whose.setText(LAST_HEIGHT if self._height_told else NO_HEIGHT)

    def set_person(self, marked: str) -> None:
        """Who is captured: how they were marked, or nothing for whoever is largest."""
        self._marked = marked
        self._say_who(running=False)
        self._forget.setVisible(bool(marked))

    def _say_who(self, *, running: bool) -> None:
        largest = "The largest of the first second."
        self._who.setText(
            self._marked or (largest if running else f"{largest} Click another in the video.")
        )

    def _build_part(self) -> None:
        self._part = self._text("base")
        self._from, self._to, self._all = (
            QPushButton(words) for words in ("From here", "To here", "All")
        )
        for button, tip, then in (
            (self._from, "Capture from this picture on (I).", self.begin_here),
            (self._to, "Capture up to this picture (O).", self.end_here),
            (self._all, "Capture the whole video.", self.take_all),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(True)
            button.clicked.connect(lambda _=False, then=then: then())

    @property
    def part(self) -> tuple[int, int] | None:
        """First and last picture of what is captured; None for the whole video."""
        return None if self._picture.is_whole else self._picture.part

    def begin_here(self) -> None:
        """The in mark to the picture that is seen; what would end before it goes on to the end."""
        here, last = self._picture.value(), self._picture.part[1]
        self._say_part(here, last if last > here else self._picture.maximum())

    def end_here(self) -> None:
        """The out mark to the picture that is seen."""
        here, first = self._picture.value(), self._picture.part[0]
        self._say_part(first if first < here else self._picture.minimum(), here)

    def take_all(self) -> None:
        self._say_part(self._picture.minimum(), self._picture.maximum())

    def _say_part(self, first: int, last: int) -> None:
        if self._picture.isEnabled():
            self._picture.set_part(first, last)
            self.part_changed.emit(first, last)

    def set_part_words(self, words: str) -> None:
        """What is captured: "1.20 to 4.50 s, 3.30 s"."""
        self._part.setText(words)
        self._all.setVisible(not self._picture.is_whole)

    @property
    def picture(self) -> int:
        """The picture of the video that was chosen, 0-based."""
        return self._picture.value()

    def show_picture(self, number: int) -> None:
        """Go to a picture of the video, 0-based."""
        self._picture.setValue(number)

    def type_height(self, digit: str) -> None:
        """A digit that was typed beside the fields: the beginning of how tall the person is."""
        self._height.type_anew(digit)

    def start(self) -> None:
        """Ask for the capture, as its button does."""
        self._start.click()

    def set_pictures(self, count: int) -> None:
        """How many pictures the video has; begins at the first."""
        self._picture.blockSignals(True)
        self._picture.setRange(0, max(count - 1, 0))
        self._picture.set_part(0, max(count - 1, 0))
        self._picture.setValue(0)
        self._picture.blockSignals(False)

    def set_capture(self, view: CaptureView) -> None:
        """Draw where the capture stands."""
        running = view.state == "running"
        self._headline.setText(view.headline or "Capture this video")
        self._name.setText(f"{view.video_name}   {view.detail}".strip())
        self._bar.setVisible(view.state != "asking")
        self._bar.setValue(max(self._bar.value() if running else 0, round(1000 * view.fraction)))
        self._sentence.setText(view.sentence)
        self._sentence.setVisible(bool(view.sentence))
        self._sentence.setProperty("tone", "error" if view.state == "failed" else "secondary")
        self._sentence.style().polish(self._sentence)
        self._start.setVisible(not running)
        self._start.setText("Capture" if view.state == "asking" else "Capture again")
        if self._running and not running:  # before Cancel goes: the focus would go anywhere
            self._start.setFocus(Qt.FocusReason.OtherFocusReason)
        self._cancel.setVisible(running)
        self._leave.setVisible(not running)
        asked = (self._height, self._shot, self._picture, self._forget)
        for field in (*asked, self._from, self._to, self._all):
            field.setEnabled(not running)
        self._say_who(running=running)
        self._is_refused = False
        self._say_note(KEPT if running else ASKED)
        self._draw_stages(view.stages)
        had_focus, self._running = self._running, running
        if running and not had_focus:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw_stages(self, stages: tuple[StageView, ...]) -> None:
        while len(self._rows) < len(stages):
            self._rows.append(self._stage_row())
        for row, labels in enumerate(self._rows):
            for label in labels:
                label.setVisible(row < len(stages))
            if row < len(stages):
                stage = stages[row]
                mark, name, detail, time = labels
                mark.setText(_MARKS[stage.state])
                mark.setAccessibleName(stage.state)
                name.setText(stage.name)
                detail.setText(stage.detail)
                time.setText(stage.time)

    def _stage_row(self) -> tuple[QLabel, QLabel, QLabel, QLabel]:
        mark, name = self._text("title", "secondary"), self._text("base")
        detail, time = self._text("small", "tertiary"), self._text("small", "secondary")
        at_scale(mark, lambda: mark.setFixedWidth(theme.px(24)))
        line = QHBoxLayout()
        line.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(detail)
        line.addLayout(words, 1)
        line.addWidget(time, alignment=Qt.AlignmentFlag.AlignTop)
        self._stages.addLayout(line)
        return mark, name, detail, time

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        spaced(self, column, (14, 16, 14, 14), 10)
        spaced(self, self._stages, (0, 0, 0, 0), 8)
        for widget in (self._headline, self._name, self._bar, self._sentence):
            column.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._cancel, 1)
        buttons.addWidget(self._leave)
        column.addLayout(buttons)
        column.addSpacing(6)
        column.addLayout(self._stages)
        column.addSpacing(6)
        column.addWidget(self._text("title", text="Asked once"))
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        who = QHBoxLayout()
        who.addWidget(self._who, 1)
        who.addWidget(self._forget)
        form.addRow("Who", who)
        form.addRow("Picture", self._picture)
        marks = QHBoxLayout()
        for button in (self._from, self._to, self._all):
            marks.addWidget(button)
        marks.addStretch(1)
        form.addRow("Part", self._part)
        form.addRow("", marks)
        tall = QHBoxLayout()
        tall.addWidget(self._height, 1)
        tall.addWidget(self._whose, 1)
        form.addRow("How tall", tall)
        form.addRow("Shot at", self._shot)
        column.addLayout(form)
        column.addWidget(self._note)
        column.addStretch(1)

    def _text(self, size: str, tone: str = "primary", text: str = "") -> QLabel:
        label = QLabel(text)
        label.setProperty("face", size)
        label.setProperty("tone", tone)
        label.setWordWrap(True)
        return label

    def _height_refused(self, text: str) -> None:
        """Nothing is captured with a height that was not meant, until it is seen and let stand."""
        self._is_refused = True
        self._say_note(NOBODYS.format(text=text, stands=self._height.value()), "error")

    def _height_typed(self) -> None:
        self._is_refused = False
        self._tell_height()
        self._say_note(ASKED)

    def _tell_height(self) -> None:
        """Somebody says what stands there: it is a guess no more."""
        self._whose.setText("")
        self._height_told = True

    def _say_note(self, words: str, tone: str = "tertiary") -> None:
        self._note.setText(words)
        self._note.setProperty("tone", tone)
        self._note.style().polish(self._note)

    def _start_clicked(self) -> None:
        if self._is_refused:
            self._is_refused = False
            self._height.setFocus()
            self._height.selectAll()
            return
        shot, metres = self._shot.value(), None
        if self._height_told:
            metres = self._height.value()
            self._whose.setText("")
        self.start_requested.emit(CaptureWishes(metres, shot if shot > 0 else None, self.part))


class _SpacelessButton(QPushButton):
    """Not pressed by Space, which plays the video: nobody loses a capture who wants to see it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        super().keyPressEvent(event)


def _indent(field: QDoubleSpinBox) -> None:
    line = field.lineEdit()
    at_scale(field, lambda: line.setTextMargins(theme.size("s"), 0, 0, 0))

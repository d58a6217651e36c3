"""The event before the animator: what is wrong, why it is believed, and what each answer does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from widgets.queue_view import AnswerView, EventView, QueueView
from widgets.theme import theme
from widgets.timeline.contact_drawing import draw_letter

NO_ANSWER = "Nothing to decide by a key here: look at it, then ignore it or leave it undecided."
SOLVING = "Answers are being solved."


class EventCard(QFrame):
    """Emits which answer was pressed, or that the event is ignored or left undecided."""

    answered = Signal(str)
    accepted = Signal()
    ignored = Signal()
    undecided = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("room", "card")
        self._proposed = ""  # what Accept would accept
        self.title, self.badge, self.count = QLabel(), QLabel(), QLabel()
        self.title.setProperty("face", "title")
        self.badge.setProperty("tone", "severity")
        self.badge.setProperty("weight", "strong")
        self.count.setProperty("tone", "tertiary")
        self.sentence = QLabel()
        self.sentence.setProperty("tone", "secondary")
        self.sentence.setWordWrap(True)
        self.note = QLabel()
        self.note.setProperty("tone", "tertiary")
        self.note.setWordWrap(True)
        self.answers: list[AnswerButton] = [AnswerButton() for _ in range(4)]
        self.accept = QPushButton()
        self.accept.setProperty("kind", "primary")
        self.ignore, self.later = QPushButton("Ignore  I"), QPushButton("Undecided  U")
        self.ignore.setToolTip("Ignore (I). It is right as it is.")
        self.later.setToolTip("Undecided (U). Leave it for later and go on.")
        self._build()
        for button in self.answers:
            button.clicked.connect(lambda _=False, b=button: self.answered.emit(b.answer))
        self.accept.clicked.connect(lambda _=False: self.accepted.emit())
        self.ignore.clicked.connect(lambda _=False: self.ignored.emit())
        self.later.clicked.connect(lambda _=False: self.undecided.emit())

    def show_event(self, event: EventView, place: int, view: QueueView) -> None:
        """Show an event of the queue, the place-th from 1."""
        self.title.setText(event.title)
        self.badge.setText(event.severity)
        self.count.setText(f"{place} of {len(view.events)}")
        self.sentence.setText(event.sentence)
        missing = SOLVING if view.solving else "" if view.answers else NO_ANSWER
        self.note.setText(missing or event.confidence.capitalize())
        for place_of, button in enumerate(self.answers):
            known = place_of < len(view.answers)
            button.setVisible(known)
            if known:
                button.show_answer(view.answers[place_of])
        first = next((one for one in view.answers if one.proposed), None)
        # a state is accepted by its name, what is done by the word alone: "Accept plant"
        self._proposed = first.title.partition(",")[0].lower() if first and first.key else ""
        self.accept.setEnabled(first is not None)
        self.accept.setToolTip(
            f"{first.title} (Enter)." if first else "There is no answer to accept."
        )
        self._fit()

    def _fit(self) -> None:
        """Leave the answer's name out of the button where there is no room for it."""
        long = f"Accept {self._proposed}  ⏎"
        others = sum(button.sizeHint().width() for button in (self.ignore, self.later))
        needed = QFontMetrics(theme.font("base", 500)).horizontalAdvance(long) + theme.px(70)
        fits = bool(self._proposed) and self.width() >= others + needed
        self.accept.setText(long if fits else "Accept  ⏎")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        head = QHBoxLayout()
        for label, stretch in ((self.title, 0), (self.badge, 1), (self.count, 0)):
            head.addWidget(label, stretch)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self.note)
        grid = QGridLayout()
        for place, button in enumerate(self.answers):
            grid.addWidget(button, place // 2, place % 2)
        column.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(self.accept, 1)
        row.addWidget(self.ignore)
        row.addWidget(self.later)
        column.addLayout(row)
        self._layouts = (column, head, grid, row)
        theme.changed.connect(self._scaled)
        self._scaled()

    def _scaled(self) -> None:
        column, head, grid, row = self._layouts
        margin = theme.px(10)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.size("s"))
        for layout in (head, grid, row):
            layout.setSpacing(theme.size("s"))


class AnswerButton(QPushButton):
    """An answer with its key, its effect and its cost; the proposed one is outlined and says so."""

    def __init__(self) -> None:
        super().__init__()
        self._view = AnswerView("", "", "", "", "", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def answer(self) -> str:
        return self._view.answer

    @property
    def view(self) -> AnswerView:
        return self._view

    def show_answer(self, view: AnswerView) -> None:
        if view == self._view:
            return
        self._view = view
        words = [view.title, view.effect, view.cost, "proposed" if view.proposed else ""]
        self.setAccessibleName(", ".join(word for word in words if word))
        key = f" ({view.key})" if view.key else ""
        self.setToolTip(f"{view.title}{key}. {view.effect or SOLVING} {view.cost}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(62))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(90), theme.px(62))

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if view.proposed else 1.0
        rect = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        back = "surface.selected" if view.proposed else "surface.panel"
        if self.isDown():
            back = "surface.pressed"
        elif self.underMouse():
            back = "surface.hover"
        painter.setBrush(theme.color(back))
        painter.setPen(QPen(theme.color("accent.base" if view.proposed else "surface.line"), width))
        radius = theme.size("control")
        painter.drawRoundedRect(rect, radius, radius)
        inner = rect.adjusted(theme.px(7), theme.px(5), -theme.px(7), -theme.px(4))
        line = inner.height() / 3.0
        first = QRectF(inner.left(), inner.top(), inner.width(), line)
        self._draw_head(painter, first)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text.primary"))
        _line(painter, first.translated(0, line), view.effect or "…")
        painter.setPen(theme.color("text.tertiary"))
        _line(painter, first.translated(0, 2 * line), view.cost)

    def _draw_head(self, painter: QPainter, rect: QRectF) -> None:
        view, left = self._view, rect.left()
        if view.answer in ("plant", "pivot", "slide", "air"):
            side = theme.px(15)
            draw_letter(
                painter, QRectF(left, rect.center().y() - side / 2, side, side), view.answer
            )
            left += side + theme.px(6)
        painter.setFont(theme.font("base", 600))
        painter.setPen(theme.color("text.primary"))
        _line(painter, QRectF(left, rect.top(), rect.right() - left, rect.height()), view.title)
        left += painter.fontMetrics().horizontalAdvance(view.title) + theme.px(6)
        small = QFontMetricsF(theme.font("small"))
        # where it does not fit beside the title the outline alone says it
        if view.proposed and left + small.horizontalAdvance("Proposed") <= rect.right():
            painter.setFont(theme.font("small"))
            painter.setPen(theme.color("text.link"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect, right, "Proposed")


def _line(painter: QPainter, rect: QRectF, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

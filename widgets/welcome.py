"""The first page: drop a video, open a take or a motion, go on where you were."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets.at_scale import at_scale, spaced
from widgets.first_steps import FirstSteps
from widgets.icons import pixmap, set_icon
from widgets.notice_bar import NoticeBar
from widgets.recent_row import RecentRow, RecentView
from widgets.theme import RESOURCES, theme

#: The sample take as the window shows it.
SAMPLE_PICTURE = RESOURCES / "sample" / "picture.jpg"


class Welcome(QWidget):
    """Draws the recent takes and emits what the user wants to open."""

    capture_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    find_requested = Signal()
    recent_requested = Signal(object)  # Path

    def __init__(self, *, first_time: bool = True, parent: QWidget | None = None) -> None:
        """first_time: nothing was open before, so that the first steps stand there at once."""
        super().__init__(parent)
        self.setObjectName("welcome")
        self.notice = NoticeBar()
        self._recent = QVBoxLayout()
        self._recent_title = _label("Recent takes", "title")
        self._first_steps = FirstSteps()
        self._first_steps.setVisible(first_time)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        spaced(self, self._recent, (0, 0, 0, 0), 2)
        row.addWidget(self._side())
        row.addWidget(self._main(), 1)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(True)  # Enter presses what has the focus, as Space does

    def set_recent(self, takes: tuple[RecentView, ...]) -> None:
        """The rows below; takes that are gone should not be among them. Without any, the first
        steps stand there."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for take in takes:
            row = RecentRow(take)
            row.setAutoDefault(True)
            row.clicked.connect(lambda _=False, path=take.path: self.recent_requested.emit(path))
            self._recent.addWidget(row)
        self._recent_title.setVisible(bool(takes))
        self._first_steps.setVisible(not takes)

    def _side(self) -> QWidget:
        side = QFrame()
        side.setProperty("room", "panel")
        at_scale(side, lambda: side.setFixedWidth(theme.px(256)))
        column = QVBoxLayout(side)
        spaced(side, column, (20, 20, 20, 20), 4)
        column.addWidget(_label("Footing", "head"))
        column.addSpacing(16)
        for text, name, key, signal in (
            ("Capture a video", "film", "Ctrl N", self.capture_requested),
            ("Open a take or motion", "folder", "Ctrl O", self.open_requested),
            ("Open sample take", "play", "", self.sample_requested),
        ):
            column.addWidget(self._side_button(text, name, key, signal))
        column.addStretch(1)
        column.addWidget(
            self._side_button("Find an action", "search", "Ctrl K", self.find_requested)
        )
        return side

    def _side_button(self, text: str, name: str, key: str, signal) -> QPushButton:
        button = QPushButton(text)
        set_icon(button, name)
        button.setProperty("kind", "row")
        button.clicked.connect(lambda _=False: signal.emit())
        if key:
            line = QHBoxLayout(button)
            spaced(button, line, (0, 0, 8, 0), 0)
            line.addStretch(1)
            shown = _label(key, "small", "tertiary")
            shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(shown)
        at_scale(button, lambda: button.setMinimumHeight(theme.px(32)))
        return button

    def _main(self) -> QWidget:
        page = QWidget()
        page.setProperty("room", "page")
        column = QVBoxLayout(page)
        spaced(page, column, (28, 20, 28, 20), 16)
        column.addWidget(self.notice)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._drop_zone(), 7)
        top.addWidget(self._sample_card(), 3)
        column.addLayout(top)
        column.addWidget(self._first_steps)
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        return scroll

    def _drop_zone(self) -> QWidget:
        zone = _DropZone()
        column = QVBoxLayout(zone)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(10)
        picture = _Film()
        title = _label("Drop a video here", "head")
        hint = _label(
            "MP4, MOV, MKV or WebM. One person in full view, feet visible. A BVH works too.",
            "base",
            "secondary",
        )
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        choose = QPushButton("Choose video")
        choose.setProperty("kind", "primary")
        choose.clicked.connect(lambda _=False: self.capture_requested.emit())
        motion = QPushButton("Open motion or take")
        motion.clicked.connect(lambda _=False: self.open_requested.emit())
        buttons = QHBoxLayout()
        buttons.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons.addWidget(choose)
        buttons.addWidget(motion)
        private = _label("Everything stays on this computer.", "small", "tertiary")
        for widget in (picture, title, hint):
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addLayout(buttons)
        column.addWidget(private, alignment=Qt.AlignmentFlag.AlignCenter)
        at_scale(zone, lambda: zone.setMinimumHeight(theme.px(290)))
        return zone

    def _sample_card(self) -> QWidget:
        card = QFrame()
        card.setProperty("room", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, theme.size("xl"))
        column.setSpacing(theme.size("m"))
        column.addWidget(_Picture(QPixmap(str(SAMPLE_PICTURE))), 1)
        text = _label(
            "Steps, a pivot, a wanted slide and a jump, already captured. Nothing to wait for.",
            "base",
            "secondary",
        )
        text.setWordWrap(True)
        button = QPushButton("Open sample")
        button.clicked.connect(lambda _=False: self.sample_requested.emit())
        words = QVBoxLayout()
        words.setContentsMargins(theme.size("xl"), theme.size("s"), theme.size("xl"), 0)
        words.setSpacing(theme.size("m"))
        for widget in (_label("Sample take", "title"), text, button):
            words.addWidget(widget)
        column.addLayout(words)
        return card


class _Picture(QWidget):
    """Fills its room with a picture, all of it where the card is not too wide; round above, as
    the card is."""

    def __init__(self, shown: QPixmap) -> None:
        super().__init__()
        self._shown = shown
        at_scale(self, self._grow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        """As high as the picture is at this width: its feet are what the sample is about."""
        least, most = (theme.px(height) for height in (80, 300))
        whole = self.width() * self._shown.height() // max(self._shown.width(), 1)
        self.setMinimumHeight(min(max(least, whole), most))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        radius = theme.size("card")
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, radius), radius, radius)
        painter.setClipPath(outline)
        size = self._shown.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        painter.drawPixmap(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 4,
            size.width(), size.height(), self._shown,
        )  # fmt: skip


class _DropZone(QFrame):
    """A dashed frame; the whole window takes the drop, this shows where."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("dropZone")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("surface.line_strong"), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 8, 8)


class _Film(QLabel):
    """The film icon, in the theme's colour of the day."""

    def __init__(self) -> None:
        super().__init__()
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        colour = theme.color("text.secondary")
        ratio = self.devicePixelRatioF()
        self.setPixmap(pixmap("film", colour, side=theme.px(32), ratio=ratio))


def _label(text: str, size: str, tone: str = "primary") -> QLabel:
    label = QLabel(text)
    label.setProperty("face", size)
    label.setProperty("tone", tone)
    return label

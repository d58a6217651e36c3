"""One take that was open before, as a row of the welcome page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from widgets.at_scale import at_scale, spaced
from widgets.icons import pixmap
from widgets.short_label import ShortLabel
from widgets.theme import theme

PICTURE = QSize(96, 54)  # logical pixels at UI scale 1


@dataclass(frozen=True, slots=True)
class RecentView:
    """A take as its row shows it."""

    path: Path
    name: str
    detail: str  # "0:13.7, 29.97 fps"
    when: str  # "today 14:32"
    waiting: str = ""  # "5 events wait"
    picture: QImage | None = None


class RecentRow(QPushButton):
    """A picture, name and length, what waits, and when it was worked on."""

    def __init__(self, take: RecentView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "row")
        self.setAccessibleName(f"Open {take.name}")
        self.setAccessibleDescription(", ".join(filter(None, (take.detail, take.waiting))))
        self.setToolTip(str(take.path))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        spaced(self, row, (6, 6, 12, 6), 16)
        picture = QLabel()
        at_scale(picture, lambda: self._draw(picture, take))
        row.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addStretch(1)
        name = ShortLabel(take.name, "text.primary")
        detail = ShortLabel(take.detail, "text.secondary")
        name.setProperty("weight", "strong")
        words.addWidget(name)
        words.addWidget(detail)
        words.addStretch(1)
        row.addLayout(words, 1)
        waiting, when = QLabel(take.waiting), QLabel(take.when)
        waiting.setProperty("tone", "secondary")
        when.setProperty("tone", "tertiary")
        at_scale(when, lambda: when.setMinimumWidth(theme.px(90)))
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(waiting)
        row.addWidget(when)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), theme.px(PICTURE.height() + 12))

    def _draw(self, label: QLabel, take: RecentView) -> None:
        """How the take was seen last; the film where nobody knows."""
        size = QSize(theme.px(PICTURE.width()), theme.px(PICTURE.height()))
        label.setFixedSize(size)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        ratio = self.devicePixelRatioF()
        if take.picture is None or take.picture.isNull():
            colour = theme.color("text.tertiary")
            label.setPixmap(pixmap("film", colour, side=theme.px(22), ratio=ratio))
            return
        fill = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = take.picture.scaled(size * ratio, fill, smooth)
        left, top = (shown.width() - size.width() * ratio) / 2, 0
        shown = shown.copy(
            round(left), top, round(size.width() * ratio), round(size.height() * ratio)
        )
        shown.setDevicePixelRatio(ratio)
        label.setPixmap(QPixmap.fromImage(shown))

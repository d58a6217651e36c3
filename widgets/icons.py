"""Icons: 16 px line drawings with `currentColor`, tinted for each state by the theme."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from widgets.icon_files import FOLDER, tinted
from widgets.theme import theme

PIXEL_RATIOS = (1.0, 2.0)


class HasIcon(Protocol):
    """A QAction or a button."""

    def setIcon(self, icon: QIcon, /) -> None: ...


def names() -> tuple[str, ...]:
    """All icons that exist."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.svg")))


def icon(name: str, *, tint: str = "text.secondary", on: str = "accent.base") -> QIcon:
    """The icon in the current theme: normal, hover, on and disabled.

    Raises: FileNotFoundError for a name that resources/icons does not hold.
    """
    made = QIcon()
    modes = (
        (tint, QIcon.Mode.Normal, QIcon.State.Off),
        ("text.primary", QIcon.Mode.Active, QIcon.State.Off),
        ("text.disabled", QIcon.Mode.Disabled, QIcon.State.Off),
        (on, QIcon.Mode.Normal, QIcon.State.On),
        (on, QIcon.Mode.Active, QIcon.State.On),
        ("text.disabled", QIcon.Mode.Disabled, QIcon.State.On),
    )
    for path, mode, state in modes:
        for ratio in PIXEL_RATIOS:
            made.addPixmap(pixmap(name, theme.color(path), ratio=ratio), mode, state)
    return made


def pixmap(name: str, colour: QColor, *, side: int = 0, ratio: float = 1.0) -> QPixmap:
    """The icon in one colour, `side` logical pixels (0: the icon size of the tokens)."""
    # before there is a painter: an icon that is missing must not leave one on a lost picture
    drawing = QSvgRenderer(QByteArray(tinted(name, colour)))
    side = side or theme.size("icon")
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(colour.alphaF())
    drawing.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return made


def set_icon(target: QObject, name: str) -> None:
    """Give an action or a button this icon, and a fresh one whenever the theme changes."""
    for follower in target.findChildren(
        _Follower, options=Qt.FindChildOption.FindDirectChildrenOnly
    ):
        follower.name = name
        follower.renew()
        return
    _Follower(target, name)


class _Follower(QObject):
    """Renews its parent's icon."""

    def __init__(self, parent: QObject, name: str) -> None:
        super().__init__(parent)
        self.name = name
        theme.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        target: HasIcon = self.parent()  # type: ignore[assignment]
        target.setIcon(icon(self.name))

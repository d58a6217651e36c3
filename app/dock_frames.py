"""A panel in a dock: its own header is the title, and its changes of layout stay inside."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QMainWindow, QScrollArea, QWidget

#: Panels may be made so small (pixels), where nothing else is said.
NARROWEST, LOWEST = 200, 120


def dock_of(
    window: QMainWindow, name: str, panel: QWidget, header: QWidget, narrowest: int = NARROWEST
) -> QDockWidget:
    """A dock of a window: it is dragged by the panel's header, a double click there floats it."""
    dock = QDockWidget(name, window)
    dock.setObjectName(f"dock {name}")
    dock.setWidget(_Frame(panel, narrowest))
    dock.setTitleBarWidget(_TitleBar(header))
    return dock


class _TitleBar(QWidget):
    """A panel's own header as its dock's title: a dock asks for the hint, not the fixed height."""

    def __init__(self, header: QWidget) -> None:
        super().__init__()
        self._header = header
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        # a word that comes and goes in a header must not move the docks
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(header)

    def sizeHint(self) -> QSize:
        return QSize(0, self._header.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._header.minimumHeight())


class _Frame(QScrollArea):
    """Keeps a panel's changes of layout to itself: when words in one dock change their width, Qt
    lays out and repaints all docks of a window."""

    def __init__(self, panel: QWidget, narrowest: int) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(panel)
        self.setMinimumSize(panel.minimumSize().expandedTo(QSize(narrowest, LOWEST)))

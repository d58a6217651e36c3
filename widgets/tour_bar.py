"""One step of the tour above the rooms: what to try, the key that does it, and a way to leave."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from widgets.at_scale import at_scale, spaced
from widgets.theme import theme


@dataclass(frozen=True, slots=True)
class TourView:
    """A step as it is shown."""

    place: str  # "2 of 7"
    sentence: str
    key: str  # "Space"; "" where none does it
    is_last: bool = False


class TourBar(QFrame):
    """Draws a TourView, or hides."""

    skipped = Signal()  # on to the next step without doing this one
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("room", "card")
        self.setAccessibleName("Tour")
        self._place, self._sentence, self._key = QLabel(), QLabel(), QLabel()
        self._place.setProperty("tone", "tertiary")
        self._sentence.setWordWrap(True)
        self._key.setProperty("room", "keycap")
        self.skip, self.leave = QPushButton("Skip"), QPushButton("Leave the tour")
        self.skip.setToolTip("Go on to the next step.")
        self.leave.setToolTip("Help > Tour of the sample begins it again.")
        self.skip.clicked.connect(lambda _=False: self.skipped.emit())
        self.leave.clicked.connect(lambda _=False: self.left.emit())
        row = QHBoxLayout(self)
        row.addWidget(self._place)
        row.addWidget(self._key)
        row.addWidget(self._sentence, 1)
        for button in (self.skip, self.leave):
            button.setProperty("kind", "link")
            button.setAutoDefault(True)
            row.addWidget(button)
        spaced(self, row, (12, 6, 8, 6), 10)
        at_scale(self._key, lambda: self._key.setMinimumHeight(theme.size("key_cap")))
        self.hide()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_step(self, view: TourView | None) -> None:
        """Draw a step; None: the tour is over."""
        self.setVisible(view is not None)
        if view is None:
            return
        self._place.setText(view.place)
        self._sentence.setText(view.sentence)
        self._key.setText(view.key)
        self._key.setVisible(bool(view.key))
        self.skip.setVisible(not view.is_last)
        self.leave.setText("Done" if view.is_last else "Leave the tour")

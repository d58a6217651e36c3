"""What is said over the rooms, a line each: what happened and what to do. Never a modal box."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from widgets.at_scale import spaced
from widgets.notice_row import NoticeRow

#: The most serious comes first.
_TONES = ("error", "warn", "primary")
#: Lines shown at once; the others wait until one of these goes.
MOST = 3
#: Until somebody sees that a line has come, and for each of its words (s): subtitles are read at
#: 160 to 180 words a minute (BBC Subtitle Guidelines).
_SEEN, _READ = 2.0, 0.35


@dataclass(frozen=True, slots=True)
class _Line:
    sentence: str
    tone: str
    action: str
    about: str
    going_on: bool = False
    passing: bool = False  # it goes once it was read, whatever it is about
    since: float | None = None  # when it was shown first

    @property
    def lasts(self) -> bool:
        return bool(self.about) and not self.passing

    def was_read(self, now: float) -> bool:
        """Whether it has been there for long enough."""
        long = _SEEN + _READ * len(self.sentence.split())
        return self.since is not None and now - self.since >= long


class NoticeBar(QFrame):
    """Lines that stay until they are closed or taken back. One that is about nothing lasting
    gives way to whatever is said after somebody could read it."""

    action_requested = Signal(str)  # the sentence whose button was pressed
    said = Signal()  # what is shown has changed

    def __init__(
        self, parent: QWidget | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.setProperty("room", "notice")
        self._now = now
        self._lines: list[_Line] = []  # as they lie, the first uppermost
        self._rows: list[NoticeRow] = []
        self._column = QVBoxLayout(self)
        spaced(self, self._column, (12, 6, 8, 6), 4)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is shown, a line each."""
        return "\n".join(line.sentence for line in self._lines[:MOST])

    @property
    def sentences(self) -> list[str]:
        """All of it, with what waits until there is room."""
        return [line.sentence for line in self._lines]

    @property
    def tone(self) -> str:
        """How serious the first line is: "primary", "warn" or "error"."""
        return self._lines[0].tone if self._lines else "primary"

    @property
    def rows(self) -> list[NoticeRow]:
        """The lines as they are drawn."""
        return self._rows[: len(self._lines)]

    def say(
        self, sentence: str, *, tone: str = "primary", action: str = "", about: str = "",
        going_on: bool = False, passing: bool = False,
    ) -> None:  # fmt: skip
        """Show a sentence; `tone` is "primary", "warn" or "error"; `action` labels a button.

        about: what lasts until it is taken back; a line about the same has this one's place.
        going_on: it speaks of work that can be called off: such a line never waits for room.
        passing: what it is about gives it its place only; it goes once somebody could read it.
        """
        lines, now = list(self._lines), self._now()
        of_it = [place for place, line in enumerate(lines) if about and line.about == about]
        place = of_it[0] if of_it else len(lines)
        lines[place : place + 1] = [
            coming := _Line(sentence, tone, action, about, going_on, passing)
        ]
        kept = [
            line
            for line in lines
            if line is coming
            or (line.sentence != sentence and (line.lasts or not line.was_read(now)))
        ]
        self._lines = kept
        self._show()

    def take_back(self, about: str) -> None:
        """What was said about this is true no more."""
        self._keep([line for line in self._lines if line.about != about])

    def close_first(self) -> None:
        """The uppermost line was read."""
        self._keep(self._lines[1:])

    def clear_passing(self) -> None:
        """Somebody went on: only what lasts still concerns them."""
        self._keep([line for line in self._lines if line.lasts])

    def clear(self) -> None:
        """Nothing of it concerns anybody any more."""
        self._keep([])

    def natural_width(self) -> int:
        """Pixels in which each sentence stands in one line."""
        margins = self._column.contentsMargins()
        widest = max((row.natural_width() for row in self.rows), default=0)
        return margins.left() + widest + margins.right() + 2 * self.frameWidth()

    def _keep(self, lines: list[_Line]) -> None:
        if lines != self._lines:
            self._lines = lines
            self._show()

    def _show(self) -> None:
        self._lines, now = _in_order(self._lines), self._now()
        for place, line in enumerate(self._lines[:MOST]):
            if line.since is None:
                line = self._lines[place] = replace(line, since=now)
            row = self._row(place)
            row.set_line(line.sentence, line.tone, line.action)
            row.show()
        for row in self._rows[len(self._lines) :]:
            row.hide()
        self.setVisible(bool(self._lines))
        self.said.emit()

    def _row(self, place: int) -> NoticeRow:
        if place == len(self._rows):
            row = NoticeRow()
            row.closed.connect(lambda: self._close(place))
            row.acted.connect(lambda: self._act(place))
            self._rows.append(row)
            self._column.addWidget(row)
        return self._rows[place]

    def _close(self, place: int) -> None:
        self._keep(self._lines[:place] + self._lines[place + 1 :])

    def _act(self, place: int) -> None:
        sentence = self._lines[place].sentence
        self._close(place)
        self.action_requested.emit(sentence)


def _in_order(lines: list[_Line]) -> list[_Line]:
    """The most serious first; what goes on now is among those that are shown."""
    lines = sorted(lines, key=lambda line: _TONES.index(line.tone))
    hidden = [line for line in lines[MOST:] if line.going_on]
    if not hidden:
        return lines
    others = [line for line in lines if line not in hidden]
    place = max(MOST - len(hidden), 0)
    return [*others[:place], *hidden, *others[place:]]

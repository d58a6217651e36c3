"""What the document has to say, as a line of the window with the one thing that can be done."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog

from app.document.opening import Reading
from app.settings import settings_folder
from app.window import FootingWindow
from app.wording import in_the_window, settling_moved
from core.errors import FootingError
from core.files.there import is_refused, refusal_in_words
from core.take.moved import Moved
from core.take.on_disk.video_place import VideoPlace

#: What lasts until it is taken back.
DOUBTS, UNSOLVED, MISSING = "what a capture doubts", "what is not solved", "where the video is"
UNWRITTEN = "what waits for the disk"
MOVED = "what settling moved, stretch"
UNITS = {"Metres": "m", "Centimetres": "cm", "Inches": "in", "Millimetres": "mm"}


class Opens(Protocol):
    """Opens what is open once more, read another way."""

    def __call__(self, path: Path, *, reading: Reading) -> None: ...


class Notices(QObject):
    """Says it; where the command line would be told another option, a button does it."""

    def __init__(self, window: FootingWindow, open_again: Opens) -> None:
        super().__init__(window)
        self._window = window
        self._open_again = open_again
        self.path: Path | None = None  # what is open, as it was asked for
        self._moved: tuple[Moved, ...] = ()  # what was told last
        self._stretches = 0

    def say(self, sentence: str) -> None:
        for way in ("add", "replace"):
            option = f"read it with --root-offset {way}"
            if option in sentence and self.path is not None:
                self._offer(
                    sentence.replace(option, "read it that way"), "Do that",
                    lambda way=way: self._read_as(Reading(root_offset=way)),
                )  # fmt: skip
                return
        option = "give the right one with --unit"
        if option in sentence and self.path is not None:
            words = sentence.replace(option, "choose the right one")
            self._offer(words, "Choose the unit", self._ask_unit)
            return
        self._window.say(sentence)

    def say_doubts(self, sentences: Sequence[str]) -> None:
        """What the newest capture was not sure of, in one line: nobody reads many."""
        self._window.notice.take_back(DOUBTS)
        if sentences:
            self._window.say(" ".join(map(in_the_window, sentences)), tone="warn", about=DOUBTS)

    def say_moved(self, moved: Sequence[Moved], rate: float | None) -> None:
        """Settling moved more than was shown; of one stretch only the newest is told.

        rate: frames a second, for stretches in frames; None names them in seconds.
        """
        if not any(a.start <= b.end and b.start <= a.end for a in moved for b in self._moved):
            self._stretches += 1
        self._moved = tuple(moved)
        about = f"{MOVED} {self._stretches}"
        self._window.say(settling_moved(moved, rate), about=about, passing=True)

    def say_fault(self, fault: Exception) -> None:
        """A user's error in its own words; a fault of ours with the place of its details."""
        if isinstance(fault, FootingError):
            self._window.say_error(fault)
            return
        self._window.say(self._in_words(fault), tone="error")

    def _in_words(self, fault: Exception) -> str:
        """What to say of what nobody put in words: the system's refusal, or a fault of ours."""
        if isinstance(fault, OSError) and is_refused(fault):
            return refusal_in_words(fault)
        return self._logged(fault)

    def _logged(self, fault: Exception) -> str:
        """What to say of a fault of ours, once its details are in the log."""
        log = settings_folder() / "footing-error.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(fault)))
        return f"A fault of our own; the details are in {log}."

    def say_unsolved(self, fault: Exception, again: Callable[[], None]) -> None:
        """An edit has no answer: what is shown is older. `again` has it solved once more."""
        words = f"{fault}" if isinstance(fault, FootingError) else self._in_words(fault)
        self._offer(
            f"This could not be solved: {words} The last motion stays; undo, or edit on: the next "
            "edit is solved with it.",
            "Try again", again, tone="error", about=UNSOLVED,
        )  # fmt: skip

    def forget_unsolved(self) -> None:
        """There is an answer: what said that there is none goes."""
        self._window.notice.take_back(UNSOLVED)

    def say_unwritten(self, why: str) -> None:
        """Edits wait for the disk; "": they are on it."""
        if why:
            self._window.say(why, tone="error", about=UNWRITTEN)
        else:
            self._window.notice.take_back(UNWRITTEN)

    def say_missing(self, place: VideoPlace, find: Callable[[], None]) -> None:
        """The video was moved or written over; `find` asks where it is."""
        what = "is not where it was"
        if place.is_replaced():
            what = "is no longer the video of this take: another file has its place"
        words = f"{place.name} {what}; everything but the pictures works."
        self._offer(words, "Find it", find, about=MISSING)

    def forget_take(self) -> None:
        """It closes: what lasted as long as it was open."""
        moved = [f"{MOVED} {number + 1}" for number in range(self._stretches)]
        self._moved, self._stretches = (), 0  # the next take's stretches are others
        for about in (DOUBTS, UNSOLVED, UNWRITTEN, MISSING, *moved):
            self._window.notice.take_back(about)

    def forget_missing(self) -> None:
        """The video is there, or nobody wants it."""
        self._window.notice.take_back(MISSING)

    def _offer(
        self,
        sentence: str,
        action: str,
        do: Callable[[], None],
        tone: str = "warn",
        about: str = "",
    ) -> None:
        self._window.say(sentence, tone=tone, action=action, do=do, about=about)

    def _ask_unit(self) -> None:
        unit, said = QInputDialog.getItem(
            self._window, "Unit", "One unit of this file is one of:", list(UNITS), 1, False
        )
        if said:
            self._read_as(Reading(unit=UNITS[unit]))

    def _read_as(self, reading: Reading) -> None:
        if self.path is not None:
            self._open_again(self.path, reading=reading)

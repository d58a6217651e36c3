"""What can be done with a take as a whole: video, offset, a copy, its contacts, cleaning."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog

from app.document.document import Document
from app.document.opening import TAKE_SUFFIX
from app.window import VIDEO_SUFFIXES, FootingWindow
from core.errors import FootingError
from core.take.decisions import Cleaning

CLEANED = "Cleaned: the capture's noise goes, its detail stays. Hold {hold} to see it as it was."
NOT_CLEANED = "The take is not cleaned any more."


class TakeActions(QObject):
    """Asks where something has to be asked, then tells the document."""

    said = Signal(str)  # a sentence for the status bar

    def __init__(self, window: FootingWindow, document: Document) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        connections = {
            "file.copy": self._save_copy,
            "take.choose_video": self.choose_video,
            "take.offset": self._ask_offset,
            "take.offset_earlier": lambda: self._nudge_offset(-1),
            "take.offset_later": lambda: self._nudge_offset(1),
            "take.estimate": document.estimate_contacts,
        }
        for name, then in connections.items():
            window.actions_by_id[name].triggered.connect(lambda _=False, then=then: then())
        window.actions_by_id["take.clean"].triggered.connect(self._clean)
        document.changed.connect(self._show_whether_cleaned)
        document.closing.connect(self._show_whether_cleaned)

    @property
    def _is_cleaned(self) -> bool:
        state = self._document.state
        return state is not None and any(
            isinstance(decision.fact, Cleaning) for decision in state.decisions
        )

    def _clean(self) -> None:
        wanted = not self._is_cleaned
        if self._document.clean(wanted):
            keys = self._window.actions_by_id.keys
            self.said.emit(CLEANED.format(hold=keys["view.captured"]) if wanted else NOT_CLEANED)
        self._show_whether_cleaned()  # where nothing may be changed the tick goes again

    def _show_whether_cleaned(self) -> None:
        self._window.actions_by_id["take.clean"].setChecked(self._is_cleaned)

    def choose_video(self) -> None:
        state = self._document.state
        path = self._window.choose_file("The video beside this motion", VIDEO_SUFFIXES)
        if path is None or state is None:
            return
        if state.video_is_missing:
            try:
                self._document.move_video(path)
            except FootingError as error:
                self._window.say(
                    str(error), tone="warn", action="Use it all the same",
                    do=lambda: self._document.set_video(path),
                )  # fmt: skip
            return
        self._document.set_video(path)

    def _save_copy(self) -> None:
        state = self._document.state
        if state is None:
            return
        asked = str(state.path.with_stem(f"{state.path.stem} copy"))
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save a copy", asked, "Takes (*.footing)"
        )
        if name:
            self._document.save_copy(Path(name).with_suffix(TAKE_SUFFIX))

    def _ask_offset(self) -> None:
        state = self._document.state
        if state is None:
            return
        seconds, said = QInputDialog.getDouble(
            self._window, "Offset", "The motion starts at this second of the video:",
            state.video_offset, -36000.0, 36000.0, 4,
        )  # fmt: skip
        if said:
            self._document.set_offset(seconds)

    def _nudge_offset(self, pictures: int) -> None:
        state = self._document.state
        if state is None or state.video_place is None or len(state.video_place.times) < 2:
            return
        times = state.video_place.times
        step = float(times[-1] - times[0]) / (len(times) - 1)
        self._document.set_offset(state.video_offset + pictures * step)

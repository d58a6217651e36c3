"""What can be done with a take as a whole: its video, the offset, a copy, estimating contacts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog

from app.document import Document
from app.opening import TAKE_SUFFIX
from app.window import VIDEO_SUFFIXES, FootingWindow
from core.errors import FootingError


class TakeActions:
    """Asks where something has to be asked, then tells the document."""

    def __init__(self, window: FootingWindow, document: Document) -> None:
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

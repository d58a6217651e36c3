"""The selected pin's fields: from what a person changes there to an edit."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.rooms.review_room import ReviewRoom
from core.take.editing.pin_edits import change_pin
from widgets.pin_bar import PinChange
from widgets.snapshot import MarkView


class PinFields(QObject):
    """Shows the pin that is selected, and makes one edit of each change."""

    def __init__(self, room: ReviewRoom) -> None:
        super().__init__(room)
        self._room = room
        self._bar = room.viewport.pin_bar
        self._shown: tuple[MarkView | None, int] = (None, 0)
        self._bar.changed.connect(self._change)
        self._bar.delete_requested.connect(room.document.remove_fact)
        room.selection_changed.connect(lambda _: self._show())
        room.take_changed.connect(lambda _: self._show())

    @property
    def _pin(self) -> MarkView | None:
        take, chosen = self._room.take, self._room.selection.mark
        marks = () if take is None else take.marks
        return next((one for one in marks if one.id == chosen and one.pin is not None), None)

    def _show(self) -> None:
        take, pin = self._room.take, self._pin
        times = None if take is None else take.refined.times
        known = None if pin is None else replace(pin, pending=False)
        shown = known, 0 if times is None else len(times)
        if shown != self._shown:  # previews come in by the dozen, and a layout takes milliseconds
            self._shown = shown
            self._room.viewport.show_pin(pin, times)

    def _change(self, change: PinChange) -> None:
        state = self._room.document.state
        if state is None or self._pin is None:
            return
        changes: dict[str, object] = {}
        if change.soft is not None:
            changes["strength"] = "soft" if change.soft else "hard"
        for name in ("sigma", "start", "end"):
            if getattr(change, name) is not None:
                changes[name] = getattr(change, name)
        look = state.captured_look
        rate = None if look is None else look.rate
        if not self._room.document.do(change_pin(state.decisions, change.id, rate=rate, **changes)):
            self._shown = (None, 0)  # nothing was changed: what holds is shown again
            self._show()

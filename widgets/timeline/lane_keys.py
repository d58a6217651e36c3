"""What keys mean while the lanes have the focus: signals say what is asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from widgets.timecode import SLACK
from widgets.timeline.lane_view import LaneView


def lane_key(canvas: LaneView, event: QKeyEvent) -> bool:
    """Whether the key meant something to the lanes."""
    key = event.key()
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or canvas.take is None:
        return False
    if key == Qt.Key.Key_Escape and len(canvas.chosen) > 1:
        canvas.contact_selected.emit(None)
        return True
    if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        return _change_lane(canvas, 1 if key == Qt.Key.Key_Down else -1)
    if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        return _walk(canvas, 1 if key == Qt.Key.Key_Right else -1)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        contact = canvas.lanes.at(canvas.current_lane, canvas.clock.time)
        canvas.contact_selected.emit(contact.id if contact else None)
        return True
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and canvas.selection.contact:
        if len(canvas.chosen) > 1:
            canvas.contacts_deleted.emit(canvas.selection.chosen_contacts)
            return True
        canvas.contact_deleted.emit(canvas.selection.contact)
        return True
    return False


def _change_lane(canvas: LaneView, step: int) -> bool:
    names = canvas.lanes.names
    if not names:
        return False
    place = names.index(canvas.current_lane) + step
    canvas.contact_selected.emit(None)
    canvas.lane_selected.emit(names[min(max(place, 0), len(names) - 1)])
    return True


def _walk(canvas: LaneView, step: int) -> bool:
    """Select the next contact of the lane, seen from the selected one or the playhead."""
    selected = canvas.lanes.by_id.get(canvas.selection.contact or "")
    here = selected.start if selected else canvas.clock.time
    others = [c for c in canvas.lanes.of(canvas.current_lane) if (c.start - here) * step > SLACK]
    if others:
        chosen = others[0] if step > 0 else others[-1]
        canvas.contact_selected.emit(chosen.id)
        canvas.time_requested.emit(chosen.start)
    return True

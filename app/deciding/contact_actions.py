"""The contact keys: from an action of the window to an intent of the document."""

from __future__ import annotations

from collections.abc import Callable

from app.actions import Actions
from app.contact_keys import (
    PutContact,
    RestateContact,
    answer_to_key,
    contact_meant,
    neighbour,
)
from app.rooms.review_room import ReviewRoom
from core.contacts.contact import STATES, State
from widgets.snapshot import ContactView, TakeView

#: A contact is never made shorter than this by its edges (seconds).
SHORTEST = 1e-3
NOTHING_HERE = "No contact under the playhead in this lane."
AT_ITS_END = "Go inside the contact to split it; the playhead stands at its end."
NAMES = {"plant": "a plant", "pivot": "a pivot", "slide": "a slide", "air": "air"}


class ContactActions:
    """P, O, D, X, the brackets, split, delete, next and previous, and the lanes' numbers."""

    def __init__(self, room: ReviewRoom, actions: Actions) -> None:
        self._room = room
        for state in STATES:
            self._connect(actions, f"contact.{state}", lambda state=state: self._say(state))
        for edge in ("start", "end"):
            for way, sign in (("earlier", -1.0), ("later", 1.0)):
                for kind, frames in (("", 1.0), ("bit_", 0.1)):
                    name = f"contact.{edge}_{kind}{way}"
                    self._connect(
                        actions, name, lambda e=edge, f=sign * frames: self._move_edge(e, f)
                    )
        self._connect(actions, "contact.delete", self._delete)
        self._connect(actions, "contact.split", self._split)
        self._connect(actions, "contact.next", lambda: self._go(1))
        self._connect(actions, "contact.previous", lambda: self._go(-1))
        self._connect(actions, "play.loop", self._loop)
        for lane in ("left_heel", "left_toe", "right_heel", "right_toe"):
            self._connect(actions, f"lane.{lane}", lambda lane=lane: self._choose(lane))

    @staticmethod
    def _connect(actions: Actions, name: str, then: Callable[[], None]) -> None:
        actions[name].triggered.connect(lambda _=False: then())

    @property
    def _time(self) -> float:
        return self._room.playback.view.time

    def _meant(self) -> ContactView | None:
        take = self._room.take
        return None if take is None else contact_meant(take, self._room.selection, self._time)

    def _say(self, state: State) -> None:
        """P, O, D or X."""
        take, document = self._room.take, self._room.document
        if take is None or self._room.answer(state):
            return
        answer = answer_to_key(take, self._room.selection, self._time, state)
        if isinstance(answer, PutContact):
            document.put_contact(answer.point, answer.state, answer.start, answer.end)
            self._room.select(point=answer.point)
        elif isinstance(answer, RestateContact):
            document.set_contact_state(answer.id, answer.state)
        elif take.points:
            self._room.said.emit(f"It is {NAMES[state]} already, and yours.")
        else:
            self._room.said.emit("No foot was found on this rig: there is no point to hold.")

    def _choose(self, lane: str) -> None:
        take = self._room.take
        if take is not None and all(point.name != lane for point in take.points):
            self._room.said.emit("This rig has no such point.")
            return
        self._room.select(point=lane, contact=None)

    def _move_edge(self, edge: str, frames: float) -> None:
        take, contact = self._room.take, self._meant()
        if take is None or contact is None:
            self._room.said.emit(NOTHING_HERE)
            return
        step = frames / take.rate
        start, end = contact.start, contact.end
        if edge == "start":
            start = max(0.0, min(start + step, end - SHORTEST))
        else:
            end = max(min(end + step, take.duration), start + SHORTEST)
        self._room.document.move_contact(contact.id, start, end)

    def _delete(self) -> None:
        keys, mark = self._room.selection.keys, self._room.selection.mark
        if keys:
            self._room.document.delete_layer_keys(keys)
            return
        if mark is not None:
            self._room.document.remove_fact(mark)
            return
        contact = self._meant()
        if contact is not None:
            self._room.document.delete_contact(contact.id)
        else:
            self._room.said.emit(NOTHING_HERE)

    def _split(self) -> None:
        contact = self._meant()
        if contact is not None and contact.start + SHORTEST < self._time < contact.end - SHORTEST:
            self._room.document.split_contact(contact.id, self._time)
            # the next key is for the piece that begins here, not for the one that keeps the name
            self._room.select(point=contact.point, contact=None)
        else:
            self._room.said.emit(NOTHING_HERE if contact is None else AT_ITS_END)

    def _go(self, step: int) -> None:
        take = self._room.take
        if self._room.walk(step):
            return
        contact = None if take is None else self._from(take, step)
        if contact is None:
            self._room.said.emit(f"No contact {'after' if step > 0 else 'before'} this one.")
            return
        self._room.timeline.show_stretch(contact.start, contact.end)
        self._room.playback.scrub(contact.start)
        self._room.select_contact(contact.id)

    def _from(self, take: TakeView, step: int) -> ContactView | None:
        return neighbour(take, self._time, step, self._room.selection.contact)

    def _loop(self) -> None:
        """Loop what is meant with half a second around it; or stop looping."""
        playback, contact = self._room.playback, self._meant()
        if playback.view.loop is not None:
            playback.set_loop(None)
        elif contact is not None:
            self._room.loop((contact.start - 0.5, contact.end + 0.5))
        else:
            self._room.said.emit(NOTHING_HERE)

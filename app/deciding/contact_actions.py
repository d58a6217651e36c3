"""The contact keys: from an action of the window to an intent of the document."""

from __future__ import annotations

from collections.abc import Callable

from app.actions import Actions
from app.contact_keys import (
    PutContact,
    RestateContact,
    answer_to_key,
    contact_meant,
    current_lane,
    neighbour,
    stretch_in_air,
)
from app.deciding.chosen_contacts import chosen
from app.deciding.pin_drags import READ_ONLY
from app.rooms.review_room import ReviewRoom
from core.contacts.contact import STATES, State
from widgets.snapshot import ContactView, TakeView

#: A contact is never made shorter than this by its edges (seconds).
SHORTEST = 1e-3
NOTHING_HERE = "No contact under the playhead in this lane."
AT_ITS_END = "Go inside the contact to split it; the playhead stands at its end."
DRAG_OVERTAKEN = "The contact was changed meanwhile: nothing was moved."
NAMES = {"plant": "a plant", "pivot": "a pivot", "slide": "a slide", "air": "air"}


class ContactActions:
    """P, O, D, X, the brackets, split, delete, next and previous, and the lanes' numbers."""

    def __init__(self, room: ReviewRoom, actions: Actions) -> None:
        self._room = room
        for state in STATES:
            self._decide_by(actions, f"contact.{state}", lambda state=state: self._say(state))
        for edge in ("start", "end"):
            for way, sign in (("earlier", -1.0), ("later", 1.0)):
                for kind, frames in (("", 1.0), ("bit_", 0.1)):
                    name = f"contact.{edge}_{kind}{way}"
                    self._decide_by(
                        actions, name, lambda e=edge, f=sign * frames: self._move_edge(e, f)
                    )
        self._decide_by(actions, "contact.delete", self._delete)
        self._decide_by(actions, "contact.split", self._split)
        self._connect(actions, "contact.next", lambda: self._go(1))
        self._connect(actions, "contact.previous", lambda: self._go(-1))
        self._connect(actions, "contact.next_too", lambda: self._add(1))
        self._connect(actions, "contact.previous_too", lambda: self._add(-1))
        self._connect(actions, "contact.all", self._choose_all)
        self._connect(actions, "contact.none", lambda: self._room.select(contact=None))
        self._connect(actions, "play.loop", self._loop)
        lanes, document = room.timeline, room.document
        for asked, then in (
            (lanes.air_clicked, self._plant_in_air),
            (lanes.contact_put, self._put),
            (lanes.contact_moved, document.move_contact),
            (lanes.contact_deleted, document.delete_contact),
            (lanes.contacts_moved, document.move_contacts),
            (lanes.contacts_deleted, document.delete_contacts),
            (lanes.contacts_stated, document.set_contact_states),
        ):
            asked.connect(self._if_allowed(then))
        room.timeline.drag_overtaken.connect(lambda: room.said.emit(DRAG_OVERTAKEN))
        for lane in ("left_heel", "left_toe", "right_heel", "right_toe"):
            self._connect(actions, f"lane.{lane}", lambda lane=lane: self._choose(lane))

    @staticmethod
    def _connect(actions: Actions, name: str, then: Callable[[], None]) -> None:
        actions[name].triggered.connect(lambda _=False: then())

    def _decide_by(self, actions: Actions, name: str, then: Callable[[], None]) -> None:
        """An action that changes what is decided."""
        self._connect(actions, name, self._if_allowed(then))

    def _if_allowed(self, then: Callable[..., object]) -> Callable[..., None]:
        """The same, where the take may be changed; else that it may not is said."""

        def decide(*words: object) -> None:
            state = self._room.document.state
            if state is not None and state.read_only:
                self._room.said.emit(READ_ONLY)
            else:
                then(*words)

        return decide

    @property
    def _time(self) -> float:
        return self._room.playback.view.time

    def _meant(self) -> ContactView | None:
        take = self._room.take
        return None if take is None else contact_meant(take, self._room.selection, self._time)

    @property
    def _several(self) -> tuple[ContactView, ...]:
        """The contacts that are selected, where they are more than one."""
        found = chosen(self._room.take, self._room.selection)
        return found if len(found) > 1 else ()

    @property
    def _ids(self) -> tuple[str, ...]:
        """Of all contacts that there are, in the order of the take."""
        return () if self._room.take is None else tuple(one.id for one in self._room.take.contacts)

    def _say(self, state: State) -> None:
        """P, O, D or X."""
        take, document = self._room.take, self._room.document
        if take is None or self._room.answer(state):
            return
        several = self._several
        if several:
            if not document.set_contact_states([one.id for one in several], state):
                self._room.said.emit(f"All of them are {NAMES[state]} already, and yours.")
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

    def _plant_in_air(self, point: str, moment: float) -> None:
        """A click on air plants the point for as long as it stays down there."""
        if self._room.take is not None:
            self._put(point, "plant", *stretch_in_air(self._room.take, point, moment))

    def _put(self, point: str, state: State, start: float, end: float) -> None:
        """What the mouse made is what the next key means."""
        self._room.select(point=point, contact=None)
        before = self._ids
        self._room.document.put_contact(point, state, start, end)
        # not the one that stands there: a neighbour that ends where this one begins does too
        made = [one for one in self._ids if one not in before]
        self._room.select_contact(made[0] if made else None)

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
        places = {
            one.id: _trimmed(one, edge, frames / take.rate, take.duration)
            for one in self._several or (contact,)
        }
        if len(places) > 1:
            self._room.document.move_contacts(places)
        else:
            self._room.document.move_contact(contact.id, *places[contact.id])

    def _delete(self) -> None:
        keys, mark = self._room.selection.keys, self._room.selection.mark
        if keys:
            self._room.document.delete_layer_keys(keys)
            return
        if mark is not None:
            self._room.document.remove_fact(mark)
            return
        contact, several = self._meant(), self._several
        if several:
            self._room.document.delete_contacts([one.id for one in several])
        elif contact is not None:
            self._room.document.delete_contact(contact.id)
        else:
            self._room.said.emit(NOTHING_HERE)

    def _split(self) -> None:
        contact, several = self._meant(), self._several
        if several:
            before = self._ids
            if not self._room.document.split_contacts([one.id for one in several], self._time):
                self._room.said.emit(AT_ITS_END)
                return
            # as below: the next key is for the pieces that begin here
            self._room.select_contacts(tuple(one for one in self._ids if one not in before))
        elif contact is not None and contact.start + SHORTEST < self._time < contact.end - SHORTEST:
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

    def _add(self, step: int) -> None:
        """Select the next contact as well."""
        take, chosen_now = self._room.take, self._room.selection.chosen_contacts
        contact = None if take is None else self._from(take, step)
        if contact is None:
            self._room.said.emit(f"No contact {'after' if step > 0 else 'before'} this one.")
            return
        others = tuple(one for one in chosen_now if one != contact.id)
        self._room.timeline.show_stretch(contact.start, contact.end)
        self._room.select_contacts((*others, contact.id))

    def _choose_all(self) -> None:
        take, selection = self._room.take, self._room.selection
        if take is None or not take.contacts:
            self._room.said.emit("There is no contact to select.")
            return
        lane = current_lane(take, selection)
        of_lane = tuple(one.id for one in take.contacts if one.point == lane)
        wider = set(of_lane) <= set(selection.chosen_contacts)
        self._room.select_contacts(tuple(one.id for one in take.contacts) if wider else of_lane)

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


def _trimmed(contact: ContactView, edge: str, step: float, duration: float) -> tuple[float, float]:
    """Start and end with one of them moved by a step, all in seconds."""
    start, end = contact.start, contact.end
    if edge == "start":
        return max(0.0, min(start + step, end - SHORTEST)), end
    return start, max(min(end + step, duration), start + SHORTEST)

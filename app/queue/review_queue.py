"""The review queue: defects of the settled take, one before the animator, answered by a key.

Defects are looked for in a child of the live lane when nothing else waits there; the answers to
the current event are solved ahead in it. What a key does is built from the decisions of that
moment, so that nobody waits for a prediction.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.actions import Actions
from app.lanes.live import Kind
from app.queue.looking import Look, Looking
from app.queue.open_events import OpenEvents
from app.queue.queue_alike import IGNORE, Alike, Given, alike, alike_words, answered_too
from app.queue.queue_views import (
    NOT_LOOKED,
    UNSOLVED,
    answer_views,
    close_up_of,
    joint_of,
    key_of,
    queue_view,
)
from app.queue.way_back import WayBack
from app.rooms.review_room import ReviewRoom
from core.contacts.contact import State
from core.quality.defects.event import Defect
from core.take.editing.fact_edits import ignore
from widgets.queue_view import QueueView

#: A take is looked at once it has been calm for so long (ms), and while only a count shows it.
CALM_MS, CALM_UNSEEN_MS = 400, 1200
#: What is played before and after an event (seconds).
AROUND = 0.5
NONE_HERE = "No event {} this one."
STILL_LOOKING = "Defects are still being looked for."
NONE_ALIKE = "No other event would take this answer."


class ReviewQueue(QObject):
    """Feeds the queue's panel, and does what its keys and buttons say."""

    def __init__(self, room: ReviewRoom, actions: Actions) -> None:
        super().__init__(room)
        self._room, self._document, self._actions = room, room.document, actions
        self._looking = Looking(room.document)
        self.events = OpenEvents(room.document)
        self._current: str | None = None
        self._visited = False  # whether the views went to it
        self._left_at: tuple[float, float] | None = None  # what played when the last was answered
        self._way_back = WayBack()
        self._given: Given | None = None  # the last answer
        self._asked: Alike | None = None  # what A would do, while it is asked
        self._failed = False  # the last look
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.timeout.connect(self._looking.look)
        self._document.changed.connect(self._changed)
        self._document.opened.connect(self._begin)
        self._document.place_wanted.connect(self._return_to)
        panel = room.queue
        panel.event_chosen.connect(self.go_to)
        room.timeline.event_chosen.connect(self.go_to_in_queue)
        panel.card.answered.connect(self.answer)
        panel.card.accepted.connect(self.accept)
        panel.card.ignored.connect(self.ignore)
        panel.card.undecided.connect(self.leave_undecided)
        panel.alike_pressed.connect(self.answer_alike)
        panel.done_pressed.connect(actions["file.export"].trigger)
        room.walk, room.answer = self.step, self.answer_with_key
        for name, then in (
            ("event.accept", self.accept),
            ("event.ignore", self.ignore),
            ("event.undecided", self.leave_undecided),
            ("event.alike", self.answer_alike),
        ):
            actions[name].triggered.connect(lambda _=False, then=then: then())
        actions["event.queue"].triggered.connect(lambda _=False: room.show_queue(True))
        room.queue_shown.connect(self._on_queue_shown)
        self._begin()

    # ---- what the panel's keys mean ----------------------------------------------------------

    @property
    def view(self) -> QueueView:
        return self._room.queue.view

    def step(self, way: int) -> bool:
        """Next or previous event. False where the queue is not what is looked at, or is done."""
        keys = self._room.queue.shown_keys()
        done = self.events.is_of_now and not self.events.waiting()
        if not self._room.queue_is_shown or done:
            self._left_at = None  # gone elsewhere
            return False
        if self.events.look is None or (not keys and not self.events.is_of_now):
            self._room.said.emit(STILL_LOOKING)
            return True
        place = keys.index(self._current) + way if self._current in keys else 0
        if not self._visited and self._current in keys:
            place = keys.index(self._current)  # it is shown, and nobody has gone there yet
        if 0 <= place < len(keys):
            self.go_to(keys[place])
        else:
            self._room.said.emit(NONE_HERE.format("after" if way > 0 else "before"))
        return True

    def go_to(self, key: str) -> None:
        """All views go to an event, which plays round and round."""
        defect = self.events.event(key)
        take = self._room.take
        if defect is None or self.events.look is None or take is None:
            return
        self._way_back.went()
        if self._asked is not None and key not in map(key_of, self._asked.events):
            self._asked = None  # gone elsewhere: that was an answer too
        self._current, self._visited, self._left_at = key, True, None
        seen, room = self.events.look.seen, self._room
        joint = joint_of(defect, seen, take)
        if defect.where in seen.paths:
            room.select(joint=joint, point=defect.where, contact=None)
        elif joint is not None:
            room.select_joint(joint)
        room.timeline.show_stretch(defect.start, defect.end)
        room.loop((max(defect.start - AROUND, float(seen.times[0])),
                   min(defect.end + AROUND, float(seen.times[-1]))))  # fmt: skip
        if room.docks["Video"].isHidden():  # nothing is enlarged there
            room.viewport.frame_stretch(joint, defect.start, defect.end)
        self._show()
        self._solve_answers()

    def go_to_in_queue(self, key: str) -> None:
        """To an event, with the queue beside it."""
        self._room.show_queue(True)
        self.go_to(key)

    def answer_with_key(self, state: State) -> bool:
        """P, O, D, X. False where the current event has no such answer, or the animator is at
        something else: a contact that was selected, another moment."""
        if not self._stands_at_event or state not in self.events.answers(self._current):
            return False
        self.answer(state)
        return True

    @property
    def _stands_at_event(self) -> bool:
        defect, room = self._event, self._room
        if not room.queue_is_shown or defect is None or room.selection.contact is not None:
            return False
        there = defect.start - AROUND <= room.playback.view.time <= defect.end + AROUND
        return there or not self._visited

    def accept(self) -> None:
        """Enter: the proposed answer."""
        first = next((one for one in self.view.answers if one.proposed), None)
        if first is not None:
            self.answer(first.answer)

    def answer(self, answer: str) -> None:
        """Decide the current event and go on to the next."""
        events, state = self.events, self._document.state
        defect, edit = self._event, events.answers(self._current).get(answer)
        if defect is None or edit is None or state is None:
            return
        too = answered_too(edit, events.waiting(), events.proposer(state.decisions))
        if self._document.do(edit):
            self._given, self._asked = Given(defect.kind, answer, defect.asks), None
            self.events.answered(map(key_of, too))
            self._go_on()

    def ignore(self) -> None:
        """It is right as it is: a decision, which can be taken back."""
        defect, state = self._event, self._document.state
        if defect is None or state is None:
            return
        rate = None if self.events.look is None else self.events.look.at.rate
        edit = ignore(
            state.decisions, defect.kind, defect.where, defect.start, defect.end, rate=rate
        )
        if self._document.do(edit):
            self._given, self._asked = Given(defect.kind, IGNORE, defect.asks), None
            self._go_on()

    def answer_alike(self) -> None:
        """A: shows which events would take the last answer too; again gives it to them."""
        if self._asked is None:
            self._asked = self._alike()
            if self._asked is None:
                self._room.said.emit(NONE_ALIKE)
            else:
                self.go_to(key_of(self._asked.events[0]))
            self._show()
            return
        asked, self._asked = self._alike(), None  # from the decisions of this moment
        if asked is not None and self._document.do(asked.edit):
            self.events.answered(map(key_of, asked.events))
            self._way_back.answered(map(key_of, asked.events))
            self._current = None
            self._show()
            rest = self._room.queue.shown_keys()
            if rest:
                self.go_to(rest[0])

    def leave_undecided(self) -> None:
        """For later: the event stays, and the next one comes."""
        if self._current is not None:
            self.events.undecided.add(self._current)
            self._asked = None
            self.step(1)
            self._show()

    # ---- looking and solving -----------------------------------------------------------------

    def _begin(self) -> None:
        """Another take: nothing that is known holds."""
        self.events.forget()
        self._current = self._left_at = None
        self._way_back.forget()
        self._given = self._asked = None
        solving = self._document.solver
        if solving is not None:
            solving.measured.connect(self._measured)
            solving.unmeasured.connect(self._unmeasured)
            solving.looked.connect(self._looked)
        self._show()
        self._changed()

    def _changed(self) -> None:
        state = self._document.state
        self._failed = False
        if state is None or not state.settled or state.refined is None:
            self._calm.stop()
            if self.events.look is None:
                self._show()  # that it could not be solved, or that it is
        elif not self.events.is_of_now:
            self._calm.start(CALM_MS if self._room.queue_is_shown else CALM_UNSEEN_MS)
        else:
            self._calm.stop()
            self.events.nothing_was_answered()  # or it was taken back, or nothing moved by it
            self._show()
            self._go_back()
            self._solve_answers()  # an edit has the lane drop what it has not done

    def _return_to(self, moment: float) -> None:
        """Something was taken back or done again here: an event that is open again is gone to."""
        self._way_back.want(moment)
        self._go_back()

    def _go_back(self) -> None:
        state = self._document.state
        if state is not None and state.settled and self._room.queue_is_shown:
            key = self._way_back.event(self.events.waiting())
            if key is not None:
                self.go_to(key)

    def _on_queue_shown(self, _on: bool) -> None:
        if self._calm.isActive() and self._calm.remainingTime() > CALM_MS:
            self._calm.start(CALM_MS)
        self._show_beyond_panel()

    def _solve_answers(self) -> None:
        look, defect = self.events.look, self._event
        if look is None or defect is None or self.events.proposals(self._current) is not None:
            return
        self._looking.solve_answers(look, defect)

    def _measured(self, _kind: int, revision: int, result: object) -> None:
        state = self._document.state
        if state is None or self.sender() is not self._document.solver:
            return
        if isinstance(result, Look):
            if result.state.refined_look is not state.refined_look:
                return  # of an earlier answer
            self.events.found(result)
            if self._asked is not None:  # of what was found before
                self._asked = self._alike()
            if self._event is None:
                self._current = next((key_of(one) for one in self.events.waiting()), None)
                self._visited = False
                self._go_to_what_came()
            self._show()
            self._go_back()
            self._solve_answers()
        elif self.events.look is not None and revision == self.events.look.state.revision:
            self.events.solved(*result)  # type: ignore[misc]
            self._show()

    def _looked(self, share: float) -> None:
        if self.events.look is None and self.sender() is self._document.solver:
            self._room.queue.set_share_looked(share)

    def _go_to_what_came(self) -> None:
        """The last answer may have brought another event to light: whoever stayed is led there, for
        the next key answers it."""
        still = self._left_at is not None and self._left_at == self._room.playback.view.loop
        if still and self._current is not None and self._room.queue_is_shown:
            self.go_to(self._current)

    def _unmeasured(self, kind: int, _revision: int, _fault: object) -> None:
        """A look or the answers' effects could not be had; the document says the fault."""
        if self.sender() is self._document.solver:
            self._failed = self._failed or kind == Kind.MEASURE
            self._show()

    def _stopped(self) -> tuple[str, str] | None:
        state = self._document.state
        if state is not None and state.unsolved:
            return UNSOLVED
        return NOT_LOOKED if self._failed else None

    # ---- what is shown -----------------------------------------------------------------------

    @property
    def _event(self) -> Defect | None:
        """The one that is before the animator."""
        return self.events.event(self._current)

    def _alike(self) -> Alike | None:
        """What the last answer would do to the other events that wait."""
        state = self._document.state
        look = self.events.look
        if self._given is None or look is None or state is None or state.captured is None:
            return None
        return alike(self._given, self.events.waiting(), state.decisions, self.events.proposer)

    def _go_on(self) -> None:
        """From an answered event to the next one."""
        keys, gone = self._room.queue.shown_keys(), self._current
        place = keys.index(gone) if gone in keys else 0
        if gone is not None:
            self.events.answered([gone])
            self._way_back.answered([gone])
        rest = [key for key in keys if not self.events.is_answered(key)]
        self._current = None
        self._show()
        if rest:
            self.go_to(next((key for key in keys[place:] if key in rest), rest[-1]))
        else:
            self._left_at = self._room.playback.view.loop

    def _show(self) -> None:
        look, state = self.events.look, self._document.state
        if look is None or state is None:
            self._room.queue.set_view(QueueView(looking=True, stopped=self._stopped()))
            self._room.timeline.set_events((), None)
            self._room.set_queue_count(None)
            self._show_beyond_panel()
            return
        waiting = self.events.waiting()
        current, solved = self._event, self.events.proposals(self._current)
        names = [] if solved is not None else list(self.events.answers(self._current))
        answers = answer_views(current, names, solved or ())
        view = queue_view(
            look.defects, waiting, look.seen.times, state.decisions,
            undecided=self.events.undecided, gone=self.events.gone, keys=self._actions.keys,
        )  # fmt: skip
        self._room.queue.set_view(
            replace(
                view,
                current=self._current,
                answers=answers,
                solving=current is not None and solved is None,
                looking=not self.events.is_of_now,
                stopped=self._stopped(),
                alike=alike_words(self._asked, self._given, waiting),
                asked=() if self._asked is None else tuple(map(key_of, self._asked.events)),
            )
        )
        self._room.timeline.set_events(self.view.events, self._current if self._visited else None)
        self._room.set_queue_count(len(waiting))
        self._show_beyond_panel()

    def _show_beyond_panel(self) -> None:
        """Enter, I, U and A belong to others while no event is before the animator; the video
        enlarges what the event is about once the views have gone there."""
        defect, take = self._event, self._room.take
        on = self._room.queue_is_shown and defect is not None
        close_up = None
        if on and self._visited and defect is not None and take is not None:
            close_up = close_up_of(defect, take)
        self._room.video.set_close_up(close_up)
        own = ("event.accept", "event.ignore", "event.undecided", "event.alike")
        self._actions.switch(own, on)

"""The one door through which a take is changed, and the intents of widgets that lead to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.document.take_state import TakeState
from core.contacts.contact import Contact, State
from core.contacts.own_height import own_height
from core.motion.motion import Motion
from core.take.decisions import Fact, Pin
from core.take.editing import camera_edits, edits, fact_edits, many_edits, pin_edits
from core.take.editing.camera_edits import FIT_TO_CAMERA, states_camera
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions
from core.take.journal import Entry, HistoryRow


class EditDoor(QObject):
    """Every change goes through `do`, `undo` and `redo`; each is one entry of the journal.

    An intent returns whether something was changed. Raises: KeyError for the id of a contact that
    is not there, ValueError for a time or state that makes no sense.
    """

    place_wanted = Signal(float)  # take seconds: where what was undone or redone acted

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: TakeState | None = None

    def do(self, edit: Edit) -> bool:
        """Make an edit. False where it changes nothing or nothing may be changed."""
        return not edit.changes_nothing and self._append(Entry(edit))

    def undo(self) -> bool:
        """Take the last edit back and go to where it acted; what was fitted to a camera goes with
        the camera. What was found when the take was made stays: nobody did it, and without it
        every contact would be gone."""
        entry = self._undo_entry
        if not self._step(entry):
            return False
        if entry is not None and entry.edit.name == FIT_TO_CAMERA:
            before = self._journal_entry("undo_entry")
            if before is not None and states_camera(before.edit):
                self._step(before)
        return True

    def redo(self) -> bool:
        """Do again what was taken back last, and go to where it acted."""
        entry = self._journal_entry("redo_entry")
        if not self._step(entry):
            return False
        if entry is not None and states_camera(entry.edit):
            then = self._journal_entry("redo_entry")
            if then is not None and then.edit.name == FIT_TO_CAMERA:
                self._step(then)
        return True

    @property
    def undo_name(self) -> str:
        """What undo would take back: "plant, R heel 185 to 204"; "" where nothing is left."""
        entry = self._undo_entry
        return "" if entry is None else entry.edit.name

    @property
    def redo_name(self) -> str:
        entry = self._journal_entry("redo_entry")
        return "" if entry is None else entry.edit.name

    @property
    def history(self) -> list[HistoryRow]:
        """All that was ever done, in order, and what became of it."""
        return [] if self.state is None else self.state.journal.history()

    def go_in_history(self, position: int) -> bool:
        """Take back or do again until the edit at `position` of the journal is the last that holds.

        What was found when the take was made stays. False where nothing changed: also for an edit
        that was left for another one, since none of its neighbours hold.
        """
        if self._standing(position) not in ("done", "undone"):
            return False
        changed = False
        while self._last_that_holds > position and self.undo():
            changed = True
        # a camera was taken back with what was fitted to it, and comes with it again
        while self._last_that_holds < position and self.redo():
            changed = True
        return changed

    def _standing(self, position: int) -> str:
        return next((row.standing for row in self.history if row.position == position), "")

    @property
    def _last_that_holds(self) -> int:
        """Its place in the journal; -1 where nothing holds."""
        return max((row.position for row in self.history if row.standing == "done"), default=-1)

    # ---- intents ---------------------------------------------------------------------------

    def put_contact(self, point: str, state: State, start: float, end: float) -> bool:
        contact = Contact(point, state, start, end)
        contact = replace(contact, height=self._height_under(contact))
        return self._intend(lambda now: edits.put_contact(now, contact, rate=self._rate))

    def move_contact(self, decision_id: str, start: float, end: float) -> bool:
        return self._intend(
            lambda now: edits.move_contact(now, decision_id, start, end, rate=self._rate)
        )

    def set_contact_state(self, decision_id: str, state: State) -> bool:
        known = () if self.state is None else self.state.decisions
        fact = next((one.fact for one in known if one.id == decision_id), None)
        height = self._height_for(fact, state)
        return self._intend(
            lambda now: edits.set_state(now, decision_id, state, height=height, rate=self._rate)
        )

    def split_contact(self, decision_id: str, time: float) -> bool:
        return self._intend(
            lambda now: edits.split_contact(now, decision_id, time, rate=self._rate)
        )

    def delete_contact(self, decision_id: str) -> bool:
        return self._intend(lambda now: edits.delete_contact(now, decision_id, rate=self._rate))

    def set_contact_states(self, ids: Collection[str], state: State) -> bool:
        known = {} if self.state is None else {one.id: one.fact for one in self.state.decisions}
        heights = {one: self._height_for(known.get(one), state) for one in ids}
        return self._intend(lambda now: many_edits.set_states(now, ids, state, heights=heights))

    def move_contacts(self, places: Mapping[str, tuple[float, float]]) -> bool:
        """places: start and end by id, seconds."""
        return self._intend(lambda now: many_edits.move_contacts(now, places))

    def split_contacts(self, ids: Collection[str], time: float) -> bool:
        return self._intend(lambda now: many_edits.split_contacts(now, ids, time))

    def delete_contacts(self, ids: Collection[str]) -> bool:
        return self._intend(lambda now: many_edits.delete_contacts(now, ids))

    def free_anchors(self, ids: Collection[str]) -> bool:
        """Leave to the solver where these contacts stand."""
        if len(ids) == 1:
            (only,) = ids
            return self._intend(lambda now: edits.set_anchor(now, only, None, rate=self._rate))
        return self._intend(lambda now: many_edits.free_anchors(now, ids))

    def set_offset(self, seconds: float) -> bool:
        """Video time = motion time + seconds."""
        return self._intend(lambda now: edits.set_offset(now, seconds))

    def set_ground(self, height: float) -> bool:
        return self._intend(lambda now: edits.set_ground(now, height))

    def state_camera(self, **said: object) -> bool:
        """Say some of the camera's numbers (`CameraFact`), or take them back with None."""
        return self._intend(lambda now: camera_edits.state_camera(now, **said))

    def pin_pose(self, time: float) -> bool:
        """Demand the pose that is seen at the sample nearest to `time`."""
        motion = self._seen_motion
        if motion is None:
            return False
        pin = pin_edits.pose_pinned(motion, time)
        return self._intend(lambda now: pin_edits.put_pin(now, pin, rate=self._rate))

    def pin_joint(self, joint: int, time: float) -> bool:
        """Demand the place in the world where a joint is seen at the sample nearest to `time`."""
        motion, state = self._seen_motion, self.state
        if motion is None or state is None or state.refined_look is None:
            return False
        sample = pin_edits.nearest_sample(motion, time)
        moment = float(motion.times[sample])
        place = state.refined_look.shown.world_positions[sample, joint].tolist()
        pin = Pin(motion.skeleton.names[joint], "position", moment, moment, tuple(place))
        return self._intend(lambda now: pin_edits.put_pin(now, pin, rate=self._rate))

    def mark_sharp(self, time: float) -> bool:
        """Say that a sudden change is real, at the sample nearest to `time`; or take that back."""
        motion = self._seen_motion
        if motion is None:
            return False
        moment = float(motion.times[pin_edits.nearest_sample(motion, time)])
        return self._intend(lambda now: pin_edits.mark_sharp(now, moment, rate=self._rate))

    def swap_sides(self, stretches: Collection[tuple[float, float]]) -> bool:
        """Say that left and right were taken for each other in these, seconds; or take it back."""
        return self._intend(lambda now: fact_edits.swap_stretches(now, stretches, rate=self._rate))

    def clean(self, wanted: bool = True) -> bool:
        """Say that the noise of the capture is to be taken out; or take that back."""
        return self._intend(fact_edits.clean if wanted else fact_edits.leave_noise)

    def remove_fact(self, decision_id: str) -> bool:
        return self._intend(lambda now: pin_edits.remove_fact(now, decision_id, rate=self._rate))

    def _height_for(self, fact: Fact | None, state: State) -> float | None:
        """The ground under a contact that was in the air and is called something else."""
        if not isinstance(fact, Contact) or state == "air" or fact.on_ground:
            return None
        return self._height_under(replace(fact, state=state))

    def _height_under(self, contact: Contact) -> float | None:
        """What a contact stands on, as it was captured, where that is not the floor."""
        state = self.state
        if state is None or state.captured is None or state.captured_look is None:
            return None
        look, points = state.captured_look, state.captured.contact_points
        paths = {
            point.name: look.shown.point_positions[:, column] for column, point in enumerate(points)
        }
        others = [one.fact for one in state.decisions if isinstance(one.fact, Contact)]
        others = [one for one in others if one != contact]
        return own_height(contact, look.shown.times, paths, others, look.ground_height)

    @property
    def _seen_motion(self) -> Motion | None:
        """What is drawn as refined: the captured motion until there is an answer."""
        state = self.state
        if state is None or state.captured is None:
            return None
        return state.captured.motion if state.refined is None else state.refined.motion

    def _append(self, entry: Entry) -> bool:
        """Put an entry into the journal; False where nothing may be changed."""
        raise NotImplementedError

    def _step(self, entry: Entry | None) -> bool:
        if entry is None or not self._append(entry):
            return False
        if entry.edit.time is not None:
            self.place_wanted.emit(entry.edit.time)
        return True

    def _intend(self, build: Callable[[Decisions], Edit]) -> bool:
        return self.state is not None and self.do(build(self.state.decisions))

    @property
    def _undo_entry(self) -> Entry | None:
        as_found = self.state is None or self.state.journal.is_as_found
        return None if as_found else self._journal_entry("undo_entry")

    def _journal_entry(self, which: str) -> Entry | None:
        return None if self.state is None else getattr(self.state.journal, which)

    @property
    def _rate(self) -> float | None:
        return None if self.state is None else self.state.naming_rate

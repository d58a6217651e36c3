"""The document: one take, one door for edits, and who is told when something changed.

The window's thread owns it. An edit is drawn at once as pending, written by the store lane,
previewed and settled by the live lane; every answer comes back as a frozen value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.document.opening import Opened, Reading, estimating, take_path_for
from app.document.openings import Openings
from app.document.rescued_journal import left_elsewhere, places_for, put_elsewhere
from app.document.solving import Solving
from app.document.take_door import TakeDoor
from app.document.take_state import TakeState
from app.lanes.long import LongJob, LongLane
from app.lanes.results import Answer, first_look
from app.lanes.store import StoreLane
from core.errors import FootingError
from core.take.captured import Captured
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions
from core.take.journal import Entry


class Document(TakeDoor):
    """A take that is open in the window, or none."""

    opened = Signal()  # `state` is there
    open_failed = Signal(object)  # FootingError or our own fault
    closing = Signal()  # the open take is about to be closed: what works for it should stop
    committed = Signal(int)  # that edit of the journal is on the disk
    solving = Signal(bool)  # whether the live lane works
    progressed = Signal(float, str)  # of the settling
    settling_moved = Signal(object, object)  # (Moved, ...); frames a second, or None
    unsolved = Signal(object)  # the exception: the last motion stays; `solve_again` tries anew
    video_missing = Signal(object)  # VideoPlace: ask once where it lies, then `move_video`

    def __init__(self, long_lane: LongLane | None = None, parent: QObject | None = None) -> None:
        super().__init__(long_lane, parent)
        self.solver: Solving | None = None  # what works for the open take
        self._waiting: dict[int, frozenset[str]] = {}  # edits that are not on the disk yet
        self._brought_back: Path | None = None  # where edits lay that the take's disk had refused
        self._parting: list[str] = []  # what ended with the last take
        self._openings = Openings(self.long, self)
        self._openings.opened.connect(self._adopt)
        self._openings.failed.connect(self.open_failed)

    # ---- opening and closing ---------------------------------------------------------------

    def open(
        self,
        path: str | Path,
        *,
        video: str | Path | None = None,
        offset: float | None = None,
        reading: Reading | None = None,
    ) -> LongJob:
        """Open a take, a motion file or a video; `opened` or `open_failed` says how it went.

        What is open stays open until the new one is there; the newest wish wins.
        offset: video time = motion time + it. reading: of a motion file; None as the last time,
        and at first as it is guessed.
        """
        self._parting.clear()
        place = Path(path)
        beside = None if video is None else Path(video)
        if self._take is not None and self._take.path in (
            place.resolve(),
            take_path_for(place).resolve(),
        ):
            self.close()  # so that it is not told that this very window holds it
        return self._openings.ask(place, beside, offset, reading)

    def close(self) -> bool:
        """Write what waits and close the take. False where edits could not be written."""
        complete = True
        if self._take is not None:
            self.closing.emit()
        if self.solver is not None:
            self.solver.close()
        try:
            if self._store is not None:
                complete = self._store.close()
            elif self._take is not None:
                self._take.close()
        except FootingError as fault:  # it is closed, but not as it should be
            self.noticed.emit(str(fault))
            complete = self._store is None or self._store.waiting == 0
        if not complete and self.state is not None:
            self._rescue(self.state)
        for lane in (self.solver, self._store):
            if lane is not None:
                lane.deleteLater()
        self._take = self._store = self.solver = self.state = self._tried = None
        self._waiting.clear()
        self._brought_back = None
        return complete

    def say_at_parting(self, sentence: str) -> None:
        """Tell what ended because the take is `closing`; with the next take's own notices."""
        self._parting.append(sentence)
        self.noticed.emit(sentence)

    def _rescue(self, state: TakeState) -> None:
        """Put the journal where there is room when the take's own disk took no more."""
        path = put_elsewhere(state, places_for(state.path))
        where = (
            f"all decisions are in {path}; make room, and opening the take again brings them back."
        )
        if path is None:
            where = "no other place took them either, so they are lost."
        self.noticed.emit(f"{state.name} could not take the last edits: {where}")

    # ---- what takes a while -----------------------------------------------------------------

    def estimate_contacts(self) -> None:
        """Find the contacts again; what the user decided stays."""
        state = self.state
        if state is None or state.captured is None:
            return
        captured, decisions = state.captured, state.decisions
        self._work("Estimate contacts", lambda _: estimating(captured, decisions), self._found)

    def take_in(self, captured: Captured, found: Callable[[Decisions], Edit] | None = None) -> None:
        """Take in what was captured just now, and its contacts.

        found: from the present decisions to the edit that puts the contacts which the capture
            found; None estimates them from the motion alone.
        """
        if self.state is None or self._store is None or self._take is None:
            return
        take, decisions = self._take, self.state.decisions
        self._store.store("captured", lambda: take.storing_captured(captured, decisions=decisions))

        def prepared(_: object) -> tuple[Captured, Edit, Answer | None]:
            edit = estimating(captured, decisions) if found is None else found(decisions)
            return captured, edit, first_look(None, captured, edit.applied_to(decisions))

        self._work("Find contacts", prepared, self._taken_in)

    def show_captured(self, captured: Captured, look: Answer | None) -> None:
        """Show another of the take's captured motions, and what is known of it."""
        if self._swap(captured, look):
            self._solve()
            self.changed.emit()

    def solve_again(self) -> None:
        """Ask once more for the answer that could not be found."""
        if self.state is not None and self.state.unsolved:
            self._replace(unsolved="")
            self._solve()
            self.changed.emit()

    # ---- what follows from an edit ---------------------------------------------------------

    def _append(self, entry: Entry) -> bool:
        state = self.state
        if state is None:
            return False
        if self._store is None:
            self.noticed.emit(f"{state.name} is shown read-only; save a copy to change it.")
            return False
        journal = state.journal.after(entry)
        self._waiting[len(journal)] = frozenset(one.id for one in entry.edit.coming)
        self.state = replace(
            state,
            journal=journal,
            revision=state.revision + 1,
            settled=False,
            unsolved="",
            pending=frozenset().union(*self._waiting.values()),
        )
        self._store.append(entry)
        self._solve()
        self.changed.emit()
        return True

    def _solve(self) -> None:
        """Show the answer to the present decisions where it is known, else have it made."""
        state, solving = self.state, self.solver
        if state is None or state.captured is None or solving is None:
            return
        known = solving.ask(state.captured, state.decisions, state.revision)
        if known is not None:
            self._show(known)

    def _show(self, answer: Answer) -> None:
        assert self.state is not None
        self.state = replace(
            self.state,
            refined=answer.refined,
            captured_look=answer.captured_look,
            refined_look=answer.refined_look,
            settled=answer.settled,
            unsolved="",
        )

    # ---- answers of the lanes --------------------------------------------------------------

    @Slot(object)
    def _adopt(self, loaded: tuple[Opened, Answer | None]) -> None:
        opened, look = loaded
        self.close()
        take = self._take = opened.take
        if not take.read_only:
            self._store = StoreLane(take, self)
            self._store.committed.connect(self._on_committed)
            self._store.failed.connect(self._on_not_written)
            self._store.recovered.connect(self._on_recovered)
        self.solver = Solving(take, self)
        self.solver.answered.connect(self._on_answered)
        self.solver.failed.connect(self._on_not_solved)
        self.solver.faulty.connect(self._on_faulty)
        self.solver.busy_changed.connect(self.solving)
        self.solver.progressed.connect(self.progressed)
        self.solver.noticed.connect(self.noticed)
        self.state = TakeState(
            path=take.path,
            revision=1,
            journal=opened.journal,
            captured=opened.captured,
            video=opened.video,
            video_place=opened.video_place,
            read_only=take.read_only,
        )
        if look is not None:
            self._show(look)
            if look.settled:
                self.solver.know(look)
        self._solve()
        self.opened.emit()
        self.changed.emit()
        for sentence in (*self._parting, *opened.notices, *self._bring_back()):
            self.noticed.emit(sentence)
        if self.state is not None and self.state.video_is_missing:
            self.video_missing.emit(opened.video_place)

    def _bring_back(self) -> tuple[str, ...]:
        """Go on with the edits that `_rescue` put elsewhere; what is to be said of it."""
        state = self.state
        if state is None or self._store is None:
            return ()
        left = left_elsewhere(state.path, state.journal, places_for(state.path))
        if left is None:
            return ()
        file, entries = left
        for entry in entries:
            self._append(entry)
        self._brought_back = file
        edits = "1 edit" if len(entries) == 1 else f"{len(entries)} edits"
        return (f"{edits} that {state.name} could not take last time came back from {file}.",)

    @Slot(int)
    def _on_committed(self, number: int) -> None:
        if self.sender() is not self._store:
            return  # of a take that was closed meanwhile
        self._waiting.pop(number, None)
        if not self._waiting and self._brought_back is not None:
            self._brought_back.unlink(missing_ok=True)  # the take has them now
            self._brought_back = None
        self.committed.emit(number)
        self._replace(pending=frozenset().union(*self._waiting.values()))

    @Slot(object)
    def _on_not_written(self, fault: Exception) -> None:
        if not isinstance(fault, FootingError):
            self.failed.emit(fault)
            return
        self.unwritten.emit(
            f"{fault} Nothing is lost while this window is open; it is tried again."
        )

    @Slot()
    def _on_recovered(self) -> None:
        self.unwritten.emit("")
        self.noticed.emit("Everything that waited is on the disk again.")

    @Slot(int, object)
    def _on_answered(self, revision: int, answer: Answer) -> None:
        state, take = self.state, self._take
        if state is None or take is None or self.sender() is not self.solver:
            return
        if answer.to_be_stored and answer.refined is not None and self._store is not None:
            # so that the next start need not solve again
            key = answer.refined.key
            self._store.store(
                f"settled {key}", lambda: take.storing_cached(key, answer.packed()), spare=True
            )
        if self._is_wanted(revision, answer):
            self._show(answer)
            self.changed.emit()
            self._try_on()
            if answer.moved:
                rate = None if self.state is None else self.state.naming_rate
                self.settling_moved.emit(answer.moved, rate)
        elif answer.settled:
            self._try_again()

    @Slot(int, object)
    def _on_not_solved(self, revision: int, fault: Exception) -> None:
        if not self._concerns(revision) or self.state is None or self.state.settled:
            return
        known = isinstance(fault, FootingError)
        words = str(fault) if known else f"by a fault of our own, {type(fault).__name__}"
        self._replace(unsolved=words)
        self.unsolved.emit(fault)

    @Slot(int, object)
    def _on_faulty(self, revision: int, fault: Exception) -> None:
        if self._concerns(revision):
            self.failed.emit(fault)

    def _concerns(self, revision: int) -> bool:
        """Whether what the solver says is of the take and the decisions that hold now."""
        state = self.state
        return self.sender() is self.solver and state is not None and revision == state.revision

    @Slot(object)
    def _found(self, edit: Edit) -> None:
        state = self.state
        if state is None or state.captured is None:
            return
        try:
            state.journal.after(edit)
        except ValueError:  # something was decided meanwhile: look again, from there
            self.estimate_contacts()
            return
        if not self.do(edit):
            self.noticed.emit("The contacts are as they were found before.")

    @Slot(object)
    def _taken_in(self, prepared: tuple[Captured, Edit, Answer | None]) -> None:
        captured, edit, look = prepared
        if self._swap(captured, look):
            self._found(edit)
            self._solve()
            self.changed.emit()

    def _swap(self, captured: Captured, look: Answer | None) -> bool:
        """Another captured motion holds: nothing that was known of the old one does."""
        if self.state is None:
            return False
        if self.solver is not None:
            self.solver.forget()
        self.state = replace(
            self.state, captured=captured, refined=None, settled=False, unsolved=""
        )
        if look is not None:
            self._show(look)
        return True

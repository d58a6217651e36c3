"""Looking for what is wrong with a settled take, and solving the answers to it ahead.

Both are done in a child of the live lane when nothing else waits there.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.document.document import Document
from app.document.take_state import TakeState
from app.lanes.live import Kind
from app.lanes.look_child import LookedAt
from app.lanes.results import Cancelled, Progress
from app.queue.found_at_first import mark_of
from core.errors import Cancelled as Dropped
from core.quality.defects.event import Defect
from core.quality.defects.examined import Examined
from core.quality.proposals import Proposal, Proposer
from core.take.captured import Captured


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was found in one settled state of the take."""

    state: TakeState
    at: LookedAt
    seen: Examined
    defects: tuple[Defect, ...]
    proposer: Proposer
    of: str  # `found_at_first.mark_of` what was captured


class Looking:
    """Asks for looks and for solved answers; `Solving.measured` brings them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._marked: tuple[Captured | None, str] = (None, "")

    def look(self) -> None:
        """Look at the take as it is settled now: a `Look` comes."""
        state, solving = self._document.state, self._document.solver
        if state is None or solving is None or state.captured is None or state.refined is None:
            return
        rate = state.naming_rate
        at = LookedAt(state.captured, state.decisions, state.refined, rate)
        looks = solving.looks

        def work(progress: Progress, cancelled: Cancelled) -> Look:
            self._unless_gone(state)
            seen, defects = looks.look(at, cancelled, progress)
            proposer = Proposer(at.captured, at.decisions, at.refined, seen, rate=rate)
            return Look(state, at, seen, defects, proposer, self._mark(at.captured))

        solving.measure(Kind.MEASURE, state.revision, work)

    def solve_answers(self, look: Look, defect: Defect) -> None:
        """Solve the answers to one defect: it comes, and its proposals."""
        solving = self._document.solver
        if solving is None:
            return
        looks = solving.looks

        def work(progress: Progress, cancelled: Cancelled) -> tuple[Defect, tuple[Proposal, ...]]:
            self._unless_gone(look.state)
            return defect, looks.proposals(look.at, defect, cancelled)

        solving.measure(Kind.CANDIDATES, look.state.revision, work)

    def _mark(self, captured: Captured) -> str:
        """In the lane: of a long take it takes longer than a picture."""
        known, mark = self._marked
        if known is not captured:
            mark = mark_of(captured)
            self._marked = (captured, mark)
        return mark

    def _unless_gone(self, state: TakeState) -> None:
        """In the lane: what an edit interrupted comes again once the take has settled, but it is
        another motion then. Raises: Cancelled."""
        now = self._document.state
        if now is None or not now.settled or now.refined_look is not state.refined_look:
            raise Dropped

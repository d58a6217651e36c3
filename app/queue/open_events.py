"""The events of the take as it is now: what was found, what was answered, what waits."""

from __future__ import annotations

from collections.abc import Iterable

from app.document.document import Document
from app.queue.found_at_first import Found, found, gone
from app.queue.looking import Look
from app.queue.queue_views import key_of
from core.contacts.contact import Contact
from core.quality.defects.event import Defect
from core.quality.defects.ignored import is_ignored
from core.quality.proposals import Proposal, Proposer
from core.take.decisions import Source
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions


class OpenEvents:
    """What the last look found, less what was answered since."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.look: Look | None = None  # None: not looked at yet
        self.first: tuple[Found, ...] | None = None  # what was wrong with what was captured
        self.of = ""  # `found_at_first.mark_of` that; "" where nobody said
        self._others: dict[str, tuple[Found, ...]] = {}  # `of` -> `first`, of this take
        self.undecided: set[str] = set()
        self._answered: set[str] = set()  # since the last look
        self._solved: dict[str, tuple[Proposal, ...]] = {}
        self._compared: tuple[Decisions, Decisions, bool] = ((), (), True)

    def forget(self) -> None:
        """Another take: nothing that is known holds."""
        self.look = self.first = None
        self.of = ""
        self._others.clear()
        self.undecided.clear()
        self._answered.clear()
        self._solved.clear()

    def found(self, look: Look) -> None:
        """The take as it is now was looked at."""
        self.look = look
        self._solved.clear()
        self._answered.clear()
        if self.first is not None and self.of not in ("", look.of):  # it was captured anew
            self._others[self.of] = self.first
            self.first = self._others.get(look.of)
            self.undecided.clear()
        if self.first is None:
            self.first = found(look.defects)
        self.of = look.of

    def solved(self, defect: Defect, proposals: tuple[Proposal, ...]) -> None:
        """What the answers to an event lead to."""
        self._solved[key_of(defect)] = proposals

    def answered(self, keys: Iterable[str]) -> None:
        """These wait no more, though nobody has looked at what their answers made of the take."""
        self._answered.update(keys)

    def is_answered(self, key: str) -> bool:
        """Whether an event was answered since the last look."""
        return key in self._answered

    def nothing_was_answered(self) -> None:
        """The take is what it was when it was looked at."""
        self._answered.clear()

    @property
    def is_of_now(self) -> bool:
        """Whether the last look was at the take as it is settled now."""
        look, state = self.look, self._document.state
        return (
            look is not None
            and state is not None
            and (state.settled and state.refined_look is look.state.refined_look)
            and self._believes_as(state.decisions, look.state.decisions)
        )

    def _believes_as(self, now: Decisions, looked_at: Decisions) -> bool:
        """Whether the same contacts are believed, and as much: stating one that was found moves
        nothing, and is an answer."""
        if now is looked_at:
            return True
        one, other, same = self._compared
        if one is not now or other is not looked_at:  # asked several times about each edit
            same = _believed(now) == _believed(looked_at)
            self._compared = now, looked_at, same
        return same

    def waiting(self) -> list[Defect]:
        """What waits for an answer, the worst first."""
        look, state = self.look, self._document.state
        if look is None or state is None:
            return []
        return [
            one
            for one in look.defects
            if key_of(one) not in self._answered and not is_ignored(one, state.decisions)
        ]

    @property
    def gone(self) -> float:
        """Severity that was found at first and was worked off."""
        return gone(self.first or (), self.waiting())

    def event(self, key: str | None) -> Defect | None:
        """The one that waits under this key."""
        return next((one for one in self.waiting() if key_of(one) == key), None)

    def proposals(self, key: str | None) -> tuple[Proposal, ...] | None:
        """What the answers to an event lead to; None until they are solved."""
        return None if key is None else self._solved.get(key)

    def answers(self, key: str | None) -> dict[str, Edit]:
        """Answer -> edit of an event, from the decisions of this moment."""
        state, defect = self._document.state, self.event(key)
        if state is None or defect is None or state.captured is None:
            return {}
        return dict(self.proposer(state.decisions).answers(defect))

    def proposer(self, decisions: Decisions) -> Proposer:
        """Answers on top of these decisions, to what the last look found."""
        look, state = self.look, self._document.state
        assert look is not None and state is not None and state.captured is not None
        if decisions == look.state.decisions or state.refined is None:
            return look.proposer
        return Proposer(state.captured, decisions, state.refined, look.seen, rate=look.at.rate)


def _believed(decisions: Decisions) -> set[tuple[Contact, Source, float]]:
    """What the search for faults knows of contacts."""
    return {
        (one.fact, one.source, one.probability)
        for one in decisions
        if isinstance(one.fact, Contact)
    }

"""The journal: every edit of a take in order. It only grows: undo appends the inverse.

A branch that was undone and then left stays in it, listed by `history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from core.contacts.contact import Contact
from core.take.decisions import Decision
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions, fault_of, in_order

Action = Literal["do", "undo", "redo"]
ACTIONS: tuple[Action, ...] = ("do", "undo", "redo")
Standing = Literal["done", "undone", "left"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. For an undo, `edit` is the inverse of what it takes back."""

    edit: Edit
    action: Action = "do"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that was ever done, and whether it holds."""

    position: int  # of its first entry in the journal, from 0
    name: str
    standing: Standing  # left: undone, and then something else was done
    time: float | None


@dataclass(frozen=True, slots=True)
class Journal:
    """`decisions` are those that hold now. Made by `Journal()` and grown by `after`."""

    entries: tuple[Entry, ...] = ()
    decisions: Decisions = ()
    _done: tuple[int, ...] = ()  # positions of edits that hold, the latest last
    _undone: tuple[int, ...] = ()  # positions that a redo would bring back, the next one last

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def edits(self) -> Iterator[Edit]:
        return (entry.edit for entry in self.entries)

    @property
    def is_as_found(self) -> bool:
        """Whether nothing holds but what was found by itself when the take was made."""
        return all(_found_by_itself(self.entries[position].edit) for position in self._done)

    @property
    def standing_count(self) -> int:
        """How many edits of the user's hold now: neither undone nor found by themselves."""
        return sum(not _found_by_itself(self.entries[position].edit) for position in self._done)

    @property
    def undo_entry(self) -> Entry | None:
        """What undo would append; None where nothing is left to take back."""
        if not self._done:
            return None
        return Entry(self.entries[self._done[-1]].edit.inverse(), "undo")

    @property
    def redo_entry(self) -> Entry | None:
        """What redo would append; None where nothing was taken back."""
        if not self._undone:
            return None
        return Entry(self.entries[self._undone[-1]].edit, "redo")

    def after(self, entry: Entry | Edit) -> Journal:
        """The journal with one more entry.

        Raises: ValueError where the edit does not fit the decisions or leads to ones that are not
        normal, and where an undo or redo is not the one whose turn it is.
        """
        entry = Entry(entry) if isinstance(entry, Edit) else entry
        done, undone = self._stacks_after(entry)
        decisions = entry.edit.applied_to(self.decisions)
        fault = fault_of(_near(decisions, entry.edit))
        if fault:
            raise ValueError(fault)
        return Journal((*self.entries, entry), decisions, done, undone)

    def history(self) -> list[HistoryRow]:
        """Every edit that was ever made, in order, with what became of it."""
        done, undone = set(self._done), set(self._undone)
        rows = []
        for position, entry in enumerate(self.entries):
            if entry.action == "do":
                standing: Standing = (
                    "done" if position in done else "undone" if position in undone else "left"
                )
                rows.append(HistoryRow(position, entry.edit.name, standing, entry.edit.time))
        return rows

    def _stacks_after(self, entry: Entry) -> tuple[tuple[int, ...], tuple[int, ...]]:
        done, undone = list(self._done), list(self._undone)
        _turn(entry, self.entries, done, undone)
        return tuple(done), tuple(undone)


def replayed(entries: Iterable[Entry]) -> Journal:
    """The journal of entries that were written by one: quick, for thousands of them.

    Raises: ValueError where an entry does not fit, or the last decisions are not normal.
    """
    read: list[Entry] = []
    done: list[int] = []
    undone: list[int] = []
    decisions: dict[str, Decision] = {}
    for entry in entries:
        _turn(entry, read, done, undone)
        entry.edit.apply_in_place(decisions)
        read.append(entry)
    last = in_order(decisions.values())
    fault = fault_of(last)
    if fault:
        raise ValueError(fault)
    return Journal(tuple(read), last, tuple(done), tuple(undone))


def _turn(entry: Entry, before: Sequence[Entry], done: list[int], undone: list[int]) -> None:
    """Bring the stacks of what holds and what redo would bring up to an entry."""
    if entry.action == "do":
        done.append(len(before))
        undone.clear()
        return
    source, target = (done, undone) if entry.action == "undo" else (undone, done)
    if not source:
        raise ValueError(f"There is nothing that this {entry.action} could be of.")
    edit = before[source[-1]].edit
    if entry.edit != (edit.inverse() if entry.action == "undo" else edit):
        raise ValueError(f"There is nothing that this {entry.action} could be of.")
    target.append(source.pop())


def _found_by_itself(edit: Edit) -> bool:
    """Whether an edit puts what an estimator found where nothing was."""
    return not edit.leaving and all(one.source == "auto" for one in edit.coming)


def _near(decisions: Decisions, edit: Edit) -> Decisions:
    """The decisions that an edit can have brought into conflict: all but other points' contacts."""
    points = {decision.fact.point for decision in edit.coming if isinstance(decision.fact, Contact)}
    return tuple(
        decision
        for decision in decisions
        if not isinstance(decision.fact, Contact) or decision.fact.point in points
    )

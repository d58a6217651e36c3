"""What one solve found of a captured motion, for the next solve of the same one.

An edit changes a contact or two; what the captured motion says beside them is what it said before.
It is kept with the motion (`Prepared.kept`), so that another motion starts with nothing known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from core.contacts.contact import Contact

Found = TypeVar("Found")

#: Metres off gravity's parabola (samples, 3), the fall in m/s^2, which samples say so.
Strays = tuple[np.ndarray, float, np.ndarray]

#: Seconds that a change may be felt further than it lasts: how samples are rounded to knots.
_SLACK = 0.05


class KnotSpeeds:
    """The root's drift at knots of a clock, under the contacts of the last whole solve."""

    def __init__(self) -> None:
        self._first = 0  # number of the first knot that has a place
        self._found = np.full((0, 3), np.nan)  # speed x and z m/s, noise m^2; NaN: not known
        self._contacts: frozenset[Contact] = frozenset()

    def at(
        self, knots: np.ndarray, step: float, reach: float, contacts: Iterable[Contact]
    ) -> np.ndarray:
        """(knots, 3) of what is known under these contacts, NaN where a knot has to be found anew.

        Args:
            knots: consecutive numbers; knot k lies at k * step seconds.
            reach: a contact is felt at knots so many seconds beside it.
            contacts: all that are felt at these knots; others do no harm.
        """
        found = np.full((len(knots), 3), np.nan)
        low = max(int(knots[0]), self._first)
        high = min(int(knots[-1]) + 1, self._first + len(self._found))
        if low < high:
            part = self._found[low - self._first : high - self._first]
            found[low - int(knots[0]) : high - int(knots[0])] = part
            seconds, beyond = step * knots, reach + _SLACK
            for contact in self._contacts.symmetric_difference(contacts):
                felt = (seconds >= contact.start - beyond) & (seconds <= contact.end + beyond)
                found[felt] = np.nan
        return found

    def begin(self, step: float, reach: float, contacts: Iterable[Contact]) -> None:
        """A solve of the whole motion begins: from now on these contacts hold."""
        contacts = frozenset(contacts)
        if len(self._found):
            numbers = np.arange(self._first, self._first + len(self._found))
            self._found = self.at(numbers, step, reach, contacts)
        self._contacts = contacts

    def keep(self, knots: np.ndarray, found: np.ndarray, contacts: Iterable[Contact]) -> None:
        """Keep what was found at consecutive knots (knots, 3), if these contacts hold."""
        if self._contacts.symmetric_difference(contacts):
            return  # of a preview
        first = min(int(knots[0]), self._first) if len(self._found) else int(knots[0])
        last = max(int(knots[-1]) + 1, self._first + len(self._found))
        whole = np.full((last - first, 3), np.nan)
        whole[self._first - first : self._first - first + len(self._found)] = self._found
        whole[int(knots[0]) - first : int(knots[-1]) + 1 - first] = found
        self._first, self._found = first, whole


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Of one motion; `first` is the sample of it that a problem's first one is."""

    paths: Mapping[str, np.ndarray]  # (frames, 3) metres: where its contact points go
    speeds: KnotSpeeds = field(default_factory=KnotSpeeds)
    #: By first sample and sample after the last of a stretch in the air: `flight.strays`.
    strays: dict[tuple[int, int], Strays] = field(default_factory=dict)
    first: int = 0
    #: By first sample and sample after the last: what was asked for last, and what it came to.
    last: dict[tuple[int, int], tuple[object, Any]] = field(default_factory=dict)

    def kept_of(self, span: tuple[int, int], asked: object, find: Callable[[], Found]) -> Found:
        """What `find` says of samples of the motion under all that it depends on beside it: found
        anew only where that is something else than the last time."""
        known = self.last.get(span)
        if known is None or known[0] != asked:
            known = self.last[span] = asked, find()
        return known[1]

    def part(self, start: int) -> Known:
        """For a problem that begins at sample `start` of this one's."""
        return replace(self, first=self.first + start)

    def paths_at(self, names: Sequence[str], start: int, stop: int) -> dict[str, np.ndarray] | None:
        """Paths of points at the problem's samples start to stop - 1; None where one is not
        known."""
        if any(name not in self.paths for name in names):
            return None
        part = slice(self.first + start, self.first + stop)
        return {name: self.paths[name][part] for name in names}

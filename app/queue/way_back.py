"""The way back to an event whose answer was taken back."""

from __future__ import annotations

from collections.abc import Iterable

from app.queue.queue_views import key_of
from core.quality.defects.event import Defect

#: An answer acts at most so far from its event (seconds).
NEAR = 0.5


class WayBack:
    """Which events were answered since the take was opened, and where an answer was taken back."""

    def __init__(self) -> None:
        self._answered: set[str] = set()
        self._wanted: float | None = None

    def forget(self) -> None:
        """Another take was opened."""
        self._answered.clear()
        self._wanted = None

    def answered(self, keys: Iterable[str]) -> None:
        self._answered.update(keys)

    def want(self, moment: float) -> None:
        """Something was taken back or done again at this moment of the take."""
        self._wanted = moment

    def went(self) -> None:
        """The animator is somewhere: nobody is led elsewhere any more."""
        self._wanted = None

    def event(self, waiting: Iterable[Defect]) -> str | None:
        """The key of an answered event that waits again where something was taken back."""
        wanted = self._wanted
        if wanted is None:
            return None
        for one in waiting:
            near = one.start - NEAR <= wanted <= one.end + NEAR
            if near and key_of(one) in self._answered:
                return key_of(one)
        return None

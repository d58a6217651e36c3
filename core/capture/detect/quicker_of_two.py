"""The same question to whichever of two gives the answer sooner just now.

A network whose layers two threads share is a third faster on two free cores, and ten times slower
on busy ones: for every layer one thread waits until the other has had its turn. Which it is
changes while a capture runs, and the answers are the same bit for bit; so both are kept, and
whoever was the quicker is asked until the other, tried now and then, turns out to be.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol


class Answering(Protocol):
    """A running graph."""

    def process(self, asked: dict[str, Any]) -> Any: ...

    def close(self) -> None: ...


#: Questions in a row after which the other one is tried, at first and at most: the pause doubles
#: each time that it is found slower.
_FIRST_PAUSE, _LONGEST_PAUSE = 16, 512
#: What the newest answer counts in how long they take.
_NEWEST = 0.3


class QuickerOfTwo:
    """Asked as one of them would be. Not for two threads at a time."""

    def __init__(
        self, first: Answering, second: Answering, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """`first` and `second` give equal answers to equal questions."""
        self._both = (first, second)
        self._clock = clock
        self._seconds: list[float | None] = [None, None]
        self._asked, self._since, self._pause = 0, 0, _FIRST_PAUSE

    def process(self, asked: dict[str, Any]) -> Any:
        """The answer."""
        mine, theirs = self._seconds[self._asked], self._seconds[1 - self._asked]
        trying = self._since >= self._pause or mine is None or theirs is None or mine > theirs
        place = 1 - self._asked if trying else self._asked
        start = self._clock()
        answer = self._both[place].process(asked)
        self._learn(place, self._clock() - start)
        return answer

    def close(self) -> None:
        """Close both."""
        for one in self._both:
            one.close()

    def _learn(self, place: int, seconds: float) -> None:
        before, tried = self._seconds[place], place != self._asked
        if before is None or tried:  # what was long ago does not count
            self._seconds[place] = seconds
        else:
            self._seconds[place] = before + _NEWEST * (seconds - before)
        if not tried:
            self._since += 1
            return
        self._since = 0
        known = self._seconds[self._asked]
        if known is None or seconds < known:
            self._asked, self._pause = place, _FIRST_PAUSE
        else:
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)

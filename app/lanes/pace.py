"""How long a job still takes: told by what it did so far, and by what it does now."""

from __future__ import annotations

from collections import deque

#: Before this part is done, or this many seconds have gone, nobody can say: a job begins with what
#: is quick (a file is opened) or slow once (a model is loaded).
FRACTION_TO_JUDGE_BY, SECONDS_TO_JUDGE_BY = 0.02, 3.0
#: What it does now is what it did in these seconds.
NOW = 10.0


class Pace:
    """Hears how far a job is, at moments (seconds) that rise."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._heard: deque[tuple[float, float]] = deque([(began, 0.0)])

    def left(self, now: float, fraction: float) -> float | None:
        """Seconds to go once `fraction` (0 to 1) is done; None where nobody can say yet.

        By the slower of the two paces: stages differ, and who is told too little waits in doubt.
        """
        self._heard.append((now, fraction))
        while len(self._heard) > 2 and self._heard[1][0] <= now - NOW:
            self._heard.popleft()
        spent = now - self._began
        if fraction <= FRACTION_TO_JUDGE_BY or spent < SECONDS_TO_JUDGE_BY:
            return None
        since, done = self._heard[0]
        pace = min(fraction / spent, (fraction - done) / (now - since))
        return (1.0 - fraction) / pace if pace > 0.0 else None

"""A foot that is raised and held in the air while the other one stands: still, yet no contact.

As in `uneven` the paths are changed, not the motion: the foot is lifted out of a stance, hangs
with some tremble, and comes back to where it stood; the hips go over the foot that stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.takes.corrupted import noise_below
from benchmarks.takes.labels import restated
from benchmarks.takes.wanted import eased
from core.contacts.contact import Contact

#: Seconds that both feet must stand, and that a foot takes to rise.
_LEAST_SECONDS, _RISING = 0.7, (0.15, 0.4)
#: Metres: how high, how far aside, how much it trembles at most, below so many hertz; how far the
#: hips go over the other foot, as parts of the way there: else nobody holds a foot up for long.
_HIGH, _ASIDE, _TREMBLE, _HERTZ, _OVER = (0.04, 0.6), 0.15, 0.012, 2.0, (0.3, 1.05)


@dataclass(frozen=True, slots=True, eq=False)
class RaisedFoot:
    """What is added to the paths of one foot and of the hips, (frames, 3) metres."""

    side: str
    foot: np.ndarray
    hips: np.ndarray

    def of(
        self, paths: Mapping[str, np.ndarray], hips: np.ndarray
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Paths (frames, 3) and hips with the foot raised."""
        feet = {n: path + self.foot if n.startswith(self.side) else path
                for n, path in paths.items()}  # fmt: skip
        return feet, hips + self.hips


def raised_foot(
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    contacts: Sequence[Contact],
    random: np.random.Generator,
) -> tuple[RaisedFoot, list[Contact]] | None:
    """A foot raised somewhere, and the contacts that are left; None where both never stand."""
    held = {
        side: [c for c in contacts if c.holds and c.point.startswith(side)]
        for side in ("left", "right")
    }
    both = [
        (max(a.start, b.start), min(a.end, b.end))
        for a in held["left"]
        for b in held["right"]
        if min(a.end, b.end) - max(a.start, b.start) > _LEAST_SECONDS
    ]
    if not both:
        return None
    low, high = both[int(random.integers(len(both)))]
    seconds = float(random.uniform(_LEAST_SECONDS, high - low))
    start = float(random.uniform(low, high - seconds))
    end = start + seconds
    side, other = random.permutation(["left", "right"])
    up, down = (min(float(random.uniform(*_RISING)), 0.4 * seconds) for _ in range(2))
    share = eased(times, start, start + up) - eased(times, end - down, end)
    way = random.uniform(-_ASIDE, _ASIDE, 3)
    way[1] = random.uniform(*_HIGH)
    tremble = random.uniform(0.0, 1.0) ** 2 * _TREMBLE * noise_below(times, _HERTZ, (3,), random)
    where = {name: path[np.searchsorted(times, start)] for name, path in paths.items()}
    feet = [np.mean([p for n, p in where.items() if n.startswith(s)], axis=0)
            for s in (side, other)]  # fmt: skip
    over = 0.5 * random.uniform(*_OVER) * (feet[1] - feet[0]) * [1.0, 0.0, 1.0]
    points = tuple(name for name in paths if name.startswith(side))
    foot = RaisedFoot(str(side), share[:, None] * (way + tremble), share[:, None] * over)
    return foot, restated(list(contacts), points, start, end, "air")

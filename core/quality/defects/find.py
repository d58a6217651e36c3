"""All defects of a motion, the worst first."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import Cancelled
from core.quality.defects.event import Defect, Kind
from core.quality.defects.examined import Examined
from core.quality.defects.flight import broken_flights
from core.quality.defects.flips import flips
from core.quality.defects.heights import floats, sinks
from core.quality.defects.jitter import jitters
from core.quality.defects.low_confidence import low_confidence
from core.quality.defects.pops import pops
from core.quality.defects.root_drift import root_drifts
from core.quality.defects.skates import skates
from core.quality.defects.swaps import swaps

_DETECTORS: dict[Kind, Callable[[Examined], list[Defect]]] = {
    "skate": skates,
    "float": floats,
    "sink": sinks,
    "flip": flips,
    "swap": swaps,
    "pop": pops,
    "jitter": jitters,
    "root_drift": root_drifts,
    "broken_flight": broken_flights,
    "low_confidence": low_confidence,
}


#: How long each kind takes beside the others, as measured on ten minutes at 120 Hz; others a part.
_SHARES: dict[Kind, float] = {"skate": 5.0, "flip": 18.0, "swap": 7.0}


def find_defects(
    seen: Examined,
    *,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Defect, ...]:
    """Every defect, by severity (in terms of what is seen of its kind) times confidence.

    Raises: Cancelled.
    """
    found: list[Defect] = []
    whole, done = sum(_SHARES.get(kind, 1.0) for kind in _DETECTORS), 0.0
    for kind, detector in _DETECTORS.items():
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done / whole, "Looking for defects")
        found += detector(seen)
        done += _SHARES.get(kind, 1.0)
    return ranked(_explained(found))


def defects_of_kind(seen: Examined, kind: Kind) -> list[Defect]:
    """The defects of one kind, as their detector finds them."""
    return _DETECTORS[kind](seen)


def ranked(defects: list[Defect]) -> tuple[Defect, ...]:
    """The worst first; after all faults what was hardly seen, which may be right and which no
    answer repairs: in filmed clips it weighs most, and nobody begins with what asks nothing."""
    return tuple(sorted(defects, key=_place))


def _place(one: Defect) -> tuple[bool, float, float, str, str, float]:
    hardly_seen = one.kind == "low_confidence"
    return hardly_seen, -one.weight, one.start, one.kind, one.where, one.end


def _explained(defects: list[Defect]) -> list[Defect]:
    """Without what another fault explains: a limb that changes sides also jumps, and a body that
    hangs in the air is off gravity's parabola."""
    swapped = [one for one in defects if one.kind == "swap"]
    hanging = [one for one in defects if (one.kind, one.where) == ("float", "body")]
    return [
        one
        for one in defects
        if not (
            one.kind in ("pop", "flip", "jitter")
            and any(_at_an_end_of(swap, one) for swap in swapped)
        )
        and not (one.kind == "broken_flight" and any(_mostly_in(one, body) for body in hanging))
    ]


def _mostly_in(one: Defect, other: Defect) -> bool:
    return min(one.end, other.end) - max(one.start, other.start) > 0.5 * (one.end - one.start)


def _at_an_end_of(swap: Defect, other: Defect) -> bool:
    near = 0.05 if other.kind != "jitter" else 0.6
    return any(other.start - near <= end <= other.end + near for end in (swap.start, swap.end))

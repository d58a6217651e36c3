"""The names of edits, as the Undo menu shows them: "plant, R heel 185 to 204"."""

from __future__ import annotations

import math

from core.contacts.contact import Contact

#: A time this near to a frame (frames) is at it: a rate is told to some digits only.
_NEARLY = 0.01
_SIDES = {"left": "L", "right": "R"}
#: What the queue calls by another name than the defect's kind.
_FAULTS = {"low_confidence": "hardly seen"}


def stretch(verb: str, contact: Contact, rate: float | None) -> str:
    """ "plant, L toe 172 to 190" in frames (1-based) where a rate is given, else in seconds."""
    return f"{verb}, {point(contact.point)} {span(contact.start, contact.end, rate)}"


def span(start: float, end: float, rate: float | None) -> str:
    """ "172 to 190", the first and the last frame within, or "5.70 to 6.30 s" without a rate."""
    if rate is None:
        return f"{start:.2f} to {end:.2f} s"
    first = math.ceil(start * rate - _NEARLY)
    last = math.floor(end * rate + _NEARLY)
    if first > last:  # between two frames
        first = last = round(0.5 * (start + end) * rate)
    return f"{first + 1} to {last + 1}"


def moment(verb: str, name: str, time: float, rate: float | None) -> str:
    """ "split plant, L toe at 180"."""
    return f"{verb}, {point(name)} {when(time, rate)}"


def when(time: float, rate: float | None) -> str:
    """ "at 180", or "at 8.71 s" where no rate is given."""
    return f"at {time:.2f} s" if rate is None else f"at {_frame(time, rate)}"


def offset(seconds: float) -> str:
    return f"video offset {seconds:.3f} s".replace("-", "−")


def ground(height: float) -> str:
    return f"ground at {1000.0 * height:.0f} mm".replace("-", "−")


def point(name: str) -> str:
    """ "L toe" for "left_toe"."""
    side, _, rest = name.partition("_")
    return f"{_SIDES.get(side, side)} {rest}".strip()


def fault(kind: str, where: str) -> str:
    """ "skate, L heel" for what is found at "left_heel"; words as the queue has them."""
    return f"{_FAULTS.get(kind, kind.replace('_', ' '))}, {point(where)}"


def _frame(time: float, rate: float) -> str:
    return str(round(time * rate) + 1)

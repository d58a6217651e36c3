"""Places that are stated in metres of the world, and the body that shall go there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.contacts.contact import Contact
from core.errors import BadInput
from core.files.pins_json import FARTHEST_METRES
from core.motion.kinematics import rest_positions
from core.motion.motion import Motion
from core.take.decisions import Decision, Fact, Ground, Pin
from core.take.journal import Journal

#: Metres from the root at which no part of a body touches anything: another unit was meant.
_FARTHEST = 100.0
#: A hand that reaches and a body that steps or leaps towards a place come to two of its heights;
#: what is farther than this many was meant in another unit, or for another motion.
_STATURES = 5.0


def check_places(motion: Motion, stated: Iterable[tuple[str, Fact]], name: str) -> None:
    """Refuse what lies where the body never is.

    Args:
        motion: the body's.
        stated: facts, each with what it is called in the file.
        name: of the file, for errors.
    Raises: BadInput, naming the file and the fact.
    """
    for label, fact in stated:
        what, off, most = _off(motion, fact)
        if off > most:
            raise BadInput(
                f"{name}: the {what} of {label} is {off:.0f} m away from the body at that time; "
                "give it in metres of the world."
            )


def check_pins(motion: Motion, pins: Sequence[Pin], name: str) -> None:
    """Refuse pinned places that are more than some statures away from the body.

    A journal may hold them: the window lets a joint be dragged anywhere, and the solver leads the
    body no further than it goes. In a file that was written by hand they are a mistake.

    Args:
        motion: the body's.
        pins: in the order of the file.
        name: of the file, for errors.
    Raises: BadInput, naming the file and the pin.
    """
    stature = float(np.ptp(rest_positions(motion.skeleton), axis=0).max())
    for number, pin in enumerate(pins):
        if pin.kind != "position" or stature == 0.0:
            continue
        off = float(np.linalg.norm(np.subtract(pin.value, _root(motion, pin))))
        if off > _STATURES * stature:
            raise BadInput(
                f"{name}: the place of pins[{number}] of {pin.joint} is {off:.1f} m away from the "
                f"body at that time, {off / stature:.0f} times its height; "
                "give it in metres of the world."
            )


def check_journal_places(
    motion: Motion, decisions: Iterable[Decision], journal: Journal, name: str
) -> None:
    """`check_places` for what came of a journal, by the edit that brought it. Raises: BadInput."""
    edits = {one.id: number for number, e in enumerate(journal.edits, 1) for one in e.coming}
    labelled = [(f"edit {edits[one.id]}, {_words(one.fact)},", one.fact) for one in decisions]
    check_places(motion, labelled, name)


def _off(motion: Motion, fact: Fact) -> tuple[str, float, float]:
    """What of a fact is a place, how far that is from the root, and how far it may be, metres."""
    roots = motion.root_positions
    match fact:
        case Ground():
            return "height", float(np.min(np.abs(roots[:, 1] - fact.height))), _FARTHEST
        case Contact(anchor=(_, _, _) as anchor):
            off = float(np.linalg.norm(np.subtract(anchor, _root(motion, fact))))
            if fact.height is None or off > _FARTHEST:
                return "anchor", off, _FARTHEST
            return "height", abs(fact.height - float(_root(motion, fact)[1])), _FARTHEST
        case Contact(height=float(height)):
            return "height", abs(height - float(_root(motion, fact)[1])), _FARTHEST
        case Pin(kind="position"):
            off = float(np.linalg.norm(np.subtract(fact.value, _root(motion, fact))))
            return "place", off, FARTHEST_METRES
    return "", 0.0, _FARTHEST


def _root(motion: Motion, fact: Contact | Pin) -> np.ndarray:
    """Where the body is in the middle of a fact's time."""
    middle = 0.5 * (fact.start + fact.end)
    return motion.root_positions[int(np.argmin(np.abs(motion.times - middle)))]


def _words(fact: Fact) -> str:
    match fact:
        case Contact():
            return f"{fact.point} {fact.state} {fact.start:.3f} s"
        case Pin():
            return f"{fact.kind} pin of {fact.joint or 'a pose'} {fact.start:.3f} s"
    return type(fact).__name__.lower()

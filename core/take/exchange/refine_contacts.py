"""A contact file as decisions about a captured motion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.contacts.contacts_json import ContactsFile, points_on_rig
from core.contacts.intervals import held_samples
from core.errors import BadInput
from core.motion.contact_point import FOOT_POINT_NAMES
from core.take.captured import Captured
from core.take.decisions import Decision, Ground, Source
from core.take.editing.normal_form import Decisions, in_order
from core.take.exchange.stated_places import check_places
from core.take.exchange.stated_times import contacts_on_samples
from core.take.refining.estimated_contacts import contacts_of_captured

#: So many sentences of one kind are read; more are counted.
_MANY = 4


def with_contacts_file(
    captured: Captured, decisions: Iterable[Decision], file: ContactsFile, name: str
) -> tuple[Captured, Decisions]:
    """What a contact file makes of a motion and its decisions.

    The file is complete for the points that it names. Contacts of other points stay as decided;
    where nothing is decided about any of them they are estimated. Points that the file gives
    replace those found on the rig. Times next to a sample are at it (stated_times).

    Args:
        captured: the motion.
        decisions: what is decided already (a take's), or nothing.
        file: what was read.
        name: of the file, for errors.
    Raises: BadInput for a joint or point that the rig lacks, or a contact outside the motion.
    """
    metres_per_unit = 1.0 if captured.layout is None else captured.layout.metres_per_unit
    skeleton = captured.motion.skeleton
    points = points_on_rig(file, captured.contact_points, skeleton, metres_per_unit, name)
    captured = replace(captured, contact_points=points)
    placed = contacts_on_samples(captured, file.contacts)
    _check_times(captured, placed, name)
    places: list[tuple[str, Contact | Ground]] = [
        (f"contacts[{number}] of {contact.point}", contact)
        for number, contact in enumerate(file.contacts)
    ]
    if file.ground_height is not None:
        places.append(("ground", Ground(file.ground_height)))
    check_places(captured.motion, places, name)
    named = file.named_points
    kept = [
        decision
        for decision in decisions
        if not (isinstance(decision.fact, Contact) and decision.fact.point in named)
        and not (isinstance(decision.fact, Ground) and file.ground_height is not None)
    ]
    ground = file.ground_height
    if ground is not None:
        kept.append(Decision("file ground", Ground(ground)))
    if not any(isinstance(decision.fact, Contact) for decision in kept):
        others = [name for name in FOOT_POINT_NAMES if name not in named]
        kept += estimated_decisions(captured, ground, names=others)
    for number, (stated, contact) in enumerate(zip(file.stated, placed, strict=True)):
        source: Source = "auto" if stated.source == "auto" else "user"
        kept.append(Decision(f"file {number}", contact, source, stated.probability))
    return captured, in_order(kept)


def moments(file: ContactsFile, times: np.ndarray) -> tuple[str, ...]:
    """The free plants and pivots of a file that hold a point's height only, each in words; of many
    the first, and how many are like it.

    times: (frames,) of what is refined, seconds. A contact within one frame is a fact (DESIGN 5,
    sub-frame), but there is no second sample in which its point could be kept still.
    """
    found = []
    step = float(np.median(np.diff(times))) if len(times) > 1 else np.inf
    for number, contact in enumerate(file.contacts):
        span = held_samples(times, contact)
        if contact.holds and contact.anchor is None and span.stop - span.start < 2:
            seconds = contact.end - contact.start
            few = "less than a frame" if seconds < step else "with one frame in it"
            found.append(
                f"contacts[{number}] of {contact.point} lasts {seconds:g} s, {few}: it sets the "
                "point's height and holds nothing else"
            )
    more = len(found) - 1
    if more < _MANY:
        return tuple(found)
    return (f"{found[0]} (and {more:,} more contacts like it)",)


def estimated_decisions(
    captured: Captured,
    ground: float | None = None,
    *,
    names: Sequence[str] = FOOT_POINT_NAMES,
) -> Decisions:
    """What the motion itself shows of the points `names`, as automatic decisions."""
    found = contacts_of_captured(captured, ground, names=names)
    return in_order(
        Decision(f"estimated {number}", contact, "auto", probability)
        for number, (contact, probability) in enumerate(found)
    )


def without_contacts(decisions: Iterable[Decision]) -> Decisions:
    """Everything that is decided but the contacts."""
    return in_order(one for one in decisions if not isinstance(one.fact, Contact))


def _check_times(captured: Captured, contacts: Sequence[Contact], name: str) -> None:
    first, last = float(captured.motion.times[0]), float(captured.motion.times[-1])
    for number, contact in enumerate(contacts):
        if contact.start > last + TIME_SLACK or contact.end < first - TIME_SLACK:
            raise BadInput(
                f"{name}: contacts[{number}] of {contact.point} lasts from {contact.start:g} to "
                f"{contact.end:g} s, outside the motion ({first:g} to {last:g} s); "
                "check that the file belongs to this motion."
            )

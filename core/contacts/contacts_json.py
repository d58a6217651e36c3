"""Contact files (docs/formats.md): what touches the ground when, and where it is on the rig."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.contacts.contact import STATES, Contact, State
from core.contacts.intervals import first_overlap
from core.errors import BadInput
from core.files.json_reading import Entry, read_json, write_json
from core.motion.contact_point import CONTACT_POINT_NAMES, ContactPoint
from core.motion.frozen import frozen_array
from core.motion.kinematics import rest_positions
from core.motion.skeleton import Skeleton

_SOURCES = ("user", "auto")
#: How far a contact point lies from its joint at most, as a part of the body's height. It lies on
#: the joint's own bone: the longest is a thigh with a quarter of the height, and where a rig lacks
#: ankles a heel hangs on the knee, .29 of it. Centimetres read as metres are beyond by far.
_FARTHEST = 0.5
#: Metres instead, on a rig whose joints all lie in one place at rest.
_FARTHEST_METRES = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class PointOnJoint:
    """A contact point as a file gives it: the offset is in the motion file's unit."""

    name: str
    joint: str
    offset: np.ndarray  # (3,) the motion file's unit, in the joint's frame

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", frozen_array(self.offset, (3,), name="offset"))


@dataclass(frozen=True, slots=True)
class StatedContact:
    """A contact, how sure it is and who says so."""

    contact: Contact
    probability: float = 1.0
    source: str = "user"


@dataclass(frozen=True, slots=True, eq=False)
class ContactsFile:
    """A contact file. It is complete for every point that it names; others are not spoken of."""

    stated: tuple[StatedContact, ...] = ()
    ground_height: float | None = None  # world metres; None where the file does not say
    points: tuple[PointOnJoint, ...] = field(default=())

    @property
    def contacts(self) -> tuple[Contact, ...]:
        return tuple(stated.contact for stated in self.stated)

    @property
    def named_points(self) -> frozenset[str]:
        """The points for which uncovered time is air; all others are to be estimated."""
        return frozenset(c.point for c in self.contacts) | {point.name for point in self.points}


def read_contacts(path: str | Path) -> ContactsFile:
    """Read a contact file. Unknown keys are ignored.

    Raises: BadInput, also where two contacts of one point overlap (naming both).
    """
    entry = read_json(path)
    ground = None
    if entry.has("ground"):
        ground = entry.at("ground").at("height").number()
    points: tuple[PointOnJoint, ...] = ()
    if entry.has("points"):
        points = tuple(_point(name, value) for name, value in entry.at("points").items())
    stated = [_stated(value) for value in entry.at("contacts").entries()]
    contacts = [one.contact for one in stated]
    clash = first_overlap(contacts)
    if clash is not None:
        raise BadInput(
            f"{entry.file}: contacts[{clash[0]}] and contacts[{clash[1]}] of "
            f"{contacts[clash[0]].point} overlap ({_span(contacts[clash[0]])} and "
            f"{_span(contacts[clash[1]])}); trim one of them."
        )
    return ContactsFile(tuple(stated), ground, points)


def write_contacts(path: str | Path, file: ContactsFile) -> None:
    """Write a contact file. Raises: BadInput where the place cannot be written to."""
    value: dict[str, Any] = {}
    if file.ground_height is not None:
        value["ground"] = {"height": file.ground_height}
    if file.points:
        value["points"] = {
            point.name: {"joint": point.joint, "offset": point.offset.tolist()}
            for point in file.points
        }
    value["contacts"] = [_as_json(stated) for stated in file.stated]
    write_json(path, value)


def points_as_written(
    points: Sequence[ContactPoint], skeleton: Skeleton, metres_per_unit: float
) -> tuple[PointOnJoint, ...]:
    """Contact points of a rig as a contact file gives them."""
    return tuple(
        PointOnJoint(point.name, skeleton.names[point.joint], point.offset / metres_per_unit)
        for point in points
    )


def points_on_rig(
    file: ContactsFile,
    found: Sequence[ContactPoint],
    skeleton: Skeleton,
    metres_per_unit: float,
    name: str = "the contact file",
) -> tuple[ContactPoint, ...]:
    """The contact points that were found on the rig, replaced by those that the file gives.

    name: of the file, for errors.
    Raises: BadInput for a joint that the rig lacks, or a contact of a point that it lacks.
    """
    points = {point.name: point for point in found}
    farthest = _farthest(skeleton)
    for given in file.points:
        if given.joint not in skeleton.names:
            raise BadInput(
                f"{name}: the contact point {given.name} is on the joint {given.joint!r}, which "
                "the motion lacks; name one that `info` lists."
            )
        offset = given.offset * metres_per_unit
        away = float(np.linalg.norm(offset))
        if away > farthest:
            raise BadInput(
                f"{name}: the contact point {given.name} is {away:.3g} m away from its joint "
                f"{given.joint}, more than half the body's height; give its offset in the motion "
                f"file's unit, which is {metres_per_unit:g} m."
            )
        points[given.name] = ContactPoint(given.name, skeleton.index(given.joint), offset)
    for contact in file.contacts:
        if contact.point not in points:
            known = ", ".join(points) or "none"
            raise BadInput(
                f"{name}: a contact is on {contact.point}, which the motion lacks (it has {known}"
                "); name one of those or give its joint under points."
            )
    order = {name: position for position, name in enumerate(CONTACT_POINT_NAMES)}
    return tuple(sorted(points.values(), key=lambda point: order[point.name]))


def _farthest(skeleton: Skeleton) -> float:
    """Metres from a joint within which its contact points lie."""
    rest = rest_positions(skeleton)
    height = float(np.ptp(rest, axis=0).max())
    return _FARTHEST * height if height > 0.0 else _FARTHEST_METRES


def _point(name: str, entry: Entry) -> PointOnJoint:
    Entry(name, entry.file, "a key of points").one_of(CONTACT_POINT_NAMES)
    return PointOnJoint(name, entry.at("joint").text(), entry.at("offset").numbers(3))


def _stated(entry: Entry) -> StatedContact:
    point = entry.at("point").one_of(CONTACT_POINT_NAMES)
    state: State = STATES[STATES.index(entry.at("state").one_of(STATES))]  # type: ignore[arg-type]
    start, end = entry.at("start").number(), entry.at("end").number()
    if end < start:
        raise BadInput(
            f"{entry.file}: {entry.place} ends at {end:g} s, before it starts at {start:g} s."
        )
    anchor = None
    if entry.has("anchor"):
        x, y, z = (float(number) for number in entry.at("anchor").numbers(3))
        anchor = (x, y, z)
    height = entry.at("height").number() if entry.has("height") else None
    probability = entry.at("probability").number(0.0, 1.0) if entry.has("probability") else 1.0
    source = entry.at("source").one_of(_SOURCES) if entry.has("source") else "user"
    return StatedContact(Contact(point, state, start, end, anchor, height), probability, source)


def _as_json(stated: StatedContact) -> dict[str, Any]:
    contact = stated.contact
    return {
        "point": contact.point,
        "state": contact.state,
        "start": contact.start,
        "end": contact.end,
        "anchor": None if contact.anchor is None else list(contact.anchor),
        "height": contact.height,
        "probability": stated.probability,
        "source": stated.source,
    }


def _span(contact: Contact) -> str:
    return f"{contact.start:g} to {contact.end:g} s"

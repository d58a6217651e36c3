"""Slides that an estimate found and is unsure of: whether they are wanted is asked, once a foot.

An estimate says of each slide how probable it is that it is one (`core.contacts.slide_choice`).
In 50 made takes with the judge's noise it told 102 that went 15 cm or more: 60 with more than one
half (52 were wanted), 42 with less (15). Where the other end of the foot slides for sure at the
same time 5 of 9 were wanted, elsewhere 10 of 33: the first are not asked about. A foot is one
event, so there were 23 questions.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.quality.contact_metrics import largest_distance_mm
from core.quality.defects.examined import Believed, Examined

#: Less probable than this a slide is more likely none.
_UNSURE = 0.5
#: So far (mm) a slide is at least long: a shorter one is asked about however sure it is (`skates`).
LONG_MM = 150.0
#: Two contacts of a foot are at the same time that share this part of the shorter one.
_SHARED = 0.5


def asked_slides(seen: Examined) -> list[Believed]:
    """Long unsure slides: of a foot whose ends both do the one that goes farther."""
    unsure = _long_unsure(seen, seen.contacts)
    return [
        (contact, sure)
        for contact, sure in unsure
        if not any(
            other.state == "slide" and not _is_unsure(other, how) and _other_end(contact, other)
            for other, how in seen.contacts
        )
        and not any(
            _other_end(contact, other) and _asked_before(seen, other, contact)
            for other, _ in unsure
        )
    ]


def at_the_other_end(seen: Examined, slide: Contact) -> Contact | None:
    """The long unsure slide of the same foot at the same time: one answer is of both."""
    near = [(other, sure) for other, sure in seen.contacts if _other_end(slide, other)]
    return next((other for other, _ in _long_unsure(seen, near)), None)


def _long_unsure(seen: Examined, believed: Iterable[Believed]) -> list[Believed]:
    return [
        (contact, sure)
        for contact, sure in believed
        if _is_unsure(contact, sure) and _way_mm(seen, contact) >= LONG_MM
    ]


def _is_unsure(contact: Contact, sure: float) -> bool:
    return contact.state == "slide" and sure < _UNSURE


def _way_mm(seen: Examined, contact: Contact) -> float:
    if contact.point not in seen.paths:
        return 0.0
    path = seen.paths[contact.point][held_samples(seen.times, contact)]
    return largest_distance_mm(path) if len(path) > 1 else 0.0


def _asked_before(seen: Examined, one: Contact, other: Contact) -> bool:
    return (_way_mm(seen, one), one.point) > (_way_mm(seen, other), other.point)


def _other_end(one: Contact, other: Contact) -> bool:
    """Whether they are of both ends of one foot, at the same time."""
    side = one.point.partition("_")[0]
    if {one.point, other.point} != {f"{side}_heel", f"{side}_toe"}:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > _SHARED * min(one.end - one.start, other.end - other.start)

"""The times of contact and pin files, put on the samples that they mean.

Whoever counts a time as frame x the "Frame Time" of a file, or writes it to the millisecond, is
off by the digits left out: `Frame Time: 0.0333333` is read as 30 Hz, and frame 91 is then 2.7 us
early, past the slack by which a fact binds samples (core.contacts.contact). So the last frame of a
stretch would be let go without a word. The solver's own slack stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import first_overlap
from core.motion.pin import Pin
from core.take.captured import Captured

#: A time this near to a sample is at it: a part of the step to the next, and a part of the time
#: itself, for digits that a frame time lacks (it grows with the clip).
_OF_STEP, _OF_TIME = 0.02, 2e-6
#: Never further than this part of a step, however long the clip is.
_AT_MOST = 0.25
#: A written frame time that is off the samples' step by more than this is no rounding of it.
_ROUNDED = 2e-3


def contacts_on_samples(captured: Captured, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """The contacts in their order, each end at the sample that it means.

    What lies inside one sample's reach keeps its length, and a point's contacts stay as given
    where they would overlap by it.
    """
    placed = [_placed(captured, contact) for contact in contacts]
    for point in {contact.point for contact in contacts}:
        own = [n for n, contact in enumerate(contacts) if contact.point == point]
        if first_overlap([placed[n] for n in own]) is not None:
            for n in own:
                placed[n] = contacts[n]
    return tuple(placed)


def pins_on_samples(captured: Captured, pins: Sequence[Pin]) -> tuple[Pin, ...]:
    """The pins in their order, from and to the samples that they mean."""
    return tuple(
        replace(pin, start=_at_sample(captured, pin.start), end=_at_sample(captured, pin.end))
        for pin in pins
    )


def _placed(captured: Captured, contact: Contact) -> Contact:
    start, end = (_at_sample(captured, time) for time in (contact.start, contact.end))
    if start == end and contact.start != contact.end:
        return contact
    return replace(contact, start=start, end=end)


def _at_sample(captured: Captured, time: float) -> float:
    """The nearest sample's time where `time` (seconds) is within reach of it, else `time`."""
    times = captured.motion.times
    if len(times) < 2:
        return time
    behind = int(np.clip(np.searchsorted(times, time), 1, len(times) - 1))
    before, after = float(times[behind - 1]), float(times[behind])
    step = after - before
    nearest = before if time - before <= after - time else after
    reach = _OF_STEP * step + (_OF_TIME + _left_out(captured, step)) * abs(time)
    return nearest if abs(time - nearest) <= min(reach, _AT_MOST * step) else time


def _left_out(captured: Captured, step: float) -> float:
    """By what part the file's own frame time is shorter or longer than the step it is read as."""
    if captured.layout is None:
        return 0.0
    part = abs(captured.layout.frame_time / step - 1.0)
    return part if part <= _ROUNDED else 0.0

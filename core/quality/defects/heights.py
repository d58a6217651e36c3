"""Points below the ground, and points (or the whole body) above it while they should stand."""

from __future__ import annotations

import numpy as np

from core.contacts.intervals import held_samples
from core.motion.centre_of_mass import mass_centre
from core.quality.defects.event import Defect, named, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import joined_runs, samples_in

#: Less than this (m) below the ground or above it is not told.
DEEP, HIGH = 0.006, 0.012
_GAP = 0.15  # s
#: A body without contact for so long (s), all of it this far (m) above the ground, that does not
#: fall (m/s2), floats.
_FLOATS_FOR, _FLOATS_AT, _FALLING = 0.5, 0.04, -4.0


def sinks(seen: Examined) -> list[Defect]:
    """Foot points below the ground."""
    found = []
    for point in seen.foot_points:
        height = seen.heights(point)
        for first, last in joined_runs(height < -DEEP, seen.times, _GAP):
            if last == first:
                continue  # one sample alone is a flip's or a pop's
            deepest = 1000.0 * float(-height[first : last + 1].min())
            start, end = float(seen.times[first]), float(seen.times[last])
            sentence = (
                f"{named(point)} is up to {deepest:.0f} mm below the ground for "
                f"{seconds(end - start)}."
            )
            sure = float(np.clip(0.5 + deepest / 60.0, 0.5, 0.95))
            found.append(Defect("sink", start, end, point, deepest, "mm", sentence, sure))
    return found


def floats(seen: Examined) -> list[Defect]:
    """Points above the ground while they are said to stand on it, and bodies that do not fall."""
    found = []
    for contact, probability in seen.contacts:
        if not contact.on_ground or contact.point not in seen.paths:
            continue
        height = seen.heights(contact.point)[held_samples(seen.times, contact)]
        if len(height) == 0 or np.median(height) < HIGH:
            continue
        high = 1000.0 * float(np.median(height))
        sentence = f"{named(contact.point)} is {high:.0f} mm above the ground while it is down."
        found.append(
            Defect(
                "float", contact.start, contact.end, contact.point, high, "mm", sentence,
                probability,
            )
        )  # fmt: skip
    return found + _floating_bodies(seen)


def _floating_bodies(seen: Examined) -> list[Defect]:
    points = seen.foot_points
    if not points or len(seen.times) < 8:
        return []
    lowest = np.min(seen.positions[:, :, 1], axis=1)
    lowest = np.min([lowest, *(seen.paths[point][:, 1] for point in seen.paths)], axis=0)
    free = ~np.any([seen.on_ground(point) for point in seen.paths], axis=0)
    away = lowest - seen.ground > _FLOATS_AT
    found = []
    for first, last in joined_runs(free & away, seen.times, 0.0):
        start, end = float(seen.times[first]), float(seen.times[last])
        if end - start < _FLOATS_FOR or last - first < samples_in(0.2, seen.rate, 4):
            continue
        inside = slice(first, last + 1)
        course = np.polyfit(
            seen.times[inside] - start, mass_centre(seen.positions, seen.parts)[inside, 1], 2
        )
        if 2.0 * course[0] < _FALLING:
            continue  # it falls: a jump
        high = 1000.0 * float(np.median(lowest[inside]) - seen.ground)
        sentence = (
            f"Nothing touches the ground for {seconds(end - start)}, the feet are {high:.0f} mm "
            f"above it, and the body does not fall."
        )
        found.append(Defect("float", start, end, "body", high, "mm", sentence, 0.8))
    return found

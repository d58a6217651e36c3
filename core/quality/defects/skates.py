"""Skates: a point that is held and moves, or that is down and slow though nobody says it is held.

The second kind is what a contact estimate missed: noise may make a standing foot look fast. It is
told with less confidence, and never where a contact says that the point slides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.quality.contact_metrics import largest_distance_mm
from core.quality.defects.asked_slides import LONG_MM, asked_slides
from core.quality.defects.event import Defect, named, seconds
from core.quality.defects.examined import Examined
from core.quality.defects.stretches import joined_runs
from core.quality.defects.touch_chances import touch_chances

#: A skate of less (mm) is below what optical capture shows.
SMALLEST_MM = 8.0
#: Paths are smoothed over this (s) before a point is called down and slow.
_SMOOTHING = 0.08
#: How fast (m/s) and how far from the ground (m) the take's own held points are says what passes
#: for standing in it: so much more than theirs (factor), from the least to the most.
_ALONG, _ALONG_RANGE = 3.0, (0.2, 1.0)
_HEIGHT, _HEIGHT_RANGE = 2.5, (0.02, 0.09)
#: Besides it is slower than this part of the feet's swing, as near (m) to the lowest point of both
#: feet where it is on a step, and stays so (s): longer in a calm take than in an unquiet one.
_OF_SWING, _NEAR_LOWEST = 0.4, 0.03
_SHORTEST = (0.15, 0.08)
#: What is found so moves by at least this (mm), and is believed so far at most. What touches the
#: ground with less probability than this swings past it.
_SMALLEST_FREE_MM, _SURE, _TOUCHES = 20.0, 0.45, 0.25
#: A slide that was estimated and is not long is told. One that is faster than this (mm/s) may be
#: either, and is believed so far; as fast as the last of them (mm/s) is a foot that swings, or a
#: frame that jumps.
_SLOW_MM_S, _EITHER, _SWINGS_MM_S = 400.0, 0.35, 2000.0
_ASKED = "Is this slide wanted?"


def skates(seen: Examined) -> list[Defect]:
    """One for each held contact whose point moves, and for each stretch that should be one."""
    return _held(seen) + _taken_for_slides(seen) + _down(seen)


def _held(seen: Examined) -> list[Defect]:
    found = []
    for contact, probability in seen.contacts:
        if not contact.holds or contact.point not in seen.paths:
            continue
        found += _moving(seen, contact, SMALLEST_MM, probability)
    return found


def _taken_for_slides(seen: Examined) -> list[Defect]:
    """Slides that nobody stated: too short to be surely wanted, or hardly taken for ones."""
    found = []
    for contact, sure in asked_slides(seen):
        found += _moving(seen, contact, LONG_MM, 1.0 - sure)
    for contact, probability in seen.contacts:
        if contact.state != "slide" or probability >= 1.0 or contact.point not in seen.paths:
            continue
        for one in _moving(seen, contact, _SMALLEST_FREE_MM, _SURE):
            speed = one.severity / max(contact.end - contact.start, 1e-3)
            if one.severity < LONG_MM and speed < _SWINGS_MM_S:
                found.append(replace(one, confidence=_EITHER) if speed > _SLOW_MM_S else one)
    return [replace(one, sentence=f"{one.sentence} {_ASKED}", asks=True) for one in found]


def _down(seen: Examined) -> list[Defect]:
    points = seen.foot_points
    if not points or len(seen.times) < 5:
        return []
    smooth = {point: _smoothed(seen, seen.paths[point]) for point in points}
    lowest = np.min([path[:, 1] for path in smooth.values()], axis=0)
    upright = {p: np.gradient(path[:, 1], seen.times) for p, path in smooth.items()}
    along = {p: _along(seen, path) for p, path in smooth.items()}
    swing = float(np.percentile(np.concatenate(list(along.values())), 95.0))
    slow, near = _standing_here(seen, smooth, along)
    fastest = min(slow, _OF_SWING * swing)
    unrest = (near - _HEIGHT_RANGE[0]) / (_HEIGHT_RANGE[1] - _HEIGHT_RANGE[0])
    shortest = _SHORTEST[0] + unrest * (_SHORTEST[1] - _SHORTEST[0])
    found = []
    for point in points:
        height = smooth[point][:, 1]
        down = (height - seen.ground < near) | (height - lowest < min(near, _NEAR_LOWEST))
        down &= (along[point] < fastest) & (np.abs(upright[point]) < 0.4 * slow)
        down &= ~_spoken_of(seen, point)
        for first, last in joined_runs(down, seen.times, 0.0):
            start, end = float(seen.times[first]), float(seen.times[last])
            if end - start >= shortest:
                contact = Contact(point, "plant", start, end)
                moving = _moving(seen, contact, _SMALLEST_FREE_MM, _SURE)
                found += [sure for one in moving for sure in _that_touches(seen, one)]
    return found


def _that_touches(seen: Examined, event: Defect) -> list[Defect]:
    """The event, believed as far as its point touches the ground; nothing where it does not."""
    chances = touch_chances(seen, event.where, event.start, event.end)
    touches = 1.0 - chances.get("air", 0.0)
    return [replace(event, confidence=min(_SURE, touches))] if touches >= _TOUCHES else []


def _spoken_of(seen: Examined, point: str) -> np.ndarray:
    """(frames,) bool: a contact is believed there, or somebody said that there is none."""
    mask = np.zeros(len(seen.times), dtype=bool)
    for contact, _ in seen.contacts:
        if contact.point == point:
            mask[held_samples(seen.times, contact)] = True
    return mask


def _smoothed(seen: Examined, path: np.ndarray) -> np.ndarray:
    return gaussian_filter1d(path, _SMOOTHING * seen.rate, axis=0, mode="nearest")


def _along(seen: Examined, path: np.ndarray) -> np.ndarray:
    """(frames,) m/s along the ground."""
    return np.linalg.norm(np.gradient(path[:, [0, 2]], seen.times, axis=0), axis=-1)


def _standing_here(
    seen: Examined, smooth: dict[str, np.ndarray], along: dict[str, np.ndarray]
) -> tuple[float, float]:
    """How fast (m/s) and how far off the ground (m) a standing point may be in this take.

    As it was captured: what was refined stands still where it is held, and says nothing.
    """
    if seen.captured_paths is not None:
        smooth = {p: _smoothed(seen, path) for p, path in seen.captured_paths.items()}
        along = {p: _along(seen, path) for p, path in smooth.items()}
    fast, off = [np.zeros(1)], [np.zeros(1)]
    for contact, _ in seen.contacts:
        if contact.holds and contact.point in smooth:
            held = held_samples(seen.times, contact)
            level = seen.ground if contact.height is None else contact.height
            fast.append(along[contact.point][held])
            off.append(np.abs(smooth[contact.point][held, 1] - level))
    slow = _ALONG * float(np.percentile(np.concatenate(fast), 60.0))
    near = _HEIGHT * float(np.percentile(np.concatenate(off), 60.0))
    return float(np.clip(slow, *_ALONG_RANGE)), float(np.clip(near, *_HEIGHT_RANGE))


def _moving(seen: Examined, contact: Contact, least: float, sure: float) -> list[Defect]:
    held = held_samples(seen.times, contact)
    path = seen.paths[contact.point][held]
    if len(path) < 2:
        return []
    moved = largest_distance_mm(path)
    if moved < least:
        return []
    span = float(seen.times[held][-1] - seen.times[held][0])
    height = float(np.median(seen.heights(contact.point)[held]))
    sentence = (
        f"{named(contact.point)} moves {moved:.0f} mm in {seconds(span)} while it is down "
        f"({_height(height)})."
    )
    return [Defect("skate", contact.start, contact.end, contact.point, moved, "mm", sentence, sure)]


def _height(height: float) -> str:
    if abs(height) < 0.0015:
        return "on the ground"
    return f"{abs(1000.0 * height):.0f} mm {'above' if height > 0.0 else 'below'} the ground"

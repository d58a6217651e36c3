"""Feet that leave for a flight, and land from one, stand until the picture shows them go.

A fit bends what a jump breaks: its smoothness lifts a toe before it leaves the ground and lets it
settle after it has landed, and what is told from such a motion lets go too early. On 115 ends of
rendered people's contacts with a fast foot behind them estimates were 22 ms short in the median and
29 ms off in the mean; where the picture has the foot go is 8 to 33 ms late. Half the way between
the two is the best of what was tried. Only in flights: behind a step's end the other foot stands,
and a slow foot's end is late already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.estimate import Estimated
from core.motion.camera import Camera
from core.motion.motion import Motion

#: Seconds behind an end in which nothing may be held, and on the inner side that tell the place.
_FLIGHT, _PLACE = 0.05, 0.15
#: Metres in the picture from which a foot has moved at all, and between which it is on its way.
_MOVED, _FROM, _TO = 0.02, 0.04, 0.10
#: Who leaves at once takes this long (s) from the first to the last of them.
_AT_ONCE = 0.10
#: So far (s) the picture is believed, and how much of that.
_REACH, _SHARE = 0.12, 0.5


def held_to_the_flight(
    motion: Motion, camera: Camera, pixels: Mapping[str, np.ndarray], found: Estimated
) -> Estimated:
    """The contacts with ends at a flight half the way to where the picture shows the point go.

    pixels: point -> (frames, 3) x, y, confidence; NaN where it was not seen.
    """
    contacts = [contact for contact, _ in found]
    depth = camera.camera_points(motion.root_positions)[:, 2]
    moved: list[tuple[Contact, float]] = []
    for contact, sure in found:
        if contact.holds and contact.point in pixels:
            place = _sights(camera, pixels[contact.point]) * depth[:, None]
            start = contact.start - _longer(motion.times, place, contacts, contact, -1)
            end = contact.end + _longer(motion.times, place, contacts, contact, 1)
            contact = replace(contact, start=start, end=end)
        moved.append((contact, sure))
    return tuple(moved)


def _sights(camera: Camera, seen: np.ndarray) -> np.ndarray:
    """(frames, 2) where a point is seen, at a distance of 1; NaN where it is not."""
    known = np.all(np.isfinite(seen[:, :2]), axis=1)
    rays = camera.rays(np.where(known[:, None], seen[:, :2], 0.0))
    return np.where(known[:, None], rays[:, :2] / rays[:, 2:], np.nan)


def _longer(
    times: np.ndarray, place: np.ndarray, contacts: list[Contact], one: Contact, way: int
) -> float:
    """Seconds by which a contact's end (way 1) or start (-1) lies further out."""
    edge = one.end if way > 0 else one.start
    if not times[0] < edge < times[-1]:
        return 0.0
    behind = edge + way * _FLIGHT
    if any(other.holds and other.start <= behind <= other.end for other in contacts):
        return 0.0
    order = slice(None, None, way)
    out, path = (way * (times - edge))[order], place[order]
    before = (out <= 0.0) & (out >= -_PLACE) & np.isfinite(path[:, 0])
    if not before.any():
        return 0.0
    far = np.linalg.norm(path - np.median(path[before], axis=0), axis=1)
    first, start, end = (_passed(out, far, metres) for metres in (_MOVED, _FROM, _TO))
    if not end - first <= _AT_ONCE:  # also where it never goes so far
        return 0.0
    goes = start - (end - start) * _FROM / (_TO - _FROM)
    if not 0.0 < goes <= _REACH:
        return 0.0
    free = min(
        (way * ((other.start if way > 0 else other.end) - edge) for other in contacts
         if other.point == one.point and way * (other.start - edge) > 0.0),
        default=np.inf,
    )  # fmt: skip
    return min(_SHARE * goes, 0.5 * free)


def _passed(out: np.ndarray, far: np.ndarray, metres: float) -> float:
    """When a path first goes beyond so many metres for good; NaN where it does not.

    out (frames,) seconds, rising; far (frames,) metres.
    """
    for k in np.flatnonzero((out >= -0.1) & (out <= 0.25)):
        later = far[k + 1] if k + 1 < len(far) else far[k]
        if k > 0 and far[k] > metres and not later < metres:
            if not far[k - 1] < metres:
                return float(out[k])
            share = (metres - far[k - 1]) / (far[k] - far[k - 1])
            return float(out[k - 1] + share * (out[k] - out[k - 1]))
    return float("nan")

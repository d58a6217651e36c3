"""Contacts of a motion that was fitted to the picture of a standing camera: all four states.

Such a motion follows the picture and is estimated as motion, with the picture as witness. Its
error drifts by centimetres while a foot stands, which looks like a slow slide; but the picture of
a foot that slides goes somewhere, the picture of one that stands does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.capture.feet.flight_ends import held_to_the_flight
from core.capture.feet.foot_tracks import without_leaps
from core.capture.feet.image_contacts import SMOOTH_DEPTH, column_of, smoothed_over
from core.capture.feet.past_the_other import held_while_the_other_passes
from core.contacts.contact import Contact
from core.contacts.estimate import Estimated, estimate_contacts
from core.contacts.picture_witness import picture_witness
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion

#: A slide that goes less far than this (m) in the picture, at the person's distance, is none:
#: a detector's point creeps as far while the foot rolls.
_WANTED_WAY = 0.12
#: A plant this near (s) to the clip's end reaches it where it goes less far (m) in the picture.
_TO_THE_END, _STAYS = 0.2, 0.08
#: Contacts whose ends are as near (s) touch.
_TOUCH = 1e-3


def contacts_of_fit(
    motion: Motion,
    points: Sequence[ContactPoint],
    camera: Camera,
    image_points: np.ndarray,
) -> Estimated:
    """Plants, pivots and slides of heels and toes of a motion that was fitted to the picture.

    Args: as `image_contacts.contacts_in_picture`.
    Returns: contacts without heights: which of them stand on steps is said where the floor is
    found.
    """
    if motion.frame_count < 3:
        return ()
    pixels = foot_pixels(points, without_leaps(motion, points, camera, image_points))
    witness = picture_witness(motion.times, motion.root_positions, camera, pixels)
    found = estimate_contacts(motion, points, witness=witness)
    found = tuple((replace(contact, height=None), sure) for contact, sure in found)
    found = slides_that_go_somewhere(motion, camera, pixels, found)
    found = held_while_the_other_passes(motion, camera, pixels, found)
    found = held_to_the_flight(motion, camera, pixels, found)
    return held_to_the_ends(motion, camera, pixels, found)


def foot_pixels(points: Sequence[ContactPoint], image_points: np.ndarray) -> dict[str, np.ndarray]:
    """(frames, 3) x, y, confidence of each heel and toe among the points, of (frames, 33, 3)."""
    return {
        point.name: image_points[:, column_of(point.name)].copy()
        for point in points
        if point.name in FOOT_POINT_NAMES
    }


def held_to_the_ends(
    motion: Motion, camera: Camera, pixels: Mapping[str, np.ndarray], found: Estimated
) -> Estimated:
    """The contacts with plants that all but reach the clip's first or last frame reaching it,
    where the picture shows the point stay.

    At the ends the estimate looks into nothing, and who stands there is hardly seen to step. A fit
    whose foot is let go there strays along the sight, where the picture tells nothing.
    pixels: as for `slides_that_go_somewhere`.
    """
    times = motion.times
    first, last = float(times[0]), float(times[-1])
    depth = camera.camera_points(motion.root_positions)[:, 2]

    def free(contact: Contact, start: float, end: float) -> bool:
        taken = any(
            other.point == contact.point and other.start < end and other.end > start
            for other, _ in found
        )
        if taken or not contact.holds or contact.point not in pixels:
            return False
        if not 0.0 < end - start < _TO_THE_END:
            return False
        rest = Contact(contact.point, "plant", start, end)
        return _way_in_picture(times, camera, pixels[contact.point], depth, rest) < _STAYS

    reached: list[tuple[Contact, float]] = []
    for contact, sure in found:
        start = first if free(contact, first, contact.start) else contact.start
        end = last if free(contact, contact.end, last) else contact.end
        reached.append((replace(contact, start=start, end=end), sure))
    return tuple(reached)


def slides_that_go_somewhere(
    motion: Motion, camera: Camera, pixels: Mapping[str, np.ndarray], found: Estimated
) -> Estimated:
    """The contacts with slides as plants where the picture shows the point stay about its place.

    pixels: point -> (frames, 3) x, y, confidence; NaN where it was not seen. A plant made of a
    slide is one with the plants that it touches.
    """
    times = motion.times
    depth = camera.camera_points(motion.root_positions)[:, 2]
    depth = smoothed_over(times, depth, 2.0 * SMOOTH_DEPTH)
    kept: list[tuple[Contact, float]] = []
    was_slide = False
    for contact, sure in found:
        stays = contact.state == "slide" and (
            _way_in_picture(times, camera, pixels[contact.point], depth, contact) < _WANTED_WAY
        )
        one = replace(contact, state="plant") if stays else contact
        if kept and (stays or was_slide) and _touch(kept[-1][0], one):
            before, surer = kept.pop()
            one, sure = replace(one, start=before.start), max(sure, surer)
        kept.append((one, sure))
        was_slide = stays
    return tuple(kept)


def _touch(before: Contact, one: Contact) -> bool:
    """Whether two plants of one point could be one."""
    plants = before.point == one.point and before.state == one.state == "plant"
    return plants and one.start - before.end < _TOUCH


def _way_in_picture(
    times: np.ndarray, camera: Camera, seen: np.ndarray, depth: np.ndarray, contact: Contact
) -> float:
    """Metres from a contact's start to its end, across the sight and at `depth` (frames,); inf
    where the picture says nothing."""
    known = np.isfinite(seen[:, :2]).all(axis=1)
    if np.count_nonzero(known) < 3:
        return float("inf")
    ends = []
    for time in (contact.start, contact.end):
        # the middle one of the nearest three: a detector's point leaps for single frames
        near = np.argsort(np.abs(times - time) + np.where(known, 0.0, np.inf))[:3]
        ends.append(np.median(seen[near, :2], axis=0))
    rays = camera.rays(np.array(ends))
    at = float(np.interp(0.5 * (contact.start + contact.end), times, depth))
    return at * float(np.linalg.norm(rays[1] - rays[0]))

"""Which points of the feet stand, for the fit: how firmly each is held in each frame.

Two ways to tell it fail in opposite ways. A point that rests in the picture may be on its way
towards the camera, or a heel that rolls off slowly: on rendered walks a third of what rests there
does not stand (heels; two thirds of it just before and after they do), and a fit that holds it
firmly shortens the steps. What the fitted motion and the picture say together (`fit_contacts`) is
nearly always true, but misses a fifth of the standing heels while the fit is young. So what both
tell is held firmly, and what rests in the picture alone is held loosely: it gives way to keypoints
that agree with one another for some tenths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.capture.capture_rig import CaptureRig
from core.capture.detect.landmarks_on_disk import SeenFrames
from core.capture.feet.fit_contacts import contacts_of_fit, foot_pixels, held_to_the_ends
from core.capture.feet.foot_tracks import without_leaps
from core.capture.feet.image_contacts import contacts_in_picture
from core.capture.feet.stood_unseen import stood_unseen
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.fit.body import FitBody
from core.fit.problem import FIRM, LOOSE, Standing
from core.motion.camera import Camera
from core.motion.motion import Motion


def standing_points(seen: SeenFrames, rig: CaptureRig, body: FitBody) -> Standing:
    """How firmly each of the body's foot points stands, of a motion on its way through the fit."""
    feet = rig.contact_points
    names = body.feet(feet).names

    def standing(motion: Motion, camera: Camera) -> np.ndarray:
        rows = np.searchsorted(seen.times, motion.times - 1e-9)
        pixels = seen.part(rows).image_points
        tracks = without_leaps(motion, feet, camera, pixels)
        at_rest = contacts_in_picture(motion, feet, camera, tracks)
        at_rest = held_to_the_ends(motion, camera, foot_pixels(feet, tracks), at_rest)
        sure = contacts_of_fit(motion, feet, camera, pixels)
        held = np.where(held_frames(motion.times, at_rest, names), LOOSE, 0.0)
        held[held_frames(motion.times, sure, names)] = FIRM
        unseen = stood_unseen(motion, feet, pixels, sure)
        held[(held == 0.0) & held_frames(motion.times, unseen, names)] = LOOSE
        return held

    return standing


def held_frames(
    times: np.ndarray, contacts: Sequence[tuple[Contact, float]], names: Sequence[str]
) -> np.ndarray:
    """(frames, names) bool: which points stand, of a plant or a pivot."""
    held = np.zeros((len(times), len(names)), dtype=bool)
    for contact, _ in contacts:
        if contact.holds and contact.point in names:
            held[held_samples(times, contact), names.index(contact.point)] = True
    return held

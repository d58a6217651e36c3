"""How far a body can be led by a pinned place, and where it is led to by one beyond that.

A place that nobody can mean would otherwise take the whole body along, for as long as a contact
lasts and seconds around: plants stand where the body is, so that nothing holds it back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.motion.camera import Camera
from core.motion.motion import Motion
from core.motion.pin import Pin
from core.solve.pins.pin_rows import between, bound_samples

#: The root may be led by this many lengths of a leg: a body that steps or leaps towards a place.
_LED = 1.0
#: What is nearer to the camera than this (metres), or behind it, is nowhere in its picture.
_IN_FRONT = 0.1


def reachable(motion: Motion, pin: Pin, leg_length: float, camera: Camera | None = None) -> Pin:
    """The pin as it is, or with the place on the way to it that the body can be led to.

    Reach: the bones from the root to the joint, stretched from where the root was captured, and
    `_LED` legs by which the root is led. Where a pin lasts, it counts from the sample at which it
    is nearest.

    Args:
        motion: as captured.
        pin: a hard place, of the world or of the picture; others come back as they are.
        leg_length: metres.
        camera: of places in the picture.
    """
    if pin.kind not in ("position", "image") or pin.strength != "hard":
        return pin
    bound = bound_samples(motion.times, pin)
    if bound.start == bound.stop:
        frame, _ = between(motion.times, pin)
        bound = slice(frame, min(frame + 2, motion.frame_count))
    chain = motion.skeleton.chain_to_root(motion.skeleton.index(pin.joint))[:-1]
    length = float(np.sum(np.linalg.norm(motion.skeleton.offsets[chain], axis=-1)))
    places = motion.root_positions[bound]
    away = _targets(pin, places, camera) - places
    far = np.linalg.norm(away, axis=-1)
    nearest = int(np.argmin(far))
    reach = length + _LED * leg_length
    if far[nearest] <= reach:
        return pin
    place = places[nearest] + away[nearest] * (reach / far[nearest])
    if pin.kind == "image" and camera is not None:
        if camera.camera_points(place)[..., 2] < _IN_FRONT:
            return pin
        place = camera.project(place)
    return replace(pin, value=tuple(float(v) for v in place))


def _targets(pin: Pin, places: np.ndarray, camera: Camera | None) -> np.ndarray:
    """Where the pin asks a joint to be that is at places (samples, 3): of a ray, where next to."""
    value = np.asarray(pin.value, dtype=float)
    if pin.kind == "position":
        return value
    if camera is None:
        return places
    along, centre = camera.rays(value), camera.world_centre
    return centre + np.maximum((places - centre) @ along, 0.0)[:, None] * along

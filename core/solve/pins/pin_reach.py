"""How far a body can be led by a pinned place, and where it is led to by one beyond that.

A place that nobody can mean would otherwise take the whole body along, for as long as a contact
lasts and seconds around: plants stand where the body is, so that nothing holds it back.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.motion.motion import Motion
from core.motion.pin import Pin
from core.solve.pins.pin_rows import between, bound_samples

#: The root may be led by this many lengths of a leg: a body that steps or leaps towards a place.
_LED = 1.0


def reachable(motion: Motion, pin: Pin, leg_length: float) -> Pin:
    """The pin as it is, or with the place on the way to it that the body can be led to.

    Reach: the bones from the root to the joint, stretched from where the root was captured, and
    `_LED` legs by which the root is led. Where a pin lasts, it counts from the sample at which it
    is nearest.

    Args:
        motion: as captured.
        pin: a hard place; others come back as they are.
        leg_length: metres.
    """
    if pin.kind != "position" or pin.strength != "hard":
        return pin
    bound = bound_samples(motion.times, pin)
    if bound.start == bound.stop:
        frame, _ = between(motion.times, pin)
        bound = slice(frame, min(frame + 2, motion.frame_count))
    chain = motion.skeleton.chain_to_root(motion.skeleton.index(pin.joint))[:-1]
    length = float(np.sum(np.linalg.norm(motion.skeleton.offsets[chain], axis=-1)))
    places = motion.root_positions[bound]
    away = np.asarray(pin.value, dtype=float) - places
    far = np.linalg.norm(away, axis=-1)
    nearest = int(np.argmin(far))
    reach = length + _LED * leg_length
    if far[nearest] <= reach:
        return pin
    x, y, z = (float(v) for v in places[nearest] + away[nearest] * (reach / far[nearest]))
    return replace(pin, value=(x, y, z))

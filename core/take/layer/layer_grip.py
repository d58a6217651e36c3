"""Keys of the edit layer taken hold of: what a drag, a nudge or a scaling makes of them.

An animator drags a key on one Euler curve of the refined motion and wants that curve to move so
far, whatever the order of the rig's angles. The key is a rotation vector in the joint's frame. So
the turn that was seen, with the dragged angle changed, gives the turn that is wanted, and what lies
between both comes on top of the key's own:

    exp(key') = exp(key) * inverse(seen) * wanted

A long drag is walked in short steps, so that the vector goes on beyond half a turn instead of
coming back from the other side.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.motion.resample import resampled
from core.take.decisions import LayerKey
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions
from core.take.layer.layer import layer_curve
from core.take.layer.layer_edits import change_layer_keys
from core.take.layer_key import LayerChannel, Three

#: Steps of a drag, radians: well below the half turn at which a rotation vector is ambiguous.
_STEP = 0.5
#: A change (degrees or metres) from which the direction of a small one is read.
_LITTLE = 1e-2


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A key as it was when it was taken hold of, and how its joint was seen to turn then."""

    key: LayerKey
    seen: np.ndarray  # (4,) refined local rotation
    angles: np.ndarray  # (3,) the same as the angles that are drawn, radians
    order: str


@dataclass(frozen=True, slots=True, eq=False)
class LayerGrip:
    """Keys, by their ids, as they were. Made by `grip`; every answer starts from there."""

    decisions: Decisions
    held: Mapping[str, _Held]
    rate: float | None = None

    @property
    def channel(self) -> LayerChannel:
        """What the keys are of; those of turns where both are held."""
        channels = {one.key.channel for one in self.held.values()}
        return "position" if channels == {"position"} else "rotation"

    @property
    def moments(self) -> tuple[float, float]:
        """When the first and the last key lie, seconds."""
        times = [one.key.time for one in self.held.values()]
        return min(times), max(times)

    def moved(self, seconds: float = 0.0, letter: str = "", amount: float = 0.0) -> Edit:
        """The keys later, and their curve `letter` ("X", "Y" or "Z") higher by so much.

        amount: degrees of the drawn angle, or metres of the place. No letter moves times alone.
        Raises: ValueError for what is not finite.
        """
        if not np.isfinite([seconds, amount]).all():
            raise ValueError("Keys are moved by finite numbers.")
        changed = {}
        for decision_id, one in self.held.items():
            value = one.key.value
            if letter and amount != 0.0:
                value = _raised(one, letter, amount)
            changed[decision_id] = replace(one.key, time=one.key.time + seconds, value=value)
        return change_layer_keys(self.decisions, changed, verb="move", rate=self.rate)

    def slanted(self, letter: str, arriving: float = 0.0, leaving: float = 0.0) -> Edit:
        """The curve `letter` steeper by so much before and after the keys: free tangents.

        arriving, leaving: degrees or metres per second; a side with zero keeps its tangent.
        Raises: ValueError for what is not finite.
        """
        if not np.isfinite([arriving, leaving]).all():
            raise ValueError("Tangents are turned by finite numbers.")
        changed = {}
        for decision_id, one in self.held.items():
            curve = layer_curve(_its_curve(self.decisions, one.key))
            place = int(np.argmin(np.abs(curve.times - one.key.time)))
            way = (
                np.array(_raised(one, letter, _LITTLE)) - np.array(_raised(one, letter, -_LITTLE))
            ) / (2.0 * _LITTLE)
            key = one.key
            if arriving != 0.0:
                slope = _three(curve.arriving[place] + arriving * way)
                key = replace(key, tangent_in="free", slope_in=slope)
            if leaving != 0.0:
                slope = _three(curve.leaving[place] + leaving * way)
                key = replace(key, tangent_out="free", slope_out=slope)
            changed[decision_id] = key
        return change_layer_keys(self.decisions, changed, verb="tangents of", rate=self.rate)

    def scaled(self, strength: float = 1.0, stretch: float = 1.0, about: float = 0.0) -> Edit:
        """What the keys add times `strength`; their times spread by `stretch` about a moment.

        Raises: ValueError for what is not finite, or keys that would all fall on one moment.
        """
        if not np.isfinite([strength, stretch, about]).all() or stretch <= 0.0:
            raise ValueError("Keys are scaled by finite numbers, their times by one above zero.")
        changed = {}
        for decision_id, one in self.held.items():
            key = one.key
            changed[decision_id] = replace(
                key,
                time=about + stretch * (key.time - about),
                value=_times(strength, key.value),
                slope_in=_times(strength / stretch, key.slope_in),
                slope_out=_times(strength / stretch, key.slope_out),
            )
        return change_layer_keys(self.decisions, changed, verb="scale", rate=self.rate)


def _its_curve(decisions: Decisions, key: LayerKey) -> list[LayerKey]:
    facts = (one.fact for one in decisions)
    return [fact for fact in facts if isinstance(fact, LayerKey) and fact.curve == key.curve]


def _three(vector: np.ndarray) -> Three:
    x, y, z = vector.tolist()
    return (x, y, z)


def _times(factor: float, three: Three) -> Three:
    x, y, z = (factor * number for number in three)
    return (x, y, z)


def grip(
    decisions: Decisions,
    ids: Collection[str],
    motion: Motion,
    euler_degrees: np.ndarray,
    orders: Sequence[str],
    *,
    rate: float | None = None,
) -> LayerGrip:
    """Take hold of keys.

    Args:
        decisions: the present ones.
        ids: of layer keys.
        motion: as it is seen now.
        euler_degrees: (frames, joints, 3) its angles as they are drawn, continuous in time.
        orders: Euler order per joint, such as "ZXY".
        rate: frames a second, for names in frames.
    Raises: KeyError for an id that is no key's.
    """
    known = {one.id: one.fact for one in decisions if isinstance(one.fact, LayerKey)}
    held = {}
    for decision_id in ids:
        held[decision_id] = _held(known[decision_id], motion, euler_degrees, orders)
    return LayerGrip(decisions, held, rate)


def _held(key: LayerKey, motion: Motion, euler_degrees: np.ndarray, orders: Sequence[str]) -> _Held:
    names = motion.skeleton.names
    if key.joint not in names:
        return _Held(key, rotations.IDENTITY, np.zeros(3), "")
    joint = names.index(key.joint)
    near = int(np.clip(np.searchsorted(motion.times, key.time), 1, len(motion.times)) - 1)
    around = motion.frames(max(near - 3, 0), near + 5)
    time = float(np.clip(key.time, around.times[0], around.times[-1]))
    seen = resampled(around, np.array([time])).local_rotations[0, joint]
    if near + 1 < len(motion.times) and time - motion.times[near] > motion.times[near + 1] - time:
        near += 1
    angles = angles_near(seen, orders[joint], np.radians(euler_degrees[near, joint].astype(float)))
    return _Held(key, seen, angles, orders[joint])


def angles_near(turn: np.ndarray, order: str, near: np.ndarray) -> np.ndarray:
    """Euler angles (3,) of a rotation (4,): of all that describe it those nearest to `near`."""
    first = rotations.to_euler(turn, order)
    second = np.array([first[0] + np.pi, np.pi - first[1], first[2] + np.pi])
    full = 2.0 * np.pi
    both = [one + full * np.round((near - one) / full) for one in (first, second)]
    return min(both, key=lambda angles: float(np.sum((angles - near) ** 2)))


def _raised(one: _Held, letter: str, amount: float) -> tuple[float, float, float]:
    """The key's value with its curve `letter` higher by `amount`."""
    if one.key.channel == "position":
        place = "XYZ".index(letter)
        moved = [number + (amount if k == place else 0.0) for k, number in enumerate(one.key.value)]
        return (moved[0], moved[1], moved[2])
    if not one.order:
        return one.key.value
    vector, amount = np.array(one.key.value), float(np.radians(amount))
    own = rotations.multiply(rotations.from_rotation_vector(vector), rotations.inverse(one.seen))
    steps = int(np.ceil(abs(amount) / _STEP))
    for step in range(1, steps + 1):
        angles = one.angles.copy()
        angles[one.order.index(letter)] += amount * step / steps
        wanted = rotations.from_euler(angles, one.order)
        vector = _vector_near(rotations.multiply(own, wanted), vector)
    return _three(vector)


def _vector_near(turn: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Of all rotation vectors (3,) of a turn (4,) the one nearest to `near`."""
    vector = rotations.to_rotation_vector(turn)
    angle = float(np.linalg.norm(vector))
    if angle > 1e-9:
        axis = vector / angle
    else:
        length = float(np.linalg.norm(near))
        if length < 1e-9:
            return vector
        axis = near / length
    rounds = np.round((float(near @ axis) - angle) / (2.0 * np.pi))
    return vector + rounds * 2.0 * np.pi * axis

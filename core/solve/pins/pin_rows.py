"""Pins as quantities, targets and rows.

A pinned place is a point of the joint, a pinned turn or pose a turn off its target, a place in the
picture the point's two distances from the camera's ray. A hard pin is equalities at every sample
that it binds, a soft one a pull of 1 / sigma^2 that saturates far from what was captured. A pin
that binds no sample binds the interpolated pose at its middle: the row speaks of the straight line
between both neighbours, and how far the curve is off it (`bows`) is found by solving again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core.contacts.contact import TIME_SLACK
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.pin import USUAL_SIGMA, Pin
from core.solve.problem import Problem
from core.solve.rig import Rig
from core.solve.system.levers import TURN_LEVER
from core.solve.system.quantities import Demands
from core.solve.system.rows import RowList

#: A soft pin is not believed to be surer than this: metres, radians, pixels.
_SUREST = {"position": 1e-3, "rotation": 1e-3, "pose": 1e-3, "image": 0.1}
#: A soft pin is believed the less the further its target is from the captured motion: its sigma is
#: hardly below this part of the distance, and a larger one beyond a metre, whatever it says. Else
#: the pull grows with the distance until it outdoes the penalty by which plants hold, and these are
#: torn or given up. A place 0.3 m away with the usual sigma is followed 3 % less for it.
_DOUBT = {"position": 0.01, "rotation": 0.05, "pose": 0.05, "image": 0.01}
#: A soft pin over a range counts once for so many seconds, at any rate.
_ONCE = 0.1
#: What cannot be met is approached: weight per m^2, and the force that it exerts at most, over all
#: of its samples: a stretched body resists with little more.
_RELEASED = 1e5
_PRICE = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """What one pin asks of one joint. `index` is that of its rows: after all contacts."""

    index: int
    pin: Pin
    joint: int
    target: np.ndarray  # (3,) metres, (4,) quaternion, or (2,) pixels

    @property
    def kind(self) -> str:
        return self.pin.kind


def demands_of(problem: Problem) -> Iterator[Demand]:
    """Every joint of every pin, in order."""
    skeleton = problem.motion.skeleton
    for number, pin in enumerate(problem.pins):
        index = len(problem.contacts) + number
        if pin.kind == "pose":
            for name, turn in pin.pose:
                yield Demand(index, pin, skeleton.index(name), rotations.normalized(np.array(turn)))
            continue
        target = np.array(pin.value, dtype=float)
        target = rotations.normalized(target) if pin.kind == "rotation" else target
        yield Demand(index, pin, skeleton.index(pin.joint), target)


def bound_samples(times: np.ndarray, pin: Pin) -> slice:
    """The samples that a pin binds; none where it lies between two."""
    first = int(np.searchsorted(times, pin.start - TIME_SLACK, side="left"))
    stop = int(np.searchsorted(times, pin.end + TIME_SLACK, side="right"))
    return slice(first, max(first, stop))


def between(times: np.ndarray, pin: Pin) -> tuple[int, float]:
    """The sample before the middle of a pin that binds none, and how far after it, 0 to 1."""
    middle = 0.5 * (pin.start + pin.end)
    frame = int(np.clip(np.searchsorted(times, middle) - 1, 0, max(len(times) - 2, 0)))
    if len(times) < 2:
        return 0, 0.0
    return frame, float((middle - times[frame]) / (times[frame + 1] - times[frame]))


def build_demands(problem: Problem, rig: Rig, motion: Motion, first: int) -> Demands:
    """Targets and rays of a window's samples; `motion` is the window's, from sample `first` on."""
    frames, places = motion.frame_count, rig.unknowns.joints
    turned = np.array([places.index(joint) for joint, _ in rig.turned], dtype=np.int64)
    targets = np.tile(np.eye(3), (frames, len(turned), 1, 1))
    seen = np.array([rig.pinned_place(joint) for joint in rig.seen], dtype=np.int64)
    normals = np.zeros((frames, len(seen), 2, 3))
    beyond = np.zeros((frames, len(seen), 2))
    for demand in demands_of(problem):
        inside = _touched(problem.motion.times, demand.pin, first, frames)
        if demand.kind in ("rotation", "pose"):
            place = rig.turned.index((demand.joint, demand.kind == "pose"))
            targets[inside, place] = rotations.to_matrix(demand.target)
        elif demand.kind == "image":
            place = rig.seen.index(demand.joint)
            centre, across = ray_of(problem, demand)
            normals[inside, place] = across
            beyond[inside, place] = across @ centre
    in_parent = np.array([pose for _, pose in rig.turned], dtype=bool)
    return Demands(turned, in_parent, targets, seen, normals, beyond)


def ray_of(problem: Problem, demand: Demand) -> tuple[np.ndarray, np.ndarray]:
    """The camera's place (3,) and two unit directions (2, 3) across the ray of an image pin."""
    assert problem.camera is not None
    along = problem.camera.rays(demand.target)
    least = np.eye(3)[int(np.argmin(np.abs(along)))]
    side = np.cross(along, least)
    side /= np.linalg.norm(side)
    return problem.camera.world_centre, np.stack([side, np.cross(along, side)])


def _touched(times: np.ndarray, pin: Pin, first: int, frames: int) -> slice:
    """The window's samples that a pin's rows speak of."""
    bound = bound_samples(times, pin)
    if bound.start == bound.stop:
        frame, _ = between(times, pin)
        bound = slice(frame, frame + 2)
    return slice(min(max(bound.start - first, 0), frames), min(max(bound.stop - first, 0), frames))


def quantities_of(rig: Rig, demand: Demand) -> tuple[int, np.ndarray]:
    """The first quantity that a demand speaks of, and the values it is to have."""
    turns = 3 * len(rig.points) + len(rig.feet) + len(rig.unknowns.legs)
    if demand.kind == "position":
        return 3 * rig.pinned_place(demand.joint), demand.target
    if demand.kind == "image":
        rays = turns + 3 * len(rig.turned)
        return rays + 2 * rig.seen.index(demand.joint), np.zeros(2)
    return turns + 3 * rig.turned.index((demand.joint, demand.kind == "pose")), np.zeros(3)


def add_pin_rows(
    rows: RowList, problem: Problem, rig: Rig, captured: np.ndarray, first: int,
    released: Mapping[int, Collection[str]], bows: Mapping[tuple[int, int], np.ndarray],
) -> None:  # fmt: skip
    """Rows of every pin that the window touches.

    Args:
        rows: gets them.
        problem, rig: with the pins.
        captured: (frames, quantities) values at zero correction.
        first: the window's first sample.
        released: see `constraints.build_rows`; a pin lets go of itself ("pin").
        bows: (row index, joint) -> how far the interpolated pose lies off the straight line.
    """
    times, frames = problem.motion.times, len(captured)
    for demand in demands_of(problem):
        quantity, wanted = quantities_of(rig, demand)
        bound = bound_samples(times, demand.pin)
        inside = np.arange(max(bound.start - first, 0), min(bound.stop - first, frames))
        if bound.start == bound.stop:
            frame, fraction = between(times, demand.pin)
            if not 0 <= frame - first < frames - 1:
                continue
            inside = np.array([frame - first])
            wanted = wanted - bows.get((demand.index, demand.joint), 0.0 * wanted)
        else:
            fraction = 0.0
        if not len(inside):
            continue
        found = captured[:, quantity : quantity + len(wanted)]
        off = found[inside] - wanted
        if fraction > 0.0:
            off = off + fraction * (found[inside + 1] - found[inside])
        weight = _weight(problem, demand, inside + first, off, released.get(demand.index, ()))
        for axis, target in enumerate(wanted):
            _bind(rows, inside, fraction, quantity + axis, float(target), weight, demand.index)


def _bind(
    rows: RowList, inside: np.ndarray, fraction: float, quantity: int, target: float,
    weight: np.ndarray | None, index: int,
) -> None:  # fmt: skip
    if fraction > 0.0:
        pull = 0.0 if weight is None else float(weight[0])
        rows.fix_between(int(inside[0]), fraction, quantity, target, index, pull)
    elif weight is None:
        rows.fix(inside, quantity, target, index)
    else:
        rows.pull(inside, quantity, target, weight, index)


def _weight(
    problem: Problem, demand: Demand, samples: np.ndarray, off: np.ndarray,
    released: Collection[str],
) -> np.ndarray | None:  # fmt: skip
    """Of a soft pin's rows, or of one that cannot be had; None for equalities.

    off: (samples, axes) metres, how far the captured motion is from the target.
    """
    if "pin" in released:
        far = max(float(np.max(np.linalg.norm(off, axis=-1))), 1e-9)
        price = _PRICE * 0.1 ** len({"weaker", "weakest"}.intersection(released)) / len(samples)
        return np.full(len(samples), min(_RELEASED, price / far))
    if demand.pin.strength == "hard":
        return None
    sigma = max(demand.pin.sigma or USUAL_SIGMA[demand.pin.kind], _SUREST[demand.kind])
    if demand.kind in ("rotation", "pose"):
        sigma *= TURN_LEVER
    elif demand.kind == "image":
        sigma *= _metres_per_pixel(problem, demand, samples)
    far = np.linalg.norm(off, axis=-1)
    doubted = np.hypot(sigma, _DOUBT[demand.kind] * far * (1.0 + far))
    times = problem.motion.times
    length = float(times[samples[-1]] - times[samples[0]])
    share = max(length / _ONCE, 1.0) / len(samples)
    return share / doubted**2


def _metres_per_pixel(problem: Problem, demand: Demand, samples: np.ndarray) -> float:
    """At the depth of the captured root: a soft pin needs no more."""
    camera = problem.camera
    assert camera is not None
    depth = camera.camera_points(problem.motion.root_positions[samples])[:, 2]
    return max(float(np.median(depth)), 0.1) / float(camera.intrinsics[0, 0])

"""Keys of the edit layer that the motion does not reach, and what holds it back.

A key is a wish: contacts and pins hold over it. Where little of it is left its animator must read
so, as of a pin that cannot be met.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from core.contacts.contact import TIME_SLACK
from core.motion import rotations
from core.motion.body_parts import SIDES, body_parts
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.pin import USUAL_SIGMA
from core.solve.problem import Problem
from core.solve.report import Infeasible
from core.solve.system.levers import TURN_LEVER
from core.take.layer.layer import can_be_obeyed, curves_of
from core.take.layer_key import LayerKey

#: A key that is missed by more than this (mm) is named: a quarter of what a soft pin may be missed
#: by, in place (5 mm) as in turn (1.4°, 5 mm at a turn's lever). Keys that contacts and pins leave
#: free are met within 2 mm.
MISSED_MM = 0.25 * 1e3 * USUAL_SIGMA["position"]
#: A leg that reaches this part of its length is straight, as where a pin is missed.
_STRAIGHT = 0.985
_KEY = " layer key "


def missed_keys(
    problem: Problem, added: Motion, motion: Motion, layer: Sequence[LayerKey]
) -> tuple[Infeasible, ...]:
    """The keys of a layer that are missed, by joint, channel and time.

    Args:
        problem: contacts and pins that hold.
        added: where the layer puts every joint, before these were obeyed.
        motion: the answer, of the same times.
        layer: its keys; those of zero ask for nothing and are never missed.
    """
    names, times = motion.skeleton.names, motion.times
    missed: list[tuple[LayerKey, int, float]] = []
    for (joint, channel), its in curves_of(layer).items():
        asking = [
            key
            for key in its
            if any(key.value) and times[0] - TIME_SLACK <= key.time <= times[-1] + TIME_SLACK
        ]
        if not asking or not can_be_obeyed(joint, channel, names):
            continue
        frames = np.argmin(np.abs(times[:, None] - [key.time for key in asking]), axis=0)
        if channel == "position":
            ways = added.root_positions[frames] - motion.root_positions[frames]
            short_mm = 1e3 * np.linalg.norm(ways, axis=1)
        else:
            turns = [one.local_rotations[frames, names.index(joint)] for one in (added, motion)]
            short_mm = 1e3 * TURN_LEVER * rotations.angle_between(*turns)
        missed += [
            (asking[k], int(frames[k]), float(short_mm[k]))
            for k in np.flatnonzero(short_mm > MISSED_MM)
        ]
    if not missed:
        return ()
    holding = _Holding(problem, motion, {frame for _, frame, _ in missed})
    return tuple(
        Infeasible(
            _words(key, frame), holding.at(frame), short, key.time, key.time,
            turn=key.channel == "rotation",
        )
        for key, frame, short in missed
    )  # fmt: skip


def of_layer(infeasible: Iterable[Infeasible]) -> tuple[Infeasible, ...]:
    """Those of a report that are keys of the edit layer."""
    return tuple(one for one in infeasible if _KEY in one.constraint)


def _words(key: LayerKey, frame: int) -> str:
    return f"{key.joint} {key.channel}{_KEY}{key.time:.3f} s (frame {frame + 1})"


class _Holding:
    """What holds the body at some samples, in words: "both feet planted and both legs straight".
    Legs are measured once for all of them: a curve may have hundreds of keys."""

    def __init__(self, problem: Problem, motion: Motion, frames: set[int]) -> None:
        self._problem, self._times, self._first = problem, motion.times, min(frames)
        self._straight = _straight_legs(motion.frames(self._first, max(frames) + 1))
        self.at = cache(self._at)

    def _at(self, frame: int) -> str:
        time = self._times[frame]
        held = {
            one.point
            for one in self._problem.contacts
            if one.holds and one.start - TIME_SLACK <= time <= one.end + TIME_SLACK
        }
        feet = [side for side in SIDES if {f"{side}_heel", f"{side}_toe"} & held]
        straight = [side for side in feet if self._straight[side][frame - self._first]]
        said = []
        if feet:
            said.append(f"{_named(feet, 'foot', 'feet')} planted")
        if straight:
            said.append(f"{_named(straight, 'leg', 'legs')} straight")
        others = sorted(held - {*FOOT_POINT_NAMES})
        said += [f"the {point.replace('_', ' ')} held" for point in others]
        if any(p.start - TIME_SLACK <= time <= p.end + TIME_SLACK for p in self._problem.pins):
            said.append("a pin at this time")
        if not said:
            return "the contacts and pins that hold next to it"
        return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def _named(sides: Sequence[str], one: str, both: str) -> str:
    return f"both {both}" if len(sides) > 1 else f"the {sides[0]} {one}"


def _straight_legs(motion: Motion) -> dict[str, np.ndarray]:
    """Side -> (frames,) bool: where its leg is as long as it can be; nowhere without a leg."""
    parts, found = body_parts(motion.skeleton), {}
    for side in SIDES:
        joints = [parts.get(f"{side}_{part}", -1) for part in ("hip", "knee", "ankle")]
        if -1 in joints:
            found[side] = np.zeros(motion.frame_count, dtype=bool)
            continue
        smaller, index = partial_motion(motion, joints)
        hip, knee, ankle = (world_positions(smaller)[:, index[joint]] for joint in joints)
        length = np.linalg.norm(knee - hip, axis=1) + np.linalg.norm(ankle - knee, axis=1)
        found[side] = np.linalg.norm(ankle - hip, axis=1) > _STRAIGHT * length
    return found

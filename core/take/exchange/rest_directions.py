"""Where bones point at rest, in their joints' own axes: what a stated turn is meant about."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from core.motion.skeleton import Skeleton
from core.take.decisions import Decision, LayerKey, Pin

#: A unit vector in a joint's own axes.
Direction = tuple[float, float, float]

#: A bone shorter than this (metres) tells nothing about its joint's axes.
_SHORTEST = 1e-4
#: What is written as a unit vector may be this much longer or shorter, by rounding.
_ROUNDED = 1e-2


def turned_joints(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """The joints whose own axes give a decision its meaning, sorted."""
    names: set[str] = set()
    for decision in decisions:
        match decision.fact:
            case Pin(kind="pose" | "rotation") as pin:
                names |= set(pin.joints)
            case LayerKey(channel="rotation", joint=joint):
                names.add(joint)
    return tuple(sorted(names))


def rests_of_joints(skeleton: Skeleton, names: Iterable[str]) -> dict[str, Direction]:
    """Joint name -> where its bone points at rest, in the joint's own axes.

    The bone leads to the first child, or to where a leaf ends; a joint without one is absent.
    """
    known = {name: index for index, name in enumerate(skeleton.names)}
    rests: dict[str, Direction] = {}
    for name in names:
        if name not in known:
            continue
        ends = [skeleton.offsets[child] for child in skeleton.children(known[name])]
        ends = ends or [site.offset for site in skeleton.end_sites_of(known[name])]
        for end in ends:
            if (length := float(np.linalg.norm(end))) > _SHORTEST:
                x, y, z = (end / length).tolist()
                rests[name] = (x, y, z)
                break
    return rests


def rests_from_json(value: Any) -> dict[str, Direction] | None:
    """Joint name -> unit direction, as written; None where it is anything else."""
    if not isinstance(value, dict):
        return None
    rests = {name: _direction(written) for name, written in value.items()}
    known = {name: rest for name, rest in rests.items() if rest is not None}
    return known if len(known) == len(rests) else None


def _direction(written: Any) -> Direction | None:
    if not isinstance(written, list) or len(written) != 3:
        return None
    if any(isinstance(part, bool) or not isinstance(part, int | float) for part in written):
        return None
    if not all(-2.0 <= part <= 2.0 for part in written):  # nan is not, nor what is no float
        return None
    length = math.hypot(*written)
    if abs(length - 1.0) > _ROUNDED:
        return None
    x, y, z = (part / length for part in written)
    return x, y, z

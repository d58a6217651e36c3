"""A rest pose that leads a motion file keeps its pose, whatever is solved behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.contacts.contact import TIME_SLACK, Contact
from core.motion.pin import Pin
from core.motion.rest_frame import (
    leads_with_rest,
    resampled_beside_rest,
    with_first_frame_of,
)
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.layer.layer import layered
from core.take.refining.refined import Refined


def with_rest_kept(refined: Refined, captured: Captured, decisions: Iterable[Decision]) -> Refined:
    """The answer with the rest pose as it was captured, where no contact or pin is stated of that
    moment, and the edit layer added to it where a key is.

    It stands in the motion's world: what moves the root of the frame behind it moves its own too.
    """
    motion, first = refined.motion, float(captured.motion.times[0])
    if abs(float(motion.times[0]) - first) > TIME_SLACK or not leads_with_rest(captured.motion):
        return refined
    facts = [one.fact for one in decisions]
    if motion.frame_count < 2 or any(_speaks_of(fact, first) for fact in facts):
        return refined
    keys = tuple(fact for fact in facts if isinstance(fact, LayerKey))
    if not any(abs(key.time - first) <= TIME_SLACK for key in keys):
        keys = ()  # what is keyed elsewhere is said of the motion
    begun = resampled_beside_rest(captured.motion, motion.times[:2], smooth=True)
    begun = layered(begun, keys) if keys else begun
    moved = motion.root_positions[1] - begun.root_positions[1]
    rest = begun.with_pose(begun.local_rotations, begun.root_positions + moved)
    return replace(refined, motion=with_first_frame_of(motion, rest))


def _speaks_of(fact: object, moment: float) -> bool:
    if isinstance(fact, Contact) and not fact.on_ground:
        return False
    return isinstance(fact, Contact | Pin) and fact.start - TIME_SLACK <= moment <= fact.end

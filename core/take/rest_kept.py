"""A rest pose that leads a motion file keeps its pose, whatever is solved behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.motion.pin import Pin
from core.motion.rest_frame import resampled_beside_rest, rest_frames, with_first_frames_of
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.layer.layer import layered
from core.take.refining.refined import Refined


def with_rest_kept(refined: Refined, captured: Captured, decisions: Iterable[Decision]) -> Refined:
    """The answer with the rest pose as it was captured, where no contact or pin is stated of it,
    and the edit layer added to it where a key is.

    It stands in the motion's world: what moves the root of the frame behind it moves its own too.
    """
    motion, rest = refined.motion, rest_frames(captured.motion)
    first, last = (float(captured.motion.times[frame]) for frame in (0, max(rest - 1, 0)))
    if not rest or abs(float(motion.times[0]) - first) > TIME_SLACK:
        return refined
    kept = int(np.searchsorted(motion.times, last + TIME_SLACK, side="right"))
    facts = [one.fact for one in decisions]
    if motion.frame_count <= kept or any(_speaks_of(fact, first, last) for fact in facts):
        return refined
    keys = tuple(fact for fact in facts if isinstance(fact, LayerKey))
    if not any(first - TIME_SLACK <= key.time <= last + TIME_SLACK for key in keys):
        keys = ()  # what is keyed elsewhere is said of the motion
    begun = resampled_beside_rest(captured.motion, motion.times[: kept + 1], smooth=True)
    begun = layered(begun, keys) if keys else begun
    moved = motion.root_positions[kept] - begun.root_positions[kept]
    at_rest = begun.with_pose(begun.local_rotations, begun.root_positions + moved)
    return replace(refined, motion=with_first_frames_of(motion, at_rest, kept))


def _speaks_of(fact: object, first: float, last: float) -> bool:
    if isinstance(fact, Contact) and not fact.on_ground:
        return False
    return (
        isinstance(fact, Contact | Pin)
        and fact.start - TIME_SLACK <= last
        and first <= fact.end + TIME_SLACK
    )

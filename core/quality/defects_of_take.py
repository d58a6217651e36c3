"""A take, or a motion file, as the defect detectors look at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.motion.motion import Motion
from core.motion.rest_frame import rest_frames
from core.quality.defects.examined import Believed, Examined, examine
from core.quality.look import ground_of
from core.take.captured import Captured
from core.take.decisions import Decision, Ignored


def examined_take(
    captured: Captured, decisions: Iterable[Decision], motion: Motion | None = None
) -> Examined:
    """A motion of the take's rig under its decisions.

    Where no contact is decided those are believed that the captured motion itself shows.
    motion: the refined one; None looks at the captured one. A rest pose that leads it is no part
    of what is looked at.
    """
    decisions = tuple(decisions)
    motion = captured.motion if motion is None else motion
    believed = believed_contacts(captured, decisions)
    ground = ground_of(captured, decisions)
    confidence = _confidence_at(captured, motion.times)
    same_samples = np.array_equal(motion.times, captured.motion.times)
    before = captured.motion if motion is not captured.motion and same_samples else None
    rest = rest_frames(motion)
    if rest:
        motion = motion.frames(rest, motion.frame_count)
        before = None if before is None else before.frames(rest, before.frame_count)
        confidence = None if confidence is None else confidence[rest:]
    seen = examine(motion, captured.contact_points, believed, ground, confidence, before)
    return replace(seen, ignored=tuple(one for one in decisions if isinstance(one.fact, Ignored)))


def believed_contacts(captured: Captured, decisions: Iterable[Decision]) -> tuple[Believed, ...]:
    """Decided contacts with their probability, else estimated ones."""
    decided = [
        (one.fact, 1.0 if one.source == "user" else one.probability)
        for one in decisions
        if isinstance(one.fact, Contact)
    ]
    if decided:
        return tuple(decided)
    # deferred: it loads scipy, which a window that starts need not wait for
    from core.take.refining.estimated_contacts import contacts_of_captured

    return tuple(contacts_of_captured(captured))


def _confidence_at(captured: Captured, times: np.ndarray) -> np.ndarray | None:
    """(frames, joints) of the captured sample that is nearest to each time."""
    known = captured.confidence
    if known is None or np.array_equal(times, captured.motion.times):
        return known
    own = captured.motion.times
    middles = 0.5 * (own[1:] + own[:-1])
    return known[np.searchsorted(middles, times)]

"""A rest pose that leads a motion file comes back as it came, whatever is solved behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.contacts.contact import TIME_SLACK, Contact
from core.motion.pin import Pin
from core.motion.rest_frame import leads_with_rest, with_first_frame_of
from core.take.captured import Captured
from core.take.decisions import Decision, LayerKey
from core.take.layer.layer import layered
from core.take.refining.refined import Refined


def with_rest_kept(refined: Refined, captured: Captured, decisions: Iterable[Decision]) -> Refined:
    """The answer with the rest pose as it was captured, and the edit layer added to it, where no
    contact or pin is stated of that moment."""
    motion, first = refined.motion, float(captured.motion.times[0])
    if abs(float(motion.times[0]) - first) > TIME_SLACK or not leads_with_rest(captured.motion):
        return refined
    facts = [one.fact for one in decisions]
    if any(_speaks_of(fact, first) for fact in facts):
        return refined
    keys = tuple(fact for fact in facts if isinstance(fact, LayerKey))
    rest = captured.motion.frames(0, 1)
    rest = layered(rest, keys) if keys else rest
    return replace(refined, motion=with_first_frame_of(motion, rest))


def _speaks_of(fact: object, moment: float) -> bool:
    if isinstance(fact, Contact) and not fact.on_ground:
        return False
    return isinstance(fact, Contact | Pin) and fact.start - TIME_SLACK <= moment <= fact.end

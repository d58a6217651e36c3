"""A joint that was taken hold of: from where it is dragged or turned to the edit that pins it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.take.decisions import Decision, Pin, PinKind
from core.take.editing.edits import Edit, edit_between
from core.take.editing.normal_form import Decisions
from core.take.editing.pin_edits import SAME_MOMENT, change_pin, nearest_sample, put_pin

Three = tuple[float, float, float]
#: A joint is in one place: a pin in the picture and one in the world do not stand together.
_PLACES: tuple[PinKind, ...] = ("position", "image")


@dataclass(frozen=True, slots=True, eq=False)
class PinGrip:
    """Where a joint was at a sample when it was taken hold of, and what was decided then.

    A pin of the joint that holds at that moment is what is moved; else a new one is made, hard and
    of that moment.
    """

    decisions: Decisions
    joint: str
    moment: float  # take seconds, of a sample
    place: np.ndarray  # (3,) world metres
    turn: np.ndarray  # (4,) world
    rate: float | None  # frames a second, for names in frames

    def moved(self, way: Three) -> Edit:
        """Pinned (3,) metres away from where it was."""
        return self._demanded("position", self.place + np.asarray(way))

    def turned(self, axis: Three, angle: float) -> Edit:
        """Pinned as it was, turned about a unit vector of the world by an angle, radians."""
        by = rotations.from_rotation_vector(angle * np.asarray(axis, dtype=float))
        return self._demanded("rotation", rotations.multiply(by, self.turn))

    def seen_at(self, pixel: tuple[float, float]) -> Edit:
        """Pinned where the picture shows it, pixels as displayed."""
        return self._demanded("image", np.asarray(pixel))

    def _demanded(self, kind: PinKind, value: np.ndarray) -> Edit:
        numbers = tuple(float(number) for number in value)
        old = self._holding(kind)
        if old is not None:
            return change_pin(self.decisions, old.id, rate=self.rate, value=numbers)
        pin = Pin(self.joint, kind, self.moment, self.moment, numbers)
        edit = put_pin(self.decisions, pin, rate=self.rate)
        other = self._other_place(kind)
        if not other:
            return edit
        rest = [one for one in edit.applied_to(self.decisions) if one not in other]
        return edit_between(edit.name, self.decisions, rest, edit.time)

    def _holding(self, kind: PinKind) -> Decision | None:
        """The pin of this kind that holds the joint at the moment; the shortest, where several."""
        there = [
            one
            for one in self.decisions
            if isinstance(one.fact, Pin)
            and (one.fact.joint, one.fact.kind) == (self.joint, kind)
            and one.fact.start - SAME_MOMENT <= self.moment <= one.fact.end + SAME_MOMENT
        ]
        return min(there, key=lambda one: _length(one), default=None)

    def _other_place(self, kind: PinKind) -> list[Decision]:
        """Pins of this very moment that hold the joint in the other kind of place."""
        if kind not in _PLACES:
            return []
        return [
            one
            for one in self.decisions
            if isinstance(one.fact, Pin)
            and one.fact.joint == self.joint
            and one.fact.kind in _PLACES
            and one.fact.kind != kind
            and abs(one.fact.start - self.moment) <= SAME_MOMENT
            and abs(one.fact.end - self.moment) <= SAME_MOMENT
        ]


def take_hold(
    decisions: Decisions, motion: Motion, joint: int, time: float, *, rate: float | None = None
) -> PinGrip:
    """Take hold of a joint of a motion at the sample nearest to `time`, seconds."""
    sample = nearest_sample(motion, time)
    turns, places = forward_kinematics(motion.frames(sample, sample + 1))
    return PinGrip(
        decisions,
        motion.skeleton.names[joint],
        float(motion.times[sample]),
        places[0, joint],
        turns[0, joint],
        rate,
    )


def _length(decision: Decision) -> float:
    assert isinstance(decision.fact, Pin)
    return decision.fact.end - decision.fact.start

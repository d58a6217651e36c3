"""Edits that state or take back a fact that is no contact: swapped sides, a cleaning.

Contacts, the ground and the offset have builders of their own in `edits`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable

from core.take.decisions import LIMBS, Cleaning, Decision, Ignored, Limbs, SidesSwapped, Source
from core.take.edits import Edit
from core.take.normal_form import Decisions, in_order


def swap_sides(
    decisions: Decisions,
    start: float,
    end: float,
    limbs: Limbs = "all",
    source: Source = "user",
    *,
    probability: float = 1.0,
) -> Edit:
    """State that left and right were taken for each other. Stated a second time it is taken back.

    Raises: ValueError for a stretch that runs backwards or limbs that do not exist.
    """
    if limbs not in LIMBS:
        raise ValueError(f"There are no limbs {limbs!r}.")
    if not (math.isfinite(start) and math.isfinite(end) and start <= end):
        raise ValueError("A swap ends no earlier than it starts.")
    fact = SidesSwapped(float(start), float(end), limbs)
    what = {"all": "left and right", "legs": "left and right leg", "arms": "left and right arm"}
    name = f"swap {what[limbs]} {start:.2f} to {end:.2f} s"
    same = tuple(one for one in decisions if one.fact == fact)
    if same:
        return Edit(f"undo {name}", same, (), fact.start)
    return Edit(name, (), (_named(Decision("", fact, source, probability), decisions),), fact.start)


def clean(decisions: Decisions, source: Source = "user") -> Edit:
    """State that the noise of the capture is to be removed. Nothing where it is stated already."""
    if any(isinstance(one.fact, Cleaning) for one in decisions):
        return Edit("clean", (), ())
    return Edit("clean", (), (_named(Decision("", Cleaning(), source), decisions),))


def leave_noise(decisions: Decisions) -> Edit:
    """Take the cleaning back. Nothing where none is stated."""
    return Edit("undo clean", tuple(one for one in decisions if isinstance(one.fact, Cleaning)), ())


def ignore(decisions: Decisions, defect: str, where: str, start: float, end: float) -> Edit:
    """State that a defect is right as it is. Nothing where that is stated already."""
    fact = Ignored(defect, where, float(start), float(end))
    name = f"ignore {defect.replace('_', ' ')}, {where.replace('_', ' ')} {start:.2f} s"
    if any(one.fact == fact for one in decisions):
        return Edit(name, (), ())
    return Edit(name, (), (_named(Decision("", fact), decisions),), fact.start)


def between(
    name: str, before: Iterable[Decision], after: Iterable[Decision], time: float | None
) -> Edit:
    """The one edit that leads from some decisions to others."""
    old, new = set(before), set(after)
    return Edit(name, in_order(old - new), in_order(new - old), time)


def _named(decision: Decision, others: Iterable[Decision]) -> Decision:
    """The decision with an id made from what it says, that no other has."""
    taken = {one.id for one in others}
    attempt = 0
    while True:
        words = f"{decision.fact!r} {decision.source} {attempt}"
        own = hashlib.blake2b(words.encode(), digest_size=6).hexdigest()
        if own not in taken:
            return Decision(own, decision.fact, decision.source, decision.probability)
        attempt += 1

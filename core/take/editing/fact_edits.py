"""Edits that state or take back a fact that is no contact: swapped sides, a cleaning.

Contacts, the ground and the offset have builders of their own in `edits`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from core.contacts.contact import TIME_SLACK
from core.take.decisions import LIMBS, Cleaning, Decision, Ignored, Limbs, SidesSwapped, Source
from core.take.editing import edit_names
from core.take.editing.edits import Edit, edit_between
from core.take.editing.normal_form import Decisions


def swap_sides(
    decisions: Decisions,
    start: float,
    end: float,
    limbs: Limbs = "all",
    source: Source = "user",
    *,
    probability: float = 1.0,
    rate: float | None = None,
) -> Edit:
    """State that left and right were taken for each other. Stated a second time it is taken back.

    rate: frames a second, for a name in frames.
    Raises: ValueError for a stretch that runs backwards or limbs that do not exist.
    """
    if limbs not in LIMBS:
        raise ValueError(f"There are no limbs {limbs!r}.")
    if not (math.isfinite(start) and math.isfinite(end) and start <= end):
        raise ValueError("A swap ends no earlier than it starts.")
    fact = SidesSwapped(float(start), float(end), limbs)
    what = {"all": "left and right", "legs": "left and right leg", "arms": "left and right arm"}
    words = f"{what[limbs]} {edit_names.span(start, end, rate)}"
    same = tuple(one for one in decisions if one.fact == fact)
    if same:
        return Edit(f"swap back {words}", same, (), fact.start)
    swap = Decision("", fact, source, probability)
    return edit_between(f"swap {words}", decisions, [*decisions, swap], fact.start)


def swap_stretches(
    decisions: Decisions,
    stretches: Iterable[tuple[float, float]],
    *,
    rate: float | None = None,
) -> Edit:
    """State that all limbs change sides in these stretches, (start, end) in seconds, as one edit.

    Those that touch or overlap are one, so that none is swapped twice, and takes the place of swaps
    stated inside it. Where every one is stated already, all are taken back; where some are, the
    others come. Raises: ValueError as `swap_sides`, and where there is no stretch.
    """
    stretches = list(stretches)
    spans = _joined(stretches)
    if len(stretches) == 1:
        return swap_sides(decisions, *spans[0], rate=rate)
    stated = {one.fact: one for one in decisions if isinstance(one.fact, SidesSwapped)}
    facts = [SidesSwapped(start, end) for start, end in spans]
    missing = [fact for fact in facts if fact not in stated]
    verb = "swap" if missing else "swap back"
    name = f"{verb} left and right, {len(missing or facts)} stretches"
    if len(facts) == 1:
        name = f"{verb} left and right {edit_names.span(facts[0].start, facts[0].end, rate)}"
    if not missing:
        return Edit(name, tuple(stated[fact] for fact in facts), (), spans[0][0])
    replaced = {
        one for fact, one in stated.items() if any(_is_inside(fact, new) for new in missing)
    }
    kept = [one for one in decisions if one not in replaced]
    come = [Decision("", fact) for fact in missing]
    return edit_between(name, decisions, [*kept, *come], missing[0].start)


def _is_inside(swap: SidesSwapped, other: SidesSwapped) -> bool:
    """Whether all that one exchanges the other does."""
    return (
        swap.limbs == other.limbs
        and swap.start >= other.start - TIME_SLACK
        and swap.end <= other.end + TIME_SLACK
    )


def _joined(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """In order, those that touch or overlap made one. Raises: ValueError."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted((float(start), float(end)) for start, end in stretches):
        if not (math.isfinite(start) and math.isfinite(end) and start <= end):
            raise ValueError("A swap ends no earlier than it starts.")
        if joined and start <= joined[-1][1] + TIME_SLACK:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    if not joined:
        raise ValueError("A swap needs a stretch.")
    return joined


def clean(decisions: Decisions, source: Source = "user") -> Edit:
    """State that the noise of the capture is to be removed. Nothing where it is stated already."""
    if any(isinstance(one.fact, Cleaning) for one in decisions):
        return Edit("clean", (), ())
    return edit_between("clean", decisions, [*decisions, Decision("", Cleaning(), source)], None)


def leave_noise(decisions: Decisions) -> Edit:
    """Take the cleaning back. Nothing where none is stated."""
    cleanings = tuple(one for one in decisions if isinstance(one.fact, Cleaning))
    return Edit("leave the noise", cleanings, ())


def ignore(
    decisions: Decisions,
    defect: str,
    where: str,
    start: float,
    end: float,
    *,
    rate: float | None = None,
) -> Edit:
    """State that a defect is right as it is. Nothing where that is stated already.

    rate: frames a second, for a name in frames.
    """
    fact = Ignored(defect, where, float(start), float(end))
    name = f"ignore {edit_names.fault(defect, where)} {edit_names.span(start, end, rate)}"
    if any(one.fact == fact for one in decisions):
        return Edit(name, (), ())
    return edit_between(name, decisions, [*decisions, Decision("", fact)], fact.start)

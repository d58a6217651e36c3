"""How far the toes of a motion go through the ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.contacts.contact import Contact
from core.contacts.intervals import in_order
from core.motion.contact_point import ContactPoint
from core.motion.motion import Motion
from core.motion.toe_tips import find_toe_tips
from core.quality.contact_metrics import penetration_mm
from core.solve.problem import Problem
from core.solve.toes_below import tips_below


def toe_tip_figures(
    motion: Motion,
    points: Sequence[ContactPoint],
    contacts: Iterable[Contact],
    ground_height: float,
) -> dict[str, float]:
    """`toe_tips_below_worst_mm` and `toe_tips_below_mean_mm`: how far the sole under the toes' tips
    is below the ground that their balls have; nothing for a rig whose toes end in their joint."""
    tips = find_toe_tips(motion, points)
    if not tips:
        return {}
    problem = Problem(motion, (), in_order(contacts), ground_height, tips=tips)
    worst, mean = penetration_mm([-below for below in tips_below(problem, motion)])
    return {"toe_tips_below_worst_mm": worst, "toe_tips_below_mean_mm": mean}

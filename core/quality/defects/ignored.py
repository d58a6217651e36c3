"""Which events somebody said are right as they are."""

from __future__ import annotations

from collections.abc import Iterable

from core.quality.defects.event import Defect
from core.take.decisions import Decision, Ignored


def is_ignored(defect: Defect, decisions: Iterable[Decision]) -> bool:
    """Whether somebody said that this is right as it is: the same fault at about the same time."""
    for decision in decisions:
        fact = decision.fact
        if isinstance(fact, Ignored) and (fact.defect, fact.where) == (defect.kind, defect.where):
            shared = min(fact.end, defect.end) - max(fact.start, defect.start)
            if shared >= 0.5 * min(fact.end - fact.start, defect.end - defect.start) - 1e-6:
                return True
    return False

"""A defect: a measured fault, the stretch that it covers, and why it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "skate", "float", "sink", "pop", "jitter", "flip", "root_drift", "broken_flight", "swap",
    "low_confidence",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "skate", "float", "sink", "pop", "jitter", "flip", "root_drift", "broken_flight", "swap",
    "low_confidence",
)  # fmt: skip

#: The severity that an eye begins to see, per kind and unit: what makes kinds comparable.
#: Skates under 21 mm pass unnoticed (Prazak 2011); the others are this project's judgement.
_SEEN = {
    ("skate", "mm"): 20.0,
    ("float", "mm"): 20.0,
    ("sink", "mm"): 15.0,
    ("pop", "°"): 8.0,
    ("pop", "mm"): 30.0,
    ("jitter", "mm"): 4.0,
    ("flip", "°"): 15.0,
    ("root_drift", "mm"): 40.0,
    ("broken_flight", "mm"): 40.0,
    ("swap", "mm"): 40.0,
    ("low_confidence", "s"): 1.0,
}


@dataclass(frozen=True, slots=True)
class Defect:
    """One event. `where` is a contact point, a part of the body, or "body": facts about it hold on
    other rigs too. `name` is what people read: the joint as the rig calls it, or a limb.
    """

    kind: Kind
    start: float  # take seconds
    end: float
    where: str
    severity: float  # in `unit`
    unit: str  # "mm", "°", "s"
    sentence: str
    confidence: float  # 0 to 1
    name: str = ""  # "" where `where` says it: of a contact point, of the body
    asks: bool = False  # it is a slide that nobody stated, and may be wanted

    @property
    def called(self) -> str:
        """Its subject, as its sentence begins."""
        return self.name or named(self.where)

    @property
    def weight(self) -> float:
        """What the queue is ordered by: how far above what is seen, times how sure."""
        return self.severity / _SEEN[self.kind, self.unit] * self.confidence


def named(where: str) -> str:
    """ "Left toe" for the contact point "left_toe", "Left leg" for "left leg"."""
    words = where.replace("_", " ")
    return words[:1].upper() + words[1:]


def seconds(span: float) -> str:
    """A length of time for a sentence: "0.6 s"."""
    return f"{span:.2f} s" if span < 0.1 else f"{span:.1f} s"

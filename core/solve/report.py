"""What came of the constraints, measured on the solved motion (docs/formats.md, "The report")."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.contacts.contact import STATES, TIME_SLACK, Contact
from core.contacts.intervals import held_samples
from core.motion.contact_point import CONTACT_POINT_NAMES
from core.motion.joint_names import shown_name
from core.motion.pin import Pin
from core.solve.limits import floor_under
from core.solve.problem import Problem
from core.solve.system.levers import TURN_LEVER


@dataclass(frozen=True, slots=True)
class Infeasible:
    """A constraint that could not be met, the limit that binds, and how much is missing."""

    constraint: str
    limit: str
    short_by_mm: float  # of a turn: on a lever of `TURN_LEVER`
    start: float  # when it holds, seconds
    end: float
    turn: bool = False  # a turn alone is asked for
    joint: str = ""  # of a pose the joint that misses by most

    @property
    def sentence(self) -> str:
        """ "Left heel plant 1.483-2.050 s misses by 3.1 mm: the left leg's length, 0.830 m." """
        limit = self.limit.replace("_", " ")  # where it is another contact
        return f"{worded(self.constraint)} misses by {self.short_by(1)}: {limit}."

    def concerns(self, start: float, end: float) -> bool:
        """Whether the constraint holds between these seconds."""
        return self.start <= end + TIME_SLACK and self.end >= start - TIME_SLACK

    def short_by(self, digits: int) -> str:
        """ "3.1 mm"; "24.8°" of what asks for a turn alone, "24.8° at Neck" of a pose."""
        if self.turn:
            degrees = math.degrees(1e-3 * self.short_by_mm / TURN_LEVER)
            where = f" at {shown_name(self.joint)}" if self.joint else ""
            return f"{degrees:.{digits}f}°{where}"
        return f"{self.short_by_mm:.{digits}f} mm"


def worded(constraint: str) -> str:
    """ "Left heel plant 1.483-2.050 s" for "left_heel plant 1.483-2.050 s"; a joint that a pin or
    a key is on keeps its name, though a rig calls it as we call a contact point."""
    first, _, rest = constraint.partition(" ")
    if first == "pose" or (first in CONTACT_POINT_NAMES and rest.startswith(STATES)):
        first = first.replace("_", " ").capitalize()
    return f"{shown_name(first)} {rest}".strip()


@dataclass(frozen=True, slots=True)
class ContactReport:
    """A contact and how far its point strays inside it; None where it is meant to move."""

    contact: Contact
    skate_mm: float | None
    #: Of a slide, along the ground: what is wanted, root drift taken out, and what came of it.
    captured_length_mm: float | None = None
    kept_length_mm: float | None = None

    def lengths(self) -> dict[str, float]:
        """The keys of the report file that only slides have."""
        if self.captured_length_mm is None or self.kept_length_mm is None:
            return {}
        return {
            "captured_length_mm": self.captured_length_mm,
            "kept_length_mm": self.kept_length_mm,
        }


@dataclass(frozen=True, slots=True)
class PinReport:
    """A pin and how far it is missed, mm; a turn is measured 0.2 m from its joint."""

    pin: Pin
    error_mm: float
    joint: str = ""  # of a pose the joint that misses by most


@dataclass(frozen=True, slots=True)
class FlightReport:
    """A flight of the captured motion: seconds, how it fell, and what is wrong with that."""

    start: float
    end: float
    falls: float  # m/s^2
    off_mm: float  # of the centre of mass from gravity's parabola
    fault: str  # of rate or size; empty where gravity is believed


@dataclass(frozen=True, slots=True)
class CleanedReport:
    """What cleaning took out of the captured motion, degrees rms over all frames."""

    degrees: float  # over the joints that had noise
    joint: str  # that had most; "" where none had any
    joint_degrees: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a refined motion's decisions came to."""

    contacts: tuple[ContactReport, ...] = ()
    penetration_mm: float = 0.0  # deepest contact point below its ground
    #: The deepest sole under a toe's tip below its ground; None where no tip is known.
    toe_tips_below_mm: float | None = None
    infeasible: tuple[Infeasible, ...] = ()
    steps: int = 0
    seconds: float = 0.0  # of computing
    influence_s: float = 0.0
    ignored: tuple[str, ...] = ()  # contacts of points that the rig lacks, or outside the take
    ground: float | None = None  # the floor's height that was used, metres; None without contacts
    pins: tuple[PinReport, ...] = ()
    flights: tuple[FlightReport, ...] = ()
    cleaned: CleanedReport | None = None  # None: it was not

    def as_json(self) -> dict[str, Any]:
        """The report file's content, which is a contact file too (docs/formats.md)."""
        floor = {} if self.ground is None else {"ground": {"height": self.ground}}
        return {
            **floor,
            "contacts": [
                {
                    "point": one.contact.point,
                    "state": one.contact.state,
                    "start": one.contact.start,
                    "end": one.contact.end,
                    "anchor": None if one.contact.anchor is None else list(one.contact.anchor),
                    "height": one.contact.height,
                    "skate_mm": one.skate_mm,
                    **one.lengths(),
                }
                for one in self.contacts
            ],
            "penetration_mm": self.penetration_mm,
            **self._tips(),
            "pins": [
                {
                    "joint": one.pin.joint,
                    "kind": one.pin.kind,
                    "start": one.pin.start,
                    "end": one.pin.end,
                    "error_mm": one.error_mm,
                    **({"worst_joint": one.joint} if one.joint else {}),
                }
                for one in self.pins
            ],
            "flights": [asdict(one) for one in self.flights],
            "infeasible": [
                {
                    "constraint": one.constraint,
                    "limit": one.limit,
                    "short_by_mm": one.short_by_mm,
                    "start": one.start,
                    "end": one.end,
                }
                for one in self.infeasible
            ],
            "steps": self.steps,
            "seconds": self.seconds,
            "influence_s": self.influence_s,
            "ignored": list(self.ignored),
            **({} if self.cleaned is None else {"cleaned": asdict(self.cleaned)}),
        }

    def _tips(self) -> dict[str, float]:
        """The key that only reports of rigs with toe tips have."""
        below = self.toe_tips_below_mm
        return {} if below is None else {"toe_tips_below_mm": below}


def contact_reports(
    problem: Problem, paths: Mapping[str, np.ndarray], first: int = 0
) -> tuple[ContactReport, ...]:
    """One for every contact on the ground, with the paths of samples `first` and after."""
    found = []
    for contact in problem.contacts:
        if contact.on_ground:
            held = held_samples(problem.motion.times, contact)
            path = paths[contact.point][max(held.start - first, 0) : max(held.stop - first, 0)]
            found.append(ContactReport(contact, longest(path) if contact.holds else None))
    return tuple(found)


def penetration_mm(problem: Problem, paths: Mapping[str, np.ndarray], first: int = 0) -> float:
    """How deep the deepest point lies below its ground, mm; 0 where none does."""
    deepest = 0.0
    for point in problem.touching:
        path = paths[point.name]
        floor = floor_under(problem, point.name, first, len(path), held=True)
        deepest = max(deepest, float(np.max(floor - path[:, 1], initial=0.0)))
    return 1e3 * deepest


def longest(path: np.ndarray) -> float:
    """The largest distance between any two of (frames, 3) positions, mm; DESIGN 7's skate."""
    if len(path) < 2:
        return 0.0
    radii = np.linalg.norm(path - path.mean(axis=0), axis=-1)
    order = np.argsort(-radii, kind="stable")
    best = 0.0
    for place in order:
        # no pair with this point, nor with one nearer to the middle, can be longer
        if radii[place] + radii[order[0]] <= best + 1e-12:
            break
        best = max(best, float(np.linalg.norm(path - path[place], axis=-1).max()))
    return 1e3 * best

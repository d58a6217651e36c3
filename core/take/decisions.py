"""Decisions: small immutable facts about a take, in video seconds and body parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from core.contacts.contact import Contact
from core.motion.pin import PIN_KINDS as PIN_KINDS
from core.motion.pin import STRENGTHS as STRENGTHS
from core.motion.pin import Pin as Pin
from core.motion.pin import PinKind as PinKind
from core.motion.pin import Strength as Strength
from core.take.layer_key import LayerKey as LayerKey

Source = Literal["user", "auto"]


@dataclass(frozen=True, slots=True)
class VideoOffset:
    """The motion's time 0 is shown at this time of the video: video = take + seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The height of the floor, world metres."""

    height: float


@dataclass(frozen=True, slots=True)
class Cleaning:
    """Noise is removed from the captured motion, its detail kept."""


@dataclass(frozen=True, slots=True)
class SharpMark:
    """At this time a sudden change is real (an impact, a clap): nothing smooths over it."""

    time: float  # seconds
    joint: str | None = None  # None: of the whole body


Limbs = Literal["all", "arms", "legs"]
LIMBS: tuple[Limbs, ...] = ("all", "arms", "legs")


@dataclass(frozen=True, slots=True)
class SidesSwapped:
    """The detector took left for right from `start` to `end`, seconds."""

    start: float
    end: float
    limbs: Limbs = "all"


ImagePoint = tuple[float, float]  # pixels, as displayed


@dataclass(frozen=True, slots=True)
class CameraFact:
    """What is known about the camera; None where nothing is said.

    Pixels, radians and metres. pitch: above the horizon is positive. horizon: two points of the
    picture on it. known_length: two points of the picture and the metres between them.
    """

    focal: float | None = None  # pixels
    pitch: float | None = None
    roll: float | None = None
    height: float | None = None  # above the floor
    horizon: tuple[ImagePoint, ImagePoint] | None = None
    known_length: tuple[ImagePoint, ImagePoint, float] | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """What was found there is right as it is: nothing is to be done about it."""

    defect: str  # its kind, as `core.quality.defects` names it
    where: str  # contact point or part of the body
    start: float  # seconds
    end: float


@dataclass(frozen=True, slots=True)
class OtherFact:
    """A fact of a kind that this version does not know: kept as it was written, and not obeyed."""

    kind: str
    text: str  # the fact as JSON


Fact = (
    Contact
    | VideoOffset
    | Ground
    | Pin
    | Cleaning
    | SharpMark
    | SidesSwapped
    | LayerKey
    | CameraFact
    | Ignored
    | OtherFact
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One fact, who said it and how sure that is. The id names it for ever."""

    id: str
    fact: Fact
    source: Source = "user"
    probability: float = 1.0


def video_offset(decisions: Iterable[Decision]) -> float | None:
    """The second of the video that shows the motion's time 0; None where nobody says."""
    return next((one.fact.seconds for one in decisions if isinstance(one.fact, VideoOffset)), None)

"""Decisions: small immutable facts about a take, in video seconds and body parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.contacts.contact import Contact

Source = Literal["user", "auto"]


@dataclass(frozen=True, slots=True)
class VideoOffset:
    """The motion's time 0 is shown at this time of the video: video = take + seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The height of the floor, world metres."""

    height: float


PinKind = Literal["position", "rotation", "pose", "image"]
PIN_KINDS: tuple[PinKind, ...] = ("position", "rotation", "pose", "image")
Strength = Literal["hard", "soft"]
STRENGTHS: tuple[Strength, ...] = ("hard", "soft")


@dataclass(frozen=True, slots=True)
class Pin:
    """A joint is demanded somewhere from `start` to `end`, seconds (equal: at one moment).

    value: position x, y, z (world metres); rotation w, x, y, z (world); image u, v (pixels);
    a pose has none. pose: the local rotations w, x, y, z of a pose's joints, by name.
    sigma: how far a soft pin may be missed (metres, radians or pixels).
    """

    joint: str  # the rig's name; "" for a pose
    kind: PinKind
    start: float
    end: float
    value: tuple[float, ...] = ()
    pose: tuple[tuple[str, tuple[float, float, float, float]], ...] = ()
    strength: Strength = "hard"
    sigma: float | None = None


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
    | CameraFact
    | OtherFact
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One fact, who said it and how sure that is. The id names it for ever."""

    id: str
    fact: Fact
    source: Source = "user"
    probability: float = 1.0

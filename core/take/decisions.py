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


@dataclass(frozen=True, slots=True)
class OtherFact:
    """A fact of a kind that this version does not know: kept as it was written, and not obeyed."""

    kind: str
    text: str  # the fact as JSON


Fact = Contact | VideoOffset | Ground | OtherFact


@dataclass(frozen=True, slots=True)
class Decision:
    """One fact, who said it and how sure that is. The id names it for ever."""

    id: str
    fact: Fact
    source: Source = "user"
    probability: float = 1.0

"""The frozen values that the review queue draws, already worded. app fills them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer to an event and what solving it leads to."""

    answer: str  # "plant", "pivot", "slide", "air", "swap", "clean", "hold"
    title: str  # "Plant"
    key: str  # "P", or "" where no key says it
    effect: str  # "Skate 41 → 0.0 mm"; "" until it is solved
    cost: str  # "Left knee turns 2.1°"
    proposed: bool


@dataclass(frozen=True, slots=True)
class EventView:
    """One event of the queue."""

    key: str
    title: str  # "Left toe skates"
    severity: str  # "41 mm"
    level: int  # 1 to 4: which colour of severity
    frames: str  # "Frames 172–190"
    confidence: str  # "confidence 0.91"
    sentence: str
    group: str  # "feet", "body", "jitter", "jumps", "unsure"
    undecided: bool = False
    start: float = 0.0  # seconds of the take
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class QueueView:
    """The whole queue at one moment, the worst event first."""

    events: tuple[EventView, ...] = ()
    current: str | None = None  # key
    answers: tuple[AnswerView, ...] = ()  # of the current event
    solving: bool = False  # the answers' effects are being solved
    remaining: float = 0.0  # severity that is left, 0 to 1
    seen: bool = False  # whether any of it is above what an eye sees
    rule: str = ""  # what the stop rule says
    looking: bool = False  # defects are being looked for, in all or in what has changed
    stopped: tuple[str, str] | None = None  # why nothing can be looked for, and what to do
    ignored: int = 0  # how many events were said to be right as they are
    done: tuple[str, str, str] = ("", "", "")  # nothing waits: what that means, what next, a button
    alike: str = ""  # what one more key does: "Plant 7 more like it", "Plant these 7"
    asked: tuple[str, ...] = ()  # keys of the events that it would answer, while it is asked


#: Groups of events and what their chips are called.
GROUPS = (
    ("feet", "Feet"),
    ("body", "Body"),
    ("jitter", "Jitter"),
    ("jumps", "Jumps"),
    ("unsure", "Hardly seen"),
)

"""Edits that pin what is right at a moment, and that mark a moment as sharp."""

from __future__ import annotations

import math
from dataclasses import replace

from core.motion.joint_names import shown_name
from core.motion.motion import Motion
from core.motion.pin import PinKind
from core.take.decisions import Decision, Pin, SharpMark, Source
from core.take.editing.edits import Edit, edit_between
from core.take.editing.normal_form import Decisions

#: What a pin demands, in the words of the window.
_WHAT: dict[PinKind, str] = {
    "position": "place", "rotation": "turn", "pose": "pose", "image": "place in the picture"
}  # fmt: skip
#: Pins and marks that lie closer are of one moment (seconds).
SAME_MOMENT = 1e-6


def pose_pinned(motion: Motion, time: float) -> Pin:
    """The pin that demands the pose which a motion has at the sample nearest to `time`, seconds."""
    sample = nearest_sample(motion, time)
    names = motion.skeleton.names
    turns = motion.local_rotations[sample].tolist()
    pose = tuple(sorted((name, tuple(turn)) for name, turn in zip(names, turns, strict=True)))
    moment = float(motion.times[sample])
    return Pin("", "pose", moment, moment, pose=pose)


def nearest_sample(motion: Motion, time: float) -> int:
    """The sample whose time is nearest to `time`, seconds."""
    return int(abs(motion.times - time).argmin())


def put_pin(
    decisions: Decisions, pin: Pin, source: Source = "user", *, rate: float | None = None
) -> Edit:
    """State a pin. One of the same joint and kind at the same time gives way to it.

    Raises: ValueError for a stretch that runs backwards or a value that is not finite.
    """
    _check(pin)
    rest = [one for one in decisions if not _same_place(one, pin)]
    what = shown_name(pin.joint) or "the whole body"
    name = f"pin {_WHAT[pin.kind]} of {what} at {_moment(pin.start, rate)}"
    return edit_between(name, decisions, [*rest, Decision("", pin, source)], pin.start)


def change_pin(
    decisions: Decisions, decision_id: str, *, rate: float | None = None, **changes: object
) -> Edit:
    """Give a pin another value, stretch, strength or sigma (`Pin`'s names): it keeps its id, and
    is the user's from now on.

    Raises: KeyError for the id of no pin, ValueError as `put_pin` and for a sigma that is not
    above 0.
    """
    old = next((one for one in decisions if one.id == decision_id), None)
    if old is None or not isinstance(old.fact, Pin):
        raise KeyError(decision_id)
    pin = replace(old.fact, **changes)  # type: ignore[arg-type]
    _check(pin)
    rest = [one for one in decisions if one is not old and not _same_place(one, pin)]
    what = shown_name(pin.joint) or "the whole body"
    verb = "move pin" if "value" in changes else "change pin"
    name = f"{verb} of {what} at {_moment(pin.start, rate)}"
    new = [] if pin == old.fact else [Decision(old.id, pin)]
    return edit_between(name, decisions, [*rest, *(new or [old])], pin.start)


def mark_sharp(
    decisions: Decisions,
    time: float,
    joint: str | None = None,
    source: Source = "user",
    *,
    rate: float | None = None,
) -> Edit:
    """State that a sudden change is real. Stated a second time it is taken back.

    Raises: ValueError for a time that is not finite.
    """
    if not math.isfinite(time):
        raise ValueError("A time is a finite number.")
    mark = SharpMark(float(time), joint)
    same = [
        one
        for one in decisions
        if isinstance(one.fact, SharpMark)
        and one.fact.joint == joint
        and abs(one.fact.time - time) <= SAME_MOMENT
    ]
    rest = [one for one in decisions if one not in same]
    if same:
        return edit_between(f"remove sharp mark at {_moment(time, rate)}", decisions, rest, time)
    marked = [*rest, Decision("", mark, source)]
    return edit_between(f"sharp mark at {_moment(time, rate)}", decisions, marked, time)


def remove_fact(decisions: Decisions, decision_id: str, *, rate: float | None = None) -> Edit:
    """Take a pin, a sharp mark or a swap back. Raises: KeyError for an unknown id."""
    for one in decisions:
        if one.id == decision_id:
            break
    else:
        raise KeyError(decision_id)
    time = getattr(one.fact, "start", getattr(one.fact, "time", None))
    words = {"Pin": "pin", "SharpMark": "sharp mark", "SidesSwapped": "swapped sides"}
    kind = words.get(type(one.fact).__name__, "decision")
    where = "" if time is None else f" at {_moment(time, rate)}"
    rest = [other for other in decisions if other is not one]
    return edit_between(f"remove {kind}{where}", decisions, rest, time)


def _check(pin: Pin) -> None:
    numbers = (*pin.value, *(number for _, turn in pin.pose for number in turn))
    if not all(math.isfinite(number) for number in (pin.start, pin.end, *numbers)):
        raise ValueError("A pin's times and values are finite numbers.")
    if pin.start > pin.end:
        raise ValueError("A pin ends no earlier than it starts.")
    if pin.sigma is not None and not (math.isfinite(pin.sigma) and pin.sigma > 0.0):
        raise ValueError("How far a soft pin may be missed is a number above 0.")


def _same_place(decision: Decision, pin: Pin) -> bool:
    fact = decision.fact
    return (
        isinstance(fact, Pin)
        and (fact.joint, fact.kind) == (pin.joint, pin.kind)
        and abs(fact.start - pin.start) <= SAME_MOMENT
        and abs(fact.end - pin.end) <= SAME_MOMENT
    )


def _moment(time: float, rate: float | None) -> str:
    return f"{time:.2f} s" if rate is None else str(round(time * rate) + 1)

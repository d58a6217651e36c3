"""A pin file as decisions about a captured motion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.contacts.contact import TIME_SLACK
from core.errors import BadInput
from core.motion.pin import Pin
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.editing.normal_form import Decisions, in_order
from core.take.exchange.stated_places import check_pins
from core.take.exchange.stated_times import pins_on_samples

#: A joint this far (metres) under the floor is no rounding.
_UNDER = 0.01


def with_pins_file(
    captured: Captured, decisions: Iterable[Decision], pins: Sequence[Pin], name: str
) -> Decisions:
    """The decisions and, beside them, the pins of a file; times next to a sample are at it.

    Raises: BadInput for a joint that the rig lacks, a time outside the motion, a place far from
    the body, or one in the picture where no camera is known.
    """
    motion = captured.motion
    first, last = float(motion.times[0]), float(motion.times[-1])
    placed = pins_on_samples(captured, pins)
    for number, pin in enumerate(placed):
        for joint in pin.joints:
            if joint not in motion.skeleton.names:
                raise BadInput(
                    f"{name}: pins[{number}] is on the joint {joint!r}, which the motion lacks; "
                    "name one that `info` lists."
                )
        if pin.start > last + TIME_SLACK or pin.end < first - TIME_SLACK:
            raise BadInput(
                f"{name}: pins[{number}] of {pin.joint or 'a pose'} lasts from {pin.start:g} to "
                f"{pin.end:g} s, outside the motion ({first:g} to {last:g} s); "
                "check that the file belongs to this motion."
            )
        if pin.kind == "image" and captured.camera is None:
            raise BadInput(
                f"{name}: pins[{number}] is a place in the picture, which needs a camera; give one "
                "with --camera."
            )
    check_pins(motion, pins, name)
    stated = [Decision(f"pin {number}", pin) for number, pin in enumerate(placed)]
    return in_order([*decisions, *stated])


def buried(pins: Sequence[Pin], ground: float) -> tuple[str, ...]:
    """The pinned places that lie below the ground, each in words: a fact, but mostly a slip.

    ground: the floor's height, metres.
    """
    return tuple(
        f"pins[{number}] of {pin.joint} lies {ground - pin.value[1]:.2f} m below the ground, whose "
        f"height is {ground:.2f} m"
        for number, pin in enumerate(pins)
        if pin.kind == "position" and pin.value[1] < ground - _UNDER
    )

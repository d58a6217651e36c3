"""Pin files (docs/formats.md): where joints are demanded, when and how strictly.

{"pins": [{"joint", "kind": "position|rotation|pose|image", "start", "end", "value",
           "strength": "hard|soft", "sigma"}]}
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np

from core.files.json_reading import Entry, read_json
from core.motion.pin import PIN_KINDS, STRENGTHS, Pin, PinKind, Strength

_NUMBERS = {"position": 3, "rotation": 4, "image": 2}
#: Nobody is further away than this (metres) or seen further off the picture (pixels).
FARTHEST_METRES = 1e3
FARTHEST_PIXELS = 1e5
_FARTHEST = {"position": FARTHEST_METRES, "image": FARTHEST_PIXELS}
#: A unit quaternion that was written with few digits has a length between these.
_UNIT = (0.9, 1.1)
_EXACTLY = 1e-9  # one that is this near to unit length keeps its digits
SIGMAS = (1e-6, 1e4)


def read_pins(path: str | Path) -> tuple[Pin, ...]:
    """The pins of a file, in its order. Unknown keys are ignored. Raises: BadInput."""
    return tuple(_pin(entry) for entry in read_json(path).at("pins").entries())


def unit_turn(numbers: Sequence[float] | np.ndarray) -> tuple[float, float, float, float] | None:
    """A quaternion w, x, y, z made of unit length; None where it is far from that."""
    length = float(np.linalg.norm(numbers))
    if not _UNIT[0] <= length <= _UNIT[1]:
        return None
    length = 1.0 if abs(length - 1.0) <= _EXACTLY else length
    w, x, y, z = (float(number) / length for number in numbers)
    return w, x, y, z


def _pin(entry: Entry) -> Pin:
    kind = cast(PinKind, entry.at("kind").one_of(PIN_KINDS))
    start = entry.at("start").number()
    end = entry.at("end").number() if entry.has("end") else start
    if end < start:
        entry.at("end").fault(f"no earlier than its start ({start:g} s)")
    strength: Strength = "hard"
    if entry.has("strength"):
        strength = cast(Strength, entry.at("strength").one_of(STRENGTHS))
    sigma = entry.at("sigma").number(*SIGMAS) if entry.has("sigma") else None
    value = entry.at("value")
    if kind == "pose":
        pose = tuple(sorted((name, _turn(turn)) for name, turn in value.items()))
        if not pose:
            value.fault("an object with at least one joint")
        return Pin("", kind, start, end, (), pose, strength, sigma)
    joint = entry.at("joint").text()
    numbers = _turn(value) if kind == "rotation" else _place(value, kind)
    return Pin(joint, kind, start, end, numbers, (), strength, sigma)


def _place(entry: Entry, kind: str) -> tuple[float, ...]:
    numbers = entry.numbers(_NUMBERS[kind])
    if np.max(np.abs(numbers)) > _FARTHEST[kind]:
        entry.fault(f"{_NUMBERS[kind]} numbers within {_FARTHEST[kind]:g} of 0")
    return tuple(float(number) for number in numbers)


def _turn(entry: Entry) -> tuple[float, float, float, float]:
    unit = unit_turn(entry.numbers(_NUMBERS["rotation"]))
    return entry.fault("a unit quaternion w, x, y, z") if unit is None else unit

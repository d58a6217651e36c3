"""What the user knows about the camera: one decision, of which every edit changes a part."""

from __future__ import annotations

import hashlib
import math
from dataclasses import fields, replace
from typing import Any

from core.take.decisions import CameraFact, Decision
from core.take.editing.edits import Edit
from core.take.editing.normal_form import Decisions, in_order

#: The name of the edit that brings what was found anew when the camera was decided; it belongs to
#: the decision before it, and is undone with it.
FIT_TO_CAMERA = "fit to the camera"

#: What a camera's numbers lie between, and in words.
CAMERA_LIMITS = {
    "focal": (1.0, 1e6, "A focal length is 1 pixel or more"),
    "pitch": (-math.pi / 2, math.pi / 2, "A camera's pitch lies between straight down and up"),
    "roll": (-math.pi, math.pi, "A camera's roll lies within half a turn"),
    "height": (0.01, 1000.0, "A camera's height over the floor is between 1 cm and 1 km"),
}


def camera_fact(decisions: Decisions) -> CameraFact:
    """What is decided about the camera; empty where nothing is."""
    facts = (one.fact for one in decisions if isinstance(one.fact, CameraFact))
    return next(facts, CameraFact())


def state_camera(decisions: Decisions, **said: Any) -> Edit:
    """State some of the numbers of `CameraFact`, or take them back with None; others stay.

    A horizon takes the place of a typed pitch and roll, and a typed one that of the horizon; a
    known length and a typed height likewise. Raises: ValueError for numbers that no camera has.
    """
    _check(said)
    before = camera_fact(decisions)
    said = {**said}
    for drawn, typed in (("horizon", ("pitch", "roll")), ("known_length", ("height",))):
        if said.get(drawn) is not None:
            said |= {name: None for name in typed if said.get(name) is None}
        elif any(said.get(name) is not None for name in typed):
            said[drawn] = None
    after = replace(before, **said)
    name = _name(before, after)
    if after == before:
        return Edit(name, (), ())
    old = tuple(one for one in decisions if isinstance(one.fact, CameraFact))
    if after == CameraFact():
        return Edit(name, in_order(old), ())
    words = f"{after!r} user"
    identity = hashlib.blake2b(words.encode(), digest_size=6).hexdigest()
    return Edit(name, in_order(old), (Decision(identity, after),))


def states_camera(edit: Edit) -> bool:
    """Whether an edit states something of the camera, or takes it back."""
    return any(isinstance(one.fact, CameraFact) for one in (*edit.leaving, *edit.coming))


def fact_key(fact: CameraFact) -> str:
    """A short name for what is decided; "" for nothing. Equal facts have equal keys."""
    if fact == CameraFact():
        return ""
    return hashlib.blake2b(repr(fact).encode(), digest_size=8).hexdigest()


def _check(said: dict[str, Any]) -> None:
    known = {field.name for field in fields(CameraFact)}
    for name, value in said.items():
        if name not in known:
            raise ValueError(f"A camera has no {name!r}.")
        low, high, words = CAMERA_LIMITS.get(name, (0.0, 0.0, ""))
        if words and value is not None and not low <= value <= high:
            raise ValueError(f"{words}, not {value:g}.")


def _name(before: CameraFact, after: CameraFact) -> str:
    """ "focal length 881 px", "horizon", "no horizon"; of what was said, not what gave way."""
    words = {
        "horizon": lambda _: "horizon",
        "known_length": lambda value: f"known length {value[2]:.2f} m",
        "focal": lambda value: f"focal length {value:.0f} px",
        "pitch": _pitch,
        "roll": lambda value: f"camera roll {math.degrees(value):.1f}°".replace("-", "−"),
        "height": lambda value: f"camera height {value:.2f} m",
    }
    changed = [key for key in words if getattr(before, key) != getattr(after, key)]
    stated = [words[key](getattr(after, key)) for key in changed if getattr(after, key) is not None]
    if stated:
        return ", ".join(stated)
    plain = {"known_length": "known length", "focal": "focal length"}
    gone = [plain.get(key, key if key == "horizon" else f"camera {key}") for key in changed]
    return f"estimate {', '.join(gone)}" if gone else "camera"


def _pitch(value: float) -> str:
    return f"camera pitch {abs(math.degrees(value)):.1f}° {'up' if value > 0.0 else 'down'}"

"""Decisions as JSON and back. A fact of an unknown kind is kept as it was written.

{"id", "source": "user" | "auto", "probability", "fact": {"kind": "contact", ...}}
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from core.contacts.contact import STATES, Contact
from core.take.decisions import Decision, Fact, Ground, OtherFact, VideoOffset


class NotADecision(ValueError):
    """What is wrong with the JSON of a decision, in words that name the key."""


def decision_as_json(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "source": decision.source,
        "probability": decision.probability,
        "fact": fact_as_json(decision.fact),
    }


def fact_as_json(fact: Fact) -> dict[str, Any]:
    match fact:
        case Contact():
            return {
                "kind": "contact",
                "point": fact.point,
                "state": fact.state,
                "start": fact.start,
                "end": fact.end,
                "anchor": None if fact.anchor is None else list(fact.anchor),
                "height": fact.height,
            }
        case VideoOffset():
            return {"kind": "video_offset", "seconds": fact.seconds}
        case Ground():
            return {"kind": "ground", "height": fact.height}
        case OtherFact():
            return json.loads(fact.text)


def decision_from_json(value: Any) -> Decision:
    """The decision that `decision_as_json` wrote. Unknown keys are ignored.

    Raises: NotADecision, naming the key that is wrong.
    """
    written = _object(value, "a decision")
    source = written.get("source", "user")
    if source not in ("user", "auto"):
        raise NotADecision(f"'source' must be user or auto, not {source!r}")
    probability = _number(written, "probability", 1.0)
    if not 0.0 <= probability <= 1.0:
        raise NotADecision(f"'probability' must lie between 0 and 1, not {probability:g}")
    return Decision(_text(written, "id"), fact_from_json(written.get("fact")), source, probability)


def fact_from_json(value: Any) -> Fact:
    """The fact that `fact_as_json` wrote. Raises: NotADecision, naming the key that is wrong."""
    written = _object(value, "'fact'")
    kind = _text(written, "kind")
    if kind == "contact":
        return _contact(written)
    if kind == "video_offset":
        return VideoOffset(_number(written, "seconds"))
    if kind == "ground":
        return Ground(_number(written, "height"))
    return OtherFact(kind, json.dumps(value, sort_keys=True))


def _contact(written: Mapping[str, Any]) -> Contact:
    state = written.get("state")
    if state not in STATES:
        raise NotADecision(f"'state' must be one of {', '.join(STATES)}, not {state!r}")
    start, end = _number(written, "start"), _number(written, "end")
    if start > end:
        raise NotADecision(f"'start' ({start:g} s) comes after 'end' ({end:g} s)")
    height = None if written.get("height") is None else _number(written, "height")
    return Contact(_text(written, "point"), state, start, end, _anchor(written), height)


def _anchor(written: Mapping[str, Any]) -> tuple[float, float, float] | None:
    anchor = written.get("anchor")
    if anchor is None:
        return None
    if not isinstance(anchor, list) or len(anchor) != 3:
        raise NotADecision("'anchor' must be three numbers or null")
    x, y, z = (_number({"anchor": value}, "anchor") for value in anchor)
    return (x, y, z)


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise NotADecision(f"{what} must be an object, not {type(value).__name__}")
    return value


def _text(written: Mapping[str, Any], key: str) -> str:
    value = written.get(key)
    if not isinstance(value, str) or not value:
        raise NotADecision(f"'{key}' must be a word, not {value!r}")
    return value


def _number(written: Mapping[str, Any], key: str, default: float | None = None) -> float:
    value = written.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise NotADecision(f"'{key}' must be a finite number, not {value!r}")
    return float(value)

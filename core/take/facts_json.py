"""Decisions as JSON and back. A fact of an unknown kind is kept as it was written.

{"id", "source": "user" | "auto", "probability", "fact": {"kind": "contact", ...}}
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from core.contacts.contact import STATES, Contact, State
from core.take.decisions import (
    LIMBS,
    PIN_KINDS,
    STRENGTHS,
    CameraFact,
    Cleaning,
    Decision,
    Fact,
    Ground,
    Ignored,
    ImagePoint,
    LayerKey,
    OtherFact,
    Pin,
    PinKind,
    SharpMark,
    SidesSwapped,
    VideoOffset,
)
from core.take.layer_key import LAYER_CHANNELS, TANGENTS_IN, TANGENTS_OUT, Three, fault_of_key

_Word = TypeVar("_Word")


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
        case Pin():
            return {
                "kind": "pin",
                "joint": fact.joint,
                "pin": fact.kind,
                "start": fact.start,
                "end": fact.end,
                "value": list(fact.value),
                "pose": {joint: list(turn) for joint, turn in fact.pose},
                "strength": fact.strength,
                "sigma": fact.sigma,
            }
        case Cleaning():
            return {"kind": "cleaning"}
        case SharpMark():
            return {"kind": "sharp_mark", "time": fact.time, "joint": fact.joint}
        case SidesSwapped():
            return {
                "kind": "sides_swapped",
                "start": fact.start,
                "end": fact.end,
                "limbs": fact.limbs,
            }
        case LayerKey():
            return {
                "kind": "layer_key",
                "joint": fact.joint,
                "channel": fact.channel,
                "time": fact.time,
                "value": list(fact.value),
                "in": fact.tangent_in,
                "out": fact.tangent_out,
                "slope_in": list(fact.slope_in),
                "slope_out": list(fact.slope_out),
            }
        case CameraFact():
            return _camera_as_json(fact)
        case Ignored():
            return {
                "kind": "ignored",
                "defect": fact.defect,
                "where": fact.where,
                "start": fact.start,
                "end": fact.end,
            }
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
    match kind:
        case "contact":
            return _contact(written)
        case "video_offset":
            return VideoOffset(_number(written, "seconds"))
        case "ground":
            return Ground(_number(written, "height"))
        case "pin":
            return _pin(written)
        case "cleaning":
            return Cleaning()
        case "sharp_mark":
            joint = written.get("joint")
            named = None if joint is None else _text(written, "joint")
            return SharpMark(_number(written, "time"), named)
        case "sides_swapped":
            return SidesSwapped(*_stretch(written), _one_of(written, "limbs", LIMBS))
        case "layer_key":
            return _layer_key(written)
        case "camera":
            return _camera(written)
        case "ignored":
            return Ignored(_text(written, "defect"), _text(written, "where"), *_stretch(written))
    return OtherFact(kind, json.dumps(value, sort_keys=True))


def _contact(written: Mapping[str, Any]) -> Contact:
    state: State = _one_of(written, "state", STATES)
    start, end = _stretch(written)
    height = _optional(written, "height")
    return Contact(_text(written, "point"), state, start, end, _anchor(written), height)


#: How many numbers the value of a pin has.
_PIN_NUMBERS = {"position": 3, "rotation": 4, "image": 2, "pose": 0}


def _pin(written: Mapping[str, Any]) -> Pin:
    kind: PinKind = _one_of(written, "pin", PIN_KINDS)
    start, end = _stretch(written)
    pose = _object(written.get("pose", {}), "'pose'")
    if kind == "pose" and not pose:
        raise NotADecision("'pose' must name at least one joint")
    turns = tuple((name, _numbers(pose, name, 4)) for name in sorted(pose))
    return Pin(
        "" if kind == "pose" else _text(written, "joint"),
        kind,
        start,
        end,
        _numbers(written, "value", _PIN_NUMBERS[kind]),
        turns,  # type: ignore[arg-type]
        _one_of(written, "strength", STRENGTHS),
        _optional(written, "sigma"),
    )


def _layer_key(written: Mapping[str, Any]) -> LayerKey:
    key = LayerKey(
        _text(written, "joint"),
        _one_of(written, "channel", LAYER_CHANNELS),
        _number(written, "time"),
        _three(written, "value"),
        _one_of({"in": written.get("in", "auto")}, "in", TANGENTS_IN),
        _one_of({"out": written.get("out", "auto")}, "out", TANGENTS_OUT),
        _three(written, "slope_in", 0.0),
        _three(written, "slope_out", 0.0),
    )
    fault = fault_of_key(key)
    if fault:
        raise NotADecision(fault)
    return key


def _three(written: Mapping[str, Any], key: str, default: float | None = None) -> Three:
    if default is not None and written.get(key) is None:
        return (default, default, default)
    x, y, z = _numbers(written, key, 3)
    return (x, y, z)


def _camera_as_json(fact: CameraFact) -> dict[str, Any]:
    length = fact.known_length
    return {
        "kind": "camera",
        "focal": fact.focal,
        "pitch": fact.pitch,
        "roll": fact.roll,
        "height": fact.height,
        "horizon": None if fact.horizon is None else [list(point) for point in fact.horizon],
        "known_length": None
        if length is None
        else {"from": list(length[0]), "to": list(length[1]), "metres": length[2]},
    }


def _camera(written: Mapping[str, Any]) -> CameraFact:
    horizon, length = written.get("horizon"), written.get("known_length")
    if horizon is not None:
        if not isinstance(horizon, list) or len(horizon) != 2:
            raise NotADecision("'horizon' must be two points or null")
        horizon = (_image_point(horizon[0], "horizon"), _image_point(horizon[1], "horizon"))
    if length is not None:
        length = _object(length, "'known_length'")
        ends = (_image_point(length.get(end), "known_length") for end in ("from", "to"))
        length = (*ends, _number(length, "metres"))
    focal, pitch, roll, height = (
        _optional(written, key) for key in ("focal", "pitch", "roll", "height")
    )
    return CameraFact(focal, pitch, roll, height, horizon, length)  # type: ignore[arg-type]


def _image_point(value: Any, key: str) -> ImagePoint:
    u, v = _numbers({key: value}, key, 2)
    return (u, v)


def _anchor(written: Mapping[str, Any]) -> tuple[float, float, float] | None:
    anchor = written.get("anchor")
    if anchor is None:
        return None
    return _three(written, "anchor")


def _stretch(written: Mapping[str, Any]) -> tuple[float, float]:
    start, end = _number(written, "start"), _number(written, "end")
    if start > end:
        raise NotADecision(f"'start' ({start:g} s) comes after 'end' ({end:g} s)")
    return start, end


def _one_of(written: Mapping[str, Any], key: str, words: tuple[_Word, ...]) -> _Word:
    value = written.get(key)
    for word in words:
        if value == word:
            return word
    known = ", ".join(str(word) for word in words)
    raise NotADecision(f"'{key}' must be one of {known}, not {value!r}")


def _optional(written: Mapping[str, Any], key: str) -> float | None:
    return None if written.get(key) is None else _number(written, key)


def _numbers(written: Mapping[str, Any], key: str, count: int) -> tuple[float, ...]:
    values = written.get(key)
    if not isinstance(values, list) or len(values) != count:
        raise NotADecision(f"'{key}' must be {count} numbers, not {values!r}")
    return tuple(_number({key: value}, key) for value in values)


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

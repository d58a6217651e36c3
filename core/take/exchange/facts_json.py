"""Decisions as JSON and back. A fact of an unknown kind is kept as it was written.

{"id", "source": "user" | "auto", "probability", "fact": {"kind": "contact", ...}}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from sys import float_info
from typing import Any

from core.contacts.contact import STATES, Contact, State
from core.files.pins_json import FARTHEST_PIXELS, SIGMAS
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
from core.take.editing.camera_edits import CAMERA_LIMITS
from core.take.exchange.fact_keys import NotADecision as NotADecision
from core.take.exchange.fact_keys import (
    keyed,
    number,
    numbers,
    one_of,
    optional,
    stretch,
    text,
    turn,
)
from core.take.layer_key import LAYER_CHANNELS, TANGENTS_IN, TANGENTS_OUT, Three, fault_of_key


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """A decision as `decision_from_json` reads it."""
    return {
        "id": decision.id,
        "source": decision.source,
        "probability": decision.probability,
        "fact": fact_as_json(decision.fact),
    }


def fact_as_json(fact: Fact) -> dict[str, Any]:
    """A fact with its `kind`: video seconds, metres, radians, quaternions w, x, y, z."""
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
    written = keyed(value, "a decision")
    source = written.get("source", "user")
    if source not in ("user", "auto"):
        raise NotADecision(f"'source' must be user or auto, not {source!r}")
    probability = number(written, "probability", 1.0)
    if not 0.0 <= probability <= 1.0:
        raise NotADecision(f"'probability' must lie between 0 and 1, not {probability:g}")
    return Decision(text(written, "id"), fact_from_json(written.get("fact")), source, probability)


def fact_from_json(value: Any) -> Fact:
    """The fact that `fact_as_json` wrote. Raises: NotADecision, naming the key that is wrong."""
    written = keyed(value, "'fact'")
    kind = text(written, "kind")
    match kind:
        case "contact":
            return _contact(written)
        case "video_offset":
            return VideoOffset(number(written, "seconds"))
        case "ground":
            return Ground(number(written, "height"))
        case "pin":
            return _pin(written)
        case "cleaning":
            return Cleaning()
        case "sharp_mark":
            joint = written.get("joint")
            named = None if joint is None else text(written, "joint")
            return SharpMark(number(written, "time"), named)
        case "sides_swapped":
            return SidesSwapped(*stretch(written), one_of(written, "limbs", LIMBS))
        case "layer_key":
            return _layer_key(written)
        case "camera":
            return _camera(written)
        case "ignored":
            return Ignored(text(written, "defect"), text(written, "where"), *stretch(written))
    return OtherFact(kind, json.dumps(value, sort_keys=True))


def _contact(written: Mapping[str, Any]) -> Contact:
    state: State = one_of(written, "state", STATES)
    start, end = stretch(written)
    height = optional(written, "height")
    return Contact(text(written, "point"), state, start, end, _anchor(written), height)


def _pin(written: Mapping[str, Any]) -> Pin:
    kind: PinKind = one_of(written, "pin", PIN_KINDS)
    start, end = stretch(written)
    pose = keyed(written.get("pose", {}), "'pose'")
    if kind == "pose" and not pose:
        raise NotADecision("'pose' must name at least one joint")
    turns = tuple((name, turn(pose, name)) for name in sorted(pose))
    sigma = optional(written, "sigma", low=SIGMAS[0], high=SIGMAS[1])
    return Pin(
        "" if kind == "pose" else text(written, "joint"),
        kind,
        start,
        end,
        _pin_value(written, kind),
        turns,
        one_of(written, "strength", STRENGTHS),
        sigma,
    )


def _pin_value(written: Mapping[str, Any], kind: PinKind) -> tuple[float, ...]:
    if kind == "rotation":
        return turn(written, "value")
    if kind == "image":
        return numbers(written, "value", 2, within=FARTHEST_PIXELS)
    return numbers(written, "value", 3 if kind == "position" else 0)


def _layer_key(written: Mapping[str, Any]) -> LayerKey:
    key = LayerKey(
        text(written, "joint"),
        one_of(written, "channel", LAYER_CHANNELS),
        number(written, "time"),
        _three(written, "value"),
        one_of({"in": written.get("in", "auto")}, "in", TANGENTS_IN),
        one_of({"out": written.get("out", "auto")}, "out", TANGENTS_OUT),
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
    x, y, z = numbers(written, key, 3, within=float_info.max)  # `fault_of_key` knows its bound
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
    focal, pitch, roll, height = (
        optional(written, key, low=CAMERA_LIMITS[key][0], high=CAMERA_LIMITS[key][1])
        for key in ("focal", "pitch", "roll", "height")
    )
    return CameraFact(focal, pitch, roll, height, _horizon(written), _known_length(written))


def _horizon(written: Mapping[str, Any]) -> tuple[ImagePoint, ImagePoint] | None:
    points = written.get("horizon")
    if points is None:
        return None
    if not isinstance(points, list) or len(points) != 2:
        raise NotADecision("'horizon' must be two points or null")
    return _image_point(points[0], "horizon"), _image_point(points[1], "horizon")


def _known_length(written: Mapping[str, Any]) -> tuple[ImagePoint, ImagePoint, float] | None:
    if written.get("known_length") is None:
        return None
    length = keyed(written["known_length"], "'known_length'")
    start, end = (_image_point(length.get(end), "known_length") for end in ("from", "to"))
    metres = number(length, "metres")
    if metres <= 0.0:
        raise NotADecision(f"'metres' must be more than 0, not {metres:g}")
    return start, end, metres


def _image_point(value: Any, key: str) -> ImagePoint:
    u, v = numbers({key: value}, key, 2)
    return (u, v)


def _anchor(written: Mapping[str, Any]) -> tuple[float, float, float] | None:
    anchor = written.get("anchor")
    if anchor is None:
        return None
    x, y, z = numbers(written, "anchor", 3)
    return (x, y, z)

"""What a capture was told, as a take keeps it: so that a later fit is told the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.capture.options.options import CaptureOptions
from core.capture.person.person_box import Box

#: What the take's decisions say in place of the record.
_DECIDED = ("camera_fact", "focal_35mm")
_PATHS = ("rig", "camera", "keypoints")


def options_as_text(options: CaptureOptions) -> str:
    """All but what is a decision; equal options give equal text."""
    told = {key: value for key, value in asdict(options).items() if key not in _DECIDED}
    for key in _PATHS:
        told[key] = None if told[key] is None else str(Path(told[key]).absolute())
    return json.dumps(told, sort_keys=True)


def options_from_text(text: str | None) -> CaptureOptions:
    """The options that were kept; the default ones for a take that kept none, or broken ones."""
    try:
        told: Any = json.loads(text or "{}")
    except ValueError:
        told = {}
    known = CaptureOptions.__dataclass_fields__
    if not isinstance(told, dict):
        told = {}
    told = {key: value for key, value in told.items() if key in known and key not in _DECIDED}
    for key in _PATHS:
        if told.get(key) is not None:
            told[key] = Path(told[key])
    if told.get("box") is not None:
        told["box"] = Box(**told["box"])
    return CaptureOptions(**told)

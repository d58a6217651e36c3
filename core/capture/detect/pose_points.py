"""The points of a person that capture speaks of: the 33 of BlazePose.

Source: Bazarevsky et al., "BlazePose", 2020, and MediaPipe's PoseLandmark list. Left and right
are the person's own.
"""

from __future__ import annotations

_FACE = (
    "nose",
    *(f"{side}_eye{part}" for side in ("left", "right") for part in ("_inner", "", "_outer")),
    "left_ear", "right_ear", "mouth_left", "mouth_right",
)  # fmt: skip
_PAIRS = (
    "shoulder", "elbow", "wrist", "pinky", "index", "thumb",
    "hip", "knee", "ankle", "heel", "foot_index",
)  # fmt: skip

#: In MediaPipe's order.
POSE_POINTS: tuple[str, ...] = _FACE + tuple(
    f"{side}_{part}" for part in _PAIRS for side in ("left", "right")
)

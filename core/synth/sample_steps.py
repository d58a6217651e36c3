"""What the feet do in the sample motion: walk, turn on a ball, slide on purpose, jump.

Metres and seconds; the floor is y = 0, the camera stands towards +Z. Events lie on thirtieths of
a second where a viewer would look for them.
"""

from __future__ import annotations

import numpy as np

from core.synth.foot_path import Slide, Stance, Turn

DURATION = 8.0
RATE = 60.0
TAKE_OFF, LANDING = 6.25, 6.70  # the jump's flight
TURN = (2.95, 3.65)  # the pivot on the left ball
SLIDE_OUT, SLIDE_BACK = (4.20, 4.90), (5.05, 5.65)

_HEADING = np.radians(72.0)  # of the walk; 0 faces the camera
_TURN_ANGLE = np.radians(-82.0)
_START = (-1.42, -0.30)
_HALF_WIDTH = 0.085
_STRIKE, _PUSH = np.radians(17.0), np.radians(46.0)


def _on_way(along: float, left: float) -> tuple[float, float]:
    """Where the ball of a foot stands: metres along the walk and left of its line."""
    sine, cosine = np.sin(_HEADING), np.cos(_HEADING)
    x = _START[0] + along * sine + left * cosine
    z = _START[1] + along * cosine - left * sine
    return float(x), float(z)


def _beside(ball: tuple[float, float], yaw: float, right: float) -> tuple[float, float]:
    """A place to the right of a ball for a foot that faces yaw."""
    return float(ball[0] - right * np.cos(yaw)), float(ball[1] + right * np.sin(yaw))


def sample_stances() -> tuple[dict[str, tuple[Stance, ...]], dict[str, tuple[float, ...]]]:
    """Stances of the left and the right foot, and the extra heights of the swings between."""
    toes_out = np.radians(6.0)
    walk_left, walk_right = _HEADING + toes_out, _HEADING - toes_out
    after = _HEADING + _TURN_ANGLE
    left_end = _on_way(1.98, _HALF_WIDTH)
    right_end = _beside(left_end, after, 2.4 * _HALF_WIDTH)
    left_landing = (left_end[0], left_end[1] + 0.03)
    right_landing = (right_end[0], right_end[1] + 0.03)
    outwards = after - np.radians(70.0)
    way = (0.40 * float(np.sin(outwards)), 0.40 * float(np.cos(outwards)))
    turn = Turn(*TURN, _TURN_ANGLE, np.radians(9.0))
    slides = (
        Slide(*SLIDE_OUT, way),
        Slide(*SLIDE_BACK, (-way[0], -way[1])),
    )
    crouch = TAKE_OFF - 0.13
    jump_push = np.radians(46.0)
    far = DURATION + 10.0
    left = (
        Stance(-10.0, -9.9, 0.95, 1.15, _on_way(0.0, _HALF_WIDTH), walk_left, 0.0, _PUSH),
        Stance(1.55, 1.65, 1.95, 2.20, _on_way(0.95, _HALF_WIDTH), walk_left, _STRIKE, _PUSH),
        Stance(
            2.60, 2.70, crouch, TAKE_OFF, left_end, walk_left, 0.7 * _STRIKE, jump_push,
            spring=1.3, turns=(turn,),
        ),
        Stance(
            LANDING, LANDING + 0.08, far, far + 1.0, left_landing, after + toes_out,
            -np.radians(24.0), impact=2.0,
        ),
    )  # fmt: skip
    right = (
        Stance(-10.0, -9.9, 0.35, 0.60, _on_way(0.0, -_HALF_WIDTH), walk_right, 0.0, 0.8 * _PUSH),
        Stance(1.00, 1.10, 1.45, 1.68, _on_way(0.47, -_HALF_WIDTH), walk_right, _STRIKE, _PUSH),
        Stance(2.08, 2.18, 2.55, 2.85, _on_way(1.48, -_HALF_WIDTH), walk_right, _STRIKE, _PUSH),
        Stance(
            3.50, 3.56, crouch, TAKE_OFF, right_end, after - toes_out, -np.radians(12.0), jump_push,
            spring=1.3, slides=slides,
        ),
        Stance(
            LANDING, LANDING + 0.08, far, far + 1.0, right_landing, after - toes_out,
            -np.radians(24.0), impact=2.0,
        ),
    )  # fmt: skip
    lifts = {"left": (0.035, 0.035, 0.08), "right": (0.030, 0.035, 0.045, 0.08)}
    return {"left": left, "right": right}, lifts

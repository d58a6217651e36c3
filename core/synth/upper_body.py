"""Spine, head and arms of the sample motion: they answer the legs, and gesture by keys.

Angles in radians. Arms rest in a T-pose; `swing` lifts an arm forward, `spread` sideways from
hanging, `twist` turns the forearm's hinge up, `bend` closes the elbow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.motion import rotations
from core.synth.easing import blurred, keyed
from core.synth.hips_path import HipsPath
from core.synth.sample_steps import LANDING, SLIDE_BACK, SLIDE_OUT, TAKE_OFF, TURN

_WAVE_START, _WAVE_END = 7.15, 8.0


def _degrees(times: np.ndarray, keys: Sequence[tuple[float, float]]) -> np.ndarray:
    return np.radians(keyed(times, keys))


def upper_body_turns(times: np.ndarray, hips: HipsPath) -> dict[str, np.ndarray]:
    """Local rotations (frames, 4) by joint name of the default rig, from spine to hands."""
    stride = np.clip(blurred(hips.stride, 3.0) / 0.6, -1.2, 1.2)
    stride = stride * keyed(times, [(2.5, 1.0), (3.4, 0.0)])
    turns = _spine(times, hips, stride)
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        turns.update(_arm(times, side, sign, sign * stride))
    return turns


def _spine(times: np.ndarray, hips: HipsPath, stride: np.ndarray) -> dict[str, np.ndarray]:
    """The chest turns against the hips, leans over the stance foot, and bows in a crouch."""
    bow = keyed(
        times,
        [(SLIDE_OUT[0], 2.0), (SLIDE_OUT[1], 9.0), (SLIDE_BACK[1], 4.0), (TAKE_OFF - 0.27, 26.0),
         (TAKE_OFF, -2.0), (LANDING, 6.0), (LANDING + 0.22, 24.0), (LANDING + 0.7, 2.0)],
    )  # fmt: skip
    bow = np.radians(bow) + 0.03 * np.sin(2.0 * np.pi * times / 3.7)
    # the chest leads the turn
    lead = _degrees(times, [(TURN[0] - 0.15, 0.0), (TURN[0] + 0.2, -14.0), (TURN[1] + 0.15, 0.0)])
    twist = -np.radians(15.0) * stride + lead
    level = -0.8 * hips.roll - 0.5 * np.radians(8.0) * (2.0 * hips.load_left - 1.0)
    half = np.stack([0.5 * twist, 0.5 * bow, 0.5 * level], axis=-1)
    look = keyed(
        times,
        [(0.0, -48.0), (0.25, -48.0), (0.75, 0.0), (TURN[0] - 0.2, 0.0), (TURN[0] + 0.12, -30.0),
         (TURN[1] + 0.1, 0.0), (SLIDE_OUT[0] - 0.1, 0.0), (SLIDE_OUT[0] + 0.3, -24.0),
         (SLIDE_BACK[0], -24.0), (SLIDE_BACK[1], 2.0)],
    )  # fmt: skip
    nod = keyed(
        times,
        [(0.75, 3.0), (SLIDE_OUT[0] - 0.1, 2.0), (SLIDE_OUT[0] + 0.3, 20.0), (SLIDE_BACK[0], 20.0),
         (SLIDE_BACK[1], -2.0), (TAKE_OFF - 0.27, -16.0), (TAKE_OFF + 0.2, -4.0),
         (LANDING + 0.22, -12.0), (LANDING + 0.6, -2.0), (_WAVE_END, -2.0)],
    )  # fmt: skip
    # the head stays where it looks while the chest turns below it
    head = np.stack(
        [0.5 * (np.radians(look) - 0.6 * twist), 0.5 * np.radians(nod), -0.3 * level], -1
    )
    return {
        "Spine": rotations.from_euler(half, "YXZ"),
        "Chest": rotations.from_euler(half, "YXZ"),
        "Neck": rotations.from_euler(head, "YXZ"),
        "Head": rotations.from_euler(head, "YXZ"),
    }


def _arm(times: np.ndarray, side: str, sign: float, ahead: np.ndarray) -> dict[str, np.ndarray]:
    """One arm: swings with the other leg, balances, flies up in the jump; the right one waves."""
    jump_swing = keyed(
        times,
        [(TAKE_OFF - 0.62, 0.0), (TAKE_OFF - 0.30, -44.0), (TAKE_OFF + 0.08, 84.0),
         (TAKE_OFF + 0.24, 94.0), (LANDING + 0.1, 34.0), (LANDING + 0.7, 0.0)],
    )  # fmt: skip
    spread = keyed(
        times,
        [(TURN[0] - 0.2, 9.0), (TURN[0] + 0.25, 24.0), (TURN[1] + 0.2, 10.0),
         (SLIDE_OUT[0] - 0.1, 10.0), (SLIDE_OUT[1] - 0.1, 40.0 if side == "Left" else 26.0),
         (SLIDE_BACK[0], 38.0 if side == "Left" else 24.0), (SLIDE_BACK[1], 10.0),
         (LANDING, 14.0), (LANDING + 0.2, 22.0), (LANDING + 0.7, 9.0)],
    )  # fmt: skip
    bend = keyed(
        times,
        [(0.3, 12.0), (0.9, 22.0), (SLIDE_OUT[0], 18.0), (SLIDE_OUT[1], 34.0),
         (SLIDE_BACK[1], 20.0), (TAKE_OFF - 0.25, 12.0), (TAKE_OFF + 0.1, 42.0),
         (LANDING + 0.2, 46.0), (LANDING + 0.75, 16.0)],
    )  # fmt: skip
    swing = np.radians(jump_swing + 3.0) + np.radians(24.0) * ahead
    spread, bend = np.radians(spread), np.radians(bend) + np.radians(11.0) * np.maximum(ahead, -0.6)
    twist, hand = np.zeros(len(times)), np.zeros(len(times))
    if side == "Right":
        rise = keyed(times, [(_WAVE_START, 0.0), (_WAVE_START + 0.4, 1.0)])
        beat = np.sin(2.0 * np.pi * 1.9 * (times - _WAVE_START - 0.4)) * rise
        beat = beat * keyed(times, [(_WAVE_START + 0.3, 0.0), (_WAVE_START + 0.55, 1.0)])
        swing = swing * (1.0 - rise) + np.radians(6.0) * rise
        spread = spread * (1.0 - rise) + np.radians(72.0) * rise
        twist = np.radians(82.0) * rise
        bend = bend * (1.0 - rise) + (np.radians(94.0) + np.radians(24.0) * beat) * rise
        hand = np.radians(10.0) * beat
    collar = 0.16 * np.maximum(spread - np.radians(15.0), 0.0)
    collar = collar + 0.10 * np.maximum(swing - np.radians(30.0), 0.0)
    zero = np.zeros(len(times))
    swung = rotations.from_euler(np.stack([-swing, sign * (spread - np.pi / 2), -twist], -1), "XZX")
    return {
        f"{side}Shoulder": rotations.from_euler(np.stack([sign * collar], -1), "Z"),
        f"{side}Arm": rotations.multiply(
            rotations.from_euler(np.stack([-sign * collar], -1), "Z"), swung
        ),
        f"{side}ForeArm": rotations.from_euler(np.stack([-sign * bend, zero], -1), "YX"),
        f"{side}Hand": rotations.from_euler(np.stack([-sign * (0.12 + hand)], -1), "Y"),
    }

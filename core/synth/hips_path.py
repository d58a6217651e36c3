"""Where the hips go, given the feet: over the loaded foot, within reach, by keys in jumps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from core.motion import rotations
from core.motion.centre_of_mass import GRAVITY
from core.motion.skeleton import Skeleton
from core.synth.easing import blurred, keyed, quintic, smooth_step
from core.synth.foot_path import FootPath
from core.synth.sample_steps import LANDING, SLIDE_BACK, SLIDE_OUT, TAKE_OFF

_SOFT_KNEES = 0.016  # metres below the height of straight legs
_EXTENSION = 0.992  # of the leg's length, never exceeded
_FLIGHT = LANDING - TAKE_OFF
_CROUCH, _LIFT, _DROP = -0.20, 0.055, 0.0  # metres from standing: lowest, take-off, landing


@dataclass(frozen=True, slots=True, eq=False)
class HipsPath:
    """The root joint over time: (frames, 3) metres, (frames,) radians, share of load per foot."""

    positions: np.ndarray
    yaw: np.ndarray
    lean: np.ndarray  # pitch, forward positive
    roll: np.ndarray
    load_left: np.ndarray  # 0 to 1
    stride: np.ndarray  # how far the right foot is ahead of the left one, metres

    @property
    def turns(self) -> np.ndarray:
        """World rotation of the hips, (frames, 4)."""
        angles = np.stack([self.yaw, self.lean, self.roll], axis=-1)
        return rotations.from_euler(angles, "YXZ")

    def moved(self, offset: np.ndarray) -> HipsPath:
        """The same path, moved by (frames, 3) metres."""
        return replace(self, positions=self.positions + offset)


def hips_path(times: np.ndarray, feet: dict[str, FootPath], skeleton: Skeleton) -> HipsPath:
    """The hips of the sample motion over its feet, 60 frames a second."""
    yaw = blurred(0.5 * (feet["left"].yaw + feet["right"].yaw), 7.0)
    forward = np.stack([np.sin(yaw), np.cos(yaw)], axis=-1)
    middles = {side: _middle_of_foot(foot) for side, foot in feet.items()}
    stride = blurred(np.sum((middles["right"] - middles["left"]) * forward, axis=-1), 3.0)
    load = {side: blurred(foot.down.astype(float), 5.0) + 0.12 for side, foot in feet.items()}
    light = keyed(
        times,
        [(SLIDE_OUT[0] - 0.3, 1.0), (SLIDE_OUT[0] + 0.1, 0.45), (SLIDE_BACK[1] - 0.1, 0.45),
         (SLIDE_BACK[1] + 0.25, 1.0)],
    )  # fmt: skip
    load["right"] = load["right"] * light
    share = (load["left"] / (load["left"] + load["right"]))[:, None]
    loaded = share * middles["left"] + (1.0 - share) * middles["right"]
    plain = 0.5 * (middles["left"] + middles["right"])
    level = blurred(0.6 * loaded + 0.4 * plain, 9.0)
    crouch = _crouch(times)
    # the seat goes back as the trunk leans forward, and has weight: it cannot jerk
    bowed = blurred(np.minimum(crouch, 0.0), 4.0)
    lean = np.radians(2.0) - 0.9 * bowed
    level = level + forward * (0.55 * bowed)[:, None]
    path = HipsPath(
        np.stack([level[:, 0], np.zeros(len(times)), level[:, 1]], axis=-1),
        yaw + np.radians(9.0) * np.clip(stride / 0.6, -1.2, 1.2),
        lean,
        np.radians(4.0) * (2.0 * share[:, 0] - 1.0),
        share[:, 0],
        stride,
    )  # fmt: skip
    return _at_height(times, path, feet, skeleton, crouch)


def _middle_of_foot(foot: FootPath) -> np.ndarray:
    """(frames, 2) x and z a little ahead of the ankle, where the body's weight stands."""
    ahead = np.stack([np.sin(foot.yaw), np.cos(foot.yaw)], axis=-1)
    return foot.ankle[:, [0, 2]] + 0.04 * ahead


def _crouch(times: np.ndarray) -> np.ndarray:
    """(frames,) metres of the hips above standing in the jump, from crouch to recovery."""
    speed_up = 0.5 * GRAVITY * _FLIGHT + (_DROP - _LIFT) / _FLIGHT
    speed_down = speed_up - GRAVITY * _FLIGHT
    keys = [
        (TAKE_OFF - 0.62, 0.0, 0.0, 0.0),
        (TAKE_OFF - 0.27, _CROUCH, 0.0, 7.0),
        (TAKE_OFF, _LIFT, speed_up, -GRAVITY),
        (LANDING, _DROP, speed_down, -GRAVITY),
        (LANDING + 0.21, -0.19, 0.0, 9.0),
        (LANDING + 0.70, 0.0, 0.0, 0.0),
    ]
    height = np.zeros(len(times))
    for (t0, y0, v0, a0), (t1, y1, v1, a1) in pairwise(keys):
        inside = (times >= t0) & (times <= t1)
        share = (times[inside] - t0) / (t1 - t0)
        height[inside] = quintic(share, t1 - t0, y0, v0, y1, v1, a0, a1)
    return height


def _at_height(
    times: np.ndarray,
    path: HipsPath,
    feet: dict[str, FootPath],
    skeleton: Skeleton,
    crouch: np.ndarray,
) -> HipsPath:
    """As high as standing, less where a leg would not reach; by keys around the jump."""
    limit = np.full(len(times), np.inf)
    straight = 0.0
    for side, foot in feet.items():
        name = side.capitalize()
        joint = skeleton.index(f"{name}UpLeg")
        hip = path.positions + rotations.rotate(path.turns, skeleton.offsets[joint])
        bones = [skeleton.offsets[skeleton.index(name + part)] for part in ("Leg", "Foot")]
        leg = float(sum(np.linalg.norm(bone) for bone in bones))
        aside = np.linalg.norm((hip - foot.ankle)[:, [0, 2]], axis=-1)
        reach = np.sqrt(np.maximum((_EXTENSION * leg) ** 2 - aside**2, 0.0))
        limit = np.minimum(limit, foot.ankle[:, 1] + reach - hip[:, 1])
        straight = leg - float(skeleton.offsets[joint][1]) + 0.068
    standing = straight - _SOFT_KNEES
    walking = np.minimum(limit, standing)
    lowest = np.min(
        np.lib.stride_tricks.sliding_window_view(np.pad(walking, 6, mode="edge"), 13), axis=-1
    )
    height = blurred(lowest, 3.2)
    jumping = smooth_step((times - (TAKE_OFF - 0.62)) / 0.3)
    jumping = jumping * (1.0 - smooth_step((times - (LANDING + 0.45)) / 0.3))
    height = (1.0 - jumping) * height + jumping * (standing + crouch)
    positions = path.positions.copy()
    positions[:, 1] = np.where(jumping >= 1.0, standing + crouch, np.minimum(height, limit))
    return replace(path, positions=positions)

"""When and how high feet stand, from nothing but their joints' paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion.body_parts import SIDES
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion, thinned

#: Statistics of a long take are made of about this many frames.
FRAMES_OF_STATISTICS = 6000
#: A foot slower than this (m/s) may stand; a take's slowest third always may.
SLOW = 0.15
#: A foot within this of its lowest level (m) is down.
NEAR_LOWEST = 0.025
#: Metres of a leg where the rig has none: .49 of 1.73 m (thigh and shin, Winter 2009, figure 4.1).
_USUAL_LEG = 0.85


@dataclass(frozen=True, slots=True, eq=False)
class Foot:
    """One foot's frames: the ankle, the front (toe joint, end site or guess) and when it stands."""

    side: str
    ankle: int  # joint of the full rig
    front: int  # joint of the full rig that carries the front point
    front_offset: np.ndarray  # (3,) metres in that joint's frame
    front_is: str  # "toe", "end" or "guess"
    ankle_turns: np.ndarray  # (frames, 4) world
    front_turns: np.ndarray  # (frames, 4) world
    ankle_path: np.ndarray  # (frames, 3) world metres
    front_path: np.ndarray  # (frames, 3) world metres, of the front point
    joint_path: np.ndarray  # (frames, 3) world metres, of the joint that carries it
    flat: np.ndarray  # (frames,) bool: both low and slow; never empty

    def level(self, path: np.ndarray) -> float:
        """The height (m) of a path of this foot while the foot stands flat."""
        return float(np.median(path[self.flat, 1]))


def feet_of(motion: Motion, parts: dict[str, int]) -> list[Foot]:
    """The feet that the rig has, by ankle; frames are thinned for long takes."""
    sides = [side for side in SIDES if f"{side}_ankle" in parts]
    if not sides:
        return []
    needed = [
        parts[name]
        for side in sides
        for name in (f"{side}_ankle", f"{side}_toe", f"{side}_knee")
        if name in parts
    ]
    smaller, index = partial_motion(thinned(motion, FRAMES_OF_STATISTICS), needed)
    turns, positions = forward_kinematics(smaller)
    feet = []
    for side in sides:
        ankle = parts[f"{side}_ankle"]
        front, offset, kind = _front(motion, parts, side)
        ankle_path = positions[:, index[ankle]]
        front_path = point_positions(turns, positions, index[front], offset)
        feet.append(
            Foot(
                side, ankle, front, offset, kind,
                turns[:, index[ankle]], turns[:, index[front]], ankle_path, front_path,
                positions[:, index[front]],
                flat_frames(smaller.times, ankle_path, front_path),
            )
        )  # fmt: skip
    return feet


def leg_length(motion: Motion, parts: dict[str, int]) -> float:
    """Thigh and shin, metres, of the longer leg; a usual one where the rig has none."""
    offsets = motion.skeleton.offsets
    lengths = [
        float(
            np.linalg.norm(offsets[parts[f"{side}_knee"]])
            + np.linalg.norm(offsets[parts[f"{side}_ankle"]])
        )
        for side in SIDES
        if f"{side}_knee" in parts and f"{side}_ankle" in parts
    ]
    return max([length for length in lengths if length > 1e-3], default=_USUAL_LEG)


def speeds(times: np.ndarray, path: np.ndarray) -> np.ndarray:
    """(frames,) m/s of a path (frames, 3), by central differences on the true times."""
    if len(times) < 2:
        return np.zeros(len(times))
    return np.linalg.norm(np.gradient(path, times, axis=0), axis=-1)


def slow_frames(times: np.ndarray, path: np.ndarray) -> np.ndarray:
    """(frames,) bool: slower than SLOW, or among the slowest third."""
    speed = speeds(times, path)
    return speed <= max(SLOW, float(np.percentile(speed, 33.0)))


def lowest_level(times: np.ndarray, path: np.ndarray) -> float:
    """The height (m) that a path comes down to when it is slow: robust against single frames."""
    return float(np.percentile(path[slow_frames(times, path), 1], 10.0))


def flat_frames(times: np.ndarray, ankle_path: np.ndarray, front_path: np.ndarray) -> np.ndarray:
    """(frames,) bool where ankle and front are both down and slow; the lowest frames if never."""
    down = np.ones(len(times), dtype=bool)
    lowness = np.zeros(len(times))
    for path in (ankle_path, front_path):
        above = path[:, 1] - lowest_level(times, path)
        lowness += above
        down &= slow_frames(times, path) & (above <= NEAR_LOWEST)
    return down if np.any(down) else lowness <= np.percentile(lowness, 5.0)


def _front(motion: Motion, parts: dict[str, int], side: str) -> tuple[int, np.ndarray, str]:
    """The joint and offset of the ball of the foot: toe joint, else end site, else a guess."""
    ankle, toe = parts[f"{side}_ankle"], parts.get(f"{side}_toe")
    if toe is not None:
        return toe, np.zeros(3), "toe"
    ends = [site.offset for site in motion.skeleton.end_sites_of(ankle)]
    longest = max(ends, key=lambda offset: float(np.linalg.norm(offset)), default=np.zeros(3))
    if np.linalg.norm(longest) > 0.05 * leg_length(motion, parts):
        return ankle, np.array(longest), "end"
    return ankle, np.zeros(3), "guess"

"""The estimate that was here before, kept to be compared with: slow and low is planted.

Heel and toe speak for themselves. Thresholds come from the take: the speed between standing and
swinging is where its own speeds part, and noise widens the smoothing, which is used here only.
Pivots, slides and air are left to the user. Sources: constants of the field (0.15 to 0.3 m/s, a
few centimetres); Otsu 1979 for parting the speeds; Gaussian smoothing acts on both sides of a
sample, so that nothing shifts in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter

from core.contacts.contact import Contact
from core.contacts.parting_speed import parting_speed
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.ground import ground_height as found_ground_height
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.motion import Motion
from core.motion.partial_motion import partial_motion
from core.motion.resample import path_at

#: A plant shorter than this (s) is noise; a gap shorter than this (s) and way (m) is one plant.
SHORTEST_PLANT = 0.1
SHORTEST_GAP = 0.08
LARGEST_STEP_IN_GAP = 0.04
#: Speeds (m/s) between which the parting of standing from swinging must lie; in a take whose
#: feet swing fast the upper one is this part of their swing.
SPEED_RANGE = (0.15, 0.45)
PART_OF_SWING = 0.08
#: A plant reaches on while the point is slower than this many times the parting speed.
REACH = 1.2
#: A standing point is at most this far (m) from the ground; noise (m) widens it.
HEIGHT_TOLERANCE = 0.05
#: A plant ends where the point is this far (m) above the plant's own level.
RISE = 0.02
#: Only a step at least this far (m) from the ground is one; what is nearer is taken for noise.
LOWEST_STEP = 0.1
#: Of a plant on a step, at least this part of its samples carry the body: no foot is lower.
CARRYING_PART = 0.25
#: How sure the surest plant is.
_SURE = 0.99
#: Smoothing (s) of clean and of the noisiest paths.
SMOOTHING = (0.012, 0.07)
NOISE_RATE = 30.0
#: What noise may leave of speed after smoothing, as a part of the upper limit of standing.
_NOISE_OF_SPEED = 0.13


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """One point's path, smoothed, and what was found out about it."""

    name: str
    times: np.ndarray
    path: np.ndarray  # (frames, 3) metres
    speed: np.ndarray  # (frames,) m/s
    noise: float  # metres, of one sample


def plants_by_speed_and_height(
    motion: Motion,
    contact_points: Sequence[ContactPoint],
    ground_height: float | None = None,
) -> tuple[tuple[Contact, float], ...]:
    """Plants of the foot points, each with its probability, in order of lane and time.

    Args:
        motion: metres, +Y up, at its own times.
        contact_points: of the motion's rig; points other than heels and toes are not estimated.
        ground_height: of the floor; None finds it.
    Returns: contacts on frame times; `height` is set where a plant stands on a step.
    """
    feet = [point for point in contact_points if point.name in FOOT_POINT_NAMES]
    if not feet or motion.frame_count < 3:
        return ()
    if ground_height is None:
        ground_height = found_ground_height(motion, feet)
    smaller, index = partial_motion(motion, [point.joint for point in feet])
    turns, positions = forward_kinematics(smaller)
    paths = {
        point.name: point_positions(turns, positions, index[point.joint], point.offset)
        for point in feet
    }
    return plants_of_paths(motion.times, paths, ground_height)


def plants_of_paths(
    times: np.ndarray, paths: Mapping[str, np.ndarray], ground_height: float
) -> tuple[tuple[Contact, float], ...]:
    """The estimate from world paths (frames, 3) of named foot points at times (frames,)."""
    fastest = _fastest_standing(times, paths)
    walks = [_walk(name, times, path, fastest) for name, path in paths.items()]
    speeds = np.concatenate([walk.speed for walk in walks])
    parting = parting_speed(speeds, SPEED_RANGE[0], fastest)
    plants: list[tuple[Contact, float]] = []
    for walk in walks:
        others = [other for other in walks if other.name.split("_")[0] != walk.name.split("_")[0]]
        for first, last in _still_stretches(walk, parting):
            plant = _plant(walk, others, first, last, ground_height, parting)
            if plant is not None:
                plants.append(plant)
    order = {name: place for place, name in enumerate(FOOT_POINT_NAMES)}
    return tuple(sorted(plants, key=lambda pair: (order[pair[0].point], pair[0].start)))


def _fastest_standing(times: np.ndarray, paths: Mapping[str, np.ndarray]) -> float:
    """The upper limit (m/s) of what may be called standing in this take."""
    raw = [np.linalg.norm(np.gradient(path, times, axis=0), axis=-1) for path in paths.values()]
    return max(SPEED_RANGE[1], PART_OF_SWING * float(np.percentile(np.concatenate(raw), 95.0)))


def _walk(name: str, times: np.ndarray, path: np.ndarray, fastest: float) -> _Walk:
    """Smooth a path as much as its own noise asks for."""
    rate = (len(times) - 1) / (times[-1] - times[0])
    even = times[0] + np.arange(len(times)) / rate
    evenly = path_at(times, path, even)
    steadied = median_filter(evenly, size=(3, 1), mode="nearest")
    noise = _noise(evenly, rate)
    # the speed that noise leaves after a Gaussian of width s: noise^2 / (4 sqrt(pi) s^3 rate)
    allowed = _NOISE_OF_SPEED * fastest
    width = (3.0 * noise**2 / (4.0 * np.sqrt(np.pi) * rate * allowed**2)) ** (1.0 / 3.0)
    width = float(np.clip(width, *SMOOTHING))
    smooth = gaussian_filter1d(steadied, width * rate, axis=0, mode="nearest")
    speed = np.linalg.norm(np.gradient(smooth, even, axis=0), axis=-1)
    at_samples = path_at(even, np.column_stack([smooth, speed]), times)
    return _Walk(name, times, at_samples[:, :3], np.abs(at_samples[:, 3]), noise)


def _noise(path: np.ndarray, rate: float) -> float:
    """Spread (m) of one sample on one axis, from the quietest quarter of the fourth differences.

    Movement hardly reaches them, least where the foot stands; white noise reaches them sqrt(70)
    fold, and a quarter of its lengths in space are below 1.1 spreads. Differences are taken at
    about 30 Hz, where the noise of a capture is still seen after it was resampled to more.
    """
    apart = max(1, round(rate / NOISE_RATE))
    if len(path) < 4 * apart + 4:
        return 0.0
    bends = path
    for _ in range(4):
        bends = bends[apart:] - bends[:-apart]
    lengths = np.linalg.norm(bends, axis=-1)
    return float(np.percentile(lengths, 25.0)) / (np.sqrt(70.0) * 1.1)


def _still_stretches(walk: _Walk, parting: float) -> list[tuple[int, int]]:
    """First and last sample of every stretch slow enough, with its slower middle reached out."""
    still = _runs(walk.speed <= REACH * parting)
    still = [(a, b) for a, b in still if np.any(walk.speed[a : b + 1] <= parting)]
    joined: list[tuple[int, int]] = []
    for first, last in still:
        if joined:
            gap = walk.times[first] - walk.times[joined[-1][1]]
            step = np.linalg.norm(walk.path[first] - walk.path[joined[-1][1]])
            if gap <= SHORTEST_GAP and step <= LARGEST_STEP_IN_GAP:
                joined[-1] = (joined[-1][0], last)
                continue
        joined.append((first, last))
    return joined


def _plant(
    walk: _Walk,
    others: list[_Walk],
    first: int,
    last: int,
    ground_height: float,
    parting: float,
) -> tuple[Contact, float] | None:
    """A plant of a still stretch where the point is down; None where it hangs in the air."""
    tolerance = HEIGHT_TOLERANCE + 2.0 * walk.noise
    first, last = _down(walk.path[:, 1], first, last, RISE + 3.0 * walk.noise)
    start, end = float(walk.times[first]), float(walk.times[last])
    if end - start < SHORTEST_PLANT - 1e-6:
        return None
    held = slice(first, last + 1)
    level = float(np.median(walk.path[held, 1]))
    off_ground = level - ground_height
    if abs(off_ground) > tolerance:
        lower = np.min([other.path[held, 1] for other in others], axis=0) if others else level
        carries = walk.path[held, 1] <= lower + tolerance
        if np.mean(carries) < CARRYING_PART:
            return None
    slowness = float(np.median(walk.speed[held])) / parting
    doubt = 0.35 * min(slowness, 1.0) + 0.15 * min(abs(off_ground) / tolerance, 1.0)
    height = level if abs(off_ground) > LOWEST_STEP else None
    contact = Contact(walk.name, "plant", start, end, None, height)
    return contact, float(np.clip(_SURE - doubt, 0.5, _SURE))


def _down(height: np.ndarray, first: int, last: int, rise: float) -> tuple[int, int]:
    """The stretch without its ends where the point is still coming down or already leaving."""
    level = float(np.median(height[first : last + 1]))
    while first < last and height[first] > level + rise:
        first += 1
    while last > first and height[last] > level + rise:
        last -= 1
    return first, last


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

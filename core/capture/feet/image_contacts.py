"""A first estimate of contacts from a standing camera: a foot that stands still in the picture.

The depth of a captured foot is noise of centimetres, its place in the picture of millimetres. So
stillness is measured in the picture, in metres at the person's distance, and height only has to
tell the floor from the air. A toe that is held while the heel swings round it is a pivot; slides
are left to the user. Sources: thresholds as in core.contacts.estimate; the rule for a standing
camera is our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter, percentile_filter

from core.capture.detect.pose_points import POSE_POINTS
from core.contacts.contact import Contact, State
from core.contacts.estimate import estimate_contacts
from core.contacts.parting_speed import parting_speed
from core.motion.camera import Camera
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion
from core.motion.point_paths import point_paths

#: Smoothing (seconds, Gaussian) of places in the picture and of depths.
_SMOOTH, SMOOTH_DEPTH = 0.035, 0.15
#: A stretch reaches on while slower than this many times the parting speed.
_REACH = 1.3
#: Two stretches as near as this (m) and as close in time (s) are one: no foot steps that fast.
_SAME_PLACE = ((0.03, 0.35), (0.07, 0.15))
_SHORTEST = 0.1
#: Smoothing shortens stretches that begin or end at once, as in a jump: frames up to this far (s)
#: outside belong to one while their unsmoothed place is near (m) to that of its end (s): nearer
#: where the foot rolls off slowly than where it is at once fast (m/s).
_LONGER_BY, _END_OF_STRETCH = 0.07, 0.12
_STILL_THERE, _STILL_THERE_AT_ONCE, _AT_ONCE = 0.015, 0.035, 1.0
#: A held point is at most this far (m) above where feet come down to around then (s); the
#: detector sees heels too high, most of all from the front.
_ABOVE_FLOOR = {"toe": 0.10, "heel": 0.16}
_FLOOR_WINDOW, _FLOOR_SHARE = 1.0, 20.0
#: A turn of the foot (radians) about a held toe that is no plant any more, and how long (s) it is.
_PIVOT_TURN, _SHORTEST_PIVOT = np.radians(35.0), 0.15
#: A foot whose level length is less than this part of it has no direction to turn.
_LEVEL_FOOT = 0.7
_LEAST_CONFIDENCE = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class _Foot:
    """One foot point: where it is in the picture, how fast, how high."""

    raw_place: np.ndarray  # (frames, 2) metres across and down the picture, from the first frame
    place: np.ndarray  # (frames, 2) the same, smoothed
    speed: np.ndarray  # (frames,) m/s
    height: np.ndarray  # (frames,) metres above where feet come down to


def contacts_in_picture(
    motion: Motion, points: Sequence[ContactPoint], camera: Camera, image_points: np.ndarray
) -> tuple[tuple[Contact, float], ...]:
    """Plants and pivots of heels and toes, each with its probability, by lane and time.

    Args:
        motion: as captured, in the camera's world.
        image_points: (frames, 33, 3) x, y, confidence in the order of POSE_POINTS.
    Without heels and toes in the picture, or for two frames, the estimate is that of the motion.
    """
    times = motion.times
    feet = [point for point in points if point.name in FOOT_POINT_NAMES]
    if not seen_well(feet, times, image_points):
        return estimate_contacts(motion, points)
    paths = point_paths(motion, feet)
    root_depth = smoothed_over(
        times, camera.camera_points(motion.root_positions)[:, 2], 2 * SMOOTH_DEPTH
    )
    found = feet_in_picture(times, paths, camera, image_points, root_depth)
    parting = parting_speed(np.concatenate([foot.speed for foot in found.values()]))
    confidence = {p.name: np.nan_to_num(image_points[:, column_of(p.name), 2]) for p in feet}
    held = {
        name: _stretches(times, name, foot, confidence[name], parting)
        for name, foot in found.items()
    }
    estimated: list[tuple[Contact, float]] = []
    for name, stretches in held.items():
        for first, last in stretches:
            sure = _probability(found[name], confidence[name], first, last, parting)
            for state, start, end in _states(name, times, first, last, held, paths):
                estimated.append((Contact(name, state, start, end), sure))
    order = {name: place for place, name in enumerate(FOOT_POINT_NAMES)}
    return tuple(sorted(estimated, key=lambda pair: (order[pair[0].point], pair[0].start)))


def seen_well(feet: Sequence[ContactPoint], times: np.ndarray, image_points: np.ndarray) -> bool:
    """Whether the picture shows every foot point for some time."""
    if len(times) < 3 or not feet:
        return False
    columns = [column_of(point.name) for point in feet]
    enough = np.isfinite(image_points[:, columns, 0]).sum(axis=0) >= max(3, 0.2 * len(times))
    return bool(enough.all())


def feet_in_picture(
    times: np.ndarray,
    paths: dict[str, np.ndarray],
    camera: Camera,
    image_points: np.ndarray,
    root_depth: np.ndarray,
) -> dict[str, _Foot]:
    """What the picture says of every foot point; heights by its ray at its steadied depth."""
    rotation = camera.camera_from_world_rotation
    raw, places, speeds, heights = {}, {}, {}, {}
    for name, path in paths.items():
        rays = camera.rays(_bridged(times, image_points[:, column_of(name)])) @ rotation.T
        sight = rays[:, :2] / rays[:, 2:]
        metres = 0.5 * (root_depth[1:] + root_depth[:-1])[:, None] * np.diff(sight, axis=0)
        raw[name] = np.concatenate([np.zeros((1, 2)), np.cumsum(metres, axis=0)])
        place = smoothed_over(times, median_filter(raw[name], size=(3, 1), mode="nearest"), _SMOOTH)
        depth = smoothed_over(times, camera.camera_points(path)[:, 2], SMOOTH_DEPTH)
        at = np.c_[sight, np.ones(len(sight))] * depth[:, None]
        places[name] = place
        speeds[name] = np.linalg.norm(np.gradient(place, times, axis=0), axis=1)
        heights[name] = ((at - camera.camera_from_world_translation) @ rotation)[:, 1]
    lowest = np.min(list(heights.values()), axis=0)
    frames_around = max(3, round(2 * _FLOOR_WINDOW * (len(times) - 1) / (times[-1] - times[0])))
    floor = percentile_filter(lowest, _FLOOR_SHARE, size=min(frames_around, len(times)))
    return {
        name: _Foot(raw[name], places[name], speeds[name], heights[name] - floor) for name in paths
    }


def _stretches(
    times: np.ndarray, name: str, foot: _Foot, confidence: np.ndarray, parting: float
) -> list[tuple[int, int]]:
    """First and last frame of every stretch that stands still and low, pieces joined."""
    joined: list[tuple[int, int]] = []
    for first, last in _runs(foot.speed <= _REACH * parting):
        if not np.any(foot.speed[first : last + 1] <= parting):
            continue
        here = np.median(foot.place[first : last + 1], axis=0)
        if joined:
            a, b = joined[-1]
            step = float(np.linalg.norm(here - np.median(foot.place[a : b + 1], axis=0)))
            gap = times[first] - times[b]
            if any(step <= near and gap <= short for near, short in _SAME_PLACE):
                joined[-1] = (a, last)
                continue
        joined.append((first, last))
    kept = [
        (first, last)
        for first, last in joined
        if times[last] - times[first] >= _SHORTEST - 1e-6
        and np.median(foot.height[first : last + 1]) <= _ABOVE_FLOOR[name.split("_")[1]]
        and np.median(confidence[first : last + 1]) >= _LEAST_CONFIDENCE
    ]
    return [
        (
            _reached_out(times, foot, first, last, -1, kept[k - 1][1] if k else -1),
            _reached_out(
                times, foot, last, first, 1, kept[k + 1][0] if k + 1 < len(kept) else len(times)
            ),
        )
        for k, (first, last) in enumerate(kept)
    ]


def _reached_out(
    times: np.ndarray, foot: _Foot, end: int, other_end: int, step: int, barrier: int
) -> int:
    """The end of a stretch moved outwards (by `step`) while the foot still is where it stood."""
    inside = np.arange(min(end, other_end), max(end, other_end) + 1)
    near = inside[np.abs(times[inside] - times[end]) <= _END_OF_STRETCH]
    place = np.median(foot.raw_place[near], axis=0)
    outside = np.arange(end + step, barrier, step)
    outside = outside[np.abs(times[outside] - times[end]) <= _LONGER_BY + _END_OF_STRETCH]
    at_once = len(outside) > 0 and foot.speed[outside].max() >= _AT_ONCE
    still_there = _STILL_THERE_AT_ONCE if at_once else _STILL_THERE
    moved = end
    for frame in outside:
        too_late = abs(times[frame] - times[end]) > _LONGER_BY
        if too_late or np.linalg.norm(foot.raw_place[frame] - place) > still_there:
            break
        moved = int(frame)
    return moved


def _states(
    name: str,
    times: np.ndarray,
    first: int,
    last: int,
    held: dict[str, list[tuple[int, int]]],
    paths: dict[str, np.ndarray],
) -> list[tuple[State, float, float]]:
    """The stretch as a plant, or as plants around pivots where the foot turns about its toe.

    It ends halfway between the last frame that stands and the first that does not.
    """
    start = float(times[first] if first == 0 else 0.5 * (times[first - 1] + times[first]))
    stands_at_end = last == len(times) - 1
    end = float(times[last] if stands_at_end else 0.5 * (times[last] + times[last + 1]))
    side, part = name.split("_")
    heel = paths.get(f"{side}_heel")
    if part != "toe" or heel is None:
        return [("plant", start, end)]
    heel_held = np.zeros(len(times), dtype=bool)
    for a, b in held.get(f"{side}_heel", []):
        heel_held[a : b + 1] = True
    along = paths[name] - heel
    level = np.hypot(along[:, 0], along[:, 2]) >= _LEVEL_FOOT * np.linalg.norm(along, axis=1)
    yaw = np.unwrap(np.arctan2(along[:, 0], along[:, 2]))
    inside = np.arange(len(times)) >= first
    inside &= np.arange(len(times)) <= last
    states: list[tuple[State, float, float]] = []
    begin = start
    for a, b in _runs(~heel_held[first : last + 1]):
        a, b = a + first, b + first
        before = inside & level & (times >= times[a] - _END_OF_STRETCH) & (times <= times[a])
        after = inside & level & (times >= times[b]) & (times <= times[b] + _END_OF_STRETCH)
        if not (before.any() and after.any()) or times[b] - times[a] < _SHORTEST_PIVOT:
            continue
        if abs(float(np.median(yaw[after]) - np.median(yaw[before]))) < _PIVOT_TURN:
            continue
        pivot_start = float(times[a]) if times[a] - begin >= _SHORTEST else begin
        pivot_end = float(times[b]) if end - times[b] >= _SHORTEST else end
        if pivot_start > begin:
            states.append(("plant", begin, pivot_start))
        states.append(("pivot", pivot_start, pivot_end))
        begin = pivot_end
    if end > begin or not states:
        states.append(("plant", begin, end))
    return states


def _probability(
    foot: _Foot, confidence: np.ndarray, first: int, last: int, parting: float
) -> float:
    """The slower, lower and better seen, the surer."""
    held = slice(first, last + 1)
    slowness = min(float(np.median(foot.speed[held])) / parting, 1.0)
    high = min(abs(float(np.median(foot.height[held]))) / _ABOVE_FLOOR["toe"], 1.0)
    sure = 0.99 - 0.3 * slowness - 0.15 * high - 0.2 * (1.0 - float(np.median(confidence[held])))
    return float(np.clip(sure, 0.5, 0.99))


def column_of(point: str) -> int:
    """The column of a foot point among POSE_POINTS."""
    side, part = point.split("_")
    return POSE_POINTS.index(f"{side}_{'heel' if part == 'heel' else 'foot_index'}")


def _bridged(times: np.ndarray, path: np.ndarray) -> np.ndarray:
    """(frames, 2) pixels of (frames, 3), gaps in straight lines."""
    seen = np.isfinite(path[:, :2]).all(axis=1)
    return np.stack([np.interp(times, times[seen], path[seen, k]) for k in (0, 1)], axis=1)


def smoothed_over(times: np.ndarray, path: np.ndarray, seconds: float) -> np.ndarray:
    """Gaussian in samples of the mean rate: gaps of variable rates are small beside it."""
    rate = (len(times) - 1) / (times[-1] - times[0])
    return gaussian_filter1d(path, seconds * rate, axis=0, mode="nearest")


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

"""Who is lost for less than a step, and does not fly, stood: plants in frames without a person.

Where somebody passes before a person, or a post hides one, no picture tells of the feet, and what a
fit draws between carries them along. But who lets go with all feet falls: in a flight of T seconds
the hips' vertical speed changes by -g T. Where it does not, a foot stood all the while. Which one,
the steps before and after tell: people walk with one foot after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.capture.feet.image_contacts import column_of
from core.capture.rig_map import SIDES
from core.contacts.contact import Contact
from core.contacts.estimate import Estimated
from core.contacts.intervals import without
from core.motion.body_parts import body_parts
from core.motion.centre_of_mass import GRAVITY
from core.motion.contact_point import FOOT_POINT_NAMES, ContactPoint
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.standing import leg_length

#: Seconds: nobody stands for as short between two steps; more than one step is missing in longer.
_LEAST, _MOST = 0.1, 0.8
#: Seconds beside a gap in which a detector draws legs elsewhere (`beside_gaps`), and how sure of a
#: foot it is there in the mean where that may not be the foot.
_BESIDE, _DOUBTED = 0.3, 0.6
#: Seconds that the ends of contacts, and holes in a gap, may be off by, and of the shortest plant.
_OFF, _SHORT = 0.1, 0.03
#: Seconds over which the hips' speed is read, and the part of a flight's change from which on it
#: is one; the same of how fast they are seen to fall (walkers reach .45 over a foot that stands).
_SPEED, _FLIES = 0.15, 0.25
_SEEN, _FALLS = 0.1, 0.6
#: Lengths of a leg that the hips go while the other foot is off the ground, and while a foot
#: stands, at most.
_STEP, _PASS = 1.5, 0.75
#: Metres between two places of a foot that stayed where it was.
_STAYED = 0.25
#: Where a foot's points stand, in parts of the time between the other one's leaving and landing:
#: medians of 84 steps of rendered motions. So much (s) a toe lands after its heel.
_PART = {"heel": (0.07, 0.75), "toe": (0.22, 0.92)}
_AFTER = {"heel": 0.0, "toe": 0.1}
#: Contacts whose ends are as near (s) touch.
_TOUCH = 0.05
#: What a plant that nobody saw is believed.
SURE = 0.3


@dataclass(frozen=True, slots=True)
class _Gap:
    """Frames without a person, and the stretch around them in which nothing is told to stand."""

    lost: float  # the last time before it at which the person is seen
    back: float  # the first one after it
    start: float = np.nan
    end: float = np.nan


def stood_unseen(
    motion: Motion,
    points: Sequence[ContactPoint],
    image_points: np.ndarray,
    found: Estimated,
) -> Estimated:
    """Plants of heels and toes, of probability `SURE`, beside those that were found.

    Args:
        image_points: (frames, 33, 3) x, y, confidence; NaN where nobody is seen.
        found: what was found of the motion otherwise.
    """
    unseen = _unseen(image_points)
    if not unseen.any():
        return ()
    times = motion.times
    paths = point_paths(motion, [one for one in points if one.name in FOOT_POINT_NAMES])
    # what stands mostly in such frames is told by what the fit drew there alone
    told = [one for one, _ in found if one.holds and not _mostly(times, unseen, one)]
    told = [one for one in told if one.point in paths]
    plants: list[tuple[Contact, float]] = []
    for gap in _gaps(times, unseen):
        alone = _alone(told, gap)
        if alone is None or not _one_step(motion, alone) or _flies(motion, unseen, alone):
            continue
        for one in _stood(motion, alone, told, paths):
            kept = _where_doubted(one, alone, times, image_points)
            if kept.end - kept.start > _SHORT:
                plants.append((kept, SURE))
    return tuple(plants)


def with_unseen(
    times: np.ndarray, image_points: np.ndarray, found: Estimated, plants: Estimated
) -> Estimated:
    """What was found, and plants that nobody saw: one with a plant of the point that they touch.

    What was told of a point in the same frames gives way, and what stands on frames without a
    person is believed no more than `SURE`: both are from what a fit drew there.
    """
    lanes: dict[str, list[tuple[Contact, float]]] = {}
    for pair in found:
        lanes.setdefault(pair[0].point, []).append(pair)
    for plant, sure in plants:
        there = lanes.get(plant.point, [])
        touched = [one for one, _ in there if one.state == "plant" and _touch(one, plant)]
        starts, ends = zip(*((one.start, one.end) for one in (plant, *touched)), strict=True)
        joined = replace(plant, start=min(starts), end=max(ends))
        lane = [
            (rest, was)
            for one, was in there
            if one not in touched
            for rest in _outside(one, joined)
        ]
        lanes[plant.point] = sorted([*lane, (joined, sure)], key=lambda pair: pair[0].start)
    unseen = _unseen(image_points)
    return tuple(
        (one, min(sure, SURE) if _mostly(times, unseen, one) else sure)
        for lane in lanes.values()
        for one, sure in lane
    )


def _touch(one: Contact, other: Contact) -> bool:
    return one.end >= other.start - _TOUCH and one.start <= other.end + _TOUCH


def _outside(one: Contact, plant: Contact) -> list[Contact]:
    """What is left of a contact before and after a plant of the same point."""
    return [rest for rest in without(one, plant) if rest == one or rest.end - rest.start > _SHORT]


def _mostly(times: np.ndarray, frames: np.ndarray, one: Contact) -> bool:
    """Whether most of a contact lies in such frames."""
    inside = (times >= one.start) & (times <= one.end)
    return bool(inside.any() and frames[inside].mean() > 0.5)


def _unseen(image_points: np.ndarray) -> np.ndarray:
    """(frames,) bool: nothing of anybody is seen."""
    return ~np.any(np.all(np.isfinite(image_points[..., :2]), axis=2), axis=1)


def _gaps(times: np.ndarray, unseen: np.ndarray) -> list[_Gap]:
    """The gaps between frames with a person; ones that a glimpse parts are one."""
    gaps: list[_Gap] = []
    edges = np.flatnonzero(np.diff(unseen.astype(np.int8)))
    inner = edges[int(unseen[0]) :]  # before the first frame and after the last nothing is known
    for before, after in zip(inner[::2], inner[1::2], strict=False):
        lost, back = float(times[before]), float(times[after + 1])
        if gaps and lost - gaps[-1].back < _OFF:
            lost = gaps.pop().lost
        gaps.append(_Gap(lost, back))
    return gaps


def _alone(told: list[Contact], gap: _Gap) -> _Gap | None:
    """The gap with the stretch around it in which nobody stands, where that is a step's."""
    before = [one.end for one in told if one.start < gap.lost]
    after = [one.start for one in told if one.end > gap.back]
    if not before or not after:
        return None
    start, end = max(before), min(after)
    near = start > gap.lost - _BESIDE and end < gap.back + _BESIDE
    return replace(gap, start=start, end=end) if near and _LEAST < end - start < _MOST else None


def _one_step(motion: Motion, alone: _Gap) -> bool:
    """Whether the hips go no farther than one foot that stands allows."""
    return _legs_gone(motion, alone) <= _STEP


def _legs_gone(motion: Motion, alone: _Gap) -> float:
    """How far the hips go, level, in lengths of a leg."""
    at = np.interp([alone.start, alone.end], motion.times, np.arange(motion.frame_count))
    ends = motion.root_positions[np.round(at).astype(int)][:, [0, 2]]
    leg = leg_length(motion, body_parts(motion.skeleton))
    return float(np.linalg.norm(ends[1] - ends[0])) / leg


def _flies(motion: Motion, unseen: np.ndarray, alone: _Gap) -> bool:
    """Whether the hips move up and down as in a flight; also where that is not to be seen."""
    times, height = motion.times, motion.root_positions[:, 1]
    start, end = min(alone.start, alone.lost), max(alone.end, alone.back)
    speeds = []
    for inside in (
        (times > start - _SPEED) & (times <= start),
        (times >= end) & (times < end + _SPEED),
    ):
        some = inside & ~unseen
        if np.count_nonzero(some) < 3:
            return True
        speeds.append(float(np.polyfit(times[some], height[some], 1)[0]))
    for inside in (
        (times >= start) & (times <= alone.lost),
        (times >= alone.back) & (times <= end),
    ):
        some = inside & ~unseen
        known = np.count_nonzero(some) > 3 and np.ptp(times[some]) >= _SEEN
        if known and 2.0 * np.polyfit(times[some], height[some], 2)[0] < -_FALLS * GRAVITY:
            return True
    return speeds[1] - speeds[0] < -_FLIES * GRAVITY * (alone.end - alone.start)


def _stood(
    motion: Motion, alone: _Gap, told: list[Contact], paths: Mapping[str, np.ndarray]
) -> list[Contact]:
    """What stood in such a stretch, by the steps before and after it."""
    last = max((one for one in told if one.start < alone.lost), key=lambda one: one.end)
    first = min((one for one in told if one.end > alone.back), key=lambda one: one.start)
    before, after = _side(last.point), _side(first.point)
    start, end = alone.start, alone.end
    spans: dict[str, tuple[float, float]] = {}
    here = [_place(motion.times, paths[one.point], one) for one in (last, first)]
    stayed = _stayed(motion.times, alone, told, paths)
    if stayed:
        return stayed
    if before == after:
        other = "left" if before == "right" else "right"
        least = 0.5 - min(0.5, 0.5 * _PASS / max(_legs_gone(motion, alone), 1e-6))
        for part, (on, off) in _PART.items():
            on, off = max(on, least), min(off, 1.0 - least)
            spans[f"{other}_{part}"] = start + on * (end - start), start + off * (end - start)
    else:
        change = _midway(motion, alone, *here)
        spans[f"{before}_toe"] = start, change
        for part, late in _AFTER.items():
            point = f"{after}_{part}"
            if any(one.point == point and abs(one.start - end) < _OFF for one in told):
                spans[point] = change + late, end
    return [
        Contact(point, "plant", *span)
        for point, span in spans.items()
        if point in paths and span[1] - span[0] > _SHORT
    ]


def _stayed(
    times: np.ndarray, alone: _Gap, told: list[Contact], paths: Mapping[str, np.ndarray]
) -> list[Contact]:
    """Feet that stand before and after at one place: the heel as long as the toe does, where it
    stands before and after, else for half as long."""
    start, end = alone.start, alone.end
    found = []
    for side in SIDES:
        toe, heel = f"{side}_toe", f"{side}_heel"
        mine = [one for one in told if one.point in (toe, heel)]
        left = {one.point: one for one in mine if abs(one.end - start) < _OFF}
        comes = {one.point: one for one in mine if abs(one.start - end) < _OFF}
        if toe not in paths or not left or not comes:
            continue
        before, after = (_place(times, paths[toe], next(iter(w.values()))) for w in (left, comes))
        if np.linalg.norm(after - before) < _STAYED:
            lands = start if toe in left else min(start + _AFTER["toe"], end)
            found.append(Contact(toe, "plant", lands, end))
            if heel in left:
                found.append(
                    Contact(heel, "plant", start, end if heel in comes else 0.5 * (start + end))
                )
    return found


def _midway(motion: Motion, alone: _Gap, last: np.ndarray, first: np.ndarray) -> float:
    """When the hips are midway between two footholds (2,): then the weight goes over."""
    times = motion.times
    along = (motion.root_positions[:, [0, 2]] - 0.5 * (last + first)) @ (first - last)
    inside = (times >= alone.start) & (times <= alone.end) & (along > 0.0)
    return float(times[inside][0]) if inside.any() else alone.end


def _where_doubted(
    plant: Contact, gap: _Gap, times: np.ndarray, image_points: np.ndarray
) -> Contact:
    """The plant in the gap, and beside it as far as the foot is doubted: what is seen is told by
    the picture."""
    sure = np.nan_to_num(image_points[:, column_of(plant.point), 2])
    ends = []
    for edge, way in ((gap.lost, -1), (gap.back, 1)):
        out = way * (times - edge)
        frames = np.flatnonzero((out >= 0.0) & (out < _BESIDE))[::way]
        mean = np.cumsum(sure[frames]) / np.arange(1, len(frames) + 1)
        doubted = np.flatnonzero(mean < _DOUBTED)
        ends.append(edge + way * float(out[frames[doubted[-1]]]) if len(doubted) else edge)
    # ends as near as contacts are told stay
    start = plant.start if plant.start > ends[0] - _TOUCH else ends[0]
    end = plant.end if plant.end < ends[1] + _TOUCH else ends[1]
    return replace(plant, start=start, end=end)


def _place(times: np.ndarray, path: np.ndarray, one: Contact) -> np.ndarray:
    """(2,) metres over the ground where a contact holds a point."""
    inside = (times >= one.start) & (times <= one.end)
    return np.median(path[inside], axis=0)[[0, 2]] if inside.any() else np.full(2, np.inf)


def _side(point: str) -> str:
    return point.split("_")[0]

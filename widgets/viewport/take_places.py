"""Where everything of a take stands at a moment: what the viewport draws, without OpenGL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from widgets.between_frames import TIME_SLACK, frame_at, value_at
from widgets.snapshot import ContactView, MotionView, PointView, TakeView
from widgets.viewport.body_shape import body_shape

TRAIL_SECONDS = 1.0  # before and after the clock's time
MARK_SECONDS = 1.6
TRAIL_RATE = 60.0  # samples a second that a trail needs at most
STATES = ("air", "plant", "pivot", "slide")
#: A held point that moves this far is a skate for any eye (Prazak 2011), millimetres.
SKATE_SEEN_MM = 20.0
SKATE = len(STATES)  # the code of a trail where its point skates
SIDES = ("left", "right", "centre")
#: Shorter bones (fingers, twists) get no dot of their own.
SHORT_BONE = 0.045


#: Where a mark starts and ends, (3,) metres each, and its radii there.
_Patch = tuple[np.ndarray, np.ndarray, tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Trails:
    """Segments of the points' ways around a moment."""

    starts: np.ndarray  # (segments, 3) metres
    ends: np.ndarray
    states: np.ndarray  # (segments,) index into STATES, or SKATE
    sides: np.ndarray  # (segments,) index into SIDES
    ages: np.ndarray  # (segments,) -1 (oldest) to 1 (latest), 0 now


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Patches on the ground under the contacts around a moment."""

    contacts: tuple[ContactView, ...]
    starts: np.ndarray  # (marks, 3) metres
    ends: np.ndarray
    radii: np.ndarray  # (marks, 2) metres
    strength: np.ndarray  # (marks,) 0 to 1, by nearness in time
    badge: np.ndarray  # (marks,) whether this one carries the letter


class TakePlaces:
    """A take, laid out for drawing: bones, body, trails and marks; then asked for moments."""

    def __init__(self, take: TakeView, before: TakePlaces | None = None) -> None:
        """before: the places of an earlier revision; its rig is taken over where it is the same."""
        self.take = take
        if before is not None and _same_rig(before.take, take):
            self.bones, self.shape, self.dotted = before.bones, before.shape, before.dotted
            self.point_sides, self.bone_sides = before.point_sides, before.bone_sides
        else:
            self._lay_out_rig(take)
        self._points = _drawn_points(take)
        self._codes = _state_codes(take, self._points)
        self._by_name = {point.name: point for point in take.points}
        self._touching = [
            contact
            for contact in take.contacts
            if contact.state != "air" and contact.point in self._by_name
        ]
        self._begins = np.array([contact.start for contact in self._touching])
        self._ends = np.array([contact.end for contact in self._touching])
        self._patches: dict[int, _Patch] = {}  # laid out when they first come into sight

    def _lay_out_rig(self, take: TakeView) -> None:
        joints = len(take.joints)
        bones = [(parent, joint) for joint, parent in enumerate(take.parents) if parent >= 0]
        bones += [(joint, joints + end) for end, joint in enumerate(take.end_parents)]
        self.bones = np.array(bones, dtype=int).reshape(-1, 2)
        ends = [take.sides[joint] for joint in take.end_parents]
        self.point_sides = np.array([SIDES.index(n) for n in (*take.sides, *ends)], dtype=int)
        #: A bone has the side of its far end, so that collar and hip belong to their limb.
        self.bone_sides = self.point_sides[self.bones[:, 1]]
        first = self.points_at(take.captured, 0.0)
        self.shape = body_shape(take.parents, take.sides, take.end_parents, first)
        lengths = np.linalg.norm(first[self.bones[:, 0]] - first[self.bones[:, 1]], axis=1)
        long_ends = np.unique(self.bones[lengths > SHORT_BONE])
        self.dotted = long_ends[long_ends < joints]

    def points_at(self, motion: MotionView, time: float) -> np.ndarray:
        """(joints + end sites, 3) metres, linear between the two frames around the time."""
        return np.concatenate(
            [
                value_at(motion.times, positions, time)
                for positions in (motion.world_positions, motion.end_positions)
            ]
        )

    def body_around(self, points: np.ndarray) -> np.ndarray:
        """(joints + end sites, 3) -> (n, 3) metres: what the body reaches above and below."""
        starts, ends = self.shape.ends_at(points)
        up = np.zeros((2, len(starts), 3))
        up[:, :, 1] = self.shape.radii.T
        return np.concatenate([points, starts + up[0], starts - up[0], ends + up[1], ends - up[1]])

    def skates(self, captured: bool) -> bool:
        """Whether any held point is seen to move, in the captured or the refined motion."""
        return any(np.any(codes == SKATE) for codes in self._codes[captured].values())

    def trails_at(
        self, time: float, *, captured: bool = False, hidden: frozenset[str] = frozenset()
    ) -> Trails:
        """The ways of the feet within TRAIL_SECONDS; hidden: names of points left out."""
        times = self.take.refined.times
        low, high = np.searchsorted(times, (time - TRAIL_SECONDS, time + TRAIL_SECONDS))
        rate = (len(times) - 1) / max(float(times[-1] - times[0]), 1e-9) if len(times) > 1 else 1.0
        stride = max(1, round(rate / TRAIL_RATE))
        picked = np.arange(low - low % stride, max(high, low), stride)
        picked = picked[picked < len(times)]
        starts, ends, states, sides, ages = [], [], [], [], []
        if len(picked) > 1:
            middle = 0.5 * (times[picked[:-1]] + times[picked[1:]]) - time
            for point in self._points:
                if point.name in hidden:
                    continue
                way = point.captured_positions if captured else point.refined_positions
                places = way[picked]
                starts.append(places[:-1])
                ends.append(places[1:])
                states.append(self._codes[captured][point.name][picked[:-1]])
                sides.append(np.full(len(picked) - 1, SIDES.index(point.side)))
                ages.append(middle / TRAIL_SECONDS)
        if not starts:
            none = np.zeros((0, 3))
            return Trails(none, none, *(np.zeros(0, dtype=int) for _ in range(3)))
        return Trails(*(np.concatenate(part) for part in (starts, ends, states, sides, ages)))

    def marks_at(self, time: float, *, hidden: frozenset[str] = frozenset()) -> Marks:
        """The contacts within MARK_SECONDS, faint when far in time; hidden: points left out."""
        away = np.maximum(np.maximum(self._begins - time, time - self._ends), 0.0)
        near = [
            index
            for index in np.flatnonzero(away < MARK_SECONDS)
            if self._touching[index].point not in hidden
        ]
        if not near:
            none = np.zeros((0, 3))
            return Marks((), none, none, np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=bool))
        contacts = tuple(self._touching[index] for index in near)
        patches = [self._patch(index) for index in near]
        return Marks(
            contacts=contacts,
            starts=np.array([patch[0] for patch in patches]),
            ends=np.array([patch[1] for patch in patches]),
            radii=np.array([patch[2] for patch in patches]),
            strength=(1.0 - away[near] / MARK_SECONDS) ** 0.7,
            badge=np.array([_carries_letter(contact, contacts) for contact in contacts]),
        )

    def _patch(self, index: int) -> _Patch:
        if index not in self._patches:
            self._patches[index] = _patch(self.take, self._touching[index], self._by_name)
        return self._patches[index]


def _same_rig(first: TakeView, second: TakeView) -> bool:
    return (first.parents, first.sides, first.end_parents) == (
        second.parents,
        second.sides,
        second.end_parents,
    ) and first.captured is second.captured


def _drawn_points(take: TakeView) -> tuple[PointView, ...]:
    feet = tuple(point for point in take.points if point.name.endswith(("_heel", "_toe")))
    return feet or take.points


def _state_codes(
    take: TakeView, points: tuple[PointView, ...]
) -> dict[bool, dict[str, np.ndarray]]:
    """For the captured motion (True) and the refined one, per point (frames,) int.

    An index into STATES, or SKATE where the point is held and moves in that motion.
    """
    times, contacts = take.refined.times, take.contacts
    firsts = np.searchsorted(times, [c.start - TIME_SLACK for c in contacts], side="left")
    lasts = np.searchsorted(times, [c.end + TIME_SLACK for c in contacts], side="right")
    codes = {
        captured: {point.name: np.zeros(len(times), dtype=np.int8) for point in points}
        for captured in (False, True)
    }
    for contact, first, last in zip(contacts, firsts.tolist(), lasts.tolist(), strict=True):
        if contact.point not in codes[False]:
            continue
        held, state = contact.state in ("plant", "pivot"), STATES.index(contact.state)
        for captured, skate in ((False, contact.skate_mm), (True, contact.captured_skate_mm)):
            seen = held and skate is not None and skate > SKATE_SEEN_MM
            codes[captured][contact.point][first:last] = SKATE if seen else state
    return codes


def _held_frames(times: np.ndarray, contact: ContactView) -> slice:
    """The frames inside a contact, ends included."""
    first = int(np.searchsorted(times, contact.start - TIME_SLACK, side="left"))
    last = int(np.searchsorted(times, contact.end + TIME_SLACK, side="right"))
    return slice(first, last)


def _patch(take: TakeView, contact: ContactView, points: dict[str, PointView]) -> _Patch:
    """The part of the sole that this contact stands on."""
    times = take.refined.times
    inside = _held_frames(times, contact)
    if inside.start >= inside.stop:
        only = frame_at(times, 0.5 * (contact.start + contact.end))
        inside = slice(only, only + 1)
    place = points[contact.point].refined_positions[inside].mean(axis=0)
    height = take.ground_height if abs(place[1] - take.ground_height) < 0.1 else place[1]
    place = np.array([place[0], height, place[2]])
    is_toe = contact.point.endswith("_toe")
    other = points.get(
        contact.point.replace("_toe", "_heel") if is_toe else contact.point.replace("_heel", "_toe")
    )
    if other is None or other.name == contact.point:
        return place, place, (0.045, 0.045)
    way = other.refined_positions[(inside.start + inside.stop) // 2] - place
    way[1] = 0.0
    size = float(np.linalg.norm(way))
    if size < 1e-3:
        return place, place, (0.045, 0.045)
    way /= size
    size = min(max(size, 0.08), 0.30)
    if is_toe:
        start, end = place + 0.38 * size * way, place - 0.12 * size * way
        return start, end, (0.20 * size, 0.25 * size)
    return place, place + 0.30 * size * way, (0.19 * size, 0.18 * size)


def _carries_letter(contact: ContactView, shown: tuple[ContactView, ...]) -> bool:
    """One letter for a foot: the heel leaves it to a toe in the same state at the same time."""
    if not contact.point.endswith("_heel"):
        return True
    toe = contact.point.replace("_heel", "_toe")
    return not any(
        other.point == toe
        and other.state == contact.state
        and other.start < contact.end
        and contact.start < other.end
        for other in shown
    )

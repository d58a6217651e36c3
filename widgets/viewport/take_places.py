"""Where everything of a take stands at a moment: what the viewport draws, without OpenGL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from widgets.between_frames import frame_at, value_at
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
        self._codes = {
            captured: [_state_codes(take, point, captured) for point in self._points]
            for captured in (False, True)
        }
        self._by_name = {point.name: point for point in take.points}
        self._marks = [
            mark
            for contact in take.contacts
            if contact.state != "air" and contact.point in self._by_name
            for mark in [_mark(take, contact, self._by_name)]
        ]

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
        return any(np.any(codes == SKATE) for codes in self._codes[captured])

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
            for point, codes in zip(self._points, self._codes[captured], strict=True):
                if point.name in hidden:
                    continue
                way = point.captured_positions if captured else point.refined_positions
                places = way[picked]
                starts.append(places[:-1])
                ends.append(places[1:])
                states.append(codes[picked[:-1]])
                sides.append(np.full(len(picked) - 1, SIDES.index(point.side)))
                ages.append(middle / TRAIL_SECONDS)
        if not starts:
            none = np.zeros((0, 3))
            return Trails(none, none, *(np.zeros(0, dtype=int) for _ in range(3)))
        return Trails(*(np.concatenate(part) for part in (starts, ends, states, sides, ages)))

    def marks_at(self, time: float, *, hidden: frozenset[str] = frozenset()) -> Marks:
        """The contacts within MARK_SECONDS, faint when far in time; hidden: points left out."""
        kept, strength = [], []
        for mark in self._marks:
            contact = mark[0]
            if contact.point in hidden:
                continue
            away = max(contact.start - time, time - contact.end, 0.0)
            if away < MARK_SECONDS:
                kept.append(mark)
                strength.append((1.0 - away / MARK_SECONDS) ** 0.7)
        if not kept:
            none = np.zeros((0, 3))
            return Marks((), none, none, np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=bool))
        contacts = tuple(mark[0] for mark in kept)
        return Marks(
            contacts=contacts,
            starts=np.array([mark[1] for mark in kept]),
            ends=np.array([mark[2] for mark in kept]),
            radii=np.array([mark[3] for mark in kept]),
            strength=np.array(strength),
            badge=np.array([_carries_letter(contact, contacts) for contact in contacts]),
        )


def _same_rig(first: TakeView, second: TakeView) -> bool:
    return (first.parents, first.sides, first.end_parents) == (
        second.parents,
        second.sides,
        second.end_parents,
    ) and first.captured is second.captured


def _drawn_points(take: TakeView) -> tuple[PointView, ...]:
    feet = tuple(point for point in take.points if point.name.endswith(("_heel", "_toe")))
    return feet or take.points


def _state_codes(take: TakeView, point: PointView, captured: bool) -> np.ndarray:
    """(frames,) index into STATES, or SKATE where the point is held and moves."""
    times = take.refined.times
    codes = np.zeros(len(times), dtype=int)
    for contact in take.contacts:
        if contact.point == point.name:
            inside = (times >= contact.start - 1e-6) & (times <= contact.end + 1e-6)
            skate = contact.captured_skate_mm if captured else contact.skate_mm
            held = contact.state in ("plant", "pivot")
            seen = held and skate is not None and skate > SKATE_SEEN_MM
            codes[inside] = SKATE if seen else STATES.index(contact.state)
    return codes


def _mark(take: TakeView, contact: ContactView, points: dict[str, PointView]):
    """(contact, start, end, radii) of the part of the sole that this contact stands on."""
    times = take.refined.times
    inside = np.flatnonzero((times >= contact.start - 1e-6) & (times <= contact.end + 1e-6))
    if not len(inside):
        inside = np.array([frame_at(times, 0.5 * (contact.start + contact.end))])
    place = points[contact.point].refined_positions[inside].mean(axis=0)
    height = take.ground_height if abs(place[1] - take.ground_height) < 0.1 else place[1]
    place = np.array([place[0], height, place[2]])
    is_toe = contact.point.endswith("_toe")
    other = points.get(
        contact.point.replace("_toe", "_heel") if is_toe else contact.point.replace("_heel", "_toe")
    )
    if other is None or other.name == contact.point:
        return contact, place, place, (0.045, 0.045)
    way = other.refined_positions[inside[len(inside) // 2]] - place
    way[1] = 0.0
    size = float(np.linalg.norm(way))
    if size < 1e-3:
        return contact, place, place, (0.045, 0.045)
    way /= size
    size = min(max(size, 0.08), 0.30)
    if is_toe:
        return (
            contact,
            place + 0.38 * size * way,
            place - 0.12 * size * way,
            (
                0.20 * size,
                0.25 * size,
            ),
        )
    return contact, place, place + 0.30 * size * way, (0.19 * size, 0.18 * size)


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

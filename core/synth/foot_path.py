"""Exact feet: stances whose contact points do not move, and swings between them.

A stance says where the ball of a foot is and how the foot rolls: on the heel's point after the
strike, flat, then about the ball while the toes stay flat. Each point that is said to be held is
held by construction. Swings are fifth-degree curves that meet the stances' speeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.contacts.contact import Contact, State
from core.motion import rotations
from core.synth.easing import quintic, smooth_step

_TICK = 1e-5  # seconds: for the speed at a stance's end


@dataclass(frozen=True, slots=True)
class Turn:
    """The foot turns on its ball by `angle` radians while the heel is up by `lift` radians."""

    start: float
    end: float
    angle: float
    lift: float


@dataclass(frozen=True, slots=True)
class Slide:
    """The flat foot slides by (x, z) metres along a straight line, smoothly."""

    start: float
    end: float
    way: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stance:
    """One stay of a foot on the floor, seconds, metres, radians.

    It begins on the heel with the toes up by `strike` (below zero: on the toes, the heel up), is
    flat from `flat` to `rise`, and leaves over the ball with the heel up by `push`.
    """

    start: float
    flat: float
    rise: float
    end: float
    ball: tuple[float, float]  # x, z of the ball on the floor
    yaw: float
    strike: float = 0.0
    push: float = 0.0
    impact: float = 0.0  # m/s at which the foot comes down: it stops at once, as after a jump
    spring: float = 0.0  # m/s that the body adds to the foot as it leaves: it is pulled off
    turns: tuple[Turn, ...] = field(default=())
    slides: tuple[Slide, ...] = field(default=())


@dataclass(frozen=True, slots=True, eq=False)
class FootShape:
    """Where a foot's points are, (3,) metres; the default rig's axes: x left, y up, z forward."""

    heel: np.ndarray  # from the ankle: the heel's contact point
    toe_joint: np.ndarray  # from the ankle
    toe: np.ndarray  # from the toe joint: the ball's contact point


@dataclass(frozen=True, slots=True, eq=False)
class FootPath:
    """A foot over time: ankle (frames, 3) metres, yaw, pitch (heel up), toe bend, radians, and
    whether it touches the floor."""

    ankle: np.ndarray
    yaw: np.ndarray
    pitch: np.ndarray
    toe_bend: np.ndarray
    down: np.ndarray

    @property
    def turns(self) -> np.ndarray:
        """World rotation of the foot, (frames, 4)."""
        return foot_turn(self.yaw, self.pitch)


def foot_turn(yaw: np.ndarray, pitch: np.ndarray) -> np.ndarray:
    """Heading, then pitch about the foot's left axis, positive with the heel up: (frames, 4)."""
    return rotations.from_euler(np.stack([yaw, pitch], axis=-1), "YX")


def foot_path(
    times: np.ndarray, stances: Sequence[Stance], shape: FootShape, swing_lift: Sequence[float]
) -> FootPath:
    """The foot at `times` (frames,); `swing_lift` (one fewer than stances) metres of extra height.

    The first stance lasts from before the first time, the last one beyond the last time.
    """
    count = len(times)
    path = FootPath(
        np.empty((count, 3)), np.empty(count), np.empty(count), np.empty(count),
        np.zeros(count, dtype=bool),
    )  # fmt: skip
    for index, stance in enumerate(stances):
        inside = (times >= stance.start - 1e-9) & (times <= stance.end + 1e-9)
        _put(path, inside, _standing(times[inside], stance, shape))
        path.down[inside] = True
        if index + 1 < len(stances):
            after = stances[index + 1]
            between = (times > stance.end + 1e-9) & (times < after.start - 1e-9)
            swing = _swinging(times[between], stance, after, shape, swing_lift[index])
            _put(path, between, swing)
    return path


def foot_contacts(side: str, stances: Sequence[Stance]) -> list[Contact]:
    """What heel and toe do in these stances, exactly: plants, pivots, slides; the rest is air."""
    contacts: list[Contact] = []
    for stance in stances:
        landing = stance.strike < 0.0
        toe_from, toe_to = (stance.start if landing else stance.flat), stance.end
        heel_from, heel_to = (stance.flat if landing else stance.start), stance.rise
        toe_parts = [(turn.start, turn.end, "pivot") for turn in stance.turns]
        slides = [(slide.start, slide.end, "slide") for slide in stance.slides]
        heel_parts = [(turn.start, turn.end, "air") for turn in stance.turns]
        for point, start, end, parts in (
            ("heel", heel_from, heel_to, heel_parts + slides),
            ("toe", toe_from, toe_to, toe_parts + slides),
        ):
            contacts += _cut(f"{side}_{point}", start, end, sorted(parts))
    return contacts


def _cut(
    point: str, start: float, end: float, parts: Sequence[tuple[float, float, str]]
) -> list[Contact]:
    """Plants from start to end, with other states in between where `parts` says so."""
    pieces: list[tuple[float, float, State]] = []
    now = start
    for begin, finish, state in parts:
        pieces.append((now, begin, "plant"))
        if state == "pivot" or state == "slide":
            pieces.append((begin, finish, state))
        now = finish
    pieces.append((now, end, "plant"))
    return [Contact(point, state, a, b) for a, b, state in pieces if b - a > 1e-6]


def _put(path: FootPath, where: np.ndarray, values: tuple[np.ndarray, ...]) -> None:
    for target, value in zip(
        (path.ankle, path.yaw, path.pitch, path.toe_bend), values, strict=True
    ):
        target[where] = value


def _standing(
    times: np.ndarray, stance: Stance, shape: FootShape
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Ankle, yaw, pitch and toe bend at times inside a stance."""
    x, z = (np.full(len(times), value) for value in stance.ball)
    yaw = np.full(len(times), stance.yaw)
    landing = 1.0 - smooth_step((times - stance.start) / max(stance.flat - stance.start, 1e-9))
    toes_up = max(stance.strike, 0.0) * landing
    leaving = np.clip((times - stance.rise) / max(stance.end - stance.rise, 1e-9), 0.0, 1.0)
    heel_up = max(-stance.strike, 0.0) * landing + stance.push * leaving**2
    for turn in stance.turns:
        share = (times - turn.start) / (turn.end - turn.start)
        yaw = yaw + turn.angle * smooth_step(share)
        heel_up = heel_up + turn.lift * smooth_step(share / 0.3) * smooth_step((1 - share) / 0.3)
    for slide in stance.slides:
        share = smooth_step((times - slide.start) / (slide.end - slide.start))
        x, z = x + share * slide.way[0], z + share * slide.way[1]
    level = foot_turn(yaw, np.zeros(len(times)))
    ball = np.stack([x, np.zeros(len(times)), z], axis=-1)
    # about the ball: the toes stay flat, so the toe joint stays where it is
    about_ball = ball - rotations.rotate(level, shape.toe)
    about_ball = about_ball - rotations.rotate(foot_turn(yaw, heel_up), shape.toe_joint)
    flat_ankle = ball - rotations.rotate(level, shape.toe + shape.toe_joint)
    heel = flat_ankle + rotations.rotate(level, shape.heel)
    about_heel = heel - rotations.rotate(foot_turn(yaw, -toes_up), shape.heel)
    ankle = np.where((toes_up > 0.0)[:, None], about_heel, about_ball)
    return ankle, yaw, heel_up - toes_up, -heel_up


def _swinging(
    times: np.ndarray, before: Stance, after: Stance, shape: FootShape, lift: float
) -> tuple[np.ndarray, ...]:
    """Ankle, yaw, pitch and toe bend between two stances."""
    seconds = after.start - before.end
    share = (times - before.end) / seconds
    left = _standing(np.array([before.end - _TICK, before.end]), before, shape)
    reached = _standing(np.array([after.start, after.start + _TICK]), after, shape)
    values = []
    for leaving, arriving in zip(left, reached, strict=True):
        speed = (leaving[1] - leaving[0]) / _TICK
        end_speed = (arriving[1] - arriving[0]) / _TICK
        if not values:
            speed = speed + np.array([0.0, before.spring, 0.0])
            end_speed = end_speed - np.array([0.0, after.impact, 0.0])
        values.append(quintic(share, seconds, leaving[1], speed, arriving[0], end_speed))
    values[0][:, 1] += lift * 64.0 * (share * (1.0 - share)) ** 3
    return tuple(values)

"""Wanted slides of many kinds put into a take, as `put_in` does with the plainest.

A slide may lead from 12 cm to 1.5 m, straight or in a bow, start and stop softly, go on evenly or
brake from its first moment, on a flat foot or on the ball alone, of one foot or of the whole body.
Where a foot slides far the hips go along a part of its way, and the other leg gives way to them.
"""

from __future__ import annotations

import numpy as np

from benchmarks.takes.labels import foot_paths, restated
from benchmarks.takes.wanted import eased, foot_moved, heel_raised
from core.contacts.contact import Contact
from core.motion.motion import Motion

_Put = tuple[Motion, list[Contact]]
_FEET = ("left", "right")
#: Metres, metres a second in the mean, seconds; a bow's height as a part of the length.
_LENGTHS, _SPEEDS, _SECONDS, _BOW = (0.12, 1.5), (0.3, 1.6), (0.25, 1.4), 0.25
#: Seconds that a foot stands before and after, and that it needs to come back in the air.
_BESIDE, _BACK = 0.06, 0.2
#: How often the heel is up, the hips go along, and by how much of the way.
_ON_BALL, _HIPS_GO, _HIPS_PART = 0.25, 0.5, (0.2, 0.6)
_TRIES = 30


def course(times: np.ndarray, start: float, end: float, random: np.random.Generator) -> np.ndarray:
    """(frames,) 0 before start, 1 after end: soft, even with soft ends, or braking."""
    kind = random.random()
    if kind < 0.4:
        return eased(times, start, end)
    rising = float(random.uniform(0.08, 0.35))
    falling = rising if kind < 0.7 else 1.0 - rising
    s = np.linspace(0.0, 1.0, 401)
    speed = np.minimum(np.minimum(s / rising, (1.0 - s) / falling), 1.0)
    way = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]))])
    return np.interp((times - start) / (end - start), s, way / way[-1])


def bow(share: np.ndarray, length: float, random: np.random.Generator) -> np.ndarray:
    """(frames, 3) metres of a way of so much length in a random direction, straight or bowed."""
    yaw = random.uniform(0.0, 2.0 * np.pi)
    ahead = np.array([np.cos(yaw), 0.0, np.sin(yaw)])
    aside = np.array([-ahead[2], 0.0, ahead[0]])
    height = random.uniform(-_BOW, _BOW) if random.random() < 0.5 else 0.0
    off = 4.0 * height * share * (1.0 - share)
    return length * (share[:, None] * ahead + off[:, None] * aside)


def put_sweep(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """The whole body slides while something stands, and stays where it came to."""
    held = [c for c in contacts if c.state == "plant" and c.end - c.start > 0.25]
    if not held:
        return motion, contacts
    contact = held[int(random.integers(len(held)))]
    length, seconds = _length_and_seconds(random, _SECONDS[1])
    start = float(random.uniform(contact.start, max(contact.end - 0.2, contact.start)))
    start = min(start, float(motion.times[-1]) - seconds - 0.1)
    if start < 0.05:
        return motion, contacts
    way = bow(course(motion.times, start, start + seconds, random), length, random)
    moved = motion.with_pose(motion.local_rotations, motion.root_positions + way)
    names = tuple(point.name for point in points)
    return moved, restated(contacts, names, start, start + seconds, "slide")


def put_drag(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """One foot slides while it stands, flat or on its ball, and comes back as it steps."""
    for _ in range(_TRIES):
        side = _FEET[int(random.integers(2))]
        stances = _stances(contacts, side)
        if not stances:
            continue
        low, high, names = stances[int(random.integers(len(stances)))]
        length, seconds = _length_and_seconds(random, high - low - 2.0 * _BESIDE)
        if seconds <= 0.0:
            continue
        start = float(random.uniform(low + _BESIDE, high - seconds - _BESIDE))
        lift, touch = _next_swing(motion, contacts, side, high)
        if touch - lift < _BACK:
            continue
        out = course(motion.times, start, start + seconds, random)
        way = bow(out, length, random)
        way *= (1.0 - eased(motion.times, lift, touch))[:, None]
        try:
            moved = _foot_and_hips(motion, side, way, random)
            if len(names) == 2 and random.random() < _ON_BALL:
                moved = _on_ball(moved, points, side, start, seconds, random)
                contacts = restated(contacts, names[:1], start, start + seconds, "air")
                names = names[1:]
        except ValueError:
            continue
        return moved, restated(contacts, names, start, start + seconds, "slide")
    return motion, contacts


def _length_and_seconds(random: np.random.Generator, most: float) -> tuple[float, float]:
    """Metres and seconds of a slide of at most so many seconds; none where it does not fit."""
    if most < _SECONDS[0]:
        return 0.0, 0.0
    seconds = float(random.uniform(_SECONDS[0], min(most, _SECONDS[1])))
    speed = float(np.exp(random.uniform(*np.log(_SPEEDS))))
    return float(np.clip(speed * seconds, *_LENGTHS)), seconds


def _stances(contacts: list[Contact], side: str) -> list[tuple[float, float, tuple[str, ...]]]:
    """From, to and the points of every stretch in which a foot stands flat, or on its ball."""
    heels, toes = (
        [c for c in contacts if c.point == f"{side}_{part}" and c.state == "plant"]
        for part in ("heel", "toe")
    )
    least = _SECONDS[0] + 2.0 * _BESIDE
    both = (f"{side}_heel", f"{side}_toe")
    flat = [(max(h.start, t.start), min(h.end, t.end), both) for h in heels for t in toes]
    heel_down = [c for c in contacts if c.point == both[0]]
    alone = [
        (t.start, t.end, both[1:])
        for t in toes
        if not any(h.start < t.end and h.end > t.start for h in heel_down)
    ]
    return [one for one in (*flat, *alone) if one[1] - one[0] > least]


def _next_swing(
    motion: Motion, contacts: list[Contact], side: str, stands: float
) -> tuple[float, float]:
    """When a foot that stands at a time is lifted and when it touches again."""
    own = sorted((c for c in contacts if c.point.startswith(side)), key=lambda c: c.start)
    lift = stands
    for one in own:
        if one.start <= lift + 0.01:
            lift = max(lift, one.end)
    touches = [c.start for c in own if c.start > lift + 0.01]
    return lift, min(touches, default=float(motion.times[-1]) + 5.0)


def _foot_and_hips(
    motion: Motion, side: str, way: np.ndarray, random: np.random.Generator
) -> Motion:
    """A foot goes a way (frames, 3); the hips go along a part of it while the other foot stays.

    Raises: ValueError where a leg does not reach.
    """
    if random.random() > _HIPS_GO:
        return foot_moved(motion, side, way)
    hips = float(random.uniform(*_HIPS_PART)) * way
    moved = motion.with_pose(motion.local_rotations, motion.root_positions + hips)
    moved = foot_moved(moved, side, way - hips)
    return foot_moved(moved, _FEET[1 - _FEET.index(side)], -hips)


def _on_ball(
    motion: Motion, points: tuple, side: str, start: float, seconds: float,
    random: np.random.Generator,
) -> Motion:  # fmt: skip
    """The heel is raised while the foot slides. Raises: ValueError where the leg does not reach."""
    ramp = min(0.15, 0.3 * seconds)
    share = eased(motion.times, start, start + ramp)
    share = share - eased(motion.times, start + seconds - ramp, start + seconds)
    toe = foot_paths(motion, points)[f"{side}_toe"]
    return heel_raised(motion, side, toe, share * float(random.uniform(0.12, 0.3)))

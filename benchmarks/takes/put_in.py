"""Where wanted slides, pivots and stairs are put into a take: random, but where they fit.

    PUT[kind](motion, points, contacts, random) -> (motion, contacts)

A take in which nothing fits comes back as it was.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.takes.labels import foot_paths, restated
from benchmarks.takes.wanted import (
    eased,
    foot_moved,
    gliding,
    heel_raised,
    rising,
    turning,
)
from core.contacts.contact import Contact
from core.motion.motion import Motion

_Put = tuple[Motion, list[Contact]]
_FEET = ("left", "right")


def _put_glide(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """The body glides while something stands."""
    held = [c for c in contacts if c.state == "plant" and c.end - c.start > 0.3]
    if not held:
        return motion, contacts
    contact = held[int(random.integers(len(held)))]
    seconds = float(random.uniform(0.3, 0.8))
    start = float(random.uniform(contact.start, max(contact.end - 0.25, contact.start)))
    start = min(start, float(motion.times[-1]) - seconds - 0.1)
    if start < 0.05:
        return motion, contacts
    way, yaw = random.uniform(0.4, 0.9) * seconds, random.uniform(0.0, 2.0 * np.pi)
    moved = gliding(motion, start, start + seconds, (way * np.cos(yaw), way * np.sin(yaw)))
    names = tuple(point.name for point in points)
    return moved, restated(contacts, names, start, start + seconds, "slide")


def _put_foot(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """One foot slides away while it is flat; it comes back as it steps."""
    for _ in range(40):
        side = _FEET[int(random.integers(2))]
        flat = [
            (max(h.start, t.start), min(h.end, t.end))
            for h in contacts
            for t in contacts
            if (h.point, t.point) == (f"{side}_heel", f"{side}_toe")
            and h.state == t.state == "plant"
            and min(h.end, t.end) - max(h.start, t.start) > 0.55
        ]
        if not flat:
            continue
        low, high = flat[int(random.integers(len(flat)))]
        seconds = float(random.uniform(0.3, min(0.8, high - low - 0.2)))
        start = float(random.uniform(low + 0.08, high - seconds - 0.08))
        end = start + seconds
        names = (f"{side}_heel", f"{side}_toe")
        lift = high
        for one in sorted((c for c in contacts if c.point in names), key=lambda c: c.start):
            if one.start <= lift + 0.01:
                lift = max(lift, one.end)
        touches = [c.start for c in contacts if c.point in names and c.start > lift + 0.01]
        touch = min(touches, default=float(motion.times[-1]) + 5.0)
        if touch - lift < 0.2:
            continue
        length, yaw = random.uniform(0.35, 0.8) * seconds, random.uniform(0.0, 2.0 * np.pi)
        share = eased(motion.times, start, end) - eased(motion.times, lift, touch)
        way = share[:, None] * length * np.array([np.cos(yaw), 0.0, np.sin(yaw)])
        try:
            moved = foot_moved(motion, side, way)
        except ValueError:
            continue
        return moved, restated(contacts, names, start, end, "slide")
    return motion, contacts


def _put_turn(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """The body turns about one ball while the other foot is up."""
    paths = foot_paths(motion, points)
    for _ in range(40):
        side = _FEET[int(random.integers(2))]
        other = _FEET[1 - _FEET.index(side)]
        toes = [c for c in contacts if c.point == f"{side}_toe" and c.state == "plant"]
        if not toes:
            continue
        toe = toes[int(random.integers(len(toes)))]
        alone = _without_others(toe, [c for c in contacts if c.point.startswith(other)])
        alone = [(a, b) for a, b in alone if b - a > 0.3]
        if not alone:
            continue
        low, high = alone[int(random.integers(len(alone)))]
        start, end = low + 0.04, min(high - 0.04, low + 0.04 + float(random.uniform(0.35, 0.9)))
        angle = random.choice([-1.0, 1.0]) * (end - start) * np.radians(random.uniform(100, 240))
        sample = int(np.searchsorted(motion.times, start))
        about = paths[toe.point][sample]
        moved = turning(motion, start, end, float(angle), about)
        heel_state = "slide"
        if random.random() < 0.7:
            ramp = min(0.15, 0.3 * (end - start))
            share = eased(motion.times, start, start + ramp)
            share = share - eased(motion.times, end - ramp, end)
            try:
                toe_path = foot_paths(moved, points)[toe.point]
                moved = heel_raised(moved, side, toe_path, share * random.uniform(0.12, 0.3))
                heel_state = "air"
            except ValueError:
                continue
        contacts = restated(contacts, (f"{side}_heel",), start, end, heel_state)
        return moved, restated(contacts, (toe.point,), start, end, "pivot")
    return motion, contacts


def _without_others(contact: Contact, others: list[Contact]) -> list[tuple[float, float]]:
    free = [(contact.start, contact.end)]
    for other in others:
        free = [
            piece
            for a, b in free
            for piece in ((a, min(b, other.start)), (max(a, other.end), b))
            if piece[1] - piece[0] > 1e-6
        ]
    return free


def _put_stairs(
    motion: Motion, points: tuple, contacts: list[Contact], random: np.random.Generator
) -> _Put:
    """Every step of a foot is 12 to 17 cm higher than the one before of the other foot."""
    rise = float(random.uniform(0.12, 0.17))
    times_of: dict[str, list[list[float]]] = {side: [] for side in _FEET}
    for side in _FEET:
        for one in sorted((c for c in contacts if c.point.startswith(side)), key=lambda c: c.start):
            groups = times_of[side]
            if groups and one.start <= groups[-1][1] + 0.02:
                groups[-1][1] = max(groups[-1][1], one.end)
            else:
                groups.append([one.start, one.end])
    stands = sorted((a, b, side) for side, groups in times_of.items() for a, b in groups)
    steps, height_of = [], {}
    for number, (start, end, side) in enumerate(stands):
        level = max(number - 1, 0) * rise
        height_of[side, start] = (end, level)
        if number >= 2:
            steps.append((start - 0.1, start + 0.35, rise))
    raised = []
    for contact in contacts:
        for (side, start), (end, level) in height_of.items():
            inside = start - 1e-6 <= contact.start <= end + 1e-6
            if contact.point.startswith(side) and inside:
                raised.append(replace(contact, height=level if level else None))
    return rising(motion, steps), raised


PUT = {"glide": _put_glide, "foot": _put_foot, "turn": _put_turn, "stairs": _put_stairs}

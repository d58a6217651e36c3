"""Contacts that cannot be met: found, approached, and named with the limit that binds.

Two ways show it. An anchor that no leg reaches even if the root moves by half a leg is brought
within reach before solving. Constraints that contradict each other stall the steps; then the
contacts and pins that are off are let go: slides of their height, then pins, then anchors, then
heights, and at last what should stand still; each turns from a fact into a wish.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.contacts.one_place import takes_over
from core.motion.kinematics import forward_kinematics, point_positions
from core.motion.partial_motion import partial_motion
from core.solve.pins.pin_reach import reachable
from core.solve.problem import Problem, height_of
from core.solve.report import Infeasible
from core.solve.rig import Rig
from core.solve.short_contacts import with_short_anchors
from core.solve.steps import Outcome
from core.solve.window import Window

#: What is missing by less than this (metres) is met.
MET = 1e-5
#: A contact that lies further below its ground (metres) is said to: the millimetre that DESIGN 7
#: lets a foot be below it.
BELOW = 1e-3
#: Contacts that are off by this part of the worst are let go together with it.
_GUILTY = 0.3


def words(contact: Contact) -> str:
    """A contact in a report: point, state and time."""
    return f"{contact.point} {contact.state} {contact.start:.3f}-{contact.end:.3f} s"


def within_reach(problem: Problem, rig: Rig) -> tuple[Problem, dict[int, float]]:
    """The problem with anchors and pins brought within reach, and what anchors lack, metres.

    Reach: the leg, as far as the point lies beyond the ankle, and half a leg that the root may
    be moved by. Only points that hang on a leg have one. Pins have theirs (`pins.pin_reach`), and
    are measured on what is solved (`pins.pin_report`).
    """
    problem = with_short_anchors(problem)
    contacts = list(problem.contacts)
    missing: dict[int, float] = {}
    for index, contact in enumerate(contacts):
        if not contact.holds or contact.anchor is None:
            continue
        near = _reachable(problem, rig, contact, np.asarray(contact.anchor, dtype=float))
        distance = float(np.linalg.norm(near - contact.anchor))
        if distance > MET:
            missing[index] = distance
            contacts[index] = replace(contact, anchor=(near[0], near[1], near[2]))
    pins = problem.pins
    if rig.unknowns.legs:
        motion, camera = problem.motion, problem.camera
        pins = tuple(reachable(motion, pin, rig.leg_length, camera) for pin in pins)
    if missing or pins != problem.pins:
        problem = replace(problem, contacts=tuple(contacts), pins=pins)
    return problem, missing


def _reachable(problem: Problem, rig: Rig, contact: Contact, anchor: np.ndarray) -> np.ndarray:
    """The point nearest to the anchor, at its height, that the leg can reach."""
    point = rig.points[rig.place_of(contact.point)]
    hips = [
        rig.unknowns.joints[leg.hip]
        for leg in rig.unknowns.legs
        if rig.unknowns.joints[leg.ankle] in problem.motion.skeleton.chain_to_root(point.joint)
    ]
    span = held_samples(problem.motion.times, contact)
    if not hips or span.start == span.stop:
        return anchor
    motion = problem.motion.frames(span.start, span.stop)
    smaller, index = partial_motion(motion, [hips[0], point.joint])
    turns, positions = forward_kinematics(smaller)
    path = point_positions(turns, positions, index[point.joint], point.offset)
    hip = positions[:, index[hips[0]]]
    beyond = float(np.max(np.linalg.norm(path - hip, axis=-1)))
    reach = max(rig.leg_length, beyond) + 0.5 * rig.leg_length
    for _ in range(10):
        away = anchor - hip
        far = np.linalg.norm(away, axis=-1)
        worst = int(np.argmax(far))
        if far[worst] <= reach:
            break
        anchor = hip[worst] + away[worst] * (reach / far[worst]) * (1.0 - 1e-9)
    return anchor


def release(
    problem: Problem, window: Window, outcome: Outcome, released: Mapping[int, frozenset[str]]
) -> dict[int, frozenset[str]] | None:
    """What to let go after steps that stalled; None where nothing is left to let go."""
    hard = window.rows.weight == 0.0
    amount = np.where(hard, np.abs(outcome.residuals), 0.0)
    off = amount > max(MET, _GUILTY * float(np.max(amount, initial=0.0)))
    guilty = sorted(set(window.rows.contact[off].tolist()) - {-1})
    for part in ("slide", "pin", "anchor", "height", "stillness"):
        if part == "height":
            weaker = _pulled_weaker(released)
            if weaker is not None:
                return weaker
        found = [
            index
            for index in guilty
            if part not in released.get(index, frozenset()) and _can_let_go(problem, index, part)
        ]
        if found:
            more = dict(released)
            for index in found:
                more[index] = more.get(index, frozenset()) | {part}
            return more
    return None


def _pulled_weaker(released: Mapping[int, frozenset[str]]) -> dict[int, frozenset[str]] | None:
    """Released anchors and slides pulling a tenth as hard; None where they hardly pull any more.

    What is far away tears at its neighbours: it gives way before they do.
    """
    for level in ("weaker", "weakest"):
        strong = [
            k
            for k, parts in released.items()
            if parts & {"anchor", "slide", "pin"} and level not in parts
        ]
        if strong:
            return {k: p | {level} if k in strong else p for k, p in released.items()}
    return None


def _can_let_go(problem: Problem, index: int, part: str) -> bool:
    if part == "pin" or index >= len(problem.contacts):
        return part == "pin" and index >= len(problem.contacts)
    contact = problem.contacts[index]
    if part == "anchor":
        return _has_anchor(contact)
    return contact.holds == (part != "slide")


def _has_anchor(contact: Contact) -> bool:
    return contact.holds and contact.anchor is not None


def name_missing(
    problem: Problem, missing: Collection[int], released: Collection[int],
    paths: Mapping[str, np.ndarray], first: int,
    stretched: Collection[tuple[str, int]], leg_length: float,
) -> tuple[Infeasible, ...]:  # fmt: skip
    """The report's list, in order of the contacts.

    Args:
        problem: as asked, anchors where they were wanted.
        missing: contacts whose anchor was out of reach.
        released: contacts that let go of something.
        paths: point -> its solved path, world metres, from sample `first` on.
        first: see `paths`.
        stretched: (side, sample) where a knee is at its limit.
        leg_length: metres.
    """
    problem, found = with_short_anchors(problem), []
    for index in sorted(k for k in {*missing, *released} if k < len(problem.contacts)):
        contact = problem.contacts[index]
        span = held_samples(problem.motion.times, contact)
        if span.start == span.stop:
            path = _straight_at(problem, contact, span.start, paths[contact.point], first)
        else:
            path = paths[contact.point][max(span.start - first, 0) : max(span.stop - first, 0)]
        if not len(path):
            continue
        height = height_of(contact, problem.ground)
        wanted = path * [1.0, 0.0, 1.0] + [0.0, height, 0.0]  # a slide goes where it likes
        if contact.holds:
            wanted = wanted[0]
        if _has_anchor(contact):
            wanted = np.asarray(contact.anchor, dtype=float)
        short = float(np.max(np.linalg.norm(path - wanted, axis=-1)))
        if short <= MET:
            continue  # let go together with others, and met all the same
        side = contact.point.split("_")[0]
        bound = any((side, sample) in stretched for sample in range(span.start, span.stop))
        limit = "the other contacts that hold at the same time"
        other = _anchored_elsewhere(problem.contacts, index, wanted, short)
        if other is not None and index not in missing:
            limit = f"the anchor of {words(other)}, with no step between"
        elif bound or index in missing:
            limit = f"the {side} leg's length, {leg_length:.3f} m"
        below = float(np.max(height - path[:, 1]))
        if below > BELOW:
            limit += f"; it lies {1e3 * below:.1f} mm below its ground"
        found.append(Infeasible(words(contact), limit, 1e3 * short, contact.start, contact.end))
    return tuple(found)


def _straight_at(
    problem: Problem, contact: Contact, after: int, path: np.ndarray, first: int
) -> np.ndarray:
    """Where a contact between two samples has its point on the straight line between them, (1, 3);
    (0, 3) outside the path."""
    if not first < after < first + len(path):
        return path[:0]
    before, there = problem.motion.times[after - 1 : after + 1]
    fraction = (0.5 * (contact.start + contact.end) - before) / (there - before)
    ends = path[after - first - 1 : after - first + 1]
    return ((1.0 - fraction) * ends[0] + fraction * ends[1])[None]


def _anchored_elsewhere(
    contacts: Sequence[Contact], index: int, place: np.ndarray, short: float
) -> Contact | None:
    """The nearest contact that touches this one, or what touches it, and has an anchor as far
    (metres) from its place as it is short of that; None where there is none."""
    for way in (-1, 1):
        at = index + way
        while 0 <= at < len(contacts) and contacts[at].holds:
            other, near = contacts[at], contacts[at - way]
            if not takes_over(*((other, near) if way < 0 else (near, other))):
                break
            if other.anchor is not None:
                if np.linalg.norm(place - other.anchor) >= max(short - MET, MET):
                    return other
                break
            at += way
    return None

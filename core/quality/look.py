"""A look at one motion of a take: what the views draw of it, and the figures beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.contacts.contact import TIME_SLACK, Contact
from core.motion.ground import ground_height
from core.motion.motion import Motion
from core.motion.output_times import own_rate
from core.quality.contact_metrics import skates
from core.quality.figures import take_figures
from core.take.captured import Captured
from core.take.decisions import Decision, Ground
from core.take.shown import ShownMotion, euler_orders, shown_again, shown_motion


@dataclass(frozen=True, slots=True, eq=False)
class TakeLook:
    """What is seen and measured of one motion (captured or refined) under one set of decisions."""

    shown: ShownMotion
    skates_mm: Mapping[Contact, float]  # for every plant and pivot
    figures: Mapping[str, float]  # keys end in their unit, as core/quality/figures names them
    ground_height: float  # metres
    rate: float  # frames a second; the mean where times are uneven


def take_look(
    motion: Motion,
    captured: Captured,
    decisions: Iterable[Decision],
    shown: ShownMotion | None = None,
) -> TakeLook:
    """Look at a motion of the take's rig.

    Args:
        motion: the captured one, or a refined one.
        captured: whose rig, contact points, camera and layout hold.
        decisions: whose contacts are measured.
        shown: of this motion, where it is known.
    """
    decisions = tuple(decisions)
    shown = _shown(motion, captured) if shown is None else shown
    ground = ground_of(captured, decisions)
    contacts = _contacts(decisions)
    return TakeLook(
        shown=shown,
        skates_mm=_skates_mm(shown, captured, contacts),
        figures=take_figures(motion, captured.contact_points, contacts, ground),
        ground_height=ground,
        rate=own_rate(motion),
    )


def preview_look(
    settled: TakeLook,
    captured: Captured,
    decisions: Iterable[Decision],
    motion: Motion | None,
    solved: tuple[int, int] | None = None,
    was: Motion | None = None,
) -> TakeLook:
    """A quick look: what is drawn is new, the figures stay as they were settled.

    Skates are those of contacts around which nothing moved: a preview moves on until it is settled,
    and only then somebody reads them.

    motion: None where it is the one of `settled` and only the decisions are others.
    solved: where it differs from the one of `settled`: the first frame and the one after the last
        (`Refined.solved`); None: anywhere.
    was: the motion of `settled`, where it is at hand: less has to be drawn anew.
    """
    contacts = _contacts(decisions)
    times, orders = settled.shown.times, _orders(captured)
    points, camera = captured.contact_points, captured.camera
    if motion is None:
        shown, low, high = settled.shown, np.inf, -np.inf
    elif solved is None or motion.frame_count != len(times):
        shown, low, high = shown_motion(motion, orders, points, camera), -np.inf, np.inf
    elif solved[0] >= solved[1]:
        shown, low, high = settled.shown, np.inf, -np.inf
    else:
        shown = shown_again(settled.shown, motion, solved, orders, points, camera, was)
        low, high = times[solved[0]] - TIME_SLACK, times[solved[1] - 1] + TIME_SLACK
    known = settled.skates_mm  # where nothing moved they hold still
    found: dict[Contact, float] = {}
    new = []
    for one in contacts:
        if one.start > high or one.end < low:
            skate = known.get(one)
            if skate is not None:
                found[one] = skate
            elif one.holds:
                new.append(one)
    if new:
        found |= _skates_mm(shown, captured, new)
    return replace(settled, shown=shown, skates_mm=found)


def _shown(motion: Motion, captured: Captured) -> ShownMotion:
    return shown_motion(motion, _orders(captured), captured.contact_points, captured.camera)


def _orders(captured: Captured) -> tuple[str, ...]:
    return euler_orders(captured.layout, captured.motion.skeleton.joint_count)


def _contacts(decisions: Iterable[Decision]) -> list[Contact]:
    return [decision.fact for decision in decisions if isinstance(decision.fact, Contact)]


def _skates_mm(
    shown: ShownMotion, captured: Captured, contacts: list[Contact]
) -> dict[Contact, float]:
    paths = {
        point.name: shown.point_positions[:, column].astype(float)
        for column, point in enumerate(captured.contact_points)
    }
    return {skate.contact: skate.skate_mm for skate in skates(shown.times, paths, contacts)}


def ground_of(captured: Captured, decisions: Iterable[Decision]) -> float:
    """The floor's height, metres: decided, or found on the captured motion."""
    for decision in decisions:
        if isinstance(decision.fact, Ground):
            return decision.fact.height
    return ground_height(captured.motion, captured.contact_points)

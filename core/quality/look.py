"""A look at one motion of a take: what the views draw of it, and the figures beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.contacts.contact import Contact
from core.motion.ground import ground_height
from core.motion.motion import Motion
from core.motion.output_times import own_rate
from core.quality.contact_metrics import skates
from core.quality.figures import take_figures
from core.take.captured import Captured
from core.take.decisions import Decision, Ground
from core.take.shown import ShownMotion, euler_orders, shown_motion


@dataclass(frozen=True, slots=True, eq=False)
class TakeLook:
    """What is seen and measured of one motion (captured or refined) under one set of decisions."""

    shown: ShownMotion
    skates_mm: Mapping[Contact, float]  # for every plant and pivot
    figures: Mapping[str, float]  # keys end in their unit, as core/quality/figures names them
    ground_height: float  # metres
    rate: float  # frames a second; the mean where times are uneven


def take_look(motion: Motion, captured: Captured, decisions: Iterable[Decision]) -> TakeLook:
    """Look at a motion of the take's rig.

    Args:
        motion: the captured one, or a refined one.
        captured: whose rig, contact points, camera and layout hold.
        decisions: whose contacts are measured.
    """
    decisions = tuple(decisions)
    orders = euler_orders(captured.layout, captured.motion.skeleton.joint_count)
    shown = shown_motion(motion, orders, captured.contact_points, captured.camera)
    contacts = [d.fact for d in decisions if isinstance(d.fact, Contact)]
    ground = ground_of(captured, decisions)
    paths = {
        point.name: shown.point_positions[:, column].astype(float)
        for column, point in enumerate(captured.contact_points)
    }
    return TakeLook(
        shown=shown,
        skates_mm={
            skate.contact: skate.skate_mm for skate in skates(motion.times, paths, contacts)
        },
        figures=take_figures(motion, captured.contact_points, contacts, ground),
        ground_height=ground,
        rate=own_rate(motion),
    )


def ground_of(captured: Captured, decisions: Iterable[Decision]) -> float:
    """The floor's height, metres: decided, or found on the captured motion."""
    for decision in decisions:
        if isinstance(decision.fact, Ground):
            return decision.fact.height
    return ground_height(captured.motion, captured.contact_points)

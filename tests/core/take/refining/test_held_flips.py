"""A detector's flip of one frame under a plant stays in its frame: it throws nothing about."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.take.captured import Captured
from core.take.decisions import Decision, SharpMark
from core.take.refine import RefineSettings, preview, refine
from core.take.refining.stated_problem import stated_problem

SECONDS = 6.0
WALK = made_walk.walk(SECONDS)
PLANTS = made_walk.plants(SECONDS)
HELD = next(c for c in PLANTS if c.point == "left_toe" and c.start > 2.0)
MIDDLE = 0.5 * (HELD.start + HELD.end)


def turned(
    captured: Captured, seconds: float, degrees: float = 150.0, joint: str = "LeftUpLeg",
    shares: tuple[float, ...] = (1.0,),
) -> Captured:  # fmt: skip
    """A joint turned about its own axis x, by shares of an angle in frames from a moment on."""
    motion = captured.motion
    local = np.array(motion.local_rotations)
    first, place = int(np.searchsorted(motion.times, seconds)), motion.skeleton.index(joint)
    for sample, share in enumerate(shares, first):
        turn = rotations.from_rotation_vector(np.radians(degrees) * share * np.eye(3)[0])
        local[sample, place] = rotations.multiply(local[sample, place], turn)
    return replace(captured, motion=motion.with_pose(local, motion.root_positions))


def moved_mm(one: Motion, other: Motion) -> float:
    return 1e3 * float(np.linalg.norm(world_positions(one) - world_positions(other), axis=-1).max())


@pytest.mark.parametrize("rate", [None, 120.0])
@pytest.mark.parametrize("joint", ["LeftUpLeg", "LeftLeg", "LeftFoot"])
def test_a_flip_under_a_plant_harms_no_frame(rate: float | None, joint: str) -> None:
    decisions, settings = made_walk.decided(PLANTS), RefineSettings(rate)
    sound = refine(WALK, decisions, settings)
    refined = refine(turned(WALK, MIDDLE, joint=joint), decisions, settings)
    assert moved_mm(refined.motion, sound.motion) < 2.0
    assert not refined.report.infeasible
    [sentence] = refined.report.ignored
    sample = WALK.motion.times[np.searchsorted(WALK.motion.times, MIDDLE)]
    assert sentence.startswith(f"{joint} flip {sample:.3f} s: it turns away and back")


def stated_without(captured: Captured, decisions: tuple[Decision, ...]) -> bool:
    """Whether what is solved is not what was captured."""
    return stated_problem(captured, decisions, None)[0].motion is not captured.motion


def test_nothing_else_is_touched() -> None:
    decisions = made_walk.decided(PLANTS)
    flipped = turned(WALK, MIDDLE)
    assert stated_without(flipped, decisions)
    assert not stated_without(WALK, decisions)
    # what other feet do, what nothing holds, and what somebody means
    others = [c for c in PLANTS if not c.point.startswith("left")]
    assert not stated_without(flipped, made_walk.decided(others))
    assert not stated_without(flipped, ())
    in_air = [replace(c, state="air") if c.point.startswith("left") else c for c in PLANTS]
    assert not stated_without(flipped, made_walk.decided(in_air))
    meant = SharpMark(float(WALK.motion.times[np.searchsorted(WALK.motion.times, MIDDLE)]), None)
    assert not stated_without(flipped, (*decisions, Decision("mark", meant)))


@pytest.mark.parametrize(
    ("degrees", "shares"),
    [
        (50.0, (1.0,)),  # as far as noise and impacts go
        (75.0, (0.33, 0.67, 1.0, 0.67, 0.33)),  # 1500 degrees a second, there and back
        (170.0, tuple(np.linspace(0.0, 1.0, 8))),  # cut off: it does not come back in one frame
        (150.0, (1.0, 1.0, 1.0)),
    ],
)
def test_what_a_body_can_do_is_kept(degrees: float, shares: tuple[float, ...]) -> None:
    moving = turned(WALK, MIDDLE, degrees, shares=shares)
    assert not stated_without(moving, made_walk.decided(PLANTS))


def test_a_preview_of_the_plant_is_what_refining_says() -> None:
    flipped = turned(WALK, MIDDLE)
    without = [c for c in PLANTS if not (c.point.startswith("left") and _meets(c))]
    before = refine(flipped, made_walk.decided(without))
    added = [*without, HELD]
    seen = preview(flipped, made_walk.decided(added), before, (HELD.start, HELD.end))
    settled = refine(flipped, made_walk.decided(added))
    near = np.abs(WALK.motion.times - MIDDLE) < 0.3
    kept = np.flatnonzero(near)
    first, stop = int(kept[0]), int(kept[-1]) + 1
    assert moved_mm(seen.motion.frames(first, stop), settled.motion.frames(first, stop)) < 0.1
    assert seen.report.ignored == settled.report.ignored != ()


def _meets(contact: Contact) -> bool:
    return contact.start < HELD.end + 0.1 and contact.end > HELD.start - 0.1

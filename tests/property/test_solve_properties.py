"""Properties of refine on made walks that drift, with plants chosen at random."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.resample import resampled
from core.take.captured import Captured
from core.take.decisions import Decision, Pin
from core.take.refine import refine

SECONDS, RATE = 2.0, 30.0
SAME = 1e-4  # metres: what stopping the steps may leave, of corrections of centimetres

_PLANTS = {rolls: made_walk.plants(SECONDS, rolls=rolls) for rolls in (False, True)}
_LEAST_PLANTS = min(map(len, _PLANTS.values()))
_MIRROR = np.array([-1.0, 1.0, 1.0])

chosen_plants = st.lists(
    st.sampled_from(range(_LEAST_PLANTS)), min_size=1, max_size=_LEAST_PLANTS, unique=True
)
states = st.sampled_from(["plant", "pivot", "slide"])
drifts = st.floats(0.0, 0.08)
few = settings(max_examples=12, deadline=None)


@st.composite
def takes(draw) -> tuple[Captured, tuple[Decision, ...]]:
    roll = draw(st.sampled_from([0.0, 0.5]))  # feet that roll over stiff toes bend these
    captured = made_walk.with_drift(made_walk.walk(SECONDS, RATE, roll=roll), draw(drifts), 0.4)
    plants = _PLANTS[roll > 0.0]
    contacts = [replace(plants[k], state=draw(states)) for k in draw(chosen_plants)]
    shift = draw(st.floats(-0.1, 0.1))
    moved = [
        replace(c, start=max(c.start + shift, 0.0), end=min(c.end + shift, SECONDS))
        for c in contacts
    ]
    decisions = made_walk.decided([c for c in moved if c.end > c.start])
    if draw(st.booleans()):
        hand = draw(st.sampled_from(["LeftHand", "RightHand"]))
        time = draw(st.floats(0.3, SECONDS - 0.3))
        place = _beside(captured, hand, time, draw(st.floats(-0.05, 0.1)))
        end = time + draw(st.sampled_from([0.0, 0.2]))
        decisions = (*decisions, Decision("pin", Pin(hand, "position", time, end, place)))
    return captured, decisions


def _beside(captured: Captured, joint: str, time: float, up: float) -> tuple[float, ...]:
    """A place above (metres) where a joint was captured at a time."""
    motion = resampled(captured.motion, np.array([time]))
    place = world_positions(motion)[0, motion.skeleton.index(joint)] + [0.0, up, 0.0]
    return tuple(float(value) for value in place)


def _moved(captured: Captured, motion: Motion) -> Captured:
    return replace(captured, motion=motion)


def _distance(first: Motion, second: Motion) -> float:
    between = world_positions(first) - world_positions(second)
    return float(np.max(np.linalg.norm(between, axis=-1)))


def _turned(motion: Motion, yaw: float, shift: np.ndarray) -> Motion:
    turn = rotations.from_rotation_vector(yaw * np.array([0.0, 1.0, 0.0]))
    local = np.array(motion.local_rotations)
    local[:, 0] = rotations.multiply(turn, local[:, 0])
    return motion.with_pose(local, rotations.rotate(turn, motion.root_positions) + shift)


def _decisions_turned(
    decisions: tuple[Decision, ...], yaw: float, shift: np.ndarray
) -> tuple[Decision, ...]:
    turn = rotations.from_rotation_vector(yaw * np.array([0.0, 1.0, 0.0]))
    turned = []
    for decision in decisions:
        fact = decision.fact
        if isinstance(fact, Pin):
            place = rotations.rotate(turn, np.array(fact.value)) + shift
            decision = replace(decision, fact=replace(fact, value=tuple(map(float, place))))
        turned.append(decision)
    return tuple(turned)


def _mirrored(motion: Motion) -> Motion:
    """The motion in a mirror through x = 0: left and right change places."""
    names = motion.skeleton.names
    other = [
        names.index(name.replace("Left", "#").replace("Right", "Left").replace("#", "Right"))
        for name in names
    ]
    local = motion.local_rotations[:, other] * np.array([1.0, 1.0, -1.0, -1.0])
    return motion.with_pose(local, motion.root_positions * _MIRROR)


def _mirrored_decisions(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    mirrored = []
    for decision in decisions:
        fact = decision.fact
        if isinstance(fact, Contact):
            side, end = fact.point.split("_")
            fact = replace(fact, point=f"{'right' if side == 'left' else 'left'}_{end}")
        elif isinstance(fact, Pin):
            other = "RightHand" if fact.joint == "LeftHand" else "LeftHand"
            x, y, z = fact.value
            fact = replace(fact, joint=other, value=(-x, y, z))
        mirrored.append(replace(decision, fact=fact))
    return tuple(mirrored)


@few
@given(takes())
def test_refining_again_changes_nothing(take):
    captured, decisions = take
    first = refine(captured, decisions)
    again = refine(_moved(captured, first.motion), decisions)
    assert _distance(first.motion, again.motion) < 1e-5


@few
@given(takes(), st.randoms(use_true_random=False))
def test_the_order_of_decisions_does_not_matter(take, random):
    captured, decisions = take
    shuffled = list(decisions)
    random.shuffle(shuffled)
    first, second = refine(captured, decisions), refine(captured, shuffled)
    assert np.array_equal(first.motion.local_rotations, second.motion.local_rotations)
    assert np.array_equal(first.motion.root_positions, second.motion.root_positions)


@few
@given(takes())
def test_held_points_stand_still_and_nothing_sinks(take):
    captured, decisions = take
    report = refine(captured, decisions).report
    assert all(one.error_mm <= 1e-3 for one in report.pins)
    assert max(one.skate_mm or 0.0 for one in report.contacts) <= 1e-3
    assert report.penetration_mm <= 1e-3


@few
@given(takes(), st.floats(-3.1, 3.1), st.floats(-5.0, 5.0), st.floats(-5.0, 5.0))
def test_a_turned_and_moved_world_gives_the_same_motion_turned_and_moved(take, yaw, x, z):
    captured, decisions = take
    shift = np.array([x, 0.0, z])
    here = refine(captured, decisions).motion
    elsewhere = _decisions_turned(decisions, yaw, shift)
    there = refine(_moved(captured, _turned(captured.motion, yaw, shift)), elsewhere).motion
    assert _distance(_turned(here, yaw, shift), there) < SAME


@few
@given(takes())
def test_a_mirrored_take_gives_the_mirrored_motion(take):
    captured, decisions = take
    here = refine(captured, decisions).motion
    mirrored = _moved(captured, _mirrored(captured.motion))
    there = refine(mirrored, _mirrored_decisions(decisions)).motion
    assert _distance(_mirrored(here), there) < SAME


@few
@given(st.floats(0.01, 0.06), st.floats(0.01, 0.06))
def test_edits_far_apart_do_not_meet(first_skate, second_skate):
    seconds = 13.0
    plants = made_walk.plants(seconds, ("toe",))
    early = next(c for c in plants if c.point == "left_toe" and c.start > 1.0)
    late = next(c for c in plants if c.point == "left_toe" and c.start > 10.5)
    captured = made_walk.walk(seconds, RATE)
    captured = made_walk.with_skate(captured, early, first_skate)
    captured = made_walk.with_skate(captured, late, second_skate)
    both = refine(captured, made_walk.decided([early, late])).motion
    alone = refine(captured, made_walk.decided([early])).motion
    before = captured.motion.times < late.start - 3.0
    paths = [point_paths(m, captured.contact_points)["left_toe"][before] for m in (both, alone)]
    assert np.max(np.abs(paths[0] - paths[1])) < 1e-3

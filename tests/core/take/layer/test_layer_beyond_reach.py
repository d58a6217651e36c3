"""A key is a wish: whatever it asks for, what is held stays held, and the wish gives way."""

from __future__ import annotations

from dataclasses import dataclass, replace

import made_walk
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_layer_solved import ZERO, keyed, worst_skate

from core.contacts.contact import Contact
from core.take.captured import Captured
from core.take.decisions import Decision
from core.take.layer.layer import layered
from core.take.layer.layer_reach import within_legs_reach
from core.take.layer.layer_stage import LayerStage
from core.take.layer.refine_layered import layer_keys
from core.take.refine import Refined, RefineSettings, refine

SECONDS = 6.0
FEET = ("left_heel", "left_toe", "right_heel", "right_toe")


@dataclass(frozen=True)
class Told:
    captured: Captured
    decisions: tuple[Decision, ...]
    first: Refined


def _stood(rate: float) -> Told:
    captured = made_walk.standing(SECONDS, rate)
    decisions = made_walk.decided([Contact(point, "plant", 0.0, SECONDS) for point in FEET])
    return Told(captured, decisions, refine(captured, decisions))


def _walked(rate: float) -> Told:
    captured = made_walk.with_drift(made_walk.walk(SECONDS, rate), 0.05)
    decisions = made_walk.decided(made_walk.plants(SECONDS))
    return Told(captured, decisions, refine(captured, decisions))


@pytest.fixture(scope="module")
def takes():
    return {
        "stood at 30 Hz": _stood(30.0),
        "stood at 60 Hz": _stood(60.0),
        "walked": _walked(30.0),
    }


def _pulled(told: Told, joint: str, channel, value, beside: float = 1.0) -> Refined:
    """With a key at 3 s, and keys of zero so many seconds before and after it."""
    keys = keyed(joint, channel, (3.0 - beside, ZERO), (3.0, value), (3.0 + beside, ZERO))
    return refine(told.captured, (*told.decisions, *keys), before=told.first.prepared)


def _contacts_given_up(refined: Refined) -> list[str]:
    return [
        one.constraint for one in refined.report.infeasible if "layer key" not in one.constraint
    ]


def _holds(refined: Refined) -> bool:
    return worst_skate(refined) <= 1e-3 and refined.report.penetration_mm <= 1.0


@pytest.mark.parametrize("name", ["stood at 30 Hz", "stood at 60 Hz", "walked"])
@pytest.mark.parametrize("height", [0.29, 0.30, 0.31, 0.315, 0.32, 0.5, 0.8, 1.0])
def test_hips_lifted_beyond_straight_legs_tear_no_plant(takes, name, height):
    after = _pulled(takes[name], "Hips", "position", (0.0, height, 0.0))
    assert _contacts_given_up(after) == []
    assert _holds(after)


@settings(max_examples=15, deadline=None)
@given(
    name=st.sampled_from(["stood at 30 Hz", "stood at 60 Hz", "walked"]),
    value=st.tuples(*[st.floats(-1.0, 1.0)] * 3),
    beside=st.sampled_from([0.2, 1.0]),
    joint=st.sampled_from(["Hips", "LeftUpLeg"]),
    turned=st.booleans(),
)
@example("walked", (0.0, -0.8287575878828894, 0.0), 1.0, "Hips", False)
@example("walked", (0.66015625, 0.0, 0.0), 0.2, "Hips", False)
def test_no_wish_tears_a_plant(takes, name, value, beside, joint, turned):
    channel = "rotation" if turned or joint != "Hips" else "position"
    after = _pulled(takes[name], joint, channel, value, beside)
    assert _contacts_given_up(after) == []
    assert _holds(after)


def test_hips_rise_the_same_beyond_reach_however_far_they_are_pulled(takes):
    rises = [
        np.max(
            _pulled(takes["stood at 30 Hz"], "Hips", "position", (0.0, height, 0.0))
            .motion.root_positions[:, 1]
        )
        for height in (0.25, 0.30, 0.31, 0.32, 0.6)
    ]  # fmt: skip
    assert np.ptp(rises) <= 2e-3


@pytest.mark.parametrize("part", ["heel", "toe"])
def test_a_rig_without_toes_or_heels_keeps_its_plants_too(part):
    captured = made_walk.standing(SECONDS, 30.0)
    points = tuple(one for one in captured.contact_points if one.name.endswith(part))
    captured = replace(captured, contact_points=points)
    decisions = made_walk.decided([Contact(one.name, "plant", 0.0, SECONDS) for one in points])
    told = Told(captured, decisions, refine(captured, decisions))
    after = _pulled(told, "Hips", "position", (0.0, 0.5, 0.0))
    assert len(points) == 2 and _contacts_given_up(after) == []
    assert worst_skate(after) <= 1e-3


def test_a_wish_that_the_legs_cannot_follow_at_all_is_followed_in_part(takes):
    told = takes["walked"]
    after = _pulled(told, "Hips", "position", (0.0, -1.0, 0.0))
    lower = after.motion.root_positions[:, 1] - told.first.motion.root_positions[:, 1]
    assert -0.9 < np.min(lower) < -0.2
    assert _contacts_given_up(after) == []
    assert _holds(after)
    assert len(after.report.infeasible) == 1


def test_a_wish_within_reach_is_not_bent(takes):
    told = takes["stood at 30 Hz"]
    keys = keyed("Hips", "position", (2.0, ZERO), (3.0, (0.0, -0.1, 0.0)), (4.0, ZERO))
    stage = LayerStage(
        told.captured, told.decisions, RefineSettings(), told.first, layer_keys(keys)
    )  # fmt: skip
    added = layered(told.first.motion, stage.layer)
    assert np.array_equal(added.root_positions, stage.added.root_positions)
    contacts = stage.problem.contacts
    assert within_legs_reach(stage.problem, told.first.motion, contacts, [(0, 150)]) is (
        stage.problem.motion
    )

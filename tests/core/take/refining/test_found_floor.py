"""The floor that nobody stated: where a motion stands exactly, the same after every edit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_walk import decided, plants, walk

from core.motion.ground import ground_height
from core.solve.problem import Problem
from core.take.captured import Captured
from core.take.decisions import Decision, Ground
from core.take.refine import RefineSettings, problem_of, refine
from core.take.refining.prepared import Prepared, prepare

SECONDS = 4.0


@pytest.fixture(scope="module")
def standing() -> tuple[Captured, tuple[Decision, ...]]:
    """A walk that was refined before, 2 mm above what its lowest points say of the floor."""
    captured = walk(SECONDS)
    said = decided(plants(SECONDS))
    decisions = tuple(one for one in said if not isinstance(one.fact, Ground))
    refined = refine(captured, decisions).motion
    floor = ground_height(refined, captured.contact_points)
    higher = refined.root_positions + np.array([0.0, 0.002, 0.0])
    assert abs(floor) < 1e-3
    return replace(captured, motion=refined.with_pose(refined.local_rotations, higher)), decisions


def of(captured: Captured, decisions: tuple[Decision, ...], prepared: Prepared) -> Problem:
    return problem_of(captured, decisions, RefineSettings(), prepared)[0]


def test_a_motion_that_stands_exactly_keeps_its_floor(standing) -> None:
    captured, decisions = standing
    ground = of(captured, decisions, prepare(captured, decisions)).ground
    floor = ground_height(captured.motion, captured.contact_points)
    assert ground == pytest.approx(0.002, abs=1e-6)
    assert floor != ground  # it is found by what is held, not by the lowest points


def test_what_an_edit_left_alone_says_the_same_as_asked_anew(standing) -> None:
    captured, decisions = standing
    kept = prepare(captured, decisions)
    of(captured, decisions, kept)
    first = decisions[0]
    assert first.fact.start < first.fact.end
    for changed in (
        replace(first.fact, end=first.fact.start + 0.5 * (first.fact.end - first.fact.start)),
        replace(first.fact, end=first.fact.end + 0.4),  # the foot is in the air by then
        replace(first.fact, anchor=(0.0, 0.5, 0.0)),
    ):
        now = (replace(first, fact=changed), *decisions[1:])
        anew = prepare(captured, now)
        assert of(captured, now, kept).ground == of(captured, now, anew).ground

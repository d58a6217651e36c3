"""Answers to a defect carry the effect that solving them has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_walk import decided, plants, walk, with_drift, with_skate

from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.point_paths import point_paths
from core.quality.contact_metrics import largest_distance_mm
from core.quality.defects.event import Defect
from core.quality.defects.find import find_defects
from core.quality.defects_of_take import examined_take
from core.quality.proposals import Proposal, Proposer
from core.take.captured import Captured
from core.take.decisions import SidesSwapped
from core.take.editing.edits import set_ground
from core.take.refine import refine
from core.take.refining.swapped import sides_given_back

PLANT = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)


@pytest.fixture(scope="module")
def exact() -> Captured:
    return walk(4.0)


@pytest.fixture(scope="module")
def skating(exact: Captured) -> Captured:
    return with_skate(exact, PLANT, 0.05)


def answered(captured: Captured, kind: str, where: str = "") -> tuple[Defect, tuple[Proposal, ...]]:
    settled = refine(captured, ())
    seen = examined_take(captured, (), settled.motion)
    defect = next(
        one for one in find_defects(seen) if one.kind == kind and one.where.startswith(where)
    )
    return defect, Proposer(captured, (), settled, seen).proposals(defect)


def test_a_skate_has_four_answers_and_the_held_ones_end_it(skating: Captured) -> None:
    defect, proposals = answered(skating, "skate", "left_toe")
    by_name = {one.answer: one for one in proposals}
    assert set(by_name) == {"plant", "pivot", "slide", "air"}
    assert proposals[0].answer in ("plant", "pivot")
    for name in ("plant", "pivot"):
        assert by_name[name].predicted.severity < 1e-3
        assert by_name[name].predicted.turns_degrees > 0.2
    assert by_name["slide"].predicted.moves_mm == pytest.approx(defect.severity, rel=0.3)
    assert by_name["air"].predicted.moves_mm == pytest.approx(defect.severity, rel=0.05)
    assert by_name["air"].predicted.hips_move_mm < 1.0


def test_the_predicted_effect_is_the_effect(skating: Captured) -> None:
    defect, proposals = answered(skating, "skate", "left_toe")
    first = proposals[0]
    refined = refine(skating, first.edit.applied_to(()))
    held = (refined.motion.times >= defect.start - 1e-6) & (
        refined.motion.times <= defect.end + 1e-6
    )
    path = point_paths(refined.motion, skating.contact_points)["left_toe"][held]
    assert largest_distance_mm(path) == pytest.approx(first.predicted.severity, abs=1e-3)
    hips = np.linalg.norm(
        refined.motion.root_positions - skating.motion.root_positions, axis=-1
    ).max()
    assert 1000.0 * hips == pytest.approx(first.predicted.hips_move_mm, abs=1.5)


def test_accepting_the_first_answer_takes_the_defect_away(skating: Captured) -> None:
    defect, proposals = answered(skating, "skate", "left_toe")
    decisions = proposals[0].edit.applied_to(())
    refined = refine(skating, decisions)
    left = [
        one
        for one in find_defects(examined_take(skating, decisions, refined.motion))
        if (one.kind, one.where) == ("skate", "left_toe") and one.start < defect.end < one.end + 0.1
    ]
    assert left == []


def test_a_drift_is_answered_by_holding_what_stands(exact: Captured) -> None:
    defect, proposals = answered(with_drift(exact, 0.2, 0.3), "root_drift")
    [hold] = proposals
    assert len(hold.edit.coming) > 2
    assert hold.predicted.severity < 0.3 * defect.severity


def test_a_swap_is_answered_by_giving_the_sides_back(exact: Captured) -> None:
    swap = [SidesSwapped(1.25, 1.6, "legs")]
    swapped = replace(exact, motion=sides_given_back(exact.motion, swap))
    [proposal] = answered(swapped, "swap")[1]
    assert proposal.answer == "swap"
    assert proposal.predicted.severity == 0.0
    refined = refine(swapped, proposal.edit.applied_to(()))
    apart = world_positions(refined.motion) - world_positions(exact.motion)
    legs = [i for i, name in enumerate(exact.motion.skeleton.names) if "Leg" in name]
    assert np.abs(apart[:, legs]).max() < 1e-6


def test_a_flip_is_answered_by_cleaning(exact: Captured) -> None:
    motion = exact.motion
    local = np.array(motion.local_rotations)
    elbow = motion.skeleton.index("LeftForeArm")
    turn = rotations.from_rotation_vector(np.array([0.0, 1.6, 0.0]))
    local[100, elbow] = rotations.multiply(local[100, elbow], turn)
    flipped = replace(exact, motion=motion.with_pose(local, motion.root_positions))
    [proposal] = answered(flipped, "flip")[1]
    assert proposal.answer == "clean"
    assert proposal.predicted.severity == 0.0


def test_what_nothing_helps_against_has_no_answer(exact: Captured) -> None:
    root = np.array(exact.motion.root_positions)
    root[120:] += [0.5, 0.0, 0.0]
    jumped = replace(exact, motion=exact.motion.with_pose(exact.motion.local_rotations, root))
    assert answered(jumped, "pop", "body")[1] == ()


def test_the_answers_to_a_take_start_from_its_decisions(skating: Captured) -> None:
    others = [c for c in plants(4.0) if c.point != "left_toe" or c.start != PLANT.start]
    decisions = decided(others)
    settled = refine(skating, decisions)
    seen = examined_take(skating, decisions, settled.motion)
    proposer = Proposer(skating, decisions, settled, seen)
    defect = Defect("skate", PLANT.start, PLANT.end, "left_toe", 50.0, "mm", "", 0.5)
    answers = proposer.answers(defect)
    assert {name for name, _ in answers} == {"plant", "pivot", "slide", "air"}
    for name, edit in answers:
        after = edit.applied_to(decisions)
        assert len(after) == len(decisions) + 1, name


def test_an_answer_that_throws_the_body_about_is_not_proposed_first(skating: Captured) -> None:
    # half a metre up all feet hang above the floor that the take states
    root = skating.motion.root_positions + np.array([0.0, 0.5, 0.0])
    high = replace(skating, motion=skating.motion.with_pose(skating.motion.local_rotations, root))
    decisions = set_ground((), 0.0).applied_to(())
    settled = refine(high, decisions)
    seen = examined_take(high, decisions, settled.motion)
    defect = Defect("skate", PLANT.start, PLANT.end, "left_toe", 50.0, "mm", "", 0.5)
    proposals = Proposer(high, decisions, settled, seen).proposals(defect)
    plant = next(one for one in proposals if one.answer == "plant")
    assert plant.predicted.hips_move_mm > 300.0
    assert proposals[0].predicted.hips_move_mm < 100.0
    assert len(proposals) == 4

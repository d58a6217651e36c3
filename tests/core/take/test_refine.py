"""refined = refine(captured, decisions): pure, exact, idempotent, previewed."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.contact import Contact
from core.errors import Cancelled
from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import forward_kinematics, world_positions
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.take.captured import Captured
from core.take.decisions import Decision, Ground, VideoOffset
from core.take.editing.edits import put_contact
from core.take.refine import PREVIEWED, Refined, RefineSettings, preview, refine, result_key

SECONDS = 12.0


@pytest.fixture(scope="module")
def skating() -> tuple[Captured, tuple[Decision, ...], Contact]:
    """A walk with a skate of 40 mm, every other plant decided, and the plant that would cure it."""
    plants = made_walk.plants(SECONDS)
    target = next(c for c in plants if c.point == "left_toe" and c.start > 0.45 * SECONDS)
    captured = made_walk.with_skate(made_walk.walk(SECONDS), target, 0.04)
    others = [c for c in plants if not (c.point.startswith("left") and c.start == target.start)]
    return captured, made_walk.decided(others), target


@pytest.fixture(scope="module")
def settled(skating) -> Refined:
    captured, decisions, _ = skating
    return refine(captured, decisions)


@pytest.fixture(scope="module")
def planted(skating) -> tuple[tuple[Decision, ...], Refined]:
    captured, decisions, target = skating
    after = put_contact(decisions, target).applied_to(decisions)
    return after, refine(captured, after)


def _equal(first: Motion, second: Motion) -> bool:
    return np.array_equal(first.local_rotations, second.local_rotations) and np.array_equal(
        first.root_positions, second.root_positions
    )


def _largest_move(first: Motion, second: Motion) -> np.ndarray:
    """(frames,) metres."""
    between = world_positions(first) - world_positions(second)
    return np.linalg.norm(between, axis=-1).max(axis=1)


def _away(times: np.ndarray, contact: Contact) -> np.ndarray:
    return np.maximum(np.maximum(contact.start - times, times - contact.end), 0.0)


def test_a_motion_without_contacts_on_the_ground_comes_back_bit_for_bit():
    captured = made_walk.walk(1.0)
    air = Decision("a", Contact("left_toe", "air", 0.2, 0.6))
    for decisions in ((), (air,), (Decision("v", VideoOffset(2.0)),)):
        refined = refine(captured, decisions)
        assert _equal(refined.motion, captured.motion)
        assert refined.report.contacts == () and refined.settled


def test_the_same_bytes_each_time_and_in_any_order(skating):
    captured, decisions, _ = skating
    first = refine(captured, decisions)
    shuffled = [decisions[k] for k in np.random.default_rng(1).permutation(len(decisions))]
    second = refine(captured, shuffled)
    assert _equal(first.motion, second.motion)
    assert first.key == second.key


def test_the_key_tells_apart_what_changes_the_motion_and_nothing_else(skating):
    captured, decisions, target = skating
    key = result_key(captured, decisions)
    renamed = [replace(d, id=f"other {d.id}", source="auto") for d in decisions]
    assert result_key(captured, renamed) == key
    assert result_key(captured, [*decisions, Decision("v", VideoOffset(1.0))]) == key
    assert result_key(captured, [*decisions, Decision("n", target)]) != key
    assert result_key(captured, decisions, RefineSettings(60.0)) != key
    floors = [Decision("floor", Ground(height)) for height in (0.0, 0.01)]
    others = [one for one in decisions if not isinstance(one.fact, Ground)]
    assert len({result_key(captured, [*others, floor]) for floor in floors}) == 2
    moved = captured.motion.with_pose(
        captured.motion.local_rotations, np.nextafter(captured.motion.root_positions, 9.0)
    )
    assert result_key(replace(captured, motion=moved), decisions) != key
    point = replace(captured.contact_points[0], offset=np.array([0.0, -0.07, 0.0]))
    points = (point, *captured.contact_points[1:])
    assert result_key(replace(captured, contact_points=points), decisions) != key


def test_refining_again_moves_nothing(skating, planted):
    captured, _, _ = skating
    after, refined = planted
    again = refine(replace(captured, motion=refined.motion), after)
    assert np.max(_largest_move(again.motion, refined.motion)) < 1e-5


def test_refining_again_finds_the_same_floor_where_nobody_decided_it(skating):
    captured, decisions, _ = skating
    contacts = made_walk.decided([d.fact for d in decisions if isinstance(d.fact, Contact)], None)
    lifted = np.add(captured.motion.root_positions, [0.0, 0.2, 0.0])
    raised = captured.motion.with_pose(captured.motion.local_rotations, lifted)
    first = refine(replace(captured, motion=raised), contacts)
    again = refine(replace(captured, motion=first.motion), contacts)
    assert np.max(_largest_move(again.motion, first.motion)) < 1e-5


def test_a_plant_over_a_skate_holds_and_its_influence_ends(skating, settled, planted):
    captured, _, target = skating
    _, refined = planted
    times = captured.motion.times
    held = (times >= target.start) & (times <= target.end)
    path = point_paths(settled.motion, captured.contact_points)[target.point][held]
    assert np.linalg.norm(path[-1] - path[0]) > 0.03
    report = next(one for one in refined.report.contacts if one.contact == target)
    assert report.skate_mm is not None and report.skate_mm <= 1e-3
    assert refined.report.influence_s <= 3.0
    outside = _away(times, target) > refined.report.influence_s
    assert np.count_nonzero(outside) > 60
    assert np.max(_largest_move(refined.motion, settled.motion)[outside]) <= 1e-3


def test_no_knee_turns_three_degrees_a_frame_more_than_it_did(skating, planted):
    captured, _, _ = skating
    _, refined = planted
    parts = body_parts(captured.motion.skeleton)
    for side in ("left", "right"):
        turns = [
            rotations.angle_between(q[1:, parts[f"{side}_knee"]], q[:-1, parts[f"{side}_knee"]])
            for q in (captured.motion.local_rotations, refined.motion.local_rotations)
        ]
        assert np.degrees(np.max(turns[1] - turns[0])) <= 3.0


def test_a_preview_agrees_with_the_settled_take(skating, settled, planted):
    captured, _, target = skating
    after, whole = planted
    seen = preview(captured, after, settled, (target.start, target.end))
    assert not seen.settled and seen.key == ""
    assert np.max(_largest_move(seen.motion, whole.motion)) <= 1e-3
    relative = [
        places - places[:, :1] for places in map(world_positions, (seen.motion, whole.motion))
    ]
    assert np.max(np.linalg.norm(relative[0] - relative[1], axis=-1)) <= 1e-4


def test_a_preview_leaves_everything_outside_bit_for_bit(skating, settled, planted):
    captured, _, target = skating
    after, _ = planted
    seen = preview(captured, after, settled, (target.start, target.end))
    outside = _away(captured.motion.times, target) > PREVIEWED * settled.report.influence_s + 1e-6
    assert np.count_nonzero(outside) > 60
    assert np.array_equal(
        seen.motion.local_rotations[outside], settled.motion.local_rotations[outside]
    )
    assert np.array_equal(
        seen.motion.root_positions[outside], settled.motion.root_positions[outside]
    )
    assert not _equal(seen.motion, settled.motion)


def test_a_preview_holds_every_contact_it_touches(skating, settled, planted):
    captured, _, target = skating
    after, _ = planted
    seen = preview(captured, after, settled, (target.start, target.end))
    assert {one.contact for one in seen.report.contacts} == {
        d.fact for d in after if isinstance(d.fact, Contact)
    }
    assert max(one.skate_mm or 0.0 for one in seen.report.contacts) <= 1e-3
    measured = refine(replace(captured, motion=seen.motion), ())
    paths = point_paths(measured.motion, captured.contact_points)
    held = (captured.motion.times >= target.start) & (captured.motion.times <= target.end)
    assert np.max(np.ptp(paths[target.point][held], axis=0)) < 1e-6


def test_a_preview_takes_the_decisions_that_changed_as_well_as_a_span(skating, settled, planted):
    captured, decisions, target = skating
    after, _ = planted
    changed = tuple(set(after) ^ set(decisions))
    by_decisions = preview(captured, after, settled, changed)
    by_span = preview(captured, after, settled, (target.start, target.end))
    assert _equal(by_decisions.motion, by_span.motion)


def test_a_preview_of_a_deleted_plant_lets_the_foot_go_again(skating, settled, planted):
    captured, decisions, target = skating
    _, whole = planted
    seen = preview(captured, decisions, whole, (target.start, target.end))
    assert np.max(_largest_move(seen.motion, settled.motion)) <= 1e-3


def test_a_plant_drawn_across_two_others_is_previewed_in_one_place():
    captured = made_walk.with_drift(made_walk.standing(12.0, 30.0), 0.03)
    apart = [Contact("left_heel", "plant", 0.5, 3.0), Contact("left_heel", "plant", 9.0, 11.5)]
    settled = refine(captured, made_walk.decided(apart))
    across = made_walk.decided([Contact("left_heel", "plant", 0.5, 11.5)])
    times = captured.motion.times
    held = (times >= 0.5) & (times <= 11.5)
    before = point_paths(settled.motion, captured.contact_points)["left_heel"]
    assert np.max(np.ptp(before[held], axis=0)) > 0.01
    seen = preview(captured, across, settled, (6.0, 6.1))  # a caller that names too little
    path = point_paths(seen.motion, captured.contact_points)["left_heel"]
    assert np.max(np.ptp(path[held], axis=0)) < 1e-6


@pytest.mark.parametrize("anchor", [None, (0.13, 0.0, 0.05)])
def test_a_pivot_between_two_plants_is_previewed_in_one_place_with_them(anchor):
    captured = made_walk.with_drift(made_walk.standing(12.0, 30.0), 0.03)
    apart = [Contact("left_heel", "plant", 0.5, 5.99), Contact("left_heel", "plant", 6.11, 11.5)]
    between = Contact("left_heel", "pivot", 5.99, 6.11, anchor=anchor)
    settled = refine(captured, made_walk.decided(apart))
    seen = preview(captured, made_walk.decided([*apart, between]), settled, (5.99, 6.11))
    assert seen.report.infeasible == ()
    times = captured.motion.times
    held = (times >= 0.5) & (times <= 11.5)
    path = point_paths(seen.motion, captured.contact_points)["left_heel"]
    assert np.max(np.ptp(path[held], axis=0)) < 1e-6


@pytest.mark.parametrize("stands", [("right",), ("left", "right")])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_preview_moves_a_foot_that_stands_from_near_the_edit_to_beyond_it(stands, mirrored):
    """What an edit moves its place by lasts as long as it stands."""
    captured = made_walk.with_drift(made_walk.standing(14.0, 30.0), 0.03, 0.25)
    edited, stood = ((12.0, 13.5), (5.0, 11.0)) if mirrored else ((0.5, 2.0), (3.0, 9.0))
    kept = made_walk.decided(
        [Contact(f"{side}_{end}", "plant", *stood) for side in stands for end in ("heel", "toe")]
    )
    more = [Decision(end, Contact(f"left_{end}", "plant", *edited)) for end in ("heel", "toe")]
    seen = preview(captured, kept, refine(captured, [*kept, *more]), edited)
    whole = refine(captured, kept)
    assert np.max(_largest_move(seen.motion, whole.motion)) <= 1e-3
    relative = [
        places - places[:, :1] for places in map(world_positions, (seen.motion, whole.motion))
    ]
    assert np.max(np.linalg.norm(relative[0] - relative[1], axis=-1)) <= 1e-4


@pytest.mark.parametrize("rate", [30.0, 60.0, 120.0])
def test_contacts_hold_on_the_samples_of_any_output_rate(skating, rate):
    captured, decisions, _ = skating
    few = replace(captured, motion=captured.motion.frames(0, 181))
    early = [d for d in decisions if not isinstance(d.fact, Contact) or d.fact.start < 2.5]
    refined = refine(few, early, RefineSettings(rate))
    assert refined.motion.frame_count == round(3.0 * rate) + 1
    assert np.allclose(refined.motion.times, np.arange(round(3.0 * rate) + 1) / rate, atol=1e-9)
    assert max(one.skate_mm or 0.0 for one in refined.report.contacts) <= 1e-3
    assert refined.report.penetration_mm <= 1e-3


def test_contacts_that_cannot_be_meant_are_named_and_left_out(skating):
    captured, decisions, _ = skating
    odd = [
        Decision("hand", Contact("left_hand", "plant", 1.0, 2.0)),
        Decision("late", Contact("left_toe", "plant", 90.0, 91.0)),
    ]
    refined = refine(captured, [*decisions, *odd])
    assert len(refined.report.ignored) == 2
    late, hand = refined.report.ignored
    assert "left_hand" in hand and "outside" in late
    assert _equal(refined.motion, refine(captured, decisions).motion)


def test_it_can_be_cancelled(skating, settled, planted):
    captured, decisions, target = skating
    after, _ = planted
    with pytest.raises(Cancelled):
        refine(captured, decisions, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        preview(captured, after, settled, (target.start, target.end), cancelled=lambda: True)


def test_the_report_as_json_has_the_contracts_keys(planted):
    _, refined = planted
    report = refined.report.as_json()
    assert {
        "contacts", "penetration_mm", "toe_tips_below_mm", "pins", "infeasible", "steps",
        "seconds", "influence_s",
    } <= set(report)  # fmt: skip
    assert {"point", "state", "start", "end", "skate_mm"} <= set(report["contacts"][0])
    assert report["ground"] == {"height": 0.0}
    assert report["steps"] > 0 and report["seconds"] > 0.0


def test_only_hips_and_legs_move(skating, planted):
    """Legs down to the toes: these bend where the sole under their tip would pass the floor."""
    captured, _, _ = skating
    _, refined = planted
    parts = body_parts(captured.motion.skeleton)
    joints = ("hip", "knee", "ankle", "toe")
    legs = {parts[f"{side}_{part}"] for side in ("left", "right") for part in joints} | {0}
    others = [j for j in range(captured.motion.skeleton.joint_count) if j not in legs]
    assert np.array_equal(
        refined.motion.local_rotations[:, others], captured.motion.local_rotations[:, others]
    )
    turns, _ = forward_kinematics(refined.motion)
    assert np.allclose(np.linalg.norm(turns, axis=-1), 1.0, atol=1e-9)

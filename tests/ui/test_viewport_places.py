"""Where the viewport finds bones, trails, marks and the body."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walking_take import JOINTS, RATE, walking_take

from widgets.snapshot import ContactView
from widgets.viewport.body_shape import body_shape
from widgets.viewport.in_sight import first_look
from widgets.viewport.take_places import MARK_SECONDS, SKATE, STATES, TRAIL_SECONDS, TakePlaces


def test_between_frames_joints_are_between_their_places():
    take = walking_take()
    places = TakePlaces(take)
    at_frame = places.points_at(take.refined, 10 / RATE)
    assert at_frame[: len(JOINTS)] == pytest.approx(take.refined.world_positions[10])
    between = places.points_at(take.refined, 10.25 / RATE)
    expected = 0.75 * take.refined.world_positions[10] + 0.25 * take.refined.world_positions[11]
    assert between[: len(JOINTS)] == pytest.approx(expected)


def test_outside_the_take_the_ends_stand():
    take = walking_take()
    places = TakePlaces(take)
    joints = len(JOINTS)
    assert places.points_at(take.refined, -5.0)[:joints] == pytest.approx(
        take.refined.world_positions[0]
    )
    assert places.points_at(take.refined, 99.0)[:joints] == pytest.approx(
        take.refined.world_positions[-1]
    )


def test_every_bone_goes_from_a_joint_to_its_child_or_end():
    take = walking_take()
    places = TakePlaces(take)
    assert len(places.bones) == len(take.joints) - 1 + len(take.end_parents)
    for first, last in places.bones:
        joint = last < len(take.joints)
        parent = take.parents[last] if joint else take.end_parents[last - len(take.joints)]
        assert parent == first


def test_trails_stay_around_the_moment_and_carry_the_contact_states():
    trails = TakePlaces(walking_take(frames=121)).trails_at(2.0)
    assert np.abs(trails.ages).max() <= 1.0
    assert trails.starts[:, 2].min() >= 2.0 - TRAIL_SECONDS - 0.1
    assert trails.ends[:, 2].max() <= 2.0 + TRAIL_SECONDS + 0.2
    contacts = (ContactView("s", "right_toe", "slide", 1.5, 2.5, True),)
    sliding = TakePlaces(walking_take(frames=121, contacts=contacts)).trails_at(2.0)
    coloured = sliding.starts[sliding.states == STATES.index("slide")]
    assert len(coloured) and np.allclose(coloured[:, 0], -0.1)  # the right foot only
    assert coloured[:, 2].min() >= 1.5 + 0.14 - 1e-6


def test_marks_lie_under_their_contact_and_go_with_distance_in_time():
    places = TakePlaces(walking_take(frames=200))
    here = places.marks_at(0.4)
    assert [contact.id for contact in here.contacts] == ["a", "b", "c"]
    by_id = {contact.id: index for index, contact in enumerate(here.contacts)}
    toe = by_id["a"]
    middle = 0.5 * (here.starts[toe] + here.ends[toe])
    assert middle == pytest.approx([0.1, 0.0, 0.4 + 0.14], abs=0.08)
    assert here.strength[toe] == 1.0 and here.strength[by_id["c"]] < 1.0
    assert not places.marks_at(1.2 + MARK_SECONDS + 0.01).contacts


def test_one_letter_for_a_foot_that_stands_on_heel_and_toe():
    marks = TakePlaces(walking_take()).marks_at(0.4)
    letters = {
        contact.id for contact, badge in zip(marks.contacts, marks.badge, strict=True) if badge
    }
    assert letters == {"a", "c"}


def test_air_leaves_no_mark():
    contacts = (ContactView("x", "left_toe", "air", 0.1, 0.5, True),)
    assert not TakePlaces(walking_take(contacts=contacts)).marks_at(0.3).contacts


def test_the_body_of_a_person_has_a_trunk_and_thick_thighs():
    take = walking_take()
    shape = TakePlaces(take).shape
    points = TakePlaces(take).points_at(take.refined, 0.0)
    starts, ends = shape.ends_at(points)
    low, high = np.minimum(starts, ends).min(axis=0), np.maximum(starts, ends).max(axis=0)
    assert high[1] - low[1] > 1.4
    thigh = np.flatnonzero(np.linalg.norm(starts - [0.10, 0.92, 0.0], axis=1) < 1e-9)[0]
    assert shape.radii[thigh, 0] > 0.06 > shape.radii[thigh, 1]
    assert shape.radii[:, 0].max() > 0.09  # pelvis, spine


def test_a_root_on_the_floor_is_no_part_of_the_body():
    take = walking_take()
    points = TakePlaces(take).points_at(take.refined, 0.0)
    floor = np.vstack([[0.0, 0.0, 0.0], points])
    shape = body_shape(
        (-1, *(parent + 1 for parent in take.parents)),
        ("centre", *take.sides),
        tuple(parent + 1 for parent in take.end_parents),
        floor,
    )
    starts, ends = shape.ends_at(floor)
    thick = shape.radii.max(axis=1) > 0.09  # trunk and pelvis
    assert min(starts[thick, 1].min(), ends[thick, 1].min()) > 0.8


def test_legs_with_a_pelvis_of_their_own_leave_no_pole_to_the_floor():
    """Legs hang from a pelvis, the spine from the hips above it, and the root lies on the floor."""
    take = walking_take()
    points = TakePlaces(take).points_at(take.refined, 0.0)
    rig = np.vstack([[0.0, 0.0, 0.0], points[:1], points])  # root, hips, then pelvis and the rest
    parents = [-1, 0, *(parent + 2 if parent >= 0 else 1 for parent in take.parents)]
    parents[2 + take.joints.index("Spine")] = 1
    shape = body_shape(
        tuple(parents),
        ("centre", "centre", *take.sides),
        tuple(parent + 2 for parent in take.end_parents),
        rig,
    )
    starts, ends = shape.ends_at(rig)
    thick = shape.radii.max(axis=1) > 0.09  # trunk and pelvis
    assert thick.any()
    assert min(starts[thick, 1].min(), ends[thick, 1].min()) > 0.8


def test_a_rig_without_limbs_still_gets_a_body():
    points = np.array([[0.0, 0, 0], [0, 0, 0.5], [0, 0, 1.0]])
    shape = body_shape((-1, 0, 1), ("centre",) * 3, (), points)
    assert len(shape.radii) == 2 and (shape.radii > 0).all()


def test_a_single_joint_does_not_break_it():
    shape = body_shape((-1,), ("centre",), (), np.zeros((1, 3)))
    starts, _ = shape.ends_at(np.zeros((1, 3)))
    assert starts.shape == (1, 3)


def test_a_later_revision_keeps_the_rig_that_was_laid_out():
    first = walking_take()
    before = TakePlaces(first)
    from dataclasses import replace

    after = TakePlaces(replace(first, revision=2), before)
    assert after.shape is before.shape and after.bones is before.bones
    other = TakePlaces(walking_take(captured_aside=0.1), before)
    assert other.shape is not before.shape


def test_a_held_point_that_moves_is_a_skate_in_the_motion_where_it_does():
    contacts = (
        ContactView("p", "left_toe", "plant", 0.2, 0.6, True, captured_skate_mm=400, skate_mm=0.0),
    )
    places = TakePlaces(walking_take(contacts=contacts))
    assert places.skates(captured=True) and not places.skates(captured=False)
    captured, refined = places.trails_at(0.4, captured=True), places.trails_at(0.4)
    assert (captured.states == SKATE).any() and not (refined.states == SKATE).any()
    aside = captured.starts[captured.states == SKATE][:, 0]
    assert np.allclose(aside, 0.1 + 0.3)  # the captured motion stands aside


def test_hidden_points_leave_no_trail_and_no_mark():
    places = TakePlaces(walking_take())
    hidden = frozenset({"left_toe", "left_heel"})
    assert np.allclose(places.trails_at(0.4, hidden=hidden).starts[:, 0], -0.1)
    assert [c.id for c in places.marks_at(0.4, hidden=hidden).contacts] == ["c"]


def test_the_first_look_has_room_for_who_stands_up_later():
    """A take that begins bent down would lose its head as soon as it plays."""
    take = walking_take()
    motion, low = take.refined, np.array([1.0, 0.5, 1.0])
    bent = np.array(motion.world_positions)
    bent[0] *= low
    ends = np.array(motion.end_positions)
    ends[0] *= low
    refined = replace(motion, world_positions=bent, end_positions=ends)
    places = TakePlaces(replace(take, refined=refined))
    camera = first_look(places, 0.0, 1.5)
    later = camera.project(places.points_at(refined, 1 / RATE), 900.0, 600.0)
    assert later[:, 1].min() > 0.0 and later[:, 1].max() < 600.0

"""What cannot be had is named with the limit that binds, and the rest is still exact."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM, problem_of, skates

from core.contacts.contact import Contact
from core.motion.point_paths import point_paths
from core.solve.infeasible import name_missing
from core.solve.solve import solve


def _anchor(captured, point: str, time: float, offset: tuple[float, float, float]):
    path = point_paths(captured.motion, captured.contact_points)[point]
    place = path[np.searchsorted(captured.motion.times, time)] + offset
    return (float(place[0]), float(place[1]), float(place[2]))


def test_two_anchors_further_apart_than_both_legs_reach_are_named():
    captured = made_walk.standing()
    contacts = [
        Contact(point, "plant", 0.5, 1.5, _anchor(captured, point, 0.5, (x, 0.0, 0.0)))
        for point, x in (("left_heel", 1.2), ("right_heel", -1.2))
    ]
    problem = problem_of(captured, contacts)
    solution = solve(problem)
    assert solution.infeasible
    assert {one.constraint.split()[0] for one in solution.infeasible} <= {"left_heel", "right_heel"}
    assert any("leg's length" in one.limit for one in solution.infeasible)
    assert max(one.short_by_mm for one in solution.infeasible) > 100.0
    # both still stand still, just elsewhere
    assert max(skates(problem, solution.motion)) <= EXACT_MM


def test_an_anchor_out_of_reach_is_approached_and_named_and_others_hold():
    captured = made_walk.walk(3.0)
    plants = made_walk.plants(3.0, ("toe",))
    far = next(c for c in plants if c.point == "left_toe" and c.start > 1.0)
    away = replace(far, anchor=_anchor(captured, far.point, far.start, (0.0, 0.0, 6.0)))
    problem = problem_of(captured, [away if c is far else c for c in plants])
    solution = solve(problem)
    named = [one for one in solution.infeasible if one.constraint.startswith("left_toe")]
    assert len(named) == 1 and "leg's length" in named[0].limit
    path = point_paths(solution.motion, problem.points)["left_toe"]
    inside = (captured.motion.times >= far.start) & (captured.motion.times <= far.end)
    distance = 1e3 * np.linalg.norm(path[inside] - away.anchor, axis=-1).max()
    assert named[0].short_by_mm == pytest.approx(distance, abs=0.01)
    assert max(skates(problem, solution.motion)) <= EXACT_MM
    assert np.all(np.isfinite(solution.motion.local_rotations))


def test_an_anchor_within_reach_is_not_called_infeasible():
    captured = made_walk.walk(3.0)
    plant = next(c for c in made_walk.plants(3.0, ("toe",)) if c.start > 1.0)
    anchor = _anchor(captured, plant.point, plant.start + 0.3, (0.05, 0.0, 0.05))
    assert solve(problem_of(captured, [replace(plant, anchor=anchor)])).infeasible == ()


def test_heel_and_toe_anchored_further_apart_than_the_foot_are_named():
    captured = made_walk.standing()
    contacts = [
        Contact("left_heel", "plant", 0.5, 1.5, _anchor(captured, "left_heel", 0.5, (0, 0, 0))),
        Contact("left_toe", "plant", 0.5, 1.5, _anchor(captured, "left_toe", 0.5, (0, 0, 0.1))),
        Contact("right_toe", "plant", 0.5, 1.5),
    ]
    problem = problem_of(captured, contacts)
    solution = solve(problem)
    assert {one.constraint.split()[0] for one in solution.infeasible} <= {"left_heel", "left_toe"}
    total = sum(one.short_by_mm for one in solution.infeasible)
    assert 90.0 < total < 200.0
    others = skates(problem, solution.motion)
    assert max(others) <= EXACT_MM


def test_a_plant_over_a_swinging_leg_ends_in_finite_poses():
    captured = made_walk.walk(3.0)
    contacts = [Contact("left_toe", "plant", 0.0, 3.0), Contact("right_toe", "plant", 0.0, 3.0)]
    problem = problem_of(captured, contacts)
    solution = solve(problem)
    assert np.all(np.isfinite(solution.motion.local_rotations))
    assert np.all(np.isfinite(solution.motion.root_positions))


@pytest.mark.parametrize("between", [(), (0.9, 1.1)])
def test_a_place_that_another_anchor_keeps_it_from_is_named_with_that_anchor(between):
    captured = made_walk.standing(2.0, 30.0)
    first, second = ((x, 0.0, 0.2) for x in (0.1, 0.16))
    ends = between or (1.01, 1.01)
    contacts = [
        Contact("left_heel", "plant", 0.2, 1.8),
        Contact("left_toe", "plant", 0.2, ends[0], first),
        Contact("left_toe", "plant", ends[1], 1.8, second),
    ]
    if between:
        contacts.append(Contact("left_toe", "pivot", *between))
    named = solve(problem_of(captured, contacts)).infeasible
    toes = [one for one in named if one.constraint.startswith("left_toe plant")]
    assert toes
    for one in toes:
        early = one.constraint.startswith("left_toe plant 0.200")
        other = f"{ends[1]:.3f}-1.800" if early else f"0.200-{ends[0]:.3f}"
        assert f"the anchor of left_toe plant {other} s" in one.limit


def test_an_anchor_beyond_the_leg_is_named_with_the_leg_though_it_touches_another():
    captured = made_walk.standing(2.0, 30.0)
    near = _anchor(captured, "left_toe", 0.2, (0.0, 0.0, 0.0))
    contacts = [
        Contact("left_toe", "plant", 0.2, 1.01, near),
        Contact("left_toe", "plant", 1.01, 1.8, (near[0], 0.0, near[2] + 5.0)),
    ]
    named = solve(problem_of(captured, contacts)).infeasible
    far = [one for one in named if one.constraint.startswith("left_toe plant 1.010")]
    assert len(far) == 1 and "leg's length" in far[0].limit


def test_what_was_let_go_and_is_met_all_the_same_is_not_named():
    captured = made_walk.standing(2.0, 30.0)
    contacts = [Contact(f"{side}_toe", "plant", 0.2, 1.8) for side in ("left", "right")]
    problem = problem_of(captured, contacts)
    paths = dict(point_paths(captured.motion, captured.contact_points))
    paths["right_toe"] = paths["right_toe"] + [0.0, 0.03, 0.0]
    named = name_missing(problem, (), {0: "height", 1: "height"}, paths, 0, (), 0.8)
    assert [one.constraint.split()[0] for one in named] == ["right_toe"]
    assert named[0].short_by_mm == pytest.approx(30.0, abs=0.01)


def test_a_slide_is_short_of_its_height_and_not_of_where_it_began():
    """It goes 300 mm along the ground, and 5 mm below it."""
    captured = made_walk.standing(2.0, 30.0)
    problem = problem_of(captured, [Contact("right_toe", "slide", 0.2, 1.8)])
    paths = dict(point_paths(captured.motion, captured.contact_points))
    along = np.linspace(0.0, 0.3, len(captured.motion.times))
    paths["right_toe"] = paths["right_toe"] * [1.0, 0.0, 1.0] + [0.0, problem.ground - 0.005, 0.0]
    paths["right_toe"][:, 0] += along
    (named,) = name_missing(problem, (), {0: "slide"}, paths, 0, (), 0.8)
    assert named.short_by_mm == pytest.approx(5.0, abs=0.01)
    assert named.limit.endswith("it lies 5.0 mm below its ground")


def test_slides_that_contradict_each_other_say_how_deep_they_lie():
    """Heel and toe of one foot, further apart in height than the foot is long."""
    captured = made_walk.standing(2.0, 30.0)
    contacts = [
        Contact("left_heel", "slide", 0.2, 1.8, height=0.6),
        Contact("left_toe", "slide", 0.2, 1.8, height=0.0),
        Contact("right_heel", "plant", 0.2, 1.8),
    ]
    problem = problem_of(captured, contacts)
    solution = solve(problem)
    told = {one.constraint.split()[0]: one for one in solution.infeasible}
    path = point_paths(solution.motion, problem.points)
    for point, height in (("left_heel", 0.6), ("left_toe", 0.0)):
        inside = slice(6, 55)
        below = 1e3 * float(np.max(height - path[point][inside, 1]))
        if below > 0.1:
            assert f"it lies {below:.1f} mm below its ground" in told[point].limit
        else:
            assert point not in told or "below its ground" not in told[point].limit
    assert any("below its ground" in one.limit for one in told.values())

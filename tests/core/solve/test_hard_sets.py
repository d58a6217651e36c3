"""Contacts stated at random, some against each other: an answer comes, no step is for nothing."""

from __future__ import annotations

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM

from core.contacts.contact import Contact
from core.contacts.intervals import in_order
from core.motion.point_paths import point_paths
from core.solve.problem import Problem
from core.solve.report import contact_reports
from core.solve.solve import solve
from core.solve.steps import MOST_STEPS

SECONDS = 3.0


def stated_at_random(seed: int) -> Problem:
    """Every point changes state some times a second; a third of what is held has an anchor, as far
    from where the point was captured as 3 cm rms an axis."""
    random, captured = np.random.default_rng(seed), made_walk.walk(SECONDS, 60.0)
    paths, found = point_paths(captured.motion, captured.contact_points), []
    for point in ("left_heel", "left_toe", "right_heel", "right_toe"):
        time = random.uniform(0.0, 0.3)
        while time < SECONDS:
            state = random.choice(["plant", "plant", "pivot", "slide", "air"])
            end = min(time + random.uniform(0.05, 0.6), SECONDS)
            anchor, at = None, paths[point][int(time * 60.0)]
            if state in ("plant", "pivot") and random.random() < 0.3:
                off = random.normal(0.0, 0.03, 2)
                anchor = (float(at[0] + off[0]), 0.0, float(at[2] + off[1]))
            found.append(Contact(point, state, float(time), float(end), anchor))
            time = end + random.choice([0.0, 0.05, 0.3])
    return Problem(captured.motion, captured.contact_points, in_order(found), 0.0)


@pytest.mark.parametrize("seed", [1, 20, 23])
def test_what_contradicts_itself_is_given_up_long_before_steps_run_out(seed: int) -> None:
    problem = stated_at_random(seed)
    solution = solve(problem)
    assert solution.infeasible
    assert solution.steps < MOST_STEPS
    named = " ".join(one.constraint for one in solution.infeasible)
    reports = contact_reports(problem, point_paths(solution.motion, problem.points))
    skates = [
        one.skate_mm
        for one in reports
        if one.skate_mm is not None and f"{one.contact.start:.3f}-" not in named
    ]
    assert len(skates) > 10
    assert max(skates) <= EXACT_MM

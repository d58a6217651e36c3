"""Long takes are solved block by block, and can be stopped."""

from __future__ import annotations

import made_walk
import numpy as np
import pytest
from test_solve_plants import EXACT_MM, problem_of, skates

from core.errors import Cancelled
from core.solve import solve as solving
from core.solve.report import point_paths


def test_blocks_agree_with_one_factor_to_a_hundredth_of_a_millimetre(monkeypatch):
    captured = made_walk.with_drift(made_walk.walk(30.0, 30.0), 0.1)
    problem = problem_of(captured, made_walk.plants(30.0))
    whole = solving.solve(problem)
    monkeypatch.setattr(solving, "BLOCK", 300)
    blocks = solving.solve(problem)
    assert blocks.steps > whole.steps
    assert max(skates(problem, blocks.motion)) <= EXACT_MM
    both = [point_paths(motion, problem.points) for motion in (whole.motion, blocks.motion)]
    for name in both[0]:
        assert np.max(np.linalg.norm(both[0][name] - both[1][name], axis=-1)) < 1e-5
    assert np.max(np.abs(whole.motion.root_positions - blocks.motion.root_positions)) < 1e-5


def test_progress_rises_to_one_and_says_what_is_done(monkeypatch):
    captured = made_walk.walk(8.0, 30.0)
    monkeypatch.setattr(solving, "BLOCK", 60)
    heard = []
    solving.solve(
        problem_of(captured, made_walk.plants(8.0)), progress=lambda f, s: heard.append((f, s))
    )
    fractions = [fraction for fraction, _ in heard]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0 and len(fractions) > 3
    assert all(sentence for _, sentence in heard)


def test_a_solve_can_be_cancelled_in_the_middle():
    captured = made_walk.with_drift(made_walk.walk(20.0), 0.1)
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        solving.solve(problem_of(captured, made_walk.plants(20.0)), cancelled=cancelled)
    assert len(asked) == 4

"""The slopes of the fit's terms are those of its cost, by differences of the cost itself."""

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.fit.noise_kernel import turn_by
from core.fit.problem import Estimate
from core.fit.state import SHARED, state_of
from core.fit.system import FitSystem, Weights

FRAMES = 12


def _system(placed):
    motion = walker(FRAMES)
    belief = believed(placed=camera()) if placed else believed(sigma=0.1, focal_sigma=0.1)
    whole = problem(motion, belief, seen_by=camera(), noise=8.0)
    if placed:
        from dataclasses import replace

        whole = replace(whole, ground=Estimate(0.0, 0.1))
    system = FitSystem(whole)
    state = state_of(whole.body, motion, system.prior_mean)
    random = np.random.default_rng(3)
    state.shared += 0.03 * random.normal(size=SHARED) * system.free
    state.shared[-3:] = 0.0  # a lean is a turn: its slopes are exact where there is none
    system.set_centre_of_mass(state)
    turn_by(state.turns, state.roots, state.com, 0.05 * random.normal(size=(FRAMES, system.n)))
    joints = len(whole.body.joints)
    weights = Weights(
        np.full((FRAMES, 3), 2.0), np.full((FRAMES, joints), 50.0),
        random.random((FRAMES, 4)) < 0.7, 0.02, True,
        np.zeros(FRAMES, dtype=bool),
    )  # fmt: skip
    return system, state, weights


@pytest.mark.parametrize("placed", [True, False])
def test_slopes_are_the_costs_own(placed):
    system, state, weights = _system(placed)
    frozen = system.frozen(state)
    eq = system.equations(state, weights, frozen)
    random = np.random.default_rng(4)
    for frames_too in (True, False, True):
        change = random.normal(size=(FRAMES, system.n)) * frames_too
        shared = random.normal(size=SHARED) * system.free
        costs = []
        for size in (1e-6, -1e-6):
            moved = state.copy()
            turn_by(moved.turns, moved.roots, moved.com, size * change)
            moved.shared += size * shared
            costs.append(system.equations(moved, weights, frozen).cost)
        by_differences = (costs[0] - costs[1]) / 2e-6
        slope = float(np.sum(eq.slope * change) + eq.core_slope @ shared)
        assert slope == pytest.approx(by_differences, rel=1e-5)


def test_a_slope_that_is_off_would_be_seen():
    system, state, weights = _system(True)
    frozen = system.frozen(state)
    eq = system.equations(state, weights, frozen)
    change = np.zeros((FRAMES, system.n))
    change[5, 4] = 1.0
    costs = []
    for size in (1e-6, -1e-6):
        moved = state.copy()
        turn_by(moved.turns, moved.roots, moved.com, size * change)
        costs.append(system.equations(moved, weights, frozen).cost)
    by_differences = (costs[0] - costs[1]) / 2e-6
    assert 1.01 * eq.slope[5, 4] != pytest.approx(by_differences, rel=1e-5)


def test_a_step_lowers_the_cost_and_balance_pulls_towards_what_stands():
    system, state, weights = _system(True)
    weights.held[:] = True
    frozen = system.frozen(state)
    eq = system.equations(state, weights, frozen)
    assert eq.costs[8] > 0.0
    before = eq.cost
    step, _ = system.solve(eq, 1e-3, None)
    after = system.equations(system.moved(state, step), weights, frozen)
    assert after.cost < before

"""Lenses that are tried on a clip: the true one explains the person best, wherever one begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_people import believed, problem, walker

from core.errors import Cancelled
from core.fit.lens_profile import lens_profile, lowest, seen_through
from core.fit.problem import FIRM, FitProblem
from core.fit.state import lens_of, state_of
from core.fit.system import FitSystem
from core.motion.motion import Motion

TRUE = 1000.0  # pixels, of `believed`
TRIED = np.array([500.0, 650.0, 850.0, 1100.0, 1450.0, 1900.0])


def _somebody(begin: float, pitch_sigma: float = 0.1) -> FitProblem:
    """A walk through the true lens, asked about from another one: as far away as it says."""
    motion = walker(60)
    told = believed(pitch=0.05, sigma=pitch_sigma).at_focal(begin)
    roots = motion.root_positions.copy()
    roots[:, 2] *= begin / TRUE
    farther = Motion(motion.skeleton, motion.local_rotations, roots, motion.times)
    asked = problem(motion, told, seen_by=believed().camera(), noise=0.002, start=farther)
    return replace(asked, standing=_standing(asked, motion))


def _standing(asked: FitProblem, motion: Motion):
    """Points that do not move in the true motion stand."""
    system = FitSystem(asked)
    state = state_of(asked.body, motion, system.prior_mean)
    feet = system.places(state)[:, system.image_count : system.image_count + system.foot_count]
    speed = np.linalg.norm(np.gradient(feet, motion.times, axis=0), axis=-1)
    return lambda moved, camera: np.where(speed < 0.05, FIRM, 0.0)


@pytest.mark.parametrize("begin", [700.0, 1400.0])
def test_the_lens_that_a_walk_was_seen_through_is_found_from_a_shorter_and_from_a_longer_one(begin):
    found = lens_profile(_somebody(begin), TRIED)
    assert found.bend > 0.0 and found.way > 0.0
    assert np.exp(found.lowest) * begin == pytest.approx(TRUE, rel=0.12)


@pytest.mark.parametrize("when", [0.0, 0.3, 0.7])
def test_the_search_says_how_far_it_is_and_can_be_called_off(when):
    told: list[float] = []

    def tell(done: float) -> None:
        told.append(done)
        if done >= when:
            raise Cancelled

    with pytest.raises(Cancelled):
        lens_profile(_somebody(1000.0), TRIED, tell)
    assert told == sorted(told) and told[-1] < when + 0.3


def test_through_another_lens_the_same_picture_is_farther_away():
    asked = _somebody(1000.0)
    system = FitSystem(asked)
    state = state_of(asked.body, asked.start, system.prior_mean)
    after = seen_through(asked, system, state, np.log(1.5))

    def pixels_and_depths(one):
        lens = lens_of(asked.camera, one.shared)
        there = (one.roots - lens.centre) @ lens.rotation.T
        return there[:, :2] / there[:, 2:] * lens.lens[:2] + lens.lens[2:], there[:, 2]

    (pixels, depths), (moved, far) = pixels_and_depths(state), pixels_and_depths(after)
    assert np.allclose(pixels, moved, atol=1e-6)
    assert np.allclose(far, 1.5 * depths)


def test_the_lowest_cost_lies_between_the_lenses_that_were_tried_and_a_hill_tells_nothing():
    logs = np.log(TRIED / TRUE)
    place, bend = lowest(logs, 80.0 * (logs - 0.1) ** 2 + 7.0)
    assert place == pytest.approx(0.1) and bend == pytest.approx(160.0)
    assert lowest(logs, -(logs**2))[1] == 0.0
    assert lowest(logs, 80.0 * (logs - 5.0) ** 2)[0] < logs[-1] + 0.2

"""A horizon that was seen stays where it was seen, however long the clip and the lens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.fit.body import GROUPS, STATURE_SHARES
from core.fit.shared_prior import shared_prior
from core.fit.terms_kernel import FOCAL, PITCH

_SLOPE = -0.1


@pytest.mark.parametrize("frames", [60, 900])
def test_a_lens_moves_along_the_horizon_at_the_price_of_the_lens_alone(frames: int) -> None:
    drawn = replace(believed(sigma=np.radians(0.5), focal_sigma=0.2), pitch_per_log_focal=_SLOPE)
    alone = replace(drawn, pitch_per_log_focal=0.0)
    seen = problem(walker(), drawn, seen_by=camera())
    free, with_horizon, mean = shared_prior(seen, frames)
    _, without, _ = shared_prior(replace(seen, camera=alone), frames)
    focal, pitch = len(GROUPS) + FOCAL, len(GROUPS) + PITCH
    assert free[focal] and free[pitch]
    assert mean[pitch] == drawn.pitch.value

    def price(precision: np.ndarray, pitch_moved: float) -> float:
        way = np.zeros(len(mean))
        way[focal], way[pitch] = 0.1, pitch_moved
        return float(way @ precision @ way)

    assert price(with_horizon, 0.1 * _SLOPE) == pytest.approx(price(without, 0.0))
    assert price(with_horizon, 0.0) > price(without, 0.0) + 1.0
    assert np.linalg.eigvalsh(with_horizon).min() > -1e-6


def _spread_of_height(guess: bool, placed: bool) -> float:
    """One sigma of the stature's logarithm before anything is seen."""
    belief = believed(sigma=0.1, placed=camera() if placed else None)
    seen = replace(problem(walker(), belief, seen_by=camera()), stature_is_guess=guess)
    _, precision, _ = shared_prior(seen, 60)
    groups = len(GROUPS)
    shares = np.array([STATURE_SHARES.get(group, 0.0) for group in GROUPS])
    return float(np.sqrt(shares @ np.linalg.inv(precision[:groups, :groups]) @ shares))


def test_a_height_that_nothing_tells_stays_what_is_said_of_it() -> None:
    assert _spread_of_height(guess=True, placed=False) < 0.003
    assert _spread_of_height(guess=False, placed=True) < 0.005
    assert _spread_of_height(guess=True, placed=True) > 0.05, "the floor tells how tall one is"

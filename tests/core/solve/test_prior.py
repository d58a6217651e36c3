"""The prior of corrections: what it weighs, and how far an edit reaches."""

from __future__ import annotations

import numpy as np
import pytest

from core.solve.prior import Prior, Spectrum, prior_band


def _cost(times: np.ndarray, x: np.ndarray, spectrum: Spectrum) -> float:
    band = prior_band(times, [spectrum])
    return float(np.sum(x[:, None] * band.times(x[:, None])))


@pytest.mark.parametrize("rate", [60.0, 120.0])
def test_the_cost_is_the_integral_of_position_speed_and_bend(rate):
    spectrum = Spectrum(0.03, 0.1)
    times = np.arange(round(4.0 * rate) + 1) / rate
    omega = 2.0 * np.pi
    x = np.sin(omega * times)
    # over whole periods the mean squares are 1/2, w^2/2, w^4/2
    per_second = 0.5 * (1.0 + 2.0 * (omega * 0.1) ** 2 + (omega * 0.1) ** 4)
    assert _cost(times, x, spectrum) == pytest.approx(
        4.0 * spectrum.stay_near * per_second, rel=0.02
    )


def test_uneven_times_cost_the_same_as_even_ones():
    spectrum = Spectrum(0.03, 0.1)
    noise = np.random.default_rng(2)
    even = np.arange(481) / 120.0
    uneven = even + np.concatenate([[0.0], noise.uniform(-0.3, 0.3, 479), [0.0]]) / 120.0
    path = [np.exp(-((t - 2.0) ** 2) / 0.1) for t in (even, uneven)]
    costs = [_cost(t, x, spectrum) for t, x in zip((even, uneven), path, strict=True)]
    assert costs[1] == pytest.approx(costs[0], rel=0.02)


def test_a_straight_line_has_no_bend_on_uneven_times():
    times = np.cumsum(np.random.default_rng(3).uniform(0.5, 1.5, 50)) / 60.0
    loose, stiff = Spectrum(1.0, 1e-3), Spectrum(1.0, 10.0)
    line = 3.0 * (times - times.mean())
    near_and_speed = np.sum(line**2 * np.gradient(times)) * stiff.stay_near
    near_and_speed += 2.0 * stiff.stay_near * 100.0 * 9.0 * (times[-1] - times[0])
    assert _cost(times, line, stiff) == pytest.approx(near_and_speed, rel=0.01)
    assert _cost(times, line, loose) > 0.0


def test_a_change_of_50_mm_has_decayed_to_a_tenth_of_a_mm_within_three_seconds():
    prior = Prior()
    assert prior.influence_seconds <= 3.0
    for rate in (30.0, 60.0):
        times = np.arange(round(16.0 * rate)) / rate
        middle = len(times) // 2
        dense = np.stack(
            [
                prior_band(times, [prior.root_place]).times(e[:, None])[:, 0]
                for e in np.eye(len(times))
            ]
        )
        free = np.arange(len(times)) != middle
        x = np.zeros(len(times))
        x[middle] = 0.05
        x[free] = np.linalg.solve(dense[np.ix_(free, free)], -dense[free, middle] * 0.05)
        beyond = np.abs(times - times[middle]) >= prior.influence_seconds
        assert np.max(np.abs(x[beyond])) <= 1.05e-4
        assert np.max(np.abs(x[np.abs(times - times[middle]) < 0.1])) > 0.04


def test_one_and_two_samples_have_a_prior():
    for count in (1, 2):
        band = prior_band(np.arange(count) / 60.0, [Spectrum(0.1, 0.2)])
        assert np.all(band.here > 0.0)


def test_a_jump_at_a_sharp_mark_costs_no_more_than_staying_there():
    spectrum = Spectrum(0.03, 0.1)
    times = np.arange(121) / 60.0
    step = np.where(times >= 1.0 - 1e-9, 0.01, 0.0)[:, None] * np.ones(2)
    band = prior_band(times, [spectrum, spectrum], [(1.0, [1])])
    costs = np.sum(step * band.times(step), axis=0)
    still = 0.01**2 * spectrum.stay_near * (1.0 + 0.5 / 60.0)
    assert costs[1] == pytest.approx(still)
    assert costs[0] > 20.0 * costs[1]


def test_what_counts_four_times_is_half_as_loose_and_all_others_as_before():
    times = np.sort(np.random.default_rng(2).uniform(0.0, 2.0, 40))
    four = prior_band(times, [Spectrum(0.1, 0.2)] * 2, (), [(np.full(40, 4.0), [1])])
    loose, tight = (prior_band(times, [Spectrum(s, 0.2)]) for s in (0.1, 0.05))
    for name in ("here", "next", "far"):
        both = getattr(four, name)
        assert np.allclose(both[:, 0], getattr(loose, name)[:, 0])
        assert np.allclose(both[:, 1], getattr(tight, name)[:, 0])

"""Bands of a path: what goes at one pace is in one of them, near its moment only."""

from __future__ import annotations

import numpy as np
import pytest

from core.solve.tremble.tremble_bands import (
    RADII,
    WINDOW,
    add_products,
    add_taken,
    add_tremble,
    split_path,
)

TIMES = np.arange(0.0, 6.0, 1.0 / 60.0)


def _bands(path: np.ndarray, times: np.ndarray = TIMES) -> np.ndarray:
    return split_path(times, np.gradient(times), np.ascontiguousarray(path[:, None]))[..., 0]


def _inner(values: np.ndarray, times: np.ndarray = TIMES) -> np.ndarray:
    return values[..., (times > 1.0) & (times < times[-1] - 1.0)]


def test_a_straight_path_is_in_no_band():
    assert np.max(np.abs(_bands(0.3 + 2.0 * TIMES))) < 1e-12


@pytest.mark.parametrize(("hertz", "band"), [(10.0, 0), (4.0, 1), (2.0, 2), (1.0, 3)])
def test_an_oscillation_is_most_in_the_band_of_its_pace(hertz, band):
    power = np.mean(_inner(_bands(np.sin(2.0 * np.pi * hertz * TIMES))) ** 2, axis=1)
    assert np.argmax(power) == band


def test_slow_motion_is_in_no_band():
    assert np.max(np.abs(_bands(np.sin(2.0 * np.pi * 0.1 * TIMES)))) < 0.05


def test_bands_are_alike_at_other_rates_and_uneven_times():
    random = np.random.default_rng(3)
    uneven = np.sort(random.uniform(0.0, 6.0, 900))
    for number in range(1, len(RADII)):
        pace = 0.35 / RADII[number]
        powers = [
            np.mean(_inner(_bands(np.sin(2.0 * np.pi * pace * times), times)[number], times) ** 2)
            for times in (TIMES, np.arange(0.0, 6.0, 1.0 / 120.0), uneven)
        ]
        assert np.ptp(powers) < 0.1 * powers[0]


def test_a_moment_knows_nothing_farther_away_than_the_longest_fit():
    path = np.sin(3.0 * TIMES)
    other = np.where(TIMES > 3.0, path + 1.0, path)
    changed = np.max(np.abs(_bands(other) - _bands(path)), axis=0)
    before = (TIMES + RADII[-1] + 1e-9) < 3.0
    assert np.max(changed[before]) == 0.0
    assert np.max(changed) > 0.1


def test_a_held_path_says_what_it_trembles_around_each_knot_only():
    knots = np.array([1.0, 4.0])
    wave = np.where(TIMES > 3.0, 0.01, 0.0) * np.sin(2.0 * np.pi * 4.0 * TIMES)
    path = np.ascontiguousarray(np.stack([wave, 0.0 * wave, 0.0 * wave], axis=-1))
    found = {}
    for too_far in (1e3, 1e-3):
        sums, heard = np.zeros((2, len(RADII))), np.zeros(2)
        add_tremble(TIMES, np.gradient(TIMES), path, 2.0, too_far, knots, sums, heard)
        found[too_far] = np.sum(sums / heard[:, None], axis=1)
    assert found[1e3][0] < 1e-12
    assert 0.3 < found[1e3][1] / (0.5 * 0.01**2 / 2.0) < 1.2
    assert found[1e-3][1] < 0.1 * found[1e3][1]


def test_products_are_means_around_each_knot():
    knots, bands = np.array([1.0, 3.0]), np.ones((1, len(TIMES), 1, 3))
    bands[0, TIMES < 3.0 - WINDOW - 0.02] *= -2.0
    sums, heard = np.zeros((2, 1, 1, 3, 3)), np.zeros(2)
    add_products(TIMES, np.gradient(TIMES), bands, knots, sums, heard)
    means = sums[:, 0, 0] / heard[:, None, None]
    assert np.max(np.abs(means[1] - 1.0)) < 1e-12
    assert np.min(means[0]) > 3.5
    assert np.array_equal(means[0], means[0].T)


def test_what_is_sudden_is_not_taken():
    samples, count = 12, len(RADII)
    bands = np.ones((count, samples, 1, 3))
    gains = np.broadcast_to(0.5 * np.eye(3), (6, count, 1, 3, 3)).copy()
    noise, places = np.ones((6, count, 1)), np.linspace(1.0, 3.0, samples)
    quiet, loud = np.zeros((2, count, samples, 1))
    loud[:] = 100.0
    taken = np.zeros((2, samples, 1, 3))
    for k, now in enumerate((quiet, loud)):
        add_taken(places, gains, noise, bands, now, 4.0, taken[k])
    assert np.max(np.abs(taken[0] - 0.5 * count)) < 1e-12
    assert np.max(taken[1]) < 1e-3

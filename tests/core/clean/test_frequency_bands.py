"""Bands: together they are the path, and each shows its own frequencies only."""

from __future__ import annotations

import numpy as np
import pytest

from core.clean.frequency_bands import band_split
from core.clean.noise_floor import noise_densities, quiet_power


@pytest.mark.parametrize(("frames", "rate"), [(12, 24.0), (97, 30.0), (600, 60.0), (2401, 120.0)])
def test_bands_put_together_are_the_path_again(frames, rate):
    paths = np.random.default_rng(1).standard_normal((3, frames))
    split = band_split(frames, rate)
    spectrum = split.spectrum(paths)
    together = np.zeros_like(spectrum)
    for band in split.bands:
        split.add_band(together, band, split.in_band(spectrum, band))
    assert np.max(np.abs(split.paths(together) - paths)) < 1e-12
    without_one = np.zeros_like(spectrum)
    for band in split.bands[1:]:
        split.add_band(without_one, band, split.in_band(spectrum, band))
    assert np.max(np.abs(split.paths(without_one) - paths)) > 1e-3


@pytest.mark.parametrize("hertz", [0.3, 2.7, 7.5, 13.0, 27.0])
def test_an_oscillation_lies_in_its_band(hertz):
    split = band_split(1200, 60.0)
    path = np.cos(2.0 * np.pi * hertz * np.arange(1200) / 60.0)[None]
    spectrum = split.spectrum(path)
    energies = [np.sum(np.abs(split.in_band(spectrum, band)) ** 2) * band.step
                for band in split.bands]  # fmt: skip
    loudest = split.bands[int(np.argmax(energies))]
    assert loudest.low <= hertz <= loudest.high
    envelope = np.abs(split.in_band(spectrum, loudest))[0, : loudest.inside]
    assert 0.35 < np.median(envelope) < 0.51  # half of the amplitude, less near a band's edge
    assert np.ptp(envelope[2:-2]) < 0.1


def test_the_quiet_moments_show_the_noise_beneath_bursts_of_motion():
    rng, rate = np.random.default_rng(2), 60.0
    split = band_split(1800, rate)
    noise = rng.standard_normal((3, 1800))
    burst = np.exp(-0.5 * ((np.arange(1800) - 900) / 120.0) ** 2)
    moved = noise + 30.0 * burst * np.sin(2.0 * np.pi * 9.0 * np.arange(1800) / rate)
    density = 1.0 / rate  # per Hz of envelope
    for paths, most in ((noise, 1.35), (moved, 1.5)):
        spectrum = split.spectrum(paths)
        told = [quiet_power(split.in_band(spectrum, b), b).min() / density for b in split.bands[5:]]
        assert 0.6 < np.median(told) < most
    loud = split.in_band(split.spectrum(moved), split.bands[8])
    assert np.mean(np.abs(loud) ** 2) / split.bands[8].width > 5.0 * density


def _densities(of_frequency) -> tuple[np.ndarray, np.ndarray]:
    split = band_split(1800, 60.0)
    middles = np.array([band.middle for band in split.bands])
    return middles, np.tile(of_frequency(middles), (10, 1))


def test_white_noise_is_taken_for_noise_up_to_where_it_ends():
    split = band_split(1800, 60.0)
    middles, quiet = _densities(lambda f: np.where(f < 15.0, 1.0, 1e-4))
    noise = noise_densities(quiet, split.bands, 30.0)
    below = middles < 12.0
    assert np.all(noise[:, below] > 0.8) and np.all(noise[:, middles > 17.0] <= 2e-4)


def test_motion_that_falls_off_steeply_is_not_taken_for_noise():
    split = band_split(1800, 60.0)
    middles, quiet = _densities(lambda f: f**-4.0)
    noise = noise_densities(quiet, split.bands, 30.0)
    assert np.all(noise[:, middles < 6.0] < 0.1 * quiet[:, middles < 6.0])

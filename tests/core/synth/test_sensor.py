"""Grain, exposure and shutter: as strong as said, the same for the same seed, unbiased."""

from __future__ import annotations

import numpy as np
import pytest

from core.synth.sensor import BLUR_STEPS, Exposed, Sensor, shutter_times

GREY = np.full((120, 160, 3), 120, np.uint8)


def test_a_plain_sensor_changes_nothing() -> None:
    np.testing.assert_array_equal(Exposed(Sensor(), 160, 120, 3)(GREY), GREY)


def test_grain_is_as_strong_as_said_and_new_in_every_frame() -> None:
    camera, again = (Exposed(Sensor(grain=6.0), 160, 120, 3) for _ in range(2))
    first, second = camera(GREY).astype(float), camera(GREY).astype(float)
    assert abs(first.mean() - 120.0) < 0.5
    assert first.std() == pytest.approx(6.0, rel=0.2)
    assert np.abs(first - second).mean() > 2.0
    np.testing.assert_array_equal(first, again(GREY))


def test_exposure_brightens_up_to_white() -> None:
    bright = Exposed(Sensor(exposure=1.25), 160, 120, 0)
    assert np.all(bright(GREY) == 150) and np.all(bright(GREY + 120) == 255)


def test_an_open_shutter_gathers_around_the_frames_own_time() -> None:
    times = np.arange(5) / 25.0
    assert shutter_times(times, 25.0, 0.0).shape == (5, 1)
    gathered = shutter_times(times, 25.0, 0.5)
    assert gathered.shape == (5, BLUR_STEPS)
    np.testing.assert_allclose(gathered[2].mean(), times[2])
    assert np.ptp(gathered[2]) < 0.5 / 25.0
    assert gathered.min() >= 0.0 and gathered.max() <= times[-1]

"""Noise that comes in bursts is heard as such; steady noise and impacts are not."""

from __future__ import annotations

import numpy as np

from core.clean.cleaning import cleaned_motion
from core.clean.frequency_bands import band_split
from core.clean.noise_course import noise_course
from core.clean.noise_floor import least_of_axes, noise_densities
from core.clean.path_cleaning import quiet_powers, spectrum_of
from core.motion import rotations
from core.motion.motion import Motion
from core.motion.skeleton import Skeleton

RATE, COUNT = 60.0, 900
TIMES = np.arange(COUNT) / RATE
SPLIT = band_split(COUNT, RATE)


def course_of(path: np.ndarray) -> np.ndarray:
    quiet = least_of_axes(quiet_powers(SPLIT, path))
    noise = noise_densities(quiet[None], SPLIT.bands, SPLIT.seconds)[0]
    course = noise_course(SPLIT, path, spectrum_of(SPLIT, path), noise)
    return np.ones(COUNT) if course is None else course


def motion_path() -> np.ndarray:
    phases = np.array([0.0, 1.0, 2.0])
    return 0.3 * np.sin(2.0 * np.pi * 0.6 * TIMES[:, None] + phases)


def white(seed: int) -> np.ndarray:
    return np.radians(1.0) * np.random.default_rng(seed).standard_normal((COUNT, 3))


def bursts(times: float = 3.0) -> np.ndarray:
    """How loud noise is: so many times in two stretches of a second and a half."""
    loud = (np.abs(TIMES - 4.0) < 0.75) | (np.abs(TIMES - 11.0) < 0.75)
    return np.where(loud, times, 1.0)[:, None]


def test_bursts_are_heard() -> None:
    course = course_of(motion_path() + bursts() * white(0))
    for moment in (4.0, 11.0):
        assert course[round(moment * RATE)] > 1.6
    assert course[round(7.5 * RATE)] < 1.1


def test_steady_noise_is_steady() -> None:
    for seed in range(4):
        course = course_of(motion_path() + white(seed))
        assert course.min() > 0.7 and course.max() < 1.4


def test_an_impact_is_no_noise() -> None:
    hit = 0.2 * np.exp(-np.abs(TIMES - 7.0) / 0.03)[:, None] * [1.0, 0.2, 0.1]
    course = course_of(motion_path() + hit + 0.5 * white(1))
    assert course[round(7.0 * RATE)] < 1.4


def test_bursts_are_cleaned_better_than_they_came() -> None:
    truth = rotations.from_rotation_vector(motion_path())[:, None]
    noise = rotations.from_rotation_vector(bursts(2.0) * white(2))[:, None]
    noisy = rotations.continuous(rotations.multiply(truth, noise))
    skeleton = Skeleton(("Root",), np.array([-1]), np.zeros((1, 3)))
    clean = cleaned_motion(Motion(skeleton, noisy, np.zeros((COUNT, 3)), TIMES)).motion
    loud = bursts()[:, 0] > 1.0
    before = rotations.angle_between(noisy, truth)[loud].mean()
    after = rotations.angle_between(clean.local_rotations, truth)[loud].mean()
    assert after < 0.55 * before

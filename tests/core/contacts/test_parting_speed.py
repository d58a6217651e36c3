"""Feet that stand are told from feet that swing by where a take's own speeds part."""

import numpy as np
import pytest

from core.contacts.parting_speed import parting_speed


def test_the_speed_is_that_of_the_fastest_foot_that_stands():
    rng = np.random.default_rng(0)
    standing, swinging = rng.uniform(0.16, 0.25, 50), rng.uniform(0.7, 1.2, 40)
    speeds = rng.permutation(np.r_[standing, swinging])
    assert parting_speed(speeds) == pytest.approx(standing.max())


def test_a_take_of_one_speed_parts_nowhere_that_no_foot_would_stand_or_swing():
    assert parting_speed(np.full(60, 2.0)) == pytest.approx(0.40)
    assert parting_speed(np.r_[np.full(30, 0.01), np.full(30, 0.02)]) == pytest.approx(0.15)


def test_who_asks_may_hold_it_elsewhere():
    assert parting_speed(np.full(60, 2.0), 0.3, 1.0) == pytest.approx(1.0)

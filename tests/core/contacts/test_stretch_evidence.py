"""Means and lines over stretches: exact for what moves evenly, nothing for what stands."""

from __future__ import annotations

import numpy as np
import pytest

from core.contacts.stretch_evidence import STRETCH_EVIDENCE, stretch_evidence

RATE = 60.0
STILL = np.zeros(600)


def evidence(level: np.ndarray) -> np.ndarray:
    return stretch_evidence(level, STILL, level + np.array([0.0, 0.2]), STILL, STILL + 1.0, RATE)


def test_what_stands_says_nothing_wherever_it_stands() -> None:
    columns = evidence(np.full((600, 2), 1234.5))
    assert columns.shape == (600, STRETCH_EVIDENCE)
    assert np.abs(columns).max() < 1e-6


def test_an_even_way_has_its_speed_and_no_tremble() -> None:
    speed = 0.3
    level = np.stack([speed * np.arange(600) / RATE, STILL], axis=-1)
    middle = evidence(level)[300]
    for column in (3, 6, 9):  # the three lines: speed, tremble, straightness
        assert middle[column] == pytest.approx(np.log1p(speed / 0.05), rel=1e-6)
        assert abs(middle[column + 1]) < 1e-6
        assert 0.8 < middle[column + 2] <= 1.0
    # the means of the samples 3 to 12 before and after lie 15 samples apart
    assert middle[0] == pytest.approx(np.log1p(speed * 15 / RATE / 0.01), rel=1e-6)


def test_a_tremble_is_as_large_as_it_is_and_leads_nowhere() -> None:
    random = np.random.default_rng(0)
    columns = evidence(random.normal(0.0, 0.003, (600, 2)))[60:-60]
    tremble = np.expm1(columns[:, 10]) * 0.001
    assert np.median(tremble) == pytest.approx(0.003 * np.sqrt(2.0), rel=0.1)
    assert np.median(columns[:, 11]) < 0.1


def test_a_long_take_is_as_exact_as_a_short_one() -> None:
    random = np.random.default_rng(1)
    path = np.cumsum(random.normal(0.0, 0.01, (9000, 2)), axis=0)
    path[8000:8200] = path[8000]
    still = np.zeros(9000)
    whole = stretch_evidence(path, still, path, still, still + 1.0, RATE)[8050:8150]
    part = stretch_evidence(path[7900:8300], still[:400], path[7900:8300], still[:400],
                            still[:400] + 1.0, RATE)[150:250]  # fmt: skip
    assert np.allclose(whole, part, atol=1e-6)

"""Skate, sinking, floating and the scores of contacts, each with a fault of known size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import pdist

from core.contacts.contact import Contact
from core.quality.contact_metrics import (
    contact_scores,
    float_mm,
    heights_above_ground,
    largest_distance_mm,
    penetration_mm,
    skates,
)

TIMES = np.arange(100) / 100.0
STILL = np.zeros((100, 3))


def plant(start: float, end: float, **more) -> Contact:
    return Contact("left_toe", "plant", start, end, **more)


def test_skate_is_the_largest_distance_inside_the_contact_only() -> None:
    path = STILL.copy()
    path[20:41, 0] = np.linspace(0, 0.03, 21)
    path[30, 2] = 0.04
    path[50:] = 5.0
    (found,) = skates(TIMES, {"left_toe": path}, [plant(0.2, 0.4)])
    assert found.skate_mm == pytest.approx(np.hypot(15, 40), abs=1e-9)
    assert found.speed_mm_s > 150
    (outside,) = skates(TIMES, {"left_toe": path}, [plant(0.6, 0.9)])
    assert outside.skate_mm == outside.speed_mm_s == 0.0


def test_only_held_points_with_a_path_skate() -> None:
    contacts = [
        plant(0.1, 0.2),
        Contact("left_toe", "pivot", 0.3, 0.4),
        Contact("left_toe", "slide", 0.5, 0.6),
        Contact("left_toe", "air", 0.7, 0.8),
        Contact("right_toe", "plant", 0.1, 0.2),
    ]
    found = skates(TIMES, {"left_toe": STILL}, contacts)
    assert [skate.contact.state for skate in found] == ["plant", "pivot"]


def test_a_contact_between_samples_skates_nothing() -> None:
    (found,) = skates(TIMES, {"left_toe": STILL}, [plant(0.101, 0.102)])
    assert found.skate_mm == 0.0


@given(
    arrays(
        float,
        st.tuples(st.sampled_from([0, 1, 2, 3, 30, 257, 600]), st.just(3)),
        elements=st.floats(-2, 2, width=32),
    )
)
def test_the_largest_distance_is_that_of_all_pairs(path: np.ndarray) -> None:
    expected = 1000 * pdist(path).max() if len(path) > 1 else 0.0
    assert largest_distance_mm(path) == pytest.approx(expected, abs=1e-9)


def test_heights_are_above_the_contacts_own_ground() -> None:
    path = STILL + np.array([0, 0.2, 0])
    heights = heights_above_ground(
        TIMES, path, "left_toe", [plant(0.5, 0.7, height=0.25), plant(0.8, 0.9)], 0.1
    )
    assert heights[0] == pytest.approx(0.1) and heights[60] == pytest.approx(-0.05)
    assert penetration_mm([heights]) == (pytest.approx(50.0), pytest.approx(50.0 * 21 / 100))
    assert penetration_mm([]) == (0.0, 0.0)


def test_floating_counts_on_the_ground_only() -> None:
    heights = {"left_toe": np.where(TIMES < 0.5, 0.02, 0.5)}
    assert float_mm(TIMES, heights, [plant(0.1, 0.4)]) == (pytest.approx(20), pytest.approx(20))
    air = Contact("left_toe", "air", 0.5, 0.9)
    assert float_mm(TIMES, heights, [air]) == (0.0, 0.0)


TRUTH = [plant(0.20, 0.50), Contact("left_toe", "slide", 0.60, 0.80)]


def score(found: list[Contact], points: tuple[str, ...] = ("left_toe",)) -> dict[str, float]:
    return contact_scores(found, TRUTH, points, TIMES)


def test_the_truth_scores_one() -> None:
    found = score(TRUTH)
    assert found["f1_plant"] == found["f1_slide"] == found["f1_air"] == found["f1_held"] == 1.0
    assert found["onset_ms"] == found["release_ms"] == found["missed_percent"] == 0.0
    assert "f1_pivot" not in found


def test_a_late_start_and_a_long_end_are_told_in_milliseconds() -> None:
    found = score([plant(0.23, 0.55)])
    assert found["onset_ms"] == pytest.approx(30) and found["release_ms"] == pytest.approx(50)
    # 31 true samples, 33 found, 28 of them right
    assert found["f1_held"] == pytest.approx(2 * 28 / (31 + 33))
    assert found["f1_slide"] == 0.0


def test_a_missed_plant_and_an_invented_one_cost() -> None:
    assert score([])["missed_percent"] == 100.0
    assert score([])["f1_plant"] == 0.0
    invented = score([*TRUTH, Contact("right_toe", "plant", 0.0, 0.99)], ("left_toe", "right_toe"))
    assert invented["f1_plant"] < 0.6 and invented["f1_slide"] == 1.0


def test_a_pivot_called_plant_is_still_held() -> None:
    found = contact_scores([plant(0.2, 0.5)], [Contact("left_toe", "pivot", 0.2, 0.5)],
                           ("left_toe",), TIMES)  # fmt: skip
    assert found["f1_held"] == 1.0 and found["f1_pivot"] == 0.0


def test_a_contact_that_began_before_the_take_has_no_onset() -> None:
    found = contact_scores([plant(0.0, 0.5)], [plant(-1.0, 0.5)], ("left_toe",), TIMES)
    assert "onset_ms" not in found and found["release_ms"] == 0.0

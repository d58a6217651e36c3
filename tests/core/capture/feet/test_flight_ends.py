"""At a flight a foot is held half the way to where the picture shows it go; at a step it is not."""

from __future__ import annotations

import numpy as np
import pytest
from resting_body import CAMERA, METRE, MOTION, TIMES

from core.capture.feet.flight_ends import held_to_the_flight
from core.contacts.contact import Contact

#: When the toe truly leaves, when it lands again, and by how much estimates are short.
LIFT, TOUCH, SHORT = 0.8, 1.2, 0.06
TOLD = (
    (Contact("left_toe", "plant", 0.1, LIFT - SHORT), 0.9),
    (Contact("left_toe", "plant", TOUCH + SHORT, 1.9), 0.8),
)


def seen(speed: float = 2.0, creeps: float = 0.0) -> dict[str, np.ndarray]:
    """Pixels of a toe that goes up and comes down at so many m/s; before, it creeps (m/s)."""
    path = np.zeros((len(TIMES), 3))
    path[:, 0], path[:, 2] = 300.0, 0.9
    up = np.clip(np.minimum(TIMES - LIFT, TOUCH - TIMES), 0.0, None) * speed
    near = np.maximum(TIMES - (LIFT - 0.3), 0.0) * (TIMES < LIFT) * creeps
    path[:, 1] = 400.0 - METRE * (up + near)
    return {"left_toe": path}


def held(pixels: dict[str, np.ndarray], told=TOLD) -> list[tuple[float, float]]:
    found = held_to_the_flight(MOTION, CAMERA, pixels, told)
    assert [sure for _, sure in found] == [sure for _, sure in told]
    return [(contact.start, contact.end) for contact, _ in found]


def test_who_leaves_for_a_flight_and_lands_is_held_half_the_way_to_what_is_seen() -> None:
    (start, lift), (touch, end) = held(seen())
    assert (start, end) == (0.1, 1.9)  # nothing is seen to go at the others
    assert lift == pytest.approx(LIFT - 0.5 * SHORT, abs=0.008)
    assert touch == pytest.approx(TOUCH + 0.5 * SHORT, abs=0.008)


def test_ends_that_are_right_stay() -> None:
    right = (
        (Contact("left_toe", "plant", 0.1, LIFT), 0.9),
        (Contact("left_toe", "plant", TOUCH, 1.9), 0.8),
    )
    for found, true in zip(held(seen(), right), ((0.1, LIFT), (TOUCH, 1.9)), strict=True):
        assert found == pytest.approx(true, abs=0.008)


def test_a_step_is_left_alone() -> None:
    other = ((Contact("right_heel", "plant", 0.5, 1.5), 0.9),)
    assert held(seen(), (*TOLD, *other))[:2] == [(c.start, c.end) for c, _ in TOLD]


@pytest.mark.parametrize("speed", [0.3, 0.6])
def test_a_foot_that_leaves_slowly_is_left_alone(speed: float) -> None:
    assert held(seen(speed)) == [(c.start, c.end) for c, _ in TOLD]


def test_a_toe_that_was_not_seen_to_leave_is_left_alone() -> None:
    pixels = seen()
    pixels["left_toe"][20:40, :2] = np.nan
    assert held(pixels) == [(c.start, c.end) for c, _ in TOLD]
    assert held({}) == [(c.start, c.end) for c, _ in TOLD]


def test_contacts_of_one_point_never_meet_over_a_flight() -> None:
    short = (
        (Contact("left_toe", "plant", 0.1, LIFT - SHORT), 0.9),
        (Contact("left_toe", "plant", LIFT + 0.01, 1.9), 0.8),
    )
    (_, end), (start, _) = held(seen(), short)
    assert end <= start

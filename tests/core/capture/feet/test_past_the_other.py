"""A standing foot that the other one passes is held all the while; one that lifts is not."""

from __future__ import annotations

import numpy as np
import pytest
from resting_body import CAMERA, METRE, MOTION, TIMES

from core.capture.feet.past_the_other import held_while_the_other_passes
from core.contacts.contact import Contact

#: The other foot passes between these frames.
FIRST, LAST = 20, 32
STANDS = (
    (Contact("left_toe", "plant", 0.1, TIMES[FIRST]), 0.8),
    (Contact("left_toe", "plant", TIMES[LAST], 1.8), 0.9),
)


def seen(
    strays: float = 0.1, comes_back: float = 0.02, passes: float = 0.03, goes: float = 0.05
) -> dict:
    """Pixels of two toes. Metres: how far the standing one is drawn from its place and comes back
    to it, how near the other one comes, and how far it goes in a frame."""
    path = np.zeros((len(TIMES), 3))
    path[:, :2], path[:, 2] = 300.0, 0.9
    way = np.sin(np.linspace(0.0, np.pi, LAST - FIRST + 1)) * strays
    path[FIRST : LAST + 1, 0] += METRE * way
    path[LAST:, 1] += METRE * comes_back
    other = path.copy()
    ahead = np.abs(np.arange(len(TIMES)) - 0.5 * (FIRST + LAST)) * goes + passes
    other[:, 0] += METRE * ahead
    return {"left_toe": path, "right_toe": other}


def held(pixels: dict, found=STANDS) -> list[tuple[str, float, float]]:
    kept = held_while_the_other_passes(MOTION, CAMERA, pixels, found)
    return [(c.state, c.start, c.end) for c, _ in kept]


def test_who_stands_while_the_other_foot_passes_is_held_all_the_while() -> None:
    kept = held_while_the_other_passes(MOTION, CAMERA, seen(), STANDS)
    assert kept == ((Contact("left_toe", "plant", 0.1, 1.8), 0.9),)


@pytest.mark.parametrize(
    "pixels",
    [seen(passes=0.12), seen(strays=0.25), seen(comes_back=0.15), seen(goes=0.01)],
    ids=["nobody passes", "goes far", "comes down elsewhere", "the other one stands"],
)
def test_a_foot_that_lifts_is_let_go(pixels: dict) -> None:
    assert held(pixels) == [("plant", 0.1, TIMES[FIRST]), ("plant", TIMES[LAST], 1.8)]


def test_a_slide_that_was_told_between_goes() -> None:
    slide = (Contact("left_toe", "slide", TIMES[FIRST], TIMES[LAST]), 0.5)
    assert held(seen(), (STANDS[0], slide, STANDS[1])) == [("plant", 0.1, 1.8)]
    assert len(held(seen(strays=0.3), (STANDS[0], slide, STANDS[1]))) == 3


def test_a_pivot_keeps_its_times() -> None:
    pivot = (Contact("left_toe", "pivot", 0.1, TIMES[FIRST]), 0.8)
    assert held(seen(), (pivot, STANDS[1])) == [
        ("pivot", 0.1, TIMES[FIRST]),
        ("plant", TIMES[FIRST], 1.8),
    ]


def test_three_that_are_one_become_one() -> None:
    pixels = seen()
    third = (Contact("left_toe", "plant", 1.9, 1.95), 0.7)
    pixels["right_toe"][55:57, :2] = pixels["left_toe"][55:57, :2]
    pixels["right_toe"][56, 0] += 0.2 * METRE
    assert held(pixels, (*STANDS, third)) == [("plant", 0.1, 1.95)]


def test_other_lanes_and_unseen_feet_stay_as_they_are() -> None:
    heel = (Contact("right_heel", "plant", 0.2, 0.9), 0.8)
    unseen = {name: np.full_like(path, np.nan) for name, path in seen().items()}
    assert held_while_the_other_passes(MOTION, CAMERA, unseen, (*STANDS, heel)) == (*STANDS, heel)
    assert held_while_the_other_passes(MOTION, CAMERA, {}, (*STANDS, heel)) == (*STANDS, heel)

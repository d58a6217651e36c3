"""A contact that somebody sets on a step stands on the step, and on the floor anywhere else."""

from __future__ import annotations

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.contacts.own_height import own_height

TIMES = np.arange(241) / 60.0
SET = Contact("left_toe", "plant", 2.0, 2.6)


def _paths(level: float, *, rising: float = 0.0, floating: float = 0.0) -> dict[str, np.ndarray]:
    """The left toe is at a level from 1.9 to 2.7 s and rises there in m/s; the right on the floor.

    floating: metres that the whole capture is too high.
    """
    left, right = np.zeros((len(TIMES), 3)), np.zeros((len(TIMES), 3))
    here = (TIMES >= 1.9) & (TIMES <= 2.7)
    left[here, 1] = level + rising * (TIMES[here] - 2.3)
    left[:, 1] += floating
    right[:, 1] += floating
    return {"left_toe": left, "right_toe": right}


def _found(paths: dict[str, np.ndarray], *others: Contact, new: Contact = SET) -> float | None:
    return own_height(new, TIMES, paths, others, 0.0)


def test_a_foot_that_stands_on_a_step_is_planted_on_it() -> None:
    assert _found(_paths(0.17)) == pytest.approx(0.17)
    assert _found(_paths(-0.2)) == pytest.approx(-0.2)


def test_on_the_floor_it_has_no_height_of_its_own() -> None:
    for level in (0.0, 0.03, -0.04, 0.1):
        assert _found(_paths(level)) is None


def test_a_foot_that_is_being_lifted_stands_on_nothing() -> None:
    assert _found(_paths(0.25, rising=0.5)) is None


def test_a_step_that_is_known_is_the_same_step() -> None:
    known = Contact("right_toe", "plant", 0.0, 0.5, height=0.18)
    assert _found(_paths(0.21), known) == 0.18
    assert _found(_paths(0.34), known) == pytest.approx(0.34)
    assert _found(_paths(0.02), known) is None


def test_a_capture_that_floats_has_its_floor_up_there() -> None:
    beside = Contact("right_toe", "plant", 1.0, 2.2)
    far = Contact("right_toe", "plant", 0.0, 0.1)
    assert _found(_paths(0.0, floating=0.2), beside) is None
    assert _found(_paths(0.3, floating=0.2), beside) == pytest.approx(0.5)
    late = Contact("left_toe", "plant", 2.5, 3.9)
    paths = _paths(0.3)
    assert own_height(late, TIMES, paths, [far], 0.0) is None  # most of it is on the floor


def test_what_says_a_height_or_is_in_the_air_is_left_alone() -> None:
    stated = Contact("left_toe", "plant", 2.0, 2.6, height=0.5)
    assert _found(_paths(0.17), new=stated) == 0.5
    assert _found(_paths(0.17), new=Contact("left_toe", "air", 2.0, 2.6)) is None
    assert _found(_paths(0.17), new=Contact("left_hand", "plant", 2.0, 2.6)) is None

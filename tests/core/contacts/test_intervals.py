"""Single cases of contacts as intervals; what holds for all of them is in tests/property."""

from __future__ import annotations

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import (
    contact_at,
    first_overlap,
    held_samples,
    in_order,
    merged,
    normal_form,
    states_of,
)


def plant(start: float, end: float, point: str = "left_toe", **more) -> Contact:
    return Contact(point, "plant", start, end, **more)


def test_a_sample_on_either_end_is_held() -> None:
    times = np.arange(10) / 10
    assert held_samples(times, plant(0.3, 0.6)) == slice(3, 7)
    assert held_samples(times, plant(0.3 + 5e-7, 0.6 - 5e-7)) == slice(3, 7)
    assert held_samples(times, plant(0.3 + 2e-6, 0.6 - 2e-6)) == slice(4, 6)


def test_a_contact_between_two_samples_holds_none() -> None:
    assert held_samples(np.arange(10) / 10, plant(0.32, 0.35)) == slice(4, 4)
    assert held_samples(np.arange(3) / 10, plant(5.0, 6.0)) == slice(3, 3)


def test_touching_ends_do_not_overlap_and_the_next_one_begins() -> None:
    first, second = plant(0.0, 1.0), Contact("left_toe", "slide", 1.0, 2.0)
    assert first_overlap([first, second]) is None
    assert contact_at([first, second], "left_toe", 1.0) is second
    assert contact_at([second, first], "left_toe", 1.0) is second
    assert contact_at([first, second], "left_toe", 2.1) is None
    assert list(states_of([first, second], "left_toe", np.array([0.5, 1.0, 3.0]))) == [
        "plant", "slide", "air",
    ]  # fmt: skip


def test_a_contact_is_there_at_both_of_its_ends_though_they_are_rounded() -> None:
    held = plant(0.4, 0.9)
    for time in (0.4 - 5e-7, 0.4, 0.9, 0.9 + 5e-7):
        assert contact_at([held], "left_toe", time) is held
    assert contact_at([held], "left_toe", 0.4 - 2e-6) is None
    assert contact_at([held], "left_toe", 0.9 + 2e-6) is None


def test_two_contacts_of_one_moment_overlap_and_of_two_moments_do_not() -> None:
    moment, again = plant(1.0, 1.0), Contact("left_toe", "pivot", 1.0, 1.0)
    assert first_overlap([moment, again]) == (0, 1)
    assert first_overlap([moment, plant(1.1, 1.1)]) is None
    assert first_overlap([moment, plant(1.0, 1.0, "right_toe")]) is None


def test_an_overlap_names_both_even_where_another_lies_between() -> None:
    found = [plant(0.0, 5.0), plant(1.0, 2.0, "right_toe"), plant(6.0, 7.0), plant(4.5, 5.5)]
    assert first_overlap(found) == (0, 3)
    assert first_overlap(found[:3]) is None


def test_a_moment_at_the_start_of_a_contact_hides_no_overlap_behind_it() -> None:
    found = [plant(0.0, 10.0), Contact("left_toe", "pivot", 0.0, 0.0), plant(5.0, 6.0)]
    assert first_overlap(found) == (0, 2)


def test_a_plant_in_the_middle_splits_the_slide() -> None:
    slide = Contact("left_toe", "slide", 0.0, 3.0)
    assert normal_form([slide], [plant(1.0, 2.0)]) == (
        Contact("left_toe", "slide", 0.0, 1.0),
        plant(1.0, 2.0),
        Contact("left_toe", "slide", 2.0, 3.0),
    )


def test_a_hidden_contact_is_gone() -> None:
    assert normal_form([plant(1.0, 2.0)], [Contact("left_toe", "air", 0.0, 3.0)]) == (
        Contact("left_toe", "air", 0.0, 3.0),
    )


def test_order_is_that_of_the_lanes() -> None:
    found = in_order([plant(0, 1, "right_toe"), plant(2, 3, "left_heel"), plant(0, 1, "left_heel")])
    assert [(c.point, c.start) for c in found] == [
        ("left_heel", 0), ("left_heel", 2), ("right_toe", 0),
    ]  # fmt: skip


def test_neighbours_of_one_kind_become_one_unless_an_anchor_sets_them_apart() -> None:
    assert merged([plant(0, 1), plant(1, 2), plant(2.5, 3)]) == (plant(0, 2), plant(2.5, 3))
    anchored = plant(1, 2, anchor=(0.0, 0.0, 0.0))
    assert merged([plant(0, 1), anchored]) == (plant(0, 1), anchored)
    steps = (plant(0, 1, height=0.0), plant(1, 2, height=0.2))
    assert merged(steps) == steps, "two grounds are two contacts"

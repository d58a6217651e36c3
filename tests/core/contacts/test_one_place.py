"""Held contacts that take over from one another hold one place."""

from __future__ import annotations

from dataclasses import replace

from core.contacts.contact import Contact
from core.contacts.one_place import in_one_place

PLANT = Contact("left_toe", "plant", 0.0, 1.0)
PIVOT = Contact("left_toe", "pivot", 1.0, 1.5)
AGAIN = Contact("left_toe", "plant", 1.5, 2.0)


def test_what_takes_over_goes_on_at_the_same_place():
    assert in_one_place([PLANT, PIVOT, AGAIN]) == (replace(PLANT, end=2.0),)


def test_one_anchor_is_the_place_of_all():
    anchored = replace(PIVOT, anchor=(0.1, 0.0, 0.2))
    assert in_one_place([PLANT, anchored, AGAIN]) == (
        replace(PLANT, end=2.0, anchor=(0.1, 0.0, 0.2)),
    )


def test_two_anchors_are_two_places():
    first, second = replace(PLANT, anchor=(0.0, 0.0, 0.0)), replace(PIVOT, anchor=(0.1, 0.0, 0.0))
    assert in_one_place([first, second]) == (first, second)


def test_time_between_a_slide_between_or_another_point_are_two_places():
    later = replace(PIVOT, start=1.01)
    assert in_one_place([PLANT, later]) == (PLANT, later)
    slide = replace(PIVOT, state="slide")
    assert in_one_place([PLANT, slide, AGAIN]) == (PLANT, AGAIN)
    other = replace(PIVOT, point="right_toe")
    assert in_one_place([PLANT, other]) == (PLANT, other)


def test_a_joined_one_keeps_the_first_ones_ground_and_the_first_anchor():
    first, second = (0.1, 0.0, 0.2), (0.5, 0.0, 0.2)
    chain = [replace(PLANT, anchor=first, height=0.1), PIVOT, replace(AGAIN, anchor=second)]
    assert in_one_place(chain) == (replace(PLANT, end=2.0, anchor=first, height=0.1),)

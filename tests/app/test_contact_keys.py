"""One key means the selected contact, the one under the playhead, or the air there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.contact_keys import (
    PutContact,
    RestateContact,
    answer_to_key,
    contact_meant,
    neighbour,
    stretch_in_air,
)
from widgets.snapshot import ContactView, MotionView, PointView, SelectionView, TakeView

TIMES = np.arange(0, 181) / 60.0


def take(*contacts: ContactView) -> TakeView:
    """Three seconds of a foot that is down from 1 s to 2 s."""
    path = np.zeros((len(TIMES), 3))
    path[:, 1] = np.maximum(np.maximum(1.0 - TIMES, TIMES - 2.0), 0.0)
    empty = np.zeros((len(TIMES), 1, 3))
    motion = MotionView(TIMES, empty, empty, empty, empty[..., 0])
    points = tuple(
        PointView(name, name, "left", 0, path, path) for name in ("left_heel", "left_toe")
    )
    return TakeView(
        1,
        "walk",
        60.0,
        ("hips",),
        (-1,),
        ("centre",),
        (),
        ("ZXY",),
        motion,
        motion,
        True,
        points,
        contacts,
    )


PLANT = ContactView("a", "left_heel", "plant", 1.0, 1.4, by_user=False)
TOE = ContactView("b", "left_toe", "plant", 1.1, 1.6, by_user=True)


def test_a_key_in_air_puts_a_contact_where_the_foot_is_down():
    answer = answer_to_key(take(), SelectionView(point="left_toe"), 1.5, "plant")
    assert isinstance(answer, PutContact)
    assert (answer.point, answer.state) == ("left_toe", "plant")
    assert (answer.start, answer.end) == pytest.approx((1.0, 2.0), abs=0.05)


def test_a_key_over_a_contact_restates_it():
    answer = answer_to_key(take(PLANT), SelectionView(point="left_heel"), 1.2, "slide")
    assert answer == RestateContact("a", "slide")


def test_on_a_border_a_key_means_what_begins_there():
    after = replace(PLANT, id="c", start=1.4, end=1.8)
    for contacts in ((PLANT, after), (after, PLANT)):
        for moment in (1.4, 1.4 - 1e-9):
            answer = answer_to_key(take(*contacts), SelectionView(), moment, "pivot")
            assert answer == RestateContact("c", "pivot")


def test_saying_plant_to_an_automatic_plant_makes_it_yours():
    answer = answer_to_key(take(PLANT), SelectionView(), 1.2, "plant")
    assert answer == RestateContact("a", "plant")


def test_saying_what_you_said_already_changes_nothing():
    assert answer_to_key(take(TOE), SelectionView(point="left_toe"), 1.2, "plant") is None


def test_the_selected_contact_comes_before_the_playhead():
    found = contact_meant(take(PLANT, TOE), SelectionView(contact="b", point="left_heel"), 1.2)
    assert found is TOE


def test_a_new_contact_stays_inside_its_gap():
    start, end = stretch_in_air(take(PLANT), "left_heel", 1.7)
    assert start == pytest.approx(1.4)
    assert end <= 2.05


def test_going_from_contact_to_contact():
    both = take(PLANT, TOE)
    assert neighbour(both, 0.0, 1) is PLANT
    assert neighbour(both, 1.0, 1) is TOE
    assert neighbour(both, 1.1, -1) is PLANT
    assert neighbour(both, 1.1, 1) is None


def test_a_take_without_contact_points_has_nothing_to_answer():
    from dataclasses import replace

    assert answer_to_key(replace(take(), points=()), SelectionView(), 1.0, "plant") is None

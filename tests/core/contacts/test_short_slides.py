"""A plant that trembles is no slide; a slide that leads somewhere stays one."""

from __future__ import annotations

import numpy as np

from core.contacts.contact import Contact
from core.contacts.evidence import on_grid
from core.contacts.short_slides import without_short_slides

TIMES = np.arange(181) / 60.0


def _grid(way: float):
    """A heel that moves by `way` metres from 1.0 to 1.3 s and stands else, a toe that stands."""
    heel = np.zeros((len(TIMES), 3))
    heel[:, 0] = way * np.clip((TIMES - 1.0) / 0.3, 0.0, 1.0)
    return on_grid(TIMES, {"left_heel": heel, "left_toe": np.zeros_like(heel)}, 0.0)


def _said(sure: float) -> list[tuple[Contact, float]]:
    return [
        (Contact("left_heel", "plant", 0.0, 1.0), 0.9),
        (Contact("left_heel", "slide", 1.0, 1.3), sure),
        (Contact("left_heel", "plant", 1.3, 3.0), 0.9),
    ]


def test_a_doubted_slide_of_some_centimetres_between_plants_is_one_plant_with_them():
    ((contact, sure),) = without_short_slides(_said(0.2), _grid(0.03))
    assert contact == Contact("left_heel", "plant", 0.0, 3.0)
    assert 0.8 < sure < 0.9


def test_a_slide_that_leads_somewhere_stays():
    said = _said(0.2)
    assert without_short_slides(said, _grid(0.3)) == said


def test_a_sure_slide_stays():
    said = _said(0.8)
    assert without_short_slides(said, _grid(0.03)) == said


def test_a_doubted_slide_out_of_the_air_stays():
    said = [_said(0.2)[1]]
    assert without_short_slides(said, _grid(0.03)) == said


def test_plants_that_a_pivot_parts_stay_apart():
    pivot = Contact("left_heel", "pivot", 1.0, 1.3)
    said = [_said(0.2)[0], (pivot, 0.7), _said(0.2)[2]]
    assert without_short_slides(said, _grid(0.0)) == said

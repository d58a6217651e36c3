"""Where wanted slides are lost is told by what the estimate did with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.made_takes import sample_as_made
from benchmarks.takes.missed_slides import (
    FATES,
    WantedSlide,
    fates_by_length,
    wanted_slides,
)
from core.contacts.likelihood import Likelihood, fitted_likelihood


def asking_odds(least: float) -> Likelihood:
    """The likelihood whose slides need other log odds."""
    likelihood = fitted_likelihood()
    weights = replace(likelihood.stretches["slide"], least_odds=least)
    return replace(likelihood, stretches={**likelihood.stretches, "slide": weights})


@pytest.mark.parametrize(
    ("likelihood", "fate"),
    [
        (fitted_likelihood(), "found"),
        (asking_odds(100.0), "weighed low"),
        # nothing is ever heard as a slide
        (replace(fitted_likelihood(), levels=np.array([(-50.0, 0.5)])), "no stretch"),
    ],
)
def test_the_samples_slides_are_lost_where_they_are_ruled_out(
    likelihood: Likelihood, fate: str
) -> None:
    made = sample_as_made()
    slides = list(wanted_slides(made, made, likelihood))
    wanted = [one for one in made.contacts if one.state == "slide"]
    assert len(slides) == len(wanted) == 4
    assert {one.fate for one in slides} == {fate}
    assert all(0.3 < one.metres < 0.5 for one in slides)
    assert all(sum(one.called) == pytest.approx(1.0) for one in slides)
    slid = [one.called[2] for one in slides]
    assert min(slid) >= 0.5 if fate == "found" else max(slid) == 0.0


def test_every_slide_is_in_one_row_and_one_column() -> None:
    called = (0.75, 0.0, 0.25, 0.0)
    slides = [WantedSlide(0.1 * k, FATES[k % len(FATES)], called) for k in range(10)]
    heading, *rows = fates_by_length(slides)
    numbers = [row[14:].split() for row in rows]
    assert sum(int(row[0]) for row in numbers) == 10
    for column in range(1, 6):
        assert sum(int(row[column]) for row in numbers) == 2
    assert all(fate in heading for fate in FATES)
    assert "0.75  0.00  0.25  0.00" in rows[-1]

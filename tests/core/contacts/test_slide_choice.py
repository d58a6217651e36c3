"""A plant that trembles is no slide, a toe whose foot only rolls is no pivot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from core.contacts import slide_choice
from core.contacts.contact import Contact
from core.contacts.estimate import contacts_of_paths
from core.contacts.evidence import Grid, on_grid
from core.contacts.likelihood import ORDER, Likelihood, fitted_likelihood, log_probabilities
from core.contacts.slide_choice import (
    Stretch,
    stretch_chances,
    stretch_odds,
    stretches_heard,
    with_chosen_slides,
)
from core.contacts.slide_evidence import pivot_evidence, told

TIMES = np.arange(481) / 60.0
PLANT, SLIDE = ORDER.index("plant"), ORDER.index("slide")


def standing(way: float, tremble: float) -> dict[str, np.ndarray]:
    """Two feet that stand and tremble (m rms, some hertz); the left goes `way` from 4 to 4.5 s."""
    random = np.random.default_rng(4)
    share = np.clip((TIMES - 4.0) / 0.5, 0.0, 1.0)
    share = share**3 * (10.0 - 15.0 * share + 6.0 * share**2)
    paths = {}
    for side, x in (("left", 0.1), ("right", -0.1)):
        noise = gaussian_filter1d(random.normal(size=(len(TIMES), 3)), 4.0, axis=0)
        noise *= tremble / noise.std()
        for part, z in (("heel", -0.1), ("toe", 0.1)):
            paths[f"{side}_{part}"] = np.array([x, 0.0, z]) + noise
    for part in ("heel", "toe"):
        paths[f"left_{part}"] = paths[f"left_{part}"] + share[:, None] * [0.0, 0.0, way]
    return paths


def slides(way: float, tremble: float) -> list[tuple[Contact, float]]:
    found = contacts_of_paths(TIMES, standing(way, tremble), 0.0)
    return [(contact, sure) for contact, sure in found if contact.state == "slide"]


@pytest.mark.parametrize("tremble", [0.0005, 0.004, 0.008])
def test_feet_that_stand_and_tremble_slide_nowhere(tremble: float) -> None:
    assert slides(0.0, tremble) == []


@pytest.mark.parametrize("tremble", [0.0005, 0.004])
def test_a_slide_that_leads_somewhere_is_found_and_lasts_as_long(tremble: float) -> None:
    found = slides(0.3, tremble)
    assert {contact.point for contact, _ in found} == {"left_heel", "left_toe"}
    for contact, sure in found:
        assert contact.start == pytest.approx(4.05, abs=0.15)
        assert contact.end == pytest.approx(4.45, abs=0.15)
        assert sure > 0.3


def _asking(**least: float) -> Likelihood:
    """The likelihood with other least odds."""
    likelihood = fitted_likelihood()
    stretches = {
        state: replace(weights, least_odds=least[state])
        for state, weights in likelihood.stretches.items()
    }
    return replace(likelihood, stretches=stretches)


def _seen(way: float) -> tuple[Grid, np.ndarray]:
    grid = on_grid(TIMES, standing(way, 0.004), 0.0)
    return grid, log_probabilities(grid, fitted_likelihood())


def test_the_same_stretch_is_the_likelier_a_slide_the_farther_it_leads() -> None:
    likelihood = fitted_likelihood()
    odds = []
    for way in (0.0, 0.3):
        grid, logs = _seen(way)
        histories = {name: np.full(len(TIMES), PLANT) for name in grid.names}
        take = told(grid, logs, histories)
        stretch = Stretch(take, "left_heel", "slide", 242, 268)
        odds.append(float(stretch_odds([stretch], likelihood)[0]))
    assert odds[0] < -2.0 and odds[1] > 0.5


def test_a_stretch_that_is_not_chosen_becomes_what_it_is_else() -> None:
    grid, logs = _seen(0.3)
    chosen = with_chosen_slides(grid, logs, fitted_likelihood())
    assert np.any(chosen.histories["left_heel"] == SLIDE)
    none = with_chosen_slides(grid, logs, _asking(slide=100.0, pivot=100.0))
    assert all(not np.any(states == SLIDE) for states in none.histories.values())
    assert np.all(none.histories["right_heel"] == PLANT)


def test_a_stretch_is_heard_once_however_often_it_is_told() -> None:
    grid, logs = _seen(0.3)
    willing = np.array([(0.3, 0.2), (0.9, 0.6), (1.5, 1.0), (1.5, 1.0)])
    heard = stretches_heard(grid, logs, replace(fitted_likelihood(), levels=willing))
    keys = [(one.name, one.state, one.first, one.stop) for one in heard]
    assert len(set(keys)) == len(keys)
    of_the_slide = [k for k in keys if k[:2] == ("left_heel", "slide") and k[2] < 255 < k[3]]
    # more and more willing histories let it begin earlier and end later
    assert len(of_the_slide) > 1


def test_of_stretches_that_overlap_the_likeliest_counts(monkeypatch) -> None:
    grid, logs = _seen(0.3)
    heard = stretches_heard(grid, logs, fitted_likelihood())
    take = heard[0].take
    long = [Stretch(take, f"left_{part}", "slide", 200, 300) for part in ("heel", "toe")]
    short = [Stretch(take, f"left_{part}", "slide", 244, 266) for part in ("heel", "toe")]
    monkeypatch.setattr(slide_choice, "stretches_heard", lambda *_: [*long, *short])
    for likely, (first, stop) in ((22, (244, 266)), (100, (200, 300))):
        monkeypatch.setattr(
            slide_choice, "stretch_odds",
            lambda some, _, likely=likely: np.array([
                float(one.stop - one.first == likely) for one in some
            ]),
        )  # fmt: skip
        states = with_chosen_slides(grid, logs, fitted_likelihood()).histories["left_heel"]
        slid = np.flatnonzero(states == SLIDE)
        assert len(slid) and first <= slid.min() and slid.max() < stop


@pytest.mark.parametrize("odds_of_long, reaches", [(5.5, True), (0.5, False)])
def test_of_stretches_as_likely_the_history_says_how_far_one_reaches(
    monkeypatch, odds_of_long: float, reaches: bool
) -> None:
    grid, logs = _seen(0.3)
    take = stretches_heard(grid, logs, fitted_likelihood())[0].take
    heard = [
        Stretch(take, f"left_{part}", "slide", first, stop)
        for part in ("heel", "toe") for first, stop in ((200, 300), (252, 258))
    ]  # fmt: skip
    monkeypatch.setattr(slide_choice, "stretches_heard", lambda *_: heard)
    monkeypatch.setattr(
        slide_choice, "stretch_odds",
        lambda some, _: np.array([
            odds_of_long if one.stop - one.first == 100 else 6.0 for one in some
        ]),
    )  # fmt: skip
    states = with_chosen_slides(grid, logs, fitted_likelihood()).histories["left_heel"]
    slid = np.flatnonzero(states == SLIDE)
    assert len(slid) and slid.min() > 200 and slid.max() < 299  # no farther than it is seen
    assert (slid.min() < 252 or slid.max() >= 258) == reaches


def test_a_slide_between_two_samples_is_hardly_believed() -> None:
    grid, logs = _seen(0.3)
    take = with_chosen_slides(grid, logs, fitted_likelihood()).take
    between = Contact("left_heel", "slide", 4.2 + 0.001, 4.2 + 0.002)
    assert stretch_chances(take, [between], fitted_likelihood())[between] == pytest.approx(0.05)


def test_what_speaks_for_a_slide_or_a_pivot_knows_no_place_and_no_side() -> None:
    grid, logs = _seen(0.2)
    turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    moved = replace(grid, level=grid.level @ turn + 7.0, paths=grid.paths.copy())
    moved.paths[:, :, [0, 2]] = grid.paths[:, :, [0, 2]] @ turn + 7.0
    histories = {name: np.full(len(TIMES), PLANT) for name in grid.names}
    here, there = (
        pivot_evidence(told(one, logs, histories), "left_toe", 240, 270) for one in (grid, moved)
    )
    assert np.allclose(here, there, atol=1e-6)


def rolling(turn: float, tremble: float = 0.003) -> dict[str, np.ndarray]:
    """Two feet that stand; from 3.5 to 4.5 s the left heel is lifted by 6 cm and swings `turn`
    radians about its toe."""
    paths = standing(0.0, tremble)
    share = np.clip((TIMES - 3.6) / 0.8, 0.0, 1.0)
    share = share**3 * (10.0 - 15.0 * share + 6.0 * share**2)
    up = np.sin(np.pi * np.clip((TIMES - 3.5) / 1.0, 0.0, 1.0)) ** 2
    yaw = turn * share
    way = -0.2 * np.stack([np.sin(yaw), np.zeros(len(TIMES)), np.cos(yaw)], axis=1)
    still = paths["left_heel"] - [0.1, 0.0, -0.1]
    paths["left_heel"] = [0.1, 0.0, 0.1] + way + 0.06 * up[:, None] * [0.0, 1.0, 0.0] + still
    return paths


def test_a_toe_pivots_where_its_foot_turns_and_not_where_it_rolls() -> None:
    def states(turn: float) -> set[str]:
        found = contacts_of_paths(TIMES, rolling(turn), 0.0)
        return {c.state for c, _ in found if c.point == "left_toe" and c.end - c.start > 0.1}

    assert "pivot" in states(np.radians(90.0))
    assert states(0.0) == {"plant"}


def test_a_pivot_that_is_not_chosen_is_a_plant() -> None:
    grid = on_grid(TIMES, rolling(np.radians(90.0)), 0.0)
    logs = log_probabilities(grid, fitted_likelihood())
    pivot = ORDER.index("pivot")
    chosen = with_chosen_slides(grid, logs, fitted_likelihood())
    assert np.any(chosen.histories["left_toe"] == pivot)
    none = with_chosen_slides(grid, logs, _asking(slide=-1.6, pivot=100.0))
    assert not np.any(none.histories["left_toe"] == pivot)

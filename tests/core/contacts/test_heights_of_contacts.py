"""Which height a contact stands on: the floor, a step, uneven ground."""

from __future__ import annotations

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.contacts.plateaus import with_heights

TIMES = np.arange(600) / 60.0


def stood(levels: list[float], tremble: float = 0.001) -> list[float | None]:
    """The heights of the stances of two feet that step from level to level (m), a second each."""
    random = np.random.default_rng(2)
    paths = {f"{side}_{part}": np.zeros((600, 3)) for side in ("left", "right")
             for part in ("heel", "toe")}  # fmt: skip
    found = []
    for k, level in enumerate(levels):
        side = ("left", "right")[k % 2]
        for part in ("heel", "toe"):
            held = slice(60 * k, 60 * k + 50)
            paths[f"{side}_{part}"][held, 1] = level
            contact = Contact(f"{side}_{part}", "plant", float(k), k + 48.0 / 60.0)
            found.append((contact, 0.9))
    paths = {n: p + random.normal(0.0, tremble, p.shape) for n, p in paths.items()}
    placed = with_heights(found, TIMES, paths, 0.0)
    assert [(c.start, sure) for c, sure in placed] == [(c.start, sure) for c, sure in found]
    assert [c.height for c, _ in placed[::2]] == [c.height for c, _ in placed[1::2]]
    return [contact.height for contact, _ in placed[::2]]


def test_a_level_floor_has_no_heights() -> None:
    assert stood([0.0, 0.01, -0.015, 0.02, 0.0, 0.012, -0.01, 0.02]) == [None] * 8


def test_a_floor_that_is_a_little_off_is_no_uneven_ground() -> None:
    # the ground was found 4 cm too low: everything stands on one level all the same
    assert stood([0.04, 0.045, 0.038, 0.04, 0.042, 0.036, 0.04, 0.04]) == [None] * 8


def test_a_kerb_is_one_step_for_all_that_stand_on_it() -> None:
    heights = stood([0.0, 0.0, 0.0, 0.15, 0.152, 0.149, 0.0, 0.0])
    assert heights[:3] == [None] * 3 and heights[6:] == [None] * 2
    assert heights[3] == heights[4] == heights[5] == pytest.approx(0.15, abs=2e-3)


def test_uneven_ground_gives_every_stance_its_own_height() -> None:
    levels = [0.0, 0.05, -0.06, 0.09, 0.15, -0.1, 0.03, 0.2]
    heights = stood(levels)
    assert heights[0] is None
    for found, level in zip(heights[1:], levels[1:], strict=True):
        assert found is None or found == pytest.approx(level, abs=0.012)
    assert sum(found is not None for found in heights) >= 6


def test_stances_that_tremble_as_far_as_they_differ_stand_on_the_floor() -> None:
    assert stood([0.0, 0.04, -0.05, 0.05, 0.0, -0.04, 0.03, 0.02], tremble=0.03) == [None] * 8


def test_steps_that_follow_closely_stay_apart() -> None:
    heights = stood([0.0, 0.0, 0.0, 0.0, 0.0, 0.08, 0.12, 0.16])
    assert heights[5] is not None and heights[7] is not None
    assert heights[7] - heights[5] > 0.03

"""Refining a file that was refined changes nothing, also where its contacts are found anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.again import largest_move_mm, written
from benchmarks.made_takes import RECIPES, sample_as_made, spoiled, truth_of
from benchmarks.takes.corrupted import Corruption

WORSE = Corruption(drift=0.1, body=0.7)


@pytest.mark.parametrize("rate", [60.0, 120.0])
def test_the_sample_refined_stays_where_it_is(tmp_path: Path, rate: float) -> None:
    take = spoiled(sample_as_made(), WORSE, np.random.default_rng(0))
    assert largest_move_mm(written(take.corrupted, tmp_path / "refined.bvh", rate), rate) < 0.05


@pytest.mark.parametrize("name", ["slides", "run", "kata"])
def test_other_sources_stay_where_they_are(
    tmp_path: Path, human_motion_folder: Path, name: str
) -> None:
    recipe = next(one for one in RECIPES if one.name == name)
    made = truth_of(replace(recipe, end=recipe.start + 8.0), human_motion_folder)
    take = spoiled(made, WORSE, np.random.default_rng(1))
    assert largest_move_mm(written(take.corrupted, tmp_path / "refined.bvh", 60.0), 60.0) < 0.05

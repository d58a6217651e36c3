"""Contacts of captured motion whose truth is exact: of a source that nothing was fitted on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.made_takes import RECIPES, MadeTake, spoiled, truth_of
from benchmarks.takes.contact_counts import Counts
from benchmarks.takes.corrupted import Corruption
from benchmarks.takes.labels import foot_paths
from core.contacts.estimate import estimate_contacts
from core.contacts.intervals import held_samples
from core.motion.contact_point import FOOT_POINT_NAMES
from core.quality.contact_metrics import skates


@pytest.fixture(scope="module")
def truths(human_motion_folder: Path) -> list[MadeTake]:
    recipes = [
        replace(recipe, end=recipe.start + 8.0)
        for recipe in RECIPES
        if recipe.name in ("kata", "footwork")
    ]
    assert all(recipe.held_out for recipe in recipes)
    return [truth_of(recipe, human_motion_folder) for recipe in recipes]


def counted(truths: list[MadeTake], corruption: Corruption) -> Counts:
    counts = Counts()
    for number, truth in enumerate(truths):
        worse = spoiled(truth, corruption, np.random.default_rng(number))
        found = estimate_contacts(worse.corrupted, worse.points)
        counts.add(found, truth.contacts, FOOT_POINT_NAMES, truth.truth.times)
    return counts


def test_a_truth_holds_its_points_exactly(truths: list[MadeTake]) -> None:
    for truth in truths:
        paths = foot_paths(truth.truth, truth.points)
        held = skates(truth.truth.times, paths, truth.contacts)
        assert len(held) > 10 and max(one.skate_mm for one in held) < 0.02
        slides = [one for one in truth.contacts if one.state == "slide"]
        assert slides
        for slide in slides:
            inside = held_samples(truth.truth.times, slide)
            assert np.ptp(paths[slide.point][inside, 1]) < 1e-4


def test_what_is_held_exactly_is_read_as_it_is(truths: list[MadeTake]) -> None:
    counts = counted(truths, Corruption())
    assert counts.f1("held") > 0.98 and counts.f1("pivot") > 0.9


def test_clean_motion_meets_its_figures(truths: list[MadeTake]) -> None:
    counts = counted(truths, Corruption(body=0.05, white=0.01))
    assert counts.f1("held") >= 0.95 and counts.f1("ground") >= 0.95
    assert np.median(counts.onsets) <= 1000.0 / 60.0 + 1e-6


def test_drift_and_noise_cost_little(truths: list[MadeTake]) -> None:
    counts = counted(truths, Corruption(drift=0.2, body=1.0))
    assert counts.f1("held") >= 0.88
    # most of what is called 0.9 to 1 came true
    sure = [came for said, came in counts.judged if said > 0.9]
    assert len(sure) > 20 and np.mean(sure) > 0.85

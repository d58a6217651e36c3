"""What the likelihood of contacts is fitted on: samples that are cut, chosen, and captured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made_walk
import numpy as np

from benchmarks import _fit_contacts
from benchmarks.made_takes import RECIPES, MadeTake, sample_as_made
from benchmarks.takes import fit_sources
from benchmarks.takes.captured_fits import COPIES, CapturedFit, fit_sample
from benchmarks.takes.corrupted import Corruption
from benchmarks.takes.fit_sources import Source, copies_of, unseen
from benchmarks.takes.training_takes import (
    Sample,
    _cut,
    evidence_and_states,
    grid_of,
    sample_of,
    training_recipes,
    training_truth,
)
from benchmarks.takes.unseen_sources import FOLDS, SOURCES, place_of
from core.contacts.likelihood import ORDER, read_likelihood
from core.quality.metrics import Truth
from core.quality.truth_files import TruthFiles

AIR = ORDER.index("air")


def sample() -> Sample:
    walk = made_walk.walk(6.0, 60.0)
    grid = grid_of(walk.motion, walk.contact_points)
    states = np.zeros(grid.paths.shape[:2], dtype=int)
    return Sample(grid, states, np.ones(states.shape, dtype=bool))


def fit(lost: tuple[float, float] | None = None) -> CapturedFit:
    """The walk as its own capture; from one time to another it floats, as a lost leg does."""
    walk = made_walk.walk(6.0, 60.0)
    truth = Truth(motion=walk.motion, contacts=tuple(made_walk.plants(6.0)), ground_height=0.0)
    root = np.array(walk.motion.root_positions)
    if lost is not None:
        inside = (walk.motion.times >= lost[0]) & (walk.motion.times <= lost[1])
        root[inside, 1] += 0.4
    motion = walk.motion.with_pose(walk.motion.local_rotations, root)
    return CapturedFit(motion, walk.contact_points, TruthFiles(truth))


def test_what_is_fitted_on_is_said_before_it_is_made_and_repeats(tmp_path: Path) -> None:
    for name in ("snu_vsports/s_001.bvh", "cmu_daz/13_35.bvh", "other/s_005.bvh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    recipes = training_recipes(tmp_path, np.random.default_rng(3))
    assert recipes == training_recipes(tmp_path, np.random.default_rng(3))
    # of what is of no known source nothing is made: nobody could say who has not seen it
    assert [one.file for one in recipes] == ["cmu_daz/13_35.bvh"] * 2 + [
        "snu_vsports/s_001.bvh"
    ] * 4
    assert all(one.wanted == ("climb",) for one in recipes[:2])
    assert len({one.name for one in recipes}) == 6
    assert training_truth(recipes[2], tmp_path) is None  # an empty file is no clip


def test_some_samples_are_cut_to_seconds_with_their_states() -> None:
    whole = sample()
    numbered = replace(whole, states=np.tile(np.arange(len(whole.grid.times)), (4, 1)))
    cut = [_cut(numbered, np.random.default_rng(seed)) for seed in range(40)]
    shorter = [one for one in cut if len(one.grid.times) < len(whole.grid.times)]
    assert 2 <= len(shorter) <= 20
    for one in shorter:
        assert 1.0 < one.grid.times[-1] - one.grid.times[0] < 4.0
        first = one.states[0, 0]
        assert np.array_equal(one.grid.times, whole.grid.times[first:][: len(one.grid.times)])
        assert np.array_equal(one.grid.paths, whole.grid.paths[:, one.states[0]])


def test_what_hangs_still_is_kept_oftener_and_what_says_nothing_is_not() -> None:
    whole = sample()
    paths = np.array(whole.grid.paths)
    paths[2:] = paths[2:, :1] + [0.0, 0.3, 0.0]  # the right foot hangs all the time
    states = np.zeros(whole.states.shape, dtype=int)
    states[2:] = AIR
    hung = replace(whole, grid=replace(whole.grid, paths=paths), states=states)
    _, kept = evidence_and_states(hung, np.random.default_rng(0), 0.1)
    assert np.sum(kept == AIR) > 2.0 * np.sum(kept != AIR)
    says = np.zeros(states.shape, dtype=bool)
    says[:2] = True
    values, kept = evidence_and_states(replace(hung, says=says), np.random.default_rng(0), 0.1)
    assert len(values) == len(kept) > 0 and not np.any(kept == AIR)


def test_a_foot_that_drags_over_the_floor_between_contacts_says_nothing() -> None:
    walk = made_walk.walk(6.0, 60.0)
    made = MadeTake(
        "walk", "made", False, walk.motion, tuple(made_walk.plants(6.0)), walk.motion,
        walk.contact_points, 0.0, Corruption(),
    )  # fmt: skip
    high = sample_of(made, np.random.default_rng(5), 0.0, 0.0)
    # with the floor half a metre higher every step is one that drags
    low = sample_of(replace(made, ground=0.5), np.random.default_rng(5), 0.0, 0.0)
    assert np.array_equal(high.states, low.states)
    assert np.array_equal(~low.says, low.states == AIR)
    assert np.mean(high.says[high.states == AIR]) > 0.6
    assert np.all(high.says[high.states != AIR])


def test_a_capture_has_the_truths_states_and_says_nothing_where_it_lost_the_foot() -> None:
    found = fit_sample(fit(), 0, np.random.default_rng(0))
    assert set(np.unique(found.states)) == {ORDER.index("plant"), AIR}
    assert np.mean(found.says) > 0.95
    lost = fit_sample(fit((2.0, 3.0)), 0, np.random.default_rng(0))
    inside = (lost.grid.times > 2.1) & (lost.grid.times < 2.9)
    assert np.array_equal(lost.states, found.states)
    assert not np.any(lost.says[:, inside]) and np.mean(lost.says[:, ~inside]) > 0.9


def test_copies_of_a_capture_keep_their_states_at_another_pace() -> None:
    first = fit_sample(fit(), 0, np.random.default_rng(0))
    for copy in (1, COPIES - 1):
        other = fit_sample(fit(), copy, np.random.default_rng(copy))
        assert other.states.shape == other.says.shape == other.grid.paths.shape[:2]
        held = np.mean(other.states != AIR)
        assert abs(held - np.mean(first.states != AIR)) < 0.15
    assert len(other.grid.times) < 0.8 * len(first.grid.times)


def test_a_fit_that_is_told_nothing_hears_takes_whose_foot_is_always_raised(monkeypatch) -> None:
    raised: list[float] = []
    monkeypatch.setattr(
        fit_sources, "sample_of", lambda truth, random, uneven, often: raised.append(often)
    )
    for copy in range(_fit_contacts.arguments_of([]).copies):
        for source in copies_of([(sample_as_made(), 0)], copy):
            source.make()
    assert 1.0 in raised and 0.0 in raised


def test_every_sample_is_weighed_by_the_networks_that_have_not_seen_its_source() -> None:
    likelihood = read_likelihood(FOLDS)
    folds = range(len(SOURCES))
    sources = [Source(sample, fold, False) for fold in folds]
    for fold, (_, alone, place) in enumerate(unseen(sources, likelihood)):
        assert place == fold
        assert alone.members and alone.members == likelihood.members[fold :: len(SOURCES)]
        for state, weights in alone.stretches.items():
            whole = likelihood.stretches[state].members
            assert weights.members and weights.members == whole[fold :: len(SOURCES)]


def test_there_are_as_many_networks_for_every_source() -> None:
    likelihood = read_likelihood(FOLDS)
    networks = [likelihood.members, *(one.members for one in likelihood.stretches.values())]
    assert all(some and len(some) % len(SOURCES) == 0 for some in networks)


def test_two_conversions_of_a_take_are_of_one_source() -> None:
    both = "snu_vsports/cmu16_locomotion/16_55_1.bvh", "snu_timecritical/16_55_1.bvh"
    assert place_of(both[0]) == place_of(both[1]) != place_of("snu_timecritical/s_001_3_1.bvh")
    assert place_of("cmu_daz/03_01.bvh") == place_of("cmu_iclone/003_01.bvh")
    assert place_of("cmu_daz/13_35.bvh") != place_of("cmu_iclone/003_01.bvh")
    assert place_of("kaykit/knight.bvh") is None
    assert all(place_of(recipe.file) is not None for recipe in RECIPES)


def test_no_take_is_in_two_sources(human_motion_folder: Path) -> None:
    files = [path.relative_to(human_motion_folder) for path in human_motion_folder.rglob("*.bvh")]
    of_take: dict[str, set[int | None]] = {}
    for file in files:
        if file.parts[0] != "cmu_acrnn_indian" and not file.stem.startswith("t_pose"):
            number = file.stem.lstrip("0")  # 003_01 and 03_01 are one take of CMU's
            of_take.setdefault(number, set()).add(place_of(file.as_posix()))
    assert len(of_take) > 100
    assert not {take: places for take, places in of_take.items() if len(places) > 1}

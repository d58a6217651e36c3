"""What the likelihood of contacts is fitted on: samples that are cut, chosen, and captured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made_walk
import numpy as np

from benchmarks.takes.captured_fits import CLIPS, COPIES, CapturedFit, fit_sample
from benchmarks.takes.fit_sources import Source, unseen
from benchmarks.takes.training_takes import (
    Sample,
    _cut,
    evidence_and_states,
    grid_of,
    training_recipes,
    training_truth,
)
from core.contacts.likelihood import ORDER, fitted_likelihood
from core.quality.metrics import Truth
from core.quality.truth_files import TruthFiles

AIR = ORDER.index("air")


def sample() -> Sample:
    walk = made_walk.walk(6.0, 60.0)
    grid = grid_of(walk.motion, walk.contact_points)
    return Sample(grid, np.zeros(grid.paths.shape[:2], dtype=int))


def fit(lost: tuple[float, float] | None = None) -> CapturedFit:
    """The walk as its own capture; from one time to another it floats, as a lost leg does."""
    walk = made_walk.walk(6.0, 60.0)
    truth = Truth(motion=walk.motion, contacts=made_walk.plants(6.0), ground_height=0.0)
    root = np.array(walk.motion.root_positions)
    if lost is not None:
        inside = (walk.motion.times >= lost[0]) & (walk.motion.times <= lost[1])
        root[inside, 1] += 0.4
    motion = walk.motion.with_pose(walk.motion.local_rotations, root)
    return CapturedFit(motion, walk.contact_points, TruthFiles(truth))


def test_what_is_fitted_on_is_said_before_it_is_made_and_repeats(tmp_path: Path) -> None:
    for name in ("snu_vsports/s_001.bvh", "cmu_daz/13_35.bvh", "snu_timecritical/s_005.bvh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    recipes = training_recipes(tmp_path, np.random.default_rng(3))
    assert recipes == training_recipes(tmp_path, np.random.default_rng(3))
    assert [one.file for one in recipes] == ["snu_vsports/s_001.bvh"] * 4 + [
        "cmu_daz/13_35.bvh"
    ] * 2
    assert all(one.wanted == ("climb",) for one in recipes[4:])
    assert len({one.name for one in recipes}) == 6
    assert training_truth(recipes[0], tmp_path) is None  # an empty file is no clip


def test_some_samples_are_cut_to_seconds_with_their_states() -> None:
    whole = sample()
    numbered = Sample(whole.grid, np.tile(np.arange(len(whole.grid.times)), (4, 1)))
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
    hung = Sample(replace(whole.grid, paths=paths), states)
    _, kept = evidence_and_states(hung, np.random.default_rng(0), 0.1)
    assert np.sum(kept == AIR) > 2.0 * np.sum(kept != AIR)
    says = np.zeros(states.shape, dtype=bool)
    says[:2] = True
    values, kept = evidence_and_states(hung, np.random.default_rng(0), 0.1, says)
    assert len(values) == len(kept) > 0 and not np.any(kept == AIR)


def test_a_capture_has_the_truths_states_and_says_nothing_where_it_lost_the_foot() -> None:
    found, says = fit_sample(fit(), 0, np.random.default_rng(0))
    assert set(np.unique(found.states)) == {ORDER.index("plant"), AIR}
    assert np.mean(says) > 0.95
    lost, says = fit_sample(fit((2.0, 3.0)), 0, np.random.default_rng(0))
    inside = (lost.grid.times > 2.1) & (lost.grid.times < 2.9)
    assert np.array_equal(lost.states, found.states)
    assert not np.any(says[:, inside]) and np.mean(says[:, ~inside]) > 0.9


def test_copies_of_a_capture_keep_their_states_at_another_pace() -> None:
    first, _ = fit_sample(fit(), 0, np.random.default_rng(0))
    for copy in (1, COPIES - 1):
        other, says = fit_sample(fit(), copy, np.random.default_rng(copy))
        assert other.states.shape == says.shape == other.grid.paths.shape[:2]
        held = np.mean(other.states != AIR)
        assert abs(held - np.mean(first.states != AIR)) < 0.15
    assert len(other.grid.times) < 0.8 * len(first.grid.times)


def test_every_sample_is_weighed_by_the_network_that_has_not_seen_it() -> None:
    likelihood = fitted_likelihood()
    folds = range(len(likelihood.members))
    sources = [Source(lambda: (sample(), None), fold, False) for fold in folds]
    for fold, (_, alone) in enumerate(unseen(sources, likelihood)):
        assert len(alone.members) == 1 and alone.members[0] is likelihood.members[fold]


def test_no_clip_is_of_a_source_that_is_held_out() -> None:
    held_out = ("snu_timecritical", "cmu_acrnn_indian", "reactidle")
    assert not [clip.name for clip in CLIPS if clip.source.startswith(held_out)]

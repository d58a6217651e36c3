"""A cleaning that is decided is obeyed by refine, once, before contacts are solved."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.clean import cleaning
from core.clean.cleaning import cleaned_motion
from core.clean.mark import Mark
from core.motion import rotations
from core.quality.export import output_motion
from core.take.captured import Captured
from core.take.decisions import Cleaning, Decision, SharpMark
from core.take.refine import preview, refine, result_key

CLEAN = Decision("clean", Cleaning())


@pytest.fixture(scope="module")
def captured() -> Captured:
    """A walk at 30 Hz whose joints tremble by a degree."""
    walk = made_walk.walk(3.0, 30.0)
    motion = walk.motion
    tremble = np.random.default_rng(4).standard_normal((*motion.local_rotations.shape[:2], 3))
    turn = rotations.from_rotation_vector(np.radians(1.0) * tremble)
    local = rotations.continuous(rotations.multiply(motion.local_rotations, turn))
    return replace(walk, motion=motion.with_pose(local, motion.root_positions))


def same(a, b) -> bool:
    return np.array_equal(a.local_rotations, b.local_rotations) and np.array_equal(
        a.root_positions, b.root_positions
    )


def test_without_a_cleaning_the_captured_motion_stays(captured):
    assert refine(captured, [Decision("m", SharpMark(1.0))]).motion is captured.motion


def test_a_decided_cleaning_is_the_cleaned_motion_with_its_marks(captured):
    refined = refine(captured, [CLEAN])
    assert same(refined.motion, cleaned_motion(captured.motion).motion)
    marked = refine(captured, [CLEAN, Decision("m", SharpMark(1.0, "LeftArm"))])
    assert same(marked.motion, cleaned_motion(captured.motion, [Mark(1.0, "LeftArm")]).motion)
    assert not same(marked.motion, refined.motion)


def test_a_preview_takes_what_was_cleaned_before(captured, monkeypatch):
    plants = list(made_walk.decided(made_walk.plants(3.0)))
    settled = refine(captured, [CLEAN, *plants[1:]])

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the motion was cleaned a second time")

    monkeypatch.setattr(cleaning, "cleaned_motion", never)
    previewed = preview(captured, [CLEAN, *plants], settled, [plants[0]])
    assert previewed.motion.frame_count == captured.motion.frame_count
    again = refine(captured, [CLEAN, *plants], before=settled.prepared)
    assert again.report.contacts
    with pytest.raises(AssertionError, match="a second time"):
        refine(captured, [CLEAN, *plants])


def test_an_export_at_another_rate_is_cleaned_on_the_captured_samples(captured):
    once = refine(captured, [CLEAN]).motion
    doubled = output_motion(captured, [CLEAN], rate=60.0).motion
    assert np.allclose(doubled.local_rotations[::2], once.local_rotations, atol=1e-9)


def test_confidence_is_part_of_the_key_only_where_it_changes_the_motion(captured):
    doubted = replace(captured, confidence=np.full(captured.motion.local_rotations.shape[:2], 0.5))
    assert result_key(captured, []) == result_key(doubted, [])
    assert result_key(captured, [CLEAN]) != result_key(doubted, [CLEAN])

"""A cleaned take says how much of the motion was taken out, and where most of it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_walk import walk

from core.motion import rotations
from core.take.decisions import Cleaning
from core.take.editing.fact_edits import clean
from core.take.on_disk.refined_form import refined_as_packed, refined_from_packed
from core.take.refine import refine

CLEANED = clean(()).applied_to(())


@pytest.fixture(scope="module")
def trembling():
    """A walk whose spine trembles by 1.5 degrees and the rest by half of one, about each axis."""
    given = walk(4.0, 60.0)
    local = given.motion.local_rotations
    sizes = np.full(local.shape[1], np.radians(0.5))
    sizes[given.motion.skeleton.index("Spine")] = np.radians(1.5)
    shake = np.random.default_rng(3).standard_normal((*local.shape[:2], 3)) * sizes[:, None]
    local = rotations.multiply(local, rotations.from_rotation_vector(shake))
    motion = given.motion.with_pose(rotations.continuous(local), given.motion.root_positions)
    return replace(given, motion=motion)


def test_the_amount_is_what_trembled_and_the_worst_joint_is_named(trembling) -> None:
    assert any(isinstance(one.fact, Cleaning) for one in CLEANED)
    told = refine(trembling, CLEANED).report.cleaned
    assert told is not None and told.joint == "Spine"
    # three axes of 1.5 degrees are 2.6 in all; what is slow stays
    assert 1.8 < told.joint_degrees < 2.7
    assert 0.6 < told.degrees < told.joint_degrees


def test_a_take_that_is_not_cleaned_has_no_amount(trembling) -> None:
    report = refine(trembling, ()).report
    assert report.cleaned is None and "cleaned" not in report.as_json()


def test_a_settled_result_keeps_its_amount_on_the_disk(trembling) -> None:
    refined = refine(trembling, CLEANED)
    again = refined_from_packed(refined_as_packed(refined), trembling)
    assert again.report.cleaned == refined.report.cleaned
    assert refined.report.as_json()["cleaned"]["joint"] == "Spine"

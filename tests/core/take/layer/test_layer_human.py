"""The edit layer on captured motions of several rigs: feet stay, the body goes where it is put."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import world_positions
from core.take.decisions import Decision, LayerKey
from core.take.open_motion import captured_from_motion_file, estimating_edit
from core.take.refine import Refined, preview, refine

CLIPS = [
    "snu_vsports/cmu16_locomotion/16_15_1.bvh",
    "snu_timecritical/s_019_1_1.bvh",
    "cmu_daz/13_35.bvh",
    "cmu_iclone/005_13.bvh",
]
ZERO = (0.0, 0.0, 0.0)


@pytest.fixture(scope="module", params=CLIPS)
def taken(request, human_motion_folder: Path):
    captured = captured_from_motion_file(read_motion(human_motion_folder / request.param))
    part = captured.motion.frames(0, min(captured.motion.frame_count, 900))
    captured = replace(captured, motion=part)
    decisions = estimating_edit(captured).applied_to(())
    return captured, decisions, refine(captured, decisions)


def bump(captured, joint: str, channel, value) -> tuple[Decision, ...]:
    """Zero, a value in the middle of the take, zero."""
    times = captured.motion.times
    middle, wide = 0.5 * (times[0] + times[-1]), min(0.6, 0.2 * (times[-1] - times[0]))
    keys = ((middle - wide, ZERO), (middle, value), (middle + wide, ZERO))
    return tuple(
        Decision(f"key {k}", LayerKey(joint, channel, float(time), what))
        for k, (time, what) in enumerate(keys)
    )


def worst_skate(refined: Refined) -> float:
    return max((c.skate_mm for c in refined.report.contacts if c.skate_mm is not None), default=0.0)


def knee_push(refined: Refined) -> float:
    """The largest second difference of a knee's angle."""
    motion = refined.motion
    parts = body_parts(motion.skeleton)
    knees = [parts[f"{side}_knee"] for side in ("left", "right")]
    straight = np.broadcast_to(rotations.IDENTITY, motion.local_rotations[:, knees].shape)
    angles = rotations.angle_between(straight, motion.local_rotations[:, knees])
    return float(np.abs(np.diff(angles, 2, axis=0)).max())


@pytest.mark.parametrize("offset", [(0.0, -0.04, 0.0), (0.04, 0.0, 0.0)])
def test_the_root_goes_where_it_is_put_and_the_feet_stay(taken, offset):
    captured, decisions, before = taken
    root = captured.motion.skeleton.names[0]
    keys = bump(captured, root, "position", offset)
    after = refine(captured, (*decisions, *keys))
    frame = int(np.argmin(np.abs(captured.motion.times - keys[1].fact.time)))
    moved = after.motion.root_positions[frame] - before.motion.root_positions[frame]
    assert moved == pytest.approx(offset, abs=2e-3)
    assert worst_skate(after) <= 1e-3
    assert len(after.report.infeasible) <= len(before.report.infeasible)
    assert knee_push(after) <= 1.1 * knee_push(before)
    seen = preview(captured, (*decisions, *keys), before, keys)
    apart = np.abs(world_positions(seen.motion) - world_positions(after.motion))
    assert np.max(apart) <= 1e-4


def test_a_leg_that_is_turned_over_a_plant_keeps_its_foot(taken):
    captured, decisions, before = taken
    leg = captured.motion.skeleton.names[body_parts(captured.motion.skeleton)["left_hip"]]
    after = refine(captured, (*decisions, *bump(captured, leg, "rotation", (0.0, 0.2, 0.0))))
    assert worst_skate(after) <= 1e-3
    roots = after.motion.root_positions - before.motion.root_positions
    assert np.max(np.abs(roots)) <= 5e-3  # the hips stay: only their own keys move them


def test_a_lone_key_moves_everything_rigidly(taken):
    captured, decisions, before = taken
    root = captured.motion.skeleton.names[0]
    offset = np.array([0.3, 0.0, 0.1])
    key = Decision("k", LayerKey(root, "position", 0.0, tuple(offset.tolist())))
    after = refine(captured, (*decisions, key))
    moved = world_positions(after.motion) - world_positions(before.motion) - offset
    assert np.max(np.abs(moved)) <= 2e-3
    assert worst_skate(after) <= 1e-3


@pytest.mark.parametrize("wish", [(0.0, -0.9, 0.0), (30.0, 0.0, 5.0)])
def test_a_wish_that_pulls_legs_straight_ends_no_solve(human_motion_folder: Path, wish):
    whole = captured_from_motion_file(read_motion(human_motion_folder / "cmu_daz/08_01.bvh"))
    captured = replace(whole, motion=whole.motion.frames(0, 180))
    decisions = estimating_edit(captured).applied_to(())
    middle = float(captured.motion.times[-1]) / 2.0
    root = captured.motion.skeleton.names[0]
    keys = [
        Decision(f"key {k}", LayerKey(root, "position", middle + 0.4 * k, wish if k == 0 else ZERO))
        for k in (-1, 0, 1)
    ]
    refined = refine(captured, (*decisions, *keys))
    assert worst_skate(refined) <= 1e-3 and refined.report.penetration_mm <= 1.0
    assert all("layer key" in one.constraint for one in refined.report.infeasible)

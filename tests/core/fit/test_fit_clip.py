"""The fit of a clip: what it recovers, what it bridges, that blocks agree, that it can stop."""

from dataclasses import replace

import numpy as np
import pytest
from seen_people import believed, camera, part_of, problem, walker

from core.errors import Cancelled
from core.fit import long_clip
from core.fit.body import GROUPS
from core.fit.fit import fit_clip
from core.motion import rotations
from core.motion.kinematics import world_positions
from core.motion.motion import Motion


def _shaken(motion, metres=0.05, radians=0.15):
    random = np.random.default_rng(2)
    turn = rotations.from_rotation_vector(
        radians * random.normal(size=(motion.frame_count, motion.skeleton.joint_count, 3))
    )
    roots = motion.root_positions + metres * random.normal(size=(motion.frame_count, 3))
    return Motion(
        motion.skeleton, rotations.multiply(motion.local_rotations, turn), roots, motion.times
    )


def _off(fitted, motion):
    return np.linalg.norm(world_positions(fitted.motion) - world_positions(motion), axis=-1)


def _joints(body):
    return list(body.joints)


def test_a_perfect_detector_gives_the_motion_back():
    motion = walker(60)
    whole = problem(motion, believed(placed=camera()), seen_by=camera(), start=_shaken(motion))
    fitted = fit_clip(whole)
    solved = _joints(whole.body)
    assert _off(fitted, motion)[:, solved].mean() < 0.025
    assert _off(replace(fitted, motion=_shaken(motion)), motion)[:, solved].mean() > 0.05
    off = np.abs(fitted.scales - 1.0)
    widths = [GROUPS.index(group) for group in ("shoulders", "hips_seen")]
    assert np.delete(off, widths).max() < 0.03 and off.max() < 0.06


def test_lengths_that_differ_are_found():
    motion = walker(60)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    body = whole.body
    scales = np.ones(len(GROUPS))
    scales[GROUPS.index("upper_arm")] = 0.93
    other = replace(
        body, links=body.links * scales[:, None], bone_groups=body.bone_groups * scales[:, None]
    )
    fitted = fit_clip(replace(whole, body=other))
    assert fitted.scales[GROUPS.index("upper_arm")] > 1.03


def test_a_stretch_without_a_person_is_bridged_smoothly():
    motion = walker(90)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    weight = whole.sightings.weight.copy()
    towards = whole.sightings.towards_weight.copy()
    weight[40:52], towards[40:52] = 0.0, 0.0
    sightings = replace(whole.sightings, weight=weight, towards_weight=towards)
    fitted = fit_clip(replace(whole, sightings=sightings))
    roots = fitted.motion.root_positions
    steps = np.linalg.norm(np.diff(roots, axis=0), axis=1)
    assert steps.max() < 0.15
    assert np.linalg.norm(roots - motion.root_positions, axis=1)[40:52].max() < 0.3
    assert fitted.pose_sigma[43:49].mean() > 1.3 * fitted.pose_sigma[20:30].mean()


def test_one_frame_and_two_are_clips_too():
    for frames in (1, 2, 4):
        motion = walker(frames)
        whole = problem(motion, believed(placed=camera()), seen_by=camera())
        assert np.isfinite(fit_clip(whole).motion.root_positions).all()


def test_blocks_agree_with_the_whole(monkeypatch):
    motion = walker(200)
    whole = problem(motion, believed(placed=camera()), seen_by=camera(), noise=3.0)
    at_once = fit_clip(whole)
    monkeypatch.setattr(long_clip, "LONGEST", 120)
    monkeypatch.setattr(long_clip, "OVERLAP", 40)
    monkeypatch.setattr(long_clip, "_STRETCH", 50)
    blocks = long_clip.fit_by_parts(whole.sightings.times, lambda frames: part_of(whole, frames))
    assert len(blocks.motion.times) == 200
    # lengths are found on fewer frames, so that they are not the same to the millimetre
    assert _off(blocks, at_once.motion)[:, _joints(whole.body)].mean() < 0.01
    steps = np.linalg.norm(np.diff(blocks.motion.root_positions, 2, axis=0), axis=1)
    assert steps.max() < 2.0 * np.linalg.norm(
        np.diff(at_once.motion.root_positions, 2, axis=0), axis=1
    ).max()  # fmt: skip


def test_a_fit_can_be_cancelled_and_tells_how_far_it_is():
    motion = walker(20)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    told = []

    def tell(fraction):
        told.append(fraction)
        if len(told) == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit_clip(whole, tell)
    assert told == sorted(told) and 0.0 <= told[0] < told[-1] < 1.0


def test_the_same_problem_gives_the_same_bytes():
    motion = walker(20)
    whole = problem(motion, believed(placed=camera()), seen_by=camera(), noise=3.0)
    first, second = fit_clip(whole), fit_clip(whole)
    assert first.motion.local_rotations.tobytes() == second.motion.local_rotations.tobytes()


def test_a_pitch_that_is_not_known_is_found_from_a_walk():
    motion = walker(90)
    belief = believed(pitch=0.12, sigma=0.1)
    fitted = fit_clip(problem(motion, belief, seen_by=camera(0.05)))
    assert abs(fitted.camera.pitch.value - 0.05) < 0.04
    assert fitted.camera.pitch.sigma > 0.0

"""Segments are found on any humanoid rig, whatever its rest pose and its joints' axes."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput
from core.files.motion_file import read_motion
from core.motion import rotations
from core.motion.default_rig import default_rig_at_rest
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.skeleton import EndSite, Skeleton
from core.synth.anatomy import SEGMENTS, find_anatomy
from core.synth.sample_motion import SampleMotion


def with_other_axes(motion: Motion, seed: int) -> Motion:
    """The same movement on a rig whose joints' axes point anywhere: its rest pose is a tangle."""
    skeleton = motion.skeleton
    generator = np.random.default_rng(seed)
    new_axes = rotations.normalized(generator.normal(size=(skeleton.joint_count, 4)))
    back = rotations.inverse(new_axes)
    offsets = np.array(skeleton.offsets)
    local = np.array(motion.local_rotations)
    for joint, parent in enumerate(skeleton.parents):
        local[:, joint] = rotations.multiply(local[:, joint], new_axes[joint])
        if parent >= 0:
            local[:, joint] = rotations.multiply(back[parent], local[:, joint])
            offsets[joint] = rotations.rotate(back[parent], skeleton.offsets[joint])
    sites = tuple(
        EndSite(site.joint, rotations.rotate(back[site.joint], site.offset))
        for site in skeleton.end_sites
    )
    other = Skeleton(skeleton.names, skeleton.parents, offsets, sites)
    return Motion(other, rotations.continuous(local), motion.root_positions, motion.times)


def test_every_segment_of_the_default_rig_is_upright_in_its_rest_pose():
    motion = default_rig_at_rest()
    anatomy = find_anatomy(motion)
    assert anatomy.height == pytest.approx(1.75, rel=0.01)
    turns, places = anatomy.segment_poses(*forward_kinematics(motion))
    for name in ("pelvis", "chest", "head", "left_foot", "right_toes", "left_thigh"):
        angle = rotations.angle_between(turns[0, SEGMENTS.index(name)], rotations.IDENTITY)
        assert angle < 1e-6, name
    arm = rotations.rotate(turns[0, SEGMENTS.index("left_upper_arm")], np.array([0.0, -1.0, 0.0]))
    np.testing.assert_allclose(arm, [1.0, 0.0, 0.0], atol=1e-9)
    assert places[0, SEGMENTS.index("head"), 1] == pytest.approx(0.905 * 1.75, abs=1e-3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_rig_with_other_axes_gets_the_same_body_in_the_same_place(
    sample: SampleMotion, seed: int
):
    motion = sample.motion
    plain = find_anatomy(motion)
    twisted_motion = with_other_axes(motion, seed)
    twisted = find_anatomy(twisted_motion)
    assert twisted.height == pytest.approx(plain.height, rel=1e-6)
    expected = plain.segment_poses(*forward_kinematics(motion))
    found = twisted.segment_poses(*forward_kinematics(twisted_motion))
    np.testing.assert_allclose(found[1], expected[1], atol=1e-6)
    angles = np.degrees(rotations.angle_between(found[0], expected[0]))
    for index, name in enumerate(SEGMENTS):
        # trunk, feet and hands must be guessed from the movement where the rest pose is no person
        most = 5.0 if "thigh" in name or "shank" in name or "arm" in name else 20.0
        assert np.median(angles[:, index]) < most, name


def test_a_rig_without_arms_is_refused_with_one_sentence():
    skeleton = Skeleton(("Hips", "Tail"), np.array([-1, 0]), np.array([[0, 0, 0], [0, 0, -1.0]]))
    still = np.broadcast_to(rotations.IDENTITY, (1, 2, 4))
    with pytest.raises(BadInput, match="legs and arms"):
        find_anatomy(Motion(skeleton, still, np.zeros((1, 3)), np.zeros(1)))


@pytest.mark.parametrize(
    ("file", "root_offset"),
    [
        ("cmu_daz/08_01.bvh", "replace"),
        ("cmu_iclone/007_04.bvh", "add"),
        ("snu_timecritical/16_08_1.bvh", "replace"),
        ("snu_vsports/s_004_5_1.bvh", "replace"),
        ("reactidle/002_genuine.bvh", "add"),
    ],
)
def test_bodies_of_the_shared_rigs_face_where_the_feet_point(
    human_motion_folder: Path, file: str, root_offset: str
):
    read = read_motion(human_motion_folder / file, root_offset=root_offset)
    motion = read.motion.frames(0, min(1500, read.motion.frame_count))
    anatomy = find_anatomy(motion)
    assert anatomy.height == pytest.approx(read.height_m, rel=0.25)
    turns, places = anatomy.segment_poses(*forward_kinematics(motion))
    up = rotations.rotate(turns, np.array([0.0, 1.0, 0.0]))
    ahead = rotations.rotate(turns, np.array([0.0, 0.0, 1.0]))
    for name in ("pelvis", "chest", "head"):
        assert np.median(up[:, SEGMENTS.index(name), 1]) > 0.75, name
    for side in ("left", "right"):
        foot = SEGMENTS.index(f"{side}_foot")
        assert np.median(up[:, foot, 1]) > 0.8
        agreement = np.sum(ahead[:, foot] * ahead[:, SEGMENTS.index("pelvis")], axis=-1)
        assert np.median(agreement) > 0.5
        thigh = SEGMENTS.index(f"{side}_thigh")
        knee = places[:, SEGMENTS.index(f"{side}_shank")]
        bone = knee - places[:, thigh]
        bone /= np.linalg.norm(bone, axis=-1, keepdims=True)
        np.testing.assert_allclose(np.median(np.sum(-up[:, thigh] * bone, axis=-1)), 1.0, atol=0.02)

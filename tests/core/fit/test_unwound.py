"""A joint that its start turns once round does not go round in the fit; what really turns stays."""

import tracemalloc

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.fit.fit import fit_clip
from core.fit.unwound import unwound
from core.motion import rotations
from core.motion.kinematics import world_positions

#: Degrees by which nine frames turn that go once round, and eight that go out and come back.
ROUND = np.linspace(0.0, 360.0, 11)[1:-1]
OUT_AND_BACK = np.r_[np.linspace(0.0, 110.0, 5)[1:], np.linspace(110.0, 0.0, 5)[:-1]]


def _turned(motion, name, axis, degrees, first=25):
    """The motion with a joint turned further about an axis in some frames."""
    turns = motion.local_rotations.copy()
    joint = motion.skeleton.names.index(name)
    more = rotations.from_rotation_vector(np.radians(degrees)[:, None] * np.array(axis, float))
    frames = slice(first, first + len(degrees))
    turns[frames, joint] = rotations.multiply(turns[frames, joint], more)
    return motion.with_pose(rotations.continuous(turns), motion.root_positions)


def _solved_turns(whole, motion):
    names = [motion.skeleton.names[joint] for joint in whole.body.joints]
    joints = [motion.skeleton.names.index(name) for name in names]
    return names, rotations.to_matrix(motion.local_rotations[:, joints])


@pytest.mark.parametrize(
    ("name", "axis"), [("RightFoot", (1, 0, 0)), ("LeftUpLeg", (0, 1, 0))], ids=["foot", "thigh"]
)
def test_a_joint_that_starts_by_going_round_does_not_go_round_in_the_fit(name, axis):
    motion = walker(60)
    start = _turned(motion, name, axis, ROUND)
    fitted = fit_clip(
        problem(motion, believed(placed=camera()), seen_by=camera(), start=start)
    ).motion
    joint = motion.skeleton.names.index(name)
    off = rotations.angle_between(
        fitted.local_rotations[:, joint], motion.local_rotations[:, joint]
    )
    assert np.degrees(off).max() < 40.0
    toes = [motion.skeleton.names.index(toe) for toe in ("LeftToe", "RightToe")]
    apart = world_positions(fitted)[:, toes] - world_positions(motion)[:, toes]
    assert np.linalg.norm(apart, axis=-1).max() < 0.06


def test_what_goes_round_is_bridged_and_nothing_else_is_touched():
    motion = walker(60)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    names, turns = _solved_turns(whole, _turned(motion, "RightFoot", (1, 0, 0), ROUND))
    found = unwound(whole.body, motion.times, turns)
    foot = names.index("RightFoot")
    _, own = _solved_turns(whole, motion)

    def off(feet):
        between = rotations.from_matrix(np.swapaxes(own[:, foot], 1, 2) @ feet[:, foot])
        return np.degrees(np.linalg.norm(rotations.to_rotation_vector(between), axis=1)).max()

    assert off(turns) > 170.0 and off(found) < 75.0
    others = np.arange(len(names)) != foot
    assert np.array_equal(found[:, others], turns[:, others])


@pytest.mark.parametrize(
    ("name", "axis", "degrees"),
    [("LeftUpLeg", (1, 0, 0), -OUT_AND_BACK), ("LeftArm", (0, 1, 0), ROUND),
     ("Hips", (0, 1, 0), ROUND)],
    ids=["a kick", "an arm that goes round", "a body that spins"],
)  # fmt: skip
def test_what_really_turns_far_stays_as_it_is(name, axis, degrees):
    motion = walker(60)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    _, turns = _solved_turns(whole, _turned(motion, name, axis, degrees))
    assert unwound(whole.body, motion.times, turns) is turns


def test_a_long_clip_in_which_a_foot_goes_on_going_round_takes_little_memory():
    motion = walker(20)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    names, still = _solved_turns(whole, motion)
    frames = 8000
    angles = np.zeros(frames)  # degrees; two fifths of the clip leap past half a turn at random
    angles[-3200:] = np.random.default_rng(3).choice([-120.0, 120.0], 3200)
    vectors = np.radians(angles)[:, None] * np.array([1.0, 0.0, 0.0])
    turns = np.repeat(still[:1], frames, axis=0)
    turns[:, names.index("RightFoot")] = rotations.to_matrix(
        rotations.from_rotation_vector(vectors)
    )
    tracemalloc.start()
    found = unwound(whole.body, np.arange(frames) / 30.0, turns)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_allclose(found[-1], found[frames - 3300], atol=1e-9)
    assert peak < 2 * turns.nbytes  # every frame beside every frame would be many times that

"""Who rests in the picture has a still root; who sways over still feet sways, and walkers walk."""

from dataclasses import replace

import numpy as np
from seen_people import believed, camera, problem, walker

from core.fit import fit
from core.fit.fit import fit_clip
from core.fit.stillness import resting_joints, way_of_standing
from core.motion import rotations
from core.motion.body_parts import body_parts
from core.motion.kinematics import forward_kinematics


def _standing():
    motion = walker(60)
    return motion.with_pose(
        np.repeat(motion.local_rotations[:1], 60, axis=0),
        np.repeat(motion.root_positions[:1], 60, axis=0),
    )


def _wandering(whole, pixels=1.5):
    """The detector's errors go to and fro slowly, as they do."""
    seen = whole.sightings.seen.copy()
    seen += pixels * np.sin(np.linspace(0.0, 6.0, len(seen)))[:, None, None]
    return replace(whole, sightings=replace(whole.sightings, seen=seen))


def test_a_resting_body_has_a_root_that_rests():
    whole = _wandering(problem(_standing(), believed(placed=camera()), seen_by=camera()))
    assert way_of_standing(whole).max() < 0.002
    roots = fit_clip(whole).motion.root_positions
    assert np.ptp(roots, axis=0).max() < 0.005


def _swaying(metres):
    """Feet stand, legs turn, the body above goes aside and back."""
    motion = _standing()
    aside = 0.5 * metres * (1.0 - np.cos(np.linspace(0.0, 2.0 * np.pi, motion.frame_count)))
    turns, parts = motion.local_rotations.copy(), body_parts(motion.skeleton)
    for side in ("left", "right"):
        hip, knee, ankle = (parts[f"{side}_{part}"] for part in ("hip", "knee", "ankle"))
        offsets = np.linalg.norm(motion.skeleton.offsets[[knee, ankle]], axis=1)
        lean = np.arcsin(aside / offsets.sum())
        world = forward_kinematics(motion)[0]
        about = rotations.from_rotation_vector(lean[:, None] * np.array([0.0, 0.0, -1.0]))
        for joint, turn in ((hip, about), (ankle, rotations.inverse(about))):
            above = world[:, motion.skeleton.parents[joint]]
            local = rotations.multiply(rotations.inverse(above), rotations.multiply(turn, above))
            turns[:, joint] = rotations.multiply(local, turns[:, joint])
    return motion.with_pose(turns, motion.root_positions + aside[:, None] * [1.0, 0.0, 0.0])


def test_who_sways_over_still_feet_goes_on_swaying():
    whole = problem(_swaying(0.02), believed(placed=camera()), seen_by=camera(), noise=1.0)
    assert np.isfinite(way_of_standing(whole)).all()
    roots = fit_clip(whole).motion.root_positions
    assert 0.8 < np.ptp(roots[:, 0]) / 0.02 < 1.2
    assert np.ptp(roots[:, 1:], axis=0).max() < 0.01


def test_a_walking_body_does_not_rest():
    whole = problem(walker(60), believed(placed=camera()), seen_by=camera())
    assert np.isfinite(way_of_standing(whole)).mean() < 0.2
    assert np.ptp(fit_clip(whole).motion.root_positions, axis=0).max() > 0.1


def _waving():
    """Stands still but for the left forearm, that goes to and fro."""
    motion = _standing()
    turns = motion.local_rotations.copy()
    angle = 0.8 * np.sin(np.linspace(0.0, 12.0, len(turns)))
    elbow = motion.skeleton.names.index("LeftForeArm")
    waves = rotations.from_rotation_vector(angle[:, None] * np.array([0.0, 1.0, 0.0]))
    turns[:, elbow] = rotations.multiply(turns[:, elbow], waves)
    return motion.with_pose(turns, motion.root_positions)


def _tremble(motion, joint):
    """Radians of the second difference of a joint's turn, in the mean."""
    turn = motion.local_rotations[:, joint]
    step = rotations.multiply(rotations.inverse(turn[:-1]), turn[1:])
    velocity = rotations.to_rotation_vector(step)
    return float(np.linalg.norm(np.diff(velocity, axis=0), axis=-1).mean())


def test_who_waves_rests_but_for_the_arm_and_trembles_less_there(monkeypatch):
    motion = _waving()
    whole = problem(motion, believed(placed=camera()), seen_by=camera(), noise=2.0)
    rests = resting_joints(whole).mean(axis=0)
    body = whole.body
    of = {part: body.joints.index(body.parts[part]) for part in ("left_elbow", "left_knee", "neck")}
    assert rests[of["left_elbow"]] < 0.1
    assert rests[of["left_knee"]] > 0.7 and rests[of["neck"]] > 0.7
    calm = fit_clip(whole).motion
    monkeypatch.setattr(fit, "_RESTING_SHARE", 1.0)
    restless = fit_clip(whole).motion
    for part in ("left_knee", "neck"):
        joint = body.parts[part]
        assert _tremble(calm, joint) < 0.9 * _tremble(restless, joint)
    elbow = body.parts["left_elbow"]
    ours, theirs, true = (
        np.ptp(rotations.to_rotation_vector(one.local_rotations[:, elbow]), axis=0).max()
        for one in (calm, restless, motion)
    )
    assert ours > 0.95 * theirs > 0.5 * true, "what moves is not calmed"

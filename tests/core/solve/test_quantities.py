"""Values and derivatives of what constraints speak of, against kinematics and differences."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.kinematics import forward_kinematics
from core.motion.motion import Motion
from core.motion.point_paths import point_paths
from core.motion.skeleton import Skeleton
from core.solve.problem import Problem
from core.solve.rig import describe_rig
from core.solve.solve import corrected, corrections_between
from core.solve.system import assembly
from core.solve.system.levers import HEADING_LEVER
from core.solve.system.quantities import add_flexion_curvature
from core.solve.window import build_window


def _twisted(motion: Motion) -> Motion:
    """A rig with a twist joint in every thigh and shank, and joints that move on translations."""
    skeleton = motion.skeleton
    names, parents, offsets, old = [], [], [], []
    place: dict[int, int] = {}
    for joint, name in enumerate(skeleton.names):
        parent = int(skeleton.parents[joint])
        offset = skeleton.offsets[joint]
        if name.endswith(("Leg", "Foot")) and not name.endswith("UpLeg"):
            names.append(f"{name}Twist")
            parents.append(place[parent])
            offsets.append(0.5 * offset)
            old.append(-1)
            parent_place, offset = len(names) - 1, 0.5 * offset
        else:
            parent_place = place[parent] if parent >= 0 else -1
        place[joint] = len(names)
        names.append(name)
        parents.append(parent_place)
        offsets.append(offset)
        old.append(joint)
    noise = np.random.default_rng(5)
    waves = np.sin(4.0 * motion.times[:, None, None] + noise.uniform(0, 6, (len(names), 3)))
    local = rotations.from_rotation_vector(0.15 * waves)
    for new, joint in enumerate(old):
        if joint >= 0:
            local[:, new] = motion.local_rotations[:, joint]
    rig = Skeleton(tuple(names), np.array(parents), np.array(offsets))
    moving = np.array(offsets) + 0.01 * waves
    return Motion(rig, local, motion.root_positions, motion.times, moving)


def _problem(twisted: bool = False) -> Problem:
    captured = made_walk.walk(0.3, 30.0)
    contacts = (Contact("left_heel", "plant", 0.0, 0.2), Contact("left_toe", "plant", 0.1, 0.3))
    motion, points = captured.motion, captured.contact_points
    if twisted:
        motion = _twisted(motion)
        points = tuple(
            replace(p, joint=motion.skeleton.index(captured.motion.skeleton.names[p.joint]))
            for p in points
        )
    return Problem(motion, points, contacts, 0.0)


@pytest.fixture(params=[False, True], ids=["plain", "twist joints"])
def window(request):
    problem = _problem(request.param)
    return build_window(problem, describe_rig(problem), 0, problem.motion.frame_count, edged=False)


def _somewhere(window, size: float) -> np.ndarray:
    shape = (window.frames, window.rig.unknowns.count)
    return size * np.random.default_rng(7).normal(size=shape)


def test_points_are_where_kinematics_puts_them_after_the_correction(window):
    x = _somewhere(window, 0.2)
    values = window.frame.evaluate(x).values
    moved = corrected(window.motion, x, window.rig.unknowns.joints)
    paths = point_paths(moved, window.rig.points)
    for place, point in enumerate(window.rig.points):
        found = values[:, 3 * place : 3 * place + 3]
        assert np.max(np.abs(found - paths[point.name])) < 1e-12


def test_corrections_are_found_again_from_the_motions(window):
    x = _somewhere(window, 0.2)
    joints = window.rig.unknowns.joints
    again = corrections_between(window.motion, corrected(window.motion, x, joints), joints)
    assert np.max(np.abs(again - x)) < 1e-12


def test_gradients_agree_with_differences(window):
    x, step = _somewhere(window, 0.2), 1e-6
    gradients = window.frame.evaluate(x).gradients
    for column in range(x.shape[1]):
        more, less = x.copy(), x.copy()
        more[:, column] += step
        less[:, column] -= step
        both = [window.frame.evaluate(place).values for place in (more, less)]
        difference = (both[0] - both[1]) / (2.0 * step)
        assert np.max(np.abs(gradients[:, :, column] - difference)) < 1e-8


def test_columns_name_every_unknown_that_a_quantity_depends_on(window):
    gradients = window.frame.evaluate(_somewhere(window, 0.2)).gradients
    for quantity in range(window.frame.count):
        listed = window.frame.columns[quantity, : window.frame.column_count[quantity]]
        others = np.setdiff1d(np.arange(gradients.shape[2]), listed)
        assert np.all(gradients[:, quantity, others] == 0.0)
        assert len(listed) == len(set(listed.tolist()))


@pytest.mark.parametrize("size", [0.0, 0.01, 0.3, 0.8])
def test_curvature_agrees_with_differences_of_gradients(window, size):
    frame, n = window.frame, window.rig.unknowns.count
    x = _somewhere(window, size)
    now = frame.evaluate(x)
    pulls = np.random.default_rng(9).normal(size=now.values.shape)
    points, feet = len(frame.attach), len(frame.heading_ends)
    forces = pulls[:, : 3 * points].reshape(-1, points, 3).copy()
    matrix = np.zeros((window.frames, n, n))
    headings = np.ascontiguousarray(pulls[:, 3 * points : 3 * points + feet])
    assembly.add_heading_curvature(
        frame.heading_ends, now.values, now.gradients, headings, HEADING_LEVER, 0, window.frames,
        forces, matrix,
    )  # fmt: skip
    assembly.add_curvature(
        frame.chain.parents, frame.attach, x, now.axes, now.gradients, forces, 0, window.frames,
        matrix,
    )  # fmt: skip
    add_flexion_curvature(
        x, frame.chain.base_rotation, frame.chain.base_offset, frame.chain.local_rotation,
        frame.knees, frame.shank, frame.flexion_axis,
        np.ascontiguousarray(pulls[:, frame.flexion(0) :]), 0, window.frames, matrix,
    )  # fmt: skip
    step = 1e-5
    for column in range(n):
        more, less = x.copy(), x.copy()
        more[:, column] += step
        less[:, column] -= step
        both = [frame.evaluate(place).gradients for place in (more, less)]
        expected = np.einsum("tq,tqi->ti", pulls, (both[0] - both[1]) / (2.0 * step))
        found = np.concatenate(
            [matrix[:, : column + 1, column], matrix[:, column, column + 1 :]], axis=1
        )
        assert np.max(np.abs(found - expected)) < 1e-6 * max(1.0, np.max(np.abs(expected)))


def test_a_straight_leg_has_no_flexion_and_a_bent_one_its_angle(window):
    for leg in range(len(window.frame.knees)):
        values = window.frame.evaluate(np.zeros((window.frames, window.rig.unknowns.count))).values
        limb = window.rig.unknowns.legs[leg]
        places = forward_kinematics(window.motion)[1][:, list(window.rig.unknowns.joints)]
        thigh = places[:, limb.knee] - places[:, limb.hip]
        shank = places[:, limb.ankle] - places[:, limb.knee]
        cosine = np.sum(thigh * shank, axis=-1) / (
            np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shank, axis=-1)
        )
        found = values[:, window.frame.flexion(leg)] / 0.4
        bent = np.arccos(cosine) > 0.1
        assert np.max(np.abs(found[bent] - np.arccos(cosine)[bent])) < 1e-9

"""A plant that is cut in pieces is the plant that it was: the motion stays where it is."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest

from core.contacts.contact import Contact
from core.motion import rotations
from core.solve.problem import Problem
from core.solve.solve import solve
from core.take.captured import Captured

SECONDS = 4.0
#: Steps end where the next one would move nothing by more than this (metres and radians).
SETTLED = 5e-5


def trembling(captured: Captured) -> Captured:
    """Every joint errs by a degree at 1 and at 4 Hz, in a phase of its own."""
    motion = captured.motion
    shape = (motion.skeleton.joint_count, 3)
    phase = np.random.default_rng(3).uniform(0.0, 2.0 * np.pi, (2, *shape))
    t = motion.times[:, None, None]
    errors = np.sin(2.0 * np.pi * t + phase[0]) + np.sin(8.0 * np.pi * t + phase[1])
    turns = rotations.from_rotation_vector(np.radians(1.0) * errors)
    local = rotations.multiply(motion.local_rotations, turns)
    return replace(captured, motion=motion.with_pose(local, motion.root_positions))


def cut(contacts: list[Contact], part: float, times: np.ndarray, on_sample: bool) -> list[Contact]:
    pieces = []
    for contact in contacts:
        at = contact.start + part * (contact.end - contact.start)
        if on_sample:
            at = float(times[np.argmin(np.abs(times - at))])
        pieces += [replace(contact, end=at), replace(contact, start=at)]
    return pieces


@pytest.mark.parametrize("on_sample", [True, False])
@pytest.mark.parametrize("part", [0.5, 0.3])
def test_a_cut_plant_leaves_the_motion_as_it_was(part: float, on_sample: bool) -> None:
    captured = trembling(made_walk.with_drift(made_walk.walk(SECONDS), 0.2, 0.15))
    whole = made_walk.plants(SECONDS)
    pieces = cut(whole, part, captured.motion.times, on_sample)
    found = []
    for contacts in (whole, pieces):
        ordered = sorted(contacts, key=lambda c: (c.point, c.start))
        problem = Problem(captured.motion, captured.contact_points, tuple(ordered), 0.0)
        found.append(solve(problem).motion)
    moved = np.max(np.abs(found[0].root_positions - found[1].root_positions))
    turned = rotations.angle_between(found[0].local_rotations, found[1].local_rotations)
    assert np.max(np.abs(found[0].root_positions - captured.motion.root_positions)) > 0.05
    assert moved <= SETTLED
    assert np.max(turned) <= 2.0 * SETTLED

"""Another body moves as the first one did, and stands on its contacts exactly."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion.body_parts import body_parts
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.kinematics import world_positions
from core.motion.motion import Motion
from core.quality.contact_metrics import heights_above_ground, skates
from core.quality.figures import point_paths
from core.synth.proportions import Proportions, on_other_body, with_proportions
from core.synth.sample_motion import SampleMotion

LONG_LEGS = Proportions(height=0.95, leg=1.05, arm=0.93, trunk=0.97, shoulders=1.06)


def bone(motion: Motion, start: str, end: str) -> float:
    parts, places = body_parts(motion.skeleton), world_positions(motion)[0]
    return float(np.linalg.norm(places[parts[end]] - places[parts[start]]))


def test_each_part_of_the_body_grows_by_its_own_factor(sample: SampleMotion) -> None:
    other = with_proportions(sample.motion, LONG_LEGS)
    for (start, end), factor in {
        ("left_hip", "left_knee"): 0.95 * 1.05,
        ("right_knee", "right_ankle"): 0.95 * 1.05,
        ("left_shoulder", "left_elbow"): 0.95 * 0.93,
        ("right_elbow", "right_wrist"): 0.95 * 0.93,
        ("neck", "head"): 0.95,
        ("left_ankle", "left_toe"): 0.95,
    }.items():
        ratio = bone(other, start, end) / bone(sample.motion, start, end)
        assert ratio == pytest.approx(factor), (start, end)
    np.testing.assert_array_equal(other.local_rotations, sample.motion.local_rotations)


def test_its_own_proportions_change_nothing(sample: SampleMotion) -> None:
    same = with_proportions(sample.motion, Proportions())
    np.testing.assert_allclose(world_positions(same), world_positions(sample.motion), atol=1e-12)


def test_contacts_are_exact_on_the_other_body(sample: SampleMotion) -> None:
    part = sample.motion.frames(0, 150)
    contacts = [contact for contact in sample.contacts if contact.end < 2.4 and contact.holds]
    assert len(contacts) >= 4
    # rotations alone do not hold them: that is what the solver is for
    loose = with_proportions(part, LONG_LEGS)
    other, held = on_other_body(part, LONG_LEGS, contacts, 0.0)
    for motion, least, most in ((loose, 1.0, 1e9), (other, -1.0, 0.01)):
        paths = point_paths(motion, find_contact_points(motion))
        worst = max(one.skate_mm for one in skates(motion.times, paths, held))
        assert least < worst < most
    paths = point_paths(other, find_contact_points(other))
    for name in ("left_heel", "right_toe"):
        above = heights_above_ground(other.times, paths[name], name, held, 0.0)
        assert above.min() > -1e-5


def test_a_larger_body_alone_keeps_contacts_without_the_solver(sample: SampleMotion) -> None:
    part = sample.motion.frames(0, 120)
    contacts = [contact for contact in sample.contacts if contact.end < 2.0 and contact.holds]
    other, held = on_other_body(part, Proportions(height=1.1), contacts, 0.0)
    np.testing.assert_array_equal(other.local_rotations, part.local_rotations)
    paths = point_paths(other, find_contact_points(other))
    assert max(one.skate_mm for one in skates(other.times, paths, held)) < 0.01

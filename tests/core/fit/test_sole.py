"""Shoes of another height: they are found, and do not move the person away from the camera."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.capture.rig_map import map_rig
from core.capture.whole_clip import fitted as drawing
from core.capture.whole_clip.fitted import expected_sole, fit_body
from core.fit.body import GROUPS
from core.fit.fit import fit_clip
from core.fit.problem import FitProblem
from core.fit.settings import FitSettings
from core.fit.state import state_of
from core.fit.system import SHARED, FitSystem
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig_at_rest
from core.motion.kinematics import rest_positions

SOLE = GROUPS.index("sole")


def _on_soles(factor: float, settings: FitSettings) -> tuple[FitProblem, np.ndarray]:
    """A walker on soles so much higher than the rig's, seen by a camera that is known, and the
    true places of the hips."""
    motion = walker(60)
    higher = np.array([0.0, 0.039 * 1.75 * (factor - 1.0), 0.0])
    raised = motion.with_pose(motion.local_rotations, motion.root_positions + higher)
    whole = problem(raised, believed(placed=camera()), seen_by=camera(), settings=settings)
    shared = np.zeros(SHARED)
    shared[SOLE] = np.log(factor)
    system = FitSystem(whole)
    places = system.places(state_of(whole.body, raised, shared))
    whole.sightings.seen[:] = camera().project(places[:, : system.image_count])
    feet = places[:, system.image_count : system.image_count + system.foot_count]
    low = feet[..., 1] < 0.02
    low[1:] &= np.linalg.norm(np.diff(feet, axis=0), axis=-1) < 0.005
    return replace(whole, standing=lambda moved, _: low), raised.root_positions


def _too_far(settings: FitSettings, factor: float = 1.6) -> float:
    whole, roots = _on_soles(factor, settings)
    off = fit_clip(whole).motion.root_positions - roots
    return float(np.mean(off @ -camera().camera_from_world_rotation[2]))


def test_high_soles_are_found() -> None:
    whole, _ = _on_soles(1.6, FitSettings())
    assert fit_clip(whole).scales[SOLE] == pytest.approx(1.6, abs=0.25)


def test_high_soles_do_not_move_the_person_in_depth(monkeypatch) -> None:
    off = abs(_too_far(FitSettings()))
    assert off < 0.025
    assert off < 0.6 * abs(_too_far(FitSettings(sole=1e-3)))
    # a shank that may be drawn shorter than it is takes up a part of what soles may not
    monkeypatch.setattr(drawing, "_ANKLE_BY_SHANK", 0.0)
    monkeypatch.setattr(drawing, "_KNEE_BY_SHANK", 0.0)
    assert off < 0.3 * abs(_too_far(FitSettings(sole=1e-3)))


def test_a_sole_raises_the_ankle_and_lengthens_nothing() -> None:
    rest = default_rig_at_rest()
    body = fit_body(map_rig(rest.skeleton, "the default rig"), 1.75)
    scales = np.ones(len(GROUPS))
    scales[SOLE] = 1.5
    changed = rest_positions(body.scaled(scales)) - rest_positions(rest.skeleton)
    left = rest.skeleton.names.index("LeftFoot")
    assert np.allclose(changed[left], 0.0)
    for point in find_contact_points(rest):
        if point.name == "left_heel":
            moved = body.scaled_point(point, scales).offset - point.offset
            assert np.allclose(moved, [0.0, -0.5 * 0.039 * 1.75, 0.0], atol=2e-3)
    toe = rest.skeleton.names.index("LeftToe")
    assert np.allclose(changed[toe][[0, 2]], 0.0, atol=2e-3) and changed[toe][1] < -0.01


def test_a_rig_is_expected_to_be_shod() -> None:
    rest = default_rig_at_rest()
    feet = find_contact_points(rest)
    assert expected_sole(map_rig(rest.skeleton, "the rig"), 1.75, feet) == pytest.approx(
        1.3, abs=0.06
    )
    small = default_rig_at_rest(1.2)
    of_small = expected_sole(map_rig(small.skeleton, "the rig"), 1.2, find_contact_points(small))
    assert of_small == pytest.approx(1.3, abs=0.06)
    barefoot = [point for point in feet if point.name.endswith("toe")]
    assert expected_sole(map_rig(rest.skeleton, "the rig"), 1.75, barefoot) == 1.0

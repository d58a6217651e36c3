"""Who has long thighs and a short trunk has hips drawn below their joints, and it is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.capture.whole_clip import fitted as drawing
from core.fit.body import GROUPS, STATURE_SHARES
from core.fit.fit import fit_clip
from core.fit.problem import FitProblem
from core.fit.state import state_of
from core.fit.system import SHARED, FitSystem
from core.motion.motion import Motion

THIGH, TRUNK = GROUPS.index("thigh"), GROUPS.index("trunk")
LONGER = 1.06
#: As tall as before.
SHORTER = 1.0 - (LONGER - 1.0) * STATURE_SHARES["thigh"] / STATURE_SHARES["trunk"]


def _asked() -> tuple[Motion, FitProblem]:
    motion = walker(45)
    return motion, problem(motion, believed(placed=camera()), seen_by=camera())


def _places(longer: float, shorter: float) -> tuple[FitProblem, np.ndarray]:
    """Where points are drawn of somebody with such a thigh and trunk (frames, points, 3)."""
    motion, whole = _asked()
    shared = np.zeros(SHARED)
    shared[THIGH], shared[TRUNK] = np.log(longer), np.log(shorter)
    roots = motion.root_positions.copy()
    roots[:, 1] += (longer - 1.0) * STATURE_SHARES["thigh"] * whole.body.stature
    state = state_of(whole.body, replace(motion, root_positions=roots), shared)
    system = FitSystem(whole)
    return whole, system.places(state)[:, : system.image_count]


def test_hips_are_drawn_lower_under_the_joints_of_long_thighs() -> None:
    names = _asked()[1].image_points.names
    hips = [names.index(f"{side}_hip") for side in ("left", "right")]
    above = []
    for longer, shorter in ((1.0, 1.0), (LONGER, SHORTER)):
        whole, places = _places(longer, shorter)
        knees = [names.index(f"{side}_knee") for side in ("left", "right")]
        above.append(np.linalg.norm(places[:, hips] - places[:, knees], axis=-1).mean())
        assert whole.body.stature == pytest.approx(1.75)
    grown = above[1] / above[0] - 1.0
    assert 0.0 < grown < 0.6 * (LONGER - 1.0)


def test_long_thighs_are_told_though_hips_are_drawn_lower(monkeypatch) -> None:
    whole, places = _places(LONGER, SHORTER)
    seen = replace(whole.sightings, seen=camera().project(places))
    told = fit_clip(replace(whole, sightings=seen)).scales
    assert told[THIGH] == pytest.approx(LONGER, abs=0.02)
    assert told[TRUNK] == pytest.approx(SHORTER, abs=0.02)
    monkeypatch.setattr(drawing, "_HIP_BY_LENGTHS", 0.0)
    as_joints = fit_clip(replace(_asked()[1], sightings=seen)).scales
    assert as_joints[THIGH] < told[THIGH] - 0.01  # taken for joints they make shorter thighs

"""Who has long shanks has knees and ankles drawn nearer together than they are, and it is told."""

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

SHANK, TRUNK = GROUPS.index("shank"), GROUPS.index("trunk")
LONGER = 1.06
#: As tall as before.
SHORTER = 1.0 - (LONGER - 1.0) * STATURE_SHARES["shank"] / STATURE_SHARES["trunk"]


def _asked() -> tuple[Motion, FitProblem]:
    motion = walker(45)
    return motion, problem(motion, believed(placed=camera()), seen_by=camera())


def _places(longer: float, shorter: float) -> tuple[FitProblem, np.ndarray]:
    """Where points are drawn of somebody with such a shank and trunk (frames, points, 3)."""
    motion, whole = _asked()
    shared = np.zeros(SHARED)
    shared[SHANK], shared[TRUNK] = np.log(longer), np.log(shorter)
    roots = motion.root_positions.copy()
    roots[:, 1] += (longer - 1.0) * STATURE_SHARES["shank"] * whole.body.stature
    state = state_of(whole.body, replace(motion, root_positions=roots), shared)
    system = FitSystem(whole)
    return whole, system.places(state)[:, : system.image_count]


def test_knees_and_ankles_of_long_shanks_are_drawn_nearer_together() -> None:
    names = _asked()[1].image_points.names
    between = []
    for longer, shorter in ((1.0, 1.0), (LONGER, SHORTER)):
        places = _places(longer, shorter)[1]
        knees, ankles = (
            places[:, [names.index(f"{side}_{part}") for side in ("left", "right")]]
            for part in ("knee", "ankle")
        )
        between.append(np.linalg.norm(knees - ankles, axis=-1).mean())
    grown = between[1] / between[0] - 1.0
    assert 0.0 < grown < 0.6 * (LONGER - 1.0)


def _told_shank(places: np.ndarray) -> float:
    whole = _asked()[1]
    seen = replace(whole.sightings, seen=camera().project(places))
    return float(fit_clip(replace(whole, sightings=seen)).scales[SHANK])


def test_long_shanks_are_told_though_they_are_drawn_shorter(monkeypatch) -> None:
    long, usual = (_places(*sizes)[1] for sizes in ((LONGER, SHORTER), (1.0, 1.0)))
    assert _told_shank(long) == pytest.approx(LONGER, abs=0.02)
    grown = _told_shank(long) - _told_shank(usual)
    monkeypatch.setattr(drawing, "_ANKLE_BY_SHANK", 0.0)
    monkeypatch.setattr(drawing, "_KNEE_BY_SHANK", 0.0)
    # taken for joints the same points make less of what is long
    assert _told_shank(long) - _told_shank(usual) < 0.75 * grown

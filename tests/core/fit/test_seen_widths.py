"""Hips that a detector draws too wide change neither the skeleton nor where the body faces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.fit import shared_prior
from core.fit.body import GROUPS
from core.fit.fit import fit_clip
from core.fit.problem import Fitted
from core.fit.state import state_of
from core.fit.system import SHARED, FitSystem
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

PELVIS, SEEN = GROUPS.index("pelvis"), GROUPS.index("hips_seen")


def _drawn_wide(factor: float) -> tuple[Motion, Fitted]:
    motion = walker(45)
    whole = problem(motion, believed(placed=camera()), seen_by=camera())
    shared = np.zeros(SHARED)
    shared[SEEN] = np.log(factor)
    system = FitSystem(whole)
    places = system.places(state_of(whole.body, motion, shared))[:, : system.image_count]
    sightings = replace(whole.sightings, seen=camera().project(places))
    return motion, fit_clip(replace(whole, sightings=sightings))


def _turned(motion: Motion, fitted: Fitted) -> float:
    """Degrees that the hips' line is off over the floor, mean."""
    hips = [motion.skeleton.names.index(name) for name in ("LeftUpLeg", "RightUpLeg")]
    ways = []
    for one in (motion, fitted.motion):
        places = world_positions(one)[:, hips]
        way = (places[:, 0] - places[:, 1])[:, [0, 2]]
        ways.append(way / np.linalg.norm(way, axis=1, keepdims=True))
    cosine = np.clip(np.sum(ways[0] * ways[1], axis=1), -1.0, 1.0)
    return float(np.degrees(np.arccos(cosine)).mean())


def test_hips_that_are_drawn_wide_are_told_from_a_wide_pelvis() -> None:
    _, fitted = _drawn_wide(1.25)
    assert fitted.scales[SEEN] > 1.05
    assert fitted.scales[PELVIS] == pytest.approx(1.0, abs=0.05)


def test_hips_that_are_drawn_narrow_do_not_turn_the_body(monkeypatch) -> None:
    free = _turned(*_drawn_wide(0.75))
    held = shared_prior._SPREADS | {"hips_seen": 0.01}
    monkeypatch.setattr(shared_prior, "_SPREADS", held)
    assert free < 0.8 * _turned(*_drawn_wide(0.75))

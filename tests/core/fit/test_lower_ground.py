"""Who goes on to ground below the floor is followed there; who only looks low is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_people import believed, camera, problem, walker

from core.fit import fit as fit_room
from core.fit.fit import fit_clip
from core.fit.lower_ground import frames_on_lower_ground
from core.motion.kinematics import world_positions
from core.motion.motion import Motion

NAMES = ("nose", "left_knee", "left_ankle", "right_knee", "right_ankle")
TIMES = np.arange(90) / 30.0


def _seen_below(frames: slice, sigmas: float) -> np.ndarray:
    off = np.zeros((len(TIMES), len(NAMES), 2))
    off[frames, 1:, 1] = sigmas
    return off


def test_legs_seen_far_below_for_a_while_are_on_lower_ground():
    lower = frames_on_lower_ground(_seen_below(slice(40, 70), 20.0), NAMES, TIMES)
    assert lower[40:70].all()
    assert not lower[:30].any() and not lower[80:].any()


@pytest.mark.parametrize(
    ("frames", "sigmas"),
    [(slice(40, 43), 20.0), (slice(40, 70), 4.0), (slice(40, 70), -20.0)],
    ids=["a tenth of a second", "a hand's breadth", "above"],
)
def test_little_or_short_or_upwards_is_the_floor(frames, sigmas):
    assert not frames_on_lower_ground(_seen_below(frames, sigmas), NAMES, TIMES).any()


def test_legs_that_are_not_seen_tell_nothing():
    off = _seen_below(slice(40, 70), 20.0)
    off[:, 2:] = np.nan
    assert not frames_on_lower_ground(off, NAMES, TIMES).any()


def _stepping_down(metres: float) -> Motion:
    """A walk, ten metres away, that goes down by so much in its middle third."""
    motion = walker(60)
    roots = motion.root_positions.copy()
    roots[:, 2] -= 5.5
    roots[:, 1] -= metres * np.clip((np.arange(60) - 20) / 12.0, 0.0, 1.0)
    return Motion(motion.skeleton, motion.local_rotations, roots, motion.times)


def _off(motion: Motion, truth: Motion) -> np.ndarray:
    return np.linalg.norm(world_positions(motion) - world_positions(truth), axis=-1).mean(axis=1)


def test_a_person_who_goes_down_is_followed(monkeypatch):
    truth = _stepping_down(2.0)
    whole = problem(truth, believed(placed=camera()), seen_by=camera())
    fitted = fit_clip(whole)
    assert _off(fitted.motion, truth)[34:].mean() < 0.1
    monkeypatch.setattr(fit_room, "frames_on_lower_ground", lambda *_: np.zeros(60, dtype=bool))
    assert _off(fit_clip(whole).motion, truth)[34:].mean() > 0.2


def test_a_walk_on_the_floor_is_fitted_once():
    whole = problem(walker(60), believed(placed=camera()), seen_by=camera())
    told: list[float] = []
    fit_clip(replace(whole), told.append)
    assert told == sorted(told)

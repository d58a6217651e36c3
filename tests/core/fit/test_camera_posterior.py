"""The sigma that is stated of a fitted camera."""

from dataclasses import replace

import numpy as np
from seen_people import believed, camera

from core.fit.camera_belief import Estimate
from core.fit.camera_posterior import INFLATION, stated

BEFORE = believed(pitch=0.05, sigma=np.radians(6.0), focal_sigma=0.2)


def _fitted(pitch=0.06, sigma=0.0035):
    return replace(BEFORE, pitch=Estimate(pitch, sigma), focal_sigma=0.01)


def test_who_walks_far_is_surer_of_the_pitch_than_who_stays():
    spot = stated(BEFORE, _fitted(), 0.1)
    walk = stated(BEFORE, _fitted(), 4.0)
    assert walk.pitch.sigma < spot.pitch.sigma
    assert "pitch" in spot.cannot_know() and "pitch" not in walk.cannot_know()
    assert walk.pitch.sigma >= INFLATION * 0.0035


def test_a_fit_that_moved_far_is_no_surer_than_that():
    moved = stated(BEFORE, _fitted(pitch=0.05 + np.radians(8.0), sigma=np.radians(3.0)), 0.1)
    assert moved.pitch.sigma >= np.radians(7.9)


def test_what_was_given_stays_given():
    given = replace(BEFORE, pitch=Estimate(0.05, 0.0), focal_sigma=0.0)
    after = stated(given, _fitted(), 1.0)
    assert after.pitch == given.pitch and after.focal_sigma == 0.0
    placed = believed(placed=camera())
    assert stated(placed, placed, 1.0) is placed


def test_who_stays_on_the_spot_is_less_sure_than_what_was_believed():
    spot = stated(BEFORE, _fitted(sigma=np.radians(2.0)), 0.1)
    assert spot.pitch.sigma > 1.1 * BEFORE.pitch.sigma
    told = replace(BEFORE, pitch=Estimate(0.05, 0.0))
    assert stated(told, _fitted(sigma=np.radians(2.0)), 0.1).pitch.sigma == 0.0

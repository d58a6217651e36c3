"""What is believed of a lens that nobody told, once it was looked at how somebody moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.capture.camera.focal_length import USUAL_FOCAL, USUAL_SPREAD
from core.capture.detect.detector import Landmarks
from core.capture.whole_clip.lens_search import looked_at, posterior
from core.fit.camera_belief import CameraBelief, Estimate
from core.fit.lens_profile import LensProfile

DIAGONAL = 1000.0
BEGIN = np.log(0.82)  # of the diagonal, where a search begins


def _belief(focal: float = USUAL_FOCAL, sigma: float = USUAL_SPREAD) -> CameraBelief:
    intrinsics = np.array([[focal * DIAGONAL, 0, 400], [0, focal * DIAGONAL, 300], [0, 0, 1.0]])
    pitch = Estimate(0.1, 0.1)
    return CameraBelief(800, 600, intrinsics, np.zeros(5), sigma, pitch, pitch, Estimate(1.4, 0.4))


def _found(
    focal: float, bend: float = 300.0, way: float = 0.4, speeds: np.ndarray | None = None
) -> LensProfile:
    """A profile whose lowest place is where a lens of this length has it; nobody goes anywhere."""
    nobody = np.zeros((0, 2))
    lowest = -0.11 + 0.60 * (np.log(focal) - BEGIN)
    return LensProfile(lowest, bend, way, nobody if speeds is None else speeds)


def test_who_walks_before_a_long_lens_or_a_wide_one_says_so():
    long, spread = posterior(_found(1.1), _belief(), DIAGONAL)
    wide, _ = posterior(_found(0.5), _belief(), DIAGONAL)
    assert 900.0 < long < 1200.0 and 480.0 < wide < 600.0
    assert spread < USUAL_SPREAD


def test_a_motion_that_tells_nothing_leaves_what_is_usual_and_says_that_it_is_not_known():
    kept, spread = posterior(_found(1.1, bend=0.0), _belief(), DIAGONAL)
    assert kept == pytest.approx(USUAL_FOCAL * DIAGONAL, rel=0.05)
    found = replace(_belief().with_focal(kept, spread))
    assert found.cannot_know() == ("focal length", "pitch", "height")


def test_who_hardly_walks_in_depth_is_believed_less():
    walks, sure = posterior(_found(1.1, way=0.4), _belief(), DIAGONAL)
    stands, open_ = posterior(_found(1.1, way=0.05), _belief(), DIAGONAL)
    assert stands < walks and open_ > sure


def test_who_turns_at_a_steady_pace_tells_the_lens_where_nothing_else_does():
    turned = np.linspace(0.2, 1.4, 60)
    ways = 1.2 * np.stack([np.cos(turned), np.sin(turned)], axis=1)
    for true in (0.5, 1.1):
        seen = ways * [1.0, np.exp(BEGIN) / true]  # through the lens of the beginning
        found, spread = posterior(_found(0.8, 0.0, speeds=seen), _belief(), DIAGONAL)
        assert found == pytest.approx(true * DIAGONAL, rel=0.12)
        assert spread < 0.7 * USUAL_SPREAD


def test_what_lines_told_of_the_lens_holds_against_a_walk():
    kept, spread = posterior(_found(1.1), _belief(0.7, 0.05), DIAGONAL)
    assert kept == pytest.approx(700.0, rel=0.1) and spread < 0.06


def test_lines_that_hardly_narrow_the_lens_do_not_ask_for_one_longer_than_any():
    nothing, _ = posterior(_found(0.8, bend=0.0), _belief(), DIAGONAL)
    hardly, spread = posterior(_found(0.8, bend=0.0), _belief(0.82, 0.98 * USUAL_SPREAD), DIAGONAL)
    assert nothing < hardly < 820.0
    assert spread > 0.8 * USUAL_SPREAD


def _seen(tall: np.ndarray, rate: float) -> Landmarks:
    points = np.ones((len(tall), 33, 3))
    points[:, :, 1] = np.linspace(0.0, 1.0, 33) * tall[:, None]
    return Landmarks(np.arange(len(tall)) / rate, points, np.zeros((len(tall), 33, 3)))


def test_the_seconds_are_looked_at_in_which_somebody_comes_nearer():
    tall = np.full(900, 200.0)
    tall[600:700] = np.linspace(200.0, 400.0, 100)
    tall[700:] = 400.0
    frames = looked_at(_seen(tall, 30.0))
    assert len(frames) == 200
    assert frames[0] <= 620 and frames[-1] >= 680


def test_of_a_fast_video_thirty_frames_a_second_are_looked_at():
    frames = looked_at(_seen(np.full(240, 200.0), 120.0))
    assert np.all(np.diff(frames) == 4)

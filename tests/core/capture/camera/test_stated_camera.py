"""What is stated of a fitted camera covers the truth, and says when it cannot know."""

import numpy as np

from core.capture.camera.stated_camera import stated
from core.fit.camera_belief import CameraBelief, Estimate

WALK, SPOT = np.linspace(3.0, 6.0, 100), np.full(100, 4.0)


def _belief(pitch_sigma: float, focal_sigma: float) -> CameraBelief:
    intrinsics = np.array([[900.0, 0, 640], [0, 900.0, 360], [0, 0, 1]])
    return CameraBelief(
        1280, 720, intrinsics, np.zeros(5), focal_sigma,
        Estimate(0.1, pitch_sigma), Estimate(0.0, pitch_sigma), Estimate(1.4, 0.4),
    )  # fmt: skip


BEFORE, AFTER = _belief(np.radians(4.5), 0.3), _belief(np.radians(0.1), 0.003)


def test_a_focal_length_that_the_fit_only_kept_stays_as_open_as_it_was():
    found = stated(BEFORE, AFTER, WALK, False)
    assert found.focal_sigma == BEFORE.focal_sigma > AFTER.focal_sigma
    assert "focal length" in found.cannot_know()
    assert any("cannot be known" in sentence for sentence in found.sentences())
    assert found.pitch.sigma == AFTER.pitch.sigma  # the fit's own word


def test_the_values_are_the_fits_and_a_given_focal_length_stays_given():
    given = stated(_belief(0.08, 0.0), _belief(0.002, 0.0), WALK, False)
    assert given.focal_sigma == 0.0 and given.pitch.value == 0.1
    assert given.above_floor.sigma > 0.05


def test_what_lines_or_the_user_told_keeps_its_spread():
    told = stated(_belief(np.radians(0.5), 0.1), AFTER, SPOT, True)
    assert np.radians(0.3) < told.pitch.sigma <= np.radians(0.5)

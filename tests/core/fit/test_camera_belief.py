"""A camera's belief: where it stands, what it says, and when it says that it cannot know."""

from dataclasses import replace

import numpy as np
import pytest

from core.fit.camera_belief import CameraBelief, Estimate, camera_from_level, pitch_and_roll


def _belief(pitch=0.2, roll=-0.05, sigma=0.01, focal_sigma=0.02):
    intrinsics = np.array([[1000.0, 0, 640], [0, 1010.0, 360], [0, 0, 1]])
    return CameraBelief(
        1280, 720, intrinsics, np.zeros(5), focal_sigma,
        Estimate(pitch, sigma), Estimate(roll, sigma), Estimate(1.5, sigma),
    )  # fmt: skip


def test_a_camera_stands_at_its_height_and_looks_down_its_pitch():
    camera = _belief().camera()
    assert np.allclose(camera.world_centre, [0.0, 1.5, 0.0])
    looks = camera.camera_from_world_rotation[2]
    assert looks[1] == pytest.approx(-np.sin(0.2))
    assert looks[2] < 0.0


def test_pitch_and_roll_come_back_whatever_the_heading():
    yaw = np.array([[np.cos(1.1), 0, np.sin(1.1)], [0, 1, 0], [-np.sin(1.1), 0, np.cos(1.1)]])
    found = pitch_and_roll(camera_from_level(0.3, -0.2) @ yaw)
    assert np.allclose(found, (0.3, -0.2))


def test_another_focal_length_keeps_the_shape_of_the_pixels():
    other = _belief().with_focal(1500.0, 0.0)
    assert other.focal == 1500.0
    assert other.intrinsics[1, 1] == pytest.approx(1515.0)
    assert other.intrinsics[0, 2] == 640.0
    assert not any("focal" in sentence for sentence in other.sentences())


@pytest.mark.parametrize("seen", [-1.0, 1.0])
def test_what_vanishes_at_a_place_in_the_picture_does_so_through_every_lens(seen):
    """A horizon's depression goes with one over the focal length, that of upright lines with it."""
    belief = replace(_belief(focal_sigma=0.3), pitch=Estimate(0.3, 0.01))
    belief = replace(belief, pitch_per_log_focal=seen * 0.5 * np.sin(0.6))
    for longer in (0.5, 1.5, 2.5):
        through = belief.at_focal(1000.0 * longer)
        assert through.focal == 1000.0 * longer and through.focal_sigma == 0.0
        assert np.tan(through.pitch.value) == pytest.approx(np.tan(0.3) * longer**seen)
        assert through.pitch.sigma == belief.pitch.sigma
        back = through.at_focal(1000.0)
        assert back.pitch.value == pytest.approx(0.3, abs=1e-6)


def test_a_pitch_that_hangs_on_the_lens_otherwise_goes_with_its_logarithm():
    belief = replace(_belief(focal_sigma=0.3), pitch=Estimate(0.0, 0.01), pitch_per_log_focal=-0.2)
    assert belief.at_focal(1500.0).pitch.value == pytest.approx(-0.2 * np.log(1.5))
    assert replace(belief, pitch_per_log_focal=0.0).at_focal(1500.0).pitch.value == 0.0


def test_wide_spreads_are_said_to_be_unknown_and_narrow_ones_are_not():
    assert _belief().cannot_know() == ()
    assert _belief(sigma=np.radians(9.0)).cannot_know() == ("pitch",)
    said = " ".join(_belief(focal_sigma=0.3).sentences())
    assert "cannot be known" in said


def test_a_tilt_that_is_not_known_is_to_be_acted_on_and_a_lens_alone_is_not():
    """The whole motion leans as the camera is thought to; a lens errs in how far away it is."""
    assert _belief().to_act_on() == _belief(focal_sigma=0.3).to_act_on() == ()
    unknown = _belief(sigma=np.radians(9.0))
    assert unknown.to_act_on() and set(unknown.to_act_on()) < set(unknown.sentences())

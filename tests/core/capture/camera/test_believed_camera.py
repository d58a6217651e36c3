"""What is known of a camera narrows what is believed of it: lines, the user's word, drawings."""

import numpy as np
import pytest

from core.capture.camera.believed_camera import believed_camera
from core.capture.camera.drawn_camera import camera_height_of_length, pitch_and_roll_of_horizon
from core.capture.camera.focal_length import FocalLength
from core.errors import WrongUsage
from core.files.camera_json import CameraFile
from core.fit.camera_belief import camera_from_level
from core.motion.camera import Camera
from core.take.decisions import CameraFact

WIDTH, HEIGHT, FOCAL = 1280, 720, 900.0
GUESS = FocalLength(984.0, 0.22, "guess")
KNOWN = FocalLength(FOCAL, 0.02, "yours")


def _truth(pitch: float = 12.0, roll: float = -3.0, stands: float = 1.6) -> Camera:
    intrinsics = np.array([[FOCAL, 0, 639.5], [0, FOCAL, 359.5], [0, 0, 1]])
    rotation = camera_from_level(np.radians(pitch), np.radians(roll))
    return Camera(
        WIDTH, HEIGHT, intrinsics, np.zeros(5), rotation, -rotation @ np.array([0, stands, 0])
    )


def _horizon(camera: Camera) -> tuple[tuple[float, float], tuple[float, float]]:
    far = camera.world_centre + np.array([[-4e5, 0, -1e6], [4e5, 0, -1e6]])
    first, second = camera.project(far)
    return (tuple(first), tuple(second))  # type: ignore[return-value]


def test_a_drawn_horizon_gives_pitch_and_roll_of_the_camera():
    first, second = _horizon(_truth())
    for ends in ((first, second), (second, first)):
        pitch, roll, pitch_sigma, roll_sigma = pitch_and_roll_of_horizon(ends[0], ends[1], _truth())
        assert np.degrees(pitch) == pytest.approx(12.0, abs=1e-6)
        assert np.degrees(roll) == pytest.approx(-3.0, abs=1e-6)
        assert 0.0 < np.degrees(pitch_sigma) < 0.5 and 0.0 < np.degrees(roll_sigma) < 1.0


@pytest.mark.parametrize("ends", [((10, 10), (12, 11)), ((640, 20), (645, 700))])
def test_what_is_no_horizon_is_refused(ends):
    with pytest.raises(WrongUsage, match="orizon"):
        pitch_and_roll_of_horizon(ends[0], ends[1], _truth())


def test_a_known_length_on_the_floor_gives_the_cameras_height():
    camera = _truth()
    first, second = camera.project(np.array([[-0.5, 0.0, -4.0], [0.7, 0.0, -5.0]]))
    metres = float(np.hypot(1.2, 1.0))
    level = camera.camera_from_world_rotation
    lens = Camera(WIDTH, HEIGHT, camera.intrinsics, np.zeros(5), np.eye(3), np.zeros(3))
    found = camera_height_of_length(tuple(first), tuple(second), metres, lens, level)
    assert found == pytest.approx(1.6)
    with pytest.raises(WrongUsage, match="horizon"):
        camera_height_of_length((10.0, 5.0), tuple(second), metres, lens, level)


def test_a_drawn_horizon_beats_the_guess_and_keeps_its_place_when_the_lens_is_another():
    guess, _ = believed_camera(WIDTH, HEIGHT, KNOWN)
    drawn, sources = believed_camera(
        WIDTH, HEIGHT, KNOWN, fact=CameraFact(horizon=_horizon(_truth()))
    )
    assert sources.pitch == "yours"
    assert np.degrees(drawn.pitch.value) == pytest.approx(12.0, abs=0.1)
    assert np.degrees(drawn.roll.value) == pytest.approx(-3.0, abs=0.2)
    assert drawn.pitch.sigma < 0.1 * guess.pitch.sigma
    wide, _ = believed_camera(WIDTH, HEIGHT, GUESS, fact=CameraFact(horizon=_horizon(_truth())))
    moved = wide.pitch.value + wide.pitch_per_log_focal * np.log(FOCAL / wide.focal)
    assert np.degrees(moved) == pytest.approx(12.0, abs=0.2)


def test_a_horizon_that_contradicts_what_lines_say_holds_alone():
    other = _horizon(_truth(pitch=25.0))
    random = np.random.default_rng(0)
    middle = random.uniform([100, 100], [1180, 620], (60, 2))
    # lines of a level camera: upright ones, and some that run into its horizon
    up = np.array([0.0, 60.0])
    upright = np.concatenate([middle[:30] - up, middle[:30] + up], axis=1)
    aside = np.array([639.5 + 3000.0, 359.5]) - middle[30:]
    aside = 60 * aside / np.linalg.norm(aside, axis=1, keepdims=True)
    lines = np.concatenate(
        [upright, np.concatenate([middle[30:] - aside, middle[30:] + aside], axis=1)]
    )
    seen, _ = believed_camera(WIDTH, HEIGHT, KNOWN, lines=lines)
    assert abs(np.degrees(seen.pitch.value)) < 3.0
    drawn, _ = believed_camera(WIDTH, HEIGHT, KNOWN, fact=CameraFact(horizon=other), lines=lines)
    assert np.degrees(drawn.pitch.value) == pytest.approx(25.0, abs=0.3)


def test_what_is_typed_is_believed_to_a_fraction_of_a_degree():
    fact = CameraFact(pitch=np.radians(-8.0), roll=np.radians(1.0), height=1.4)
    belief, sources = believed_camera(WIDTH, HEIGHT, KNOWN, fact=fact)
    assert np.degrees(belief.pitch.value) == pytest.approx(8.0, abs=0.05)  # down is positive here
    assert np.degrees(belief.roll.value) == pytest.approx(1.0, abs=0.05)
    assert belief.above_floor.value == 1.4
    assert np.degrees(belief.pitch.sigma) < 0.3
    assert (sources.focal, sources.pitch, sources.height) == ("yours", "yours", "yours")


def test_a_roll_alone_is_believed_and_leaves_the_pitch_to_others():
    belief, sources = believed_camera(WIDTH, HEIGHT, KNOWN, fact=CameraFact(roll=np.radians(9.0)))
    assert np.degrees(belief.roll.value) == pytest.approx(9.0, abs=0.1)
    assert np.degrees(belief.roll.sigma) < 0.3
    assert sources.pitch == "guess" and np.degrees(belief.pitch.sigma) > 5.0


def test_a_known_length_tells_the_height_with_what_the_pitch_leaves_open():
    camera = _truth()
    first, second = camera.project(np.array([[-0.5, 0.0, -4.0], [0.7, 0.0, -5.0]]))
    length = (tuple(first), tuple(second), float(np.hypot(1.2, 1.0)))
    drawn = CameraFact(horizon=_horizon(camera), known_length=length)
    belief, sources = believed_camera(WIDTH, HEIGHT, KNOWN, fact=drawn)
    assert sources.height == "yours"
    assert belief.above_floor.value == pytest.approx(1.6, abs=2.0 * belief.above_floor.sigma)
    assert belief.above_floor.sigma < 0.15
    loose, _ = believed_camera(
        WIDTH, HEIGHT, KNOWN, fact=CameraFact(pitch=np.radians(-12.0), known_length=length)
    )
    assert loose.above_floor.value == pytest.approx(1.6, rel=0.1)


def test_a_camera_file_is_given_and_a_placed_one_is_the_answer():
    truth = _truth()
    file = CameraFile(WIDTH, HEIGHT, truth.intrinsics, np.zeros(5))
    belief, sources = believed_camera(WIDTH, HEIGHT, GUESS, file=file)
    assert belief.focal == FOCAL and belief.focal_sigma == 0.0 and belief.placed is None
    assert sources.focal == "camera file" and sources.pitch == "guess"
    placed = CameraFile(
        WIDTH, HEIGHT, truth.intrinsics, np.zeros(5),
        truth.camera_from_world_rotation, truth.camera_from_world_translation,
    )  # fmt: skip
    assert believed_camera(WIDTH, HEIGHT, GUESS, file=placed)[0].placed is not None

"""Straight lines tell of the camera: in drawn rooms, in calibrated videos, and not in noise."""

import json

import numpy as np
import pytest

from core.capture.camera.line_segments import background, line_segments, small_grey
from core.capture.camera.vanishing_lines import level_from_lines
from core.fit.camera_belief import camera_from_level, pitch_and_roll
from core.motion.camera import Camera
from core.video.reader import VideoReader

WIDTH, HEIGHT = 1280, 720
CENTRE = np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2])


def _camera(pitch: float, roll: float, focal: float, yaw: float) -> Camera:
    c, s = np.cos(yaw), np.sin(yaw)
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    rotation = camera_from_level(np.radians(pitch), np.radians(roll)) @ turn
    intrinsics = np.array([[focal, 0, CENTRE[0]], [0, focal, CENTRE[1]], [0, 0, 1.0]])
    place = turn.T @ np.array([0.0, 1.5, 5.0])
    return Camera(WIDTH, HEIGHT, intrinsics, np.zeros(5), rotation, -rotation @ place)


def _room_lines(camera: Camera, random: np.random.Generator, noise: float = 0.5) -> np.ndarray:
    """Tiles of a floor and edges of two walls, as a detector of lines would see parts of them."""
    steps = np.arange(-4.0, 4.1, 0.5)
    edges = [((x, 0, -4), (x, 0, 4)) for x in steps] + [((-4, 0, z), (4, 0, z)) for z in steps]
    edges += [((x, 0, -4), (x, 3, -4)) for x in steps] + [((-4, 0, z), (-4, 3, z)) for z in steps]
    lines = []
    for start, end in np.array(edges, dtype=float):
        for _ in range(2):
            first, second = np.sort(random.uniform(0, 1, 2))
            ends = camera.project(start + np.outer([first, second], end - start))
            inside = np.all((ends > 0) & (ends < [WIDTH, HEIGHT]))
            if np.all(np.isfinite(ends)) and inside and np.ptp(ends, axis=0).max() > 40:
                lines.append((ends + noise * random.standard_normal((2, 2))).ravel())
    length = [-np.hypot(*(line[2:] - line[:2])) for line in lines]
    return np.array(lines)[np.argsort(length)]


def test_a_room_tells_pitch_roll_and_focal_length_within_what_it_states():
    random = np.random.default_rng(3)
    errors, covered = [], []
    for _ in range(8):
        pitch, roll, yaw = random.uniform(-5, 25), random.normal(0, 3), random.uniform(20, 70)
        focal = random.uniform(0.5, 1.0) * np.hypot(WIDTH, HEIGHT)
        camera = _camera(pitch, roll, focal, np.radians(yaw))
        found = level_from_lines(_room_lines(camera, random), CENTRE, 984.0, 0.22)
        assert found is not None
        wrong = found.mean - [np.radians(pitch), np.radians(roll), np.log(focal)]
        errors.append([*np.degrees(wrong[:2]), wrong[2]])
        covered.append(np.abs(wrong) <= np.sqrt(np.diag(found.covariance)))
    pitch_error, roll_error, focal_error = np.median(np.abs(errors), axis=0)
    assert pitch_error <= 1.0 and roll_error <= 0.5 and focal_error <= 0.08
    assert np.mean(covered) >= 0.6


def test_a_wall_from_the_front_leaves_the_focal_length_open_and_says_so():
    random = np.random.default_rng(5)
    camera = _camera(3.0, 0.5, 881.0, 0.0)
    found = level_from_lines(_room_lines(camera, random), CENTRE, 984.0, 0.22)
    assert found is not None
    spread = np.sqrt(np.diag(found.covariance))
    assert spread[2] > 0.1
    # the horizon's place in the picture is known: pitch and focal length hang together
    assert found.covariance[0, 2] / (spread[0] * spread[2]) < -0.3
    known = level_from_lines(_room_lines(camera, random), CENTRE, 881.0, 0.0)
    assert known is not None
    assert np.degrees(known.mean[0]) == pytest.approx(3.0, abs=0.6)


def test_strays_and_few_lines_tell_nothing():
    random = np.random.default_rng(11)
    for count in (4, 40, 120, 250):
        middle = random.uniform([0, 0], [WIDTH, HEIGHT], (count, 2))
        turn = random.uniform(0, np.pi, count)
        half = 40.0 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        stray = np.hstack([middle - half, middle + half])
        assert level_from_lines(stray, CENTRE, 984.0, 0.22) is None


def test_a_calibrated_room_is_found_from_its_picture_alone(videos_folder):
    folder = videos_folder / "p2s_balance_cam04"
    truth = json.loads((folder / "calibration.json").read_text())
    truth = next(iter(truth["cameras"].values())) if "cameras" in truth else truth
    with VideoReader(folder / "cam04.mp4") as video:
        grey = background([small_grey(video.frame(number)) for number in (0, 30, 60)])
        width, height = video.width, video.height
    lines = line_segments(grey, width, height)
    centre = np.array([(width - 1) / 2, (height - 1) / 2])
    found = level_from_lines(lines, centre, 0.67 * np.hypot(width, height), 0.22)
    assert found is not None
    pitch, roll = pitch_and_roll(np.array(truth["R"]))
    assert np.degrees(found.mean[0]) == pytest.approx(np.degrees(pitch), abs=1.0)
    assert np.degrees(found.mean[1]) == pytest.approx(np.degrees(roll), abs=1.0)
    assert np.exp(found.mean[2]) == pytest.approx(np.array(truth["K"])[0, 0], rel=0.05)


def test_lines_of_who_stands_in_the_picture_are_left_out():
    picture = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    picture[100:600, 400:440] = 20
    picture[100:600, 900:940] = 20
    grey = small_grey(picture)
    person = np.array([[380.0, 80.0, 460.0, 620.0]])
    assert len(line_segments(grey, WIDTH, HEIGHT)) == 8
    left = line_segments(grey, WIDTH, HEIGHT, person)
    assert len(left) == 4 and left[:, [0, 2]].min() > 800

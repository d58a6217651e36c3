"""Limbs point where they do, not where a detector that sees one picture at a time says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.capture.detect.detector import Landmarks
from core.capture.detect.pose_points import POSE_POINTS
from core.capture.limbs.lifter import (
    REACH,
    lifted,
    read_lifters,
    shipped_lifters,
    written_lifters,
)
from core.capture.limbs.lifter_input import (
    JOINTS,
    LIMBS,
    NUMBERS,
    OTHER_LIMB,
    TRUNK,
    lifter_input,
    limb_directions_of,
    mirrored_directions,
    mirrored_input,
)
from core.capture.limbs.limb_directions import LimbDirections, limb_directions, with_limbs
from core.files.motion_file import read_motion
from core.fit.problem import Sightings
from core.motion import rotations
from core.motion.camera import Camera
from core.motion.resample import resampled
from core.quality.landmarks import landmarks_of_motion

SAMPLE = Path(__file__).resolve().parents[4] / "resources" / "sample" / "motion.bvh"
COLUMNS = [POSE_POINTS.index(name) for name in JOINTS]


def camera_at(pitch: float = 0.15, yaw: float = 0.0) -> Camera:
    """A camera 4 m before the sample's way and 1.6 m over its floor, radians."""
    c, s = np.cos(pitch), np.sin(pitch)
    down = np.array([[1.0, 0, 0], [0, c, -s], [0, s, c]]) @ np.diag([1.0, -1.0, -1.0])
    aside = rotations.to_matrix(rotations.from_rotation_vector(np.array([0.0, yaw, 0.0])))
    rotation = down @ aside
    centre = np.array([0.0, 1.6, 5.0])
    lens = np.array([[900.0, 0, 640], [0, 900.0, 360], [0, 0, 1]])
    return Camera(1280, 720, lens, np.zeros(5), rotation, -rotation @ centre)


@pytest.fixture(scope="module")
def truth() -> tuple[np.ndarray, np.ndarray]:
    """Times at 30 Hz and the joints' places (frames, joints, 3) of the sample motion."""
    motion = read_motion(SAMPLE).motion
    times = np.arange(0.0, min(6.0, float(motion.times[-1])), 1.0 / 30.0)
    return times, landmarks_of_motion(motion, times).of(JOINTS).world_positions


def seen_by(camera: Camera, times: np.ndarray, places: np.ndarray, lean: float = 0.0) -> Landmarks:
    """What a detector sees that leans the body by so many radians towards the camera; it looks at
    a crop, as a camera would that points at the person.
    """
    image = np.full((len(times), len(POSE_POINTS), 3), np.nan)
    image[:, COLUMNS, :2] = camera.project(places)
    image[:, COLUMNS, 2] = 1.0
    body = np.full((len(times), len(POSE_POINTS), 3), np.nan)
    there = camera.camera_points(places)
    sight = there[:, TRUNK].mean(axis=1)
    there = there - there[:, :2].mean(axis=1, keepdims=True)
    turn = rotations.multiply(
        rotations.from_rotation_vector(np.array([lean, 0.0, 0.0])),
        rotations.between_vectors(sight, np.array([0.0, 0.0, 1.0])),
    )
    body[:, COLUMNS] = rotations.rotate(turn[:, None], there)
    return Landmarks(times, image, body)


def angles(found: np.ndarray, places: np.ndarray, camera: Camera) -> np.ndarray:
    """(frames, limbs) degrees from the true directions."""
    true = limb_directions_of(places) @ camera.camera_from_world_rotation.T
    return np.degrees(np.arccos(np.clip((found * true).sum(axis=-1), -1.0, 1.0)))


def test_a_body_that_the_detector_leans_to_the_camera_stands_up_again(truth) -> None:
    times, places = truth
    camera = camera_at()
    seen = seen_by(camera, times, places, lean=np.radians(20.0))
    found = limb_directions(seen, camera, 0.0)
    assert found is not None
    raw = limb_directions_of(np.asarray(seen.camera_points[:, COLUMNS], dtype=float))
    trunk = [LIMBS.index((f"{side}_hip", f"{side}_shoulder")) for side in ("left", "right")]
    off = angles(found.towards, places, camera)
    before = angles(raw, places, camera)
    assert off[:, trunk].mean() < 0.75 * before[:, trunk].mean()
    assert off.mean() < 0.9 * before.mean()


def test_what_the_detector_says_rightly_is_left_about_as_it_is(truth) -> None:
    times, places = truth
    camera = camera_at()
    found = limb_directions(seen_by(camera, times, places), camera, 0.0)
    assert found is not None
    assert angles(found.towards, places, camera).mean() < 10.0


def test_a_person_at_the_edge_of_the_picture_points_the_same_way(truth) -> None:
    times, places = truth
    middle, aside = camera_at(), camera_at(yaw=0.35)
    found = [
        limb_directions(seen_by(camera, times, places), camera, 0.0) for camera in (middle, aside)
    ]
    worlds = [
        one.towards @ camera.camera_from_world_rotation
        for one, camera in zip(found, (middle, aside), strict=True)
        if one is not None
    ]
    apart = np.degrees(np.arccos(np.clip((worlds[0] * worlds[1]).sum(axis=-1), -1.0, 1.0)))
    # lines across the body show a heading, which upright limbs do not
    assert np.median(apart[:, -2:]) < 6.0


def test_sixty_frames_a_second_say_what_thirty_say(truth) -> None:
    times, _ = truth
    camera, motion = camera_at(), read_motion(SAMPLE).motion
    twice = np.arange(0.0, float(times[-1]), 1.0 / 60.0)
    found = []
    for rate in (times, twice):
        places = landmarks_of_motion(resampled(motion, rate)).of(JOINTS).world_positions
        one = limb_directions(seen_by(camera, rate, places), camera, 0.0)
        assert one is not None
        found.append(one)
    same = found[1].towards[::2][: len(times)]
    apart = (found[0].towards[: len(same)] * same).sum(axis=-1)
    assert np.degrees(np.arccos(np.clip(apart, -1.0, 1.0))).max() < 1.0


def test_frames_without_the_person_have_no_directions(truth) -> None:
    times, places = truth
    camera = camera_at()
    seen = seen_by(camera, times, places)
    image, body = seen.image_points.copy(), seen.camera_points.copy()
    image[40:50], body[40:50] = np.nan, np.nan
    found = limb_directions(Landmarks(times, image, body), camera, 0.0)
    assert found is not None
    missing = ~np.isfinite(found.towards).all(axis=(1, 2))
    assert np.flatnonzero(missing).tolist() == list(range(40, 50))


def test_a_detector_without_depth_has_no_directions(truth) -> None:
    times, places = truth
    camera = camera_at()
    seen = seen_by(camera, times, places)
    flat = Landmarks(times, seen.image_points, np.full_like(seen.camera_points, np.nan))
    assert limb_directions(flat, camera, 0.0) is None


def test_one_frame_is_enough(truth) -> None:
    times, places = truth
    camera = camera_at()
    found = limb_directions(seen_by(camera, times[:1], places[:1]), camera, 0.0)
    assert found is not None
    assert np.isfinite(found.towards).all()


def numbers_of(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Made numbers and directions of a tumbling figure."""
    random = np.random.default_rng(seed)
    directions = limb_directions_of(random.standard_normal((count, len(JOINTS), 3)))
    sights = 0.2 * random.standard_normal((count, len(JOINTS), 2))
    up = np.tile([0.0, -1.0, 0.0], (count, 1))
    sure = random.uniform(size=(count, len(JOINTS)))
    return lifter_input(sights, sure, directions, up, np.full(count, 0.05)), directions


def test_a_mirrored_person_is_lifted_to_the_mirror_image() -> None:
    numbers, directions = numbers_of(50)
    towards, sigma = lifted(numbers, directions, shipped_lifters())
    there, their_sigma = lifted(
        mirrored_input(numbers), mirrored_directions(directions), shipped_lifters()
    )
    np.testing.assert_allclose(mirrored_directions(there), towards, atol=1e-5)
    np.testing.assert_allclose(their_sigma[:, OTHER_LIMB], sigma, rtol=1e-4)
    # a mirror that forgot to swap sides would not do
    assert np.abs(there * [-1.0, 1.0, 1.0] - towards).max() > 0.1


def test_a_long_clip_is_lifted_as_in_one_piece(truth) -> None:
    _, places = truth
    camera = camera_at()
    again = np.concatenate([places, places[::-1]] * 12)
    long = np.arange(len(again)) / 30.0
    assert len(long) > 3000
    whole = limb_directions(seen_by(camera, long, again), camera, 0.0)
    end = slice(2800, 3200)
    part = limb_directions(seen_by(camera, long[end], again[end]), camera, 0.0)
    assert whole is not None
    assert part is not None
    inside = slice(2 * REACH, -2 * REACH)
    np.testing.assert_allclose(whole.towards[end][inside], part.towards[inside], atol=1e-4)


def test_networks_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "lifter.npz"
    np.savez(path, **written_lifters(shipped_lifters()))  # type: ignore[arg-type]
    again = read_lifters(path)
    assert len(again) == len(shipped_lifters())
    numbers, directions = numbers_of(30)
    for ours, theirs in zip(
        lifted(numbers, directions, again), lifted(numbers, directions, shipped_lifters()),
        strict=True,
    ):  # fmt: skip
        np.testing.assert_array_equal(ours, theirs)
    assert numbers.shape == (30, NUMBERS)


def test_sightings_take_a_limb_either_way_round_and_weigh_it_by_its_sigma() -> None:
    times = np.array([0.0, 0.1])
    bones = np.array(
        [
            [POSE_POINTS.index(name) for name in pair]
            for pair in (
                ("left_knee", "left_hip"),
                ("right_hip", "right_knee"),
                ("nose", "left_ear"),
            )
        ]
    )
    towards = np.tile([0.0, 0.0, 1.0], (2, 3, 1))
    weight = np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    sightings = Sightings(times, np.zeros((2, 0, 2)), np.zeros((2, 0)), towards, weight)
    limbs = LimbDirections(
        times, np.tile([0.0, 1.0, 0.0], (2, len(LIMBS), 1)), np.full((2, len(LIMBS)), 0.1)
    )
    limbs.towards[1, LIMBS.index(("right_hip", "right_knee"))] = np.nan
    limbs.sigma[:, LIMBS.index(("right_hip", "right_knee"))] = 0.2
    found = with_limbs(sightings, limbs, bones)
    np.testing.assert_array_equal(found.towards[0], [[0, -1, 0], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_array_equal(found.towards[1, 1], [0, 0, 1])
    assert found.towards_weight[1, 0] == 0.0  # what was not seen stays so
    assert found.towards_weight[0, 0] == pytest.approx(4.0 * found.towards_weight[0, 1])
    assert found.towards_weight[0, 2] == found.towards_weight[1, 1] == 1.0


def test_a_camera_without_its_level_is_asked_as_one(truth) -> None:
    """What is believed of the level counts the less, the less it is known."""
    times, places = truth
    camera = camera_at()
    turn = rotations.to_matrix(rotations.from_rotation_vector(np.array([0.3, 0.0, 0.0])))
    wrong = replace(camera, camera_from_world_rotation=turn @ camera.camera_from_world_rotation)
    seen = seen_by(camera, times, places)

    def moved(spread: float) -> float:
        right, other = (limb_directions(seen, one, spread) for one in (camera, wrong))
        assert right is not None
        assert other is not None
        return float(np.abs(right.towards - other.towards).mean())

    assert moved(0.2) < moved(0.0)

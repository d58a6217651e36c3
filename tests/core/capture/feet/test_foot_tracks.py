"""A detector's leaps from foot to foot are taken out of a fitted person's tracks; steps are not."""

from __future__ import annotations

import numpy as np
from made_person import camera_before, perfectly_seen

from core.capture.feet.fit_contacts import contacts_of_fit
from core.capture.feet.foot_tracks import without_leaps
from core.capture.feet.image_contacts import column_of
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.motion.motion import Motion
from core.synth.sample_motion import sample_motion

SAMPLE = sample_motion()
CAMERA = camera_before(6.0)
WHOLE = SAMPLE.motion
MOTION = Motion(
    WHOLE.skeleton, WHOLE.local_rotations[::2], WHOLE.root_positions[::2], WHOLE.times[::2]
)
SEEN = perfectly_seen(MOTION, CAMERA).image_points
FOOT = [column_of("left_heel"), column_of("left_toe")]
OTHER = [column_of("right_heel"), column_of("right_toe")]


def longest_plant(point: str) -> Contact:
    plants = [c for c in SAMPLE.contacts if c.point == point and c.state == "plant"]
    return max(plants, key=lambda contact: contact.end - contact.start)


def leapt(frames: np.ndarray) -> np.ndarray:
    """The left foot drawn half a metre aside, as on another foot, in these frames."""
    image = SEEN.copy()
    depth = CAMERA.camera_points(MOTION.root_positions)[frames, 2]
    aside = 0.5 * CAMERA.intrinsics[0, 0] / depth
    image[frames[:, None], FOOT, 0] += aside[:, None]
    return image


def test_a_leap_of_a_few_frames_is_brought_back() -> None:
    plant = longest_plant("left_toe")
    middle = int(np.searchsorted(MOTION.times, 0.5 * (plant.start + plant.end)))
    frames = np.arange(middle - 2, middle + 2)
    cleaned = without_leaps(MOTION, SAMPLE.points, CAMERA, leapt(frames))
    np.testing.assert_allclose(cleaned[frames][:, FOOT], SEEN[frames][:, FOOT], atol=2.0)


def test_what_follows_the_person_stays_as_it_was_seen() -> None:
    noise = np.random.default_rng(5).normal(scale=1.0, size=SEEN.shape) * [1.0, 1.0, 0.0]
    image = SEEN + noise
    cleaned = without_leaps(MOTION, SAMPLE.points, CAMERA, image)
    np.testing.assert_array_equal(cleaned, image)


def test_a_constant_offset_of_the_detector_is_no_leap() -> None:
    image = SEEN.copy()
    image[:, FOOT, 1] -= 25.0
    np.testing.assert_array_equal(without_leaps(MOTION, SAMPLE.points, CAMERA, image), image)


def test_points_that_were_not_seen_stay_so() -> None:
    image = SEEN.copy()
    image[10:14, OTHER] = np.nan
    cleaned = without_leaps(MOTION, SAMPLE.points, CAMERA, image)
    assert np.isnan(cleaned[10:14][:, OTHER]).all()
    assert np.isfinite(cleaned[:10][:, OTHER]).all()


def test_a_leap_does_not_part_a_plant() -> None:
    plant = longest_plant("left_toe")
    inside = np.flatnonzero((MOTION.times >= plant.start) & (MOTION.times <= plant.end))
    middle = len(inside) // 2
    noise = 0.004 * np.random.default_rng(0).normal(size=MOTION.root_positions.shape)
    fitted = MOTION.with_pose(MOTION.local_rotations, MOTION.root_positions + noise)
    found = contacts_of_fit(fitted, SAMPLE.points, CAMERA, leapt(inside[middle - 2 : middle + 2]))
    held = np.zeros(len(MOTION.times), dtype=bool)
    for contact, _ in found:
        if contact.point == "left_toe" and contact.holds:
            held[held_samples(MOTION.times, contact)] = True
    assert held[inside[1:-1]].all()

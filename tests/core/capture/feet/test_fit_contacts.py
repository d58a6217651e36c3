"""Contacts of a motion that follows the picture: slides and pivots too, the picture as witness."""

from __future__ import annotations

import numpy as np
import pytest
from made_person import camera_before, perfectly_seen

from core.capture.capture_rig import capture_rig
from core.capture.detect.detector import Landmarks
from core.capture.feet.fit_contacts import (
    contacts_of_fit,
    held_to_the_ends,
    slides_that_go_somewhere,
)
from core.capture.feet.image_contacts import column_of, contacts_in_picture
from core.capture.whole_clip.fitted import fit_body
from core.capture.whole_clip.standing_points import standing_points
from core.contacts.contact import Contact
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.motion import Motion
from core.quality.contact_metrics import contact_scores
from core.synth.sample_motion import sample_motion

SAMPLE = sample_motion()
CAMERA = camera_before(6.0)


def fitted(tremble: float, seed: int = 0) -> tuple[Motion, np.ndarray]:
    """The sample at 30 Hz with a trembling root, and where the picture shows its points."""
    whole = SAMPLE.motion
    motion = Motion(
        whole.skeleton, whole.local_rotations[::2], whole.root_positions[::2], whole.times[::2]
    )
    image = perfectly_seen(motion, CAMERA).image_points
    noise = tremble * np.random.default_rng(seed).normal(size=motion.root_positions.shape)
    return motion.with_pose(motion.local_rotations, motion.root_positions + noise), image


def test_all_four_states_are_found() -> None:
    motion, image = fitted(0.004)
    found = contacts_of_fit(motion, SAMPLE.points, CAMERA, image)
    scores = contact_scores(
        [contact for contact, _ in found], SAMPLE.contacts, FOOT_POINT_NAMES, motion.times
    )
    assert scores["f1_held"] > 0.92
    assert {contact.state for contact, _ in found} == {"plant", "pivot", "slide"}
    assert all(contact.height is None and 0.0 < sure < 1.0 for contact, sure in found)


def test_a_point_that_runs_through_the_picture_is_doubted() -> None:
    motion, image = fitted(0.004)
    still = contacts_of_fit(motion, SAMPLE.points, CAMERA, image)
    running = image.copy()
    columns = [column_of(name) for name in FOOT_POINT_NAMES]
    running[:, columns, 0] += 15.0 * np.arange(len(motion.times))[:, None]  # px a frame
    moving = contacts_of_fit(motion, SAMPLE.points, CAMERA, running)

    def held(contacts) -> float:
        return sum(c.end - c.start for c, _ in contacts if c.holds)

    assert held(moving) < held(still)


def test_without_feet_in_the_picture_the_motion_speaks_alone() -> None:
    motion, image = fitted(0.004)
    blind = np.full_like(image, np.nan)
    found = contacts_of_fit(motion, SAMPLE.points, CAMERA, blind)
    assert {contact.point for contact, _ in found} == set(FOOT_POINT_NAMES)


def test_a_slide_that_goes_nowhere_in_the_picture_is_a_plant() -> None:
    motion, image = fitted(0.004)
    start, end = motion.times[10], motion.times[20]
    found = (
        (Contact("left_toe", "plant", 0.0, start), 0.9),
        (Contact("left_toe", "slide", start, end), 0.6),
        (Contact("left_toe", "plant", end, motion.times[30]), 0.8),
        (Contact("right_toe", "slide", start, end), 0.6),
    )
    seen = image[:, column_of("left_toe")].copy()
    seen[:, :2] = seen[0, :2]
    sliding = seen.copy()
    sliding[:, 0] += 6.0 * np.arange(len(seen))  # px a frame
    pixels = {"left_toe": seen, "right_toe": sliding}
    (plant, sure), (slide, _) = slides_that_go_somewhere(motion, CAMERA, pixels, found)
    assert plant == Contact("left_toe", "plant", 0.0, motion.times[30])
    assert sure == 0.9
    assert slide.state == "slide"
    unseen = {name: np.full_like(seen, np.nan) for name in pixels}
    assert slides_that_go_somewhere(motion, CAMERA, unseen, found) == found


def test_who_stands_at_the_end_stands_to_the_last_frame() -> None:
    motion, image = fitted(0.0)
    last = float(motion.times[-1])
    pixels = {name: image[:, column_of(name)].copy() for name in FOOT_POINT_NAMES}
    for seen in pixels.values():
        seen[-12:, :2] = seen[-12, :2]
    pixels["right_toe"][-12:, 0] += 12.0 * np.arange(12)
    found = tuple(
        (Contact(name, "plant", last - 0.5, last - left), 0.9)
        for name, left in (("left_heel", 0.1), ("left_toe", 0.3), ("right_toe", 0.1))
    )
    ends = {c.point: last - c.end for c, _ in held_to_the_ends(motion, CAMERA, pixels, found)}
    # one that stays; one that may have stepped in the time; one that is seen to leave
    assert ends == {
        "left_heel": 0.0,
        "left_toe": pytest.approx(0.3),
        "right_toe": pytest.approx(0.1),
    }


def test_the_fit_too_holds_who_stands_to_the_last_frame() -> None:
    """The last pictures of a detector tremble; a foot that is let go there strays in depth."""
    motion, image = fitted(0.0)
    count = 60  # the sample begins with both feet on the floor
    stands = motion.frames(0, count)
    picture = np.repeat(image[:1], count, axis=0)
    picture[-6:, :, 0] += np.array([0.0, 9.0, -9.0, 12.0, -12.0, 9.0])[:, None]
    seen = Landmarks(stands.times, picture, np.zeros((count, 33, 3)))
    rig = capture_rig(None, None)
    still = stands.with_pose(
        np.repeat(stands.local_rotations[:1], count, axis=0),
        np.repeat(stands.root_positions[:1], count, axis=0),
    )
    held = standing_points(seen, rig, fit_body(rig.map, rig.height))(still, CAMERA)
    alone = contacts_in_picture(still, rig.contact_points, CAMERA, picture)
    assert max(contact.end for contact, _ in alone) < still.times[-1]
    assert held[-1].all()

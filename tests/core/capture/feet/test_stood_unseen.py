"""Who is lost for less than a step stood on a foot; who flies meanwhile did not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_person import camera_before, perfectly_seen

from core.capture.capture_rig import capture_rig
from core.capture.detect.detector import Landmarks
from core.capture.feet.stood_unseen import SURE, stood_unseen, with_unseen
from core.capture.whole_clip.fitted import fit_body
from core.capture.whole_clip.standing_points import standing_points
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.fit.problem import LOOSE
from core.motion.contact_point import FOOT_POINT_NAMES
from core.synth.sample_motion import sample_motion

SAMPLE = sample_motion()
MOTION, TIMES = SAMPLE.motion, SAMPLE.motion.times
CAMERA = camera_before(6.0)
IMAGE = perfectly_seen(MOTION, CAMERA).image_points
FEET = [one for one in SAMPLE.contacts if one.point in FOOT_POINT_NAMES]
#: Seconds of the walk and of the flight.
WALK, FLIGHT = (0.6, 3.3), (6.25, 6.7)


def lost(start: float, end: float) -> tuple[np.ndarray, tuple[tuple[Contact, float], ...]]:
    """What is seen, and found, of somebody who is lost from a time to another."""
    image = IMAGE.copy()
    image[(start < TIMES) & (end > TIMES)] = np.nan
    before = [replace(one, end=min(one.end, start)) for one in FEET if one.start < start]
    after = [replace(one, start=max(one.start, end)) for one in FEET if one.end > end]
    return image, tuple((one, 0.9) for one in [*before, *after])


def stood(start: float, end: float) -> list[Contact]:
    image, found = lost(start, end)
    return [one for one, _ in stood_unseen(MOTION, SAMPLE.points, image, found)]


def held(contacts, point: str) -> np.ndarray:
    frames = np.zeros(len(TIMES), dtype=bool)
    for one in contacts:
        if one.point == point and one.holds:
            frames[held_samples(TIMES, one)] = True
    return frames


@pytest.mark.parametrize("seconds", [0.3, 0.4, 0.5])
def test_the_foot_that_stood_is_told_all_through_a_walk(seconds: float) -> None:
    right = told = 0
    for start in np.arange(WALK[0], WALK[1] - seconds, 0.1).tolist():
        plants = stood(start, start + seconds)
        assert plants, f"nobody stands from {start:.1f} s"
        for point in FOOT_POINT_NAMES:
            ours = held(plants, point)
            told += int(ours.sum())
            right += int((ours & held(FEET, point)).sum())
    assert right > 0.85 * told


@pytest.mark.parametrize("seconds", [0.3, 0.4, 0.5])
def test_nobody_is_said_to_stand_during_a_flight(seconds: float) -> None:
    for start in np.arange(FLIGHT[0] - seconds + 0.05, FLIGHT[1], 0.05).tolist():
        plants = stood(start, start + seconds)
        flies = (FLIGHT[0] + 0.05 < TIMES) & (FLIGHT[1] - 0.05 > TIMES)
        assert not any((held(plants, point) & flies).any() for point in FOOT_POINT_NAMES), start


def test_who_is_seen_all_the_while_is_told_by_the_picture() -> None:
    found = tuple((one, 0.9) for one in FEET if not 1.0 < one.start < 2.2)
    assert stood_unseen(MOTION, SAMPLE.points, IMAGE, found) == ()


def test_who_is_lost_for_more_than_a_step_is_left_alone() -> None:
    assert stood(0.9, 2.4) == []


def test_a_step_longer_than_legs_reach_is_more_than_one() -> None:
    image, found = lost(1.6, 2.0)
    fast = MOTION.root_positions * [4.0, 1.0, 4.0]
    motion = MOTION.with_pose(MOTION.local_rotations, fast)
    assert stood_unseen(motion, SAMPLE.points, image, found) == ()


def test_a_plant_that_nobody_saw_is_one_with_the_plant_it_touches_and_is_doubted() -> None:
    image, _ = lost(1.0, 1.5)
    found = (
        (Contact("left_toe", "slide", 1.08, 1.3), 0.9),
        (Contact("left_toe", "plant", 1.5, 1.8), 0.9),
        (Contact("right_toe", "plant", 1.1, 1.4), 0.9),
        (Contact("right_heel", "plant", 1.6, 2.0), 0.9),
    )
    plants = ((Contact("left_toe", "plant", 1.1, 1.5), SURE),)
    assert with_unseen(TIMES, image, found, plants) == (
        (Contact("left_toe", "plant", 1.1, 1.8), SURE),
        (Contact("right_toe", "plant", 1.1, 1.4), SURE),
        (Contact("right_heel", "plant", 1.6, 2.0), 0.9),
    )


def test_no_other_contact_is_left_inside_a_plant_that_nobody_saw() -> None:
    """One that ends where the next plant begins was left between both, inside what they became."""
    image, _ = lost(1.0, 1.5)
    found = (
        (Contact("left_toe", "slide", 1.2, 1.54), 0.9),
        (Contact("left_toe", "plant", 1.54, 1.8), 0.9),
    )
    plants = ((Contact("left_toe", "plant", 1.1, 1.5), SURE),)
    assert with_unseen(TIMES, image, found, plants) == (
        (Contact("left_toe", "plant", 1.1, 1.8), SURE),
    )


def test_the_fit_holds_loosely_what_stood_unseen() -> None:
    image, _ = lost(1.7, 2.1)
    seen = Landmarks(TIMES, image, np.full_like(image, np.nan))
    rig = replace(capture_rig(None, 1.75), contact_points=SAMPLE.points)
    standing = standing_points(seen, rig, fit_body(rig.map, rig.height))(MOTION, CAMERA)
    inside = (TIMES > 1.75) & (TIMES < 2.05)
    assert (standing[inside].max(axis=1) >= LOOSE).all()

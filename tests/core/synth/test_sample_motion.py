"""The sample motion keeps what it says: exact contacts, a ballistic jump, a body within reach."""

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.contacts.intervals import first_overlap, held_samples
from core.motion import rotations
from core.motion.centre_of_mass import GRAVITY
from core.motion.kinematics import forward_kinematics, point_positions
from core.synth.body_mass import centre_of_mass
from core.synth.sample_motion import SampleMotion, sample_motion
from core.synth.sample_steps import LANDING, TAKE_OFF

EXACT = 1e-6  # metres: a thousandth of a millimetre


def path_of(sample: SampleMotion, point: str) -> np.ndarray:
    turns, positions = forward_kinematics(sample.motion)
    found = next(one for one in sample.points if one.name == point)
    return point_positions(turns, positions, found.joint, found.offset)


def during(sample: SampleMotion, contact: Contact) -> np.ndarray:
    return path_of(sample, contact.point)[held_samples(sample.motion.times, contact)]


def test_it_lasts_eight_seconds_at_sixty_frames_and_is_always_the_same(sample: SampleMotion):
    assert sample.motion.frame_count == 481
    np.testing.assert_allclose(sample.motion.times, np.arange(481) / 60.0, atol=1e-12)
    again = sample_motion().motion
    np.testing.assert_array_equal(again.local_rotations, sample.motion.local_rotations)


def test_plants_and_pivots_hold_their_point_on_the_ground(sample: SampleMotion):
    held = [contact for contact in sample.contacts if contact.holds]
    assert {contact.point for contact in held} == {
        "left_heel", "left_toe", "right_heel", "right_toe",
    }  # fmt: skip
    assert len(held) >= 20
    for contact in held:
        path = during(sample, contact)
        assert len(path) >= 5
        assert np.ptp(path, axis=0).max() < EXACT, contact
        assert np.abs(path[:, 1]).max() < EXACT, contact


def test_there_is_a_pivot_that_turns_the_foot_far(sample: SampleMotion):
    (pivot,) = [contact for contact in sample.contacts if contact.state == "pivot"]
    turns, _ = forward_kinematics(sample.motion)
    foot = sample.motion.skeleton.index(f"{pivot.point.split('_')[0].capitalize()}Foot")
    inside = held_samples(sample.motion.times, pivot)
    ahead = rotations.rotate(turns[inside, foot], np.array([0.0, 0.0, 1.0]))
    yaw = np.unwrap(np.arctan2(ahead[:, 0], ahead[:, 2]))
    assert abs(yaw[-1] - yaw[0]) > np.radians(70.0)


def test_slides_are_straight_on_the_ground_and_long(sample: SampleMotion):
    slides = [contact for contact in sample.contacts if contact.state == "slide"]
    assert len(slides) == 4
    for contact in slides:
        path = during(sample, contact)
        assert np.abs(path[:, 1]).max() < EXACT
        way = path[-1] - path[0]
        length = np.linalg.norm(way)
        assert length > 0.35
        aside = (path - path[0]) - np.outer((path - path[0]) @ way / length**2, way)
        assert np.linalg.norm(aside, axis=1).max() < EXACT
        assert np.all(np.diff(path @ way) > 0), "it never goes back on its way"


def test_nothing_goes_below_the_ground_and_free_points_are_free(sample: SampleMotion):
    for point in sample.points[:4]:
        path = path_of(sample, point.name)
        assert path[:, 1].min() > -EXACT
        # air, two frames away from any contact, is clearly off the ground
        contacts = [contact for contact in sample.contacts if contact.point == point.name]
        near = np.zeros(len(path), dtype=bool)
        for contact in contacts:
            wide = Contact(contact.point, "air", contact.start - 0.04, contact.end + 0.04)
            near[held_samples(sample.motion.times, wide)] = True
        assert np.all(path[~near, 1] > 0.0005), point.name


def test_contacts_of_a_point_do_not_overlap(sample: SampleMotion):
    assert first_overlap(list(sample.contacts)) is None
    assert {contact.state for contact in sample.contacts} == {"plant", "pivot", "slide"}


def test_the_centre_of_mass_falls_freely_in_the_jump(sample: SampleMotion):
    times = sample.motion.times
    flight = (times >= TAKE_OFF - 1e-9) & (times <= LANDING + 1e-9)
    centre = centre_of_mass(sample.motion)[flight]
    acceleration = np.diff(centre, 2, axis=0) * 3600.0
    np.testing.assert_allclose(acceleration[:, 1], -GRAVITY, atol=1e-3)
    np.testing.assert_allclose(acceleration[:, [0, 2]], 0.0, atol=1e-3)
    for point in sample.points[:4]:
        airborne = (times > TAKE_OFF + 0.05) & (times < LANDING - 0.05)
        assert path_of(sample, point.name)[airborne, 1].min() > 0.03


def test_legs_stay_within_reach_and_joints_move_as_bodies_do(sample: SampleMotion):
    motion = sample.motion
    _, positions = forward_kinematics(motion)
    skeleton = motion.skeleton
    for side in ("Left", "Right"):
        leg = sum(
            np.linalg.norm(skeleton.offsets[skeleton.index(side + part)])
            for part in ("Leg", "Foot")
        )
        reach = positions[:, skeleton.index(side + "UpLeg")]
        reach = np.linalg.norm(reach - positions[:, skeleton.index(side + "Foot")], axis=1)
        assert reach.max() < 0.993 * leg
        knee = motion.local_rotations[:, skeleton.index(side + "Leg")]
        bend = 2.0 * np.degrees(np.arctan2(knee[:, 1], knee[:, 0]))
        assert bend.min() > -1e-6, "a knee never bends backwards"
        np.testing.assert_allclose(knee[:, 2:], 0.0, atol=1e-9)
    spins = rotations.angle_between(motion.local_rotations[1:], motion.local_rotations[:-1])
    assert np.degrees(spins.max()) * 60.0 < 1100.0
    speed = np.linalg.norm(np.diff(motion.root_positions, axis=0), axis=1) * 60.0
    assert speed.max() < 2.6


@pytest.mark.parametrize("point", ["left_heel", "left_toe", "right_heel", "right_toe"])
def test_feet_speed_up_and_slow_down_without_jerks_outside_of_the_jump(
    sample: SampleMotion, point: str
):
    path = path_of(sample, point)
    walking = sample.motion.times < TAKE_OFF - 0.2
    acceleration = np.diff(path[walking], 2, axis=0) * 3600.0
    assert np.linalg.norm(acceleration, axis=1).max() < 150.0

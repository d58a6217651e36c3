"""Each kind of defect is found where it was put in, with its size, and told in a sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_walk import decided, plants, standing, walk

from core.contacts.contact import Contact
from core.motion import rotations
from core.motion.centre_of_mass import GRAVITY
from core.motion.contact_point import FOOT_POINT_NAMES
from core.quality.defects.event import Defect, Kind
from core.quality.defects.find import find_defects, ranked
from core.quality.defects.flight import broken_flights
from core.quality.defects.heights import floats
from core.quality.defects.ignored import is_ignored
from core.quality.defects_of_take import examined_take
from core.take.captured import Captured
from core.take.decisions import SidesSwapped
from core.take.editing.fact_edits import ignore
from core.take.refining.swapped import sides_given_back

HELD = decided(plants(4.0))


@pytest.fixture(scope="module")
def exact() -> Captured:
    return walk(4.0)


def found(captured: Captured, kind: Kind, decisions=HELD) -> list[Defect]:
    defects = find_defects(examined_take(captured, decisions))
    places = [(one.kind == "low_confidence", -one.weight) for one in defects]
    assert places == sorted(places)
    return [one for one in defects if one.kind == kind]


def turned(captured: Captured, joint: str, samples: slice, degrees: float) -> Captured:
    motion = captured.motion
    local = np.array(motion.local_rotations)
    index = motion.skeleton.index(joint)
    turn = rotations.from_rotation_vector(np.radians([0.0, degrees, 0.0]))
    local[samples, index] = rotations.multiply(local[samples, index], turn)
    pose = motion.with_pose(rotations.continuous(local), motion.root_positions)
    return replace(captured, motion=pose)


def lifted(captured: Captured, height: np.ndarray) -> Captured:
    motion = captured.motion
    root = motion.root_positions + height[:, None] * [0.0, 1.0, 0.0]
    return replace(captured, motion=motion.with_pose(motion.local_rotations, root))


def test_what_was_hardly_seen_comes_after_every_fault_that_can_be_answered() -> None:
    skate = Defect("skate", 0.2, 0.6, "left_toe", 30.0, "mm", "It moves.", 0.9)
    worse = replace(skate, start=1.0, severity=60.0)
    hidden = Defect("low_confidence", 0.0, 4.5, "left_hand", 4.5, "s", "It was hidden.", 0.9)
    assert hidden.weight > skate.weight
    assert ranked([hidden, skate, worse]) == (worse, skate, hidden)


def test_a_flip_is_one_event_with_its_frame_and_angle(exact: Captured) -> None:
    [flip] = found(turned(exact, "LeftForeArm", slice(100, 101), 80.0), "flip")
    assert flip.where == "left_elbow"
    assert flip.severity == pytest.approx(80.0, abs=3.0)
    assert flip.start == flip.end == exact.motion.times[100]


def test_joints_that_flip_at_once_are_one_event(exact: Captured) -> None:
    twice = turned(exact, "LeftForeArm", slice(100, 101), 80.0)
    twice = turned(twice, "RightUpLeg", slice(100, 101), 120.0)
    [flip] = found(twice, "flip")
    assert flip.where == "right_hip"
    assert "1 other joint" in flip.sentence


def test_a_turn_that_stays_is_a_pop_and_no_flip(exact: Captured) -> None:
    jumped = turned(exact, "LeftForeArm", slice(100, None), 40.0)
    [pop] = found(jumped, "pop")
    assert pop.where == "left_elbow"
    assert pop.severity == pytest.approx(40.0, abs=3.0)
    assert found(jumped, "flip") == []


def test_a_knee_that_snaps_near_extension_pops() -> None:
    captured = standing(2.0)
    knee = turned_x(captured, "LeftLeg", slice(60, 61), -9.0)
    pops = found(knee, "pop", ())
    assert [one.where for one in pops] == ["left_knee"]
    assert "nearly straight" in pops[0].sentence


def turned_x(captured: Captured, joint: str, samples: slice, degrees: float) -> Captured:
    motion = captured.motion
    local = np.array(motion.local_rotations)
    index = motion.skeleton.index(joint)
    turn = rotations.from_rotation_vector(np.radians([degrees, 0.0, 0.0]))
    local[samples, index] = rotations.multiply(local[samples, index], turn)
    return replace(captured, motion=motion.with_pose(local, motion.root_positions))


def test_another_person_is_a_jump_of_the_body(exact: Captured) -> None:
    root = np.array(exact.motion.root_positions)
    root[120:] += [0.5, 0.0, 0.0]
    jumped = replace(exact, motion=exact.motion.with_pose(exact.motion.local_rotations, root))
    [pop] = found(jumped, "pop")
    assert (pop.where, pop.unit) == ("body", "mm")
    assert pop.severity == pytest.approx(500.0, rel=0.05)


def test_trembling_is_told_where_it_trembles(exact: Captured) -> None:
    motion = exact.motion
    local = np.array(motion.local_rotations)
    elbow = motion.skeleton.index("RightForeArm")
    noise = np.random.default_rng(2).normal(size=(motion.frame_count, 3)) * np.radians(4.0)
    noise[:100] = 0.0
    local[:, elbow] = rotations.multiply(local[:, elbow], rotations.from_rotation_vector(noise))
    shaken = replace(exact, motion=motion.with_pose(local, motion.root_positions))
    jitters = found(shaken, "jitter")
    assert {one.where for one in jitters} == {"right_wrist"}
    assert jitters[0].start > motion.times[80]


@pytest.mark.parametrize(("samples", "told"), [(22, False), (90, True)])
def test_a_faint_burst_is_no_trembling_and_what_lasts_is(
    exact: Captured, samples: int, told: bool
) -> None:
    motion = exact.motion
    local = np.array(motion.local_rotations)
    elbow = motion.skeleton.index("RightForeArm")
    size = np.zeros(motion.frame_count)
    size[100 : 100 + samples] = np.radians(1.4)
    turns = np.zeros((motion.frame_count, 3))
    turns[:, 2] = size * np.sin(2.0 * np.pi * 10.0 * motion.times)
    local[:, elbow] = rotations.multiply(local[:, elbow], rotations.from_rotation_vector(turns))
    shaken = replace(exact, motion=motion.with_pose(local, motion.root_positions))
    events = [one for one in found(shaken, "jitter") if one.where == "right_wrist"]
    assert bool(events) == told


def test_a_sinking_foot_is_told_with_its_depth(exact: Captured) -> None:
    sunk = lifted(exact, np.full(exact.motion.frame_count, -0.03))
    sinks = found(sunk, "sink")
    assert {one.where for one in sinks} >= {"left_heel", "right_toe"}
    assert max(one.severity for one in sinks) == pytest.approx(30.0, abs=1.0)


def test_a_body_on_lower_ground_does_not_sink() -> None:
    captured = standing(3.0)
    lower = lifted(captured, np.where(captured.motion.times > 1.5, -1.0, 0.0))
    above = [Contact("left_toe", "plant", 0.0, 1.2), Contact("right_heel", "plant", 0.0, 1.2)]
    below = Contact("left_toe", "plant", 1.8, 2.8, height=-1.0)
    assert found(lower, "sink", decided([*above, below])) == []
    assert {one.where for one in found(lower, "sink", decided(above))} >= {"right_toe"}


def test_a_floating_contact_is_told_with_its_height(exact: Captured) -> None:
    floating = lifted(exact, np.full(exact.motion.frame_count, 0.05))
    floats = found(floating, "float")
    assert floats[0].severity == pytest.approx(50.0, abs=2.0)


def test_a_body_that_hangs_in_the_air_floats() -> None:
    captured = standing(3.0)
    height = np.zeros(captured.motion.frame_count)
    height[40:140] = 0.3
    hung = lifted(captured, height)
    contacts = [
        Contact(point, "plant", start, end)
        for point in ("left_heel", "right_heel", "left_toe", "right_toe")
        for start, end in ((0.0, 0.6), (2.4, 3.0))
    ]
    floats = [one for one in found(hung, "float", decided(contacts)) if one.where == "body"]
    assert len(floats) == 1
    assert floats[0].severity == pytest.approx(300.0, abs=20.0)


@pytest.mark.parametrize("slowed", [1.0, 1.5])
def test_flight_follows_gravity_or_the_wrong_rate_is_named(slowed: float) -> None:
    captured = standing(2.0)
    times = captured.motion.times
    up, seconds = 2.4, 2 * 2.4 / GRAVITY
    inside = np.clip((times - 0.6) / slowed, 0.0, seconds)
    jump = lifted(captured, up * inside - 0.5 * GRAVITY * inside**2)
    ends = (0.6, 0.6 + slowed * seconds)
    contacts = [
        Contact(point, "plant", start, end)
        for point in ("left_heel", "right_heel", "left_toe", "right_toe")
        for start, end in ((0.0, ends[0]), (ends[1], 2.0))
    ]
    flights = found(jump, "broken_flight", decided(contacts))
    if slowed == 1.0:
        assert flights == []
    else:
        assert "1.5" in flights[0].sentence
        assert "too slow" in flights[0].sentence


@pytest.mark.parametrize("limbs", ["all", "legs"])
def test_a_swap_is_found_from_end_to_end(exact: Captured, limbs) -> None:
    swap = SidesSwapped(1.25, 1.6, limbs)
    swapped = replace(exact, motion=sides_given_back(exact.motion, [swap]))
    [event] = found(swapped, "swap")
    assert (event.start, event.end) == pytest.approx((1.25, 1.6), abs=1e-6)
    assert event.where in ("legs", "body")


def test_a_swap_of_one_frame_is_said_to_last_one_frame(exact: Captured) -> None:
    at = float(exact.motion.times[76])
    swapped = replace(exact, motion=sides_given_back(exact.motion, [SidesSwapped(at, at, "legs")]))
    [event] = found(swapped, "swap")
    assert event.start == event.end == at
    assert "for one frame:" in event.sentence


def test_a_body_that_hangs_is_told_once_and_not_as_a_slow_fall_too() -> None:
    captured = standing(3.0)
    times = captured.motion.times
    up = np.where((times > 0.65) & (times < 2.35), 0.3 + 0.2 * np.sin(2.0 * (times - 0.65)), 0.0)
    hung = lifted(captured, up)
    contacts = [
        Contact(point, "plant", start, end)
        for point in ("left_heel", "right_heel", "left_toe", "right_toe")
        for start, end in ((0.0, 0.6), (2.4, 3.0))
    ]
    flight = found(hung, "broken_flight", decided(contacts))
    seen = examined_take(hung, decided(contacts))
    assert [one.where for one in floats(seen) if one.where == "body"] == ["body"]
    assert broken_flights(seen) and flight == []
    assert "hardly falls" in broken_flights(seen)[0].sentence
    assert "of its size" not in broken_flights(seen)[0].sentence


def test_a_part_hardly_seen_is_told(exact: Captured) -> None:
    shape = exact.motion.local_rotations.shape[:2]
    confidence = np.full(shape, 0.9)
    confidence[60:120, exact.motion.skeleton.index("LeftHand")] = 0.1
    [event] = found(replace(exact, confidence=confidence), "low_confidence")
    assert event.where == "left_wrist"
    assert event.severity == pytest.approx(59 / 60, abs=1e-6)


def test_a_camera_that_is_not_known_hides_nobody(exact: Captured) -> None:
    """It makes the root unsure at every moment alike; hips are told where they were seen worse."""
    confidence = np.full(exact.motion.local_rotations.shape[:2], 0.9)
    confidence[:, 0] *= 0.04
    assert found(replace(exact, confidence=confidence), "low_confidence") == []
    confidence[60:120, 0] *= 0.1
    [event] = found(replace(exact, confidence=confidence), "low_confidence")
    assert (event.where, event.severity) == ("hips", pytest.approx(59 / 60, abs=1e-6))


def test_a_limb_that_was_hidden_as_a_whole_is_one_event(exact: Captured) -> None:
    names, shape = exact.motion.skeleton, exact.motion.local_rotations.shape[:2]
    confidence = np.full(shape, 0.9)
    confidence[60:100, names.index("LeftForeArm")] = 0.3
    confidence[70:120, names.index("LeftHand")] = 0.1
    [event] = found(replace(exact, confidence=confidence), "low_confidence")
    assert event.where == "left_wrist", "the part that was seen least"
    assert event.sentence.startswith("Left arm was hardly seen for 1.0 s")


def _hidden(exact: Captured, spans: dict[str, tuple[int, int]]) -> list[Defect]:
    """What is told where these joints are seen badly from one frame to another."""
    confidence = np.full(exact.motion.local_rotations.shape[:2], 0.9)
    for joint, (first, stop) in spans.items():
        confidence[first:stop, exact.motion.skeleton.index(joint)] = 0.2
    return found(replace(exact, confidence=confidence), "low_confidence")


def test_limbs_that_are_hidden_together_are_one_event(exact: Captured) -> None:
    [event] = _hidden(exact, {"LeftForeArm": (60, 140), "RightLeg": (70, 100), "Head": (125, 145)})
    assert event.sentence.startswith("Left arm, right leg and head were hardly seen for 1.4 s")
    assert (event.start, event.end) == pytest.approx((60 / 60, 144 / 60), abs=1e-6)
    assert event.where in ("left_elbow", "right_knee", "head")


def test_a_limb_that_is_hidden_again_and_again_is_one_event_at_its_worst(exact: Captured) -> None:
    confidence = np.full(exact.motion.local_rotations.shape[:2], 0.9)
    for joint, first, stop in (
        ("LeftForeArm", 10, 40),
        ("LeftHand", 80, 140),
        ("LeftHand", 170, 200),
    ):
        confidence[first:stop, exact.motion.skeleton.index(joint)] = 0.2
    confidence[80:140, exact.motion.skeleton.index("LeftForeArm")] = 0.3
    [event] = found(replace(exact, confidence=confidence), "low_confidence")
    assert (event.start, event.severity) == pytest.approx((80 / 60, 59 / 60), abs=1e-6)
    assert event.sentence == (
        "Left arm was hardly seen for 1.0 s (confidence 0.20), and for 1.0 s in 2 other stretches."
    )


def test_an_ignored_stretch_leaves_the_next_longest_to_be_asked(exact: Captured) -> None:
    confidence = np.full(exact.motion.local_rotations.shape[:2], 0.9)
    for first, stop in ((10, 40), (80, 140), (170, 210)):
        confidence[first:stop, exact.motion.skeleton.index("LeftHand")] = 0.2
    hidden = replace(exact, confidence=confidence)
    [longest] = found(hidden, "low_confidence")
    said = ignore(HELD, longest.kind, longest.where, longest.start, longest.end).applied_to(HELD)
    left = [one for one in found(hidden, "low_confidence", said) if not is_ignored(one, said)]
    assert [one.start for one in left] == pytest.approx([170 / 60])
    assert left[0].sentence.endswith("(confidence 0.20), and for 0.5 s in another stretch.")


def test_hips_are_told_with_their_own_confidence_and_weighed_by_its_share(exact: Captured) -> None:
    confidence = np.full(exact.motion.local_rotations.shape[:2], 0.9)
    confidence[:, 0] = 0.04
    confidence[60:120, 0] = 0.004
    [event] = found(replace(exact, confidence=confidence), "low_confidence")
    assert event.sentence.endswith("(confidence 0.004).")
    assert event.confidence == pytest.approx(0.9)


def test_limbs_that_are_hidden_one_after_the_other_are_told_apart(exact: Captured) -> None:
    assert len(_hidden(exact, {"LeftForeArm": (60, 100), "RightLeg": (90, 130)})) == 2


def test_who_is_not_seen_at_all_is_one_event_of_the_body(exact: Captured) -> None:
    joints = ("LeftForeArm", "RightForeArm", "LeftLeg", "RightLeg", "Head", "Hips")
    [event] = _hidden(exact, dict.fromkeys(joints, (60, 100)))
    assert event.where == "body"


@pytest.mark.parametrize("frames", [1, 2, 3, 7])
def test_a_motion_of_few_frames_is_looked_at(exact: Captured, frames: int) -> None:
    few = exact.motion.frames(0, frames)
    sunk = few.with_pose(few.local_rotations, few.root_positions - [0.0, 0.1, 0.0])
    events = find_defects(examined_take(replace(exact, motion=sunk), decided([])))
    assert {one.where for one in events} == (set(FOOT_POINT_NAMES) if frames > 1 else set())
    for event in events:
        assert (event.kind, event.start, event.end) == ("sink", few.times[0], few.times[-1])
        assert event.severity == pytest.approx(100.0, abs=1.0)


def test_the_search_says_how_much_of_it_is_done():
    heard: list[float] = []
    seen = examined_take(walk(2.0), decided(plants(2.0)))
    find_defects(seen, progress=lambda fraction, _: heard.append(fraction))
    assert heard[0] == 0.0 and heard == sorted(set(heard)) and 0.9 < heard[-1] < 1.0

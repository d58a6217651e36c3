"""The automatic estimate of plants, on paths and a motion whose contacts are exact."""

from __future__ import annotations

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.contacts.estimate import estimate_contacts, plants_of_paths
from core.motion import rotations
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.motion import Motion
from core.motion.output_times import output_times
from core.motion.resample import resampled
from core.quality.contact_metrics import contact_scores
from core.synth.sample_motion import SampleMotion, sample_motion

TIMES = np.arange(240) / 60.0


@pytest.fixture(scope="module")
def sample() -> SampleMotion:
    return sample_motion()


def hop(start: float, end: float, way: float, lift: float = 0.15) -> np.ndarray:
    """A point that stands, goes `way` metres along Z in an arc between two times, and stands."""
    s = np.clip((TIMES - start) / (end - start), 0.0, 1.0)
    smooth = s**3 * (10 - 15 * s + 6 * s**2)
    return np.stack([0 * TIMES, 4 * lift * smooth * (1 - smooth), way * smooth], axis=-1)


def spans(found: tuple[tuple[Contact, float], ...], point: str) -> list[tuple[float, float]]:
    return [(contact.start, contact.end) for contact, _ in found if contact.point == point]


def test_a_step_is_two_plants_with_air_between() -> None:
    found = plants_of_paths(TIMES, {"left_toe": hop(1.5, 2.1, 0.7)}, 0.0)
    (first, last), (again, end) = spans(found, "left_toe")
    assert first == 0.0 and end == TIMES[-1]
    assert abs(last - 1.5) < 0.1 and abs(again - 2.1) < 0.1
    assert all(c.state == "plant" and c.height is None and 0.5 <= p <= 0.99 for c, p in found)


def test_ends_lie_on_frame_times() -> None:
    found = plants_of_paths(TIMES, {"left_toe": hop(1.5, 2.1, 0.7)}, 0.0)
    for start, end in spans(found, "left_toe"):
        assert start in TIMES and end in TIMES


def test_a_foot_that_hangs_still_in_the_air_is_not_planted() -> None:
    raised = hop(1.0, 1.4, 0.0) * 0 + [0.2, 0.4, 0.0]
    found = plants_of_paths(TIMES, {"left_toe": hop(9, 10, 1), "right_toe": raised}, 0.0)
    assert spans(found, "left_toe") == [(0.0, TIMES[-1])]
    assert spans(found, "right_toe") == []


def test_a_foot_on_a_step_carries_the_body_and_has_its_own_height() -> None:
    climbing = hop(1.0, 1.6, 0.4) + [0, 0.2, 0] * np.clip((TIMES[:, None] - 1.0) / 0.6, 0, 1)
    following = hop(2.2, 2.9, 0.8) + [0, 0.4, 0] * np.clip((TIMES[:, None] - 2.2) / 0.7, 0, 1)
    found = plants_of_paths(TIMES, {"left_toe": climbing, "right_toe": following}, 0.0)
    heights = [c.height for c, _ in found if c.point == "left_toe"]
    assert heights[0] is None
    assert heights[1] == pytest.approx(0.2, abs=0.01)


def test_nothing_is_planted_in_a_jump() -> None:
    flight = hop(1.0, 1.5, 0.0, lift=0.35)
    found = plants_of_paths(TIMES, {"left_toe": flight, "right_toe": flight}, 0.0)
    for point in ("left_toe", "right_toe"):
        assert all(end < 1.15 or start > 1.35 for start, end in spans(found, point))


def test_a_fast_slide_is_no_plant() -> None:
    path = hop(1.0, 1.6, 0.8, lift=0.0)
    found = plants_of_paths(TIMES, {"left_toe": path}, 0.0)
    assert all(end < 1.2 or start > 1.4 for start, end in spans(found, "left_toe"))


def test_one_bad_frame_does_not_split_a_plant() -> None:
    path = hop(3.0, 3.5, 0.7) + 5e-4 * np.random.default_rng(0).normal(size=(240, 3))
    path[60] += [0.2, 0.1, 0.0]
    found = plants_of_paths(TIMES, {"left_toe": path}, 0.0)
    assert spans(found, "left_toe")[0][1] > 2.9


def test_uneven_times_give_the_same_plants() -> None:
    kept = np.sort(np.random.default_rng(1).choice(240, 160, replace=False))
    kept[0], kept[-1] = 0, 239
    found = plants_of_paths(TIMES[kept], {"left_toe": hop(1.5, 2.1, 0.7)[kept]}, 0.0)
    (_, last), (again, _) = spans(found, "left_toe")
    assert abs(last - 1.5) < 0.12 and abs(again - 2.1) < 0.12


def corrupted(motion: Motion, seed: int) -> Motion:
    """Slow root drift of 20 cm, 10 mm and 1.5 degrees of white noise."""
    random = np.random.default_rng(seed)
    phase = random.uniform(0, 2 * np.pi, 3)
    drift = 0.2 * np.sin(2 * np.pi * 0.15 * motion.times[:, None] + phase) * [1, 0.2, 1]
    root = motion.root_positions + drift + 0.01 * random.normal(size=(motion.frame_count, 3))
    turns = np.radians(1.5 / np.sqrt(3)) * random.normal(
        size=(*motion.local_rotations.shape[:2], 3)
    )
    local = rotations.multiply(motion.local_rotations, rotations.from_rotation_vector(turns))
    return motion.with_pose(rotations.continuous(local), root)


def scores(motion: Motion, truth: tuple[Contact, ...]) -> dict[str, float]:
    found = estimate_contacts(motion, find_contact_points(motion))
    return contact_scores([c for c, _ in found], truth, FOOT_POINT_NAMES, motion.times)


@pytest.mark.parametrize("rate", [30.0, 60.0, 120.0])
def test_the_sample_motions_plants_are_found(sample: SampleMotion, rate: float) -> None:
    times = output_times(0.0, float(sample.motion.times[-1]), rate)
    score = scores(resampled(sample.motion, times), sample.contacts)
    assert score["f1_held"] > 0.94 and score["f1_plant"] > 0.92
    assert score["missed_percent"] == 0.0
    assert score["onset_ms"] < 60.0


@pytest.mark.parametrize("seed", [0, 1])
def test_noise_and_drift_cost_little(sample: SampleMotion, seed: int) -> None:
    score = scores(corrupted(sample.motion, seed), sample.contacts)
    assert score["f1_held"] > 0.85


def test_slides_of_the_sample_stay_free(sample: SampleMotion) -> None:
    found = estimate_contacts(sample.motion, sample.points, 0.0)
    slides = [c for c in sample.contacts if c.state == "slide"]
    assert slides
    for slide in slides:
        middle = 0.5 * (slide.start + slide.end)
        assert not any(c.point == slide.point and c.start < middle < c.end for c, _ in found)


def test_too_little_motion_has_no_contacts(sample: SampleMotion) -> None:
    assert estimate_contacts(sample.motion.frames(0, 2), sample.points) == ()
    assert estimate_contacts(sample.motion, ()) == ()

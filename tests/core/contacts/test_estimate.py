"""The automatic estimate of contacts, on paths and a motion whose contacts are exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.contacts.contact import Contact
from core.contacts.estimate import contacts_of_paths, estimate_contacts, state_probabilities
from core.contacts.evidence import evidence_of, on_grid
from core.contacts.likelihood import fitted_likelihood, log_probabilities, weighed
from core.motion import rotations
from core.motion.contact_point import FOOT_POINT_NAMES
from core.motion.contact_points_on_rig import find_contact_points
from core.motion.default_rig import default_rig, default_rig_at_rest
from core.motion.kinematics import forward_kinematics, point_positions
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
    found = contacts_of_paths(TIMES, {"left_toe": hop(1.5, 2.1, 0.7)}, 0.0)
    (first, last), (again, end) = spans(found, "left_toe")
    assert first == 0.0 and end == TIMES[-1]
    assert abs(last - 1.5) < 0.1 and abs(again - 2.1) < 0.1
    assert all(c.state == "plant" and c.height is None and 0.5 <= p <= 0.99 for c, p in found)


def test_ends_lie_between_frames() -> None:
    ends = []
    tremble = 1e-4 * np.random.default_rng(0).normal(size=(240, 3))  # so that nothing is exact
    for shift in np.linspace(0.0, 1.0 / 60.0, 5):
        path = hop(1.5 + shift, 2.1 + shift, 0.7) + tremble
        found = contacts_of_paths(TIMES, {"left_toe": path}, 0.0)
        (_, last), (again, _) = spans(found, "left_toe")
        ends.append((last, again))
    assert np.all(np.diff(ends, axis=0) > 0.0)  # later by less than a frame each time
    assert np.allclose(np.ptp(ends, axis=0), 1.0 / 60.0, atol=6e-3)


@pytest.mark.parametrize("height", [0.08, 0.2, 0.4])
def test_a_foot_that_hangs_in_the_air_is_not_planted(height: float) -> None:
    random = np.random.default_rng(0)

    def lifted(at: float) -> np.ndarray:
        share = np.clip((TIMES - at) / 0.4, 0.0, 1.0)
        return (share**2 * (3.0 - 2.0 * share))[:, None]

    paths = {}
    for side, x in (("left", 0.1), ("right", -0.1)):
        for part, z in (("heel", -0.1), ("toe", 0.1)):
            trembling = 1e-3 * random.normal(size=(240, 3))  # no foot hangs stiller
            paths[f"{side}_{part}"] = np.array([x, 0.0, z]) + trembling
            if side == "right":
                paths[f"{side}_{part}"] = paths[f"{side}_{part}"] + lifted(0.8) * [0, height, 0.1]
    # who raises a foot first goes over the other one
    hips = [0.0, 0.93, 0.0] + lifted(0.5) * [0.08, 0.0, 0.0]
    found = contacts_of_paths(TIMES, paths, 0.0, hips)
    for part in ("heel", "toe"):
        assert spans(found, f"left_{part}") == [(0.0, TIMES[-1])]
        assert all(end < 1.1 for _, end in spans(found, f"right_{part}"))


def test_a_foot_on_a_step_carries_the_body_and_has_its_own_height() -> None:
    climbing = hop(1.0, 1.6, 0.4) + [0, 0.2, 0] * np.clip((TIMES[:, None] - 1.0) / 0.6, 0, 1)
    following = hop(2.2, 2.9, 0.8) + [0, 0.4, 0] * np.clip((TIMES[:, None] - 2.2) / 0.7, 0, 1)
    found = contacts_of_paths(TIMES, {"left_toe": climbing, "right_toe": following}, 0.0)
    heights = [c.height for c, _ in found if c.point == "left_toe"]
    assert heights[0] is None
    assert heights[1] == pytest.approx(0.2, abs=0.01)


def test_nothing_is_planted_in_a_jump() -> None:
    flight = hop(1.0, 1.5, 0.0, lift=0.35)
    found = contacts_of_paths(TIMES, {"left_toe": flight, "right_toe": flight}, 0.0)
    for point in ("left_toe", "right_toe"):
        before, after = spans(found, point)
        assert before[1] < 1.15 and after[0] > 1.35


def test_a_foot_that_glides_over_the_floor_slides() -> None:
    toe = hop(1.0, 1.6, 0.6, lift=0.0)
    paths = {"left_toe": toe, "left_heel": toe - [0.0, 0.0, 0.2]}
    paths |= {f"right_{part}": 0.0 * toe + [0.2, 0.0, -0.2 * k] for k, part in
              enumerate(("toe", "heel"))}  # fmt: skip
    found = contacts_of_paths(TIMES, paths, 0.0)
    slides = [c for c, _ in found if c.state == "slide"]
    assert {c.point for c in slides} == {"left_toe", "left_heel"}
    assert all(abs(c.start - 1.0) < 0.2 and abs(c.end - 1.6) < 0.2 for c in slides)


def test_one_bad_frame_does_not_split_a_plant() -> None:
    path = hop(3.0, 3.5, 0.7) + 5e-4 * np.random.default_rng(0).normal(size=(240, 3))
    path[60] += [0.2, 0.1, 0.0]
    found = contacts_of_paths(TIMES, {"left_toe": path}, 0.0)
    assert spans(found, "left_toe")[0][1] > 2.9


def test_uneven_times_give_the_same_plants() -> None:
    kept = np.sort(np.random.default_rng(1).choice(240, 160, replace=False))
    kept[0], kept[-1] = 0, 239
    found = contacts_of_paths(TIMES[kept], {"left_toe": hop(1.5, 2.1, 0.7)[kept]}, 0.0)
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


@pytest.mark.parametrize("tremble", [0.0, 2e-4])
def test_slides_and_pivots_of_the_sample_are_what_they_are(
    sample: SampleMotion, tremble: float
) -> None:
    noise = tremble * np.random.default_rng(3).normal(size=sample.motion.root_positions.shape)
    motion = sample.motion.with_pose(
        sample.motion.local_rotations, sample.motion.root_positions + noise
    )
    found = [contact for contact, _ in estimate_contacts(motion, sample.points, 0.0)]
    wanted = [c for c in sample.contacts if c.state in ("slide", "pivot")]
    assert len(wanted) == 5
    for truth in wanted:
        shared = [
            min(c.end, truth.end) - max(c.start, truth.start)
            for c in found
            if (c.point, c.state) == (truth.point, truth.state)
        ]
        assert max(shared, default=0.0) > 0.8 * (truth.end - truth.start), truth


def test_the_estimate_does_not_care_where_which_way_or_which_side(sample: SampleMotion) -> None:
    motion = corrupted(sample.motion, 4)
    paths = paths_of(motion, sample)
    turn = rotations.from_rotation_vector(np.array([0.0, 2.1, 0.0]))
    moved = {
        name: np.add(rotations.rotate(turn, path), [5.0, 1.0, -3.0]) for name, path in paths.items()
    }
    swap = {"left": "right", "right": "left"}
    mirrored = {
        f"{swap[name.split('_')[0]]}_{name.split('_')[1]}": path * [-1.0, 1.0, 1.0]
        for name, path in paths.items()
    }
    plain = contacts_of_paths(motion.times, paths, 0.0)
    assert same(plain, contacts_of_paths(motion.times, moved, 1.0))
    back = [
        (replace(c, point=f"{swap[c.point.split('_')[0]]}_{c.point.split('_')[1]}"), p)
        for c, p in contacts_of_paths(motion.times, mirrored, 0.0)
    ]
    assert same(plain, sorted(back, key=lambda pair: (pair[0].point, pair[0].start)))


def paths_of(motion: Motion, sample: SampleMotion) -> dict[str, np.ndarray]:
    turns, positions = forward_kinematics(motion)
    return {
        point.name: point_positions(turns, positions, point.joint, point.offset)
        for point in sample.points
        if point.name in FOOT_POINT_NAMES
    }


def same(one, other) -> bool:
    one = sorted(one, key=lambda pair: (pair[0].point, pair[0].start))
    return len(one) == len(other) and all(
        (a.point, a.state) == (b.point, b.state)
        and abs(a.start - b.start) < 1e-4
        and abs(a.end - b.end) < 1e-4
        and abs(p - q) < 1e-3
        for (a, p), (b, q) in zip(one, other, strict=True)
    )


def test_a_body_of_half_the_size_does_the_same(sample: SampleMotion) -> None:
    paths = paths_of(sample.motion, sample)
    small = {name: 0.5 * path for name, path in paths.items()}
    whole = contacts_of_paths(sample.motion.times, paths, 0.0, leg=0.85)
    half = contacts_of_paths(sample.motion.times, small, 0.0, leg=0.425)
    assert [(c.point, c.state) for c, _ in whole] == [(c.point, c.state) for c, _ in half]


def test_probabilities_of_a_moment_sum_to_one(sample: SampleMotion) -> None:
    times, chances = state_probabilities(sample.motion.times, paths_of(sample.motion, sample), 0.0)
    assert set(chances) == set(FOOT_POINT_NAMES)
    for states in chances.values():
        total = np.sum([chance for chance in states.values()], axis=0)
        assert total.shape == times.shape and np.allclose(total, 1.0)


def test_a_long_take_is_estimated_in_blocks_without_seams(sample: SampleMotion) -> None:
    paths = {n: np.tile(p, (25, 1)) for n, p in paths_of(sample.motion, sample).items()}
    times = np.arange(len(paths["left_toe"])) / 60.0
    grid = on_grid(times, paths, 0.0)
    whole = weighed(evidence_of(grid), fitted_likelihood())
    assert len(times) > 8000
    assert np.allclose(log_probabilities(grid, fitted_likelihood()), whole, atol=1e-4)


def test_hands_knees_and_hips_are_found_where_they_are_wanted() -> None:
    skeleton = default_rig()
    rest = default_rig_at_rest()
    points = find_contact_points(rest)
    times = np.arange(120) / 60.0
    # lying flat on the back from the start: seat and hands on the floor
    lying = rotations.from_rotation_vector(np.array([-0.5 * np.pi, 0.0, 0.0]))
    local = np.tile(rotations.IDENTITY, (120, skeleton.joint_count, 1))
    local[:, 0] = lying
    motion = Motion(skeleton, local, np.tile([0.0, 0.12, 0.0], (120, 1)), times)
    assert estimate_contacts(motion, points, 0.0, names=("left_heel",)) is not None
    found = estimate_contacts(motion, points, 0.0, names=("left_hip", "left_hand"))
    seats = [(c, p) for c, p in found if c.point == "left_hip"]
    assert [c.state for c, _ in seats] == ["plant"]
    assert seats[0][0].start == 0.0 and seats[0][0].end == times[-1] and seats[0][1] > 0.8
    assert {c.point for c, _ in found} <= {"left_hip", "left_hand"}


def test_too_little_motion_has_no_contacts(sample: SampleMotion) -> None:
    assert estimate_contacts(sample.motion.frames(0, 2), sample.points) == ()
    assert estimate_contacts(sample.motion, ()) == ()


def test_a_floor_that_drifts_up_and_down_is_no_stairs(sample: SampleMotion) -> None:
    motion = sample.motion
    rise = 0.2 * np.sin(2 * np.pi * 0.15 * motion.times)[:, None] * [0.0, 1.0, 0.0]
    drifting = motion.with_pose(motion.local_rotations, motion.root_positions + rise)
    found = estimate_contacts(drifting, sample.points)
    scores = contact_scores([c for c, _ in found], sample.contacts, FOOT_POINT_NAMES, motion.times)
    assert scores["f1_held"] > 0.9
    heights = {None if c.height is None else round(c.height, 3) for c, _ in found}
    assert len(heights) == 1  # all stand on one floor
    steps = {c.point: c.height for c, _ in estimate_contacts(motion, sample.points)}
    assert set(steps.values()) == {None}


def test_feet_that_rise_as_they_leave_a_treadmill_do_not_make_its_floor_drift() -> None:
    times = np.arange(720) / 60.0

    def taken_back(begins: float) -> np.ndarray:
        """A foot that the belt takes back; in the middle it hardly moves while it is lifted."""
        at = (times - begins) / 0.7 % 1.0
        at_once = np.interp(at, [0.0, 0.4, 1.0], [0.4, -0.4, 0.4])
        waits = np.interp(at, [0.0, 0.35, 0.5, 1.0], [0.4, -0.4, -0.4, 0.4])
        height = np.interp(at, [0.0, 0.35, 0.5, 0.7, 1.0], [0.0, 0.0, 0.03, 0.2, 0.0])
        way = np.where(np.abs(times - 6.0) < 2.0, waits, at_once)
        return np.stack([0.0 * at, height, way], axis=-1)

    paths = {
        f"{side}_{part}": taken_back(begins) + np.array([0.0, 0.0, ahead])
        for side, begins in (("left", 0.0), ("right", 0.35))
        for part, ahead in (("heel", 0.0), ("toe", 0.2))
    }
    assert not np.any(on_grid(times, paths, 0.0).risen)
    assert all(contact.height is None for contact, _ in contacts_of_paths(times, paths, 0.0))

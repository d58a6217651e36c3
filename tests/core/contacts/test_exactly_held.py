"""Contacts of a motion that obeys them already: nothing is estimated, they are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from core.contacts.contact import Contact
from core.contacts.estimate import contacts_of_paths, estimate_contacts
from core.contacts.exactly_held import exactly_held, held_stretches, states_of_held
from core.files.motion_file import read_motion, write_motion
from core.motion.contact_points_on_rig import find_contact_points
from core.synth.sample_motion import sample_motion

TIMES = np.arange(120) / 60.0


def walked(stands: list[tuple[int, int]], speed: float = 0.02) -> np.ndarray:
    """A path that stands between the samples given and moves by 2 cm a sample elsewhere."""
    step = np.full(120, speed)
    for first, last in stands:
        step[first + 1 : last + 1] = 0.0
    path = np.zeros((120, 3))
    path[:, 2] = np.cumsum(step)
    return path


def test_held_stretches_are_found_to_the_sample() -> None:
    path = walked([(10, 40), (60, 63), (80, 110)])
    assert held_stretches(TIMES, path, 0.1) == [(10, 40), (80, 110)]
    noisy = path + 1e-4 * np.random.default_rng(0).normal(size=path.shape)
    assert held_stretches(TIMES, noisy, 0.1) == []


def test_a_creeping_point_is_not_held() -> None:
    creeping = np.zeros((120, 3))
    creeping[:, 0] = 4e-6 * np.arange(120)
    assert held_stretches(TIMES, creeping, 0.1) == []


def test_a_turn_about_the_only_held_point_is_a_pivot() -> None:
    toe = np.zeros((120, 3))
    yaw = np.clip((np.arange(120) - 40) / 40, 0.0, 1.0)
    heel = toe - 0.15 * np.stack([np.sin(yaw), 0 * yaw, np.cos(yaw)], axis=-1)
    paths = {"left_toe": toe, "left_heel": heel}
    down = {"left_heel": np.zeros(119, dtype=bool)}
    assert states_of_held("left_toe", (0, 119), TIMES, paths, down) == [
        (0, 40, "plant"), (40, 80, "pivot"), (80, 119, "plant"),
    ]  # fmt: skip
    dragging = {"left_heel": np.ones(119, dtype=bool)}
    for alone in (paths, {"left_toe": toe}):
        whole = states_of_held("left_toe", (0, 119), TIMES, alone, dragging)
        assert whole == [(0, 119, "plant")]


def test_a_turn_that_pauses_is_one_pivot() -> None:
    turned = np.cumsum(np.where(np.isin(np.arange(120), [60, 61]), 0.0, 0.01))
    heel = -0.15 * np.stack([np.sin(turned), 0 * turned, np.cos(turned)], axis=-1)
    paths = {"left_toe": np.zeros((120, 3)), "left_heel": heel}
    down = {"left_heel": np.zeros(119, dtype=bool)}
    assert states_of_held("left_toe", (0, 119), TIMES, paths, down) == [(0, 119, "pivot")]


@pytest.mark.parametrize("decimals", [None, 6])
def test_the_contacts_of_an_exact_motion_are_read_back(
    tmp_path: Path, decimals: int | None
) -> None:
    sample = sample_motion()
    motion = sample.motion
    if decimals is not None:
        write_motion(tmp_path / "exact.bvh", motion, rate=60.0)
        motion = read_motion(tmp_path / "exact.bvh").motion
    found = [contact for contact, _ in estimate_contacts(motion, find_contact_points(motion))]
    for state in ("plant", "pivot"):
        for truth in (contact for contact in sample.contacts if contact.state == state):
            assert any(
                one.point == truth.point
                and one.state == state
                and abs(one.start - truth.start) < 0.02
                and abs(one.end - truth.end) < 0.02
                for one in found
            ), truth


def test_what_a_solved_motion_leaves_free_is_not_planted_again() -> None:
    held = walked([(0, 119)])
    slow = np.zeros((120, 3))
    slow[:, :2] = np.stack(
        [0.05 * TIMES, 0 * TIMES + 1e-3], axis=-1
    )  # slow enough to be called a plant in a captured motion
    alone = contacts_of_paths(TIMES, {"right_toe": slow}, 0.0)
    assert [contact.point for contact, _ in alone] == ["right_toe"]
    paths = {"left_heel": held, "left_toe": held, "right_heel": held, "right_toe": slow}
    paths["right_toe"] = np.where((TIMES < 0.3)[:, None], slow, slow + np.array([0, 0.3, 0]))
    found = [contact for contact, _ in contacts_of_paths(TIMES, paths, 0.0)]
    assert {contact.point for contact in found} == {"left_heel", "left_toe", "right_heel"}
    assert found[0] == Contact("left_heel", "plant", 0.0, float(TIMES[-1]))


def test_what_lies_exactly_on_the_floor_and_moves_is_a_slide_whatever_it_seems() -> None:
    held = walked([(0, 119)])
    creeping = walked([(0, 30), (70, 119)], 0.0005)  # slow enough to seem planted
    paths = {"left_heel": held, "left_toe": held, "right_heel": held, "right_toe": creeping}
    found = [contact for contact, _ in contacts_of_paths(TIMES, paths, 0.0)]
    assert [(c.state, c.start, c.end) for c in found if c.point == "right_toe"] == [
        ("plant", TIMES[0], TIMES[30]), ("slide", TIMES[30], TIMES[70]),
        ("plant", TIMES[70], TIMES[119]),
    ]  # fmt: skip


def test_a_foot_that_skates_in_a_solved_motion_is_still_told() -> None:
    held = walked([(0, 119)])
    skating = 0.0 * held
    skating[:, 0] = 0.03 * np.sin(5.0 * TIMES)
    skating[:, 1] = 2e-4 * np.sin(7.0 * TIMES)
    paths = {"left_heel": held, "left_toe": held, "right_heel": held, "right_toe": skating}
    planted = (Contact("right_toe", "plant", 0.0, float(TIMES[-1])), 0.9)
    said = [(Contact(name, "plant", 0.0, float(TIMES[-1])), 0.9) for name in list(paths)[:3]]
    assert planted in exactly_held(TIMES, paths, [*said, planted])
    doubted = (planted[0], 0.3)
    assert doubted not in exactly_held(TIMES, paths, [*said, doubted])


def test_what_hangs_above_every_level_was_never_held_there() -> None:
    held = walked([(0, 119)])
    hanging = 0.0 * held
    hanging[:, 0] = 0.03 * np.sin(5.0 * TIMES)
    hanging[:, 1] = 0.02 + 0.005 * np.sin(7.0 * TIMES)
    paths = {"left_heel": held, "left_toe": held, "right_heel": hanging, "right_toe": held}
    seeming = (Contact("right_heel", "plant", 0.0, float(TIMES[-1])), 0.9)
    said = [
        (Contact(name, "plant", 0.0, float(TIMES[-1])), 0.9) for name in paths if name[6:] != "heel"
    ]
    said += [(Contact("left_heel", "plant", 0.0, float(TIMES[-1])), 0.9), seeming]
    found = exactly_held(TIMES, paths, said)
    assert seeming not in found
    assert {contact.point for contact, _ in found} == {"left_heel", "left_toe", "right_toe"}


def test_a_slide_that_is_stated_is_no_broken_hold_though_one_hold_seemed_to_be_all_of_it() -> None:
    held = walked([(0, 119)])
    sliding = walked([(50, 54)], 0.0)
    sliding[20:50, 0] = 0.02 * (1.0 - np.cos(np.linspace(0.0, np.pi, 30)))
    sliding[50:55] = sliding[49] + [0.002, 0.0, 0.0]  # held for less than a contact lasts
    sliding[:20, 1], sliding[55:, 1] = 0.1, 0.1
    paths = {"left_heel": held, "left_toe": held, "right_heel": sliding, "right_toe": held}
    seeming = (Contact("right_heel", "plant", float(TIMES[19]), float(TIMES[55])), 0.9)
    said = [(Contact(name, "plant", 0.0, float(TIMES[-1])), 0.9) for name in paths]
    found = exactly_held(TIMES, paths, [one for one in said if "right_h" not in one[0].point]
                         + [seeming])  # fmt: skip
    assert seeming not in found
    assert [(c.state, c.start, c.end) for c, _ in found if c.point == "right_heel"] == [
        ("plant", TIMES[50], TIMES[54]), ("slide", TIMES[20], TIMES[50]),
    ]  # fmt: skip


def test_a_solved_motion_that_was_made_softer_is_estimated() -> None:
    stands = [(0, 50), (70, 119)]
    said = [
        (Contact("left_toe", "plant", float(TIMES[a]), float(TIMES[b])), 0.9) for a, b in stands
    ]
    exact = {"left_toe": walked(stands, 0.002)}
    assert exactly_held(TIMES, exact, said) != said
    softer = {"left_toe": gaussian_filter1d(walked(stands, 0.002), 2.0, axis=0)}
    assert exactly_held(TIMES, softer, said) == said


def test_a_plant_of_three_samples_on_the_floor_is_read() -> None:
    path = walked([(0, 40), (60, 62), (80, 119)])
    path[41:60, 1] = path[63:80, 1] = 0.1
    said = [(Contact("left_toe", "plant", 0.0, float(TIMES[-1])), 0.9)]
    found = [contact for contact, _ in exactly_held(TIMES, {"left_toe": path}, said)]
    assert Contact("left_toe", "plant", float(TIMES[60]), float(TIMES[62])) in found


def test_a_hold_of_less_than_a_tenth_of_a_second_is_exact_like_any_other() -> None:
    stands = [(0, 20), (40, 44), (60, 64), (80, 84)]
    said = [
        (Contact("left_toe", "plant", float(TIMES[a]), float(TIMES[b])), 0.9) for a, b in stands
    ]
    path = walked(stands)
    path[:, 1] = 0.1
    for first, last in stands:
        path[first : last + 1, 1] = 0.0
    found = exactly_held(TIMES, {"left_toe": path}, said)
    assert [(c.start, c.end) for c, _ in found] == [
        (float(TIMES[a]), float(TIMES[b])) for a, b in stands
    ]
    assert all(sure > 0.9 for _, sure in found)  # read, not estimated


def said_of(name: str, stands: list[tuple[int, int]]) -> list[tuple[Contact, float]]:
    return [(Contact(name, "plant", float(TIMES[a]), float(TIMES[b])), 0.9) for a, b in stands]


def test_a_run_whose_holds_are_mostly_short_is_read() -> None:
    stands = [(0, 8), (40, 44), (60, 64), (80, 84)]
    found = exactly_held(TIMES, {"left_toe": hanging(stands)}, said_of("left_toe", stands))
    assert all(sure > 0.9 for _, sure in found)  # read, not estimated


def test_a_heel_that_is_known_to_millimetres_may_roll_about_a_toe_that_is_held() -> None:
    stands = [(0, 30), (60, 90)]
    toe, heel = walked(stands), walked(stands)
    heel[:, 0] += 2e-5 * np.arange(120)  # 1.2 mm a second: nearly held, not exactly
    said = said_of("left_toe", stands)
    other = said_of("left_heel", stands[:1])
    found = exactly_held(TIMES, {"left_toe": toe, "left_heel": heel}, said + other)
    assert [(c.start, c.end) for c, sure in found if c.point == "left_toe" and sure > 0.9] == [
        (c.start, c.end) for c, _ in said
    ]


def hanging(stands: list[tuple[int, int]]) -> np.ndarray:
    """Such a path on the floor where it stands, a decimetre above it elsewhere."""
    path = walked(stands)
    path[:, 1] = 0.1
    for first, last in stands:
        path[first : last + 1, 1] = 0.0
    return path


def test_what_is_as_likely_held_as_not_does_not_say_that_a_motion_was_changed() -> None:
    stands, guessed = [(0, 20), (60, 80)], [(25, 55), (85, 110)]
    path = hanging(stands)
    found = exactly_held(
        TIMES, {"left_toe": path},
        said_of("left_toe", stands) + [(one, 0.55) for one, _ in said_of("left_toe", guessed)],
    )  # fmt: skip
    assert [(c.start, c.end) for c, _ in found] == [
        (float(TIMES[a]), float(TIMES[b])) for a, b in stands
    ]
    surely = said_of("left_toe", stands) + said_of("left_toe", guessed)
    assert exactly_held(TIMES, {"left_toe": path}, surely) == surely  # changed by another hand


def test_one_sample_that_is_slow_beside_holds_is_not_nearly_held() -> None:
    stands = [(0, 10), (60, 66)]
    path = hanging(stands)
    for slow in (30, 40):  # where a foot turns back it is slow for a moment
        path[slow : slow + 1, 2] = path[slow - 1, 2] + 1e-4
    said = [*said_of("left_toe", stands), (Contact("left_toe", "plant", 0.5, 0.7), 0.7)]
    found = exactly_held(TIMES, {"left_toe": path}, said)
    assert [(c.start, c.end) for c, sure in found if sure > 0.9] == [
        (float(TIMES[a]), float(TIMES[b])) for a, b in stands
    ]

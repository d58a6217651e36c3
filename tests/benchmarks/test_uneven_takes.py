"""Uneven ground and raised feet that are put under takes leave the contacts true."""

from __future__ import annotations

import made_walk
import numpy as np
import pytest

from benchmarks.takes.labels import foot_paths
from benchmarks.takes.raised_foot import raised_foot
from benchmarks.takes.uneven import KINDS, ground_under, raised
from core.contacts.contact import Contact
from core.contacts.intervals import held_samples


@pytest.mark.parametrize("kind", KINDS)
def test_every_contact_stands_still_on_its_own_height(kind: str) -> None:
    walk, contacts = made_walk.walk(6.0, 60.0), made_walk.plants(6.0)
    times, before = walk.motion.times, foot_paths(walk.motion, walk.contact_points)
    ground = ground_under(times, contacts, kind, np.random.default_rng(3))
    paths, hips = raised(before, np.zeros((len(times), 3)), ground)
    assert np.ptp(ground.heights) > 0.02 and np.ptp(hips[:, 1]) > 0.01
    for contact, height in zip(contacts, ground.heights, strict=True):
        held = held_samples(times, contact)
        up = paths[contact.point][held, 1] - before[contact.point][held, 1]
        assert np.allclose(up, height, atol=1e-6)
        assert np.array_equal(paths[contact.point][:, [0, 2]], before[contact.point][:, [0, 2]])


def test_a_raised_foot_is_in_the_air_and_the_other_stands() -> None:
    times = np.arange(300) / 60.0
    paths = {f"{side}_{part}": np.tile([x, 0.0, z], (300, 1))
             for side, x in (("left", 0.1), ("right", -0.1))
             for part, z in (("heel", -0.1), ("toe", 0.1))}  # fmt: skip
    contacts = [Contact(name, "plant", 0.0, float(times[-1])) for name in paths]
    result = raised_foot(times, paths, contacts, np.random.default_rng(5))
    assert result is not None
    foot, left = result
    moved, hips = foot.of(paths, np.zeros((300, 3)))
    for name, path in moved.items():
        free = np.ones(300, dtype=bool)
        for contact in (one for one in left if one.point == name):
            free[held_samples(times, contact)] = False
        assert free.any() == name.startswith(foot.side)
        assert np.allclose(path[~free], paths[name][~free], atol=1e-9)
        assert path[:, 1].max() > 0.04 if free.any() else np.array_equal(path, paths[name])
    assert np.abs(hips[:, 1]).max() == 0.0


def test_feet_that_never_stand_together_are_not_raised() -> None:
    contacts = [Contact("left_toe", "plant", 0.0, 1.0), Contact("right_toe", "plant", 1.2, 2.0)]
    paths = {"left_toe": np.zeros((120, 3)), "right_toe": np.zeros((120, 3))}
    times = np.arange(120) / 60.0
    assert raised_foot(times, paths, contacts, np.random.default_rng(0)) is None

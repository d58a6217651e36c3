"""What the likelihood of contacts is fitted with: networks, habits, corruptions, wanted states."""

from __future__ import annotations

import made_walk
import numpy as np
import pytest

from benchmarks.takes.corrupted import Corruption, corrupted, noise_below
from benchmarks.takes.habits import PAIRS, habits_of
from benchmarks.takes.labels import foot_paths, restated
from benchmarks.takes.network_fit import fitted_network, log_chances
from benchmarks.takes.put_in import PUT
from core.contacts.contact import Contact
from core.contacts.likelihood import ORDER
from core.motion import rotations
from core.quality.contact_metrics import skates


def test_a_network_learns_what_no_line_parts() -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=(20000, 2)).astype(np.float32)
    states = 2 * (values[:, 0] > 0) + (values[:, 0] * values[:, 1] > 0)
    layers = fitted_network(values, states, (16, 8), seed=0, epochs=6, batch=256, rate=1e-2)
    logs = log_chances(values, layers)
    assert np.allclose(np.exp(logs).sum(axis=1), 1.0, atol=1e-5)
    assert np.mean(logs.argmax(axis=1) == states) > 0.93


def test_rows_of_weight_are_what_a_network_learns() -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=(8000, 2)).astype(np.float32)
    two = np.arange(len(values)) % 2  # half of the rows say the one, half the other
    states = np.where(two, values[:, 0] > 0, values[:, 0] < 0).astype(int)
    for heavy in (0, 1):
        weights = np.where(two == heavy, 0.9, 0.1)
        layers = fitted_network(
            values, states, (8,), seed=0, epochs=12, batch=256, rate=1e-2, weights=weights
        )
        said = log_chances(values, layers).argmax(axis=1)
        assert np.mean(said[two == heavy] == states[two == heavy]) > 0.9


def test_a_fit_repeats_to_the_bit() -> None:
    random = np.random.default_rng(1)
    values = random.normal(size=(3000, 5)).astype(np.float32)
    states = random.integers(0, 4, 3000)
    one, two = (fitted_network(values, states, (8,), seed=3, epochs=1) for _ in range(2))
    assert all(np.array_equal(a, b) for x, y in zip(one, two, strict=True)
               for a, b in zip(x, y, strict=True))  # fmt: skip


def test_habits_are_counted_from_contacts() -> None:
    # heel and toe together for 0.5 s, then 0.5 s of air, ten times
    contacts = tuple(
        Contact(f"{side}_{part}", "plant", k + 0.0, k + 0.5)
        for k in range(10)
        for side in ("left", "right")
        for part in ("heel", "toe")
    )
    habits = habits_of([(0.0, 10.0, contacts)])
    plant, air = ORDER.index("plant"), ORDER.index("air")
    flat, flight = PAIRS.index((plant, plant)), PAIRS.index((air, air))
    assert habits.succession[flat].argmax() == flight
    assert habits.succession[flight].argmax() == flat
    assert 20 <= habits.lasting[flat].argmax() + 1 <= 34
    assert np.exp(habits.lasting).sum(axis=1) == pytest.approx(np.ones(len(PAIRS)), abs=0.15)
    assert np.all(np.diff(habits.outlasting, axis=1) <= 1e-9)


def test_noise_has_its_size_and_its_band() -> None:
    times = np.arange(6000) / 60.0
    noise = noise_below(times, 3.0, (4,), np.random.default_rng(1))
    assert noise.std() == pytest.approx(1.0, rel=0.1)
    power = np.abs(np.fft.rfft(noise, axis=0)) ** 2
    hertz = np.fft.rfftfreq(len(times), 1.0 / 60.0)
    assert power[hertz > 4.0].sum() < 0.01 * power.sum()


def test_a_corruption_is_as_large_as_it_says_and_repeats() -> None:
    motion = made_walk.walk(20.0, 30.0).motion
    worse = corrupted(motion, Corruption(drift=0.2, body=1.0), np.random.default_rng(2))
    again = corrupted(motion, Corruption(drift=0.2, body=1.0), np.random.default_rng(2))
    assert np.array_equal(worse.local_rotations, again.local_rotations)
    stray = np.ptp(worse.root_positions - motion.root_positions, axis=0)
    assert 0.25 < stray[0] < 0.45 and 0.25 < stray[2] < 0.45 and stray[1] < 0.1
    angles = rotations.angle_between(motion.local_rotations, worse.local_rotations)
    assert np.degrees(np.sqrt(np.mean(angles**2) / 3.0)) == pytest.approx(1.0, rel=0.1)
    assert corrupted(motion, Corruption(), np.random.default_rng(3)).root_positions == (
        pytest.approx(motion.root_positions)
    )


@pytest.mark.parametrize("kind", ["glide", "foot", "turn"])
def test_what_is_put_in_leaves_exact_what_is_held(kind: str) -> None:
    walk = made_walk.walk(6.0, 60.0)
    points, before = walk.contact_points, made_walk.plants(6.0)
    changed = 0
    for seed in range(6):
        random = np.random.default_rng(seed)
        motion, contacts = PUT[kind](walk.motion, points, list(before), random)
        if len(contacts) == len(before):
            continue  # nothing fitted
        changed += 1
        wanted = "pivot" if kind == "turn" else "slide"
        assert any(contact.state == wanted for contact in contacts)
        held = skates(motion.times, foot_paths(motion, points), contacts)
        assert max(one.skate_mm for one in held) < 0.5
    assert changed > 0


def test_restating_cuts_contacts_where_it_says() -> None:
    plant = [Contact("left_toe", "plant", 0.0, 2.0)]
    cut = restated(plant, ("left_toe",), 0.5, 1.0, "slide")
    assert [(c.state, c.start, c.end) for c in cut] == [
        ("plant", 0.0, 0.5), ("slide", 0.5, 1.0), ("plant", 1.0, 2.0),
    ]  # fmt: skip
    gone = restated(plant, ("left_toe",), 0.03, 1.0, "air")
    assert [(c.state, c.start, c.end) for c in gone] == [("plant", 1.0, 2.0)]
    assert restated(plant, ("left_heel",), 0.5, 1.0, "slide") == plant

"""A wanted slide is freed of the root's drift and of tremble, and of nothing else."""

from __future__ import annotations

from dataclasses import replace

import made_walk
import numpy as np
import pytest
from test_solve_plants import problem_of

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.motion.point_paths import point_paths
from core.solve.slide_paths import BESIDE, LONGEST, _with_holds, as_wanted
from core.solve.solve import solve
from core.synth.sample_motion import sample_motion

TIMES = np.arange(31) / 60.0


def _stroke(metres: float) -> np.ndarray:
    u = TIMES / TIMES[-1]
    return np.outer(u**3 * (10.0 - 15.0 * u + 6.0 * u**2), [metres, 0.3 * metres])


def _length(path: np.ndarray) -> float:
    return float(np.sum(np.linalg.norm(np.diff(path, axis=0), axis=-1)))


def test_what_trembles_no_more_than_feet_that_stand_is_no_part_of_the_slide():
    tremble = 0.02 * np.stack([np.sin(19.0 * TIMES), np.cos(25.0 * TIMES)], axis=1)
    path = _stroke(0.3) + tremble
    steadied = as_wanted(TIMES, path, 0.03**2)
    true = _length(_stroke(0.3))
    assert abs(_length(path) / true - 1.0) > 0.2
    assert abs(_length(steadied) / true - 1.0) < 0.1


def test_a_slide_keeps_every_digit_where_feet_that_stand_do_so_exactly():
    path = _stroke(0.3) + 0.05 * np.sin(9.0 * TIMES)[:, None]
    assert np.array_equal(as_wanted(TIMES, path, 0.0), path)


def test_a_detour_that_is_larger_than_the_errors_stays():
    path = _stroke(0.3) + 0.08 * np.sin(2.0 * np.pi * TIMES / TIMES[-1])[:, None]
    steadied = as_wanted(TIMES, path, 0.005**2)
    assert np.max(np.abs(steadied - path)) < 1e-3


def test_what_errors_are_as_large_as_strokes_stray_is_taken_from_a_short_stroke():
    tremble = 0.03 * np.stack([np.sin(19.0 * TIMES), np.cos(25.0 * TIMES)], axis=1)
    lengths = {}
    for metres in (0.06, 1.2):  # little is held beside it: errors of 10 mm are told, 21 are there
        steadied = as_wanted(TIMES, _stroke(metres) + tremble, 0.01**2)
        kept = np.std(steadied - _stroke(metres)) / np.std(tremble)
        lengths[metres] = kept
    assert lengths[0.06] < 0.6 < 0.85 < lengths[1.2]


def _off(seed: int, beside: float) -> float:
    """How far (metres) a trembling stroke of 0.3 m over 0.5 s is from its length, with what is held
    for so many seconds before and after it."""
    times = np.arange(-round(60 * beside), 31 + round(60 * beside)) / 60.0
    inside = slice(round(60 * beside), round(60 * beside) + 31)
    u = np.clip(times / 0.5, 0.0, 1.0)
    path = np.outer(u**3 * (10.0 - 15.0 * u + 6.0 * u**2), [0.3, 0.0])
    random = np.random.default_rng(seed)
    for hertz in (0.7, 1.3, 1.9, 2.5, 3.1):
        turn = random.uniform(0.0, 2.0 * np.pi, 2)
        path += 0.011 * np.sin(2.0 * np.pi * hertz * times[:, None] + turn)
    wanted = as_wanted(times, path, 0.017**2, inside)
    assert len(wanted) == 31
    return abs(float(np.linalg.norm(wanted[-1] - wanted[0])) - 0.3)


def test_what_is_held_before_and_after_says_how_long_a_slide_is():
    alone, held = (np.mean([_off(seed, beside) for seed in range(40)]) for beside in (0.0, 0.5))
    assert held < 0.8 * alone


def test_a_slide_is_asked_with_the_holds_that_touch_it_and_no_others():
    sample = sample_motion()
    times, heel = sample.motion.times, [c for c in sample.contacts if c.point == "right_heel"]
    slide = next(one for one in heel if one.state == "slide")
    before = next(c for c in heel if c.end == slide.start)
    after = next(c for c in heel if c.start == slide.end)
    assert before.holds and after.holds and after.end - after.start < BESIDE
    span = _span(sample, slide)
    heard = _with_holds(times, slide, span, in_one_place(heel))
    ends = times[heard.start], times[heard.stop - 1]
    wanted = max(before.start, slide.start - BESIDE), after.end
    assert ends == pytest.approx(wanted, abs=1.0 / 60.0)
    apart = [c for c in sample.contacts if c not in (before, after) and c.holds]
    assert _with_holds(times, slide, span, apart) == span


def test_a_long_slide_is_no_single_stroke_and_stays():
    times = np.linspace(0.0, 1.2 * LONGEST, 100)
    path = np.stack([np.sin(3.0 * times), times], axis=1)
    assert np.array_equal(as_wanted(times, path, 0.02**2), path)


def test_slides_of_the_sample_keep_their_length_under_drift():
    sample = sample_motion()
    feet = sample.points[:4]
    away = 0.2 * np.sin(0.3 * np.pi * sample.motion.times)
    root = sample.motion.root_positions + np.outer(away, [1.0, 0.0, 0.5])
    drifting = sample.motion.with_pose(sample.motion.local_rotations, root)
    problem = replace(
        problem_of(made_walk.walk(1.0), []), motion=drifting, points=feet,
        contacts=sample.contacts, ground=0.0,
    )  # fmt: skip
    refined = point_paths(solve(problem).motion, feet)
    exact = point_paths(sample.motion, feet)
    slides = [one for one in sample.contacts if one.state == "slide"]
    assert slides
    for slide in slides:
        lengths = [_length(at[slide.point][_span(sample, slide)]) for at in (refined, exact)]
        assert abs(lengths[0] / lengths[1] - 1.0) < 0.03


def _span(sample, slide: Contact) -> slice:
    return held_samples(sample.motion.times, slide)

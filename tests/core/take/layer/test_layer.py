"""Curves of the edit layer: through their keys, smooth, calm beyond their ends, and added whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import made_walk
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.motion import rotations
from core.take.decisions import LayerKey
from core.take.layer.layer import changed_span, layer_curve, layered
from core.take.layer_key import fault_of_key

ZERO = (0.0, 0.0, 0.0)
numbers = st.floats(-3.0, 3.0, allow_nan=False)
values = st.tuples(numbers, numbers, numbers)
moments = st.lists(st.integers(0, 400), min_size=1, max_size=7, unique=True)


def key(time: float, *value: float, **words) -> LayerKey:
    three = (*value, *ZERO)[:3]
    return LayerKey("LeftArm", "rotation", time, three, **words)  # type: ignore[arg-type]


@st.composite
def automatic_keys(draw: st.DrawFn) -> list[LayerKey]:
    return [key(0.01 * moment, *draw(values)) for moment in draw(moments)]


@given(automatic_keys())
@settings(max_examples=60, deadline=None)
def test_a_curve_passes_through_its_keys_and_never_beyond_its_neighbours(keys):
    curve = layer_curve(keys)
    ordered = sorted(keys, key=lambda one: one.time)
    for one in ordered:
        assert curve.at([one.time])[0] == pytest.approx(one.value, abs=1e-12)
    for before, after in pairwise(ordered):
        inside = curve.at(np.linspace(before.time, after.time, 40))
        low, high = np.minimum(before.value, after.value), np.maximum(before.value, after.value)
        assert np.all(inside >= low - 1e-9)
        assert np.all(inside <= high + 1e-9)


@given(automatic_keys())
@settings(max_examples=60, deadline=None)
def test_a_curve_with_automatic_tangents_is_c1_everywhere(keys):
    curve, little = layer_curve(keys), 1e-8
    for one in keys:
        left, at, right = curve.at([one.time - little, one.time, one.time + little])
        before, after = (at - left) / little, (right - at) / little
        assert np.max(np.abs(before - after)) < 0.02  # a kink of these keys has 1 and more


def test_beyond_the_ends_a_curve_stays_what_it_is_there():
    curve = layer_curve([key(1.0, 0.5), key(2.0, 0.2)])
    assert np.array_equal(curve.at([-9.0, 0.99, 2.01, 99.0])[:, 0], [0.5, 0.5, 0.2, 0.2])
    assert np.array_equal(layer_curve([]).at([0.0, 1.0]), np.zeros((2, 3)))


def test_tangents_do_what_they_are_called():
    two = [key(0.0, 0.0), key(1.0, 1.0)]
    straight = [replace(one, tangent_in="linear", tangent_out="linear") for one in two]
    assert layer_curve(straight).at([0.25, 0.5])[:, 0] == pytest.approx([0.25, 0.5])
    stepped = [replace(two[0], tangent_out="stepped"), two[1]]
    assert np.array_equal(layer_curve(stepped).at([0.999, 1.0])[:, 0], [0.0, 1.0])
    flat = [replace(one, tangent_in="flat", tangent_out="flat") for one in two]
    assert layer_curve(flat).at([0.25])[0, 0] == pytest.approx(0.15625)
    free = [replace(two[0], tangent_out="free", slope_out=(3.0, 0.0, 0.0)), two[1]]
    started = layer_curve(free).at([0.0, 1e-6])[:, 0]
    assert (started[1] - started[0]) / 1e-6 == pytest.approx(3.0, rel=1e-4)


def test_keys_of_zero_give_the_very_motion_back():
    motion = made_walk.walk(1.0).motion
    keys = [key(0.2), key(0.6), LayerKey("Hips", "position", 0.5, ZERO)]
    assert layered(motion, keys) is motion


def test_the_offset_turns_the_joint_in_its_own_frame_and_nothing_else():
    motion = made_walk.walk(1.0).motion
    arm = motion.skeleton.index("LeftArm")
    after = layered(motion, [key(0.2), key(0.5, 0.0, 0.0, 0.4), key(0.8)])
    frame = int(np.searchsorted(motion.times, 0.5 - 1e-9))
    turn = rotations.multiply(
        rotations.inverse(motion.local_rotations[frame, arm]), after.local_rotations[frame, arm]
    )
    assert rotations.to_rotation_vector(turn) == pytest.approx([0.0, 0.0, 0.4], abs=1e-9)
    outside = (motion.times <= 0.2) | (motion.times >= 0.8)
    assert np.array_equal(after.local_rotations[outside], motion.local_rotations[outside])
    others = [j for j in range(motion.skeleton.joint_count) if j != arm]
    assert np.array_equal(after.local_rotations[:, others], motion.local_rotations[:, others])
    assert np.array_equal(after.root_positions, motion.root_positions)


def test_what_the_rig_cannot_obey_adds_nothing():
    motion = made_walk.walk(0.5).motion
    strange = [
        LayerKey("Tail", "rotation", 0.1, (1.0, 0.0, 0.0)),
        LayerKey("LeftArm", "position", 0.1, (1.0, 0.0, 0.0)),
    ]
    assert layered(motion, strange) is motion


def test_the_changed_span_is_where_the_curve_is_another():
    keys = [key(float(k), 0.1 * (k % 3)) for k in range(9)]
    assert changed_span(keys, keys) is None
    raised = [*keys[:4], replace(keys[4], value=(0.9, 0.0, 0.0)), *keys[5:]]
    assert changed_span(keys, raised) == (3.0, 6.0)  # the tangent at 5 is another too
    assert changed_span(keys, keys[1:])[0] == -np.inf  # type: ignore[index]
    assert changed_span([], [key(1.0, 0.2)]) == (-np.inf, np.inf)
    assert changed_span([key(1.0), key(2.0)], []) is None  # zero either way


@given(automatic_keys(), st.integers(0, 6), values)
@settings(max_examples=60, deadline=None)
def test_outside_the_changed_span_the_curve_is_the_same(keys, which, value):
    changed = list(keys)
    changed[which % len(keys)] = replace(keys[which % len(keys)], value=value)
    span = changed_span(keys, changed)
    times = np.linspace(-1.0, 5.0, 700)
    off = np.abs(layer_curve(keys).at(times) - layer_curve(changed).at(times)).max(axis=1)
    outside = np.ones(len(times), bool) if span is None else (times < span[0]) | (times > span[1])
    assert np.max(off[outside], initial=0.0) <= 1e-9


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"time": float("nan")}, "'time'"),
        ({"value": (0.0, float("inf"), 0.0)}, "'value'"),
        ({"slope_out": (1e9, 0.0, 0.0)}, "'slope_out'"),
        ({"channel": "scale"}, "no layer channel 'scale'"),
        ({"tangent_in": "stepped"}, "no tangent 'stepped'"),
    ],
)
def test_a_key_that_makes_no_sense_is_told(change, word):
    assert fault_of_key(key(1.0)) is None
    fault = fault_of_key(replace(key(1.0), **change))
    assert fault is not None
    assert word in fault

"""A file may pin a joint a thousand times within a second: work grows with the pins, no faster."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_solve_pins import _walk

from core.motion.kinematics import world_positions
from core.motion.pin import Pin, PinKind
from core.motion.resample import resampled
from core.solve.pins import pin_errors, pin_report
from core.solve.pins.pin_errors import offs_target
from core.solve.pins.pin_report import missed_pins, pin_reports
from core.solve.pins.pin_rows import demands_of

MANY = 300
ELSEWHERE = (0.3, 1.2, 0.4)


def _pin(start: float, end: float, joint: str = "LeftHand", kind: PinKind = "position") -> Pin:
    turn = (1.0, 0.0, 0.0, 0.0)
    if kind == "pose":
        return Pin("", kind, start, end, (), (("Neck", turn), (joint, turn)))
    values = {"position": ELSEWHERE, "rotation": turn, "image": (600.0, 300.0)}
    return Pin(joint, kind, start, end, values[kind])


def _dense() -> tuple[Pin, ...]:
    return tuple(_pin(float(at), float(at)) for at in np.linspace(1.0, 1.8, MANY))


@pytest.mark.parametrize("kind", ["position", "rotation", "pose", "image"])
def test_demands_that_are_looked_at_together_are_as_far_off_as_alone(kind):
    moments = (0.0, 0.5071, 0.51, 0.52, 1.1, 2.6, 2.613, 2.99)
    pins = tuple(_pin(at, at, kind=kind) for at in moments)
    problem = _walk(*pins, _pin(0.6, 1.4, "Head", kind), _pin(2.2, 2.3, "RightHand", kind))
    demands = tuple(demands_of(problem))
    together = {id(one): off for one, off in offs_target(problem, problem.motion, demands)}
    assert len(together) == len(demands)
    for demand in demands:
        ((_, alone),) = offs_target(problem, problem.motion, (demand,))
        assert together[id(demand)].shape == alone.shape
        assert np.max(np.abs(together[id(demand)] - alone)) < 1e-12


def test_how_far_a_place_between_samples_is_off_is_read_off_the_interpolated_pose():
    problem = _walk(_pin(1.1071, 1.1071))
    there = resampled(problem.motion, np.array([1.1071]))
    place = world_positions(there)[0, there.skeleton.index("LeftHand")]
    error = pin_reports(problem, problem.motion)[0].error_mm
    assert error == pytest.approx(1e3 * np.linalg.norm(place - ELSEWHERE), abs=1e-6)


def test_many_pins_within_a_second_are_measured_in_one_look(monkeypatch):
    looks = []
    count = pin_errors.forward_kinematics
    monkeypatch.setattr(
        pin_errors, "forward_kinematics", lambda motion: looks.append(1) or count(motion)
    )
    problem = _walk(*_dense())
    pin_reports(problem, problem.motion)
    assert 0 < len(looks) <= 2


def test_what_all_missed_pins_need_to_be_named_is_found_once(monkeypatch):
    problem = _walk(*_dense(), _pin(2.5, 2.5, "Head"))
    looked, read = [], pin_report.body_parts
    monkeypatch.setattr(
        pin_report, "body_parts", lambda skeleton: looked.append(1) or read(skeleton)
    )
    compared = []
    monkeypatch.setattr(Pin, "__eq__", lambda one, other: compared.append(1) or one is other)
    named = missed_pins(problem, problem.motion, pin_reports(problem, problem.motion))
    assert len(named) == MANY + 1
    assert len(looked) == 1
    assert len(compared) < 10 * MANY


def test_only_another_pin_of_the_same_joint_and_kind_is_named_as_in_the_way():
    first, second = _pin(1.0, 1.2), replace(_pin(1.1, 1.3), value=(0.5, 1.0, 0.2))
    apart, turned = _pin(2.0, 2.1), _pin(1.0, 1.2, kind="rotation")
    problem = _walk(first, second, apart, turned)
    reports = pin_reports(problem, problem.motion)
    named = [one.limit for one in missed_pins(problem, problem.motion, reports)]
    same = "another pin of the same joint at the same time"
    assert [limit == same for limit in named] == [True, True, False, False]


def test_a_pin_that_is_stated_twice_is_not_in_its_own_way():
    problem = _walk(_pin(1.0, 1.2), _pin(1.0, 1.2))
    reports = pin_reports(problem, problem.motion)
    named = [one.limit for one in missed_pins(problem, problem.motion, reports)]
    assert len(named) == 2 and not any("another pin" in limit for limit in named)

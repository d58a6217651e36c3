"""Skates are found where a held point moves, and only there; a swap's and a flip's like besides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_walk import decided, plants, walk, with_drift, with_skate

from core.contacts.contact import Contact
from core.quality.defects import examined
from core.quality.defects.find import find_defects
from core.quality.defects.skates import skates
from core.quality.defects_of_take import examined_take
from core.take.captured import Captured
from core.take.decisions import Decision


@pytest.fixture(scope="module")
def exact() -> Captured:
    return walk(4.0)


def test_an_exact_walk_has_no_defect(exact: Captured) -> None:
    seen = examined_take(exact, decided(plants(4.0)))
    assert find_defects(seen) == ()


def test_an_exact_walk_has_no_skate_either_where_contacts_are_estimated(exact: Captured) -> None:
    assert skates(examined_take(exact, ())) == []


@pytest.mark.parametrize("metres", [0.03, 0.06])
def test_a_skate_is_found_with_its_size_place_and_time(exact: Captured, metres: float) -> None:
    plant = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)
    moved = with_skate(exact, plant, metres)
    events = [one for one in skates(examined_take(moved, ())) if one.where == "left_toe"]
    event = max(events, key=lambda one: one.severity)
    assert event.severity == pytest.approx(1000.0 * metres, rel=0.35)
    assert event.unit == "mm"
    assert event.start < plant.end and event.end > plant.start
    assert f"{event.severity:.0f} mm" in event.sentence
    assert event.sentence.startswith("Left toe moves")
    # the other foot is untouched
    assert not any(one.where.startswith("right") for one in skates(examined_take(moved, ())))


def test_a_wanted_slide_is_no_skate(exact: Captured) -> None:
    plant = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)
    moved = with_skate(exact, plant, 0.08)
    contacts = [
        replace(c, state="slide") if c.point.startswith("left") and c.start == plant.start else c
        for c in plants(4.0)
    ]
    assert skates(examined_take(moved, decided(contacts))) == []


def test_a_short_slow_slide_that_was_only_estimated_is_told_with_little_confidence(
    exact: Captured,
) -> None:
    plant = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)
    moved = with_skate(exact, plant, 0.08)
    slide = Decision("s", replace(plant, state="slide"), "auto", 0.9)

    def told(decision: Decision) -> list[float]:
        events = skates(examined_take(moved, (decision,)))
        return [
            one.confidence
            for one in events
            if (one.where, one.start, one.end) == ("left_toe", plant.start, plant.end)
        ]

    [confidence] = told(slide)
    assert confidence < 0.5
    assert told(replace(slide, source="user")) == []


@pytest.mark.parametrize(("metres", "told"), [(0.06, True), (0.12, True), (0.25, False)])
def test_an_estimated_slide_is_wanted_where_it_goes_far(
    exact: Captured, metres: float, told: bool
) -> None:
    plant = next(c for c in plants(4.0) if c.point == "left_toe" and c.start > 1.0)
    slide = Decision("s", replace(plant, state="slide"), "auto", 0.9)
    events = skates(examined_take(with_skate(exact, plant, metres), (slide,)))
    stretch = ("left_toe", plant.start, plant.end)
    assert any((one.where, one.start, one.end) == stretch for one in events) == told


def test_what_may_be_a_skate_or_a_slide_is_believed_less_where_it_is_fast(exact: Captured) -> None:
    def sure(seconds: float) -> float:
        slide = Contact("left_toe", "slide", 1.0, 1.0 + seconds)
        root = np.array(exact.motion.root_positions)
        root[:] = root[120]
        share = np.clip((exact.motion.times - 1.0) / seconds, 0.0, 1.0)
        root[:, 0] += 0.1 * share
        still = np.repeat(exact.motion.local_rotations[120:121], len(root), axis=0)
        sliding = replace(exact, motion=exact.motion.with_pose(still, root))
        seen = examined_take(sliding, (Decision("s", slide, "auto", 0.9),))
        [event] = [one for one in skates(seen) if (one.where, one.start) == ("left_toe", 1.0)]
        return event.confidence

    assert sure(0.15) < sure(0.5) < 0.5


def test_a_drifting_body_skates_with_every_foot_and_is_told_as_drift(exact: Captured) -> None:
    drifting = with_drift(exact, 0.2, 0.3)
    defects = find_defects(examined_take(drifting, decided(plants(4.0))))
    assert {one.where for one in defects if one.kind == "skate"} >= {"left_toe", "right_heel"}
    drift = next(one for one in defects if one.kind == "root_drift")
    assert drift.severity > 100.0
    assert drift.end - drift.start > 2.0


def test_a_standing_foot_that_nobody_said_to_stand_is_found_with_less_confidence(
    exact: Captured,
) -> None:
    drifting = with_drift(exact, 0.2, 0.3)
    given = [c for c in plants(4.0) if c.point != "left_toe"]
    missing = [one for one in skates(examined_take(drifting, decided(given)))
               if one.where == "left_toe"]  # fmt: skip
    assert missing
    assert all(one.confidence < 0.5 for one in missing)


def test_user_contacts_are_believed_wholly(exact: Captured) -> None:
    contact = Contact("left_toe", "plant", 0.0, 4.0)
    event = skates(examined_take(exact, decided([contact])))[0]
    assert event.confidence == 1.0
    assert event.severity > 2000.0


def test_a_skate_is_as_long_as_the_points_farthest_apart(exact: Captured) -> None:
    contact = Contact("left_toe", "plant", 0.0, 4.0)
    seen = examined_take(exact, decided([contact]))
    path = seen.paths["left_toe"]
    farthest = np.linalg.norm(path[:, None] - path[None], axis=-1).max()
    assert skates(seen)[0].severity == pytest.approx(1000.0 * farthest)


def test_the_floor_under_a_point_is_found_once_however_many_skates_there_are(
    exact: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = examined.floor_under

    def counted(problem, point, *about, **how):
        asked.append(point)
        return real(problem, point, *about, **how)

    monkeypatch.setattr(examined, "floor_under", counted)
    drifting = with_drift(exact, 0.3)
    found = skates(examined_take(drifting, decided(plants(4.0))))
    assert len(found) > len({one.where for one in found})
    assert sorted(asked) == sorted({one.where for one in found})

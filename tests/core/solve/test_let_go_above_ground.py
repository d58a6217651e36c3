"""What contradicting contacts let go of its height still lies on the ground at least."""

from __future__ import annotations

import made_walk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contacts.contact import Contact
from core.motion.point_paths import point_paths
from core.take.refine import refine

SECONDS, RATE = 3.0, 30.0
POINTS = ("left_heel", "left_toe", "right_heel", "right_toe")
TAKES = {
    "stood": made_walk.standing(SECONDS, RATE),
    "walked": made_walk.with_drift(made_walk.walk(SECONDS, RATE), 0.05),
}


def _below_mm(name: str, contacts: list[Contact]) -> tuple[float, int]:
    """How deep the deepest point lies below the ground, and how much of the report is not met."""
    captured = TAKES[name]
    refined = refine(captured, made_walk.decided(contacts))
    ground = refined.report.ground
    assert ground is not None
    feet = [point for point in captured.contact_points if point.name in POINTS]
    lowest = min(path[:, 1].min() for path in point_paths(refined.motion, feet).values())
    return 1e3 * float(ground - lowest), len(refined.report.infeasible)


@pytest.mark.parametrize(
    "name, contacts",
    [
        (
            "walked",
            [
                Contact("left_heel", "plant", 0.857, 1.476, height=0.3),
                Contact("left_toe", "slide", 0.587, 1.945, height=0.0),
                Contact("right_heel", "slide", 0.126, 1.408, height=0.4),
                Contact("right_toe", "plant", 1.315, 1.591, height=0.1),
            ],
        ),
        (
            "walked",  # limits of bent toes come and go until the last step
            [
                Contact("left_heel", "slide", 0.922, 1.641),
                Contact("left_toe", "slide", 0.0, 0.625),
                Contact("right_heel", "plant", 1.094, 2.188, height=0.3),
                Contact("right_toe", "slide", 0.0, 1.344),
            ],
        ),
        (
            "stood",
            [
                Contact("left_heel", "slide", 0.775, 1.489, height=0.4),
                Contact("left_toe", "slide", 1.096, 2.032, height=0.0),
                Contact("right_heel", "plant", 1.482, 2.222, height=0.0),
                Contact("right_toe", "plant", 0.408, 1.343, height=0.3),
            ],
        ),
    ],
)
def test_contacts_that_contradict_each_other_leave_no_foot_in_the_ground(name, contacts):
    below, missed = _below_mm(name, contacts)
    assert missed > 0
    assert below <= 1.0


_heights = st.sampled_from([None, 0.0, 0.1, 0.3, 0.4])


@st.composite
def _contact(draw, point: str) -> Contact:
    start = draw(st.floats(0.0, 1.5))
    end = start + draw(st.floats(0.2, 1.5))
    state = draw(st.sampled_from(["slide", "slide", "plant"]))
    return Contact(point, state, round(start, 3), round(end, 3), height=draw(_heights))


@settings(max_examples=12, deadline=None)
@given(name=st.sampled_from(sorted(TAKES)), contacts=st.tuples(*map(_contact, POINTS)))
def test_no_set_of_contacts_leaves_a_foot_in_the_ground(name, contacts):
    assert _below_mm(name, list(contacts))[0] <= 1.0

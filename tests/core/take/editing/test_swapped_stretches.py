"""Several stretches swap their sides in one step, none of them twice."""

from __future__ import annotations

import pytest

from core.take.decisions import SidesSwapped
from core.take.editing.fact_edits import swap_sides, swap_stretches
from core.take.editing.normal_form import Decisions


def swaps(decisions: Decisions) -> list[tuple[float, float, str]]:
    facts = [one.fact for one in decisions if isinstance(one.fact, SidesSwapped)]
    return sorted((fact.start, fact.end, fact.limbs) for fact in facts)


def swapped(decisions: Decisions, *stretches: tuple[float, float]) -> Decisions:
    return swap_stretches(decisions, stretches).applied_to(decisions)


def test_a_swap_inside_several_that_are_swapped_is_not_exchanged_back():
    one = swapped((), (0.0, 1.0))
    assert swaps(swapped(one, (0.0, 1.0), (1.0, 2.0))) == [(0.0, 2.0, "all")]
    assert swaps(swapped(one, (0.0, 1.0), (1.5, 2.0))) == [(0.0, 1.0, "all"), (1.5, 2.0, "all")]


def test_swaps_of_legs_alone_and_those_that_reach_further_are_left():
    legs = swap_sides((), 0.2, 0.6, "legs").applied_to(())
    both = swap_sides(legs, 1.5, 3.0).applied_to(legs)
    assert swaps(swapped(both, (0.0, 1.0), (1.0, 2.0))) == [
        (0.0, 2.0, "all"), (0.2, 0.6, "legs"), (1.5, 3.0, "all"),
    ]  # fmt: skip


def test_swapping_several_a_second_time_or_undoing_leaves_what_was_before():
    before = swapped((), (0.0, 1.0))
    edit = swap_stretches(before, [(0.0, 1.0), (1.0, 2.0)])
    after = edit.applied_to(before)
    assert swaps(swapped(after, (0.0, 1.0), (1.0, 2.0))) == []
    assert edit.inverse().applied_to(after) == before


@pytest.mark.parametrize("wrong", [[], [(1.0, 0.5)], [(0.0, 1.0), (2.0, float("nan"))]])
def test_a_stretch_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="swap"):
        swap_stretches((), wrong)


def test_a_swap_is_named_in_frames_where_they_are_known():
    assert swap_stretches((), [(1.0, 2.0)]).name == "swap left and right 1.00 to 2.00 s"
    assert swap_stretches((), [(1.0, 2.0)], rate=30.0).name == "swap left and right 31 to 61"
    both = [(1.0, 2.0), (2.0, 3.0)]
    assert swap_stretches((), both, rate=30.0).name == "swap left and right 31 to 91"

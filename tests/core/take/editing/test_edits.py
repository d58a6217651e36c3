"""What each intent does to the decisions, and what the Undo menu calls it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from core.contacts.contact import Contact
from core.take.decisions import Decision, Ground, VideoOffset
from core.take.editing import edits
from core.take.editing.normal_form import Decisions, contacts_of, trimmed_by


def toe(state: str, start: float, end: float, **more) -> Contact:
    return Contact("left_toe", state, start, end, **more)  # type: ignore[arg-type]


def lane(decisions: Decisions) -> list[tuple]:
    return [
        (one.fact.state, one.fact.start, one.fact.end, one.source)  # type: ignore[union-attr]
        for one in contacts_of(decisions, "left_toe")
    ]


def put(decisions: Decisions, contact: Contact, source="user") -> Decisions:
    return edits.put_contact(decisions, contact, source).applied_to(decisions)


def test_a_contact_inside_another_splits_it_and_the_first_piece_keeps_its_id() -> None:
    before = put((), toe("plant", 1.0, 3.0))
    after = put(before, toe("slide", 1.5, 2.0))
    assert lane(after) == [
        ("plant", 1.0, 1.5, "user"), ("slide", 1.5, 2.0, "user"), ("plant", 2.0, 3.0, "user")
    ]  # fmt: skip
    assert contacts_of(after)[0].id == before[0].id
    assert len({one.id for one in after}) == 3


def test_a_contact_over_others_trims_and_swallows_them() -> None:
    before = put(put(put((), toe("plant", 0, 1)), toe("pivot", 1, 2)), toe("plant", 2, 3))
    assert lane(put(before, toe("air", 0.5, 2.5))) == [
        ("plant", 0, 0.5, "user"), ("air", 0.5, 2.5, "user"), ("plant", 2.5, 3, "user")
    ]  # fmt: skip


def test_the_other_points_are_left_alone() -> None:
    heel = Contact("left_heel", "plant", 0.0, 9.0)
    after = put(put((), heel), toe("slide", 1.0, 2.0))
    assert [one.fact for one in contacts_of(after, "left_heel")] == [heel]


def test_an_automatic_contact_goes_around_the_users() -> None:
    before = put((), toe("slide", 1.0, 2.0))
    assert lane(put(before, toe("plant", 0.5, 3.0), "auto")) == [
        ("plant", 0.5, 1.0, "auto"), ("slide", 1.0, 2.0, "user"), ("plant", 2.0, 3.0, "auto")
    ]  # fmt: skip


def test_a_moved_contact_is_the_users_keeps_its_id_and_trims_its_neighbour() -> None:
    before = put(put((), toe("plant", 0, 1), "auto"), toe("slide", 1, 2), "auto")
    chosen = contacts_of(before)[0]
    edit = edits.move_contact(before, chosen.id, 0.0, 1.4)
    after = edit.applied_to(before)
    assert lane(after) == [("plant", 0, 1.4, "user"), ("slide", 1.4, 2, "auto")]
    assert contacts_of(after)[0].id == chosen.id
    assert edit.time == 1.4


def test_a_changed_state_drops_an_anchor_that_nothing_holds() -> None:
    before = put((), toe("plant", 0, 1, anchor=(1.0, 2.0, 3.0), height=0.2))
    pivot = edits.set_state(before, before[0].id, "pivot").applied_to(before)
    assert pivot[0].fact.anchor == (1.0, 2.0, 3.0)  # type: ignore[union-attr]
    slide = edits.set_state(pivot, pivot[0].id, "slide").applied_to(pivot)
    assert slide[0].fact == toe("slide", 0, 1, height=0.2)


def test_a_split_leaves_two_that_touch() -> None:
    before = put((), toe("plant", 0, 1))
    after = edits.split_contact(before, before[0].id, 0.25).applied_to(before)
    assert lane(after) == [("plant", 0, 0.25, "user"), ("plant", 0.25, 1, "user")]


def test_estimating_again_replaces_only_what_was_automatic() -> None:
    before = put(put((), toe("plant", 0, 1), "auto"), toe("slide", 2, 3))
    after = edits.replace_automatic(before, [(toe("plant", 0.2, 2.5), 0.7)]).applied_to(before)
    assert lane(after) == [("plant", 0.2, 2, "auto"), ("slide", 2, 3, "user")]
    assert contacts_of(after)[0].probability == 0.7


def test_estimating_the_same_again_changes_nothing() -> None:
    found = [(toe("plant", 0, 1), 0.9), (toe("plant", 2, 3), 0.8)]
    before = edits.replace_automatic((), found).applied_to(())
    assert edits.replace_automatic(before, found).changes_nothing


def test_the_estimate_of_a_long_take_compares_neighbours_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def counted(new: Decision, cuts: Iterable[Contact]) -> list[Decision]:
        nonlocal compared
        cuts = list(cuts)
        compared += len(cuts)
        return trimmed_by(new, cuts)

    monkeypatch.setattr(edits, "trimmed_by", counted)
    found = [(toe("plant", second, second + 0.6), 0.5 + second / 8000) for second in range(3000)]
    after = edits.replace_automatic((), found).applied_to(())
    assert len(after) == 3000 and compared < 3000


def test_of_two_estimates_that_overlap_the_surer_one_stays_whole() -> None:
    unsure, sure = (toe("plant", 0, 2), 0.4), (toe("slide", 1, 3), 0.9)
    for found in ([unsure, sure], [sure, unsure]):
        after = edits.replace_automatic((), found).applied_to(())
        assert lane(after) == [("plant", 0, 1, "auto"), ("slide", 1, 3, "auto")]


def test_there_is_one_offset_and_one_ground_and_the_users_wins() -> None:
    first = edits.set_offset((), 0.5, "auto").applied_to(())
    second = edits.set_offset(first, 1.25).applied_to(first)
    assert [one.fact for one in second] == [VideoOffset(1.25)]
    assert edits.set_offset(second, 9.0, "auto").changes_nothing
    ground = edits.set_ground(second, -0.02).applied_to(second)
    assert [one.fact for one in ground] == [VideoOffset(1.25), Ground(-0.02)]


def test_the_same_intents_give_the_same_ids() -> None:
    one = put(put((), toe("plant", 0, 1)), toe("air", 0.2, 0.4))
    two = put(put((), toe("plant", 0, 1)), toe("air", 0.2, 0.4))
    assert one == two


def test_names_are_as_the_undo_menu_shows_them() -> None:
    heel = Contact("right_heel", "plant", 184 / 30, 203 / 30)
    assert edits.put_contact((), heel, rate=30.0).name == "plant, R heel 185 to 204"
    assert edits.put_contact((), heel).name == "plant, R heel 6.13 to 6.77 s"
    here = put((), heel)
    name = here[0].id
    assert edits.move_contact(here, name, 6.0, 6.5, rate=30.0).name == (
        "move plant, R heel 181 to 196"
    )
    assert edits.delete_contact(here, name, rate=30.0).name == "delete plant, R heel 185 to 204"
    assert edits.split_contact(here, name, 6.5, rate=30.0).name == "split plant, R heel at 196"
    assert edits.set_offset((), -1.5).name == "video offset −1.500 s"
    assert edits.set_ground((), 0.012).name == "ground at 12 mm"


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="ends no earlier"):
        edits.put_contact((), toe("plant", 2.0, 1.0))
    with pytest.raises(ValueError, match="no contact state"):
        edits.put_contact((), toe("stand", 1.0, 2.0))
    with pytest.raises(ValueError, match="finite"):
        edits.put_contact((), toe("plant", 1.0, float("nan")))
    with pytest.raises(KeyError):
        edits.move_contact((), "nobody", 0.0, 1.0)
    before = put((), toe("plant", 1.0, 2.0))
    with pytest.raises(ValueError, match="inside"):
        edits.split_contact(before, before[0].id, 2.0)


def test_an_edit_that_does_not_fit_is_refused() -> None:
    edit = edits.put_contact((), toe("plant", 1.0, 2.0))
    once = edit.applied_to(())
    with pytest.raises(ValueError, match="already"):
        edit.applied_to(once)
    with pytest.raises(ValueError, match="not there"):
        edit.inverse().applied_to(())


def test_an_estimate_gives_way_to_a_surer_one_that_begins_at_a_contact_of_no_length() -> None:
    before = put((), toe("plant", 1.0 + 5e-7, 1.0 + 5e-7))
    surer, other = toe("slide", 1.0, 1.2), toe("pivot", 1.1, 1.15)
    edit = edits.replace_automatic(before, [(surer, 0.9), (other, 0.5)])
    assert [decision.fact for decision in edit.coming] == [surer]

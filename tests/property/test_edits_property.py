"""Laws of edits: always normal, always taken back exactly, whatever is asked in whatever order."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contacts.contact import STATES, Contact
from core.take.decisions import Decision, LayerKey
from core.take.editing import edits
from core.take.editing.normal_form import contacts_of, fault_of, trimmed_by
from core.take.exchange.journal_file import journal_as_json, journal_from_json
from core.take.journal import Journal, replayed
from core.take.layer import layer_edits

POINTS = ("left_heel", "left_toe", "right_toe")
# a coarse grid makes ends meet and intervals of no length; fine times make slivers
times = st.one_of(
    st.integers(0, 40).map(lambda k: k / 10), st.floats(0.0, 4.0, allow_nan=False, width=64)
)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    start, end = sorted((draw(times), draw(times)))
    state = draw(st.sampled_from(STATES))
    anchor = draw(st.none() | st.tuples(*[st.floats(-9, 9)] * 3)) if state == "plant" else None
    return Contact(draw(st.sampled_from(POINTS)), state, start, end, anchor)


@st.composite
def layer_keys(draw: st.DrawFn) -> LayerKey:
    joint, channel = draw(st.sampled_from([("LeftArm", "rotation"), ("Hips", "position")]))
    out = draw(st.sampled_from(["auto", "stepped", "free"]))
    value = draw(st.tuples(*[st.floats(-3, 3)] * 3))
    return LayerKey(joint, channel, draw(times), value, "auto", out)


intents = st.one_of(
    st.tuples(st.just("put"), contacts(), st.sampled_from(["user", "auto"])),
    st.tuples(st.just("move"), st.integers(0, 99), times, times),
    st.tuples(st.just("state"), st.integers(0, 99), st.sampled_from(STATES)),
    st.tuples(st.just("split"), st.integers(0, 99), st.floats(0.01, 0.99)),
    st.tuples(st.just("delete"), st.integers(0, 99)),
    st.tuples(st.just("offset"), st.floats(-9, 9), st.sampled_from(["user", "auto"])),
    st.tuples(st.just("ground"), st.floats(-1, 1), st.sampled_from(["user", "auto"])),
    st.tuples(st.just("estimate"), st.lists(st.tuples(contacts(), st.floats(0, 1)), max_size=6)),
    st.tuples(st.just("key"), layer_keys(), st.sampled_from(["user", "auto"])),
    st.tuples(st.just("move keys"), st.integers(0, 99), times),
    st.tuples(st.just("delete keys"), st.integers(0, 99)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def built(journal: Journal, intent: tuple) -> edits.Edit | None:
    """The edit that an intent asks for; None where there is nothing that it could act on."""
    decisions = journal.decisions
    kind, *words = intent
    if kind == "put":
        return edits.put_contact(decisions, words[0], words[1])
    if kind in ("offset", "ground"):
        build = edits.set_offset if kind == "offset" else edits.set_ground
        return build(decisions, words[0], words[1])
    if kind == "estimate":
        return edits.replace_automatic(decisions, words[0])
    if kind.startswith(("key", "move keys", "delete keys")):
        return built_on_keys(decisions, kind, words)
    lane = contacts_of(decisions)
    if not lane:
        return None
    chosen = lane[words[0] % len(lane)]
    assert isinstance(chosen.fact, Contact)
    if kind == "move":
        return edits.move_contact(decisions, chosen.id, *sorted(words[1:]))
    if kind == "state":
        return edits.set_state(decisions, chosen.id, words[1])
    if kind == "split":
        time = chosen.fact.start + words[1] * (chosen.fact.end - chosen.fact.start)
        inside = chosen.fact.start + 2e-6 < time < chosen.fact.end - 2e-6
        return edits.split_contact(decisions, chosen.id, time) if inside else None
    return edits.delete_contact(decisions, chosen.id)


def built_on_keys(decisions, kind: str, words: list) -> edits.Edit | None:
    if kind == "key":
        return layer_edits.put_layer_keys(decisions, words[:1], words[1])
    keys = [one for one in decisions if isinstance(one.fact, LayerKey)]
    some = keys[words[0] % (len(keys) + 1) :][:3]
    if kind == "delete keys":
        return layer_edits.delete_layer_keys(decisions, [one.id for one in some])
    moved = {one.id: replace(one.fact, time=words[1]) for one in some}  # all on one moment
    return layer_edits.change_layer_keys(decisions, moved)


def grown(journal: Journal, intent: tuple) -> Journal:
    if intent[0] in ("undo", "redo"):
        entry = journal.undo_entry if intent[0] == "undo" else journal.redo_entry
        return journal if entry is None else journal.after(entry)
    edit = built(journal, intent)
    return journal if edit is None else journal.after(edit)


@given(st.lists(intents, max_size=25))
@settings(max_examples=150, deadline=None)
def test_any_edits_lead_to_normal_decisions_and_are_taken_back_exactly(story: list[tuple]) -> None:
    journal = Journal()
    for intent in story:
        before = journal.decisions
        journal = grown(journal, intent)
        assert fault_of(journal.decisions) is None
        last = journal.entries[-1].edit if journal.entries else None
        if last is not None and journal.decisions != before:
            assert last.inverse().applied_to(journal.decisions) == before
            assert last.inverse().inverse() == last


@given(st.lists(intents, max_size=20))
@settings(max_examples=80, deadline=None)
def test_undo_walks_back_through_every_state_and_redo_forward_again(story: list[tuple]) -> None:
    journal = Journal()
    states = [journal.decisions]
    for intent in story:
        if intent[0] in ("undo", "redo"):
            continue
        longer = grown(journal, intent)
        if longer is not journal:
            journal = longer
            states.append(journal.decisions)
    walked = [journal.decisions]
    while journal.undo_entry is not None:
        journal = journal.after(journal.undo_entry)
        walked.append(journal.decisions)
    assert walked == states[::-1]
    again = [journal.decisions]
    while journal.redo_entry is not None:
        journal = journal.after(journal.redo_entry)
        again.append(journal.decisions)
    assert again == states


@given(st.lists(intents, max_size=20))
@settings(max_examples=80, deadline=None)
def test_a_journal_read_back_from_its_json_is_equal(story: list[tuple]) -> None:
    journal = Journal()
    for intent in story:
        journal = grown(journal, intent)
    text = json.dumps(journal_as_json(journal))
    assert journal_from_json(json.loads(text), "journal") == journal


@given(st.lists(intents, max_size=15), contacts())
@settings(max_examples=80, deadline=None)
def test_automatic_contacts_never_take_time_from_the_users(
    story: list[tuple], contact: Contact
) -> None:
    journal = Journal()
    for intent in story:
        journal = grown(journal, intent)

    def users() -> list:
        return [one for one in contacts_of(journal.decisions) if one.source == "user"]

    before = users()
    journal = journal.after(edits.put_contact(journal.decisions, contact, "auto"))
    journal = journal.after(edits.replace_automatic(journal.decisions, [(contact, 0.5)]))
    assert users() == before


@given(
    st.lists(contacts(), max_size=6),
    st.lists(st.tuples(contacts(), st.floats(0, 1)), max_size=12),
)
def test_an_estimate_gives_way_to_its_neighbours_as_to_the_whole_lane(
    stated: list[Contact], estimated: list[tuple[Contact, float]]
) -> None:
    journal = Journal()
    for contact in stated:
        journal = journal.after(edits.put_contact(journal.decisions, contact))
    lane = [fact for one in contacts_of(journal.decisions) if isinstance(fact := one.fact, Contact)]
    for contact, _ in sorted(estimated, key=lambda one: (-one[1], one[0].point, one[0].start)):
        new = Decision("", contact, "auto")
        cuts = [other for other in lane if other.point == contact.point]
        lane += [
            piece.fact
            for piece in trimmed_by(new, sorted(cuts, key=lambda other: other.start))
            if isinstance(piece.fact, Contact)
        ]
    after = journal.after(edits.replace_automatic(journal.decisions, estimated)).decisions
    key = repr
    assert sorted((one.fact for one in contacts_of(after)), key=key) == sorted(lane, key=key)


def test_decisions_that_overlap_are_found_out() -> None:
    plant = Contact("left_toe", "plant", 1.0, 2.0)
    first = edits.put_contact((), plant)
    second = edits.put_contact((), replace(plant, start=1.5, end=3.0))
    with pytest.raises(ValueError, match="left_toe overlap"):
        Journal().after(first).after(second)


@given(st.lists(intents, max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_journal_replayed_at_once_equals_the_one_that_grew(story: list[tuple]) -> None:
    journal = Journal()
    for intent in story:
        journal = grown(journal, intent)
    assert replayed(journal.entries) == journal


def test_a_contact_no_longer_than_the_slack_is_not_split():
    """Found by chance: pieces of 1e-303 s overlapped each other."""
    moment = edits.put_contact((), Contact("left_heel", "plant", 0.0, 5e-303)).coming
    with pytest.raises(ValueError, match="inside"):
        edits.split_contact(moment, moment[0].id, 3e-303)

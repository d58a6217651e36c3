"""The document: from a motion file to settled motion, undo bit for bit, across restarts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_takes import made_captured
from opened_document import OpenedDocument, toe_contacts

from core.motion.motion import Motion
from core.take.editing import edits
from core.take.on_disk.take_opening import open_take


def test_a_motion_file_opens_as_a_take_beside_it_and_is_solved(
    opened: OpenedDocument, walk: Path
) -> None:
    document = opened.open(walk)
    assert opened.state.path == walk.with_suffix(".footing")
    assert opened.said == ["Your decisions are kept in walk.footing, beside walk.bvh."]
    assert opened.state.captured_look is not None
    opened.settle()
    report = opened.state.refined.report
    assert report.contacts and all(one.skate_mm <= 0.05 for one in report.contacts)
    skates = opened.state.captured_look.skates_mm
    assert max(skates.values()) > 30.0
    document.close()
    assert [file.name for file in sorted(walk.parent.iterdir())] == ["walk.bvh", "walk.footing"]


def test_an_edit_is_drawn_at_once_as_pending_and_as_done_when_it_is_on_the_disk(
    opened: OpenedDocument, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    opened.settle()
    revision = opened.state.revision
    assert document.put_contact("left_toe", "slide", 1.0, 2.0)
    state = opened.state
    assert state.revision == revision + 1
    assert ("slide", 1.0, 2.0) in toe_contacts(state)
    slide = next(one for one in state.decisions if getattr(one.fact, "state", "") == "slide")
    assert slide.id in state.pending
    assert not state.settled
    assert document.undo_name == "slide, L toe 31 to 61"
    qtbot.waitUntil(lambda: not opened.state.pending)
    assert opened.committed[-1] == len(state.journal)
    with open_take(state.path, read_only=True) as take:
        assert take.journal() == state.journal
    opened.settle()


def test_undo_and_redo_bring_the_settled_motion_back_bit_for_bit(
    opened: OpenedDocument, walk: Path
) -> None:
    document = opened.open(walk)
    first = opened.settle()
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    second = opened.settle()
    assert second != first
    places: list[float] = []
    document.place_wanted.connect(places.append)
    assert document.undo()
    assert opened.state.settled  # from what is known, without solving
    assert opened.settle() == first
    assert document.redo()
    assert opened.settle() == second
    assert places == [1.0, 1.0]
    assert document.undo_name == "slide, L toe 31 to 61"
    assert document.redo_name == ""
    assert not document.redo()


def test_a_restart_finds_decisions_undo_and_the_settled_motion_again(
    opened: OpenedDocument, walk: Path
) -> None:
    document = opened.open(walk)
    opened.settle()
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    second = opened.settle()
    document.delete_contact(opened.state.decisions[-1].id)
    document.undo()
    journal = opened.state.journal
    assert document.close()
    again = opened.open(walk)
    # the deletion was undone, and what was found at the start is nobody's edit
    assert opened.said[-1] == "Opened walk.footing, the take of walk.bvh, with 1 edit."
    assert opened.state.journal == journal
    assert again.redo_name.startswith("delete plant, R toe")
    assert opened.state.settled  # the take kept it
    assert opened.settle() == second
    assert again.undo()
    assert again.undo_name == ""  # what was found at the start is nobody's edit


def test_every_intent_is_one_named_step(opened: OpenedDocument, walk: Path) -> None:
    document = opened.open(walk)
    state = opened.state
    toe = next(one for one in state.decisions if getattr(one.fact, "point", "") == "left_toe")
    names = []
    for intent in (
        lambda: document.set_contact_state(toe.id, "pivot"),
        lambda: document.move_contact(toe.id, 0.5, 2.0),
        lambda: document.split_contact(toe.id, 1.0),
        lambda: document.delete_contact(toe.id),
        lambda: document.set_offset(0.25),
        lambda: document.set_ground(-0.01),
    ):
        before = len(opened.state.journal)
        assert intent()
        assert len(opened.state.journal) == before + 1
        names.append(document.undo_name)
    assert names == [
        "pivot, L toe 1 to 120",
        "move pivot, L toe 16 to 61",
        "split pivot, L toe at 31",
        "delete pivot, L toe 16 to 31",
        "video offset 0.250 s",
        "ground at −10 mm",
    ]
    assert opened.state.video_offset == 0.25
    while document.undo():
        pass
    assert opened.state.decisions == state.decisions
    assert document.undo_name == ""


def test_what_changes_no_motion_is_not_solved_again(opened: OpenedDocument, walk: Path) -> None:
    document = opened.open(walk)
    opened.settle()
    refined = opened.state.refined
    document.set_offset(1.5)
    assert opened.state.settled
    assert opened.state.refined is refined


def test_a_new_estimate_keeps_what_the_user_decided(
    opened: OpenedDocument, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    heel = next(o for o in opened.state.decisions if getattr(o.fact, "point", "") == "left_heel")
    document.delete_contact(heel.id)
    before = len(opened.state.journal)
    document.estimate_contacts()
    qtbot.waitUntil(lambda: len(opened.state.journal) > before, timeout=20_000)
    assert document.undo_name == "estimate contacts"
    assert ("slide", 1.0, 2.0) in toe_contacts(opened.state)
    assert any(getattr(o.fact, "point", "") == "left_heel" for o in opened.state.decisions)


def test_a_new_capture_replaces_the_motion_and_keeps_what_the_user_decided(
    opened: OpenedDocument, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    fresh = made_captured(frames=100, seed=9, source="another capture")
    document.take_in(fresh)
    qtbot.waitUntil(lambda: opened.state.captured is fresh, timeout=20_000)
    opened.settle()
    assert opened.state.refined.motion.frame_count == 100
    assert ("slide", 1.0, 2.0) in toe_contacts(opened.state)
    document.close()
    with open_take(walk.with_suffix(".footing")) as take:
        assert take.captured_sources()[-1] == "another capture"


def test_an_estimate_that_comes_too_late_is_made_again(
    opened: OpenedDocument, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    stale = edits.replace_automatic(opened.state.decisions, [])
    heel = opened.state.decisions[0]
    document.delete_contact(heel.id)
    before = len(opened.state.journal)
    document._found(stale)
    qtbot.waitUntil(lambda: len(opened.state.journal) > before, timeout=20_000)
    assert document.undo_name == "estimate contacts"


def test_undo_ends_at_the_animators_own_edits(opened: OpenedDocument, walk: Path) -> None:
    """One more Ctrl+Z took back every contact that was found when the take was made."""
    document = opened.open(walk)
    opened.settle()
    found = opened.state.decisions
    assert found and document.undo_name == ""
    assert not document.undo()
    document.put_contact("left_toe", "slide", 1.0, 2.0)
    assert document.undo_name == "slide, L toe 31 to 61"
    assert document.undo()
    assert opened.state.decisions == found
    assert document.undo_name == "" and not document.undo()
    assert document.redo_name == "slide, L toe 31 to 61"
    assert document.redo() and document.undo()
    assert opened.state.decisions == found


def test_contacts_that_were_estimated_again_can_be_taken_back(
    opened: OpenedDocument, walk: Path, qtbot
) -> None:
    document = opened.open(walk)
    opened.settle()
    gone = opened.state.decisions[0].id
    document.delete_contact(gone)
    left = opened.state.decisions
    document.estimate_contacts()
    qtbot.waitUntil(lambda: len(opened.state.decisions) > len(left), timeout=20_000)
    assert document.undo_name == "estimate contacts"
    assert document.undo()
    assert opened.state.decisions == left


def test_names_count_the_frames_that_the_window_counts_or_speak_of_seconds(
    opened: OpenedDocument, walk: Path
) -> None:
    opened.open(walk)
    state = opened.state
    assert state.captured is not None and state.naming_rate == pytest.approx(30.0)
    motion = state.captured.motion
    uneven = motion.times + 0.05 * (motion.times > 1.0)
    for times in (motion.times + 3.375, uneven):
        shifted = Motion(motion.skeleton, motion.local_rotations, motion.root_positions, times)
        of_a_part = replace(state, captured=replace(state.captured, motion=shifted))
        assert of_a_part.naming_rate is None

"""One key acts on all contacts that are chosen, and one step takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_walk import walk
from PySide6.QtCore import QPoint, Qt
from test_timeline_mouse import drag

from core.files.motion_file import write_motion
from core.take.decisions import SidesSwapped
from core.take.editing.edits import set_anchor

pytestmark = pytest.mark.ui
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def walking(opened, tmp_path: Path):
    path = tmp_path / "walk.bvh"
    write_motion(path, walk(seconds=3.0).motion)
    return opened(path)


def box_all(window) -> tuple[str, ...]:
    """Draw a box from the air at the end of the last lane over everything."""
    canvas = window.room.timeline.canvas
    shape = canvas.geometry_now
    lane = shape.lane(len(shape.names) - 1)
    start = QPoint(round(lane.right()) - 2, round(lane.bottom()) - 2)
    drag(window.room.timeline, start, QPoint(shape.heads + 2, shape.top + 2), SHIFT)
    return window.room.selection.chosen_contacts


def facts(window) -> dict[str, tuple]:
    window.settle()
    return {one.id: (one.state, one.start, one.end) for one in window.room.take.contacts}


def test_a_box_chooses_all_and_a_key_states_all_as_one_step(walking):
    before = facts(walking)
    chosen = box_all(walking)
    assert set(chosen) == set(before)
    said = walking.window.status["message"].text()
    assert said == f"{len(before)} contacts are selected; a key acts on all of them."
    entries = len(walking.document.state.journal.entries)
    walking.key(Qt.Key.Key_O)
    after = facts(walking)
    assert {state for state, _, _ in after.values()} == {"pivot"}
    assert len(walking.document.state.journal.entries) == entries + 1
    assert walking.document.undo_name == f"pivot, {len(before)} contacts"
    walking.key(Qt.Key.Key_Z, CONTROL)
    assert facts(walking) == before
    walking.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert facts(walking) == after


def test_nudging_deleting_and_splitting_act_on_all(walking):
    before = facts(walking)
    box_all(walking)
    walking.key(Qt.Key.Key_BraceLeft, SHIFT)
    shorter = facts(walking)
    step = 1.0 / walking.room.take.rate
    assert all(shorter[one][2] == pytest.approx(end - step) for one, (_, _, end) in before.items())
    assert len(walking.room.selection.chosen_contacts) == len(before)
    walking.key(Qt.Key.Key_Delete)
    assert facts(walking) == {} and walking.room.selection.contact is None
    walking.key(Qt.Key.Key_Z, CONTROL)
    assert facts(walking) == shorter
    box_all(walking)
    longest = max(shorter, key=lambda one: shorter[one][2] - shorter[one][1])
    walking.room.playback.seek(sum(shorter[longest][1:]) / 2)
    walking.key(Qt.Key.Key_S)
    now, middle = facts(walking), walking.room.playback.view.time
    cut = [one for one, (_, start, end) in shorter.items() if start < middle < end]
    assert len(now) == len(shorter) + len(cut) and longest in cut
    later = [one for one in now if one not in shorter]
    assert sorted(walking.room.selection.chosen_contacts) == sorted(later)
    assert all(now[one][1] == middle for one in later)


def test_scrubbing_does_not_let_go_of_several(walking):
    chosen = box_all(walking)
    walking.key(Qt.Key.Key_End)
    assert walking.room.selection.chosen_contacts == chosen
    walking.key(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert walking.room.selection.chosen_contacts == ()


def test_contacts_are_chosen_by_keys_alone(walking):
    walking.key(Qt.Key.Key_N)
    first = walking.room.selection.contact
    walking.key(Qt.Key.Key_N, SHIFT)
    assert walking.room.selection.chosen_contacts[0] == first
    assert len(walking.room.selection.chosen_contacts) == 2
    walking.key(Qt.Key.Key_3)
    walking.key(Qt.Key.Key_A, SHIFT)
    take = walking.room.take
    lane = [one.id for one in take.contacts if one.point == "right_heel"]
    assert sorted(walking.room.selection.chosen_contacts) == sorted(lane)
    walking.key(Qt.Key.Key_A, SHIFT)
    assert len(walking.room.selection.chosen_contacts) == len(take.contacts)


def test_with_contacts_chosen_a_key_acts_on_them_though_the_queue_stands_at_an_event(walking):
    walking.key(Qt.Key.Key_Q)
    before = facts(walking)
    box_all(walking)
    walking.key(Qt.Key.Key_D)
    assert {state for state, _, _ in facts(walking).values()} == {"slide"}
    assert set(facts(walking)) == set(before)


def test_what_the_mouse_plants_is_what_the_next_key_means(walking):
    window = walking
    window.key(Qt.Key.Key_Home)
    lane = window.room.timeline.canvas.lanes
    gaps = list(lane.air("left_toe", 0.0, 3.0, window.room.timeline.axis.limits))
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    before = facts(window)
    window.room.timeline.air_clicked.emit("left_toe", (start + end) / 2)
    made = [one for one in facts(window) if one not in before]
    assert len(made) == 1 and window.room.selection.contact == made[0]
    window.key(Qt.Key.Key_D)
    after = facts(window)
    assert after[made[0]][0] == "slide" and len(after) == len(before) + 1


def test_what_is_drawn_from_its_neighbours_end_is_what_the_next_key_means(walking):
    window = walking
    lanes = window.room.timeline.canvas.lanes
    limits = window.room.timeline.axis.limits
    known = facts(window)
    ends = {end for _, _, end in known.values()}
    gaps = [gap for gap in lanes.air("left_toe", 0.0, 3.0, limits) if gap[0] in ends]
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    window.room.timeline.contact_put.emit("left_toe", "plant", start, (start + end) / 2)
    made = [one for one in facts(window) if one not in known]
    assert len(made) == 1 and window.room.selection.chosen_contacts == (made[0],)
    window.key(Qt.Key.Key_Delete)
    assert facts(window) == known


def test_swapping_several_swaps_each_stretch_once_as_one_step(walking):
    box_all(walking)
    times = sorted((start, end) for _, start, end in facts(walking).values())
    walking.key(Qt.Key.Key_S, SHIFT)
    walking.settle()
    swaps = [
        one.fact for one in walking.document.state.decisions if isinstance(one.fact, SidesSwapped)
    ]
    # every contact lies in one swap, and in one alone: two undo each other
    for start, end in times:
        middle = 0.5 * (start + end)
        assert sum(one.start <= middle <= one.end for one in swaps) == 1
    walking.key(Qt.Key.Key_S, SHIFT)
    walking.settle()
    assert not any(isinstance(one.fact, SidesSwapped) for one in walking.document.state.decisions)
    for _ in range(2):
        walking.key(Qt.Key.Key_Z, CONTROL)
    assert facts(walking) and not walking.room.take.marks


def test_several_places_are_left_to_the_solver_as_one_step(walking):
    held = [one for one in walking.room.take.contacts if one.state == "plant"][:3]
    for one in held[:2]:
        known = walking.document.state.decisions
        walking.document.do(set_anchor(known, one.id, (0.0, 0.0, 0.3)))
    walking.settle()
    placed = [one.id for one in walking.room.take.contacts if one.anchor is not None]
    assert len(placed) == 2
    entries = len(walking.document.state.journal.entries)
    box_all(walking)
    walking.window.actions_by_id["contact.free"].trigger()
    walking.settle()
    assert all(one.anchor is None for one in walking.room.take.contacts)
    assert len(walking.document.state.journal.entries) == entries + 1
    assert walking.document.undo_name == "free, 2 contacts"
    walking.key(Qt.Key.Key_Z, CONTROL)
    assert [one.id for one in walking.room.take.contacts if one.anchor is not None] == placed

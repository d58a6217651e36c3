"""The review queue: the worst event first, one key decides, and nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_walk import walk, with_drift
from open_window import SLOW
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.contacts.contact import Contact
from core.files.motion_file import write_motion
from core.motion import rotations
from core.take.decisions import Ignored, SidesSwapped
from core.take.refining.swapped import sides_given_back
from widgets.theme import theme
from widgets.timeline.heat_row import row_of

CONTROL = Qt.KeyboardModifier.ControlModifier
SWAP = SidesSwapped(2.35, 2.7, "legs")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A walk that drifts, with its legs swapped for a while."""
    given = with_drift(walk(4.0), 0.12, 0.3)
    given = replace(given, motion=sides_given_back(given.motion, [SWAP]))
    path = tmp_path / "faulty.bvh"
    write_motion(path, given.motion, rate=60.0)
    return path


@pytest.fixture
def reviewed(opened, faulty):
    """A window whose left foot is held by nothing, so that it skates; the queue is shown."""
    window = opened(faulty)
    for contact in list(window.room.take.contacts):
        if contact.point.startswith("left"):
            window.document.delete_contact(contact.id)
    window.settle()
    window.key(Qt.Key.Key_Q)
    looked_at(window)
    return window


def looked_at(window) -> None:
    """Wait until the queue speaks of the settled take."""
    window.settle()
    queue = window.session.queue

    def done() -> bool:
        look, state = queue.events.look, window.document.state
        return look is not None and look.state.refined_look is state.refined_look

    window.bot.waitUntil(done, timeout=SLOW)


def solved(window) -> None:
    view = window.room.queue
    window.bot.waitUntil(lambda: bool(view.view.answers) and not view.view.solving, timeout=SLOW)


def facts(window, kind: type) -> list:
    return [one.fact for one in window.document.state.decisions if isinstance(one.fact, kind)]


@pytest.mark.ui
def test_the_worst_event_comes_first_and_n_walks_down(reviewed):
    events = reviewed.room.queue.view.events
    assert len(events) > 2
    assert reviewed.room.queue.view.current == events[0].key
    reviewed.key(Qt.Key.Key_N)
    assert reviewed.room.queue.view.current == events[0].key  # to the first one first
    playback = reviewed.room.playback
    first = reviewed.session.queue.events.event(events[0].key)
    assert playback.view.loop is not None
    assert playback.view.loop[0] == pytest.approx(max(first.start - 0.5, 0.0), abs=0.02)
    assert playback.view.playing
    reviewed.key(Qt.Key.Key_N)
    assert reviewed.room.queue.view.current == events[1].key
    reviewed.key(Qt.Key.Key_B)
    reviewed.key(Qt.Key.Key_B)
    assert reviewed.room.queue.view.current == events[0].key
    assert "No event before" in reviewed.window.status["message"].text()


@pytest.mark.ui
def test_n_walks_through_contacts_where_the_figures_are_shown(reviewed):
    reviewed.room.show_queue(False)
    reviewed.key(Qt.Key.Key_Home)
    reviewed.room.select(joint=None, point=None, contact=None)
    gone_to = []
    for _ in range(2):
        reviewed.key(Qt.Key.Key_N)
        chosen = reviewed.room.selection.contact
        gone_to += [one for one in reviewed.room.take.contacts if one.id == chosen]
    first, second = gone_to
    assert first.id != second.id and first.start <= second.start


@pytest.mark.ui
def test_enter_accepts_the_swap_and_the_take_is_whole_again(reviewed):
    swap = next(one for one in reviewed.room.queue.view.events if "swapped" in one.title)
    reviewed.session.queue.go_to(swap.key)
    solved(reviewed)
    [answer] = reviewed.room.queue.view.answers
    assert (answer.title, answer.proposed) == ("Swap back", True)
    assert answer.effect.endswith("→ 0.0 mm")
    reviewed.key(Qt.Key.Key_Return)
    [fact] = facts(reviewed, SidesSwapped)
    assert (fact.start, fact.end) == pytest.approx((SWAP.start, SWAP.end), abs=1e-3)
    assert swap.key not in [one.key for one in reviewed.room.queue.view.events]
    looked_at(reviewed)
    assert not any("swapped" in one.title for one in reviewed.room.queue.view.events)
    reviewed.key(Qt.Key.Key_Z, CONTROL)
    assert facts(reviewed, SidesSwapped) == []


@pytest.mark.ui
@pytest.mark.parametrize(
    ("key", "state"),
    [(Qt.Key.Key_P, "plant"), (Qt.Key.Key_D, "slide")],
)
def test_a_key_decides_the_skate_and_goes_on(reviewed, key, state):
    skate = next(one for one in reviewed.room.queue.view.events if "skates" in one.title)
    reviewed.session.queue.go_to(skate.key)
    defect = reviewed.session.queue.events.event(skate.key)
    before = set(facts(reviewed, Contact))
    reviewed.key(key)
    [new] = set(facts(reviewed, Contact)) - before
    assert (new.point, new.state) == (defect.where, state)
    assert (new.start, new.end) == pytest.approx((defect.start, defect.end))
    assert reviewed.room.queue.view.current not in (None, skate.key)
    if state != "slide":
        looked_at(reviewed)
        assert skate.key not in [one.key for one in reviewed.room.queue.view.events]


@pytest.mark.ui
def test_answers_wait_with_their_solved_effect(reviewed):
    skate = next(one for one in reviewed.room.queue.view.events if "skates" in one.title)
    reviewed.session.queue.go_to(skate.key)
    solved(reviewed)
    answers = {one.answer: one for one in reviewed.room.queue.view.answers}
    assert set(answers) == {"plant", "pivot", "slide", "air"}
    assert answers["plant"].effect.endswith("→ 0.0 mm")
    assert answers["air"].cost == "Nothing else moves"
    assert sum(one.proposed for one in answers.values()) == 1
    shown = {button.answer for button in reviewed.room.queue.card.answers if button.isVisible()}
    assert shown == set(answers)


@pytest.mark.ui
def test_i_ignores_for_good_and_undo_brings_it_back(reviewed):
    first = reviewed.room.queue.view.events[0]
    reviewed.key(Qt.Key.Key_N)
    reviewed.key(Qt.Key.Key_I)
    assert len(facts(reviewed, Ignored)) == 1
    assert first.key not in [one.key for one in reviewed.room.queue.view.events]
    assert reviewed.room.queue.view.ignored == 1
    state = reviewed.document.state
    assert state.settled  # nothing moved: nothing was solved again
    looked_at(reviewed)
    assert first.key not in [one.key for one in reviewed.room.queue.view.events]
    reviewed.key(Qt.Key.Key_Z, CONTROL)
    assert facts(reviewed, Ignored) == []
    reviewed.bot.waitUntil(
        lambda: first.key in [one.key for one in reviewed.room.queue.view.events], timeout=SLOW
    )


@pytest.mark.ui
def test_the_emptied_queue_says_what_was_ignored_and_leads_to_the_export(reviewed):
    count = len(reviewed.room.queue.view.events)
    reviewed.key(Qt.Key.Key_N)
    for _ in range(count):
        reviewed.key(Qt.Key.Key_I)
    panel = reviewed.room.queue
    assert panel.view.events == ()
    assert f"{count} events were ignored" in panel.empty.to_do.text()
    assert "Ctrl+H" in panel.empty.to_do.text()
    assert panel.empty.button.isVisible() and "Ctrl+E" in panel.empty.button.text()
    QTest.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert reviewed.window.rooms["Export"].isVisible()


@pytest.fixture
def trembling(opened, tmp_path):
    """A window with a walk whose joints tremble so that several parts jitter."""
    given = walk(4.0)
    turns = given.motion.local_rotations
    shaken = np.random.default_rng(5).normal(0.0, np.radians(4.0), (*turns.shape[:2], 3))
    shaken = rotations.multiply(turns, rotations.from_rotation_vector(shaken))
    path = tmp_path / "trembling.bvh"
    write_motion(path, given.motion.with_pose(shaken, given.motion.root_positions), rate=60.0)
    window = opened(path)
    window.key(Qt.Key.Key_Q)
    looked_at(window)
    return window


@pytest.mark.ui
def test_cleaning_answers_all_that_it_would_clean(trembling):
    """Nobody is led through faults that the answer just given takes out."""
    jitters = [one.key for one in trembling.room.queue.view.events if one.group == "jitter"]
    assert len(jitters) > 1
    trembling.session.queue.go_to(jitters[0])
    solved(trembling)
    trembling.key(Qt.Key.Key_Return)
    left = [one.key for one in trembling.room.queue.view.events]
    assert not set(jitters) & set(left)
    assert trembling.room.queue.view.current in (None, *left)
    if not left:
        assert trembling.room.queue.empty.happened.text() == "Looking for defects"
    looked_at(trembling)
    trembling.key(Qt.Key.Key_Z, CONTROL)
    looked_at(trembling)
    trembling.bot.waitUntil(
        lambda: set(jitters) <= {one.key for one in trembling.room.queue.view.events}, timeout=SLOW
    )


@pytest.mark.ui
def test_u_leaves_an_event_for_later_and_changes_nothing(reviewed):
    decisions = reviewed.document.state.decisions
    first, second = reviewed.room.queue.view.events[:2]
    reviewed.key(Qt.Key.Key_N)
    reviewed.key(Qt.Key.Key_U)
    assert reviewed.document.state.decisions == decisions
    assert reviewed.room.queue.view.current == second.key
    assert next(one for one in reviewed.room.queue.view.events if one.key == first.key).undecided


@pytest.mark.ui
def test_a_shows_what_is_alike_and_again_gives_it_the_same_answer(reviewed):
    panel = reviewed.room.queue
    skates = [one.key for one in panel.view.events if "skates" in one.title]
    assert len(skates) > 2
    assert panel.alike.isHidden()  # nothing was answered yet
    reviewed.session.queue.go_to(skates[0])
    reviewed.key(Qt.Key.Key_P)
    looked_at(reviewed)
    assert panel.alike.isVisible()
    alike = [one.key for one in panel.view.events if "skates" in one.title]
    before = reviewed.document.state.decisions
    reviewed.key(Qt.Key.Key_A)
    assert panel.shown_keys() == alike == list(panel.view.asked)
    assert panel.alike.text().startswith(f"Plant these {len(alike)}")
    assert reviewed.document.state.decisions == before  # so far only shown
    reviewed.key(Qt.Key.Key_A)
    assert not panel.view.asked
    assert reviewed.document.undo_name == f"plant {len(alike)} alike"
    planted = {one.start for one in facts(reviewed, Contact) if one.state == "plant"}
    assert {float(key.split()[-1]) for key in alike} <= {round(one, 3) for one in planted}
    looked_at(reviewed)
    assert not set(alike) & {one.key for one in panel.view.events}
    reviewed.key(Qt.Key.Key_Z, CONTROL)
    assert reviewed.document.state.decisions == before


@pytest.mark.ui
def test_going_elsewhere_answers_nothing(reviewed):
    panel = reviewed.room.queue
    reviewed.session.queue.go_to(panel.view.events[0].key)
    reviewed.key(Qt.Key.Key_I)
    reviewed.key(Qt.Key.Key_A)
    assert panel.view.asked or "No other event" in reviewed.window.status["message"].text()
    before = reviewed.document.state.decisions
    other = next(one for one in panel.view.events if one.key not in panel.view.asked)
    reviewed.session.queue.go_to(other.key)
    assert not panel.view.asked
    assert reviewed.document.state.decisions == before


@pytest.mark.ui
def test_enter_belongs_to_others_while_the_queue_is_not_shown(reviewed):
    reviewed.room.show_queue(False)
    actions = reviewed.window.actions_by_id
    assert not actions["event.accept"].isEnabled()
    decisions = reviewed.document.state.decisions
    for key in (Qt.Key.Key_Return, Qt.Key.Key_I, Qt.Key.Key_U):
        reviewed.key(key)
    assert reviewed.document.state.decisions == decisions


@pytest.mark.ui
def test_a_click_goes_to_an_event_and_a_chip_filters(reviewed):
    panel = reviewed.room.queue
    second = panel.view.events[1]
    row = panel.model.row_of(second.key)
    rect = panel.list.visualRect(panel.model.index(row, 0))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert panel.view.current == second.key
    panel.chips["feet"].click()
    assert panel.shown_keys()
    kinds = {one.group for one in panel.view.events if one.key in panel.shown_keys()}
    assert kinds == {"feet"}
    assert panel.model.rowCount() == len(panel.shown_keys()) < len(panel.view.events)


@pytest.mark.ui
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_nothing_of_the_card_is_cut_off(opened, faulty, size):
    window = opened(faulty, size=size)
    window.key(Qt.Key.Key_Q)
    looked_at(window)
    for dark in (True, False):
        theme.set_dark(dark)
        window.bot.wait(60)
        card, panel = window.room.queue.card, window.room.queue
        assert card.isVisible()
        for widget in (card.accept, card.ignore, card.later, *card.answers):
            if widget.isVisible():
                corner = widget.mapTo(panel, QPoint(widget.width(), 0))
                assert corner.x() <= panel.width()
                assert widget.width() >= widget.minimumSizeHint().width()
    theme.set_dark(True)


@pytest.mark.ui
def test_another_take_begins_anew(reviewed, tmp_path):
    path = tmp_path / "clean.bvh"
    write_motion(path, walk(2.0).motion, rate=60.0)
    reviewed.session.open(path)
    reviewed.bot.waitUntil(lambda: reviewed.document.state.name.startswith("clean"), timeout=SLOW)
    looked_at(reviewed)
    assert reviewed.room.queue.view.events == ()
    assert not reviewed.room.queue.view.looking


@pytest.mark.ui
def test_a_click_on_the_row_of_faults_opens_the_queue_there(reviewed):
    window, canvas = reviewed, reviewed.room.timeline.canvas
    events = window.room.queue.view.events
    assert canvas.events == events
    window.room.show_queue(False)
    last = events[-1]
    shape = canvas.geometry_now
    row = row_of(shape.heat_row, shape.groups, last.group)  # of its kind
    at = QPointF(
        canvas.axis.x(0.5 * (last.start + last.end), row.left(), row.width()), row.bottom()
    )
    there = canvas.hit_at(at - QPointF(0, 2)).event
    assert there is not None
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=(at - QPointF(0, 2)).toPoint())
    assert window.room.queue_is_shown
    assert window.room.queue.view.current == canvas.current_event == there.key


@pytest.mark.ui
def test_undo_of_an_answer_leads_back_to_its_event(reviewed):
    """All views stand there again, and the loop of the event after it is gone."""
    skate = next(one for one in reviewed.room.queue.view.events if "skates" in one.title)
    reviewed.session.queue.go_to(skate.key)
    reviewed.key(Qt.Key.Key_P)
    looked_at(reviewed)
    assert reviewed.room.queue.view.current != skate.key
    reviewed.key(Qt.Key.Key_Z, CONTROL)
    queue = reviewed.room.queue
    reviewed.bot.waitUntil(lambda: queue.view.current == skate.key, timeout=SLOW)
    loop = reviewed.room.playback.view.loop
    assert loop is not None and loop[0] <= skate.start <= skate.end <= loop[1]


@pytest.mark.ui
def test_an_event_of_a_foot_shows_that_foot_everywhere(reviewed):
    reviewed.room.select_joint(0)
    skate = next(one for one in reviewed.room.queue.view.events if "skates" in one.title)
    reviewed.session.queue.go_to(skate.key)
    defect, take = reviewed.session.queue.events.event(skate.key), reviewed.room.take
    joint = next(one.joint for one in take.points if one.name == defect.where)
    selection = reviewed.room.selection
    assert (selection.joint, selection.point) == (joint, defect.where)


@pytest.mark.ui
def test_faults_that_a_new_capture_lacks_were_not_worked_off(reviewed):
    document, events = reviewed.document, reviewed.session.queue.events
    first, captured = events.first, document.state.captured
    assert events.gone == 0.0
    document.show_captured(replace(captured, motion=walk(4.0).motion), None)
    looked_at(reviewed)
    assert events.first != first and events.gone == 0.0
    document.show_captured(captured, None)  # as where a camera's decision is taken back
    looked_at(reviewed)
    assert events.first == first and events.gone == 0.0

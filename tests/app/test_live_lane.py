"""The live lane: what is more urgent interrupts, the newest question of a kind is answered."""

from __future__ import annotations

import threading

import pytest

from app.lanes.live import Kind, LiveLane
from core.errors import Cancelled


@pytest.fixture
def lane(qtbot):
    lane = LiveLane()
    yield lane
    lane.close()


class Blocking:
    """Work that runs until it is let go or interrupted."""

    def __init__(self, result: object = "done") -> None:
        self.result = result
        self.started, self.go = threading.Event(), threading.Event()
        self.runs = 0

    def __call__(self, progress, cancelled) -> object:
        self.runs += 1
        self.started.set()
        while not self.go.wait(0.002):
            if cancelled():
                raise Cancelled
        return self.result


def answers(lane: LiveLane) -> list[tuple[int, int, object]]:
    heard: list[tuple[int, int, object]] = []
    lane.answered.connect(lambda *words: heard.append(words))
    return heard


def test_an_answer_names_the_revision_that_it_started_from(lane: LiveLane, qtbot) -> None:
    with qtbot.waitSignal(lane.answered) as heard:
        lane.ask(Kind.SETTLE, 7, lambda progress, cancelled: "settled")
    assert heard.args == [Kind.SETTLE, 7, "settled"]


def test_a_preview_interrupts_the_settling_which_is_then_taken_up_again(
    lane: LiveLane, qtbot
) -> None:
    heard = answers(lane)
    settling = Blocking("settled")
    lane.ask(Kind.SETTLE, 1, settling)
    assert settling.started.wait(5)
    lane.ask(Kind.PREVIEW, 2, lambda progress, cancelled: "preview")
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [(Kind.PREVIEW, 2, "preview")]
    settling.go.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == (Kind.SETTLE, 1, "settled")
    assert settling.runs == 2


def test_the_newest_of_a_kind_is_the_only_one_answered(lane: LiveLane, qtbot) -> None:
    heard = answers(lane)
    first = Blocking("first")
    lane.ask(Kind.SETTLE, 1, first)
    assert first.started.wait(5)
    for revision in (2, 3, 4):
        lane.ask(Kind.SETTLE, revision, lambda progress, cancelled, r=revision: r)
    qtbot.waitUntil(lambda: lane.idle)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [(Kind.SETTLE, 4, 4)]
    assert first.runs == 1


def test_a_less_urgent_question_waits(lane: LiveLane, qtbot) -> None:
    heard = answers(lane)
    settling = Blocking("settled")
    lane.ask(Kind.SETTLE, 1, settling)
    assert settling.started.wait(5)
    lane.ask(Kind.MEASURE, 1, lambda progress, cancelled: "measured")
    settling.go.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert [words[2] for words in heard] == ["settled", "measured"]
    assert settling.runs == 1


def test_progress_stops_work_that_only_speaks(lane: LiveLane, qtbot) -> None:
    heard = answers(lane)
    started = threading.Event()

    def talking(progress, cancelled):
        while True:
            progress(0.5, "Solving")
            started.set()

    lane.ask(Kind.SETTLE, 1, talking)
    assert started.wait(5)
    lane.ask(Kind.SETTLE, 2, lambda progress, cancelled: "newer")
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [(Kind.SETTLE, 2, "newer")]


def test_what_ends_although_it_was_dropped_is_taken_for_nothing_else(lane, qtbot) -> None:
    """Proposals that were solved just when nobody wanted them came as a preview."""
    heard = answers(lane)
    started, go = threading.Event(), threading.Event()

    def deaf(progress, cancelled):
        started.set()
        assert go.wait(5)
        return "proposals"

    lane.ask(Kind.MEASURE, 1, deaf)
    assert started.wait(5)
    lane.drop()
    go.set()
    lane.ask(Kind.SETTLE, 2, lambda progress, cancelled: "settled")
    qtbot.waitUntil(lambda: bool(heard) and lane.idle)
    assert heard == [(Kind.SETTLE, 2, "settled")]


def test_what_was_dropped_is_not_answered(lane: LiveLane, qtbot) -> None:
    heard = answers(lane)
    settling = Blocking("settled")
    lane.ask(Kind.SETTLE, 1, settling)
    assert settling.started.wait(5)
    lane.drop()
    qtbot.waitUntil(lambda: lane.idle)
    lane.ask(Kind.SETTLE, 2, lambda progress, cancelled: "second")
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [(Kind.SETTLE, 2, "second")]
    assert settling.runs == 1


def test_a_fault_is_told_and_the_lane_goes_on(lane: LiveLane, qtbot) -> None:
    def broken(progress, cancelled):
        raise ZeroDivisionError("planted")

    with qtbot.waitSignal(lane.failed) as heard:
        lane.ask(Kind.SETTLE, 3, broken)
    assert heard.args[:2] == [Kind.SETTLE, 3]
    assert isinstance(heard.args[2], ZeroDivisionError)
    with qtbot.waitSignal(lane.answered):
        lane.ask(Kind.SETTLE, 4, lambda progress, cancelled: None)


def test_being_busy_is_told(lane: LiveLane, qtbot) -> None:
    told: list[bool] = []
    lane.busy_changed.connect(told.append)
    work = Blocking()
    lane.ask(Kind.SETTLE, 1, work)
    qtbot.waitUntil(lambda: told == [True])
    work.go.set()
    qtbot.waitUntil(lambda: told == [True, False])


def test_closing_interrupts_and_ends_the_thread(qtbot) -> None:
    lane = LiveLane()
    work = Blocking()
    lane.ask(Kind.SETTLE, 1, work)
    assert work.started.wait(5)
    lane.close()
    assert not lane._thread.is_alive()


def test_an_edit_after_a_preview_comes_before_the_settling_of_the_first(
    lane: LiveLane, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.lanes.live.REST", 3600.0)  # long enough for any machine
    heard = answers(lane)
    settling = Blocking("settled")
    lane.ask(Kind.PREVIEW, 1, lambda progress, cancelled: "first")
    lane.ask(Kind.SETTLE, 1, settling)
    qtbot.waitUntil(lambda: len(heard) == 1)
    lane.ask(Kind.PREVIEW, 2, lambda progress, cancelled: "second")
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert [words[2] for words in heard] == ["first", "second"]
    assert settling.runs == 0

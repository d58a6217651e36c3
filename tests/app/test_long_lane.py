"""The long lane: progress, cancel, one model at a time, and a finished job is never dropped."""

from __future__ import annotations

import threading

import pytest

from app.lanes.long import LongJob, LongLane
from core.errors import BadInput


@pytest.fixture
def lane(qtbot):
    lane = LongLane()
    yield lane
    lane.close()


def heard_of(lane: LongLane, work, **more) -> tuple[LongJob, list[tuple]]:
    """Start a job and note, in order, what it says; progress as its sentence."""
    heard: list[tuple] = []

    def prepare(job: LongJob) -> None:
        job.progressed.connect(lambda fraction, words, left: heard.append(("progress", words)))
        job.finished.connect(lambda result: heard.append(("finished", result)))
        job.failed.connect(lambda fault: heard.append(("failed", fault)))
        job.stopped.connect(lambda: heard.append(("stopped",)))

    return lane.start("job", work, prepare=prepare, **more), heard


def test_a_job_tells_its_progress_and_its_result(lane: LongLane, qtbot) -> None:
    def work(progress):
        progress(0.1, "Read video")
        progress(1.0, "Done")
        return 42

    job, heard = heard_of(lane, work)
    assert lane.jobs == (job,)
    with qtbot.waitSignal(lane.ended):
        pass
    assert heard == [("progress", "Read video"), ("progress", "Done"), ("finished", 42)]
    assert lane.jobs == ()


def test_a_cancel_stops_at_the_next_word(lane: LongLane, qtbot) -> None:
    running = threading.Event()

    def work(progress):
        while True:
            progress(0.5, "Keypoints")
            running.set()

    job, heard = heard_of(lane, work)
    assert running.wait(5)
    job.cancel()
    with qtbot.waitSignal(lane.ended):
        pass
    assert heard[-1] == ("stopped",)


def test_a_result_that_is_there_is_not_dropped_by_a_cancel(lane: LongLane, qtbot) -> None:
    last_step = threading.Event()
    cancelled = threading.Event()

    def work(progress):
        progress(0.9, "Last step")
        last_step.set()
        cancelled.wait(5)
        return "captured"

    job, heard = heard_of(lane, work)
    assert last_step.wait(5)
    job.cancel()
    cancelled.set()
    with qtbot.waitSignal(lane.ended):
        pass
    assert heard[-1] == ("finished", "captured")


def test_a_failure_is_told_as_it_is(lane: LongLane, qtbot) -> None:
    fault = BadInput("Nobody was found in the picture.")

    def work(progress):
        raise fault

    _, heard = heard_of(lane, work)
    with qtbot.waitSignal(lane.ended):
        pass
    assert heard == [("failed", fault)]


def test_one_model_runs_at_a_time_and_a_waiting_job_can_be_cancelled(lane: LongLane, qtbot) -> None:
    go, inside = threading.Event(), []

    def work(progress):
        inside.append(1)
        assert len(inside) == 1
        go.wait(5)
        inside.pop()

    first, _ = heard_of(lane, work, uses_model=True)
    qtbot.waitUntil(lambda: inside == [1])
    second, told = heard_of(lane, work, uses_model=True)
    third, last = heard_of(lane, work, uses_model=True)
    qtbot.waitUntil(lambda: ("progress", "Waiting for another job") in told)
    second.cancel()
    qtbot.waitUntil(lambda: ("stopped",) in told)
    assert inside == [1]
    go.set()
    qtbot.waitUntil(lambda: lane.jobs == ())
    assert last[-1] == ("finished", None)
    assert not first.is_running and not third.is_running


def test_time_left_follows_from_what_is_done(
    lane: LongLane, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.lanes import long

    now = iter([100.0, 100.1, 130.0])  # began, heard, heard
    left: list[object] = []

    class Clock:
        monotonic = staticmethod(lambda: next(now))

    def prepare(job: LongJob) -> None:
        job.progressed.connect(lambda fraction, words, seconds: left.append(seconds))

    def work(progress):
        progress(0.01, "too early to say")
        progress(0.75, "three quarters after 30 s")

    monkeypatch.setattr(long, "time", Clock)
    lane.start("job", work, prepare=prepare)
    with qtbot.waitSignal(lane.ended):
        pass
    monkeypatch.undo()
    assert left == [None, pytest.approx(10.0, rel=0.02)]  # .74 of it took 29.9 s


def test_closing_cancels_what_runs(qtbot) -> None:
    lane = LongLane()
    running = threading.Event()

    def work(progress):
        while True:
            progress(0.5, "Keypoints")
            running.set()

    job, _ = heard_of(lane, work)
    assert running.wait(5)
    lane.close()
    assert not job.is_running

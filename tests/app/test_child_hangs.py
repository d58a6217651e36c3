"""A solver's process that hangs or keeps dying: closing does not wait for it, and it is said."""

from __future__ import annotations

import os
import signal
import threading

import numpy as np
import pytest
from made_walk import decided, plants
from made_walk import walk as walked_motion

from app.document import solving
from app.lanes import child_line, live_child
from app.lanes.child_line import ChildGone
from app.lanes.live import LiveLane
from app.lanes.live_child import LiveChild
from core.contacts.contact import Contact
from core.errors import Cancelled
from core.take.editing.edits import put_contact

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs POSIX signals")


def never() -> bool:
    return False


def nothing(fraction: float, sentence: str) -> None:
    pass


@pytest.fixture
def fresh_spare():
    """No child that was stopped is left for other tests."""
    live_child.SPARE.take().close()
    yield
    live_child.SPARE.take().close()


def _edit(opened, start: float) -> None:
    contact = Contact("left_toe", "plant", start, start + 0.4)
    opened.document.do(put_contact(opened.state.decisions, contact))


def test_closing_does_not_wait_for_a_child_that_hangs(opened, walk, fresh_spare, monkeypatch):
    """It is stopped in the middle of a question that its pipe cannot hold."""
    document = opened.open(walk)
    opened.settle()
    _edit(opened, 0.5)
    opened.settle()
    child = document.solver._child
    os.kill(child.pid, signal.SIGSTOP)
    packed, asked = child_line.packed, threading.Event()

    def too_much(what, named=None, *, last=True):
        first, *others = packed(what, named, last=last)
        asked.set()
        return [bytes(first) + bytes(4_000_000), *others]

    monkeypatch.setattr(child_line, "packed", too_much)
    _edit(opened, 2.0)
    assert asked.wait(20)
    waits: list[tuple[float, bool]] = []
    close = LiveLane.close

    def heard(lane: LiveLane, seconds: float) -> bool:
        waits.append((seconds, close(lane, seconds)))
        return waits[-1][1]

    monkeypatch.setattr(LiveLane, "close", heard)
    document.close()
    assert waits == [(solving.CLOSING, False), (solving.CLOSING, True)]
    assert solving.CLOSING <= 1.0
    assert child.pid is None
    assert not opened.faults


def test_a_child_that_does_not_stop_is_ended_and_another_answers(monkeypatch):
    monkeypatch.setattr(live_child, "STOPS_WITHIN", 0.2)
    child = LiveChild()
    captured, decisions = walked_motion(6.0), decided(plants(6.0))
    try:
        first = child.settle(captured, decisions, None, never, nothing)
        pid = child.pid
        os.kill(pid, signal.SIGSTOP)
        asked: list[int] = []

        def soon() -> bool:
            asked.append(1)
            return len(asked) > 9

        with pytest.raises(Cancelled):
            child.settle(captured, decisions, None, soon, nothing)
        with pytest.raises(ChildGone, match="did not answer and was ended"):
            child.settle(captured, decisions, None, never, nothing)
        again = child.settle(captured, decisions, None, never, nothing)
        assert child.pid not in (None, pid)
        ours, theirs = (one.refined.motion.root_positions for one in (again, first))
        assert np.array_equal(ours, theirs)
    finally:
        child.close()


def test_after_two_deaths_it_is_said_and_later_another_child_answers(
    opened, walk, fresh_spare, monkeypatch
):
    document = opened.open(walk)
    opened.settle()
    child = document.solver._child
    for start in (0.5, 1.5):
        _edit(opened, start)
        opened.settle()
        os.kill(child.pid, signal.SIGKILL)
        _edit(opened, start + 0.5)
        opened.settle()
    document.solver._deaths = solving.MOST_DEATHS - 1
    child.start()
    os.kill(child.pid, signal.SIGKILL)
    _edit(opened, 3.0)
    opened.settle()
    assert any(solving.HERE in said for said in opened.said)
    assert any(solving.HERE_FOR_NOW in said for said in opened.said)
    _edit(opened, 3.5)
    opened.settle()
    assert child.pid is None  # the window answered
    document.solver._alone_until = 0.0
    _edit(opened, 4.0)
    opened.settle()
    assert child.pid is not None
    assert document.solver._deaths == 0

"""The child that looks for defects: it finds what is found in-process, gives way at once to an
edit, is started again where it died, and is gone with its lane."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest
from made_walk import walk as made_walk
from made_walk import with_drift

from app.lanes.child_line import packed as _packed
from app.lanes.child_line import unpacked as _unpacked
from app.lanes.live import Kind, LiveLane
from app.lanes.look_child import LookChild, LookedAt
from core.errors import Cancelled
from core.quality.defects.event import Defect
from core.quality.defects.find import find_defects
from core.quality.defects_of_take import examined_take
from core.quality.proposals import Proposer
from core.take.refine import refine


def never() -> bool:
    return False


class Later:
    """Asks for the end at its nth look."""

    def __init__(self, looks: int, then: Callable[[], None] | None = None) -> None:
        self.left, self.then = looks, then

    def __call__(self) -> bool:
        self.left -= 1
        if self.left == 0 and self.then is not None:
            self.then()
        return self.left <= 0


@pytest.fixture(scope="module")
def drifting() -> LookedAt:
    """A walk whose feet are held by nothing."""
    captured = with_drift(made_walk(3.0), 0.12, 0.3)
    return LookedAt(captured, (), refine(captured, ()), 60.0)


@pytest.fixture
def child() -> Iterator[LookChild]:
    child = LookChild()
    yield child
    child.close()


def same(one: object, other: object) -> bool:
    """Whether two results say the same, bit for bit."""
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and np.array_equal(one, other, equal_nan=True)
    if is_dataclass(one):
        known = [field for field in fields(one) if field.compare]
        names = [field.name for field in known if not field.name.startswith("_")]
        return type(one) is type(other) and all(
            same(getattr(one, name), getattr(other, name)) for name in names
        )
    if isinstance(one, dict):
        return isinstance(other, dict) and same(sorted(one.items()), sorted(other.items()))
    if isinstance(one, list | tuple):
        return (
            type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))  # type: ignore[arg-type]
        )
    return one == other


def in_process(at: LookedAt) -> tuple[Proposer, tuple[Defect, ...]]:
    seen = examined_take(at.captured, at.decisions, at.refined.motion)
    defects = find_defects(seen)
    return Proposer(at.captured, at.decisions, at.refined, seen, rate=at.rate), defects


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_is_sent_arrives_as_it_was(drifting: LookedAt) -> None:
    arrived = _unpacked([bytes(part) for part in _packed(drifting)])
    assert same(arrived, drifting)
    # what the solver tells by identity is told over there too
    prepared = arrived.refined.prepared
    assert prepared is not None and prepared.source is arrived.captured.motion
    for one, other in ((drifting, arrived), (drifting.refined, arrived.refined)):
        assert pickle.loads(pickle.dumps(one)).__class__ is other.__class__
    sent, got = drifting.captured.motion.local_rotations, arrived.captured.motion.local_rotations
    assert got.flags.writeable == sent.flags.writeable


def test_the_child_finds_and_proposes_what_is_found_here(
    child: LookChild, drifting: LookedAt
) -> None:
    seen, defects = child.look(drifting, never)
    proposer, expected = in_process(drifting)
    assert defects == expected
    assert {one.kind for one in defects} >= {"skate"}
    assert same(seen, examined_take(drifting.captured, (), drifting.refined.motion))
    skate = next(one for one in defects if one.kind == "skate")
    assert same(child.proposals(drifting, skate, never), proposer.proposals(skate))


def test_a_proposal_of_a_state_that_the_child_does_not_hold_is_right(
    child: LookChild, drifting: LookedAt
) -> None:
    held = with_drift(made_walk(2.0), 0.2, 0.3)
    other = LookedAt(held, (), refine(held, ()), 60.0)
    child.look(other, never)
    proposer, defects = in_process(drifting)
    assert same(child.proposals(drifting, defects[0], never), proposer.proposals(defects[0]))


@pytest.mark.parametrize("looks", [1, 2, 5, 9])
def test_what_a_cancelled_question_still_answers_is_thrown_away(
    child: LookChild, drifting: LookedAt, looks: int
) -> None:
    child.look(drifting, never)
    proposer, defects = in_process(drifting)
    held = with_drift(made_walk(2.0), 0.2, 0.3)
    other = LookedAt(held, (), refine(held, ()), 60.0)
    with pytest.raises(Cancelled):
        child.look(other, Later(looks))
    with pytest.raises(Cancelled):
        child.proposals(drifting, defects[0], Later(1))
    assert child.look(drifting, never)[1] == defects
    assert same(child.proposals(drifting, defects[0], never), proposer.proposals(defects[0]))


def test_an_edit_does_not_wait_for_a_look(child: LookChild, drifting: LookedAt, qtbot) -> None:
    """The child stands still in the middle of a look: who waited for it would never answer."""
    child.look(drifting, never)
    pid = child.pid
    assert pid is not None
    lane, heard, stands = LiveLane(), [], threading.Event()
    lane.answered.connect(lambda kind, revision, result: heard.append((Kind(kind), revision)))

    def stop() -> None:
        os.kill(pid, signal.SIGSTOP)
        stands.set()

    is_sent = Later(len(_packed(("look", drifting))), stop)

    def looking(progress, cancelled) -> object:
        return child.look(drifting, lambda: is_sent() and cancelled())

    try:
        lane.ask(Kind.MEASURE, 1, looking)
        assert stands.wait(20)
        lane.ask(Kind.PREVIEW, 2, lambda progress, cancelled: "preview")
        qtbot.waitUntil(lambda: len(heard) == 1)
        assert heard == [(Kind.PREVIEW, 2)]
        os.kill(pid, signal.SIGCONT)
        qtbot.waitUntil(lambda: len(heard) == 2, timeout=30_000)
        assert heard[1] == (Kind.MEASURE, 1)
    finally:
        os.kill(pid, signal.SIGCONT)
        lane.close()


def test_a_child_that_dies_is_said_once_and_started_again(
    child: LookChild, drifting: LookedAt
) -> None:
    _, defects = child.look(drifting, never)
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    with pytest.raises(RuntimeError, match="ended by itself"):
        child.look(drifting, never)
    assert child.look(drifting, never)[1] == defects
    assert child.pid not in (None, first)


def test_a_fault_over_there_is_said_with_its_place(child: LookChild, drifting: LookedAt) -> None:
    with pytest.raises(RuntimeError, match="in examined_take"):
        child.look(LookedAt(None, (), drifting.refined, None), never)  # type: ignore[arg-type]
    assert child.look(drifting, never)[1]


def test_the_child_is_gone_once_it_was_closed(child: LookChild, drifting: LookedAt) -> None:
    child.look(drifting, never)
    pid = child.pid
    assert pid is not None and is_alive(pid)
    child.close()
    assert not is_alive(pid)
    assert child.pid is None


def test_a_closed_document_leaves_no_child(opened, walk) -> None:
    opened.open(walk)
    opened.settle()
    state, looks = opened.document.state, opened.document.solver.looks
    at = LookedAt(state.captured, state.decisions, state.refined, None)
    looks.look(at, never)
    pid = looks.pid
    assert pid is not None and is_alive(pid)
    opened.document.close()
    assert not is_alive(pid)


@pytest.mark.parametrize("busy", [False, True])
def test_a_child_whose_window_was_killed_ends_by_itself(busy: bool) -> None:
    """Its parent here is a process that is killed without a word, idle or in the middle."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _LOOKING, "busy" if busy else "idle"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parents[1]}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    # the child has the other end of this pipe too: it ends when nobody is left
    parent.communicate(timeout=300)
    while is_alive(pid) and not is_dead_but_not_collected(pid):
        time.sleep(0.01)  # between closing its files and its end


def is_dead_but_not_collected(pid: int) -> bool:
    """A process without a parent may wait for one to ask for its end."""
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] in "ZX"


_LOOKING = """
import signal, sys
from made_walk import walk, with_drift
from app.lanes.look_child import LookChild, LookedAt
from core.take.refine import refine

captured = with_drift(walk(3.0), 0.12, 0.3)
at, child = LookedAt(captured, (), refine(captured, ()), 60.0), LookChild()
child.look(at, lambda: False)

def said() -> bool:
    print(child.pid, flush=True)
    return False

if sys.argv[1] == "busy":
    child.look(at, said)
print(child.pid, flush=True)
signal.pause()
"""

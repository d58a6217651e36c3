"""Looking for defects and solving their answers in a child process: numpy's many small calls hold
the interpreter's lock, and with it the window. The live lane's worker talks to it; an edit never
waits for it, and the child ends with the worker, whatever happens.

One question has one answer, so that what a question still answers that nobody waits for any more
is known by its place and thrown away. A word on the line while the child works means: stop.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import struct
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from core.errors import Cancelled, FootingError

if TYPE_CHECKING:  # the child says how many threads numpy has before it loads it
    from core.quality.defects.event import Defect
    from core.quality.defects.examined import Examined
    from core.quality.proposals import Proposal, Proposer
    from core.take.captured import Captured
    from core.take.normal_form import Decisions
    from core.take.refine import Refined

#: The window and the solving of edits come first (POSIX niceness).
BEHIND_THE_WINDOW = 10
#: How long the worker waits for a word before it looks whether it was cancelled (seconds).
PATIENCE = 0.01
_STOP = b"stop"
_COUNT = struct.Struct("<I")


@dataclass(frozen=True, slots=True, eq=False)
class LookedAt:
    """A settled state of a take. rate: frames a second that its motion is shown with, if known."""

    captured: Captured
    decisions: Decisions
    refined: Refined
    rate: float | None


Found = tuple["Examined", "tuple[Defect, ...]"]


class LookChild:
    """Started by the first question. Everything but `close` belongs to one worker's thread."""

    def __init__(self) -> None:
        self._child: BaseProcess | None = None
        self._line: Connection | None = None
        self._owes = False  # an answer is to come
        self._parts: list[bytes] = []  # of that answer
        self._holds: LookedAt | None = None

    @property
    def pid(self) -> int | None:
        """Of the child; None while there is none."""
        return None if self._child is None else self._child.pid

    def look(self, at: LookedAt, cancelled: Callable[[], bool]) -> Found:
        """Examine a state and find its defects.

        Raises: Cancelled, within PATIENCE; RuntimeError, our own fault, where the child dies: the
            next question starts another one.
        """
        self._holds = None
        found = self._answer("look", at, cancelled)
        self._holds = at
        return found

    def proposals(
        self, at: LookedAt, defect: Defect, cancelled: Callable[[], bool]
    ) -> tuple[Proposal, ...]:
        """The solved answers to a defect of a state. Raises: as `look`."""
        if self._holds is not at:
            self.look(at, cancelled)
        return self._answer("proposals", defect, cancelled)

    def close(self) -> None:
        """End the child at once, whatever it does."""
        child, line = self._child, self._line
        self._child = self._line = self._holds = None
        self._owes, self._parts = False, []
        if line is not None:
            line.close()
        if child is not None:
            child.kill()
            child.join(5.0)

    def _answer(self, question: str, about: object, cancelled: Callable[[], bool]):
        try:
            line = self._started()
            self._heard(line, cancelled)  # what is still owed: nobody waits for it
            self._send(line, (question, about), cancelled)
            kind, *content = _unpacked(self._heard(line, cancelled))
        except (EOFError, OSError):
            code = self._exit_code()
            self.close()
            raise RuntimeError(
                f"The process that looks for defects ended by itself ({code})."
            ) from None
        if kind == "refused":
            raise content[0](content[1])
        if kind == "broken":
            raise RuntimeError(content[0])
        return content[0]

    def _started(self) -> Connection:
        if self._line is None:
            context = multiprocessing.get_context("spawn")  # a fork would share Qt's threads
            self._line, theirs = context.Pipe()
            child = context.Process(target=_run, args=(theirs,), daemon=True)
            child.start()
            self._child = child
            theirs.close()
            self._owes = True  # its first word: it listens
        return self._line

    def _send(self, line: Connection, what: object, cancelled: Callable[[], bool]) -> None:
        """The child listens, so that this takes no longer than copying does."""
        for order, part in enumerate(_packed(what)):
            if order > 0 and cancelled():
                self.close()  # half a question cannot be taken back
                raise Cancelled
            line.send_bytes(part)
        self._owes = True

    def _heard(self, line: Connection, cancelled: Callable[[], bool]) -> list[bytes]:
        """The parts of the answer that is owed; none where none is. What has come of it when the
        worker is cancelled stays, and the child is told to stop."""
        while self._owes:
            if cancelled():
                line.send_bytes(_STOP)
                raise Cancelled
            if line.poll(PATIENCE):
                self._parts.append(line.recv_bytes())
                self._owes = len(self._parts) <= _COUNT.unpack_from(self._parts[0])[0]
        parts, self._parts = self._parts, []
        return parts

    def _exit_code(self) -> int | None:
        if self._child is None:
            return None
        self._child.join(1.0)
        return self._child.exitcode


def _packed(what: object) -> list[bytes | memoryview]:
    """Arrays apart, as they lie in memory: nothing is copied, and the lock is free while each is
    sent. The first part says how many follow."""
    arrays: list[pickle.PickleBuffer] = []
    first = pickle.dumps(what, protocol=5, buffer_callback=arrays.append)
    return [_COUNT.pack(len(arrays)) + first, *(array.raw() for array in arrays)]


def _unpacked(parts: list[bytes]):
    """What was packed; arrays that could be written to can be again."""
    first, *arrays = parts
    return pickle.loads(first[_COUNT.size :], buffers=[bytearray(array) for array in arrays])


def _run(line: Connection) -> None:
    """The child: a closed line means that the window is gone, and so the work is too."""
    if hasattr(os, "nice"):
        os.nice(BEHIND_THE_WINDOW)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    there = _There(line)
    try:
        _say(line, ("listens",))
        while True:
            first = line.recv_bytes()
            if first == _STOP:
                continue  # of a question that was answered meanwhile
            count = _COUNT.unpack_from(first)[0]
            question, about = _unpacked([first, *(line.recv_bytes() for _ in range(count))])
            _say(line, there.answered(question, about))
    except (EOFError, OSError):
        return


def _say(line: Connection, what: tuple) -> None:
    for part in _packed(what):
        line.send_bytes(part)


class _There:
    """The child's side: it keeps the last look, and what was solved for its defects."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._proposer: Proposer | None = None

    def answered(self, question: str, about) -> tuple:
        """What is said of a question."""
        try:
            work = self._look if question == "look" else self._proposals
            return ("done", work(about))
        except Cancelled:
            return ("stopped",)
        except FootingError as error:
            return ("refused", type(error), str(error))
        except Exception:  # the child's edge: the window says it and writes the log
            return ("broken", traceback.format_exc())

    def _cancelled(self) -> bool:
        return self._line.poll()  # a word, or the end of the line

    def _look(self, at: LookedAt) -> Found:
        from core.quality.defects.find import find_defects
        from core.quality.defects_of_take import examined_take
        from core.quality.proposals import Proposer

        self._proposer = None
        seen = examined_take(at.captured, at.decisions, at.refined.motion)
        defects = find_defects(seen, cancelled=self._cancelled)
        self._proposer = Proposer(at.captured, at.decisions, at.refined, seen, rate=at.rate)
        return replace(seen, _kept={}), defects

    def _proposals(self, defect: Defect) -> tuple[Proposal, ...]:
        if self._proposer is None:
            raise RuntimeError("Answers were asked for before a look.")
        return self._proposer.proposals(defect, cancelled=self._cancelled)

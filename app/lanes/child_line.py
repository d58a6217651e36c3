"""A child process that answers questions, and the line to it.

Numpy's many small calls hold the interpreter's lock, and with it the window; in another process
they cannot. One worker's thread talks to a child. The child ends with the worker, whatever happens:
a closed line means that the window is gone, and so the work is too.

One question has one answer, so that what a question still answers that nobody waits for any more is
known by its place and thrown away. A word on the line while the child works means: stop. The child
may say how far it is before it answers.
"""

from __future__ import annotations

import io
import math
import multiprocessing
import os
import pickle
import struct
import time
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from app.algebra_threads import one_thread_for_algebra
from core.errors import BadInput, Cancelled, FootingError
from core.files.there import is_refused, refusal_in_words

#: How long the worker waits for a word before it looks whether it was cancelled (seconds).
PATIENCE = 0.005
_STOP = b"stop"
#: How many arrays follow, and whether this is the answer or a word on the way to it.
_HEAD = struct.Struct("<I?")

Progress = Callable[[float, str], None]


class ChildGone(RuntimeError):
    """Our own fault: the child ended by itself. The next question starts another one."""


class ChildLine:
    """The worker's side. The first question starts the child; only `close` and `pid` may be asked
    from elsewhere."""

    def __init__(
        self, run: Callable[[Connection], None], words: str, stops_within: float = math.inf
    ) -> None:
        """
        Args:
            run: what the child does, with its end of the line.
            words: what it is for, if it dies.
            stops_within: so long (seconds) it may still work once it was told to stop, then it
                hangs and is ended. Its first word may take longer: it loads what it needs.
        """
        self._run, self._words, self._stops_within = run, words, stops_within
        self._child: BaseProcess | None = None
        self._line: Connection | None = None
        self._owes = False  # an answer is to come
        self._listens = False  # its first word has come
        self._parts: list[bytes] = []  # of that answer

    @property
    def pid(self) -> int | None:
        """Of the child; None while there is none."""
        return None if self._child is None else self._child.pid

    def ask(
        self, question: str, about: object, cancelled: Callable[[], bool],
        progress: Progress | None = None, *, sent: Callable[[], None] | None = None,
        named: Mapping[int, object] | None = None, objects: Mapping[Any, object] | None = None,
    ):  # fmt: skip
        """The answer to a question.

        Args:
            question, about: what the child's `answered` gets.
            cancelled: asked every PATIENCE seconds and between the parts of a question.
            progress: told what the child says of it.
            sent: called once the child has the question.
            named, objects: what both sides know, see `packed` and `unpacked`.
        Raises: Cancelled; what the child raised, or RuntimeError for our own faults; ChildGone.
        """
        try:
            line = self._started()
            self._hear_what_is_owed(line, cancelled)
            self._send(line, packed((question, about), named), cancelled)
            if sent is not None:
                sent()
            while True:
                kind, *content = unpacked(self._heard(line, cancelled), objects)
                if not self._owes:
                    break
                if progress is not None:
                    self._tell(line, progress, content[0], content[1])
        except (EOFError, OSError):
            code = self._exit_code()
            self.close()
            raise ChildGone(f"{self._words} ended by itself ({code}).") from None
        if kind == "refused":
            raise content[0](content[1])
        if kind == "broken":
            raise RuntimeError(content[0])
        return content[0]

    def start(self) -> None:
        """Start the child if there is none; nobody waits until it listens."""
        self._started()

    def close(self) -> None:
        """End the child at once, whatever it does."""
        child, line = self._child, self._line
        self._child = self._line = None
        self._owes, self._listens, self._parts = False, False, []
        if child is not None:  # first: a worker that still sends to it is free then
            child.kill()
            child.join(5.0)
        if line is not None:
            line.close()

    def _hear_what_is_owed(self, line: Connection, cancelled: Callable[[], bool]) -> None:
        """Throw away an answer that nobody waits for. Raises: Cancelled; ChildGone for a child that
        does not stop."""
        until = time.monotonic() + self._stops_within

        def over() -> bool:
            return cancelled() or (self._listens and time.monotonic() > until)

        while self._owes:
            try:
                self._heard(line, over)
            except Cancelled:
                if cancelled():
                    raise
                self.close()
                raise ChildGone(f"{self._words} did not answer and was ended.") from None

    def _tell(self, line: Connection, progress: Progress, fraction: float, sentence: str) -> None:
        try:
            progress(fraction, sentence)
        except Cancelled:
            line.send_bytes(_STOP)
            raise

    def _started(self) -> Connection:
        if self._line is None:
            context = multiprocessing.get_context("spawn")  # a fork would share Qt's threads
            self._line, theirs = context.Pipe()
            child = context.Process(target=self._run, args=(theirs,), daemon=True)
            child.start()
            self._child = child
            theirs.close()
            self._owes = True  # its first word: it listens
        return self._line

    def _send(
        self, line: Connection, parts: list[bytes | memoryview], cancelled: Callable[[], bool]
    ) -> None:
        """The child listens, so that this takes no longer than copying does."""
        for order, part in enumerate(parts):
            if order > 0 and cancelled():
                self.close()  # half a question cannot be taken back
                raise Cancelled
            line.send_bytes(part)
        self._owes = True

    def _heard(self, line: Connection, cancelled: Callable[[], bool]) -> list[bytes]:
        """The parts of what the child says next; after the answer it owes none. What has come of it
        when the worker is cancelled stays, and the child is told to stop."""
        while True:
            if cancelled():
                line.send_bytes(_STOP)
                raise Cancelled
            if not line.poll(PATIENCE):
                continue
            self._parts.append(line.recv_bytes())
            count, last = _HEAD.unpack_from(self._parts[0])
            if len(self._parts) > count:
                self._owes, self._listens = not last, True
                parts, self._parts = self._parts, []
                return parts

    def _exit_code(self) -> int | None:
        if self._child is None:
            return None
        self._child.join(1.0)
        return self._child.exitcode


class _Pickler(pickle.Pickler):
    """Says of objects that the other side knows only their names."""

    def __init__(self, file: io.BytesIO, named: Mapping[int, object], **more) -> None:
        super().__init__(file, **more)
        self._named = named

    def persistent_id(self, obj: object) -> object:
        return self._named.get(id(obj))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, objects: Mapping[Any, object], **more) -> None:
        super().__init__(file, **more)
        self._objects = objects

    def persistent_load(self, pid: object) -> object:
        return self._objects[pid]


def packed(
    what: object, named: Mapping[int, object] | None = None, *, last: bool = True
) -> list[bytes | memoryview]:
    """Arrays apart, as they lie in memory: nothing is copied, and the lock is free while each is
    sent. The first part says how many follow.

    named: id of an object that the other side has -> the name that it has there.
    last: whether it is an answer, or comes before one.
    """
    arrays: list[pickle.PickleBuffer] = []
    if named:
        file = io.BytesIO()
        _Pickler(file, named, protocol=5, buffer_callback=arrays.append).dump(what)
        first = file.getvalue()
    else:
        first = pickle.dumps(what, protocol=5, buffer_callback=arrays.append)
    return [_HEAD.pack(len(arrays), last) + first, *(array.raw() for array in arrays)]


def unpacked(parts: list[bytes], objects: Mapping[Any, object] | None = None):
    """What was packed; arrays that could be written to can be again. objects: name -> object."""
    first, *arrays = parts
    file = io.BytesIO(first[_HEAD.size :])
    return _Unpickler(
        file, {} if objects is None else objects, buffers=[bytearray(array) for array in arrays]
    ).load()


def say(
    line: Connection, what: tuple, named: Mapping[int, object] | None = None, *, last: bool = True
) -> None:
    """The child's side: an answer, or a word on the way to it."""
    for part in packed(what, named, last=last):
        line.send_bytes(part)


def say_progress(line: Connection, fraction: float, sentence: str) -> None:
    """The child's side: how far the answer is."""
    say(line, ("progress", fraction, sentence), last=False)


def serve(
    line: Connection,
    answered: Callable[[str, object], object],
    *,
    sent: Callable[[], None] | None = None,
    named: Mapping[int, object] | None = None,
    objects: Mapping[Any, object] | None = None,
) -> None:
    """The child's side: answer until the line is closed.

    answered: (question, about) -> the answer; may raise Cancelled where `told_to_stop`.
    sent: called once an answer was sent.
    named, objects: what both sides know; as it is when each question and answer is sent.
    """
    try:
        say(line, ("listens",))
        while True:
            first = line.recv_bytes()
            if first == _STOP:
                continue  # of a question that was answered meanwhile
            count = _HEAD.unpack_from(first)[0]
            parts = [first, *(line.recv_bytes() for _ in range(count))]
            say(line, _answer(answered, parts, objects), named)
            if sent is not None:
                sent()
    except (EOFError, OSError):
        return


def told_to_stop(line: Connection) -> bool:
    """The child's side: a word, or the end of the line."""
    return line.poll()


def behind(niceness: int) -> None:
    """The child's side, before it loads numpy: give way to others, and multiply as they do."""
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    one_thread_for_algebra()


def _answer(
    answered: Callable[[str, object], object],
    parts: list[bytes],
    objects: Mapping[Any, object] | None,
) -> tuple:
    """What is said of a question."""
    try:
        question, about = unpacked(parts, objects)
        return ("done", answered(question, about))
    except Cancelled:
        return ("stopped",)
    except FootingError as error:
        return ("refused", type(error), str(error))
    except OSError as error:
        if is_refused(error):
            return ("refused", BadInput, refusal_in_words(error))
        return ("broken", traceback.format_exc())
    except Exception:  # the child's edge: the window says it and writes the log
        return ("broken", traceback.format_exc())

"""Previews and settling in a child process: the window's thread has the interpreter to itself while
an edit is solved, and the solver the other core.

What is long and known on both sides, the captured motion and settled answers, crosses the line
once and goes by a name from then on; a preview comes back as the window that it changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from app.lanes.child_line import (
    ChildLine,
    Progress,
    behind,
    say_progress,
    serve,
    told_to_stop,
)

if TYPE_CHECKING:  # the child says how many threads numpy has before it loads it
    from app.lanes.results import Answer
    from core.take.captured import Captured
    from core.take.editing.normal_form import Decisions
    from core.take.refining.prepared import Prepared

#: Long objects that both sides keep; the one that was used longest ago is forgotten.
KEPT = 12
KEPT_BYTES = 300_000_000
#: A child that was told to stop looks for it every 5 ms; one that takes so long hangs (seconds).
STOPS_WITHIN = 5.0

Name = tuple[int, int]


class LiveChild:
    """Started by `start` or the first question. One worker's thread asks at a time."""

    def __init__(self) -> None:
        self._line = ChildLine(_run, "The process that solves edits", STOPS_WITHIN)
        self._known = _Known()
        self._of: int | None = None  # the child that knows what is known
        self._last = 0
        self._unheard: list[int] = []  # names of answers that have not come

    @property
    def pid(self) -> int | None:
        """Of the child; None while there is none."""
        return self._line.pid

    def start(self) -> None:
        """Have the child load what it needs; nobody waits for it."""
        self._line.start()

    def preview(
        self, captured: Captured, decisions: Decisions, base: Answer,
        cancelled: Callable[[], bool], radii: float | None = None,
    ) -> Answer:  # fmt: skip
        """What `app.lanes.results.previewed` says. Raises: as `ChildLine.ask`."""
        from app.lanes.preview_cut import Cut, put_in

        found = self._ask("preview", (captured, base), decisions, cancelled, radii=radii)
        return put_in(found, base, decisions) if isinstance(found, Cut) else found

    def settle(
        self, captured: Captured, decisions: Decisions, base: Answer | None,
        cancelled: Callable[[], bool], progress: Progress,
    ) -> Answer:  # fmt: skip
        """What `app.lanes.results.settled` says. Raises: as `ChildLine.ask`."""
        self._unheard.append(self._next_name())
        answer = self._ask("settle", (captured, base), decisions, cancelled, progress)
        answer = replace(answer, decisions=decisions)  # these very ones: they have names then
        self._known.keep(self._unheard.pop(), answer)  # as the child does
        return answer

    def close(self) -> None:
        """End the child at once, whatever it does."""
        self._line.close()

    def _ask(
        self, question: str, known: tuple[object, ...], decisions: Decisions,
        cancelled: Callable[[], bool], progress: Progress | None = None,
        radii: float | None = None,
    ):  # fmt: skip
        if self._of != self.pid or self.pid is None:
            self._line.start()
            self._known, self._of = _Known(), self.pid
        new: dict[int, object] = {}
        for one in known:
            if one is not None and not self._known.has(one):
                new[self._next_name()] = one
        asked = self._unheard[-1:] if question == "settle" else []
        left = [name for name in self._unheard if name not in asked]  # answers nobody waited for
        forgotten = left + self._known.superfluous(known)

        def sent() -> None:
            self._unheard = asked
            self._known.forget(forgotten)
            for name, one in new.items():
                self._known.keep(name, one)

        about = forgotten, new, asked, known, decisions, radii
        return self._line.ask(
            question, about, cancelled, progress,
            sent=sent, named=self._known.names, objects=self._known.objects,
        )  # fmt: skip

    def _next_name(self) -> int:
        self._last += 1
        return self._last


class _Known:
    """Objects with names, and the parts of them that are met again by themselves.

    A part of several objects has a name from each: where one of them is forgotten, because its
    answer came when nobody waited, the other side goes on calling the part by an older name.
    """

    def __init__(self) -> None:
        self.names: dict[int, Name] = {}  # id of an object -> its newest name
        self.objects: dict[Name, object] = {}
        self._all: dict[int, list[Name]] = {}  # id of an object -> its names, the newest last
        self._whole: OrderedDict[int, object] = OrderedDict()

    def has(self, one: object) -> bool:
        """Whether it has a name; then it was used now."""
        name = self.names.get(id(one))
        if name is not None:
            self._whole.move_to_end(name[0])
        return name is not None

    def keep(self, name: int, one: object) -> None:
        """Give it a name; parts that had another one are called after the newest."""
        self._whole[name] = one
        for place, part in enumerate(_parts(one)):
            if part is not None:
                self.objects[name, place] = part
                self._all.setdefault(id(part), []).append((name, place))
                self.names[id(part)] = (name, place)

    def superfluous(self, needed: tuple[object, ...]) -> list[int]:
        """What has to go, the longest unused first."""
        asked = {self.names[id(one)][0] for one in needed if id(one) in self.names}
        free = [name for name in self._whole if name not in asked]
        gone: list[int] = []
        size = sum(_size(one) for one in self._whole.values())
        for name in free:
            if len(self._whole) - len(gone) <= KEPT and size <= KEPT_BYTES:
                break
            size -= _size(self._whole[name])
            gone.append(name)
        return gone

    def forget(self, names: list[int]) -> None:
        for name in names:
            self._whole.pop(name, None)
        chosen = set(names)
        for key in [key for key in self.objects if key[0] in chosen]:
            part = id(self.objects.pop(key))
            left = self._all[part]
            left.remove(key)
            if left:
                self.names[part] = left[-1]
            else:
                del self.names[part], self._all[part]


def _size(one: object) -> int:
    """Bytes of an answer; what is captured stays in any case."""
    return getattr(one, "size", 0)


def _parts(one: object) -> tuple[object, ...]:
    """An object, and what of it others refer to."""
    from app.lanes.results import Answer
    from core.take.captured import Captured

    if isinstance(one, Captured):
        return one, one.motion, one.motion.skeleton, one.motion.times
    if isinstance(one, Answer):
        looks = one.captured_look, one.captured_look.shown, one.refined_look, one.refined_look.shown
        stated = (*one.decisions, *(decision.fact for decision in one.decisions))
        refined = one.refined
        if refined is None:
            return (one, *looks, *stated)
        reports = refined.report.contacts
        return (one, *looks, refined, refined.motion, refined.prepared, *stated, *reports)
    return (one,)


def _run(line: Connection) -> None:
    behind(0)
    from core.take.refining.getting_ready import get_ready

    get_ready()
    there = _There(line)
    serve(
        line, there.answered,
        sent=there.sent, named=there.known.names, objects=there.known.objects,
    )  # fmt: skip


class _There:
    """The child's side."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self.known = _Known()
        self._kept: tuple[int, Answer] | None = None  # an answer, once it was sent
        self._prepared: Prepared | None = None

    def answered(self, question: str, about) -> object:
        """The answer to a question."""
        from app.lanes.preview_cut import cut_out
        from app.lanes.results import previewed, settled

        forgotten, new, asked, (captured, base), decisions, radii = about
        self.known.forget(forgotten)
        for own, one in new.items():
            self.known.keep(own, one)
        if question == "preview":
            prepared, cancelled = self._prepared, self._cancelled
            answer = previewed(captured, decisions, base, prepared, cancelled, radii)
            found = cut_out(answer, base) or answer
        else:
            answer = found = settled(
                captured, decisions, base, self._prepared, self._cancelled, self._progress
            )
            self._kept = asked[0], answer
        if answer.refined is not None:
            self._prepared = answer.refined.prepared
        return found

    def sent(self) -> None:
        """The worker has the answer, and calls it by the name that it asked for."""
        if self._kept is not None:
            self.known.keep(*self._kept)
            self._kept = None

    def _cancelled(self) -> bool:
        return told_to_stop(self._line)

    def _progress(self, fraction: float, sentence: str) -> None:
        say_progress(self._line, fraction, sentence)


class _Spare:
    """A child that nobody uses: the next take's first edit need not wait for another to start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: LiveChild | None = None

    def take(self) -> LiveChild:
        """The spare child, or a new one."""
        with self._lock:
            child, self._child = self._child, None
        return child or LiveChild()

    def give(self, child: LiveChild) -> None:
        """Keep a child that nobody asks any more; a second one is closed."""
        with self._lock:
            kept, self._child = self._child, child
        if kept is not None:
            kept.close()


SPARE = _Spare()

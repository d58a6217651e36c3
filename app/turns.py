"""Panels take a new take over one after another, each in a turn of the event loop of its own: a
window that repainted all of them at once would stand still for longer than an eye forgives.

What the user did comes first to the lanes, where it was done, and at once: what the mouse does
there next must know of it. The views of motion wait for the answer, which is on its way: drawn
twice, they would hold it up. It comes to them first. Nothing is painted in the turn that decided
or received something: that one is full already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from widgets.snapshot import ContactView, TakeView

#: Between two turns (ms): what a hand does meanwhile comes first. Each paints what it was given: Qt
#: gathers what is to be painted within a picture of 16 ms, and turns that lie closer would be one.
APART_MS = 4
#: What a turn and the rest before it take at most (ms).
TURN_MS = 24
#: So long the views of motion wait for an answer; then they show at least what is pending (ms).
ANSWER_MS = 160


class TakesTake(Protocol):
    """A panel."""

    def set_take(self, take: TakeView | None, /) -> None: ...

    def paint_now(self) -> None:
        """Paint what was set, not a turn of the event loop later."""


class Turns(QObject):
    """Hands takes to panels in turn; the newest take wins."""

    def __init__(
        self, panels: Sequence[TakesTake], drawing_motion: Sequence[TakesTake], parent: QObject
    ) -> None:
        """panels: in order, the lanes first. drawing_motion: those that show nothing of what is
        pending."""
        super().__init__(parent)
        self._panels = tuple(panels)
        self._drawing_motion = tuple(drawing_motion)
        self._drawn: dict[int, TakeView | None] = {}
        self._waiting: list[TakesTake] = []
        self._take: TakeView | None = None
        self._is_asked = False  # whether an answer is to come
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    def wait_of(self, panel: TakesTake) -> int:
        """How long at most (ms) until a panel has its turn; 0 where it waits for none."""
        if panel not in self._waiting:
            return 0
        return ANSWER_MS if self._is_asked else TURN_MS * (1 + self._waiting.index(panel))

    def show(self, take: TakeView | None) -> None:
        """Show a take. Another take, rig or video goes to all panels at once: what they are told
        next, a moment, a joint or a picture, speaks of it."""
        before, self._take = self._take, take
        self._waiting = list(self._panels)
        answer = _is_answer(before, take)
        self._is_asked = not answer and take is not None and not (take.settled or take.unsolved)
        if not _same_rig(before, take):
            self.finish()
            return
        # views of motion show what came of it, the others what was decided
        self._waiting.sort(key=lambda panel: (panel in self._drawing_motion) == self._is_asked)
        if not answer:
            lanes = self._panels[0]
            self._hand_over(lanes)
            self._waiting.remove(lanes)
            self._waiting.insert(0, lanes)
        self._timer.start(0)

    def finish(self) -> None:
        """Let all panels take over now."""
        while self._waiting:
            self._hand_over(self._waiting.pop(0))

    def _next(self) -> None:
        while self._waiting:
            panel = self._waiting.pop(0)
            if self._is_given(panel) or self._hand_over(panel):
                panel.paint_now()  # this turn is for nothing else
                break
        if self._waiting:
            only_motion = all(panel in self._drawing_motion for panel in self._waiting)
            self._timer.start(ANSWER_MS if only_motion and self._is_asked else APART_MS)

    def _is_given(self, panel: TakesTake) -> bool:
        """Whether a panel took the newest take over already, though it was not painted."""
        return self._drawn.get(id(panel)) is self._take

    def _hand_over(self, panel: TakesTake) -> bool:
        """Whether the panel had something new to take."""
        drawn = self._drawn.get(id(panel))
        if panel in self._drawing_motion and _same_motion(drawn, self._take):
            return False
        self._drawn[id(panel)] = self._take
        panel.set_take(self._take)
        return True


def _same_rig(one: TakeView | None, other: TakeView | None) -> bool:
    if one is None or other is None:
        return False
    return one.is_of(other) and (one.joints, _video(one)) == (other.joints, _video(other))


def _is_answer(before: TakeView | None, take: TakeView | None) -> bool:
    """Whether the same decisions are seen with another answer, or as committed."""
    return before is not None and take is not None and before.revision == take.revision


def _same_motion(one: TakeView | None, other: TakeView | None) -> bool:
    """Whether the views of motion would look the same."""
    if one is None or other is None:
        return one is other
    same_arrays = all(
        getattr(one, which).world_positions is getattr(other, which).world_positions
        for which in ("captured", "refined")
    )
    return (
        same_arrays
        and _video(one) == _video(other)
        and [point.name for point in one.points] == [point.name for point in other.points]
        and [_drawn(contact) for contact in one.contacts]
        == [_drawn(contact) for contact in other.contacts]
        and _pins(one) == _pins(other)
        and one.layer == other.layer
    )


def _video(take: TakeView) -> tuple[object, ...]:
    video = take.video
    if video is None:
        return ()
    return (video.path, video.missing, video.width, video.height, take.video_offset)


def _pins(take: TakeView) -> list[tuple[object, ...]]:
    """What the views of motion show of pins."""
    return [(one.id, one.start, one.end, one.pin) for one in take.marks if one.pin is not None]


def _drawn(contact: ContactView) -> tuple[object, ...]:
    """What the views of motion show of a contact: they know nothing of commits."""
    skates = (contact.captured_skate_mm, contact.skate_mm)
    return (contact.id, contact.point, contact.state, contact.start, contact.end, *skates)

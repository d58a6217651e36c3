"""Two minutes on the sample: each step says one thing to try and goes on when it was done.

It asks for nothing that the window would not do by itself, and can be left at any step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer

from app.document.opening import takes_folder
from app.session import Session
from widgets.tour_bar import TourView

#: How often it is looked whether a step was done (ms).
LOOK_MS = 120


@dataclass(frozen=True, slots=True)
class Step:
    """What to try: the action whose key is shown, and when it counts as done."""

    action: str
    sentence: str
    done: Callable[[Tour], bool]


class Tour(QObject):
    """Leads through the sample, from the first time that it is opened or from the menu Help."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._bar = session.window.tour_bar
        self._at: int | None = None
        self.has_compared = False
        self._awaited = False  # the sample is being opened for it
        self._is_there = False  # it is open, and settles
        self._entries = 0  # of the journal, when the step began
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._go_on_when_done)
        self._bar.skipped.connect(self._next)
        self._bar.left.connect(self.leave)
        do = session.window.actions_by_id
        do["help.tour"].triggered.connect(lambda _=False: self.begin())
        do["file.sample"].triggered.connect(lambda _=False: self._offer())
        do["view.captured"].toggled.connect(self._compared)
        session.document.closing.connect(self._stop)
        session.document.opened.connect(self._opened)
        session.document.open_failed.connect(lambda _: self.disarm())
        session.opening_called_off.connect(self.disarm)

    # ---- what steps ask --------------------------------------------------------------------

    @property
    def is_playing(self) -> bool:
        review = self._session.review
        return review is not None and review.playback.view.playing

    @property
    def has_contact(self) -> bool:
        review = self._session.review
        return review is not None and review.selection.contact is not None

    @property
    def has_decided(self) -> bool:
        document = self._session.document
        return self._changed_since and bool(document.undo_name) and not document.redo_name

    @property
    def has_undone(self) -> bool:
        return self._changed_since and bool(self._session.document.redo_name)

    @property
    def _changed_since(self) -> bool:
        """Whether the journal went on since the step began: a take keeps older decisions."""
        return self._journal_length() > self._entries

    def _journal_length(self) -> int:
        state = self._session.document.state
        return 0 if state is None else len(state.journal)

    @property
    def sees_queue(self) -> bool:
        review = self._session.review
        return review is not None and review.queue_is_shown

    @property
    def is_in_export(self) -> bool:
        return self._session.window.room is self._session.window.rooms.get("Export")

    # ---- going through ---------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        return self._at is not None

    def begin(self) -> None:
        """Open the sample and begin at the first step."""
        self._session.open_sample()
        self._start_when_open()

    def leave(self) -> None:
        """Over, now; it does not come by itself again."""
        self.disarm()
        self._stop()
        window = self._session.window
        if not window.settings.tour_seen:
            window.remember(replace(window.settings, tour_seen=True))

    def _offer(self) -> None:
        """The sample was opened by hand: the first time the tour comes with it."""
        if not self._session.window.settings.tour_seen:
            self._start_when_open()

    def _start_when_open(self) -> None:
        self._awaited = True

    def disarm(self) -> None:
        """The sample does not come: nothing starts when another take is opened."""
        self._awaited = False

    def _opened(self) -> None:
        """What was opened last is open: the sample, or what somebody wanted instead."""
        awaited, self._awaited = self._awaited, False
        state = self._session.document.state
        if awaited and state is not None:
            self._is_there = state.path.parent == (takes_folder() / "sample").resolve()
            self._session.after_settling(self._start)

    def _start(self) -> None:
        if self._session.review is None or not self._is_there:
            return
        self._is_there = False
        self._session.review.show_queue(False)
        self.has_compared = False
        self._at = 0
        self._look.start()
        self._show()

    def _stop(self) -> None:
        self._at, self._is_there = None, False
        self._look.stop()
        self._bar.show_step(None)

    def _compared(self, on: bool) -> None:
        self.has_compared = self.has_compared or on

    def _go_on_when_done(self) -> None:
        if self._at is not None and self._at < len(STEPS) and STEPS[self._at].done(self):
            self._next()

    def _next(self) -> None:
        if self._at is not None:
            self._at += 1
            self._show()

    def _show(self) -> None:
        if self._at is None:
            return
        self._entries = self._journal_length()
        keys = self._session.window.actions_by_id.keys
        if self._at >= len(STEPS):
            sheet = keys["help.keys"]
            self._bar.show_step(TourView("", END.format(key=sheet), sheet, is_last=True))
            return
        step = STEPS[self._at]
        key = keys[step.action].split("   ")[0]
        self._bar.show_step(TourView(f"{self._at + 1} of {len(STEPS)}", step.sentence, key))


STEPS = (
    Step(
        "play.toggle",
        "This is a video of one person and the motion that was captured from it. Play it; the same "
        "key stops.",
        lambda tour: tour.is_playing,
    ),
    Step(
        "view.captured",
        "Hold this key while it plays: the feet as they were captured, skating. Let go: planted.",
        lambda tour: tour.has_compared,
    ),
    Step(
        "contact.next",
        "The lanes below say when each heel and toe is planted, pivots, slides or is in the air. "
        "Go to the next contact.",
        lambda tour: tour.has_contact,
    ),
    Step(
        "contact.slide",
        "You know better than any estimate. Say that this one is a wanted slide: the motion is "
        "solved again at once, and the decision is on the disk.",
        lambda tour: tour.has_decided,
    ),
    Step(
        "edit.undo",
        "It was planted after all. Take it back: the motion is the same again, to the last digit.",
        lambda tour: tour.has_undone,
    ),
    Step(
        "event.queue",
        "What looks wrong waits in the queue, the worst first, with answers solved ahead: one key "
        "decides. Here little is wrong.",
        lambda tour: tour.sees_queue,
    ),
    Step(
        "file.export",
        "When the queue is empty the motion leaves: the file is written, read back and measured.",
        lambda tour: tour.is_in_export,
    ),
)
END = "That is the whole way: a video in, facts stated, a clean file out. {key} shows all keys."

"""An opening that takes a while says how far it is, and can be called off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.lanes.long import LongJob
from app.window import FootingWindow

#: Before this nobody waits (ms).
AT_ONCE = 300
ABOUT = "opening"


class OpeningNotice(QObject):
    """Speaks of the newest opening, while it lasts."""

    def __init__(self, window: FootingWindow, called_off: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._called_off = window, called_off
        self._job: LongJob | None = None
        self._name = self._sentence = ""
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(AT_ONCE)
        self._wait.timeout.connect(self._say)

    def watch(self, job: LongJob, name: str) -> None:
        """Speak of this opening from now on; `called_off` follows where it is cancelled."""
        self._name, self._sentence = name, ""
        if job is self._job:
            return
        self._job = job
        self._window.notice.take_back(ABOUT)  # of one that nobody waits for any more
        job.progressed.connect(self._progressed)
        job.stopped.connect(self._stopped)
        job.ended.connect(self._ended)
        self._wait.start()

    @Slot(float, str, object)
    def _progressed(self, _fraction: float, sentence: str, _left: float | None) -> None:
        if self.sender() is self._job:
            self._sentence = sentence
            if not self._wait.isActive():
                self._say()

    def _say(self) -> None:
        if self._job is None or not self._job.is_running:
            return
        words = f"Opening {self._name}. {self._sentence}".rstrip(". ") + "."
        self._window.say(words, action="Cancel", do=self._job.cancel, about=ABOUT, going_on=True)

    @Slot()
    def _stopped(self) -> None:
        if self.sender() is self._job:
            self._called_off()

    @Slot(object)
    def _ended(self, job: LongJob) -> None:
        if job is not self._job:
            return
        self._job = None
        self._wait.stop()
        self._window.notice.take_back(ABOUT)

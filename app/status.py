"""The status bar: rate, frame, time, what is selected, and what the lanes do."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer

from app.document.document import Document
from app.rooms.review_room import ReviewRoom
from app.window import FootingWindow
from core.motion.joint_names import shown_name
from widgets.snapshot import ClockView
from widgets.timecode import frame_at, rate_words, timecode

#: So long a sentence stays that says why a key did nothing (ms).
SAID_MS = 6000


class StatusLine(QObject):
    """Writes the labels of the window's status bar as things change."""

    def __init__(self, window: FootingWindow, room: ReviewRoom, document: Document) -> None:
        super().__init__(window)
        self._labels = window.status
        self._room = room
        self._document = document
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(SAID_MS)
        self._said.timeout.connect(self._message)
        room.playback.changed.connect(self._clock)
        room.take_changed.connect(lambda _take: self._clock(room.playback.view))
        room.selection_changed.connect(lambda _selection: self._message())
        room.said.connect(self._say)
        document.solving.connect(self._live)
        document.progressed.connect(lambda _fraction, sentence: self._live(True, sentence))
        document.long.started.connect(lambda _job: self._long())
        document.long.ended.connect(lambda _job: self._long())
        document.opened.connect(self._live_now)
        document.changed.connect(self._say_unsolved)
        self._rated: np.ndarray | None = None  # the frames whose rate is shown
        self._busy = False
        self._live_now()
        self._long()

    def _clock(self, clock: ClockView) -> None:
        take = self._room.take
        if take is None:
            self._rated = None
            for name in ("rate", "frame", "time", "message"):
                self._labels[name].clear()
            return
        times = take.refined.times
        frame = frame_at(times, clock.time) + 1
        if times is not self._rated:  # once a take, not once a frame that is played
            self._rated = times
            self._labels["rate"].setText(rate_words(times, take.rate))
        self._labels["frame"].setText(f"Frame {frame} of {len(times)}")
        self._labels["time"].setText(timecode(clock.time, take.rate))
        self._message()

    def _message(self) -> None:
        """How fast it plays and what is selected."""
        take, clock = self._room.take, self._room.playback.view
        if take is None:
            return
        words = []
        if frame_at(take.refined.times, clock.time) < take.rest_frames:
            words.append("Rest pose, no moment of the motion")
        if clock.playing and clock.speed != 1.0:
            words.append(f"{clock.speed:g}× speed")
        joint = self._room.selection.joint
        if joint is not None and joint < len(take.joints):
            words.append(f"{shown_name(take.joints[joint])} selected")
        self._labels["message"].setText(", ".join(words))

    def _say(self, sentence: str) -> None:
        """Why a key did nothing; after a while it is no news."""
        self._labels["message"].setText(sentence)
        self._said.start()

    def _live_now(self) -> None:
        """A lane that was at work before anybody listened said so already."""
        solver = self._document.solver
        self._live(solver is not None and not solver.idle)

    def _live(self, busy: bool, sentence: str = "") -> None:
        self._busy = busy
        idle = "✕ Not solved" if self._unsolved else "○ All solved"
        self._labels["live"].setText(f"● {sentence or 'Solving'}" if busy else idle)

    @property
    def _unsolved(self) -> bool:
        state = self._document.state
        return state is not None and bool(state.unsolved)

    def _say_unsolved(self) -> None:
        """The lane may have said before that it rests."""
        if not self._busy:
            self._live(False)

    def _long(self) -> None:
        jobs = self._document.long.jobs
        self._labels["long"].setText(f"● {jobs[0].name}" if jobs else "○ Nothing runs")

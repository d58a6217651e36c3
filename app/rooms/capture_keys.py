"""What keys mean in the Capture room: they play the video, mark a part, say how tall, and start."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.playback import NO_TIMES, SAME, Playback
from widgets.capture_panel import CapturePanel
from widgets.snapshot import ClockView

KEYPAD = Qt.KeyboardModifier.KeypadModifier
#: French keyboards have their digits on it.
SHIFT = Qt.KeyboardModifier.ShiftModifier


class CaptureKeys(QObject):
    """Acts on the panel before a capture; the picture bar and what plays show one picture."""

    def __init__(self, panel: CapturePanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self._times = NO_TIMES
        self.playback = Playback(parent=self)
        self.playback.changed.connect(self._moved)
        panel.picture_requested.connect(self._gone_to)
        play, key = self.playback, Qt.Key
        self._meanings = {
            key.Key_Space: play.toggle,
            key.Key_J: play.shuttle_backward,
            key.Key_K: play.pause,
            key.Key_L: play.shuttle_forward,
            key.Key_Home: play.go_home,
            key.Key_End: play.go_end,
            key.Key_Left: lambda: play.step_video(-1),
            key.Key_Comma: lambda: play.step_video(-1),
            key.Key_Right: lambda: play.step_video(1),
            key.Key_Period: lambda: play.step_video(1),
            key.Key_I: panel.begin_here,
            key.Key_O: panel.end_here,
            key.Key_Return: panel.start,
            key.Key_Enter: panel.start,
        }

    def set_times(self, times: np.ndarray) -> None:
        """times (pictures,) seconds of the video; empty while it is opened."""
        self._times = times
        self.playback.pause()
        self.playback.set_times(NO_TIMES, times, 0.0)

    def take(self, event: QKeyEvent) -> bool:
        """Do what a key means; False where it means nothing here."""
        held = event.modifiers() & ~KEYPAD
        if held & ~SHIFT or not len(self._times):
            return False
        meaning = None if held else self._meanings.get(Qt.Key(event.key()))
        if meaning is not None:
            meaning()
        elif event.text().isdecimal():
            self._panel.type_height(event.text())
        else:
            return False
        return True

    def _moved(self, clock: ClockView) -> None:
        if len(self._times):
            self._panel.show_picture(self._picture_at(clock.time))

    def _gone_to(self, number: int) -> None:
        """Somebody went to a picture by other ways than these keys."""
        if number < len(self._times) and number != self._picture_at(self.playback.view.time):
            self.playback.scrub(float(self._times[number]))

    def _picture_at(self, time: float) -> int:
        """The picture that is seen at a moment (seconds)."""
        return max(int(np.searchsorted(self._times, time + SAME, side="right")) - 1, 0)

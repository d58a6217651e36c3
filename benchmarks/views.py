"""From a key to painted video, viewport, timeline and playhead at 1080p, beside an empty window.

    .venv/bin/python -m benchmarks.views          (needs a display or Xvfb; 24 bits of colour)

A window of 1920 x 1080 with the panels of the Review room gets real key events at 30 a second,
forward and backward, on a 1080p H.264 video of 30 frames a second (made first, moving and noisy)
beside a motion of 22 joints. Time runs from posting the key until every panel has painted. The
same keys then go to an empty window that paints one line. Last: play for some seconds with a
5 ms timer in the window, and the same timer beside the empty window; its gaps are the histogram.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ui")]

from PySide6.QtCore import QEvent, QObject, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import (  # noqa: E402
    QApplication,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from walking_take import pictured, walking_take  # noqa: E402

from app.frame_feed import FrameFeed  # noqa: E402
from app.playback import Playback  # noqa: E402
from core.video.writer import VideoWriter  # noqa: E402
from widgets.curves import Curves  # noqa: E402
from widgets.snapshot import ClockView  # noqa: E402
from widgets.theme import theme  # noqa: E402
from widgets.timeline.timeline import Timeline  # noqa: E402
from widgets.video_view import VideoPanel  # noqa: E402
from widgets.viewport import ViewportPanel  # noqa: E402

WIDTH, HEIGHT, RATE, FRAMES = 1920, 1080, 30, 240
STEPS = 200
KEY_INTERVAL = 1.0 / 30.0  # a held key
GATE_MS = 33.0
PLAY_SECONDS = 6.0
GAPS_MS = (16, 33, 50, 100, 200)


class Painted(QObject):
    """Tells when each of some widgets has had a paint event since `reset`."""

    def __init__(self, widgets: list[QWidget]) -> None:
        super().__init__()
        self._all = set(map(id, widgets))
        self._left: set[int] = set()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._left.discard(id(watched))
        return False

    def reset(self) -> None:
        self._left = set(self._all)

    @property
    def done(self) -> bool:
        return not self._left


class EmptyWindow(QWidget):
    """What Qt itself needs: a key moves a line."""

    def __init__(self) -> None:
        super().__init__()
        self._place = 0
        for key, way in (("Right", 1), ("Left", -1)):
            QShortcut(QKeySequence(key), self, lambda way=way: self._move(way))

    def _move(self, way: int) -> None:
        self._place += way
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawLine(self._place, 0, self._place, self.height())


class ReviewWindow(QWidget):
    """The panels of the Review room, fed as the room feeds them."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.take = walking_take(frames=FRAMES, seen=True)
        video = pictured(path, WIDTH, HEIGHT, np.arange(FRAMES) / RATE)
        self.take = replace(self.take, video=video)
        self.video, self.viewport = VideoPanel(), ViewportPanel()
        self.timeline = Timeline(Curves())
        self.clock, self.feed = Playback(parent=self), FrameFeed(self)
        self.feed.frame_ready.connect(lambda number, image: self.video.set_frame(image, number))
        self.video.display_size_changed.connect(self.feed.set_display_size)
        self.clock.changed.connect(self._follow)
        column, views = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        views.addWidget(self.video, 42)
        views.addWidget(self.viewport, 58)
        column.addLayout(views, 60)
        column.addWidget(self.timeline, 40)
        for key, way in (("Right", 1), ("Left", -1)):
            QShortcut(QKeySequence(key), self, lambda way=way: self.clock.step_video(way))
        for panel in (self.video, self.viewport, self.timeline):
            panel.set_take(self.take)
        self.clock.set_take(self.take)

    def begin(self) -> None:
        self.feed.set_display_size(self.video.display_size)
        self.feed.open(self.take.video.path)
        self._follow(self.clock.view)

    def end(self) -> None:
        self.clock.pause()
        self.feed.close()
        self.viewport.release()
        self.close()

    def _follow(self, clock: ClockView) -> None:
        number, image = self.feed.request_at(clock.time + self.take.video_offset)
        if image is not None:
            self.video.set_frame(image, number)
        for panel in (self.video, self.viewport, self.timeline):
            panel.set_clock(clock)


def make_video(path: Path) -> None:
    """A grainy ground that moves under the camera: bits and motion like a phone's video."""
    rng = np.random.default_rng(5)
    reach = 2 * FRAMES
    y, x = np.mgrid[0:HEIGHT, 0 : WIDTH + reach].astype(np.float32)
    wave = 110 + 50 * np.sin(x / 90) + 40 * np.cos(y / 70)
    grain = rng.integers(-9, 10, wave.shape)
    ground = np.clip((wave + grain)[..., None] + np.array([0, 12, -10]), 0, 255).astype(np.uint8)
    with VideoWriter(path, WIDTH, HEIGHT, RATE) as writer:
        for number in range(FRAMES):
            writer.write(np.ascontiguousarray(ground[:, 2 * number : 2 * number + WIDTH]))


def shown(window: QWidget, app: QApplication) -> None:
    window.resize(1920, 1080)
    window.show()
    window.activateWindow()
    until(app, window.isActiveWindow, 5.0)


def until(app: QApplication, what: Callable[[], bool], seconds: float) -> bool:
    end = time.perf_counter() + seconds
    while not what():
        app.processEvents()
        if time.perf_counter() > end:
            return False
        time.sleep(0.001)
    return True


def key_times(
    app: QApplication, window: QWidget, painted: Painted, key: Qt.Key, right: Callable[[], bool]
) -> np.ndarray:
    """Milliseconds from each key to everything painted; keys come at the rate of a held one."""
    taken = []
    for _ in range(STEPS):
        start = time.perf_counter()
        painted.reset()
        QTest.keyClick(window, key)
        while not (painted.done and right()):
            app.processEvents()
            if time.perf_counter() - start > 5.0:
                raise SystemExit("a step was not painted within 5 s")
        taken.append((time.perf_counter() - start) * 1e3)
        while time.perf_counter() - start < KEY_INTERVAL:
            app.processEvents()
            time.sleep(0.001)
    return np.array(taken)


def gaps(app: QApplication, seconds: float) -> np.ndarray:
    """Milliseconds between the calls of a 5 ms timer."""
    calls: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: calls.append(time.perf_counter()))
    timer.start(5)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.0005)
    timer.stop()
    return np.diff(np.array(calls)) * 1e3


def row(name: str, taken: np.ndarray, gate: float | None = None) -> None:
    met = "met" if gate is None or p95(taken) <= gate else "MISSED"
    verdict = "" if gate is None else f"   gate {gate:.0f}: {met}"
    print(f"{name:<44} {np.median(taken):8.1f} {p95(taken):8.1f} {taken.max():8.1f}{verdict}")


def p95(taken: np.ndarray) -> float:
    return float(np.percentile(taken, 95))


def histogram(name: str, taken: np.ndarray) -> None:
    counts = "  ".join(f">{edge}: {(taken > edge).sum()}" for edge in GAPS_MS)
    print(f"{name:<44} {len(taken)} calls, worst {taken.max():.0f} ms   {counts}")


def bench_review(app: QApplication, path: Path) -> None:
    window = ReviewWindow(path)
    shown(window, app)
    start = time.perf_counter()
    window.begin()
    if not until(app, lambda: window.video.canvas.has_picture, 20.0):
        raise SystemExit("no picture came")
    window.video.canvas.repaint()
    print(f"first picture after opening the video: {time.perf_counter() - start:.2f} s (gate 3)")
    print(f"viewport: {window.viewport.support.path}, {window.viewport.support.renderer}")
    watched: list[QWidget] = [window.video.canvas, window.timeline.canvas]
    if window.viewport.surface is not None:
        watched.append(window.viewport.surface)
    painted = Painted(watched)
    until(app, lambda: window.feed.is_ready(20), 20.0)

    def right() -> bool:
        wanted = window.feed.request_at(window.clock.view.time)[0]
        return window.video.canvas.shown_number == wanted

    print(f"\n{'key to paint, milliseconds':<44} {'median':>8} {'p95':>8} {'worst':>8}")
    row("forward", key_times(app, window, painted, Qt.Key.Key_Right, right), GATE_MS)
    row("backward", key_times(app, window, painted, Qt.Key.Key_Left, right), GATE_MS)
    window.clock.go_home()
    window.clock.play()
    playing = gaps(app, PLAY_SECONDS)
    dropped = window.clock.view.dropped
    window.end()
    empty = EmptyWindow()
    shown(empty, app)
    painted = Painted([empty])
    row("empty window", key_times(app, empty, painted, Qt.Key.Key_Right, lambda: True))
    still = gaps(app, PLAY_SECONDS)
    empty.close()
    print(f"\ngaps of a 5 ms timer, {PLAY_SECONDS:.0f} s")
    histogram(f"playing ({dropped} pictures left out)", playing)
    histogram("empty window", still)


def main() -> None:
    app = QApplication([])
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "moving.mp4"
        make_video(path)
        bench_review(app, path)


if __name__ == "__main__":
    main()

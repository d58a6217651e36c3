"""Drags of the mouse in the whole window, timed until the motion that they lead to is painted.

The take of `benchmarks.edits`, a minute at 60 Hz. Real events move something pixel by pixel; the
gaps of a 5 ms timer stand beside.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.edits import GATE_MS, OpenWindow, PaintedMotion, rest, window_on_long_take

MOVES = 30
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def print_drags(drags: dict[str, Callable[[OpenWindow], np.ndarray]]) -> None:
    """Open the take, make the drags (window -> milliseconds of each move) and print their times."""
    calls: list[float] = []
    with window_on_long_take() as window:
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: calls.append(time.perf_counter()))
        rest(2.0)
        timer.start(5)
        taken = {words: drag(window) for words, drag in drags.items()}
        timer.stop()
    print(f"\n{'milliseconds':<44} {'median':>8} {'p95':>8} {'worst':>8}")
    gaps = 1e3 * np.diff(calls)
    for words, values in (*taken.items(), ("gap of a 5 ms timer", gaps)):
        figures = (np.median(values), np.percentile(values, 95), values.max())
        print(f"{words:<44} " + " ".join(f"{figure:8.1f}" for figure in figures))
    worst = max(np.percentile(values, 95) for values in taken.values())
    print(f"gate for p95: {GATE_MS:.0f} ms: {'met' if worst <= GATE_MS else 'MISSED'}; "
          f"gaps above 50: {(gaps > 50).sum()}")  # fmt: skip


def timed_moves(
    window: OpenWindow, surface: QWidget, start: QPointF, first: QPointF, along: QPointF
) -> np.ndarray:
    """(moves,) milliseconds from a move of the mouse to the painted motion.

    The button goes down at `start` and is let go at the end; what is dragged begins with the step
    `first`, then goes by `along` at every move.
    """
    document, painted = window.document, PaintedMotion(window.room.viewport)
    _mouse(surface, QMouseEvent.Type.MouseButtonPress, start)
    _mouse(surface, QMouseEvent.Type.MouseMove, start + first)
    rest(0.5)
    taken, at = [], start
    for move in range(MOVES):
        before, started = document.state.refined_look, time.perf_counter()
        at = start + first + along * (move + 1)
        _mouse(surface, QMouseEvent.Type.MouseMove, at)

        def answered(before=before) -> bool:
            look = document.state.refined_look
            return look is not before and painted.seen is look.shown.world_positions

        window.bot.waitUntil(answered)
        taken.append(1e3 * (time.perf_counter() - started))
        rest(0.03)
    _mouse(surface, QMouseEvent.Type.MouseButtonRelease, at)
    window.settle()
    return np.array(taken)


def _mouse(surface: QWidget, kind: QMouseEvent.Type, at: QPointF) -> None:
    button = _NONE if kind is QMouseEvent.Type.MouseMove else _LEFT
    down = _NONE if kind is QMouseEvent.Type.MouseButtonRelease else _LEFT
    there = QPointF(surface.mapToGlobal(at.toPoint()))
    modifier = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(surface, QMouseEvent(kind, at, there, button, down, modifier))

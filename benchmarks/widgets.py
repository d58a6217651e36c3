"""What painting costs: a move of the playhead, a zoom, a new take, beside an empty widget.

    .venv/bin/python benchmarks/widgets.py          (needs a display or Xvfb)

Prints medians and 95th percentiles in milliseconds: the time from the setter to the end of the
paint that it caused, in this process. A row "empty widget" repaints strips of the same size of a
widget that draws nothing but a line: the floor that Qt itself sets on this machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ui")]

from drawn_takes import drawn_take, many_contacts  # noqa: E402
from PySide6.QtCore import QRect  # noqa: E402
from PySide6.QtGui import QPainter, QPaintEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from widgets.curves import Curves  # noqa: E402
from widgets.snapshot import ClockView, SelectionView  # noqa: E402
from widgets.take_panel import TakePanel  # noqa: E402
from widgets.theme import theme  # noqa: E402
from widgets.timeline.timeline import Timeline  # noqa: E402

SIZE = (1527, 386)
STEPS = 200


class EmptyWidget(QWidget):
    """Draws one line where the playhead would be."""

    x = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawLine(self.x, 0, self.x, self.height())

    def move_line(self, x: int) -> None:
        for place in (self.x, x):
            self.update(QRect(place - 3, 0, 7, self.height()))
            self.update(QRect(place - 20, 32, 40, 22))
        self.x = x


def measured(
    do: Callable[[int], None], app: QApplication, steps: int = STEPS
) -> tuple[float, float]:
    """Median and 95th percentile of `do(k)` and the painting it causes, milliseconds."""
    taken = []
    for step in range(steps):
        start = time.perf_counter()
        do(step)
        app.processEvents()
        taken.append((time.perf_counter() - start) * 1e3)
    return float(np.median(taken)), float(np.percentile(taken, 95))


def row(name: str, figures: tuple[float, float]) -> None:
    print(f"{name:<58} {figures[0]:8.2f} {figures[1]:8.2f}")


def shown(widget: QWidget, app: QApplication, size: tuple[int, int] = SIZE) -> None:
    widget.resize(*size)
    widget.show()
    for _ in range(20):
        app.processEvents()
        time.sleep(0.01)


def bench_timeline(app: QApplication, label: str, frames: int, contacts: int) -> None:
    take = drawn_take(frames, many_contacts(contacts, frames) if contacts else None)
    timeline = Timeline(Curves())
    shown(timeline, app)
    row(f"{label}: new take", measured(lambda k: timeline.set_take(take), app, 10))
    timeline.set_selection(SelectionView(joint=1))
    timeline.show_all()
    first, last = timeline.axis.limits
    moments = np.linspace(first, last, STEPS)
    app.processEvents()
    row(
        f"{label}: playhead, timeline and curves",
        measured(lambda k: timeline.set_clock(ClockView(time=float(moments[k]))), app),
    )
    middle = (first + last) / 2

    def zoom(start: float, end: float) -> None:
        timeline.axis.set_range(start, end)
        timeline.curves.plot.viewport().repaint()  # else in a turn of its own, a moment later

    row(
        f"{label}: zoom and redraw, whole take in sight",
        measured(lambda k: zoom(first + 1e-3 * (k % 5), last), app, 40),
    )
    row(
        f"{label}: zoom and redraw, 4 s in sight",
        measured(lambda k: zoom(middle, middle + 4 + 0.01 * k), app, 40),
    )
    timeline.close()
    panel = TakePanel()
    shown(panel, app, (392, 900))
    row(f"{label}: take panel, new take", measured(lambda k: panel.set_take(take), app, 10))
    panel.close()


def main() -> None:
    app = QApplication([])
    theme.apply(app)
    print(f"{'milliseconds':<58} {'median':>8} {'p95':>8}")
    empty = EmptyWidget()
    shown(empty, app)
    row("empty widget: two strips", measured(lambda k: empty.move_line(160 + 6 * k), app))
    empty.close()
    bench_timeline(app, "412 frames, 27 contacts", 412, 0)
    bench_timeline(app, "72,000 frames, 6,000 contacts", 72_000, 6_000)


if __name__ == "__main__":
    main()

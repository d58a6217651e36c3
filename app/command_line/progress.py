"""Progress on standard error: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

#: Whether a bar was drawn last, so that the cursor stands behind it.
_drawn = [False]


def end_bar() -> None:
    """Begin a new line where a bar was cut off, so that a message does not stand behind it."""
    if _drawn[0]:
        _drawn[0] = False
        sys.stderr.write("\n")


def progress_bar(title: str) -> Callable[[float, str], None]:
    """A `progress(fraction, sentence)` callback that redraws one line, ten times a second."""
    if not sys.stderr.isatty():
        return lambda fraction, sentence: None
    started = time.monotonic()
    last = [0.0]

    def show(fraction: float, sentence: str) -> None:
        now = time.monotonic()
        if fraction < 1.0 and now - last[0] < 0.1:
            return
        last[0] = now
        left = (now - started) * (1.0 - fraction) / fraction if fraction > 0.02 else None
        filled = round(30 * fraction)
        tail = f"about {left:.0f} s left" if left and fraction < 1.0 else ""
        line = f"{title} [{'#' * filled}{'.' * (30 - filled)}] {fraction:4.0%} {sentence} {tail}"
        sys.stderr.write("\r" + line[:118].ljust(118))
        _drawn[0] = True
        if fraction >= 1.0:
            end_bar()
        sys.stderr.flush()

    return show

"""Words for what goes on: time left, stages, moments of a day."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

from core.take.editing import edit_names
from core.take.moved import Moved
from widgets.capture_panel import StageView

#: The stages of a capture in order, as its progress names them first in every sentence.
CAPTURE_STAGES = (
    "Read video", "Keypoints", "Camera", "Fit the rig", "Contacts", "Fit the whole clip",
)  # fmt: skip


def time_left(seconds: float | None) -> str:
    """ "About 1 min 40 s left", rounded as one would say it; None: nobody can say yet."""
    if seconds is None:
        return "Working out how long it takes"
    if seconds < 10:
        return "Less than 10 s left"
    rounded = round(seconds / 5) * 5 if seconds < 60 else round(seconds / 10) * 10
    minutes, rest = divmod(int(rounded), 60)
    if minutes == 0:
        return f"About {rest} s left"
    return f"About {minutes} min {rest} s left" if rest else f"About {minutes} min left"


def capture_stages(sentence: str) -> tuple[StageView, ...]:
    """The stages with the one that `sentence` begins with running."""
    running = next(
        (place for place, name in enumerate(CAPTURE_STAGES) if sentence.startswith(name)), 0
    )
    views = []
    for place, name in enumerate(CAPTURE_STAGES):
        state = "done" if place < running else "running" if place == running else "waiting"
        detail = sentence.removeprefix(name).lstrip(":, ") if place == running else ""
        views.append(StageView(name, detail.capitalize(), state))
    return tuple(views)


def in_the_window(sentence: str) -> str:
    """A sentence of the core without the options of the command line that it names."""
    return re.sub(r" \(--[a-z-]+\)", "", sentence)


def when(path: Path, now: float | None = None) -> str:
    """ "today 14:32", "yesterday", "21 Nov": when a file was written last."""
    written = time.localtime(path.stat().st_mtime)
    today = time.localtime(time.time() if now is None else now)
    yesterday = time.localtime((time.time() if now is None else now) - 86_400)
    if written[:3] == today[:3]:
        return time.strftime("today %H:%M", written)
    if written[:3] == yesterday[:3]:
        return "yesterday"
    return time.strftime("%d %b", written).lstrip("0")


def settling_moved(moved: Sequence[Moved], rate: float | None) -> str:
    """What is said where settling moved more than the preview had shown.

    rate: frames a second, for stretches in frames; None names them in seconds.
    """
    stretches = ", ".join(edit_names.span(one.start, one.end, rate) for one in moved)
    frames = "frames " if rate is not None else ""
    worst = max(one.worst_mm for one in moved)
    return f"Solving the whole take moved {frames}{stretches} as well, by up to {worst:.0f} mm."

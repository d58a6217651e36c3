"""From a mouse move that drags a key of the edit layer to the repainted motion, whole window.

    .venv/bin/python -m benchmarks.layer_drag     (needs a display or Xvfb; 24 bits of colour)

A key of an arm, then one of the root's place over planted feet (`timed_drags`).
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from benchmarks.edits import OpenWindow, rest
from benchmarks.timed_drags import print_drags, timed_moves

#: Seconds where the keys lie: zero, the dragged one, zero.
KEYS = (29.0, 30.0, 31.0)


def main() -> None:
    print_drags(
        {
            "an arm's key": lambda window: drag_times(window, "LeftArm", False),
            "the root's place": lambda window: drag_times(window, window.room.take.joints[0], True),
        }
    )


def drag_times(window: OpenWindow, joint: str, place: bool) -> np.ndarray:
    """(moves,) milliseconds from a mouse move to the painted motion."""
    room = window.room
    room.select_joint(room.take.joints.index(joint))
    curves, actions = room.timeline.curves, window.window.actions_by_id
    if place:
        curves.kind.button("place").click()
        actions["layer.letter"].trigger()  # from X to Y
    for moment, action in ((KEYS[0], "zero"), (KEYS[2], "zero"), (KEYS[1], "insert")):
        room.playback.scrub(moment)
        actions[f"layer.{action}"].trigger()
    window.settle()
    rest(1.0)
    plot = curves.plot
    room.timeline.set_visible_range(KEYS[0] - 1.0, KEYS[2] + 1.0)
    rest(0.2)
    marks = (one for one in plot.keys.marks() if one.chosen and one.letter == plot.strong)
    start = next(marks).at
    return timed_moves(window, plot.viewport(), start, QPointF(0.0, 5.0), QPointF(0.0, 1.0))


if __name__ == "__main__":
    main()

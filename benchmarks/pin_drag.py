"""From a mouse move that drags a joint in the 3D view to the repainted motion, whole window.

    .venv/bin/python -m benchmarks.pin_drag       (needs a display or Xvfb; 24 bits of colour)

A hand, the hips over planted feet and then the ring of a hand, each alone (`timed_drags`).
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from benchmarks.edits import OpenWindow, rest
from benchmarks.timed_drags import print_drags, timed_moves
from widgets.viewport.handles import RING

MOMENT = 30.0


def main() -> None:
    print_drags(
        {
            "a hand": lambda window: drag_times(window, "LeftHand"),
            "the hips": lambda window: drag_times(window, window.room.take.joints[0]),
            "a hand's ring": lambda window: drag_times(window, "RightHand", ring=True),
        }
    )


def drag_times(window: OpenWindow, joint: str, *, ring: bool = False) -> np.ndarray:
    """(moves,) milliseconds from a mouse move to the painted motion."""
    room, document = window.room, window.document
    room.playback.scrub(MOMENT)
    room.select_joint(room.take.joints.index(joint))
    room.viewport.frame_selection()
    rest(1.0)
    view, surface = room.viewport.view, room.viewport.surface
    x, y, _ = view.on_screen(view.points_now()[room.selection.joint])
    start = QPointF(x + (RING if ring else 0.0), y)
    taken = timed_moves(window, surface, start, QPointF(0.0, -5.0), QPointF(0.5, -1.0))
    document.undo()  # the next drag is of a take without this pin
    window.settle()
    rest(1.0)
    return taken


if __name__ == "__main__":
    main()

"""Where the animator says how a foot's toes are turned: there they do not bend by themselves."""

from __future__ import annotations

import numpy as np

from core.contacts.contact import TIME_SLACK
from core.motion.toe_tips import ToeTip
from core.solve.problem import Problem


def no_pin_turns(problem: Problem, tip: ToeTip, first: int, frames: int) -> np.ndarray:
    """(frames,) bool from sample `first` on: where no pin says how a foot's toes are turned. A rest
    pose that leads the motion is no moment of it."""
    times = problem.motion.times[first : first + frames]
    name, free = problem.motion.skeleton.names[tip.toe], np.ones(frames, dtype=bool)
    for pin in problem.pins:
        if name in pin.joints and pin.kind in ("rotation", "pose"):
            # one between two samples is kept to by both
            start, stop = np.searchsorted(times, [pin.start, pin.end])
            free[max(int(start) - 1, 0) : int(stop) + 1] = False
    if problem.rest_ends is not None:
        free[times <= problem.rest_ends + TIME_SLACK] = False
    return free

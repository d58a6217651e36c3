"""Where a wanted slide goes: the captured path without the root's drift and without its tremble.

A slide is one stroke: it starts, goes and stops. The captured path is that stroke, what else the
foot does on purpose, and the legs' errors, which are known from how far held points stray around
it (`drift_speed`). What the path strays from the stroke nearest to it is kept as far as it is more
than these errors would make it: none of it where they explain all, all of it where held points
stand still. So a motion that obeys its contacts keeps its slides to the last digit.

Source: James and Stein's positive-part shrinkage (1961) towards a least-squares fit; the stroke is
the minimum-jerk one (Flash and Hogan 1985).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.solve.captured_paths import captured_paths
from core.solve.problem import Problem
from core.solve.root_drift import Drift, root_drift

#: Longer slides (seconds) are no single stroke, and errors hardly matter to them.
LONGEST = 1.5
#: The stroke that is fitted takes most of the errors with it: this part of their variance is left.
_LEFT_BESIDE = 0.3

#: By the key of a slide its first sample and its horizontal path (samples, 2) metres.
Slides = Mapping[tuple[str, float], tuple[int, np.ndarray]]


def slide_paths(problem: Problem, drift: Drift, start: int, stop: int) -> Slides:
    """The paths of the slides that touch samples start to stop - 1 of the captured motion.

    drift: at these samples; what a slide has beyond them is looked up.
    """
    times, found = problem.motion.times, {}
    for contact in problem.contacts:
        if contact.state != "slide":
            continue
        span = held_samples(times, contact)
        if span.stop - span.start < 2 or span.stop <= start or span.start >= stop:
            continue
        if start <= span.start and span.stop <= stop:
            taken = drift.part(span.start - start, span.stop - start)
        else:
            taken = root_drift(problem, span.start, span.stop)
        point = next(p for p in problem.points if p.name == contact.point)
        path = captured_paths(problem, span.start, span.stop, [point])[point.name]
        path = path[:, [0, 2]] + taken.taken[:, [0, 2]] - taken.left
        noise = float(np.median(taken.noise))
        found[slide_key(contact)] = span.start, as_wanted(times[span], path, noise)
    return found


def slide_key(contact: Contact) -> tuple[str, float]:
    """What tells a slide from all others."""
    return contact.point, contact.start


def as_wanted(times: np.ndarray, path: np.ndarray, noise: float) -> np.ndarray:
    """A slide's path (samples, 2) without what errors of variance `noise` (m^2) explain."""
    seconds = times[-1] - times[0]
    if noise <= 0.0 or not 0.0 < seconds <= LONGEST or len(times) < 5:
        return path
    u = (times - times[0]) / seconds
    shapes = np.stack([np.ones_like(u), u**3 * (10.0 - 15.0 * u + 6.0 * u**2)], axis=1)
    stroke = shapes @ np.linalg.lstsq(shapes, path, rcond=None)[0]
    strays = path - stroke
    spread = 0.5 * float(np.mean(np.sum(strays**2, axis=1)))
    kept = max(0.0, 1.0 - _LEFT_BESIDE * noise / max(spread, 1e-18))
    return stroke + kept * strays

"""Where a wanted slide goes: the captured path without the root's drift and without its tremble.

A slide is one stroke: it starts, goes and stops, from where the point was held before it to where
it is held after it. So these stretches beside it say how long the stroke is, better than its own
short time does. The captured path is that stroke, what else the foot does on purpose, and the legs'
errors, which are known from how far held points stray around it (`drift_speed`). What the path
strays from the stroke nearest to it is kept as far as it is more than these errors would make it:
none of it where they explain all, less of it the more they are beside what strokes of this length
stray, all of it where held points stand still. So a motion that obeys its contacts keeps its slides
to the last digit.

Source: James and Stein's positive-part shrinkage (1961) towards a least-squares fit; the stroke is
the minimum-jerk one (Flash and Hogan 1985).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from core.contacts.contact import Contact
from core.contacts.intervals import held_samples
from core.contacts.one_place import in_one_place
from core.solve.captured_paths import captured_paths
from core.solve.problem import Problem
from core.solve.root.root_drift import Drift, root_drift

#: Longer slides (seconds) are no single stroke, and errors hardly matter to them.
LONGEST = 1.5
#: The stroke that is fitted takes errors with it: this part of their variance is left beside one
#: that only the slide tells, and where held stretches as long as the slide tell it too.
_LEFT_BESIDE, _LEFT_ALL = 0.3, 0.9
#: A path strays by about this part of its stroke's length (rms of an axis) on purpose: little is
#: held beside a slide at a take's ends, so what held points stray may say too little of its errors.
_STRAYS = 0.12
#: So many seconds of what is held before and after a slide are heard, if it is this near (seconds).
BESIDE, _NEXT = 0.5, 0.06

#: By the key of a slide its first sample and its horizontal path (samples, 2) metres.
Slides = Mapping[tuple[str, float], tuple[int, np.ndarray]]


def slide_paths(problem: Problem, drift: Drift, start: int, stop: int) -> Slides:
    """The paths of the slides that touch samples start to stop - 1 of the captured motion.

    drift: at these samples; what a slide has beyond them is looked up.
    """
    times, found = problem.motion.times, {}
    holds = in_one_place(problem.contacts)
    for contact in problem.contacts:
        if contact.state != "slide":
            continue
        span = held_samples(times, contact)
        if span.stop - span.start < 2 or span.stop <= start or span.start >= stop:
            continue
        around = _with_holds(times, contact, span, holds)
        if start <= around.start and around.stop <= stop:
            taken = drift.part(around.start - start, around.stop - start)
        else:
            taken = root_drift(problem, around.start, around.stop)
        point = next(p for p in problem.points if p.name == contact.point)
        path = captured_paths(problem, around.start, around.stop, [point])[point.name]
        path = path[:, [0, 2]] - taken.all_along(times[around])
        inside = slice(span.start - around.start, span.stop - around.start)
        noise = float(np.median(taken.noise[inside]))
        found[slide_key(contact)] = span.start, as_wanted(times[around], path, noise, inside)
    return found


def slide_key(contact: Contact) -> tuple[str, float]:
    """What tells a slide from all others."""
    return contact.point, contact.start


def _with_holds(times: np.ndarray, slide: Contact, span: slice, holds: Iterable[Contact]) -> slice:
    """The samples of a slide and of what its point is held for right before and after it."""
    first, last = span.start, span.stop
    for contact in holds:
        if contact.point != slide.point:
            continue
        if abs(contact.end - slide.start) <= _NEXT:
            held = held_samples(times, contact)
            heard = int(np.searchsorted(times, slide.start - BESIDE))
            first = min(first, max(held.start, heard))
        elif abs(contact.start - slide.end) <= _NEXT:
            held = held_samples(times, contact)
            heard = int(np.searchsorted(times, slide.end + BESIDE, side="right"))
            last = max(last, min(held.stop, heard))
    return slice(first, last)


def as_wanted(
    times: np.ndarray, path: np.ndarray, noise: float, inside: slice | None = None
) -> np.ndarray:
    """A slide's path (samples, 2) without what errors of variance `noise` (m^2) explain.

    Args:
        times: (samples,) seconds, also of what is held beside the slide.
        path: (samples, 2) metres at these.
        noise: see above.
        inside: which of the samples the slide is; the path of these comes back.
    """
    inside = slice(0, len(times)) if inside is None else inside
    at, wanted = times[inside], path[inside]
    seconds = at[-1] - at[0]
    if noise <= 0.0 or not 0.0 < seconds <= LONGEST or len(at) < 5:
        return wanted
    u = np.clip((times - at[0]) / seconds, 0.0, 1.0)
    shapes = np.stack([np.ones_like(u), u**3 * (10.0 - 15.0 * u + 6.0 * u**2)], axis=1)
    fitted = np.linalg.lstsq(shapes, path, rcond=None)[0]
    stroke = (shapes @ fitted)[inside]
    strays = wanted - stroke
    spread = 0.5 * float(np.mean(np.sum(strays**2, axis=1)))
    beside = min((times[-1] - times[0]) / seconds - 1.0, 1.0)
    left = _LEFT_BESIDE + beside * (_LEFT_ALL - _LEFT_BESIDE)
    kept = max(0.0, 1.0 - left * noise / max(spread, 1e-18))
    likely = (_STRAYS * float(np.linalg.norm(fitted[1]))) ** 2
    kept *= likely**2 / (likely**2 + noise**2)
    return stroke + kept * strays

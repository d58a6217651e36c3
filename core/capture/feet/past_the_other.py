"""A foot that stands while the other one passes before or behind it is held all the while.

There a detector draws one foot on the other, and is sure of it: a standing foot seems to leave its
place for some tenths of a second and to come back. What really lifts goes farther than a foot that
is drawn a part of the way to the other one, or comes down elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.capture.feet.image_contacts import SMOOTH_DEPTH, smoothed_over
from core.contacts.contact import Contact
from core.contacts.estimate import Estimated
from core.motion.camera import Camera
from core.motion.motion import Motion

#: Metres, in the picture at the person's distance: the other foot's same point comes as near as
#: this, and goes at least this far meanwhile; the point goes no farther than this from where it
#: is held before and after, and those two places are no farther apart than this.
_PASSES, _GOES_BY, _STRAYS, _SAME_PLACE = 0.06, 0.15, 0.125, 0.10
#: Seconds: one foot takes no longer to pass the other; what a place is the median over.
_LONGEST, _PLACE = 0.7, 0.15


def held_while_the_other_passes(
    motion: Motion, camera: Camera, pixels: Mapping[str, np.ndarray], found: Estimated
) -> Estimated:
    """The contacts with plants carried over gaps in which the other foot passes.

    Args:
        pixels: point -> (frames, 3) x, y, confidence of heels and toes; NaN where it was not seen.
        found: by lane and time. A pivot in it keeps its times; slides in such a gap go.
    """
    times = motion.times
    depth = camera.camera_points(motion.root_positions)[:, 2]
    metre = smoothed_over(times, depth, 2.0 * SMOOTH_DEPTH) / float(camera.intrinsics[0, 0])
    paths = {name: _path(times, seen) for name, seen in pixels.items()}
    kept: list[tuple[Contact, float]] = []
    for name in dict.fromkeys(contact.point for contact, _ in found):
        lane = [pair for pair in found if pair[0].point == name]
        path, other = paths.get(name), paths.get(_other(name))
        if path is not None and other is not None:
            lane = _carried(times, path, other, metre, lane)
        kept += lane
    return tuple(kept)


def _carried(
    times: np.ndarray,
    path: np.ndarray,
    other: np.ndarray,
    metre: np.ndarray,
    lane: Sequence[tuple[Contact, float]],
) -> list[tuple[Contact, float]]:
    """One point's contacts; path, other: (frames, 2) pixels. metre: (frames,) metres a pixel."""
    kept: list[tuple[Contact, float]] = []
    last = -1  # of kept, the last that is held
    for one, sure in lane:
        if not one.holds:
            kept.append((one, sure))
            continue
        before = kept[last] if last >= 0 else None
        if before is not None and _passed(times, path, other, metre, before[0], one):
            held, was = before
            del kept[last + 1 :]
            if held.state == one.state == "plant":
                kept[last] = (replace(held, end=one.end), max(was, sure))
                continue
            if held.state == "plant":
                kept[last] = (replace(held, end=one.start), was)
            elif one.state == "plant":
                one = replace(one, start=held.end)
        kept.append((one, sure))
        last = len(kept) - 1
    return kept


def _passed(
    times: np.ndarray,
    path: np.ndarray,
    other: np.ndarray,
    metre: np.ndarray,
    before: Contact,
    after: Contact,
) -> bool:
    """Whether the other foot passed between two times at which a point is held at one place."""
    if not 0.0 < after.start - before.end <= _LONGEST or before.state == after.state == "pivot":
        return False
    last = (times >= max(before.start, before.end - _PLACE)) & (times <= before.end)
    first = (times >= after.start) & (times <= min(after.end, after.start + _PLACE))
    between = (times > before.end) & (times < after.start)
    if not (last.any() and first.any() and between.any()):
        return False
    was, comes = np.median(path[last], axis=0), np.median(path[first], axis=0)
    size = float(metre[between].mean())
    strayed = np.linalg.norm(path[between] - 0.5 * (was + comes), axis=1)
    near = np.linalg.norm(path[between] - other[between], axis=1)
    way = np.linalg.norm(np.ptp(other[between], axis=0))
    return bool(
        size * np.linalg.norm(comes - was) <= _SAME_PLACE
        and size * strayed.max() <= _STRAYS
        and size * near.min() <= _PASSES
        and size * way >= _GOES_BY
    )


def _path(times: np.ndarray, seen: np.ndarray) -> np.ndarray | None:
    """(frames, 2) pixels of (frames, 3), gaps in straight lines; None where it was hardly seen."""
    known = np.isfinite(seen[:, :2]).all(axis=1)
    if np.count_nonzero(known) < 3:
        return None
    return np.stack([np.interp(times, times[known], seen[known, k]) for k in (0, 1)], axis=1)


def _other(point: str) -> str:
    """The same point of the other foot."""
    side, part = point.split("_")
    return f"{'right' if side == 'left' else 'left'}_{part}"

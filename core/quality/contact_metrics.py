"""How well contacts are kept, and how well they are found (DESIGN 7).

Paths are (frames, 3) world metres at times (frames,). A contact binds the samples of the rule in
`core.contacts.intervals.held_samples`, the same as in the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.contacts.contact import STATES, Contact
from core.contacts.intervals import held_samples, states_of

_MM = 1000.0
#: Rows of a table of distances that are made at once.
_PAIRED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Skate:
    """How much the point of one held contact moves."""

    contact: Contact
    skate_mm: float  # largest distance between any two of its positions
    speed_mm_s: float  # mean


def skates(
    times: np.ndarray, paths: Mapping[str, np.ndarray], contacts: Iterable[Contact]
) -> list[Skate]:
    """One for every plant and pivot whose point has a path; samples fewer than two skate 0."""
    found = []
    for contact in contacts:
        if not contact.holds or contact.point not in paths:
            continue
        held = held_samples(times, contact)
        path = paths[contact.point][held]
        seconds = float(times[held][-1] - times[held][0]) if len(path) > 1 else 0.0
        way = float(np.linalg.norm(np.diff(path, axis=0), axis=-1).sum())
        found.append(
            Skate(contact, largest_distance_mm(path), _MM * way / seconds if seconds else 0.0)
        )
    return found


def largest_distance_mm(path: np.ndarray) -> float:
    """The largest distance between any two of (frames, 3) positions, mm."""
    if len(path) < 2:
        return 0.0
    path = _outer(path)
    longest = 0.0
    for start in range(0, len(path), _PAIRED_AT_ONCE):
        block = path[start : start + _PAIRED_AT_ONCE, None] - path[None]
        longest = max(longest, float(np.einsum("ijk,ijk->ij", block, block).max()))
    return _MM * float(np.sqrt(longest))


def _outer(path: np.ndarray) -> np.ndarray:
    """The positions that can be an end of the longest distance.

    A pair is no longer than the sum of its distances from the middle, and the farthest position
    from the farthest is a distance that is there.
    """
    radii = np.linalg.norm(path - path.mean(axis=0), axis=-1)
    there = np.linalg.norm(path - path[np.argmax(radii)], axis=-1).max()
    return path[radii + radii.max() >= there * (1.0 - 1e-9)]


def heights_above_ground(
    times: np.ndarray,
    path: np.ndarray,
    point: str,
    contacts: Iterable[Contact],
    ground_height: float,
) -> np.ndarray:
    """(frames,) metres above the ground, which is a contact's own where it has one."""
    ground = np.full(len(times), ground_height)
    for contact in contacts:
        if contact.point == point and contact.height is not None and contact.on_ground:
            ground[held_samples(times, contact)] = contact.height
    return path[:, 1] - ground


def penetration_mm(heights: Iterable[np.ndarray]) -> tuple[float, float]:
    """Worst and mean depth below the ground over all samples of all points, mm."""
    depths = [np.maximum(-height, 0.0) for height in heights if len(height)]
    if not depths:
        return 0.0, 0.0
    together = np.concatenate(depths)
    return _MM * float(together.max()), _MM * float(together.mean())


def float_mm(
    times: np.ndarray, heights: Mapping[str, np.ndarray], contacts: Iterable[Contact]
) -> tuple[float, float]:
    """Worst and mean height above the ground, mm, while points are on the ground (not air)."""
    above = [
        np.maximum(heights[contact.point][held_samples(times, contact)], 0.0)
        for contact in contacts
        if contact.on_ground and contact.point in heights
    ]
    together = np.concatenate(above) if above else np.zeros(0)
    if len(together) == 0:
        return 0.0, 0.0
    return _MM * float(together.max()), _MM * float(together.mean())


def contact_scores(
    found: Sequence[Contact], truth: Sequence[Contact], points: Iterable[str], times: np.ndarray
) -> dict[str, float]:
    """F1 frame by frame for each state that the truth or the estimate has, and held against free.

    Keys: `f1_plant` ... `f1_held`, and of the held stretches `onset_ms`, `release_ms` (mean
    absolute), `onset_median_ms`, and `missed_percent` of the truth's that have no counterpart.
    """
    ours, theirs = [], []
    for point in points:
        ours.append(states_of(found, point, times))
        theirs.append(states_of(truth, point, times))
    if not ours:
        return {}
    ours, theirs = np.stack(ours), np.stack(theirs)
    scores: dict[str, float] = {}
    for state in STATES:
        score = _f1(ours == state, theirs == state)
        if score is not None:
            scores[f"f1_{state}"] = score
    held, true_held = (np.isin(states, ("plant", "pivot")) for states in (ours, theirs))
    score = _f1(held, true_held)
    if score is not None:
        scores["f1_held"] = score
    return scores | _edge_errors(held, true_held, times)


def _f1(ours: np.ndarray, theirs: np.ndarray) -> float | None:
    wrong = np.sum(ours != theirs)
    right = np.sum(ours & theirs)
    return None if right + wrong == 0 else float(2 * right / (2 * right + wrong))


def _edge_errors(held: np.ndarray, true_held: np.ndarray, times: np.ndarray) -> dict[str, float]:
    """Start and end errors of held stretches, each with its largest overlap in the estimate."""
    onsets, releases, missed, total = [], [], 0, 0
    for lane, true_lane in zip(held, true_held, strict=True):
        stretches = _stretches(lane)
        for first, last in _stretches(true_lane):
            total += 1
            shared = [min(last, b) - max(first, a) + 1 for a, b in stretches]
            if not shared or max(shared) <= 0:
                missed += 1
                continue
            start, end = stretches[int(np.argmax(shared))]
            # what begins before the take begins has no onset in it
            if first > 0:
                onsets.append(abs(times[start] - times[first]))
            if last < len(times) - 1:
                releases.append(abs(times[end] - times[last]))
    scores = {}
    if onsets:
        scores["onset_ms"] = 1000.0 * float(np.mean(onsets))
        scores["onset_median_ms"] = 1000.0 * float(np.median(onsets))
    if releases:
        scores["release_ms"] = 1000.0 * float(np.mean(releases))
    if total:
        scores["missed_percent"] = 100.0 * missed / total
    return scores


def _stretches(mask: np.ndarray) -> list[tuple[int, int]]:
    """First and last sample of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

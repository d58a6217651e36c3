"""The edit layer: keys of additive curves, and the motion with what they add.

    local rotation = captured (or cleaned) rotation * exp(offset),  root = root + offset

A curve goes through its keys as cubics of Hermite, component by component, in the joint's own
frame, where rotation vectors neither lock nor depend on a file's order of angles. Before the first
key and after the last one it stays what it is there, as in any animation program: a lone key
offsets the whole take, keys of zero on both sides confine it. Automatic tangents never overshoot
their keys and are flat at extremes and at the ends, so a curve with them is C1 everywhere.

Source of the tangents: Fritsch and Butland 1984 (the weighted harmonic mean of both secants).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.motion import rotations
from core.motion.motion import Motion
from core.take.layer_key import LayerChannel, LayerKey

#: Two curves that are nearer than this (radians or metres) are one.
_SAME = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class LayerCurve:
    """One joint's offsets over time. Made by `layer_curve`."""

    times: np.ndarray  # (keys,) seconds, rising
    values: np.ndarray  # (keys, 3)
    arriving: np.ndarray  # (keys, 3) slopes before each key, per second
    leaving: np.ndarray  # (keys, 3) slopes after it
    held: np.ndarray  # (keys,) bool: its value holds until the next key

    def at(self, times: np.ndarray) -> np.ndarray:
        """Offsets (n, 3) at times (n,), seconds; zero where there is no key at all."""
        times = np.asarray(times, dtype=float)
        if len(self.times) == 0:
            return np.zeros((len(times), 3))
        left = np.clip(np.searchsorted(self.times, times, side="right") - 1, 0, None)
        right = np.minimum(left + 1, len(self.times) - 1)
        start, end = self.values[left], self.values[right]
        length = (self.times[right] - self.times[left])[:, None]
        inside = (times > self.times[left]) & (right > left) & ~self.held[left]
        s = np.where(inside, times - self.times[left], 0.0)[:, None] / np.maximum(length, 1e-300)
        cubic = (
            start
            + (end - start) * s * s * (3.0 - 2.0 * s)
            + self.leaving[left] * length * s * (1.0 - s) ** 2
            - self.arriving[right] * length * s * s * (1.0 - s)
        )
        return np.where(inside[:, None], cubic, start)


def layer_curve(keys: Iterable[LayerKey]) -> LayerCurve:
    """The curve through keys of one joint and channel, in any order."""
    keys = sorted(keys, key=lambda key: key.time)
    times = np.array([key.time for key in keys], dtype=float)
    values = np.array([key.value for key in keys], dtype=float).reshape(-1, 3)
    before, after = _secants(times, values)
    automatic = _automatic(times, before, after)
    arriving, leaving = np.zeros_like(values), np.zeros_like(values)
    for place, key in enumerate(keys):
        for kind, slopes, secant, free in (
            (key.tangent_in, arriving, before[place], key.slope_in),
            (key.tangent_out, leaving, after[place], key.slope_out),
        ):
            if kind == "auto":
                slopes[place] = automatic[place]
            elif kind == "linear":
                slopes[place] = secant
            elif kind == "free":
                slopes[place] = free
    held = np.array([key.tangent_out == "stepped" for key in keys], dtype=bool)
    return LayerCurve(times, values, arriving, leaving, held)


def curves_of(
    keys: Iterable[LayerKey],
) -> dict[tuple[str, LayerChannel], tuple[LayerKey, ...]]:
    """The keys of each curve, in order of time."""
    found: dict[tuple[str, LayerChannel], list[LayerKey]] = {}
    for key in sorted(keys, key=lambda key: (key.joint, key.channel, key.time)):
        found.setdefault(key.curve, []).append(key)
    return {curve: tuple(its) for curve, its in found.items()}


def layered(motion: Motion, keys: Sequence[LayerKey]) -> Motion:
    """The motion with what the keys add, at its own times; where they add nothing bit for bit.

    Keys of joints that the rig lacks, and of a place that is not the root's, add nothing.
    """
    names = motion.skeleton.names
    local: np.ndarray | None = None
    root: np.ndarray | None = None
    for (joint, channel), its in curves_of(keys).items():
        if not can_be_obeyed(joint, channel, names):
            continue
        offsets = layer_curve(its).at(motion.times)
        moved = np.any(offsets != 0.0, axis=1)
        if not np.any(moved):
            continue
        if channel == "position":
            root = np.array(motion.root_positions)
            root[moved] += offsets[moved]
            continue
        local = np.array(motion.local_rotations) if local is None else local
        place = names.index(joint)
        local[moved, place] = rotations.multiply(
            local[moved, place], rotations.from_rotation_vector(offsets[moved])
        )
    if local is None and root is None:
        return motion
    for made in (local, root):
        if made is not None:
            made.flags.writeable = False  # so that the motion shares it
    return motion.with_pose(
        motion.local_rotations if local is None else local,
        motion.root_positions if root is None else root,
    )


def can_be_obeyed(joint: str, channel: LayerChannel, names: Sequence[str]) -> bool:
    """Whether a rig with these joints has such a curve: a place is the first joint's only."""
    return joint in names and (channel == "rotation" or joint == names[0])


def changed_span(
    before: Iterable[LayerKey], after: Iterable[LayerKey]
) -> tuple[float, float] | None:
    """From where to where the curves of two sets of keys differ, seconds; infinite where they do
    before a first or after a last key. None where they are the same everywhere."""
    old, new = curves_of(before), curves_of(after)
    starts, ends = [], []
    for curve in old.keys() | new.keys():
        if old.get(curve) != new.get(curve):
            span = _differing(old.get(curve, ()), new.get(curve, ()))
            if span is not None:
                starts.append(span[0])
                ends.append(span[1])
    return (min(starts), max(ends)) if starts else None


def _differing(old: Sequence[LayerKey], new: Sequence[LayerKey]) -> tuple[float, float] | None:
    """The span of one curve: two cubics that agree at four moments between keys are one."""
    edges = np.unique([key.time for key in (*old, *new)])
    inner = edges[:-1, None] + np.diff(edges)[:, None] * np.array([0.0, 0.2, 0.4, 0.6, 0.8])
    moments = np.concatenate([[edges[0] - 1.0], inner.ravel(), [edges[-1], edges[-1] + 1.0]])
    off = np.abs(layer_curve(old).at(moments) - layer_curve(new).at(moments)).max(axis=1) > _SAME
    from_edges, to_edges = np.append(-np.inf, edges), np.append(edges, np.inf)
    pieces = np.concatenate([[off[0]], off[1:-2].reshape(-1, 5).any(axis=1), [off[-2] | off[-1]]])
    if not np.any(pieces):
        return None
    found = np.flatnonzero(pieces)
    return float(from_edges[found[0]]), float(to_edges[found[-1]])


def _secants(times: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes (keys, 3) of the straight lines that arrive at and leave each key; 0 beyond ends."""
    before, after = np.zeros_like(values), np.zeros_like(values)
    if len(times) > 1:
        lines = np.diff(values, axis=0) / np.diff(times)[:, None]
        before[1:], after[:-1] = lines, lines
    return before, after


def _automatic(times: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Slopes (keys, 3) that do not overshoot: the weighted harmonic mean of both secants."""
    slopes = np.zeros_like(before)
    if len(times) < 3:
        return slopes
    steps = np.diff(times)[:, None]
    one, other = before[1:-1], after[1:-1]
    near, far = steps[1:] + 2.0 * steps[:-1], 2.0 * steps[1:] + steps[:-1]
    same_way = (one * other) > 0.0
    one, other = np.where(same_way, one, 1.0), np.where(same_way, other, 1.0)
    mean = (near + far) / (far / one + near / other)
    slopes[1:-1] = np.where(same_way, mean, 0.0)
    return slopes

"""What speaks for a stretch being a wanted slide, or a pivot, as numbers for fitted weights.

A plant that trembles comes and goes, and no farther than the other plants of the same take do in
as much time; a slide leads somewhere, on a smooth way, and the foot's other point goes with it or
turns about it. So everything is measured against how far this take's held points stray in such a
time: the structure function of its own noise, whatever that noise's colour. Source: Kolmogorov's
structure function (1941) in place of a spectrum, for stretches shorter than its period.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.contacts.evidence import GRID_RATE, Grid
from core.contacts.likelihood import ORDER

_PLANT, _PIVOT, _SLIDE, _AIR = (ORDER.index(s) for s in ("plant", "pivot", "slide", "air"))
#: Samples over which straying is measured; so many pairs say something, the farthest tenth (a slide
#: that was called a plant) is cut to the next.
_LAGS, _FEWEST, _FARTHEST = np.array([3, 6, 12, 24, 48]), 30, 90.0
#: Points that are this probably planted stray; the part of a pair's time that they must be.
_PLANTED, _ALL_OF_IT = np.log(0.5), 0.9
_LEAST_STRAY = 5e-4  # metres
#: Samples beside a stretch that say where the point was before and after, and what it did.
_BESIDE, _NEIGHBOUR, _FLOOR = 12, 60, 30
_SMOOTH = 3.0  # samples
#: Units of the logarithms: metres, m/s, radians; a way that is none (m).
_METRE, _SPEED, _ANGLE, _NO_WAY = 0.01, 0.05, 0.05, 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A take in which slides are looked for."""

    grid: Grid
    logs: np.ndarray  # (points, samples, 4)
    histories: Mapping[str, np.ndarray]  # point -> (samples,) states, places in ORDER
    stray: np.ndarray  # (lags,) metres, of planted points

    def strays(self, samples: int) -> float:
        """How far (m, rms) a planted point is found from where it was so many samples before."""
        return float(np.interp(samples, _LAGS, self.stray))


def told(grid: Grid, logs: np.ndarray, histories: Mapping[str, np.ndarray]) -> Told:
    """A take with how far its planted points stray; logs (points, samples, 4)."""
    stray = np.full(len(_LAGS), np.nan)
    for k, lag in enumerate(_LAGS):
        parts = [_strays(grid.level[p], logs[p, :, _PLANT] > _PLANTED, lag)
                 for p in range(len(grid.names))]  # fmt: skip
        ways = np.concatenate(parts)
        if len(ways) >= _FEWEST:
            ways = np.minimum(ways, np.percentile(ways, _FARTHEST))
            stray[k] = np.sqrt(np.mean(ways**2))
    known = np.flatnonzero(np.isfinite(stray))
    if len(known):
        before = np.searchsorted(known, np.arange(len(stray)), "right") - 1
        stray = stray[known[np.maximum(before, 0)]]
    else:
        stray = np.full(len(_LAGS), np.sqrt(2.0) * grid.noise[0])
    return Told(grid, logs, histories, np.maximum(stray, _LEAST_STRAY))


def _strays(path: np.ndarray, planted: np.ndarray, lag: int) -> np.ndarray:
    if len(path) <= lag:
        return np.zeros(0)
    count = np.concatenate([[0], np.cumsum(planted)])
    inside = count[lag + 1 :] - count[: -lag - 1] > _ALL_OF_IT * (lag + 1)
    return _length(path[lag:] - path[:-lag])[inside]


def slide_evidence(take: Told, name: str, first: int, stop: int) -> np.ndarray:
    """(numbers,) about the samples first to stop - 1 of a point."""
    grid = take.grid
    place = grid.names.index(name)
    return np.array(
        [
            np.log((stop - first) / GRID_RATE),
            *_of_way(take, place, first, stop),
            *_of_neighbours(take.histories[name], first, stop),
            *_of_other_points(take, place, first, stop),
            *_of_height(grid.paths[place, :, 1], first, stop),
            *_of_chances(take.logs[place, first:stop]),
            _log(_length(grid.drift[first:stop].mean(axis=0)), _SPEED),
            *np.log(take.stray[::2]),
            *grid.whole,
            float(name.endswith("heel")),
        ]
    )


def pivot_evidence(take: Told, name: str, first: int, stop: int) -> np.ndarray:
    """(numbers,) about the same samples: what speaks for a slide, and how the foot turns."""
    logs = take.logs[take.grid.names.index(name), first:stop]
    over_plant = logs[:, _PIVOT] - logs[:, _PLANT]
    return np.array(
        [
            *slide_evidence(take, name, first, stop),
            *_of_turn(take.grid, take.grid.names.index(name), first, stop),
            over_plant.mean(),
            over_plant.max(),
        ]
    )


def _of_way(take: Told, place: int, first: int, stop: int) -> list[float]:
    """How far the point goes, how straight, and whether it stays there."""
    level, count = take.grid.level[place], len(take.grid.times)
    stray = take.strays(stop - first)
    chord = level[stop - 1] - level[first]
    net = float(_length(chord))
    raw = take.grid.paths[place][:, [0, 2]]
    around = slice(max(first - 2 * int(_SMOOTH), 0), min(stop + 2 * int(_SMOOTH), count))
    smooth = gaussian_filter1d(level[around], _SMOOTH, axis=0, mode="nearest")
    smooth = smooth[first - around.start :][: stop - first]
    steps = np.diff(smooth, axis=0)
    lengths = _length(steps)
    way = max(float(lengths.sum()), 1e-4)
    ahead = chord / max(net, 1e-6)
    aside = (smooth - smooth[0]) @ np.array([-ahead[1], ahead[0]])
    before = level[max(first - _BESIDE, 0) : first + 1].mean(axis=0)
    after = level[stop - 1 : min(stop + _BESIDE, count)].mean(axis=0)
    moved = float(_length(after - before))
    return [
        _log(net, _METRE),
        np.log((net + _NO_WAY) / stray),
        _log(_length(raw[stop - 1] - raw[first]), _METRE),
        _log(way, _METRE),
        net / way,
        float(np.maximum(-(steps @ ahead), 0.0).sum()) / way,
        _log(np.abs(aside).max(), _METRE),
        _log(moved, _METRE),
        np.log((moved + _NO_WAY) / take.strays(stop - first + _BESIDE)),
        _log(GRID_RATE * lengths.max(initial=0.0), _SPEED),
        _log(GRID_RATE * net / (stop - first), _SPEED),
    ]


def _of_neighbours(states: np.ndarray, first: int, stop: int) -> list[float]:
    """What the point does before and after, and for how long."""
    before = _run(states[max(first - _NEIGHBOUR, 0) : first][::-1])
    after = _run(states[stop : stop + _NEIGHBOUR])
    which = [float(state == one) for state, _ in (before, after) for one in (_PLANT, _PIVOT, _AIR)]
    return [*which, np.log1p(before[1]), np.log1p(after[1])]


def _run(states: np.ndarray) -> tuple[int, int]:
    """The first of some states and how long it lasts; none is -1."""
    if not len(states):
        return -1, 0
    other = np.flatnonzero(states != states[0])
    return int(states[0]), int(other[0]) if len(other) else len(states)


def _of_other_points(take: Told, place: int, first: int, stop: int) -> list[float]:
    """The foot's other point, the other foot, and how far the foot turns."""
    names, level = take.grid.names, take.grid.level
    chances = np.exp(take.logs[:, first:stop]).mean(axis=1)
    ways = level[:, stop - 1] - level[:, first]
    partner, others = _partner(names, place), _others(names, place)
    along = level[partner, first:stop] - level[place, first:stop]
    yaw = np.unwrap(np.arctan2(along[:, 0], along[:, 1]))
    return [
        float(chances[partner, _SLIDE]),
        np.log((_length(ways[partner]) + _NO_WAY) / take.strays(stop - first)),
        _log(_length(ways[partner] - ways[place]), _METRE),
        _log(_length(ways[others] - ways[place]).min(), _METRE),
        float(chances[others, _PLANT].max() + chances[others, _PIVOT].max()),
        float(chances[others, _SLIDE].max()),
        _log(np.abs(yaw[-1] - yaw[0]), _ANGLE),
    ]


def _of_height(height: np.ndarray, first: int, stop: int) -> list[float]:
    """How far the point lies above where it lies before and after, and how level its way is."""
    around = height[max(first - _FLOOR, 0) : stop + _FLOOR].min()
    inside = height[first:stop]
    return [
        _log(inside.mean() - around, _METRE),
        _log(np.ptp(inside), _METRE),
        _log(inside.mean(), _METRE),
    ]


def _of_turn(grid: Grid, place: int, first: int, stop: int) -> list[float]:
    """How far the foot turns about the point in the stretch and around it, how steadily, how far
    its other point is lifted, and how level it lies."""
    partner, count = _partner(grid.names, place), len(grid.times)
    if partner == place:
        return [0.0] * 6
    around = slice(max(first - _BESIDE, 0), min(stop + _BESIDE, count))
    way = grid.paths[partner, around] - grid.paths[place, around]
    level = gaussian_filter1d(way[:, [0, 2]], _SMOOTH, axis=0, mode="nearest")
    yaw = np.unwrap(np.arctan2(level[:, 0], level[:, 1]))
    inside = yaw[first - around.start :][: stop - first]
    steps = np.abs(np.diff(inside)).sum()
    lies = _length(level) / np.maximum(_length(way), 1e-3)
    return [
        _log(np.abs(inside[-1] - inside[0]), _ANGLE),
        _log(np.ptp(inside), _ANGLE),
        _log(np.abs(yaw[-1] - yaw[0]), _ANGLE),
        float(np.abs(inside[-1] - inside[0]) / (steps + _ANGLE)),
        _log(way[first - around.start :][: stop - first, 1].mean(), _METRE),
        float(lies[first - around.start :][: stop - first].mean()),
    ]


def _of_chances(logs: np.ndarray) -> list[float]:
    """What the likelihood says of the stretch; logs (samples, 4)."""
    mean = np.clip(np.exp(logs).mean(axis=0), 1e-4, 1.0 - 1e-4)
    held = np.logaddexp(logs[:, _PLANT], logs[:, _PIVOT])
    over_held = logs[:, _SLIDE] - held
    return [
        *np.log(mean / (1.0 - mean)),
        over_held.mean(),
        (logs[:, _SLIDE] - logs[:, _AIR]).mean(),
        over_held.max(),
    ]


def _partner(names: Sequence[str], place: int) -> int:
    """The other point of the same foot, or the point itself."""
    side = names[place].partition("_")[0]
    found = [k for k, name in enumerate(names) if name.startswith(side) and k != place]
    return found[0] if found else place


def _others(names: Sequence[str], place: int) -> list[int]:
    """The points of the other foot, or the point itself."""
    side = names[place].partition("_")[0]
    return [k for k, name in enumerate(names) if not name.startswith(side)] or [place]


def _length(vectors: np.ndarray) -> Any:
    return np.sqrt(np.einsum("...i,...i->...", vectors, vectors))


def _log(value, unit: float) -> float:
    return math.copysign(math.log1p(abs(value) / unit), value)

"""What a motion says about a contact point around every moment, as numbers a likelihood can weigh.

Everything is measured on an even grid of 60 samples a second and in bodies of one leg's length,
so that 30 and 120 Hz, a child and a giant, look alike. No number depends on where the body is,
which way it faces or which side is which. Captured motion drifts slowly and a standing foot drifts
with it: numbers are relative to a drift that slow low points share, upwards only where it is large.
Lengths and speeds enter as signed logarithms: 2 and 3 mm differ as 20 and 30 cm do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d, minimum_filter1d

from core.contacts.stretch_evidence import STRETCH_EVIDENCE, stretch_evidence
from core.motion.resample import path_at

#: Samples a second of the grid.
GRID_RATE = 60.0
#: Metres of leg to which bodies are scaled.
LEG = 0.85
#: Smoothing (s) of clean and of the noisiest paths; the speed (m/s) that noise may leave.
_SMOOTHING, _SPEED_OF_NOISE = (0.012, 0.07), 0.06
_NOISE_RATE = 30.0
#: Metres: a sample this far from the median of its neighbours, and from its noise, is a flip.
_FLIP = 0.04
#: Seconds over which drift is shared; a low point is this low (m) and this slow (m/s).
_DRIFT_SECONDS, _DRIFT_LOW, _DRIFT_SLOW = 0.9, 0.03, 0.45
#: The same upwards: seconds, metres, m/s across and up, and seconds beyond which it is the ground
#: that rises; a drift of less than the first (m rms) is left, from the second on it is taken out.
_RISE_SECONDS, _RISE_LOW, _RISE_SLOW, _RISING_SLOW = 0.6, 0.012, 0.35, 0.3
_LONGEST_RISE = 3.0
_RISE_LEFT, _RISE_TAKEN, _RISE_ROUNDS = 0.04, 0.07, 2
#: Grid samples in which a foot comes down again.
_A_STEP = int(1.2 * GRID_RATE) | 1
#: Units of the logarithms: metres, m/s, radians, m/s2.
_METRE, _SPEED, _ANGLE, _ACCELERATION = 0.01, 0.05, 0.05, 1.0
#: Grid samples between the moments that are compared.
_NEAR, _MIDDLE, _FAR = 4, 15, 30
_SHIFTS = (-30, -15, -8, -4, -2, 2, 4, 8, 15, 30)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The paths of a motion on the even grid, steadied, in scaled metres."""

    times: np.ndarray  # (samples,) seconds
    names: tuple[str, ...]
    paths: np.ndarray  # (points, samples, 3)
    level: np.ndarray  # (points, samples, 2) x and z without the shared drift
    drift: np.ndarray  # (samples, 2) m/s
    hips: np.ndarray  # (samples, 3)
    ground: float  # scaled metres
    noise: tuple[float, float]  # scaled metres across and up, of one captured sample
    scale: float  # metres per scaled metre
    whole: np.ndarray  # what is the same for every sample: how much the take trembles
    risen: np.ndarray  # (samples,) scaled metres of upright drift that the paths are without


def on_grid(
    times: np.ndarray,
    paths: Mapping[str, np.ndarray],
    ground: float,
    hips: np.ndarray | None = None,
    leg: float = LEG,
) -> Grid:
    """The grid of world paths (frames, 3) of named points at times (frames,), metres.

    hips: (frames, 3); None puts them over the middle of the points. leg: metres, thigh and shin.
    """
    scale = leg / LEG
    names = tuple(paths)
    rate = (len(times) - 1) / (times[-1] - times[0])
    count = max(int(np.floor((times[-1] - times[0]) * GRID_RATE + 1e-6)) + 1, 2)
    grid_times = times[0] + np.arange(count) / GRID_RATE
    raw = np.stack([paths[name] for name in names]) / scale
    raw -= [0.0, ground / scale, 0.0]
    if hips is None:
        above = np.add(raw.mean(axis=0), [0.0, 0.95, 0.0])
    else:
        above = hips / scale - [0.0, ground / scale, 0.0]
    everything = np.concatenate([raw, above[None]]).transpose(1, 0, 2)
    even = times[0] + np.arange(len(times)) / rate
    evenly = path_at(times, everything, even)
    noise = noise_of(evenly[:, :-1], rate)
    evenly = _without_flips(evenly, noise)
    for axes, sigma in (((0, 2), noise[0]), ((1,), noise[1])):
        width = (3.0 * sigma**2 / (4.0 * np.sqrt(np.pi) * rate * _SPEED_OF_NOISE**2)) ** (1 / 3)
        width = float(np.clip(width, *_SMOOTHING))
        for axis in axes:
            evenly[..., axis] = gaussian_filter1d(evenly[..., axis], width * rate, axis=0)
    sampled = path_at(even, evenly, grid_times).transpose(1, 0, 2)
    points, body = np.ascontiguousarray(sampled[:-1]), sampled[-1].copy()
    risen = _shared_rise(points)
    points[:, :, 1] -= risen
    body[:, 1] -= risen
    drift = _shared_drift(points)
    moved = np.cumsum(np.concatenate([np.zeros((1, 2)), 0.5 * (drift[1:] + drift[:-1])]), axis=0)
    level = points[:, :, [0, 2]] - moved / GRID_RATE
    whole = _whole(points, level, noise)
    return Grid(grid_times, names, points, level, drift, body, ground, noise, scale, whole, risen)


def part_of(grid: Grid, start: int, stop: int) -> Grid:
    """The grid's samples start to stop - 1."""
    part = slice(start, stop)
    return replace(
        grid, times=grid.times[part], paths=grid.paths[:, part], level=grid.level[:, part],
        drift=grid.drift[part], hips=grid.hips[part], risen=grid.risen[part],
    )  # fmt: skip


def noise_of(paths: np.ndarray, rate: float) -> tuple[float, float]:
    """Spread (m) of one sample of paths (frames, points, 3), across and up, on one axis.

    From the quietest quarter of the fourth differences at about 30 Hz: movement hardly reaches
    them where a foot stands, white noise reaches them sqrt(70) fold.
    """
    apart = max(1, round(rate / _NOISE_RATE))
    if len(paths) < 4 * apart + 4:
        return 0.0, 0.0
    bends = paths
    for _ in range(4):
        bends = bends[apart:] - bends[:-apart]
    across = np.hypot(bends[..., 0], bends[..., 2])
    # a quarter of the lengths of two axes lie below 0.76 spreads, of one axis below 0.32
    return (
        float(np.percentile(across, 25.0)) / (np.sqrt(70.0) * 0.76),
        float(np.percentile(np.abs(bends[..., 1]), 25.0)) / (np.sqrt(70.0) * 0.32),
    )


def _without_flips(paths: np.ndarray, noise: tuple[float, float]) -> np.ndarray:
    """Paths (frames, points, 3) without single samples that leave their neighbours."""
    around = np.concatenate([paths[:1], paths, paths[-1:]])
    before, here, after = around[:-2], around[1:-1], around[2:]
    low, high = np.minimum(before, here), np.maximum(before, here)
    steady = np.maximum(low, np.minimum(high, after))  # the median of three
    off = np.linalg.norm(paths - steady, axis=-1)
    far = off > _FLIP + 6.0 * max(noise)
    steps = np.linalg.norm(np.diff(steady, axis=0, prepend=steady[:1]), axis=-1)
    far &= off > 2.0 * np.maximum(steps, np.roll(steps, -1, axis=0))
    return np.where(far[..., None], steady, paths)


def _shared_drift(points: np.ndarray) -> np.ndarray:
    """(samples, 2) m/s at which low, slow points move together."""
    velocity = np.gradient(points[:, :, [0, 2]], 1.0 / GRID_RATE, axis=1)
    slow = gaussian_filter1d(velocity, 0.1 * GRID_RATE, axis=1)
    floor = minimum_filter1d(points[:, :, 1].min(axis=0), _A_STEP)
    low = (points[:, :, 1] - floor) / _DRIFT_LOW
    weight = np.exp(-(low**2) - (np.linalg.norm(slow, axis=-1) / _DRIFT_SLOW) ** 2)
    wide = _DRIFT_SECONDS * GRID_RATE
    total = gaussian_filter1d(weight.sum(axis=0), wide)
    drift = gaussian_filter1d((weight[..., None] * velocity).sum(axis=0), wide, axis=0)
    return drift / (total + 0.05)[:, None]


def _shared_rise(points: np.ndarray) -> np.ndarray:
    """(samples,) metres by which the lowest points rise and sink while they seem to stand.

    Steps that are climbed are no drift: there a foot is lifted, not the one that stands. What goes
    on for longer than a drift does is the ground, and what leaves the floor less level is no drift.
    """
    paths, total = points, np.zeros(points.shape[1])
    for _ in range(_RISE_ROUNDS):
        velocity = np.gradient(paths, 1.0 / GRID_RATE, axis=1)
        steady = gaussian_filter1d(velocity, 0.05 * GRID_RATE, axis=1)
        low = (paths[:, :, 1] - paths[:, :, 1].min(axis=0)) / _RISE_LOW
        across = (steady[:, :, 0] ** 2 + steady[:, :, 2] ** 2) / _RISE_SLOW**2
        weight = np.exp(-(low**2) - across - (steady[:, :, 1] / _RISING_SLOW) ** 2)
        wide = _RISE_SECONDS * GRID_RATE
        rising = gaussian_filter1d((weight * velocity[:, :, 1]).sum(axis=0), wide)
        rising /= gaussian_filter1d(weight.sum(axis=0), wide) + 0.05
        steps = 0.5 * (rising[1:] + rising[:-1]) / GRID_RATE
        moved = np.concatenate([[0.0], np.cumsum(steps)])
        moved -= gaussian_filter1d(moved, _LONGEST_RISE * GRID_RATE, mode="nearest")
        total = total + moved
        paths = paths.copy()
        paths[:, :, 1] -= moved
    if _unlevel(paths) > _unlevel(points):  # on a treadmill feet are slow only as they are lifted
        return np.zeros_like(total)
    share = (float(total.std()) - _RISE_LEFT) / (_RISE_TAKEN - _RISE_LEFT)
    return float(np.clip(share, 0.0, 1.0)) * total


def _unlevel(points: np.ndarray) -> float:
    """Metres rms by which the floor under the lowest points is not level."""
    return float(np.std(minimum_filter1d(points[:, :, 1].min(axis=0), _A_STEP)))


def evidence_of(grid: Grid) -> np.ndarray:
    """(points, samples, EVIDENCE) float32: what is known about each point around each sample."""
    context = _context(grid)
    places = range(len(grid.names))
    return np.stack([_of_point(grid, place, context).astype(np.float32) for place in places])


def _whole(points: np.ndarray, level: np.ndarray, noise: tuple[float, float]) -> np.ndarray:
    """How much the take trembles: noise, and speeds of the points while they are low."""
    lowest = minimum_filter1d(points[:, :, 1].min(axis=0), int(1.6 * GRID_RATE) | 1)
    speeds = np.linalg.norm(np.gradient(level, 1.0 / GRID_RATE, axis=1), axis=-1)
    rising = np.abs(np.gradient(points[:, :, 1], 1.0 / GRID_RATE, axis=1))
    low = points[:, :, 1] - lowest < 0.03
    low = low if np.count_nonzero(low) > 10 else np.ones_like(low)
    return np.array(
        [
            _log(noise[0], 0.1 * _METRE),
            _log(noise[1], 0.1 * _METRE),
            *_log(np.percentile(speeds[low], [15.0, 40.0]), _SPEED),
            *_log(np.percentile(rising[low], [15.0, 40.0]), _SPEED),
        ]
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Context:
    floors: list[np.ndarray]  # (samples,) the lowest height around, nearer to farther
    hips: list[np.ndarray]  # what the body does


def _context(grid: Grid) -> _Context:
    lowest = grid.paths[:, :, 1].min(axis=0)
    spans = (0.3, 0.8, 2.0)
    floors = [minimum_filter1d(lowest, int(2 * s * GRID_RATE) | 1) for s in spans]
    height = grid.hips[:, 1]
    hips = [_log(_moved(height, s) - height, _METRE) for s in (-_MIDDLE, -8, 8, _MIDDLE)]
    falling = (_moved(height, 8) + _moved(height, -8) - 2 * height) * (GRID_RATE / 8) ** 2
    hips.append(_log(falling, _ACCELERATION))
    level = grid.hips[:, [0, 2]]
    hips += [_log(_length(_moved(level, s) - level), _METRE) for s in (-_MIDDLE, _MIDDLE)]
    return _Context(floors, hips)


def _of_point(grid: Grid, place: int, context: _Context) -> np.ndarray:
    """(samples, EVIDENCE)."""
    name = grid.names[place]
    other, opposite = _partner(grid.names, name), _opposite(grid.names, name)
    height, level = grid.paths[place, :, 1], grid.level[place]
    other_height, other_level = grid.paths[other, :, 1], grid.level[other]
    lowest_opposite = grid.paths[list(opposite), :, 1].min(axis=0)
    opposite_level = grid.level[opposite[0]]
    own = {shift: _moved(level, shift) - level for shift in _SHIFTS}
    across = {shift: _moved(opposite_level, shift) - opposite_level for shift in _SHIFTS}
    along = other_level - level
    yaw = np.unwrap(np.arctan2(along[:, 0], along[:, 1]))
    columns = [_log(_length(own[shift]), _METRE) for shift in _SHIFTS]
    columns += [_log(_moved(height, shift) - height, _METRE) for shift in _SHIFTS]
    columns += [
        _log(_moved(other_height, shift) - height, _METRE)
        for shift in (-_MIDDLE, -_NEAR, 0, _NEAR, _MIDDLE)
    ]
    columns += [
        _log(_length(_moved(other_level, shift) - other_level), _METRE)
        for shift in (-_MIDDLE, -_NEAR, _NEAR, _MIDDLE)
    ]
    lies = np.clip(_length(along) / 0.1, 0.0, 1.0)
    columns += [
        _log(np.abs(_moved(yaw, shift) - yaw) * lies, _ANGLE)
        for shift in (-_FAR, -_MIDDLE, -8, 8, _MIDDLE, _FAR)
    ]
    columns += [
        _log(_moved(lowest_opposite, shift) - height, _METRE) for shift in (-20, -8, 0, 8, 20)
    ]
    columns += [_log(_length(across[shift]), _METRE) for shift in (-_MIDDLE, -8, 8, _MIDDLE)]
    columns += [
        _log(_length(own[shift] - across[shift]), _METRE)
        for shift in (-_FAR, -_MIDDLE, -8, 8, _MIDDLE, _FAR)
    ]
    columns += [_log(height - floor, _METRE) for floor in context.floors]
    own_floor = minimum_filter1d(height, int(1.0 * GRID_RATE) | 1)
    columns += [_log(height - own_floor, _METRE), _log(height, _METRE)]
    velocity = np.gradient(level, 1.0 / GRID_RATE, axis=0)
    rising = np.gradient(height, 1.0 / GRID_RATE)
    bending = np.gradient(np.column_stack([velocity, rising]), 1.0 / GRID_RATE, axis=0)
    columns += [
        _log(_length(velocity), _SPEED),
        _log(_length(velocity + grid.drift), _SPEED),
        _log(rising, _SPEED),
        _log(_length(bending), _ACCELERATION),
        _log(_length(grid.hips[:, [0, 2]] - grid.paths[place][:, [0, 2]]), 0.1),
        _log(grid.hips[:, 1] - height, 0.1),
        *context.hips,
    ]
    whole = np.append(grid.whole, 1.0 if name.endswith("heel") else -1.0)
    columns += [np.full(len(height), value) for value in whole]
    stretches = stretch_evidence(level, height, other_level, yaw, lies, GRID_RATE)
    return np.concatenate([np.stack(columns, axis=-1), stretches], axis=-1)


#: How many numbers there are about a point at a sample.
EVIDENCE = 75 + STRETCH_EVIDENCE


def _partner(names: tuple[str, ...], name: str) -> int:
    """The other point of the same foot, or the point itself."""
    side, part = name.split("_")
    wanted = f"{side}_{'heel' if part == 'toe' else 'toe'}"
    return names.index(wanted) if wanted in names else names.index(name)


def _opposite(names: tuple[str, ...], name: str) -> tuple[int, ...]:
    """The points of the other foot, the same part first, or the point itself."""
    side, part = name.split("_")
    other = "right" if side == "left" else "left"
    found = [k for k, one in enumerate(names) if one.startswith(other)]
    found.sort(key=lambda k: not names[k].endswith(part))
    return tuple(found) or (names.index(name),)


def _moved(values: np.ndarray, shift: int) -> np.ndarray:
    """values at the sample `shift` later; the ends stay."""
    if abs(shift) >= len(values):
        edge = values[-1:] if shift > 0 else values[:1]
        return np.repeat(edge, len(values), axis=0)
    if shift > 0:
        return np.concatenate([values[shift:], np.repeat(values[-1:], shift, axis=0)])
    if shift < 0:
        return np.concatenate([np.repeat(values[:1], -shift, axis=0), values[:shift]])
    return values


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("...i,...i->...", vectors, vectors))


def _log(value, unit: float):
    """sign(value) log(1 + |value| / unit)."""
    return np.sign(value) * np.log1p(np.abs(value) / unit)

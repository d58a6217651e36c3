"""How a camera is tilted, and how long its focal length is, from straight lines in its picture.

Rooms, streets and floors hold lines of three directions: upright ones and two level ones at right
angles. Every line of the picture is one of these or stray; the camera whose three directions
explain the lines best is sought on a grid and from its best points on, and the curvature around
the answer tells its spread. Source: Coughlan and Yuille (1999), "Manhattan World"; lines in place
of edge pixels as in Denis, Elder and Estrada (2008).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Angles between a line and its direction: what LSD is off, besides a pixel at the line's ends.
_LINE_SPREAD = np.radians(0.5)
_END_SPREAD = 1.2  # pixels over the line's length
_STRAY = 0.35  # share of the lines that belong to no direction
_SHARES = (0.4, 0.3, 0.3)  # of the others: upright, and the two level directions
#: Lines come in families (both edges of every tile): each counts for this much.
_TEMPER = 0.15
_PITCH, _PITCH_SPREAD = np.radians(6.0), np.radians(12.0)  # radians, of how cameras are held
_ROLL_SPREAD = np.radians(4.0)  # of a law with long tails: some cameras are rolled on purpose
#: The lines' evidence (natural logarithm, tempered) from which on they are believed.
_ENOUGH = 8.0
_FEWEST_LINES = 12
#: The spread that is told is never below these, and larger than the curvature's by the factor
#: (measured on rendered rooms and calibrated videos).
_LEAST_SPREAD = np.radians(0.4)
_LEAST_FOCAL_SPREAD = 0.015
_INFLATION = 1.5
_STEPS = (0.004, 0.004, 0.004, 0.01)
_COARSE_LINES = 120
_COARSE_SPREAD = np.radians(1.5)


@dataclass(frozen=True, slots=True, eq=False)
class LevelFromLines:
    """What lines say about a camera.

    mean: (3,) pitch (radians, down is positive), roll (radians, the picture's up lies to the
        right of its top where positive) and logarithm of the focal length in pixels.
    covariance: (3, 3) of the same.
    """

    mean: np.ndarray
    covariance: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    middle: np.ndarray  # (lines, 2) pixels from the principal point
    along: np.ndarray  # (lines, 2) unit
    spread: np.ndarray  # (lines,) radians
    weight: np.ndarray  # (lines,)

    def first(self, count: int) -> _Lines:
        # wider, so that a coarse grid does not step over the answer
        spread = np.maximum(self.spread[:count], _COARSE_SPREAD)
        more = len(self.weight) / min(count, len(self.weight))
        return _Lines(self.middle[:count], self.along[:count], spread, self.weight[:count] * more)


def level_from_lines(
    lines: np.ndarray, centre: np.ndarray, focal: float, focal_sigma: float
) -> LevelFromLines | None:
    """The camera that straight lines tell of; None where they tell of none.

    Args:
        lines: (lines, 4) x1, y1, x2, y2, pixels without distortion, the longest first.
        centre: (2,) the principal point, pixels.
        focal: what is believed of the focal length, pixels.
        focal_sigma: the spread of its logarithm; 0 where it is given.
    """
    if len(lines) < _FEWEST_LINES:
        return None
    seen = _lines(np.asarray(lines, dtype=float), centre)
    belief = (float(np.log(focal)), max(focal_sigma, 1e-3))
    modes = _modes(seen, belief)
    stray = -float(np.log(1.0 / np.pi) * seen.weight.sum())
    if stray - modes[0][0] < _ENOUGH:
        return None
    return LevelFromLines(*_mixed(modes, seen, belief))


def _lines(lines: np.ndarray, centre: np.ndarray) -> _Lines:
    first, second = lines[:, :2] - centre, lines[:, 2:] - centre
    length = np.maximum(np.hypot(*(second - first).T), 1e-6)
    return _Lines(
        0.5 * (first + second),
        (second - first) / length[:, None],
        np.hypot(_LINE_SPREAD, _END_SPREAD / length),
        _TEMPER * np.minimum(length / np.median(length), 3.0),
    )


def _directions(cameras: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Upright and the two level directions, each (cameras, 3), camera axes."""
    sin, cos = np.sin(cameras[:, :3]), np.cos(cameras[:, :3])
    zero = np.zeros(len(cameras))
    # a level world seen by a pitched camera, then rolled (core.fit.camera_belief)
    columns = (
        np.stack([zero + 1.0, zero, zero], axis=1),
        np.stack([zero, -cos[:, 0], -sin[:, 0]], axis=1),
        np.stack([zero, sin[:, 0], -cos[:, 0]], axis=1),
    )
    c, s = cos[:, 1], sin[:, 1]
    right, up, back = (
        np.stack([c * v[:, 0] - s * v[:, 1], s * v[:, 0] + c * v[:, 1], v[:, 2]], axis=1)
        for v in columns
    )
    c, s = cos[:, 2, None], sin[:, 2, None]
    return up, c * right + s * back, c * back - s * right


def _costs(cameras: np.ndarray, lines: _Lines, belief: tuple[float, float]) -> np.ndarray:
    """(cameras,) minus the logarithm of the posterior of pitch, roll, heading, log focal."""
    focal = np.exp(cameras[:, 3:])
    likely = np.full((len(cameras), len(lines.weight)), _STRAY / np.pi)
    scale = (1.0 - _STRAY) / (lines.spread * np.sqrt(2.0 * np.pi))
    for axis, share in zip(_directions(cameras), _SHARES, strict=True):
        # from the line's middle to where the direction vanishes
        x = focal * axis[:, :1] - lines.middle[:, 0] * axis[:, 2:]
        y = focal * axis[:, 1:2] - lines.middle[:, 1] * axis[:, 2:]
        sine = (lines.along[:, 0] * y - lines.along[:, 1] * x) / np.maximum(np.hypot(x, y), 1e-9)
        likely += share * scale * np.exp(-0.5 * (sine / lines.spread) ** 2)
    cost = -(np.log(likely) @ lines.weight)
    cost += 0.5 * ((cameras[:, 0] - _PITCH) / _PITCH_SPREAD) ** 2
    cost += np.log1p(0.5 * (cameras[:, 1] / _ROLL_SPREAD) ** 2)
    return cost + 0.5 * ((cameras[:, 3] - belief[0]) / belief[1]) ** 2


def _modes(lines: _Lines, belief: tuple[float, float]) -> list[tuple[float, np.ndarray]]:
    """Cost and place of the best cameras, the best first; they differ in what they say."""
    from scipy.optimize import minimize  # half a second to load: only where lines were found

    starts = _grid_starts(lines.first(_COARSE_LINES), belief)
    spread = min(0.5 * belief[1], 0.1)
    found: list[tuple[float, np.ndarray]] = []
    for start in starts:
        simplex = start + np.vstack([np.zeros(4), np.diag([0.03, 0.03, 0.04, spread])])
        best = minimize(
            lambda one: float(_costs(one[None], lines, belief)[0]), start, method="Nelder-Mead",
            options={"xatol": 2e-4, "fatol": 1e-3, "maxiter": 250, "initial_simplex": simplex},
        )  # fmt: skip
        if all(np.abs(best.x[[0, 1]] - other[[0, 1]]).max() > 0.01 for _, other in found):
            found.append((float(best.fun), best.x))
    return sorted(found, key=lambda one: one[0])


def _grid_starts(lines: _Lines, belief: tuple[float, float]) -> list[np.ndarray]:
    """Far apart and likely cameras on a grid."""
    focals = (0.0,) if belief[1] < 0.05 else (-1.0, 0.0, 1.0)
    grid = np.stack(
        np.meshgrid(
            np.radians(np.arange(-24.0, 52.0, 3.0)),
            np.radians(np.arange(-32.0, 33.0, 4.0)),
            np.radians(np.arange(0.0, 90.0, 5.0)),
            [belief[0] + belief[1] * step for step in focals],
            indexing="ij",
        ),
        axis=-1,
    ).reshape(-1, 4)
    costs = np.concatenate(
        [_costs(part, lines, belief) for part in np.array_split(grid, len(grid) // 1000 + 1)]
    )
    chosen: list[np.ndarray] = []
    for place in np.argsort(costs, kind="stable"):
        camera = grid[place]
        turned = [
            np.abs((camera[2] - one[2] + np.pi / 4) % (np.pi / 2) - np.pi / 4) for one in chosen
        ]
        if all(
            np.abs(camera[:2] - one[:2]).max() > 0.08 or turn > 0.15
            for one, turn in zip(chosen, turned, strict=True)
        ):
            chosen.append(camera)
        if len(chosen) == 6:
            break
    return chosen


def _mixed(
    modes: list[tuple[float, np.ndarray]], lines: _Lines, belief: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of pitch, roll and log focal over all modes, each by its curvature."""
    keep = [0, 1, 3]
    weights = np.exp([modes[0][0] - cost for cost, _ in modes])
    weights /= weights.sum()
    places = np.array([camera[keep] for _, camera in modes])
    mean = weights @ places
    covariance = (weights[:, None] * (places - mean)).T @ (places - mean)
    for weight, (_, camera) in zip(weights, modes, strict=True):
        if weight > 0.02:
            inside = _INFLATION**2 * _curvature_covariance(camera, lines, belief)
            covariance += weight * inside[np.ix_(keep, keep)]
    least = np.array([_LEAST_SPREAD, _LEAST_SPREAD, min(_LEAST_FOCAL_SPREAD, belief[1])])
    covariance += np.diag(least**2)
    # lines take no knowledge away: where they say nothing the belief's own spread stays
    less = np.array([1.0, 1.0, min(1.0, belief[1] / float(np.sqrt(covariance[2, 2])))])
    return mean, covariance * np.outer(less, less)


def _curvature_covariance(
    camera: np.ndarray, lines: _Lines, belief: tuple[float, float]
) -> np.ndarray:
    """(4, 4) inverse of the cost's second derivatives, by differences."""
    moves = np.diag([*_STEPS[:3], min(_STEPS[3], 0.3 * belief[1])])
    steps = np.diag(moves)
    around = [
        camera + one * moves[i] + other * moves[j]
        for i in range(4)
        for j in range(4)
        for one, other in ((1, 1), (1, -1), (-1, 1), (-1, -1))
    ]
    cost = _costs(np.array(around), lines, belief).reshape(4, 4, 4)
    second = (cost[..., 0] - cost[..., 1] - cost[..., 2] + cost[..., 3]) / 4.0
    second /= steps[:, None] * steps[None, :]
    values, axes = np.linalg.eigh(0.5 * (second + second.T))
    # a direction without curvature is as wide as the prior lets it be
    floor = 1.0 / np.pi**2
    return (axes / np.maximum(values, floor)) @ axes.T
